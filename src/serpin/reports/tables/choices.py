"""Tables of the selection: what is chosen, what is not and why."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.portfolio.result import Candidate, Portfolio
from serpin.engines.scheduling.result import Schedule
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.tables.worth import change_in_words
from serpin.reports.words import sentence

_CHOSEN, _REJECTED = mark("Chosen projects"), mark("Rejected projects")
_CODE, _PROJECT, _LEADER = mark("Code"), mark("Project"), mark("Leader")
_BEGIN, _END, _CLASS = mark("Start"), mark("End"), mark("Class of modes")
_COST, _VALUE, _CHANCE = mark("Cost"), mark("Expected value"), mark("Probability of success")
_NOTE, _MANDATORY, _IN = mark("Note"), mark("mandatory"), mark("What would bring it in")
_WHY, _NOT_GIVEN = mark("Why"), mark("Others bring more for the same money")
_RELATIONS, _RELATION, _KIND = mark("Relations between projects"), mark("Relation"), mark("Kind of relation")
_PROJECTS, _AMOUNT, _FORCE = mark("Projects"), mark("Amount"), mark("In force")
_YES, _NO = mark("yes"), mark("no")

_STILL = mark("Of projects under way the costs still to come are shown, without what was spent before.")


def chosen(portfolio: Portfolio, names: Names, schedule: Schedule | None = None) -> Table:
    """Return the chosen projects, the most valuable first, with cost and value summed.

    Parameters
    ----------
    portfolio
        The selection.
    names
        Names of the case, in a language.
    schedule
        Gives start and end by day; without one the quarters of the selection are shown.
    """
    say = names.locale.say
    times = {time.project: time for time in (schedule.projects if schedule else ())}
    rows: list[tuple[Value, ...]] = []
    for candidate in _ranked(portfolio, chosen=True):
        time = times.get(candidate.project)
        begin: Value = names.day(time.start) if time else _quarter(candidate.quarter, names)
        end: Value = names.last_day(time.finish, time.start) if time else _quarter(candidate.finish_quarter, names)
        rows.append((*_identity(candidate, names), begin, end, names.locale.choice(candidate.mode_class),
                     candidate.cost, candidate.value, candidate.success, _duty(candidate, names)))  # fmt: skip
    day = Kind.DATE if times else Kind.TEXT
    columns = (
        *_identity_columns(names),
        Column(say(_BEGIN), day, 13),
        Column(say(_END), day, 13),
        Column(say(_CLASS), Kind.TEXT, 14, wide=True),
        *_worth_columns(names),
        Column(say(_NOTE), Kind.TEXT, 20, wide=True),
    )
    begun = any(
        work.progress is not None
        for candidate in _ranked(portfolio, chosen=True)
        if candidate.project in names.projects
        for work in names.projects[candidate.project].works
    )
    note = say(_STILL) if begun else ""
    return Table("chosen", say(_CHOSEN), columns, tuple(rows), totals=(6, 7), engine="portfolio", note=note)


def rejected(portfolio: Portfolio, names: Names) -> Table:
    """Return the rejected projects, the most valuable first, with the reason."""
    say = names.locale.say
    rows = tuple(
        (
            *_identity(candidate, names)[:2],
            candidate.cost,
            candidate.value,
            candidate.success,
            sentence(candidate.reason, names) if candidate.reason else say(_NOT_GIVEN),
            change_in_words(candidate.change, names),
        )
        for candidate in _ranked(portfolio, chosen=False)
    )
    columns = (
        *_identity_columns(names)[:2],
        *_worth_columns(names),
        Column(say(_WHY), Kind.TEXT, 50),
        Column(say(_IN), Kind.TEXT, 60, wide=True),
    )
    return Table("rejected", say(_REJECTED), columns, rows, engine="portfolio")


def relations(portfolio: Portfolio, names: Names) -> Table:
    """Return the relations between projects and whether they came into force."""
    say = names.locale.say
    known = {relation.id: relation for relation in names.case.relations}
    rows = []
    for use in portfolio.relations:
        relation = known.get(use.relation)
        projects = names.locale.listed(names.project(code) for code in relation.projects) if relation else ""
        kind = names.locale.choice(relation.kind) if relation else ""
        rows.append((use.relation, kind, projects, say(_YES if use.active else _NO), use.amount))
    columns = (
        Column(say(_RELATION), Kind.CODE, 10),
        Column(say(_KIND), Kind.TEXT, 18),
        Column(say(_PROJECTS), Kind.TEXT, 50),
        Column(say(_FORCE), Kind.TEXT, 10),
        Column(say(_AMOUNT), Kind.MONEY, 16),
    )
    return Table("relations", say(_RELATIONS), columns, tuple(rows), engine="portfolio")


def _ranked(portfolio: Portfolio, *, chosen: bool) -> list[Candidate]:
    found = [candidate for candidate in portfolio.candidates if candidate.chosen is chosen]
    return sorted(found, key=lambda candidate: (-candidate.value, candidate.project))


def _duty(candidate: Candidate, names: Names) -> str:
    project = names.projects.get(candidate.project)
    return names.locale.say(_MANDATORY) if project and project.mandatory else ""


def _identity(candidate: Candidate, names: Names) -> tuple[Value, ...]:
    project = names.projects.get(candidate.project)
    leader = names.other("enterprise", project.enterprise) if project else ""
    return candidate.project, names.project(candidate.project), leader


def _identity_columns(names: Names) -> tuple[Column, ...]:
    say = names.locale.say
    return (
        Column(say(_CODE), Kind.CODE, 8),
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_LEADER), Kind.TEXT, 26, wide=True),
    )


def _worth_columns(names: Names) -> tuple[Column, ...]:
    say = names.locale.say
    return (
        Column(say(_COST), Kind.MONEY, 18),
        Column(say(_VALUE), Kind.MONEY, 18),
        Column(say(_CHANCE), Kind.PERCENT, 12),
    )


def _quarter(number: int | None, names: Names) -> str:
    return "" if number is None else names.quarter(number)
