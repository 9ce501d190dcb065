"""The smallest set of demands that cannot be kept together: a deletion filter over named groups of rows."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.engines.portfolio.model.programme import Group, Programme
from serpin.engines.portfolio.model.reason import needed_by
from serpin.engines.portfolio.problem.shares import in_words
from serpin.engines.portfolio.problem.statement import Statement
from serpin.vocabulary.result import Message

_SENTENCES = {
    "mandatory": mark("project {name} must be carried out"),
    "guarantee": mark("guarantee of source {name} covers no more than is given"),
    "budget": mark("source {name} has no more money than is given"),
    "rules": mark("source {name} keeps its rules (amount, share, own share, kinds of work, quarters)"),
    "capacity": mark("resource {name} has no more capacity than is given"),
    "relation": mark("relation {name} between projects holds"),
}
NO_START = mark("project {project} must be carried out but cannot start within the horizon")
NO_PAYER = mark("project {project} must be carried out but no source may pay for it")
_SECONDS = 5.0


def conflicts(statement: Statement, seed: int) -> tuple[Message, ...]:
    """Return demands that conflict, none of which could be dropped from the set without dissolving the conflict.

    Parameters
    ----------
    statement
        The problem; it has no feasible portfolio.
    seed
        Seed of the tie-breaking of the solver.
    """
    mandatory = [project for project in statement.case.projects if statement.is_decided(project.id)]
    for project in mandatory:
        if not statement.ways_of(project.id):
            return (Message(text=NO_START, values={"project": project.id}),)
        costs_money = all(way.total > 0 for way in statement.ways_of(project.id))
        if costs_money and not any(statement.may_pay(project.id, purse) for purse in statement.purses):
            return (Message(text=NO_PAYER, values={"project": project.id}),)
    limits = statement.options.limits
    groups: list[Group] = [("least", str(number)) for number, limit in enumerate(limits) if limit.least > 0]
    groups += [("most", str(number)) for number, limit in enumerate(limits) if limit.most < 1]
    groups += [("relation", relation.id) for relation in statement.case.relations]
    groups += [("capacity", resource.id) for resource in statement.case.resources]
    groups += [("mandatory", project.id) for project in mandatory]
    groups += [("rules", purse.id) for purse in statement.purses]
    groups += [("budget", purse.id) for purse in statement.purses]
    dropped: set[Group] = set()
    for group in groups:
        if not _is_feasible(statement, frozenset({*dropped, group}), seed):
            dropped.add(group)
    return tuple(_sentence(statement, group) for group in groups if group not in dropped)


def _sentence(statement: Statement, group: Group) -> Message:
    kind, name = group
    if kind in ("least", "most"):
        return in_words(statement.options.limits[int(name)], kind)
    if kind == "budget" and not statement.purse_of[name].source.pays:
        kind = "guarantee"
    return Message(text=_SENTENCES[kind], values={"name": name})


def _is_feasible(statement: Statement, without: frozenset[Group], seed: int) -> bool:
    """Tell whether all mandatory projects can be carried out when some groups are dropped; unknown counts as yes."""
    # where a share is asked for, projects may help that nobody needs otherwise
    needed = set(statement.projects) if statement.options.limits else _needed(statement, without)
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects if project.id in needed}
    programme = Programme(statement, ways, without=without)
    programme.matrix.costs = [0.0] * len(programme.matrix.costs)
    return programme.matrix.solve(seconds=_SECONDS, gap=0.0, seed=seed).status != "infeasible"


def _needed(statement: Statement, without: frozenset[Group]) -> set[str]:
    """Return mandatory projects and all that they need, directly or not."""
    mandatory = (
        p.id for p in statement.case.projects if statement.is_decided(p.id) and ("mandatory", p.id) not in without
    )
    return {name for project in mandatory for name in needed_by(statement, project)}
