"""Some hundreds of ways: cores of what the relaxation doubts most, then all that reduced costs leave open.

Textbook: ``portfolio.md``, section "The ladder".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from serpin.base.progress import Deadline, Progress
from serpin.engines.portfolio.model.direct import LEAN, Found
from serpin.engines.portfolio.model.losses import Losses
from serpin.engines.portfolio.model.matrix import Solution
from serpin.engines.portfolio.model.programme import Programme
from serpin.vocabulary.source import Lapse

BARE: dict[str, Any] = {**LEAN, "mip_heuristic_run_rins": False, "mip_heuristic_run_rens": False}
"""Cuts and branching alone: with a good answer known, searches for answers only cost time."""

_CORES: dict[Lapse, tuple[tuple[int, float, float, dict[str, Any]], ...]] = {
    Lapse.NEVER: ((40, 0.2, 1e-4, LEAN), (120, 0.15, 1e-4, BARE)),
    Lapse.YEAR: ((90, 0.3, 1e-3, {}),),
    Lapse.QUARTER: ((90, 0.4, 1e-3, {}),),
}
"""Ways that stay free, the part of the time that is left, the gap that is near enough, and how they are searched.

Where money lapses, each quarter or year is a knapsack of its own, and answers need all the means of the solver.
"""

_MANY = 800
"""Ways beyond which good answers are rare: one core, then what is open, where cuts bring most of the proof."""

_CORES_OF_MANY: tuple[tuple[int, float, float, dict[str, Any]], ...] = ((120, 0.3, 1e-3, {}),)
_LAST_OF_MANY: tuple[tuple[float, dict[str, Any]], ...] = ((1.0, LEAN),)

_NEAR = 1e-3
"""Gap from which cuts and branching alone are tried, for half of the time that is left."""

_ACCURACY, _ROUNDING = 1e-5, 0.5
"""Accuracy of answers, in units of the model and in units of the currency: what is lost by presolving stays below it.

With the usual 1e-6 good answers of small searches are lost: they pass a limit by little more than that.
"""

_SAFETY = 1e-6
_BROKEN = 1e-6


@dataclass
class Cores:
    """Searches in the matrix of the whole, with some ways fixed as the relaxation has them.

    Parameters
    ----------
    whole
        The programme.
    losses
        What forcing a way costs.
    relaxed
        The relaxation, solved by the simplex method.
    seed
        Seed of the tie-breaking of the solver.
    gap
        Relative gap at which the search may end.
    limit
        Time limit.
    progress
        Listener; it may answer "stop".
    """

    whole: Programme
    losses: Losses
    relaxed: Solution
    seed: int
    gap: float
    limit: Deadline
    progress: Progress | None
    _best: Solution | None = None
    _start: list[float] | None = None
    _is_stopped: bool = False

    def __post_init__(self) -> None:
        projects, relaxed = list(self.whole.ways), self.relaxed
        self._columns = np.array([column for project in projects for column in self.whole.columns(project)])
        values = relaxed.values[self._columns]
        self._sides = values > 0.5
        prices = self.losses.of(relaxed)
        came = np.concatenate([prices.when_in(project) for project in projects])
        left = np.concatenate([prices.when_out(project) for project in projects])
        self._lost = np.where(self._sides, left, came)
        self._lost[np.abs(values - self._sides) > _BROKEN] = -1.0
        self._bound = relaxed.objective

    def search(self) -> Found:
        """Search the cores, then what could still be better."""
        order = np.argsort(self._lost, kind="stable")
        is_many = len(order) > _MANY
        lapses = {purse.source.lapses for purse in self.whole.statement.purses}
        shortest = next((lapse for lapse in (Lapse.QUARTER, Lapse.YEAR) if lapse in lapses), Lapse.NEVER)
        for free, part, gap, settings in _CORES_OF_MANY if is_many else _CORES[shortest]:
            if free < len(order) and not self._is_stopped:
                self._solve(order[free:], part, max(self.gap, gap), settings)
        last: tuple[tuple[float, dict[str, Any]], ...] = ((1.0, {}),)
        if is_many:
            last = _LAST_OF_MANY
        elif self._room <= _NEAR * abs(self._bound):
            last = ((0.5, BARE), *last)
        for part, settings in last:
            if self._is_stopped or self._is_proven:
                break
            found = self._solve(np.flatnonzero(self._lost > self._room), part, self.gap, settings)
            if found.status == "infeasible" and self._best is None:
                return Found("infeasible", {}, -math.inf, -math.inf)
            least = self._best.objective if self._best is not None else -math.inf
            self._bound = min(self._bound, max(found.bound if found.status != "infeasible" else least, least))
        return self._found()

    @property
    def _room(self) -> float:
        """By how much an answer that is better than the best may lie below the relaxation."""
        best = self._best.objective if self._best is not None else -math.inf
        return self.relaxed.objective - best + _SAFETY * abs(self.relaxed.objective)

    @property
    def _is_proven(self) -> bool:
        return self._best is not None and self._bound - self._best.objective <= self.gap * abs(self._best.objective)

    def _solve(self, fixed: np.ndarray[Any, Any], part: float, gap: float, settings: dict[str, Any]) -> Solution:
        """Search with some ways fixed to their sides, and keep what is better; the bounds are put back."""
        matrix = self.whole.matrix
        accuracy = max(min(_ACCURACY, _ROUNDING / self.whole.unit), 1e-6)
        lowers, uppers = list(matrix.lowers), list(matrix.uppers)
        for place in fixed:
            column = self._columns[place]
            matrix.lowers[column] = matrix.uppers[column] = max(float(self._sides[place]), lowers[column])
        found = matrix.solve(
            seconds=max(part * self.limit.left, 0.1),
            gap=gap,
            seed=self.seed,
            progress=self.progress,
            scale=self.whole.unit,
            start=self._start,
            settings={**settings, "mip_feasibility_tolerance": accuracy},
        )
        matrix.lowers, matrix.uppers = lowers, uppers
        if found.has_answer and (self._best is None or found.objective > self._best.objective):
            self._best, self._start = found, [float(value) for value in found.values]
        self._is_stopped = self._is_stopped or found.status == "stopped"
        return found

    def _found(self) -> Found:
        if self._best is None:
            return Found("unknown", {}, -math.inf, self._bound * self.whole.unit)
        status = "optimal" if self._is_proven else ("stopped" if self._is_stopped else "feasible")
        value = self._best.objective
        return Found(
            status, self.whole.choices(self._best), value * self.whole.unit, max(self._bound, value) * self.whole.unit
        )
