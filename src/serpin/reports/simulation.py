"""The simulation in words: how sure the plan is, what to hold back, what the gates and the mitigations are worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.simulation.result import Outcomes
from serpin.reports.tables import answers, odds
from serpin.reports.tables.table import Table

_P80 = mark("With 80 % certainty everything is finished by {day}, and with 80 % it costs at most {cost}.")
_HOLD = mark("To keep the plan in four of five courses, hold back {cost} and {days} working days.")
_HOLD_DAYS = mark(
    "To keep the plan in four of five courses, hold back {days} working days; its budget is enough as it is."
)
_HOLD_COST = mark("To keep the plan in four of five courses, hold back {cost}; its time is enough as it is.")
_TOGETHER = mark("Both limits together hold with 80 % only by {day} and within {cost}.")
_GATES = mark("The right to stop at the gates is worth {amount} on average.")
_PAYS = mark(
    "The mitigation that pays most is {measure}: the value rises by {gain} (95 %: {low} … {high}), its price counted."
)
_NONE_PAYS = mark("No mitigation of the register pays for itself.")
_NEED = mark(
    "With 80 % certainty the lowest cash before financing is no deeper than {amount}: so much has to be found."
)
_TAIL = mark(
    "In the worst twentieth of the courses the value is {amount} on average; most of all it is due to {project}."
)
_PRECISION = mark(
    "{iterations} courses were simulated; no 95 % interval of P80 reaches further than {share} of a standard deviation."
)


class Shown(NamedTuple):
    """A table with the columns that a terminal has room for, and its most rows."""

    table: Table
    places: Sequence[int]
    most: int = 12


def sentences(outcomes: Outcomes, names: Names) -> list[str]:
    """Return the answers in words: certainty, reserve, gates, mitigations, cash, the worst, and how precise all is."""
    if outcomes.finish is None or outcomes.cost is None:
        return []
    say, locale = names.locale.say, names.locale
    found = [
        say(
            _P80,
            day=locale.day(names.last_day(outcomes.finish.percentile(0.8).value)),
            cost=locale.money(outcomes.cost.percentile(0.8).value),
        )
    ]
    held = {item.measure: item.amount for item in outcomes.contingencies}
    days, cost = round(held.get("finish", 0.0)), held.get("cost", 0.0)
    if days > 0 or cost > 0:
        message = _HOLD_DAYS if cost <= 0 else _HOLD if days > 0 else _HOLD_COST
        found.append(say(message, cost=locale.money(cost), days=locale.number(days)))
    sure = [point for point in outcomes.frontier if abs(point.chance - 0.8) < 1e-9]
    if sure:
        point = answers.balanced(sure)
        found.append(say(_TOGETHER, day=locale.day(names.last_day(point.finish)), cost=locale.money(point.cost)))
    return [*found, *_worth(outcomes, names), *_worst(outcomes, names)]


def _worth(outcomes: Outcomes, names: Names) -> list[str]:
    say, locale = names.locale.say, names.locale
    found = []
    if any(project.gates for project in outcomes.projects):
        found.append(say(_GATES, amount=locale.money(sum(project.gate_value for project in outcomes.projects))))
    single = [item for item in outcomes.scenarios if "/" in item.scenario]
    if single:
        best = max(single, key=lambda item: item.value.mean)
        if best.value.mean > 0:
            found.append(
                say(
                    _PAYS,
                    measure=locale.quoted(answers.measure_name(best.scenario, names)),
                    gain=locale.money(best.value.mean),
                    low=locale.money(best.value.low),
                    high=locale.money(best.value.high),
                )
            )
        else:
            found.append(say(_NONE_PAYS))
    return found


def _worst(outcomes: Outcomes, names: Names) -> list[str]:
    say, locale = names.locale.say, names.locale
    found = []
    if outcomes.need is not None and outcomes.need.percentile(0.8).value > 0:
        found.append(say(_NEED, amount=locale.money(outcomes.need.percentile(0.8).value)))
    value = next((tail for tail in outcomes.tails if tail.measure == "value"), None)
    if value is not None and len(value.parts) > 1:
        worst = min(value.parts, key=lambda part: part.amount)
        found.append(say(_TAIL, amount=locale.money(value.mean), project=names.project(worst.project)))
    share = locale.percent(outcomes.precision, 1)
    found.append(say(_PRECISION, iterations=locale.number(outcomes.iterations), share=share))
    return found


def shown(outcomes: Outcomes, names: Names) -> list[Shown]:
    """Return the tables for a terminal, what to decide first."""
    return [
        Shown(answers.reserve(outcomes, names), (0, 1, 2, 3, 4)),
        Shown(answers.limits(outcomes, names), (0, 1, 2, 3)),
        Shown(odds.distributions(outcomes, names), (0, 1, 2, 3, 4), 20),
        Shown(odds.projects(outcomes, names), (0, 1, 4, 5, 8, 9), 30),
        Shown(odds.deadlines(outcomes, names), (0, 1, 2, 7), 30),
        Shown(answers.gates(outcomes, names), (0, 1, 3, 6), 24),
        Shown(odds.drivers(outcomes, names), (0, 2, 3, 6), 8),
        Shown(answers.comparisons(outcomes, names), (0, 1, 2, 3, 5), 8),
        Shown(answers.indices(outcomes, names), (0, 2, 3, 4, 5), 8),
        Shown(answers.quarters(outcomes, names), (0, 1, 2, 3, 4), 16),
        Shown(answers.tails(outcomes, names), (0, 1, 2), 6),
    ]


def report_tables(outcomes: Outcomes, names: Names) -> list[Table]:
    """Return the tables that a report has beside the distributions and odds."""
    makers = (
        answers.reserve,
        answers.limits,
        answers.gates,
        answers.comparisons,
        answers.indices,
        answers.quarters,
        answers.tails,
    )
    return [make(outcomes, names) for make in makers]
