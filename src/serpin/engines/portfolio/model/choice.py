"""Programmes of few rows, such as a choice under a handful of limits: handed to the compiled branch and bound.

The form of the programme decides, not where it comes from. Textbook: ``portfolio.md``, section "Pure choices".
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.portfolio.model.dense import Open, dive
from serpin.engines.portfolio.model.matrix import INFINITY, Matrix, Solution
from serpin.engines.portfolio.model.tableau import Flags, Levels, Numbers, Places, Problem, levels

_LEAST_WHOLE = 25
"""Whole numbers below which any solver is quick."""

_MOST_ROWS, _MOST_CELLS = 40, 12_000
_WORK = 10_000_000
"""Cells of tableaus that are searched between two looks at the clock; about a fifth of a second."""

_MOST_DEPTH, _MEMORY = 400, 8_000_000
_NEAR_WHOLE = 1e-6
_LARGEST_GRAIN = 1e9


def is_dense(matrix: Matrix) -> bool:
    """Tell whether a programme has few enough rows, and bounds on every column."""
    rows, columns = len(matrix.row_lowers), len(matrix.costs)
    return (
        0 < rows <= _MOST_ROWS
        and rows * columns <= _MOST_CELLS
        and sum(matrix.integers) >= _LEAST_WHOLE
        and bool(np.isfinite(_bounds(matrix)[1]).all())
        and min(matrix.lowers) > -INFINITY
    )


def _bounds(matrix: Matrix) -> tuple[Numbers, Numbers]:
    """Return the bounds of the columns; where there is no upper one, what the rows imply."""
    lower, upper = np.array(matrix.lowers, dtype=float), np.array(matrix.uppers, dtype=float)
    for row in range(len(matrix.row_lowers)) if np.isinf(upper).any() else ():
        cells = slice(matrix.row_starts[row], matrix.row_starts[row + 1])
        columns = np.array(matrix.indices[cells], dtype=int)
        for sign, most in ((1.0, matrix.row_uppers[row]), (-1.0, -matrix.row_lowers[row])):
            uses = sign * np.array(matrix.values[cells], dtype=float)
            least = np.where(uses > 0, uses * lower[columns], uses * upper[columns])
            room = most - least.sum()
            for column, use, taken in zip(columns, uses, least, strict=True) if np.isfinite(room) else ():
                if use > 0 and np.isinf(upper[column]):
                    reached = (room + taken) / use
                    upper[column] = math.floor(reached + _NEAR_WHOLE) if matrix.integers[column] else reached
    return lower, upper


@dataclass
class Splitting:
    """Branch and bound that goes on where it stopped.

    Parameters
    ----------
    matrix
        The programme, for which :func:`is_dense` holds.
    gap
        Relative gap at which the search may end.
    """

    matrix: Matrix
    gap: float
    best: float = -math.inf
    point: Numbers = field(default_factory=lambda: np.zeros(0))
    _heap: list[tuple[float, int, Numbers, Numbers, Places, Flags]] = field(default_factory=list)
    _count: int = 0
    _unsure: int = 0

    def __post_init__(self) -> None:
        matrix = self.matrix
        rows, own = len(matrix.row_lowers), len(matrix.costs)
        lower, upper = _bounds(matrix)
        whole = np.array(matrix.integers, dtype=bool)
        # how many are chosen is a whole number, too: splitting it draws the bound closer than splitting any one choice
        uses = np.zeros((rows + 1, own + 1))
        for row in range(rows):
            for cell in range(matrix.row_starts[row], matrix.row_starts[row + 1]):
                uses[row, matrix.indices[cell]] += matrix.values[cell]
        uses[rows, :own] = whole
        uses[rows, own] = -1.0
        lowers, uppers = np.append(matrix.row_lowers, 0.0), np.append(matrix.row_uppers, 0.0)
        turned = ~np.isfinite(uppers) | (uppers >= INFINITY)
        uses[turned] *= -1.0
        lowers[turned], uppers[turned] = -uppers[turned], -lowers[turned]
        scale = np.maximum(np.abs(uses).max(axis=1), 1e-12)
        uses, lowers, uppers = uses / scale[:, None], lowers / scale, uppers / scale
        room = np.where(np.isfinite(lowers) & (lowers > -INFINITY), uppers - lowers, np.inf)
        counted = [float(lower[whole].sum()), float(upper[whole].sum())]
        self._lower = np.concatenate([lower, counted[:1], np.zeros(rows + 1)])
        self._upper = np.concatenate([upper, counted[1:], room])
        costs = np.append(np.array(matrix.costs, dtype=float), 0.0)
        self._grain = _grain(costs, np.append(whole, True))
        self._problem = Problem(
            np.ascontiguousarray(uses), uppers, costs, np.concatenate([whole, [True], np.zeros(rows + 1, bool)]), 0.0
        )
        self._columns = own
        count = rows + 1 + own + 1
        self._push(np.inf, self._lower, self._upper, np.arange(own + 1, count), np.zeros(count, dtype=bool))
        self.point = np.zeros(own + 1)
        # something finite below every value, so that differences to it mean something
        self._least = float(np.minimum(costs * self._lower[: own + 1], costs * self._upper[: own + 1]).sum()) - 1.0

    def begin_at(self, start: Sequence[float]) -> None:
        """Take a known point, if it is complete and keeps every row."""
        point = np.asarray(start, dtype=float)
        if len(point) != self._columns or not np.isfinite(point).all():
            return
        point = np.append(point, point[self._problem.whole[: self._columns]].sum())
        slack = self._problem.limits - self._problem.uses @ point
        rows = slice(self._columns + 1, None)
        value = float(self._problem.costs @ point)
        keeps = (slack >= self._lower[rows] - _NEAR_WHOLE) & (slack <= self._upper[rows] + _NEAR_WHOLE)
        if keeps.all() and value > self.best:
            self.best, self.point = value, point

    @property
    def bound(self) -> float:
        """What nothing is above."""
        is_ended = not self._heap and not self._unsure
        return self._reached() if is_ended else max(self._reached(), -self._heap[0][0] if self._heap else math.inf)

    def _reached(self) -> float:
        step = self._step()
        return self.best + (step if step > self._grain else 0.0)

    def _step(self) -> float:
        """Return by how much something has to be better to be looked for."""
        wanted = self.gap * max(self.best, 0.0) if math.isfinite(self.best) else 0.0
        return max(wanted, self._grain * (1.0 - _NEAR_WHOLE))

    def search(
        self, limit: Deadline, progress: Progress | None = None, scale: float = 1.0, dives: float = math.inf
    ) -> Solution:
        """Search until the limit or for a number of dives, and return what is known then.

        Parameters
        ----------
        limit
            Time limit.
        progress
            Listener; it may answer "stop".
        scale
            Currency units in one unit of the model, for the listener.
        dives
            How many equal amounts of work are done, whatever the clock says.
        """
        rows, columns = self._problem.uses.shape
        every = rows + columns
        depth = max(4, min(_MOST_DEPTH, every + 20, _MEMORY // max(rows * columns, 1)))
        at = levels(self._problem, depth)
        out = Open(
            np.zeros((depth, every)),
            np.zeros((depth, every)),
            np.zeros((depth, rows), dtype=np.int64),
            np.zeros((depth, every), dtype=np.bool_),
            np.zeros(depth),
        )
        nodes = max(_WORK // (rows * columns), 20)
        stopped = False
        while self._heap and dives > 0 and not limit.passed and not stopped:
            dives -= 1
            if -self._heap[0][0] <= self.best + self._step():
                self._heap.clear()
                break
            self._dive(at, out, nodes)
            value = self.best * scale if math.isfinite(self.best) else None
            bound = self.bound * scale
            stopped = wants_stop(progress, limit.share, value, bound if math.isfinite(bound) else None)
        return self._solution(stopped=stopped)

    def _dive(self, at: Levels, out: Open, nodes: int) -> None:
        _, _, lower, upper, basis, above = heapq.heappop(self._heap)
        columns = self._problem.uses.shape[1]
        others = np.setdiff1d(np.arange(len(lower)), basis)
        at.lower[0], at.upper[0], at.basis[0] = lower, upper, basis
        at.names[0], at.above[0], at.width[0] = others, above[others], columns
        problem = self._problem._replace(grain=self._step())
        best, count, _, unsure = dive(problem, at, out, self.point, max(self.best, self._least), nodes)
        self._unsure += unsure
        if best > self._least:
            self.best = best
        for number in range(count):
            node = out.lower[number], out.upper[number], out.basis[number], out.above[number]
            self._push(float(out.value[number]), *(part.copy() for part in node))
            out.above[number] = False

    def _push(self, value: float, lower: Numbers, upper: Numbers, basis: Places, above: Flags) -> None:
        heapq.heappush(self._heap, (-value, self._count, lower, upper, basis, above))
        self._count += 1

    def _solution(self, *, stopped: bool) -> Solution:
        has_answer = math.isfinite(self.best)
        is_over = not self._heap and not self._unsure
        if is_over:
            status = "optimal" if has_answer else "infeasible"
        elif has_answer:
            status = "stopped" if stopped else "feasible"
        else:
            status = "unknown"
        nothing = np.zeros(0)
        return Solution(status, self.point[: self._columns].copy(), self.best, self.bound, nothing, nothing)


def _grain(costs: Numbers, whole: Flags) -> float:
    """Return the least difference between two values, where all are whole numbers; else zero."""
    if costs[~whole].any() or np.abs(costs - np.round(costs)).max() > 1e-9 * max(np.abs(costs).max(), 1.0):
        return 0.0
    if np.abs(costs).max() > _LARGEST_GRAIN:
        return 0.0
    return float(math.gcd(*(round(abs(float(cost))) for cost in costs)))
