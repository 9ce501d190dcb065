"""Projects listed by value and cost: a decent answer that needs no search, whatever the clock does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from serpin.engines.portfolio.model.deal import Deal, deals_of
from serpin.engines.portfolio.model.flow import pay
from serpin.engines.portfolio.model.payments import cheapest_payments
from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.relation import RelationKind

_RANKED = 400
_PARTS = (1.0, 0.75, 0.5, 0.25, 0.1, 0.0)
_SECONDS = 3.0
_WAYS = 12
"""Ways of a project that are tried, those of most value first."""

_SCARCE = 0.2
"""What a unit of own money counts more than others' when the list is paid: it is what most deals ask for."""


@dataclass(frozen=True)
class Listed:
    """Ways that can be paid together, their value, the most that anything could bring, and who pays for what."""

    ways: Mapping[str, Way]
    value: float
    most: float
    pairs: frozenset[tuple[str, str]]


def listed(statement: Statement, ways: Mapping[str, tuple[Way, ...]], seed: int) -> Listed | None:
    """Return what must be done, and as many of the projects of most value by cost as can be paid beside it.

    Project by project, the best way is taken that resources have room for and that a deal pays from what is left.
    Where the payments of all together do not exist after all, shorter and shorter parts of that list are tried.

    Parameters
    ----------
    statement
        The problem.
    ways
        Open ways of each project.
    seed
        Seed of the tie-breaking of the solver.
    """
    best = {project: max(own, key=statement.worth) for project, own in ways.items() if own}
    needed = [project for project in ways if statement.is_decided(project)]
    if any(name not in best for name in needed):
        return None
    joined = {member for package in statement.packages for member in package.members}
    worth = {
        project: statement.worth(way)
        for project, way in best.items()
        if statement.worth(way) > 0 and project not in joined and project not in needed
    }
    most = sum(max(0.0, statement.worth(way)) for way in best.values())
    most += sum(float(relation.total) for relation in statement.case.relations)
    ratio = {project: value / max(best[project].total, 1.0) for project, value in worth.items()}
    lists = [_gone_through(statement, ways, best, needed, rank) for rank in (ratio, worth)]
    taken = max(lists, key=lambda found: sum(map(statement.worth, found.values())))
    chosen = {project: taken[project] for project in needed}
    rest = [project for project in taken if project not in chosen]
    for part in _PARTS:
        tried = chosen | {project: taken[project] for project in rest[: int(part * len(rest))]}
        paid = cheapest_payments(statement, tried, seed, _SECONDS)
        if paid is not None:
            return Listed(tried, paid.value, most, paid.pairs)
    return None


def _gone_through(
    statement: Statement,
    ways: Mapping[str, tuple[Way, ...]],
    best: Mapping[str, Way],
    needed: list[str],
    rank: Mapping[str, float],
) -> dict[str, Way]:
    """Take what must be done, then twice through a list what there is room and money for: some wait for others."""
    left = _Left(statement)
    taken = {project: left.take(project, ways[project]) or best[project] for project in needed}
    for project in 2 * sorted(rank, key=lambda project: -rank[project])[:_RANKED]:
        if project not in taken:
            open_ways = tuple(way for way in ways[project] if _fits(statement, way, taken))
            way = left.take(project, open_ways)
            if way is not None:
                taken[project] = way
    return taken


def _fits(statement: Statement, way: Way, taken: Mapping[str, Way]) -> bool:
    """Tell whether relations let a way in beside what is taken."""
    for relation in statement.case.relations:
        others = [project for project in relation.projects if project != way.project]
        if len(others) == len(relation.projects):
            continue
        if relation.kind is RelationKind.EXCLUSIVE and any(other in taken for other in others):
            return False
        if relation.kind is RelationKind.PREREQUISITE and relation.projects[-1] == way.project:
            ready = (other in taken and statement.is_ready(taken[other], way.project, way.quarter) for other in others)
            if not all(ready):
                return False
    return True


class _Left:
    """What is left of money and resources while the list is gone through."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.money = {purse.id: purse.most_until.copy() for purse in statement.purses}
        self.room = {name: capacity.copy() for name, capacity in statement.capacity.items()}
        self.applicants: dict[tuple[str, str], float] = {}

    def take(self, project: str, ways: tuple[Way, ...]) -> Way | None:
        """Return the way of most value that there is room and money for, which is then used up; or nothing."""
        deals = deals_of(self.statement, project)
        for way in sorted(ways, key=self.statement.worth, reverse=True)[:_WAYS]:
            if self.statement.worth(way) <= 0 and not self.statement.is_decided(project):
                return None
            if self._has_room(way):
                for deal in sorted(deals, key=lambda deal: (deal.equity, -deal.own_share)):
                    if self.statement.worth(way) > deal.equity * way.returns and self._pay(project, way, deal):
                        for resource, demand in way.demand.items():
                            self.room[resource] -= np.minimum(demand, self.statement.capacity[resource])
                        return way
        return None

    def _has_room(self, way: Way) -> bool:
        return all(
            bool(np.all(np.minimum(demand, self.statement.capacity[name]) <= self.room[name] + 1e-6))
            for name, demand in way.demand.items()
        )

    def _pay(self, project: str, way: Way, deal: Deal) -> bool:
        """Pay for a way by a deal as far as money is left; tell whether that was possible."""
        need = self.statement.need(way)
        quarters = np.flatnonzero(need)
        purses = [purse for purse in deal.purses if self._is_plain(project, purse)]
        if not len(quarters) or not purses:
            return not len(quarters)
        most = np.array([self._most(purse, way)[quarters] for purse in purses])
        caps = np.array([self._cap(project, purse, way) for purse in purses])
        cost = np.array([purse.charge[quarters] + _SCARCE * purse.is_own for purse in purses])
        outer = np.array([not purse.is_own for purse in purses], dtype=np.bool_)
        paid = np.empty(most.shape)
        wanted = np.ascontiguousarray(need[quarters])
        if not np.isfinite(pay(wanted, cost, most, caps, outer, (1.0 - deal.own_share) * float(need.sum()), paid)):
            return False
        spent = {purse.id: np.zeros(len(need)) for purse in purses}
        for purse, amounts in zip(purses, paid, strict=True):
            spent[purse.id][quarters] = amounts
            spent[purse.id] = purse.added_up(spent[purse.id])
            if np.any(spent[purse.id] > self.money[purse.id] + 1e-6):
                return False
        leader = self.statement.projects[project].enterprise
        for purse, amounts in zip(purses, paid, strict=True):
            self.money[purse.id] -= spent[purse.id]
            self.applicants[purse.id, leader] = self.applicants.get((purse.id, leader), 0.0) + float(amounts.sum())
        return True

    def _is_plain(self, project: str, purse: Purse) -> bool:
        """Tell whether a source pays at once: it waits for no earlier stage and for no gate."""
        return not purse.source.tranches and self.statement.needs_stage_of(project, purse) is None

    def _most(self, purse: Purse, way: Way) -> Vector:
        """Return what a source can pay for a way in each quarter, so that later quarters keep what they had.

        Where money lapses, what a run of quarters shares is divided between them as the way needs it.
        """
        left, need = self.money[purse.id].copy(), self.statement.need(way)
        for window in purse.windows:
            run = slice(window.start, window.stop)
            left[run] = np.minimum.accumulate(left[run][::-1])[::-1]
            whole = float(need[run].sum())
            if len(purse.windows) > 1 and whole > 0:
                left[run] *= need[run] / whole
        return np.minimum(np.maximum(left, 0.0), self.statement.eligible_cost(way, purse))

    def _cap(self, project: str, purse: Purse, way: Way) -> float:
        most = self.statement.most_from(way, purse)
        if purse.rules.per_applicant is not None:
            leader = self.statement.projects[project].enterprise
            most = min(most, float(purse.rules.per_applicant) - self.applicants.get((purse.id, leader), 0.0))
        if len(purse.windows) == 1:
            most = min(most, float(self.money[purse.id][-1]))
        return max(most, 0.0)
