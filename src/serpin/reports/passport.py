"""The passport of a project on one page: what it is, how it is planned, what it costs and brings, what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.planning.result import Plan
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.words import sentence
from serpin.vocabulary.project import Project

_FACTS = {
    "innovation": mark("Innovation"),
    "type": mark("Type"),
    "novelty": mark("Degree of novelty"),
    "enterprise": mark("Leader"),
    "partners": mark("Partners"),
    "stage": mark("Stage"),
    "decision": mark("Decision"),
    "time": mark("Time"),
    "finish": mark("Finish with 80 % chance"),
    "deadline": mark("Deadline"),
    "launch": mark("Launch"),
    "cost": mark("Cost"),
    "value": mark("Expected value"),
    "success": mark("Probability of success"),
}
_CHOSEN, _LEFT_OUT, _UNKNOWN = mark("chosen"), mark("left out: {reason}"), mark("left out")
_COST_P80 = mark("{planned}; with 80 % chance at most {p80}")
_DEADLINE_KEPT = mark("{day}; kept with {odds}")
_LAUNCHED = mark("{middle}; with 80 % chance by {late}, hardly before {early}")
_WORKS, _GATES, _MONEY, _RISKS = mark("Works"), mark("Gates"), mark("Paid from"), mark("Risks of the project")
_WORK, _WHO, _BEGIN, _END, _DAYS = mark("Work"), mark("Performer"), mark("Start"), mark("End"), mark("Working days")
_GATE, _DECIDED, _PASSED = mark("Gate"), mark("Decision after"), mark("Probability of passing")
_SOURCE, _AMOUNT, _FROM, _TO = mark("Source"), mark("Amount"), mark("From quarter"), mark("To quarter")
_RISK, _CHANCE, _ON = mark("Risk"), mark("Probability"), mark("What it touches")
_WHOLE = mark("the whole project")
MOST_WORKS = 24
"""Works that a passport shows, so that it stays on one page."""


@dataclass(frozen=True)
class Passport:
    """A passport in words and tables."""

    code: str
    title: str
    purpose: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def passport(plan: Plan, code: str, names: Names) -> Passport:
    """Return the passport of a project.

    Parameters
    ----------
    plan
        The plan, with or without some of its results.
    code
        Code of the project.
    names
        Names of the case, in a language.

    Raises
    ------
    KeyError
        If the case has no such project.
    """
    project = plan.case.project(code)
    innovation = next((item for item in plan.case.innovations if item.id == project.innovation), None)
    purpose = names.locale.name(innovation.purpose) if innovation is not None and innovation.purpose else ""
    facts = tuple((names.locale.say(_FACTS[key]), words) for key, words in _facts(plan, project, names) if words)
    tables = (
        _works(plan, project, names),
        _gates(plan, project, names),
        _money(plan, code, names),
        _risks(plan, code, names),
    )
    return Passport(code, names.project(code), purpose, facts, tuple(table for table in tables if table.rows))


def passports(plan: Plan, names: Names, most: int | None = None) -> tuple[Passport, ...]:
    """Return the passports of all projects or of the first so many, those that are carried out first."""
    chosen = plan.portfolio.selection.projects if plan.portfolio is not None else frozenset()
    ordered = sorted(plan.case.projects, key=lambda project: project.id not in chosen)
    return tuple(passport(plan, project.id, names) for project in ordered[:most])


def _facts(plan: Plan, project: Project, names: Names) -> Iterator[tuple[str, str]]:
    locale = names.locale
    innovation = next((item for item in plan.case.innovations if item.id == project.innovation), None)
    if innovation is not None:
        yield "innovation", locale.name(innovation.name)
        yield "type", locale.choice(innovation.type)
        yield "novelty", locale.choice(innovation.novelty)
    yield "enterprise", names.other("enterprise", project.enterprise)
    shares = [f"{names.other('enterprise', part.enterprise)} {locale.percent(part.share)}" for part in project.partners]
    yield "partners", "; ".join(shares)
    yield "stage", locale.choice(project.stage)
    yield from _decision(plan, project.id, names)
    times = {time.project: time for time in (plan.schedule.projects if plan.schedule else ())}
    if project.id in times:
        time = times[project.id]
        yield "time", f"{locale.day(names.day(time.start))} – {locale.day(names.last_day(time.finish, time.start))}"
    outcomes = {found.project: found for found in (plan.outcomes.projects if plan.outcomes else ())}
    if (found := outcomes.get(project.id)) is not None:
        if found.finish is not None:
            yield "finish", locale.day(names.last_day(found.finish.percentile(0.8).value))
        if found.by_deadline is not None and project.deadline is not None:
            words = {"day": locale.day(project.deadline), "odds": locale.percent(found.by_deadline.value)}
            yield "deadline", locale.say(_DEADLINE_KEPT, **words)
        if found.launch is not None:
            points = {"early": 0.1, "middle": 0.5, "late": 0.8}
            days = {name: names.day(found.launch.percentile(share).value) for name, share in points.items()}
            yield "launch", locale.say(_LAUNCHED, **{name: locale.day(day) for name, day in days.items()})
        words = {"planned": locale.money(found.planned_cost), "p80": locale.money(found.cost.percentile(0.8).value)}
        yield "cost", locale.say(_COST_P80, **words)
        yield "value", locale.money(found.value.mean)
        yield "success", locale.percent(found.success.value)


def _decision(plan: Plan, code: str, names: Names) -> Iterator[tuple[str, str]]:
    candidates = plan.portfolio.candidates if plan.portfolio is not None else ()
    candidate = next((item for item in candidates if item.project == code), None)
    if candidate is None:
        return
    if candidate.chosen:
        yield "decision", names.locale.say(_CHOSEN)
    elif candidate.reason is not None:
        yield "decision", names.locale.say(_LEFT_OUT, reason=sentence(candidate.reason, names))
    else:
        yield "decision", names.locale.say(_UNKNOWN)


def _works(plan: Plan, project: Project, names: Names) -> Table:
    say = names.locale.say
    places = plan.schedule.timetable.by_work() if plan.schedule is not None else {}
    rows: list[tuple[Value, ...]] = []
    for work in project.works[:MOST_WORKS]:
        place = places.get((project.id, work.id))
        mode = work.mode(place.mode) if place is not None else work.modes[0]
        who = names.other("enterprise", mode.contractor) if mode.contractor else names.locale.choice(mode.performer)
        begin: Value = names.day(place.start) if place is not None else None
        end: Value = names.last_day(place.finish, place.start) if place is not None else None
        rows.append((work.id, names.work(project.id, work.id), who, begin, end, mode.planned_days))
    columns = (
        Column(say(_WORK), Kind.CODE, 6),
        Column("", Kind.TEXT, 40),
        Column(say(_WHO), Kind.TEXT, 26),
        Column(say(_BEGIN), Kind.DATE, 13),
        Column(say(_END), Kind.DATE, 13),
        Column(say(_DAYS), Kind.NUMBER, 8),
    )
    return Table("passport-works", say(_WORKS), columns, tuple(rows), engine="scheduling")


def _gates(plan: Plan, project: Project, names: Names) -> Table:
    say = names.locale.say
    outcomes = plan.outcomes.projects if plan.outcomes is not None else ()
    passed = {gate.gate: gate.passed.value for found in outcomes if found.project == project.id for gate in found.gates}
    rows: list[tuple[Value, ...]] = [
        (names.gate(project.id, gate.id), ", ".join(gate.after), passed.get(gate.id)) for gate in project.gates
    ]
    columns = (
        Column(say(_GATE), Kind.TEXT, 40),
        Column(say(_DECIDED), Kind.TEXT, 20),
        Column(say(_PASSED), Kind.PERCENT, 10),
    )
    return Table("passport-gates", say(_GATES), columns, tuple(rows), engine="simulation")


def _money(plan: Plan, code: str, names: Names) -> Table:
    say = names.locale.say
    payments = plan.portfolio.selection.payments if plan.portfolio is not None else ()
    by_source: dict[str, list[tuple[int, Decimal]]] = {}
    for payment in payments:
        if payment.project == code and payment.amount:
            by_source.setdefault(payment.source, []).append((payment.quarter, payment.amount))
    rows: list[tuple[Value, ...]] = []
    for source, found in by_source.items():
        quarters = [quarter for quarter, _ in found]
        total = sum((amount for _, amount in found), Decimal(0))
        rows.append((names.other("source", source), names.quarter(min(quarters)), names.quarter(max(quarters)), total))
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 40),
        Column(say(_FROM), Kind.TEXT, 14),
        Column(say(_TO), Kind.TEXT, 14),
        Column(say(_AMOUNT), Kind.MONEY, 14),
    )
    return Table("passport-money", say(_MONEY), columns, tuple(rows), (3,), engine="portfolio")


def _risks(plan: Plan, code: str, names: Names) -> Table:
    say = names.locale.say
    rows: list[tuple[Value, ...]] = []
    for risk in plan.case.risks:
        touched = [impact for impact in risk.impacts if impact.project == code]
        if touched:
            works = dict.fromkeys(names.work(code, impact.work) if impact.work else say(_WHOLE) for impact in touched)
            rows.append((names.other("risk", risk.id), risk.probability, ", ".join(works)))
    columns = (
        Column(say(_RISK), Kind.TEXT, 40),
        Column(say(_CHANCE), Kind.PERCENT, 10),
        Column(say(_ON), Kind.TEXT, 34),
    )
    return Table("passport-risks", say(_RISKS), columns, tuple(rows), engine="simulation")
