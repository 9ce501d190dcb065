"""What the relaxation loses at least when a way is forced in or out, at the prices that its budgets have.

Where each source pays one share of a way, the prices of the rows within one project may be chosen anew
for each question. What a way is worth at the prices of all other rows is its own worth and its cheapest mix of sources.
Textbook: ``portfolio.md``, section "The ladder".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from serpin.engines.portfolio.model.matrix import Solution
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import Financing
from serpin.engines.portfolio.problem.worth import Vector

Places = npt.NDArray[np.intp]


@dataclass
class Losses:
    """Knows the shares of each way, and eases their own bounds, which follow from those of the way.

    Parameters
    ----------
    whole
        The programme; with shares of sources, their upper bounds are dropped, so that prices stand at the ways.
    """

    whole: Programme
    _shares: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    _project: dict[int, str] = field(default_factory=dict)
    _common: tuple[Places, Places, Vector] | None = None
    _last: Prices | None = None

    def __post_init__(self) -> None:
        statement, matrix = self.whole.statement, self.whole.matrix
        if statement.options.financing is not Financing.CONSTANT or statement.packages or self.whole.used:
            return
        self._project = {column: project for (project, _), column in self.whole.chosen.items()}
        self._project |= {column: project for project, column in self.whole.present.items()}
        ways = set(self.whole.chosen.values())
        paying = {column for terms in self.whole.paid.values() for column, _ in terms}
        rows = [matrix.indices[a:b] for a, b in pairwise(matrix.row_starts)]
        for row, columns in enumerate(rows):
            # shares of a way, and columns that stand for sums within a project
            if matrix.row_lowers[row] == matrix.row_uppers[row] == 0.0 and len(columns) > 1:
                if columns[-1] in ways and paying.issuperset(columns[:-1]):
                    self._shares[columns[-1]] = [(column, min(matrix.uppers[column], 1.0)) for column in columns[:-1]]
                    self._project |= dict.fromkeys(columns[:-1], self._project[columns[-1]])
                owners = {self._project.get(column) for column in columns[:-1]}
                if len(owners) == 1 and None not in owners and columns[-1] not in self._project:
                    self._project[columns[-1]] = str(owners.pop())
        for shares in self._shares.values():
            for column, _ in shares:
                matrix.uppers[column] = math.inf
        self._common = self._common_rows(rows)

    def _common_rows(self, rows: list[list[int]]) -> tuple[Places, Places, Vector]:
        """Return rows, columns and factors of all rows but those within one project."""
        matrix = self.whole.matrix
        numbers, columns, factors = [], [], []
        for row, own in enumerate(rows):
            owners = {self._project.get(column) for column in own}
            homogeneous = {matrix.row_lowers[row], matrix.row_uppers[row]} <= {0.0, -math.inf, math.inf}
            if len(owners) > 1 or None in owners or not homogeneous:
                numbers += [row] * len(own)
                columns += own
                factors += matrix.values[matrix.row_starts[row] : matrix.row_starts[row + 1]]
        return np.array(numbers, dtype=np.intp), np.array(columns, dtype=np.intp), np.array(factors, dtype=float)

    def of(self, relaxed: Solution) -> Prices:
        """Return what forcing costs by one relaxation; that of the last one is kept."""
        if self._last is None or self._last.relaxed is not relaxed:
            self._last = self._work_out(relaxed)
        return self._last

    def _work_out(self, relaxed: Solution) -> Prices:
        if self._common is None:
            return Prices(self.whole, relaxed, None, self._shares)
        rows, columns, factors = self._common
        taken = np.bincount(columns, factors * relaxed.duals[rows], minlength=len(self.whole.matrix.costs))
        return Prices(self.whole, relaxed, np.array(self.whole.matrix.costs) - taken, self._shares)


@dataclass
class Prices:
    """What forcing costs by one relaxation.

    Parameters
    ----------
    whole
        The programme.
    relaxed
        The relaxation.
    worth
        What each column is worth at the prices of the common rows; nothing where reduced costs say it.
    shares
        Columns of the shares of each way with the most of each.
    """

    whole: Programme
    relaxed: Solution
    worth: Vector | None
    shares: dict[int, list[tuple[int, float]]]

    def when_in(self, project: str) -> Vector:
        """Return by how much the relaxation falls at least when each way of a project is forced in, shape (ways,)."""
        columns = self.whole.columns(project)
        losses: Vector = np.maximum(-self.relaxed.reduced[columns], 0.0)
        if self.worth is None:
            return losses
        return np.maximum(losses, self._earned(project) - self._worths(project))

    def when_out(self, project: str) -> Vector:
        """Return by how much the relaxation falls at least when each way of a project is left out, shape (ways,)."""
        columns = self.whole.columns(project)
        losses: Vector = np.maximum(self.relaxed.reduced[columns], 0.0)
        if self.worth is None or not columns:
            return losses
        worths = self._worths(project)
        others = [max(np.delete(worths, place).max(initial=0.0), 0.0) for place in range(len(columns))]
        return np.maximum(losses, self._earned(project) - np.array(others))

    def _earned(self, project: str) -> float:
        """Return what the relaxation earns by a project beyond the prices of the common rows."""
        columns = sorted({*self.whole.columns(project), self.whole.present[project]})
        return float(np.maximum(self.relaxed.reduced[columns] * self.relaxed.values[columns], 0.0).sum())

    def _worths(self, project: str) -> Vector:
        """Return the most that each way is worth at the prices of the common rows, shape (ways,)."""
        worth = self.relaxed.reduced if self.worth is None else self.worth
        columns, present = self.whole.columns(project), self.whole.present[project]
        worths = np.array([float(worth[column]) for column in columns])
        if present not in columns:
            worths += float(worth[present])
        for place, column in enumerate(columns):
            left = 1.0
            mix = sorted(((float(worth[share]), most) for share, most in self.shares.get(column, [])), reverse=True)
            for price, most in mix:
                worths[place] += price * min(most, left)
                left = max(left - most, 0.0)
        return worths
