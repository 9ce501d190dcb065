"""Tables of money: by source and quarter, and what a source has against what it pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.money import Use, uses
from serpin.charts.names import Names
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.simulation.result import CashOutcome
from serpin.planning.result import Plan, Round
from serpin.reports.tables.table import Column, Kind, Table, Value

_MONEY = mark("Payments by source and quarter")
_SOURCE, _KIND, _TOTAL, _HAS, _SHARE = (
    mark("Source"),
    mark("Kind of source"),
    mark("Total"),
    mark("Available"),
    mark("Share used"),
)
_CONTINGENCY = mark("Sources provide {share} more than the expected cost of the works, as a contingency.")
_LINES = mark("Money at hand")
_QUARTER, _COMES, _AT_HAND, _PAID, _LEFT = (
    mark("Quarter"),
    mark("Comes in"),
    mark("At hand"),
    mark("Payments"),
    mark("Left over"),
)
_PAYERS, _PROJECT, _AMOUNT, _PART = mark("Who pays for which project"), mark("Project"), mark("Amount"), mark("Share")
_ROUNDS, _NUMBER, _VALUE, _PROJECTS, _OVERDRAFT = (
    mark("Rounds of closing the cash plan"),
    mark("Round"),
    mark("Expected value"),
    mark("Projects"),
    mark("Largest overdraft"),
)
_CASH, _MEAN, _LOW, _HIGH = mark("Cumulative cash before financing"), mark("Mean"), mark("P20"), mark("P80")


def payments(rows: Sequence[Use], names: Names, portfolio: Portfolio | None = None) -> Table:
    """Return the payments with one line per source and one column per quarter, summed both ways.

    Parameters
    ----------
    rows
        Use of the sources, from :func:`serpin.charts.money.uses`.
    names
        Names of the case, in a language.
    portfolio
        The selection that planned them; the table says what it finances beside the expected cost.
    """
    say = names.locale.say
    paid: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for row in rows:
        paid[row.source][row.quarter] = row.paid
    last = max((row.quarter for row in rows if row.paid > 0), default=-1)
    quarters = range(last + 1)
    sources = [source for source in names.case.sources if source.id in paid]
    lines: list[tuple[Value, ...]] = []
    for source in sources:
        amounts = [paid[source.id].get(quarter, Decimal(0)) for quarter in quarters]
        total, has = sum(amounts, Decimal(0)), source.total
        lines.append((names.locale.name(source.name), *amounts, total, has, float(total / has) if has else None))
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 34),
        *(
            Column(names.locale.quarter(names.case.quarters.name_of(quarter), between=" "), Kind.MONEY, 16)
            for quarter in quarters
        ),
        Column(say(_TOTAL), Kind.MONEY, 18),
        Column(say(_HAS), Kind.MONEY, 18),
        Column(say(_SHARE), Kind.PERCENT, 10),
    )
    totals = tuple(range(1, len(quarters) + 3))
    contingency = float(portfolio.ledger.options.get("contingency", 0.0)) if portfolio is not None else 0.0
    note = say(_CONTINGENCY, share=names.locale.percent(contingency)) if contingency else ""
    return Table("payments", say(_MONEY), columns, tuple(lines), totals=totals, engine="planning", note=note)


def at_hand(rows: Sequence[Use], names: Names) -> Table:
    """Return every source and quarter: what comes in, what is at hand, what is paid, what is left."""
    say = names.locale.say
    known = {source.id: source for source in names.case.sources}
    lines = tuple(
        (
            names.other("source", row.source),
            names.locale.choice(known[row.source].kind) if row.source in known else "",
            names.quarter(row.quarter),
            row.comes,
            row.at_hand,
            row.paid,
            row.at_hand - row.paid,
        )
        for row in rows
    )
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 34),
        Column(say(_KIND), Kind.TEXT, 22),
        Column(say(_QUARTER), Kind.TEXT, 14),
        *(Column(say(text), Kind.MONEY, 18) for text in (_COMES, _AT_HAND, _PAID, _LEFT)),
    )
    return Table("at-hand", say(_LINES), columns, lines, totals=(3, 5), engine="planning")


def payers(portfolio: Portfolio, names: Names) -> Table:
    """Return who pays how much for which project."""
    say = names.locale.say
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for payment in portfolio.selection.payments:
        amounts[payment.project, payment.source] += payment.amount
        totals[payment.project] += payment.amount
    rows = tuple(
        (names.project(project), names.other("source", source), amount, float(amount / totals[project]))
        for (project, source), amount in sorted(amounts.items(), key=lambda item: (item[0][0], -item[1]))
        if amount > 0
    )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 34),
        Column(say(_SOURCE), Kind.TEXT, 34),
        Column(say(_AMOUNT), Kind.MONEY, 18),
        Column(say(_PART), Kind.PERCENT, 10),
    )
    return Table("payers", say(_PAYERS), columns, rows, totals=(2,), engine="portfolio")


def rounds(found: Sequence[Round], names: Names) -> Table:
    """Return the rounds in which selection and schedule agreed on the money."""
    say = names.locale.say
    rows = tuple((item.number, item.projects, item.value, item.overdraft) for item in found)
    columns = (
        Column(say(_NUMBER), Kind.NUMBER, 8),
        Column(say(_PROJECTS), Kind.NUMBER, 10),
        Column(say(_VALUE), Kind.MONEY, 18),
        Column(say(_OVERDRAFT), Kind.MONEY, 18),
    )
    return Table("rounds", say(_ROUNDS), columns, rows, engine="planning")


def cash(found: Sequence[CashOutcome], names: Names) -> Table:
    """Return the cumulative cash by quarter."""
    say = names.locale.say
    rows = tuple((names.quarter(item.quarter), item.mean, item.p20, item.p80) for item in found)
    columns = (
        Column(say(_QUARTER), Kind.TEXT, 14),
        *(Column(say(text), Kind.MONEY, 18) for text in (_MEAN, _LOW, _HIGH)),
    )
    return Table("cash-table", say(_CASH), columns, rows, engine="simulation")


def shortest(plan: Plan) -> Use | None:
    """Return where a source lacks most in a quarter, if any lacks one unit of money: less is rounding."""
    worst = max(uses(plan.case, plan.cash), key=lambda use: use.paid - use.at_hand, default=None)
    return worst if worst is not None and worst.paid - worst.at_hand >= 1 else None
