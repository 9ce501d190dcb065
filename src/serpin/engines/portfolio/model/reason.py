"""Why a project was left out: the nearest obstacle, found by forcing it into the chosen portfolio."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from serpin.base.money import to_money
from serpin.base.progress import Deadline
from serpin.base.texts import mark
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.shares import broken, in_words
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.result import Change, Need
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import Message

NO_START = mark("it cannot start within the horizon")
NO_VALUE = mark("its expected value is not positive: {value}")
NO_PAYER = mark("no source may pay for it")
EXCLUDED = mark("it is excluded by project {project}")
NEEDS = mark("it needs project {project}, which is not chosen")
RULES = mark("the rules of the sources leave part of its cost unpaid")
RULES_OF = mark("the rules of source {source} leave part of its cost unpaid")
MORE = mark("it would need {amount} more from source {source} in {quarter}")
MORE_OF = mark("it would need {amount} more, most of it from source {source} in {quarter}")
BUSY = mark("resource {resource} has no room left for it")
LIMITED = mark("beside the chosen projects it would break a limit: {limit}")
DEAR = mark("it could be paid for, but interest, fees and investors would take more than it brings")
WORSE = mark("it adds less than it costs together with the chosen projects")
JOINT_VALUE = mark("its package is not worth its costs and promises: {value}")
JOINT_MORE = mark("its package would need {amount} more, most of it from source {source} in {quarter}")
JOINT_WORSE = mark("its package adds less than it takes from the chosen projects")
_AS_PACKAGE = {MORE: JOINT_MORE, MORE_OF: JOINT_MORE, WORSE: JOINT_WORSE, DEAR: JOINT_WORSE}

_MOST = 60
_SECONDS = 0.5
_CLOSE = 2e-3
_PRECISE = 1e-4
_SMALL = 25
"""Chosen projects up to which the cheapest change is proven; beyond, a good one is enough."""


@dataclass(frozen=True)
class Reason:
    """Why a project was left out, and what would bring it in."""

    message: Message
    change: Change | None = None


def reasons(
    statement: Statement, ways: Mapping[str, Way], value: float, seed: int, limit: Deadline
) -> dict[str, Reason]:
    """Return why each project that was left out was left out.

    Parameters
    ----------
    statement
        The problem.
    ways
        Chosen way of each chosen project.
    value
        Expected value of the chosen portfolio.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time for the reasons; once it is over, the rest is told by quick rules alone.
    """
    left = [project.id for project in statement.case.projects if project.id not in ways]
    left.sort(key=lambda project: -max(map(statement.worth, statement.ways_of(project)), default=-math.inf))
    found = _of_packages(statement, ways, value, seed, limit)
    for number, project in enumerate(name for name in left if name not in found):
        message = _quick(statement, project, ways)
        patient = number < _MOST and not limit.passed
        seconds = min(_SECONDS * (4.0 if len(ways) <= _SMALL else 1.0), limit.left + 0.01)
        if not patient or (message is not None and message.text in (NO_START, NO_PAYER)):
            found[project] = Reason(message or Message(text=WORSE))
            continue
        money, forced = _forced(statement, project, ways, seed, seconds)
        change = _swapped(statement, project, ways, value, seed, seconds)
        if money is not None or change is not None:
            change = (change or Change()).model_copy(update={"money": money})
        found[project] = Reason(message or forced, change)
    return found


def _of_packages(
    statement: Statement, ways: Mapping[str, Way], value: float, seed: int, limit: Deadline
) -> dict[str, Reason]:
    """Return why the members of packages were left out: a member alone may lose money, so the package is asked."""
    found: dict[str, Reason] = {}
    for package in statement.packages:
        members = [member for member in statement.waiting(package) if member not in ways]
        if not members or any(not statement.ways_of(member) for member in package.members):
            continue
        best = math.fsum(max(map(statement.worth, statement.ways_of(member))) for member in members)
        best += _gains(statement, members, ways) - float(package.expected)
        if best <= 0:
            message = Message(text=JOINT_VALUE, values={"value": float(to_money(best))})
            found |= dict.fromkeys(members, Reason(message))
        elif not limit.passed:
            seconds = min(_SECONDS * 4.0, limit.left + 0.01)
            money, forced = _forced(statement, members[0], ways, seed, seconds)
            change = _swapped(statement, members[0], ways, value, seed, seconds)
            if money is not None or change is not None:
                change = (change or Change()).model_copy(update={"money": money})
            told = Message(text=_AS_PACKAGE.get(forced.text, forced.text), values=forced.values)
            found |= dict.fromkeys(members, Reason(told, change))
    return found


def _gains(statement: Statement, members: list[str], ways: Mapping[str, Way]) -> float:
    """Return what relations would add once all these projects come."""
    gain = 0.0
    for relation in statement.case.relations:
        touched = any(member in relation.projects for member in members)
        if touched and all(other in ways or other in members for other in relation.projects):
            gain += -float(relation.total) if relation.kind is RelationKind.SUBSTITUTE else float(relation.total)
    return gain


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
    best = max(statement.worth(way) for way in open_ways) + _gains(statement, [project], ways)
    if best <= 0:
        return Message(text=NO_VALUE, values={"value": float(to_money(best))})
    return None


def _forced(
    statement: Statement, project: str, ways: Mapping[str, Way], seed: int, seconds: float
) -> tuple[tuple[Need, ...] | None, Message]:
    """Force a project in beside the chosen ones and buy the money that is missing, as little as possible."""
    needed = {name: statement.ways_of(name) for name in needed_by(statement, project) if name not in ways}
    open_ways = {name: (way,) for name, way in ways.items()} | needed | {project: _worthy(statement, project, ways)}
    programme = Programme(statement, open_ways, elastic=True, must=frozenset(open_ways))
    found = programme.matrix.solve(seconds=seconds, gap=1e-3, seed=seed)
    if not found.has_answer and found.status != "infeasible":
        return None, Message(text=WORSE)
    if not found.has_answer:
        for resource in statement.case.resources:
            group = ("capacity", resource.id)
            eased = Programme(statement, open_ways, frozenset({group}), elastic=True, must=frozenset(open_ways))
            if eased.matrix.solve(seconds=seconds, gap=1.0, seed=seed).has_answer:
                return None, Message(text=BUSY, values={"resource": resource.id})
        return None, _unpaid(statement, project, open_ways, seed, seconds)
    bought = {key: float(found.values[column]) * programme.unit for key, column in programme.extra.items()}
    needs = _added_up(statement, bought)
    if not needs:
        return None, _broken_limit(statement, programme.choices(found)) or Message(text=DEAR)
    most = max(needs, key=lambda need: need.amount)
    values = {
        "amount": float(sum(need.amount for need in needs)),
        "source": most.source,
        "quarter": statement.case.quarters.name_of(most.quarter),
    }
    return needs, Message(text=MORE if len(needs) == 1 else MORE_OF, values=values)


def _unpaid(
    statement: Statement, project: str, ways: Mapping[str, tuple[Way, ...]], seed: int, seconds: float
) -> Message:
    """Say whose rules alone leave a project unpaid that must come, or that those of several do."""
    for purse in statement.purses:
        if statement.may_pay(project, purse):
            eased = Programme(statement, ways, frozenset({("rules", purse.id)}), elastic=True, must=frozenset(ways))
            if eased.matrix.solve(seconds=seconds, gap=1.0, seed=seed).has_answer:
                return Message(text=RULES_OF, values={"source": purse.id})
    return Message(text=RULES)


def _broken_limit(statement: Statement, ways: Mapping[str, Way]) -> Message | None:
    """Return the first limit on shares that projects together break, in words."""
    for limit in statement.options.limits:
        for bound in broken(limit, ways, statement.projects, statement.case):
            return Message(text=LIMITED, values={"limit": in_words(limit, bound)})
    return None


def _added_up(statement: Statement, bought: Mapping[tuple[str, int], float]) -> tuple[Need, ...]:
    """Return the missing money: that of quarters that share a purse in the first of them in which it is needed."""
    amounts: dict[tuple[str, int], float] = {}
    first: dict[tuple[str, int], int] = {}
    for (source, quarter), amount in sorted(bought.items(), key=lambda item: (item[0][1], item[0][0])):
        if amount >= 1.0:
            window = statement.purse_of[source].window(quarter)
            key = (source, first.setdefault((source, window.start), quarter))
            amounts[key] = amounts.get(key, 0.0) + amount
    return tuple(
        Need(source=source, quarter=quarter, amount=to_money(amount)) for (source, quarter), amount in amounts.items()
    )


def _worthy(statement: Statement, project: str, ways: Mapping[str, Way]) -> tuple[Way, ...]:
    """Return the ways of a project that are worth something beside the chosen ones, or the best way."""
    gain = _gains(statement, [project], ways)
    open_ways = statement.ways_of(project)
    worthy = tuple(way for way in open_ways if statement.worth(way) + gain > 0)
    return worthy or (max(open_ways, key=statement.worth),)


def _swapped(  # noqa: PLR0917 - what is known of the choice
    statement: Statement, project: str, ways: Mapping[str, Way], value: float, seed: int, seconds: float
) -> Change | None:
    """Force a project in with the money that there is, and return which chosen projects then have to go."""
    open_ways: dict[str, tuple[Way, ...]] = {name: (way,) for name, way in ways.items()}
    for name in needed_by(statement, project):
        open_ways.setdefault(name, statement.ways_of(name))
    programme = Programme(statement, open_ways, must=frozenset({project}))
    gap = _PRECISE if len(ways) <= _SMALL else _CLOSE
    found = programme.matrix.solve(seconds=seconds, gap=gap, seed=seed)
    if not found.has_answer:
        return None
    kept = programme.choices(found)
    without = tuple(name for name in ways if name not in kept)
    loss = value - found.objective * programme.unit
    # only where risk has a weight can another choice have the larger expected value
    return Change(without=without, loss=to_money(loss if statement.options.risk_weight > 0 else max(loss, 0.0)))


def needed_by(statement: Statement, project: str) -> set[str]:
    """Return a project and all that it needs, directly or not."""
    needed = {project}
    waits = [relation.projects for relation in statement.case.relations if relation.kind is RelationKind.PREREQUISITE]
    while True:
        more = {other for projects in waits if projects[-1] in needed for other in projects[:-1]}
        more |= {other for p in statement.packages if needed & {*statement.waiting(p)} for other in p.members}
        more -= needed
        if not more:
            return needed
        needed |= more
