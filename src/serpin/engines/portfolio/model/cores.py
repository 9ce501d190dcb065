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

_CARRIED: tuple[tuple[int, float, dict[str, Any]], ...] = ((40, 0.2, LEAN), (120, 0.15, BARE))
_LAPSING: tuple[tuple[int, float, dict[str, Any]], ...] = ((90, 0.4, {}),)
"""Ways that stay free, the part of the time that is left, and how they are searched.

Where money lapses, each quarter is a knapsack of its own, and answers need all the means of the solver.
"""

_NEAR = 1e-3
"""Gap from which cuts and branching alone are tried, for half of the time that is left."""

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

    def search(self) -> Found:
        """Search the cores, then what could still be better."""
        columns = np.array([column for project in self.whole.ways for column in self.whole.columns(project)])
        values, sides = self.relaxed.values[columns], self.relaxed.values[columns] > 0.5
        prices, projects = self.losses.of(self.relaxed), list(self.whole.ways)
        came = np.concatenate([prices.when_in(project) for project in projects])
        left = np.concatenate([prices.when_out(project) for project in projects])
        losses = np.where(sides, left, came)
        losses[np.abs(values - sides) > _BROKEN] = -1.0
        order = np.argsort(losses, kind="stable")
        lapses = any(purse.source.lapses is not Lapse.NEVER for purse in self.whole.statement.purses)
        for free, part, settings in _LAPSING if lapses else _CARRIED:
            if free < len(columns) and not self._is_stopped:
                self._solve(columns, sides, order[free:], part, max(self.gap, 1e-4), settings)
        bound = self.relaxed.objective
        if not self._is_stopped and not self._is_proven(bound):
            room = math.inf if self._best is None else bound - self._best.objective + _SAFETY * abs(bound)
            fixed = np.flatnonzero(losses > room)
            for part, settings in ((0.5, BARE), (1.0, {})) if room <= _NEAR * abs(bound) else ((1.0, {}),):
                found = self._solve(columns, sides, fixed, part, self.gap, settings)
                least = self._best.objective if self._best is not None else -math.inf
                if found.status == "infeasible" and self._best is None:
                    return Found("infeasible", {}, -math.inf, -math.inf)
                bound = min(bound, max(found.bound if found.status != "infeasible" else least, least))
                if self._is_stopped or self._is_proven(bound):
                    break
        return self._found(bound)

    def _solve(  # noqa: PLR0917 - what is fixed, and how it is searched
        self,
        columns: np.ndarray[Any, Any],
        sides: np.ndarray[Any, Any],
        fixed: np.ndarray[Any, Any],
        part: float,
        gap: float,
        settings: dict[str, Any],
    ) -> Solution:
        """Search with some ways fixed to their sides, and keep what is better; the bounds are put back."""
        matrix = self.whole.matrix
        lowers, uppers = list(matrix.lowers), list(matrix.uppers)
        for place in fixed:
            side = max(float(sides[place]), lowers[columns[place]])
            matrix.lowers[columns[place]] = matrix.uppers[columns[place]] = side
        found = matrix.solve(
            seconds=max(part * self.limit.left, 0.1),
            gap=gap,
            seed=self.seed,
            progress=self.progress,
            scale=self.whole.unit,
            start=self._start,
            settings=settings,
        )
        matrix.lowers, matrix.uppers = lowers, uppers
        if found.has_answer and (self._best is None or found.objective > self._best.objective):
            self._best, self._start = found, [float(value) for value in found.values]
        self._is_stopped = self._is_stopped or found.status == "stopped"
        return found

    def _is_proven(self, bound: float) -> bool:
        return self._best is not None and bound - self._best.objective <= self.gap * abs(self._best.objective)

    def _found(self, bound: float) -> Found:
        if self._best is None:
            return Found("unknown", {}, -math.inf, bound * self.whole.unit)
        status = "optimal" if self._is_proven(bound) else ("stopped" if self._is_stopped else "feasible")
        value = self._best.objective
        return Found(
            status,
            self.whole.choices(self._best),
            value * self.whole.unit,
            max(bound, value) * self.whole.unit,
        )
