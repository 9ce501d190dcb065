"""The programme with deals in place of single sources: exact for whole deals, and closer where they are broken.

Textbook: ``portfolio.md``, section "Deals".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from serpin.engines.portfolio.model.deal import Deal
from serpin.engines.portfolio.model.matrix import INFINITY
from serpin.engines.portfolio.model.money import Payer, add_limits, has_window
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.purse import Purse

Open = Mapping[tuple[str, int], tuple[Deal, ...]]
"""Open deals by project and position of the way."""


@dataclass
class Dealing(Programme):
    """A programme of few ways, each with few deals.

    Parameters
    ----------
    deals
        Open deals of each way; a way without any cannot be paid.
    """

    deals: Open = field(default_factory=dict)

    def _money(self) -> None:
        for project in self.ways:
            _Dealer(self, project, self.deals).add()
        add_limits(self)


class _Dealer(Payer):
    """The payments for one project, deal by deal."""

    def __init__(self, programme: Programme, project: str, deals: Open) -> None:
        super().__init__(programme, project)
        self.deals = [deals.get((project, position), ()) for position in range(len(self.ways))]

    def add(self) -> None:
        """Add the deals, their payments, and the rules that hold for all deals together."""
        parts: list[list[int]] = [[] for _ in self.ways]
        for deal in dict.fromkeys(deal for deals in self.deals for deal in deals):
            self._deal(deal, parts)
        for column, shares in zip(self.programme.columns(self.project), parts, strict=True):
            self.matrix.row(0.0, 0.0, [*shares, column], [*[1.0] * len(shares), -1.0])
        for purse in self.eligible:
            before = self.statement.needs_stage_of(self.project, purse)
            if before is not None and self._of(purse.id):
                self._stage(purse, before)
            if purse.source.tranches and self._of(purse.id):
                self._tranches(purse)

    def _deal(self, deal: Deal, parts: list[list[int]]) -> None:
        """Add how far each way comes by a deal, and what is paid then."""
        unit, matrix = self.unit, self.matrix
        ways = [position for position, deals in enumerate(self.deals) if deal in deals]
        shares = [matrix.column(-deal.equity * max(self.ways[way].returns, 0.0) / unit) for way in ways]
        for way, share in zip(ways, shares, strict=True):
            parts[way].append(share)
        struck = matrix.column(0.0, 0.0, 1.0, integer=True)
        matrix.row(0.0, 0.0, [*shares, struck], [*[1.0] * len(shares), -1.0])
        paid: dict[int, list[int]] = {int(q): [] for q in np.flatnonzero(sum(self.needs[way] for way in ways))}
        own: list[int] = []
        for purse in deal.purses:
            payments = self._purse(purse, ways, shares, paid)
            if purse.is_own:
                own += payments
        for quarter, payments in paid.items():
            need = [-float(self.needs[way][quarter]) / unit for way in ways]
            matrix.row(0.0, 0.0, [*payments, *shares], [*[1.0] * len(payments), *need])
        if deal.own_share > 0:
            least = [-deal.own_share * self.totals[way] / unit for way in ways]
            matrix.row(0.0, INFINITY, [*own, *shares], [*[1.0] * len(own), *least])

    def _purse(self, purse: Purse, ways: list[int], shares: list[int], paid: dict[int, list[int]]) -> list[int]:
        """Add what a source pays in a deal, and return its columns."""
        unit, matrix = self.unit, self.matrix
        shared = [self.statement.eligible_cost(self.ways[way], purse) for way in ways]
        largest = np.max(shared, axis=0)
        found = []
        for quarter, payments in paid.items():
            if largest[quarter] <= 0 or purse.most_until[quarter] <= 0:
                continue
            column = matrix.column(-float(purse.charge[quarter]), 0.0, float(largest[quarter]) / unit)
            found.append(column)
            payments.append(column)
            terms = self.programme.paid.setdefault((self.project, purse.id, quarter), [])
            terms.append((column, 1.0))
            self.payments[purse.id][quarter] = terms
            if has_window(purse):
                limit = [-float(cost[quarter]) / unit for cost in shared]
                matrix.row(-INFINITY, 0.0, [column, *shares], [1.0, *limit])
        most = [-self.statement.most_from(self.ways[way], purse) / unit for way in ways]
        if found and any(-m < self.totals[way] / unit - 1e-9 for m, way in zip(most, ways, strict=True)):
            matrix.row(-INFINITY, 0.0, [*found, *shares], [*[1.0] * len(found), *most])
        return found
