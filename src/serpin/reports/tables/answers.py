"""Tables of the simulation that answer questions: what to hold back, what holds together, what pays, what decides."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.simulation.result import FrontierPoint, Outcomes, WorkOutcome
from serpin.reports.tables.table import Column, Kind, Table, Value

_RESERVE, _QUANTITY, _PLAN = mark("What to hold back"), mark("Quantity"), mark("Plan")
_P80, _HOLD, _KEPT = mark("P80"), mark("Hold back"), mark("Plan kept with")
_END, _COST = mark("End"), mark("Cost")
_DAYS = mark("{days} working days")
_RESERVE_NOTE = mark("P80 less the plan: with it the plan is kept in four of five courses.")
_QUARTERS, _QUARTER, _STILL = mark("Money by quarter"), mark("Quarter"), mark("Still to hold back")
_CASH_MEAN, _CASH_P20, _CASH_P80 = mark("Cash before financing, mean"), mark("P20"), mark("P80")
_QUARTERS_NOTE = mark("Cash before financing is cumulative; the amount to hold back shrinks as costs become known.")
_FRONTIER, _CHANCE, _UNTIL, _WITHIN = (
    mark("Limits that hold together"),
    mark("Both kept with"),
    mark("End until"),
    mark("Cost within"),
)
_CHOICE, _EARLY, _MIDDLE, _LATE = mark("Choice"), mark("early"), mark("in between"), mark("late")
_FRONTIER_NOTE = mark("An earlier end needs more money for the same certainty.")
_GATES, _PROJECT, _GATE = mark("Odds of the gates"), mark("Project"), mark("Gate")
_REACHED, _PASSED, _FROM, _TO = (
    mark("Reached"),
    mark("Passed when reached"),
    mark("Interval from"),
    mark("Interval to"),
)
_GATE_VALUE = mark("Value of the gates")
_GATES_NOTE = mark("Value of the gates: what the right to stop at them is worth to the project on average.")
_COMPARED, _MEASURE = mark("What mitigations and scenarios change"), mark("Measure or scenario")
_GAIN, _COST_CHANGE, _DELAY_CHANGE = mark("Change of value"), mark("Change of cost"), mark("Change of end, days")
_COMPARED_NOTE = mark(
    "The same courses with and without it, its price counted. Intervals: of the change of value, with 95 % confidence."
)
_WORKS, _WORK, _CRITICALITY = mark("Works that decide the end"), mark("Work"), mark("Critical")
_CRUCIALITY, _SIGNIFICANCE, _SENSITIVITY = mark("Cruciality"), mark("Significance"), mark("Sensitivity")
_WORKS_NOTE = mark(
    "Critical: share of courses without float. Cruciality: how the end follows its duration. Significance: how near it "
    "is to deciding. Sensitivity: criticality times its share in the spread of the end."
)
_TAIL, _TAIL_VALUE, _TAIL_COST = (
    mark("Projects in the worst courses"),
    mark("Value in the worst twentieth"),
    mark("Cost in the dearest twentieth"),
)
_TAIL_NOTE = mark(
    "Means over the worst twentieth of the courses (CVaR); the parts of the projects add up to the whole."
)
_MOST_QUARTERS = 40


def reserve(outcomes: Outcomes, names: Names) -> Table:
    """Return what to hold back: plan, P80 and their difference for end and cost, and how surely the plan is kept."""
    say, locale = names.locale.say, names.locale
    kept = outcomes.joint[0] if outcomes.joint else None
    rows: list[tuple[Value, ...]] = []
    for item in outcomes.contingencies:
        if item.measure == "finish":
            days = say(_DAYS, days=locale.number(round(item.amount))) if item.amount > 0 else None
            ends = [locale.day(names.last_day(day)) for day in (item.planned, item.p80)]
            rows.append((say(_END), *ends, days, kept.in_time.value if kept else None))
        else:
            amounts = [locale.money(amount) for amount in (item.planned, item.p80)]
            held = locale.money(item.amount) if item.amount > 0 else None
            rows.append((say(_COST), *amounts, held, kept.in_budget.value if kept else None))
    columns = (
        Column(say(_QUANTITY), Kind.TEXT, 16),
        Column(say(_PLAN), Kind.TEXT, 18),
        Column(say(_P80), Kind.TEXT, 18),
        Column(say(_HOLD), Kind.TEXT, 18),
        Column(say(_KEPT), Kind.PERCENT, 12),
    )
    return Table("contingency", say(_RESERVE), columns, tuple(rows), engine="simulation", note=say(_RESERVE_NOTE))


def quarters(outcomes: Outcomes, names: Names) -> Table:
    """Return cash and the contingency that is still needed, quarter by quarter, as long as there is any."""
    say = names.locale.say
    still = {row.quarter: row.amount for row in outcomes.drawdown}
    needed = [row.quarter for row in outcomes.drawdown if row.amount > 0]
    deepest = min(outcomes.cash, key=lambda row: row.p20).quarter if outcomes.cash else 0
    last = max([*needed, deepest]) + 1 if needed or outcomes.cash else -1
    rows = tuple(
        (names.quarter(row.quarter), still.get(row.quarter) or None, row.mean, row.p20, row.p80)
        for row in outcomes.cash[:_MOST_QUARTERS]
        if row.quarter <= last
    )
    columns = (
        Column(say(_QUARTER), Kind.TEXT, 12),
        *(Column(say(text), Kind.MONEY, 18) for text in (_STILL, _CASH_MEAN, _CASH_P20, _CASH_P80)),
    )
    return Table("quarters", say(_QUARTERS), columns, rows, engine="simulation", note=say(_QUARTERS_NOTE))


def limits(outcomes: Outcomes, names: Names) -> Table:
    """Return pairs of end and cost that are kept together with 50, 70 and 80 %: an early, a middle and a late one."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = []
    for chance in sorted({point.chance for point in outcomes.frontier}):
        points = [point for point in outcomes.frontier if point.chance == chance]
        chosen = ((_EARLY, points[0]), (_MIDDLE, balanced(points)), (_LATE, points[-1]))
        rows += [(chance, say(word), names.last_day(point.finish), point.cost) for word, point in chosen]
    columns = (
        Column(say(_CHANCE), Kind.PERCENT, 12),
        Column(say(_CHOICE), Kind.TEXT, 14),
        Column(say(_UNTIL), Kind.DATE, 14),
        Column(say(_WITHIN), Kind.MONEY, 18),
    )
    return Table("limits", say(_FRONTIER), columns, tuple(rows), engine="simulation", note=say(_FRONTIER_NOTE))


def balanced(points: list[FrontierPoint]) -> FrontierPoint:
    """Return the point of a frontier that asks for the least in time and money, each as a share of its range."""
    first, last = points[0], points[-1]
    days = max(last.finish - first.finish, 1e-9)
    money = max(max(point.cost for point in points) - min(point.cost for point in points), 1e-9)
    return min(points, key=lambda point: (point.finish - first.finish) / days + point.cost / money)


def gates(outcomes: Outcomes, names: Names) -> Table:
    """Return how often each gate is reached and passed, with the interval, and what a project's gates are worth."""
    say = names.locale.say
    rows = tuple(
        (
            names.project(project.project),
            names.gate(project.project, gate.gate),
            gate.reached.value,
            gate.passed.value,
            gate.passed.low,
            gate.passed.high,
            project.gate_value if number == 0 else None,
        )
        for project in outcomes.projects
        for number, gate in enumerate(project.gates)
    )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 34),
        Column(say(_GATE), Kind.TEXT, 34),
        *(Column(say(text), Kind.PERCENT, 12) for text in (_REACHED, _PASSED, _FROM, _TO)),
        Column(say(_GATE_VALUE), Kind.MONEY, 18),
    )
    return Table("gate-odds", say(_GATES), columns, rows, engine="simulation", note=say(_GATES_NOTE))


def comparisons(outcomes: Outcomes, names: Names) -> Table:
    """Return what each mitigation and scenario changes, the most gainful first, with the interval of the gain."""
    say = names.locale.say
    ordered = sorted(outcomes.scenarios, key=lambda item: -item.value.mean)
    rows = tuple(
        (
            measure_name(item.scenario, names),
            item.value.mean,
            item.value.low,
            item.value.high,
            item.cost.mean,
            round(item.finish.mean, 1) + 0.0,
        )
        for item in ordered
    )
    columns = (
        Column(say(_MEASURE), Kind.TEXT, 50),
        *(Column(say(text), Kind.MONEY, 18) for text in (_GAIN, _FROM, _TO, _COST_CHANGE)),
        Column(say(_DELAY_CHANGE), Kind.DECIMAL, 12),
    )
    return Table("comparisons", say(_COMPARED), columns, rows, engine="simulation", note=say(_COMPARED_NOTE))


def measure_name(code: str, names: Names) -> str:
    """Return the name of a mitigation (``R1/M2``), or the code of a scenario."""
    risk_id, _, mitigation_id = code.partition("/")
    for risk in names.case.risks:
        for mitigation in risk.mitigations:
            if (risk.id, mitigation.id) == (risk_id, mitigation_id):
                return names.locale.name(mitigation.name)
    return code


def deciding(outcomes: Outcomes) -> list[WorkOutcome]:
    """Return the works that drive the ends of their projects, the most sensitive first."""
    driving = [work for work in outcomes.works if work.sensitivity > 0]
    return sorted(driving, key=lambda work: (-work.sensitivity, -work.cruciality, work.project, work.work))


def indices(outcomes: Outcomes, names: Names) -> Table:
    """Return the indices of the works that drive the ends of their projects."""
    say = names.locale.say
    rows = tuple(
        (
            names.work(item.project, item.work),
            names.project(item.project),
            item.criticality,
            item.cruciality,
            item.significance,
            item.sensitivity,
        )
        for item in deciding(outcomes)
    )
    columns = (
        Column(say(_WORK), Kind.TEXT, 40),
        Column(say(_PROJECT), Kind.TEXT, 34),
        *(Column(say(text), Kind.PERCENT, 12) for text in (_CRITICALITY, _CRUCIALITY, _SIGNIFICANCE, _SENSITIVITY)),
    )
    return Table("indices", say(_WORKS), columns, rows, engine="simulation", note=say(_WORKS_NOTE))


def tails(outcomes: Outcomes, names: Names) -> Table:
    """Return what each project contributes to the mean of the worst courses, by value and by cost."""
    say = names.locale.say
    parts = {tail.measure: {part.project: part.amount for part in tail.parts} for tail in outcomes.tails}
    value, cost = parts.get("value", {}), parts.get("cost", {})
    ordered = sorted(value, key=lambda project: value[project])
    rows = tuple((names.project(project), value[project], cost.get(project)) for project in ordered)
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_TAIL_VALUE), Kind.MONEY, 20),
        Column(say(_TAIL_COST), Kind.MONEY, 20),
    )
    return Table("tails", say(_TAIL), columns, rows, (1, 2), engine="simulation", note=say(_TAIL_NOTE))
