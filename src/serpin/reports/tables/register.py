"""The risk register: every risk with its cause, what it touches, what it costs and how it is answered."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.planning.result import Plan
from serpin.reports.insurance import answer_in_words
from serpin.reports.tables.table import Column, Kind, Table, Value

_REGISTER, _CODE, _RISK, _CLASS, _CAUSE, _ON = (
    mark("Risk register"),
    mark("Code"),
    mark("Risk"),
    mark("Class of risk"),
    mark("Cause"),
    mark("What it touches"),
)
_CHANCE, _LOSS, _EXPECTED, _ANSWER = (
    mark("Happens"),
    mark("Loss when it happens"),
    mark("Loss on average"),
    mark("Answer"),
)
CHANCE, LOSS, EXPECTED = 5, 6, 7
"""Columns of the probability, of the loss, and of their product."""


def register(plan: Plan, names: Names) -> Table:
    """Return the risk register.

    Parameters
    ----------
    plan
        The plan; losses stand there where it was simulated, answers where it was insured.
    names
        Names of the case, in a language.
    """
    locale, say = names.locale, names.locale.say
    outcomes = plan.outcomes
    drivers = {driver.risk: driver for driver in outcomes.drivers} if outcomes is not None else {}
    decisions = plan.cover.decisions if plan.cover is not None else ()
    answers = {risk: answer_in_words(one.answer, names) for one in decisions for risk in one.risks}
    rows: list[tuple[Value, ...]] = []
    for risk in plan.case.risks:
        driver = drivers.get(risk.id)
        chance = driver.occurrence if driver is not None else risk.probability
        loss = -driver.value if driver is not None else None
        touched = dict.fromkeys(names.project(impact.project) for impact in risk.impacts if impact.project)
        rows.append(
            (
                risk.id,
                names.other("risk", risk.id),
                locale.choice(risk.category),
                locale.name(risk.cause) if risk.cause is not None else "",
                locale.listed(touched),
                chance,
                loss,
                None if chance is None or loss is None else chance * loss,
                answers.get(risk.id, ""),
            )
        )
    columns = (
        Column(say(_CODE), Kind.CODE, 8),
        Column(say(_RISK), Kind.TEXT, 44),
        Column(say(_CLASS), Kind.TEXT, 20),
        Column(say(_CAUSE), Kind.TEXT, 40),
        Column(say(_ON), Kind.TEXT, 50),
        Column(say(_CHANCE), Kind.PERCENT, 12),
        Column(say(_LOSS), Kind.MONEY, 18),
        Column(say(_EXPECTED), Kind.MONEY, 18),
        Column(say(_ANSWER), Kind.TEXT, 40),
    )
    return Table("register", say(_REGISTER), columns, tuple(rows), (EXPECTED,), engine="simulation")
