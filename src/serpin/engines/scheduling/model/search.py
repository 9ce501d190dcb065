"""The search: list scheduling for an answer at once, CP-SAT for a better one and a bound, one clock for both."""

from __future__ import annotations

import threading
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from math import inf

import numpy as np

from serpin.base.executors import in_order
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.scheduling.model.bounds import rounding, simple_bounds
from serpin.engines.scheduling.model.chains import Chains, can_anneal, warm_chains
from serpin.engines.scheduling.model.conflict import smallest_conflict
from serpin.engines.scheduling.model.contradictions import contradictions
from serpin.engines.scheduling.model.data import Data, shortened
from serpin.engines.scheduling.model.exact import ExactModel, Outcome
from serpin.engines.scheduling.model.instance import Instance
from serpin.engines.scheduling.model.islands import Islands, warm
from serpin.engines.scheduling.model.kernel import forward
from serpin.engines.scheduling.model.lists import Sketch, list_plan, sketched
from serpin.engines.scheduling.model.orders import topological
from serpin.engines.scheduling.model.prices import Market, market_data
from serpin.engines.scheduling.model.responses import Floats
from serpin.engines.scheduling.model.tables import arrays, horizon_of, value_horizon
from serpin.engines.scheduling.model.worktime import without_days_off
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.vocabulary.result import Message, Status

LARGEST_EXACT = 1500
"""Works beyond which CP-SAT is not given the whole problem."""
_FEW, _SOME, _MANY = 40, 90, 400
"""Works up to which CP-SAT goes first for long, ends the search in any case, and ends it when there is time."""
_SIMPLE = (ObjectiveName.LATENESS, ObjectiveName.MAKESPAN)
_LARGEST_TABLES = 200
_PRICED = (ObjectiveName.LATENESS, ObjectiveName.VALUE)
_TICK = 0.02
_COMPILING = 1.0
_EFFORT = 0.01
_SHORT = 0.15
_GLANCE, _WIDE = 0.06, 0.05
"""Part of the time for a look before the gap is judged, and the gap beyond which CP-SAT only skims."""
_ROUNDS = 30
_BLOCKS = 2
_LONGEST_FIRST = 4000
_PRICING = 0.6
"""Largest part of the trade in which prices may still move; the rest is left to settling."""
_TRADING = 0.3
"""Part of the time for the trade where annealing goes on from its plans."""


@dataclass
class Answer:
    """What the search came to."""

    status: Status
    data: Data | None = None
    sketch: Sketch | None = None
    bounds: tuple[int, ...] = ()
    conflicts: tuple[Message, ...] = ()
    prices: Floats | None = None
    """(days, lanes) prices of the resources that can bind, in scaled weighted days of lateness."""


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
    conflicts = contradictions(instance)
    if conflicts:
        return Answer(Status.INFEASIBLE, conflicts=conflicts)
    instance.levels = ObjectiveName.LEVELLING in options.objectives
    whole = max(horizon_of(instance), value_horizon(instance, options.objectives))
    if options.previous is not None:
        whole += options.previous.makespan
    data = arrays(instance, min(whole, _LONGEST_FIRST), options.previous)
    # Loading compiled code, or compiling it on the first use, is not the time that was asked for.
    list_plan(0, data, options.objectives, seed=seed, rounds=1, deadline=Deadline(0))
    deadline = Deadline(options.seconds if options.steps is None else None)
    rounds = _ROUNDS if len(instance.activities) <= LARGEST_EXACT else 2

    def first_plan(data: Data) -> Sketch | None:
        rule = partial(list_plan, data=data, objectives=options.objectives, seed=seed, rounds=rounds, deadline=deadline)
        plans = [plan for plan in in_order(executor, rule, range(_BLOCKS)) if plan is not None]
        return min(plans, key=lambda plan: plan.key, default=None)

    sketch = None
    near = value_horizon(instance, options.objectives) + 1
    if options.objectives[0] is ObjectiveName.VALUE and near < len(data.capacity):
        # What can be put off until the end of the case must not be put off further by the first plan.
        sketch = first_plan(shortened(data, near))
    sketch = sketch or first_plan(data)
    if whole > _LONGEST_FIRST and (sketch is None or len(instance.activities) <= LARGEST_EXACT):
        data = arrays(instance, whole, options.previous)
        sketch = sketch or first_plan(data)
    if sketch is not None and options.objectives[0] is ObjectiveName.VALUE:
        last = int(sketch.finishes.max(initial=0))
        data = shortened(data, max(last, value_horizon(instance, options.objectives)) + 1)
    hunt = _Hunt(instance, data, options=options, seed=seed, progress=progress, deadline=deadline, sketch=sketch)
    return hunt.run()


class _Hunt:
    """CP-SAT and the islands by turns on one incumbent, beside a clock that can stop either."""

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
        self._floor = list(self.bounds)
        self._rounding = [rounding(data) if name is ObjectiveName.VALUE else 0 for name in options.objectives]
        self.stopped = False
        self.infeasible = False
        self.conflicts: tuple[Message, ...] = ()
        self._exact: ExactModel | None = None
        self._islands: Islands | Chains | None = None
        self._market: Market | None = None
        self.prices: Floats | None = None

    def run(self) -> Answer:
        """Run the search in a thread, tick the clock, and return what came of it."""
        finished = threading.Event()
        failure: list[BaseException] = []

        def work() -> None:
            try:
                self._search()
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
        best, bound, market = self.best, float(self.bounds[0]), self._market
        if market is not None:
            best, bound = market.best, max(bound, market.bound)
        value = float(best.key[0]) if best is not None else None
        if wants_stop(self.progress, self.deadline.share, value, bound):
            self.stopped = True
        if self.stopped or self.deadline.passed:
            if self._exact is not None:
                self._exact.stop()
            if self._islands is not None:
                self._islands.stop()
            if self._market is not None:
                self._market.stopped = True

    @property
    def _is_over(self) -> bool:
        return self.stopped or self.infeasible or self.deadline.passed or self._is_proven(len(self.bounds) - 1)

    def _search(self) -> None:
        """Let CP-SAT prove what is easy and the islands improve what is not, and let both go on by turns."""
        count = len(self.instance.activities)
        limit = self.options.seconds
        small = count <= (LARGEST_EXACT if self.options.objectives[0] in _SIMPLE else _LARGEST_TABLES)
        anneals = self.options.steps is None and count > _SOME and self._may_anneal
        if anneals:
            self._evolve(min(0.3, _GLANCE * limit))
        wide = anneals and self._is_wide
        small = small and not (anneals and self._is_over)
        if self.best is None or (small and not (self._has_a_market and count > _MANY)):
            # Few works are left to CP-SAT alone; with many it only skims what is easy.
            share = 1.0 if count <= _FEW else 0.1 if wide else 0.15
            self._solve_all(max(0.5, share * limit) if self.best is not None else limit)
        if self._is_over or self.best is None:
            return self._polish()
        if self.options.steps is not None:
            self._trade(inf)
            self._evolve(inf)
            return self._polish()
        final = 0.5 if count <= _MANY and not wide and (count <= _SOME or limit >= 10) else 0.0
        trade = self._has_a_market
        if trade:
            self._trade((_TRADING if small else 1.0) * (self.deadline.left - final * limit))
        if final and not self._is_over:
            # With a bred plan in hand CP-SAT often closes at once what it could only skim before.
            before = self.deadline.left - final * limit
            self._evolve(before if count <= _SOME else min(_SHORT * limit, before))
            if not self._is_over:
                self._solve_all(min(final * limit, self.deadline.left))
        if (small or not trade) and not self._is_over:
            self._evolve(self.deadline.left)
        return self._polish()

    @property
    def _may_anneal(self) -> bool:
        """Whether a makespan is asked for first, and annealing can shorten it."""
        first = self.options.objectives[0] is ObjectiveName.MAKESPAN
        return first and self.best is not None and can_anneal(self.data, self.options.objectives, 0)

    @property
    def _is_wide(self) -> bool:
        """Whether the gap is too wide for CP-SAT to close it."""
        best = self.best
        return best is not None and best.key[0] - self.bounds[0] > _WIDE * best.key[0]

    @property
    def _has_a_market(self) -> bool:
        """Whether the first objective can be priced, and is not yet proven."""
        first = self.options.objectives[0]
        several = len(self.instance.projects) > 1 or first is ObjectiveName.VALUE
        return several and first in _PRICED and self.best is not None and self.best.key[0] > self.bounds[0]

    def _trade(self, seconds: float) -> None:
        """Price the resources; that gives a bound for the lateness, and plans."""
        best = self.best
        if best is None or seconds <= 0 or not self._has_a_market:
            return
        # The first use on a machine compiles; that is not the time that was asked for.
        clock = Deadline(None)
        market = Market(
            market_data(self.data, best, value_horizon(self.instance, self.options.objectives)),
            self.options.objectives,
            self.seed,
            self.options.workers,
            best,
            len(self.instance.columns),
        )
        market.run(Deadline(None), 1)
        if market.can_settle:
            market.settle(Deadline(0.0))
        if clock.elapsed > _COMPILING:
            self.deadline = Deadline(self.deadline.left + clock.elapsed)
        self._market = market
        settles = market.can_settle and self.options.steps is None
        whole = Deadline(seconds)
        market.run(Deadline(_PRICING * seconds) if settles else whole, self.options.steps)
        if settles:
            market.settle(whole)
        self._market = None
        self.bounds[0] = max(self.bounds[0], int(np.ceil(market.bound - 1e-3)))
        self.prices = market.best_prices
        self._offer(market.best)

    def _evolve(self, seconds: float) -> None:
        best = self.best
        if best is None or seconds <= 0:
            return
        horizon = min(len(self.data.capacity), int(1.3 * best.finishes.max(initial=0)) + 20)
        data = shortened(self.data, horizon)
        objectives, workers = self.options.objectives, self.options.workers
        focus = next((p for p in range(len(objectives)) if not self._is_proven(p)), len(objectives) - 1)
        # The first use on a machine compiles; that is not the time that was asked for.
        clock = Deadline(None)
        islands: Islands | Chains
        worked = without_days_off(data)
        time = None
        if worked is not None and can_anneal(worked[0], objectives, focus):
            data, time = worked
            best = sketched(data, objectives, best.modes, time.shortened(best.starts), time.shortened(best.finishes))
        if can_anneal(data, objectives, focus):
            warm_chains(data, objectives, best, focus)
            islands = Chains(data=data, objectives=objectives, seed=self.seed, workers=workers, start=best, focus=focus)
        else:
            warm(data, objectives, best)
            islands = Islands(data=data, objectives=objectives, seed=self.seed, workers=workers, start=best)
        if clock.elapsed > _COMPILING:
            self.deadline = Deadline(self.deadline.left + clock.elapsed)
        self._islands = islands
        islands.run(Deadline(seconds), self.options.steps)
        self._islands = None
        found = islands.best()
        if found is not None and time is not None:
            found = sketched(self.data, objectives, found.modes, *time.prolonged(found.starts, found.finishes))
        if found is not None:
            self._offer(found)

    def _solve_all(self, seconds: float) -> None:
        """Minimise one objective after the other with CP-SAT."""
        options = self.options
        clock = Deadline(min(seconds, self.deadline.left))
        horizon = len(self.data.capacity) - 1
        if self.best is not None and options.objectives[0] is ObjectiveName.MAKESPAN:
            # Nothing that ends later than the best plan is of use; the narrower windows are, the more they prove.
            horizon = self.best.key[0]
        if self._exact is None or horizon < self._exact.horizon:
            self._exact = ExactModel(self.instance, self.data, options.objectives, horizon)
        exact = self._exact
        effort = None if options.steps is None else _EFFORT * options.steps
        for position, name in enumerate(options.objectives):
            if self.stopped or clock.passed:
                return
            if self.best is not None:
                if self._is_proven(position):
                    exact.limit(name, self.best.key[position])
                    continue
                exact.hint(self.best)
            share = 0.7 if position < len(options.objectives) - 1 else 1.0
            outcome = exact.solve(
                name, seconds=clock.left * share, workers=options.workers, seed=self.seed, effort=effort
            )
            if outcome.status == "infeasible" and self.best is None:
                self.infeasible = True
                self.conflicts = smallest_conflict(
                    self.instance, len(self.data.capacity), seconds=self.deadline.left, seed=self.seed
                )
                return
            self._take(outcome, position)
            if self.best is None:
                return
            exact.limit(name, self.best.key[position])

    def _take(self, outcome: Outcome, position: int) -> None:
        self.bounds[position] = max(self.bounds[position], outcome.bound - self._rounding[position])
        if outcome.sketch is not None:
            self._offer(outcome.sketch)

    def _offer(self, sketch: Sketch) -> None:
        """Keep a plan if it is the best; bounds of later objectives hold only beside the value of the first ones."""
        if self.best is None or sketch.key < self.best.key:
            if self.best is not None:
                for position in range(1, len(self.bounds)):
                    if sketch.key[:position] != self.best.key[:position] and not self._holds(sketch, position):
                        self.bounds[position] = self._floor[position]
            self.best = sketch

    def _holds(self, sketch: Sketch, position: int) -> bool:
        return (
            all(sketch.key[p] == self.bounds[p] for p in range(position))
            and self.bounds[position] <= sketch.key[position]
        )

    def _polish(self) -> None:
        """Pull every work as early as the order of the plan allows; values never grow by it."""
        best = self.best
        if best is None:
            return
        starts, finishes = best.starts.copy(), best.finishes.copy()
        order = topological(self.data, best.starts)
        free = np.empty_like(self.data.capacity)
        if forward(self.data, order, best.modes, free, starts, finishes):
            found = sketched(self.data, self.options.objectives, best.modes, starts, finishes)
            if found.key <= best.key:
                self.best = found

    def _is_proven(self, position: int) -> bool:
        """Tell whether the objectives up to a position have reached their bounds, as far as tables are exact."""
        best = self.best
        return best is not None and all(
            best.key[p] <= self.bounds[p] + 2 * self._rounding[p] for p in range(position + 1)
        )

    def answer(self) -> Answer:
        """Return the best plan with its bounds."""
        if self.best is None:
            status = Status.INFEASIBLE if self.infeasible else Status.STOPPED
            return Answer(status, self.data, None, tuple(self.bounds), self.conflicts)
        bounds = tuple(min(b, v) for b, v in zip(self.bounds, self.best.key, strict=False))
        proven = self._is_proven(len(self.bounds) - 1)
        status = Status.OPTIMAL if proven else Status.STOPPED if self.stopped else Status.FEASIBLE
        return Answer(status, self.data, self.best, bounds, prices=self.prices)
