"""Projects listed by value and cost: a decent answer that needs no search, whatever the clock does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from serpin.engines.portfolio.model.payments import cheapest_payments
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.vocabulary.relation import RelationKind

_RANKED = 400
_PARTS = (0.4, 0.2, 0.1, 0.05, 0.0)
_SECONDS = 3.0


@dataclass(frozen=True)
class Listed:
    """Ways that can be paid together, their value, the most that anything could bring, and who pays for what."""

    ways: Mapping[str, Way]
    value: float
    most: float
    pairs: frozenset[tuple[str, str]]


def listed(statement: Statement, ways: Mapping[str, tuple[Way, ...]], seed: int) -> Listed | None:
    """Return what must be done, and as many of the projects of most value by cost as can be paid beside it.

    Shorter and shorter parts of the list are tried until one can be paid.

    Parameters
    ----------
    statement
        The problem.
    ways
        Open ways of each project.
    seed
        Seed of the tie-breaking of the solver.
    """
    best_way = {project: max(own, key=statement.worth) for project, own in ways.items() if own}
    needed = [project for project in ways if statement.is_decided(project)]
    tied = {
        project
        for relation in statement.case.relations
        if relation.kind in (RelationKind.EXCLUSIVE, RelationKind.PREREQUISITE)
        for project in relation.projects
    } | {member for package in statement.packages for member in package.members}
    ratio = {
        project: statement.worth(way) / max(way.total, 1.0)
        for project, way in best_way.items()
        if statement.worth(way) > 0 and project not in tied and project not in needed
    }
    ranked = sorted(ratio, key=lambda project: -ratio[project])
    most = sum(max(0.0, statement.worth(way)) for way in best_way.values())
    most += sum(float(relation.total) for relation in statement.case.relations)
    for part in _PARTS:
        names = [*needed, *ranked[: int(part * min(len(ranked), _RANKED))]]
        if any(name not in best_way for name in names):
            return None
        chosen = {name: best_way[name] for name in names}
        paid = cheapest_payments(statement, chosen, seed, _SECONDS)
        if paid is not None:
            return Listed(chosen, paid.value, most, paid.pairs)
    return None
