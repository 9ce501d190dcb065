"""Tables of the simulation: percentiles, projects and drivers."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.drivers import expected_loss
from serpin.charts.names import Names
from serpin.charts.odds import chance_of
from serpin.engines.simulation.result import Distribution, Outcomes
from serpin.reports.tables.table import Column, Kind, Table, Value

SHOWN = (0.1, 0.5, 0.8, 0.9)
"""Percentiles that the tables show."""

_DISTRIBUTIONS, _QUANTITY, _PLAN, _KEPT = (
    mark("Distributions"),
    mark("Quantity"),
    mark("Plan"),
    mark("Probability of at most the plan"),
)
_END, _COST, _VALUE = mark("End"), mark("Cost"), mark("Net present value")
_PERCENTILE, _RESULT, _FROM, _TO = mark("Percentile"), mark("Result"), mark("Interval from"), mark("Interval to")
_NOTE = mark("Intervals: with 95 % confidence, from {iterations} simulated courses.")
_MEAN = mark("Mean")
_PROJECTS, _PROJECT, _SUCCESS = mark("Odds of the projects"), mark("Project"), mark("Success")
_PLANNED_END, _P50_END, _P80_END, _ON_TIME = mark("Planned end"), mark("End, P50"), mark("End, P80"), mark("On time")
_PLANNED_COST, _P80_COST, _IN_BUDGET = mark("Planned cost"), mark("Cost, P80"), mark("In budget")
_NPV, _LOSS, _GATE_VALUE = mark("NPV, mean"), mark("NPV below zero"), mark("Value of the gates")
_DATES, _DEADLINE, _BY_DEADLINE = mark("Deadlines and launches"), mark("Deadline"), mark("Deadline kept with")
_LAUNCH_P10, _LAUNCH_P50, _LAUNCH_P80 = mark("Launch, P10"), mark("Launch, P50"), mark("Launch, P80")
_DATES_NOTE = mark(
    "Odds of the deadline and of the planned end: over the courses that reach the end; the interval is that of the "
    "odds, with 95 % confidence. Launch: over the courses that succeed."
)
_DRIVERS, _RISK, _CLASS, _OFTEN = mark("Risks"), mark("Risk"), mark("Class of risk"), mark("Happens")
_DELAY, _EXTRA, _LOST, _AVERAGE = (
    mark("Delay, working days"),
    mark("Extra cost"),
    mark("Loss of value"),
    mark("Loss on average"),
)
_JOINT, _UNTIL, _WITHIN, _BOTH = mark("Time and cost together"), mark("Until"), mark("Within"), mark("Both")
_TIME, _MONEY = mark("Time alone"), mark("Cost alone")


def distributions(outcomes: Outcomes, names: Names) -> Table:
    """Return mean and percentiles of end, cost and value with their intervals, one line each.

    The end is given as a date; intervals of percentiles are order statistics, that of the mean is normal.
    """
    say = names.locale.say
    rows: list[tuple[Value, ...]] = []
    strong = set()
    for title, found in ((_END, outcomes.finish), (_COST, outcomes.cost), (_VALUE, outcomes.value)):
        if found is None:
            continue
        is_day = title == _END
        for label, values in _lines(found, say(_MEAN)):
            if label in ("P50", "P80"):
                strong.add(len(rows))
            shown = [names.last_day(value) if is_day else value for value in values]
            rows.append((say(title), label, *shown))
    columns = (
        Column(say(_QUANTITY), Kind.TEXT, 22),
        Column(say(_PERCENTILE), Kind.TEXT, 12),
        *(Column(say(text), Kind.MONEY, 18) for text in (_RESULT, _FROM, _TO)),
    )
    note = say(_NOTE, iterations=names.locale.number(outcomes.iterations))
    return Table(
        "percentiles", say(_DISTRIBUTIONS), columns, tuple(rows), engine="simulation", note=note,
        strong=frozenset(strong),
    )  # fmt: skip


def joint(outcomes: Outcomes, names: Names) -> Table:
    """Return with what probability time and cost are kept together, for several pairs of limits."""
    say = names.locale.say
    rows = tuple(
        (names.last_day(item.finish), item.cost, item.both.value, item.in_time.value, item.in_budget.value)
        for item in outcomes.joint
    )
    columns = (
        Column(say(_UNTIL), Kind.DATE, 13),
        Column(say(_WITHIN), Kind.MONEY, 18),
        *(Column(say(text), Kind.PERCENT, 12) for text in (_BOTH, _TIME, _MONEY)),
    )
    return Table("joint-table", say(_JOINT), columns, rows, engine="simulation")


def projects(outcomes: Outcomes, names: Names) -> Table:
    """Return the odds of every project."""
    say = names.locale.say
    rows = tuple(
        (
            names.project(item.project),
            item.success.value,
            names.last_day(item.planned_finish),
            names.last_day(item.finish.percentile(0.5).value) if item.finish else None,
            names.last_day(item.finish.percentile(0.8).value) if item.finish else None,
            item.on_time.value,
            item.planned_cost,
            item.cost.percentile(0.8).value,
            item.in_budget.value,
            item.value.mean,
            chance_of(item.value, 0.0),
            item.gate_value,
        )
        for item in outcomes.projects
    )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 34),
        Column(say(_SUCCESS), Kind.PERCENT, 10),
        Column(say(_PLANNED_END), Kind.DATE, 13),
        Column(say(_P50_END), Kind.DATE, 13, wide=True),
        Column(say(_P80_END), Kind.DATE, 13),
        Column(say(_ON_TIME), Kind.PERCENT, 10),
        Column(say(_PLANNED_COST), Kind.MONEY, 18),
        Column(say(_P80_COST), Kind.MONEY, 18),
        Column(say(_IN_BUDGET), Kind.PERCENT, 10),
        Column(say(_NPV), Kind.MONEY, 18),
        Column(say(_LOSS), Kind.PERCENT, 10),
        Column(say(_GATE_VALUE), Kind.MONEY, 18, wide=True),
    )
    return Table("odds-table", say(_PROJECTS), columns, rows, engine="simulation")


def deadlines(outcomes: Outcomes, names: Names) -> Table:
    """Return the odds of keeping each deadline, and when each product comes to the market."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = []
    for item in outcomes.projects:
        odds, launch = item.by_deadline, item.launch
        if odds is None and launch is None:
            continue
        launches = [names.day(launch.percentile(share).value) if launch else None for share in (0.1, 0.5, 0.8)]
        rows.append(
            (
                names.project(item.project),
                names.case.project(item.project).deadline,
                odds.value if odds else None,
                odds.low if odds else None,
                odds.high if odds else None,
                names.last_day(item.finish.percentile(0.8).value) if item.finish else None,
                *launches,
            )
        )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 34),
        Column(say(_DEADLINE), Kind.DATE, 13),
        Column(say(_BY_DEADLINE), Kind.PERCENT, 12),
        Column(say(_FROM), Kind.PERCENT, 12, wide=True),
        Column(say(_TO), Kind.PERCENT, 12, wide=True),
        Column(say(_P80_END), Kind.DATE, 13),
        *(Column(say(text), Kind.DATE, 13) for text in (_LAUNCH_P10, _LAUNCH_P50, _LAUNCH_P80)),
    )
    return Table("deadlines", say(_DATES), columns, tuple(rows), engine="simulation", note=say(_DATES_NOTE))


def drivers(outcomes: Outcomes, names: Names) -> Table:
    """Return the risks with what they do when they happen and on average, the dearest first."""
    say = names.locale.say
    known = {risk.id: risk for risk in names.case.risks}
    rows = tuple(
        (
            names.other("risk", item.risk),
            names.locale.choice(known[item.risk].category) if item.risk in known else "",
            item.occurrence,
            round(item.finish, 1),
            item.cost,
            -item.value,
            expected_loss(item),
        )
        for item in sorted(outcomes.drivers, key=expected_loss, reverse=True)
    )
    columns = (
        Column(say(_RISK), Kind.TEXT, 44),
        Column(say(_CLASS), Kind.TEXT, 26, wide=True),
        Column(say(_OFTEN), Kind.PERCENT, 10),
        Column(say(_DELAY), Kind.DECIMAL, 12),
        Column(say(_EXTRA), Kind.MONEY, 18),
        Column(say(_LOST), Kind.MONEY, 18),
        Column(say(_AVERAGE), Kind.MONEY, 18),
    )
    return Table("risks", say(_DRIVERS), columns, rows, engine="simulation")


def _lines(found: Distribution, mean: str) -> list[tuple[str, tuple[float, float, float]]]:
    points = [point for point in found.percentiles if any(abs(point.share - share) < 1e-9 for share in SHOWN)]
    return [
        (mean, (found.mean, found.mean_low, found.mean_high)),
        *((f"P{round(point.share * 100)}", (point.value, point.low, point.high)) for point in points),
    ]
