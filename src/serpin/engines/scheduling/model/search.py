"""The search: list scheduling for an answer at once, CP-SAT for a better one and a bound, one clock for both."""

from __future__ import annotations

import threading
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from serpin.base.executors import in_order
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.scheduling.model.contradictions import contradictions, fallback
from serpin.engines.scheduling.model.data import Data
from serpin.engines.scheduling.model.exact import ExactModel, Outcome
from serpin.engines.scheduling.model.instance import Instance, arrays, horizon_of
from serpin.engines.scheduling.model.kernel import finish_from
from serpin.engines.scheduling.model.lists import Sketch, earliest_starts, list_plan
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.vocabulary.result import Message, Status

LARGEST_EXACT = 1500
"""Works beyond which CP-SAT is not given the whole problem."""
_TICK = 0.05
_ROUNDS = 30
_BLOCKS = 2
_LONGEST_FIRST = 4000


@dataclass
class Answer:
    """What the search came to."""

    status: Status
    data: Data | None = None
    sketch: Sketch | None = None
    bounds: tuple[int, ...] = ()
    conflicts: tuple[Message, ...] = ()


def search(
    instance: Instance,
    options: SchedulingOptions,
    seed: int,
    progress: Progress | None,
    executor: Executor | None,
) -> Answer:
    """Look for the best plan.

    Parameters
    ----------
    instance
        The problem.
    options
        Objectives, time limit and workers.
    seed
        Seed of all random choices.
    progress
        Hears of the best value, and may stop.
    executor
        Where the blocks of list scheduling run.
    """
    deadline = Deadline(options.seconds)
    conflicts = contradictions(instance)
    if conflicts:
        return Answer(Status.INFEASIBLE, conflicts=conflicts)
    whole = horizon_of(instance)
    data = arrays(instance, min(whole, _LONGEST_FIRST))
    rounds = _ROUNDS if len(instance.activities) <= LARGEST_EXACT else 2

    def first_plan(data: Data) -> Sketch | None:
        rule = partial(list_plan, data=data, objectives=options.objectives, seed=seed, rounds=rounds, deadline=deadline)
        plans = [plan for plan in in_order(executor, rule, range(_BLOCKS)) if plan is not None]
        return min(plans, key=lambda plan: plan.key, default=None)

    sketch = first_plan(data)
    if whole > _LONGEST_FIRST and (sketch is None or len(instance.activities) <= LARGEST_EXACT):
        data = arrays(instance, whole)
        sketch = sketch or first_plan(data)
    hunt = _Hunt(instance, data, options=options, seed=seed, progress=progress, deadline=deadline, sketch=sketch)
    if len(instance.activities) > LARGEST_EXACT and sketch is not None:
        return hunt.answer()
    return hunt.run()


def simple_bounds(data: Data, objectives: tuple[ObjectiveName, ...]) -> list[int]:
    """Return bounds from the links alone and from the work that each resource has to carry."""
    early = earliest_starts(data)
    count = len(early)
    finishes = np.zeros(count, dtype=np.int64)
    for work in range(count):
        modes = range(data.mode_first[work], data.mode_first[work + 1])
        finishes[work] = min(finish_from(data, mode, early[work]) for mode in modes)
    last = data.base.copy()
    np.maximum.at(last, data.project, finishes)
    late = int((np.maximum(last - data.due, 0) * data.weight).sum())
    values = {ObjectiveName.LATENESS: late, ObjectiveName.MAKESPAN: int(last.max(initial=0))}
    return [values[name] for name in objectives]


class _Hunt:
    """One run of CP-SAT over all objectives beside a clock that can stop it."""

    def __init__(
        self,
        instance: Instance,
        data: Data,
        *,
        options: SchedulingOptions,
        seed: int,
        progress: Progress | None,
        deadline: Deadline,
        sketch: Sketch | None,
    ) -> None:
        self.instance = instance
        self.data = data
        self.options = options
        self.seed = seed
        self.progress = progress
        self.deadline = deadline
        self.best = sketch
        self.bounds = simple_bounds(data, options.objectives)
        self.stopped = False
        self.infeasible = False
        self._exact: ExactModel | None = None
        self._lock = threading.Lock()

    def run(self) -> Answer:
        """Run the solver, tick the clock, and return what came of it."""
        if self.best is not None and self._is_proven(len(self.bounds) - 1) and not self.instance.activities:
            return self.answer()
        finished = threading.Event()
        failure: list[BaseException] = []

        def work() -> None:
            try:
                self._solve_all()
            except BaseException as error:
                failure.append(error)
            finally:
                finished.set()

        threading.Thread(target=work, daemon=True).start()
        while not finished.wait(_TICK):
            self._tick()
        if failure:
            raise failure[0]
        return self.answer()

    def _tick(self) -> None:
        value = float(self.best.key[0]) if self.best is not None else None
        bound = float(self.bounds[0])
        if wants_stop(self.progress, self.deadline.share, value, bound):
            self.stopped = True
        if (self.stopped or self.deadline.passed) and self._exact is not None:
            self._exact.stop()

    def _solve_all(self) -> None:
        options, data = self.options, self.data
        exact = ExactModel(self.instance, data, options.objectives, len(data.capacity) - 1)
        self._exact = exact
        for position, name in enumerate((*options.objectives, None)):
            if self.stopped or self.deadline.passed:
                return
            if name is None and not self._is_proven(position - 1):
                return
            if name is not None and self.best is not None and self._is_proven(position):
                exact.limit(name, self.best.key[position])
                continue
            if self.best is not None:
                exact.hint(self.best)
            seconds = self.deadline.left * (0.7 if position == 0 and len(options.objectives) > 1 else 1.0)
            if name is None:
                seconds = min(seconds, 0.25 * options.seconds)
            outcome = exact.solve(name, seconds=seconds, workers=options.workers, seed=self.seed)
            if outcome.status == "infeasible" and self.best is None:
                self.infeasible = True
                return
            self._take(outcome, position if name is not None else None)
            if self.best is None:
                return
            if name is not None:
                exact.limit(name, self.best.key[position])

    def _take(self, outcome: Outcome, position: int | None) -> None:
        if position is not None:
            self.bounds[position] = max(self.bounds[position], outcome.bound)
        if outcome.sketch is not None and (self.best is None or outcome.sketch.key < self.best.key):
            self.best = outcome.sketch

    def _is_proven(self, position: int) -> bool:
        """Tell whether the objectives up to a position have reached their bounds."""
        best = self.best
        return best is not None and all(best.key[p] <= self.bounds[p] for p in range(position + 1))

    def answer(self) -> Answer:
        """Return the best plan with its bounds."""
        if self.best is None:
            status = Status.INFEASIBLE if self.infeasible else Status.STOPPED
            conflicts = fallback(self.instance) if self.infeasible else ()
            return Answer(status, self.data, None, tuple(self.bounds), conflicts)
        bounds = tuple(min(b, v) for b, v in zip(self.bounds, self.best.key, strict=False))
        proven = self._is_proven(len(self.bounds) - 1)
        status = Status.OPTIMAL if proven else Status.STOPPED if self.stopped else Status.FEASIBLE
        return Answer(status, self.data, self.best, bounds)
