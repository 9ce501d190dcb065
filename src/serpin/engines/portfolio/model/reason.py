"""Why a project was left out: the nearest obstacle, found by forcing it into the chosen portfolio."""

from __future__ import annotations

from collections.abc import Mapping

from serpin.base.money import to_money
from serpin.base.progress import Deadline
from serpin.base.texts import mark
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import Message

NO_START = mark("it cannot start within the horizon")
NO_VALUE = mark("its expected value is not positive: {value}")
NO_PAYER = mark("no source may pay for it")
EXCLUDED = mark("it is excluded by project {project}")
NEEDS = mark("it needs project {project}, which is not chosen")
RULES = mark("the rules of the sources leave part of its cost unpaid")
MORE = mark("it would need {amount} more from source {source} in quarter {quarter}")
BUSY = mark("resource {resource} has no room left for it")
WORSE = mark("it adds less than it costs together with the chosen projects")

_MOST = 60
_SECONDS = 2.0


def reasons(statement: Statement, ways: Mapping[str, Way], seed: int, limit: Deadline) -> dict[str, Message]:
    """Return why each project that was left out was left out.

    Parameters
    ----------
    statement
        The problem.
    ways
        Chosen way of each chosen project.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time limit of the whole selection; once it is over, only the quick arguments are tried.
    """
    left = [project.id for project in statement.case.projects if project.id not in ways]
    found = {project: reason for project in left if (reason := _quick(statement, project, ways)) is not None}
    rest = sorted(set(left) - set(found), key=lambda project: -max(map(statement.worth, statement.ways_of(project))))
    for number, project in enumerate(rest):
        patient = number < _MOST and (not limit.passed or number < 10)
        found[project] = _forced(statement, project, ways, seed) if patient else Message(text=WORSE)
    return found


def _quick(statement: Statement, project: str, ways: Mapping[str, Way]) -> Message | None:
    open_ways = statement.ways_of(project)
    if not open_ways:
        return Message(text=NO_START)
    if all(way.total > 0 for way in open_ways) and not any(statement.may_pay(project, p) for p in statement.purses):
        return Message(text=NO_PAYER)
    for relation in statement.case.relations:
        others = [other for other in relation.projects if other != project]
        if project not in relation.projects:
            continue
        chosen = [other for other in others if other in ways]
        if relation.kind is RelationKind.EXCLUSIVE and chosen:
            return Message(text=EXCLUDED, values={"project": chosen[0]})
        if (
            relation.kind is RelationKind.PREREQUISITE
            and relation.projects[-1] == project
            and len(chosen) < len(others)
        ):
            missing = next(other for other in others if other not in ways)
            return Message(text=NEEDS, values={"project": missing})
    best = max(statement.worth(way) for way in open_ways) + _gain(statement, project, ways)
    if best <= 0:
        return Message(text=NO_VALUE, values={"value": float(to_money(best))})
    return None


def _gain(statement: Statement, project: str, ways: Mapping[str, Way]) -> float:
    """Return what relations with the chosen projects would add or take."""
    gain = 0.0
    for relation in statement.case.relations:
        if project in relation.projects and all(other in ways or other == project for other in relation.projects):
            gain += -float(relation.total) if relation.kind is RelationKind.SUBSTITUTE else float(relation.total)
    return gain


def _forced(statement: Statement, project: str, ways: Mapping[str, Way], seed: int) -> Message:
    """Force a project in beside the chosen ones and buy the money that is missing, as little as possible."""
    worthy = tuple(
        way for way in statement.ways_of(project) if statement.worth(way) + _gain(statement, project, ways) > 0
    )
    open_ways = {**{name: (way,) for name, way in ways.items()}, project: worthy}
    programme = Programme(statement, open_ways, elastic=True, must=frozenset(open_ways))
    found = programme.matrix.solve(seconds=_SECONDS, gap=1e-3, seed=seed)
    if not found.has_answer:
        resources = [("capacity", resource.id) for resource in statement.case.resources]
        for group in resources:
            eased = Programme(statement, open_ways, frozenset({group}), elastic=True, must=frozenset(open_ways))
            if eased.matrix.solve(seconds=_SECONDS, gap=1.0, seed=seed).has_answer:
                return Message(text=BUSY, values={"resource": group[1]})
        return Message(text=RULES)
    bought = {key: float(found.values[column]) * programme.unit for key, column in programme.extra.items()}
    total = sum(bought.values())
    if total < 1.0:
        return Message(text=WORSE)
    (source, quarter), _ = max(bought.items(), key=lambda item: (item[1], -item[0][1]))
    name = statement.case.quarters.name_of(quarter)
    return Message(text=MORE, values={"amount": float(to_money(total)), "source": source, "quarter": name})
