"""Deals: which sources may pay for a project together, and what own money and investors then ask for.

With the deal decided, paying is a flow of money without whole numbers: each deal keeps one least own share, opens the
sources that ask for no more, and gives each of its investors his whole share of the returns.
Textbook: ``portfolio.md``, section "Deals".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.statement import Statement

_MOST_INVESTORS = 4


@dataclass(frozen=True, eq=False)
class Deal:
    """Sources that are open together, the least share of own money, and the share of the returns that goes away."""

    purses: tuple[Purse, ...]
    own_share: float
    equity: float

    def is_open(self, purse: Purse) -> bool:
        """Tell whether a source may pay in this deal."""
        return any(purse.id == other.id for other in self.purses)


def deals_of(statement: Statement, project: str) -> tuple[Deal, ...]:
    """Return the deals of a project; none where investors are too many to list all their sets.

    Parameters
    ----------
    statement
        The problem.
    project
        Code of the project.
    """
    eligible = [purse for purse in statement.purses if statement.may_pay(project, purse)]
    own = [purse for purse in eligible if purse.is_own]
    others = [purse for purse in eligible if not purse.is_own]
    investors = [purse for purse in others if purse.source.price.equity_share > 0]
    lenders = [purse for purse in others if purse.source.price.equity_share <= 0]
    if len(investors) > _MOST_INVESTORS:
        return ()
    found = []
    for level in sorted({0.0, *(purse.rules.own_share for purse in others)}):
        open_lenders = [purse for purse in lenders if purse.rules.own_share <= level]
        willing = [purse for purse in investors if purse.rules.own_share <= level]
        for count in range(len(willing) + 1):
            for taking in combinations(willing, count):
                open_now = [*open_lenders, *taking]
                # a level that nobody open asks for is worse than the one below it
                if level <= 0 or any(purse.rules.own_share == level for purse in open_now):
                    equity = sum(purse.source.price.equity_share for purse in taking)
                    found.append(Deal((*own, *open_now), level, equity))
    return tuple(found)
