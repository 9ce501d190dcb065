"""A close bound where payments are free: prices for money, and for each project its best way and deal at these prices.

A column is a way of a project in a deal with one plan of payments. A small programme over the known columns gives
prices to money, resources and relations; at these prices each pair of way and deal shows its best column, and what all
projects would earn at them bounds every portfolio. Textbook: ``portfolio.md``, section "Deals".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.deal import Deal, deals_of
from serpin.engines.portfolio.model.flow import pay, price
from serpin.engines.portfolio.model.matrix import INFINITY, Matrix, QuietHighs
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector

_SMOOTHING = 0.3
"""Weight of the prices of the best bound in the next prices: plain ones swing."""

_EACH = 3
"""New columns of a project at a time."""

_CLOSE = 5e-4
"""Part of the value to which bound and known columns are brought together."""

_NEARLY = 0.02
"""Part of what a project earns within which other pairs get a column too."""

_NONE = 1e-6


class _Unpaid(Programme):
    """The programme without its money: ways, resources and relations."""

    def _money(self) -> None:
        """Add no payments."""


@dataclass
class Columns:
    """Prices, columns and the bound.

    Parameters
    ----------
    statement
        The problem, with free financing and without a weight of risk.
    ways
        Open ways of each project.
    bound
        What no portfolio can exceed, in the unit of the model.
    reached
        The same at the last prices: a portfolio with a certain pair is worth no more than this less the loss of it.
    shares, losses
        How much of each pair the known columns use, and what it loses at the last prices, shape (pairs,).
    """

    statement: Statement
    ways: Mapping[str, tuple[Way, ...]]
    bound: float = math.inf
    reached: float = math.inf
    shares: Vector = field(default_factory=lambda: np.zeros(0))
    losses: Vector = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self._bare = _Unpaid(self.statement, self.ways)
        self.unit = self._bare.unit
        self.projects = [project for project, ways in self.ways.items() if ways]
        deals = {project: deals_of(self.statement, project) for project in self.projects}
        self.is_possible = all(deals.values())
        flat = [(i, k) for i, project in enumerate(self.projects) for k in range(len(self.ways[project]))]
        self._project = np.array([i for i, _ in flat], dtype=np.int64)
        self._place = [self._bare.chosen[self.projects[i], k] for i, k in flat]
        self._way = [self.ways[self.projects[i]][k] for i, k in flat]
        self._pairs: list[tuple[int, Deal]] = []
        starts = [0]
        for number, project in enumerate(self._project):
            self._pairs += [(number, deal) for deal in deals[self.projects[project]]]
            starts.append(len(self._pairs))
        self._first = np.array(starts, dtype=np.int64)
        self._owner = self._project[[way for way, _ in self._pairs]] if self._pairs else np.zeros(0, np.int64)
        self._decided = np.array([self.statement.is_decided(project) for project in self.projects], dtype=np.bool_)
        self._columns: list[tuple[int, float, dict[int, float]]] = []
        self._known: set[tuple[int, bytes]] = set()
        self._payers()
        self._rows()

    def pair(self, number: int) -> tuple[Way, Deal]:
        """Return the way and the deal of a pair."""
        way, deal = self._pairs[number]
        return self._way[way], deal

    def of_ways(self, ways: Mapping[str, Way]) -> npt.NDArray[np.bool_]:
        """Return which pairs belong to given ways, shape (pairs,)."""
        given = {id(way) for way in ways.values()}
        return np.array([id(self._way[way]) in given for way, _ in self._pairs], dtype=np.bool_)

    # ---- what can be paid, by way, source and quarter

    def _payers(self) -> None:
        statement = self.statement
        place = {purse.id: number for number, purse in enumerate(statement.purses)}
        eligible = [[p for p in statement.purses if statement.may_pay(name, p)] for name in self.projects]
        sources = max((len(purses) for purses in eligible), default=0)
        needs = [statement.need(way) for way in self._way]
        quarters = max((int(np.count_nonzero(need)) for need in needs), default=0)
        shape = (len(self._way), sources, quarters)
        self._need, self._quarter = np.zeros((shape[0], quarters)), np.zeros((shape[0], quarters), dtype=np.int64)
        self._length = np.array([np.count_nonzero(need) for need in needs], dtype=np.int64)
        self._most, self._cap = np.zeros(shape), np.zeros(shape[:2])
        self._source = np.zeros(shape[:2], dtype=np.int64)
        self._outer = np.zeros(shape[:2], dtype=np.bool_)
        self._returns = np.array([max(way.returns, 0.0) for way in self._way]) / self.unit
        for number, (way, need) in enumerate(zip(self._way, needs, strict=True)):
            paid = np.flatnonzero(need)
            self._quarter[number, : len(paid)], self._need[number, : len(paid)] = paid, need[paid] / self.unit
            for position, purse in enumerate(eligible[self._project[number]]):
                self._source[number, position] = place[purse.id]
                self._outer[number, position] = not purse.is_own
                shared = np.where(purse.most_until[paid] > 0, statement.eligible_cost(way, purse)[paid], 0.0)
                self._most[number, position, : len(paid)] = shared / self.unit
                self._cap[number, position] = statement.most_from(way, purse) / self.unit
        self._open = np.zeros((len(self._pairs), sources), dtype=np.bool_)
        for number, (place_of_way, deal) in enumerate(self._pairs):
            for position, purse in enumerate(eligible[self._project[place_of_way]]):
                self._open[number, position] = deal.is_open(purse)
        self._own_share = np.array([deal.own_share for _, deal in self._pairs])
        self._equity = np.array([deal.equity for _, deal in self._pairs])
        self._charge = np.array([purse.charge for purse in statement.purses]).reshape(-1, statement.quarters)

    # ---- rows of the small programme

    def _rows(self) -> None:
        """Set up the rows: those of the programme without its money, one for each project, and those of money."""
        bare, matrix = self._bare.matrix, Matrix()
        size = (len(bare.row_lowers), len(bare.costs))
        self._inner = sp.csr_matrix((bare.values, bare.indices, bare.row_starts), shape=size).tocsc()
        chosen = set(self._place)
        others = [column for column in range(size[1]) if column not in chosen]
        for column in others:
            matrix.column(bare.costs[column], bare.lowers[column], bare.uppers[column])
        rest = self._inner[:, others].tocsr()
        for row in range(size[0]):
            cells = slice(rest.indptr[row], rest.indptr[row + 1])
            matrix.row(bare.row_lowers[row], bare.row_uppers[row], rest.indices[cells], rest.data[cells])
        # what must be done is missing at a high price until it has a column
        missing = -10.0 * (1.0 + math.fsum(abs(cost) for cost in bare.costs))
        self._once = [self._once_row(matrix, missing, project) for project in self.projects]
        self._budget: dict[tuple[int, int], int] = {}
        for number, purse in enumerate(self.statement.purses):
            self._add_budget(matrix, number, purse)
        self._applicant: dict[tuple[int, str], int] = {}
        for number, purse in enumerate(self.statement.purses):
            if purse.rules.per_applicant is not None:
                limit = float(purse.rules.per_applicant) / self.unit
                for enterprise in sorted({self.statement.projects[project].enterprise for project in self.projects}):
                    self._applicant[number, enterprise] = matrix.row(-INFINITY, limit, [], [])
        self._matrix = matrix
        shape = (len(matrix.row_lowers), len(matrix.costs))
        self._fixed = sp.csr_matrix((matrix.values, matrix.indices, matrix.row_starts), shape=shape)
        self._solver = QuietHighs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.passModel(matrix.programme())

    def _once_row(self, matrix: Matrix, missing: float, project: str) -> int:
        """Add the row that a project is done once at most, or once where it must be."""
        if not self.statement.is_decided(project):
            return matrix.row(-INFINITY, 1.0, [], [])
        return matrix.row(1.0, 1.0, [matrix.column(missing, 0.0, 1.0)], [1.0])

    def _add_budget(self, matrix: Matrix, source: int, purse: Purse) -> None:
        """Add what a source has, quarter by quarter; what is left is carried until it lapses."""
        limits = purse.most_until / self.unit
        for window in purse.windows:
            before, left = 0.0, -1
            for quarter in window:
                columns, values = ([left], [-1.0]) if left >= 0 else ([], [])
                limit, carries = float(limits[quarter]), quarter + 1 < window.stop
                if carries:
                    left = matrix.column(0.0, 0.0, max(limit, 0.0))
                    columns, values = [*columns, left], [*values, 1.0]
                new = limit - before
                self._budget[source, quarter] = matrix.row(new if carries else -INFINITY, new, columns, values)
                before = limit

    # ---- the search for prices

    def run(self, limit: Deadline, is_over: Callable[[], bool]) -> None:
        """Bring bound and known columns together, until they are close or the time is over.

        Parameters
        ----------
        limit
            Time limit.
        is_over
            Whether somebody asked to stop.
        """
        best: Vector | None = None
        while not limit.passed and not is_over():
            self._solver.run()
            duals = np.asarray(self._solver.getSolution().row_dual, dtype=float)
            value = float(self._solver.getInfo().objective_function_value)
            if len(duals) != len(self._matrix.row_lowers):
                break
            tried = duals if best is None else _SMOOTHING * best + (1.0 - _SMOOTHING) * duals
            is_new = self._price(tried, duals)
            if self._last < self.bound:
                self.bound, best = self._last, tried.copy()
            if not is_new and tried is not duals:
                is_new = self._price(duals, duals)
                self.bound = min(self.bound, self._last)
            if not is_new or (value > 0 and self.bound - value <= _CLOSE * value):
                break
        self._read()

    def _price(self, prices: Vector, duals: Vector) -> bool:
        """Work out all pairs at given prices, with the bound that these give; tell whether new columns were added."""
        cost = self._cost(prices)
        found, earned = self._earned(prices, cost, -math.inf if self._decided.any() else 0.0)
        self._last = self._bound(prices, earned)
        owned = earned[self._owner]
        gains = found - (duals[self._once][self._owner] if prices is duals else owned - _NEARLY * np.abs(owned))
        counts: dict[int, int] = {}
        new = []
        for pair in map(int, np.argsort(-gains, kind="stable")):
            project = int(self._owner[pair])
            if gains[pair] <= _NONE or not math.isfinite(gains[pair]):
                break
            if counts.get(project, 0) < _EACH:
                counts[project] = counts.get(project, 0) + 1
                column = self._column(pair, cost)
                new += [column] if column is not None else []
        self._add(new)
        return bool(new)

    def _earned(self, prices: Vector, cost: Vector, floor: float) -> tuple[Vector, Vector]:
        """Return what each pair is worth at given prices, and what each project earns by its best pair or by none."""
        found = self._found(self._worth(prices), cost, floor)
        earned = np.full(len(self.projects), -math.inf)
        np.maximum.at(earned, self._owner, found)
        return found, np.where(self._decided, earned, np.maximum(earned, 0.0))

    def _found(self, worth: Vector, cost: Vector, floor: float) -> Vector:
        arguments = (self._cap, self._outer, self._first, self._open, self._own_share, self._equity, self._returns)
        return np.asarray(price(worth, floor, self._need, self._length, cost, self._most, *arguments), dtype=float)

    def _cost(self, prices: Vector) -> Vector:
        """Return what a unit of each source costs each way in its quarters, shape (ways, sources, quarters)."""
        money = self._charge.copy()
        for (source, quarter), row in self._budget.items():
            money[source, quarter] += max(float(prices[row]), 0.0)
        cost = money[self._source[:, :, None], self._quarter[:, None, :]]
        for (source, enterprise), row in self._applicant.items():
            led = np.array([self.statement.projects[name].enterprise == enterprise for name in self.projects])
            cost += np.where((self._source == source) & led[self._project][:, None], max(prices[row], 0.0), 0.0)[
                :, :, None
            ]
        return np.ascontiguousarray(cost)

    def _worth(self, prices: Vector) -> Vector:
        """Return what each way is worth less what it takes of resources and relations, shape (ways,)."""
        own = np.asarray(self._bare.matrix.costs)[self._place]
        return np.asarray(own - self._inner[:, self._place].T @ prices[: self._inner.shape[0]], dtype=float)

    def _bound(self, prices: Vector, earned: Vector) -> float:
        """Return what no portfolio can exceed: limits at their prices, and what each project earns at them."""
        lowers, uppers = np.asarray(self._matrix.row_lowers), np.asarray(self._matrix.row_uppers)
        kept = prices.copy()
        kept[self._once] = 0.0
        money = [*self._budget.values(), *self._applicant.values()]
        kept[money] = np.maximum(kept[money], 0.0)
        kept[((kept > 0) & (uppers >= INFINITY)) | ((kept < 0) & (lowers <= -INFINITY))] = 0.0
        limits = np.where(kept > 0, uppers, np.where(kept < 0, lowers, 0.0))
        rest = np.asarray(self._matrix.costs) - self._fixed.T @ kept
        ends = np.where(rest > 0, self._matrix.uppers, self._matrix.lowers)
        taken = np.multiply(rest, ends, out=np.zeros(len(rest)), where=np.abs(rest) > 1e-12)
        return float(kept @ limits + taken.sum() + earned.sum())

    # ---- columns

    def _column(self, pair: int, cost: Vector) -> tuple[int, float, dict[int, float]] | None:
        """Return the best column of a pair at given costs of money, or nothing when it is known."""
        way = self._pairs[pair][0]
        quarters = int(self._length[way])
        is_open, need = self._open[pair], self._need[way, :quarters]
        paid = np.empty((len(is_open), quarters))
        gate = (1.0 - self._own_share[pair]) * float(need.sum())
        caps = np.where(is_open, self._cap[way], 0.0)
        costs, most = cost[way, :, :quarters], self._most[way, :, :quarters]
        pay(need, costs, most, caps, self._outer[way], gate, paid)
        key = (pair, np.round(paid, 4).tobytes())
        if key in self._known:
            return None
        self._known.add(key)
        inner = self._inner[:, self._place[way]]
        cells = dict(zip(map(int, inner.indices), map(float, inner.data), strict=True))
        project = int(self._project[way])
        cells[self._once[project]] = 1.0
        worth = self._bare.matrix.costs[self._place[way]] - self._equity[pair] * self._returns[way]
        leader = self.statement.projects[self.projects[project]].enterprise
        for position, number in zip(*np.nonzero(paid > _NONE), strict=True):
            source, quarter = int(self._source[way, position]), int(self._quarter[way, number])
            amount = float(paid[position, number])
            worth -= float(self._charge[source, quarter]) * amount
            rows = [self._budget[source, quarter], self._applicant.get((source, leader), -1)]
            for row in rows:
                if row >= 0:
                    cells[row] = cells.get(row, 0.0) + amount
        return pair, float(worth), cells

    def _add(self, new: list[tuple[int, float, dict[int, float]]]) -> None:
        self._columns += new
        count = len(new)
        if not count:
            return
        starts = np.cumsum([0, *(len(cells) for _, _, cells in new)])[:-1].astype(np.int32)
        rows = np.concatenate([np.fromiter(cells, dtype=np.int32) for _, _, cells in new])
        values = np.concatenate([np.fromiter(cells.values(), dtype=float) for _, _, cells in new])
        costs = np.array([worth for _, worth, _ in new])
        arguments: tuple[Any, ...] = (count, costs, np.zeros(count), np.full(count, INFINITY), len(rows))
        self._solver.addCols(*arguments, starts, rows, values)

    def _read(self) -> None:
        """Note how much of each pair the known columns use, and what each pair loses at the last prices."""
        self._solver.run()
        solution = self._solver.getSolution()
        values, duals = np.asarray(solution.col_value), np.asarray(solution.row_dual)
        self.shares = np.zeros(len(self._pairs))
        if len(values) == len(self._matrix.costs) + len(self._columns) and self._columns:
            np.add.at(self.shares, [pair for pair, _, _ in self._columns], values[len(self._matrix.costs) :])
        if len(duals) == len(self._matrix.row_lowers):
            found, earned = self._earned(duals, self._cost(duals), -math.inf)
            self.reached = self._bound(duals, earned)
            self.bound = min(self.bound, self.reached)
            self.losses = earned[self._owner] - found
