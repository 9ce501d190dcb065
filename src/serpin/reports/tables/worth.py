"""Tables of the finance plan: what projects are worth, when money comes, what is owed, and what is scarce."""

from __future__ import annotations

from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.portfolio.result import Change, Portfolio, Worth
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.words import sentence

_MOST_PRICES = 30
_MOST_NAMED = 2

_WORTH, _PROJECT, _ALL = mark("What the projects are worth"), mark("Project"), mark("All together")
_ALONE, _OWNER, _IRR = mark("NPV by itself"), mark("NPV of the owner"), mark("Internal rate of return")
_PAYBACK, _DISCOUNTED = mark("Payback, years"), mark("Discounted payback, years")
_LOWEST, _WHEN = mark("Lowest cash of the owner"), mark("In quarter")
_LOWEST_NOTE = mark(
    "Lowest cash of the owner: what the owner has paid and received so far, as planned and after financing, where it "
    "is lowest. Cash before financing counts what the projects pay and earn, whoever finances them."
)
_WORTH_NOTE = mark(
    "After tax, with research deducted as the Tax Code allows it once the authority has been notified. By itself: "
    "without support; of the owner: with grants, after repayment, interest, fees and what investors take."
)
_TRANCHES, _SOURCE, _GATE, _QUARTER, _AMOUNT = (
    mark("Parts of the money, by gate"),
    mark("Source"),
    mark("Gate"),
    mark("Quarter"),
    mark("Amount"),
)
_DEBTS, _DRAWN, _REPAID, _INTEREST, _DEBT = (
    mark("Debts"),
    mark("Drawn"),
    mark("Repaid"),
    mark("Interest"),
    mark("Owed at the end"),
)
_GUARANTEES, _GUARANTEED, _COVERED, _FEE = (
    mark("Guarantees of debts"),
    mark("Debt"),
    mark("Covered at the end"),
    mark("Fee of the guarantee"),
)
_OWED, _OBLIGATION, _PROMISED, _UNTIL, _PROJECTS = (
    mark("Counter-obligations"),
    mark("Obligation"),
    mark("Promised"),
    mark("Until"),
    mark("Projects"),
)
_DUTIES, _ENTERPRISE, _YEAR, _DUE, _SPENT, _PENALTY = (
    mark("Research duty of subsoil users"),
    mark("Enterprise"),
    mark("Year"),
    mark("Due"),
    mark("Spent here"),
    mark("Penalty"),
)
_PRICES, _SCARCE, _PRICE = mark("What is scarce"), mark("Source or resource"), mark("Worth of one unit more")
_PRICES_NOTE = mark("Value that one more unit of money, or one more unit-day of a resource, would bring at the margin.")
_REFUSALS, _WHY = mark("Sources that may not pay"), mark("Why")
_MORE = mark("{amount} more ({sources})")
_INSTEAD = mark("instead of {projects}; the value falls by {loss}")
_MOVED = mark("if other projects move; the value falls by {loss}")
_RISKIER = mark("instead of {projects}; the expected value rises by {gain}, but so does the risk")
_OR = mark("{first}, or {second}")


def change_in_words(change: Change | None, names: Names) -> str:
    """Return what would bring a project in that was left out: more money, or the place of others."""
    if change is None:
        return ""
    say, locale = names.locale.say, names.locale
    ways: list[str] = []
    if change.money:
        largest = sorted(change.money, key=lambda need: (-need.amount, need.quarter, need.source))
        parts = (
            f"{locale.quoted(names.other('source', need.source))} {locale.money(need.amount)}"
            f" – {names.quarter(need.quarter)}"
            for need in largest[:_MOST_NAMED]
        )
        sources = locale.listed(parts) + (" …" if len(largest) > _MOST_NAMED else "")
        total = sum((need.amount for need in change.money), Decimal(0))
        ways.append(say(_MORE, amount=locale.money(total), sources=sources))
    if change.without is not None and change.loss is not None:
        few = len(change.without) <= _MOST_NAMED
        projects = locale.listed(locale.quoted(names.project(code)) if few else code for code in change.without)
        loss = locale.money(change.loss)
        if change.loss < 0 and change.without:
            ways.append(say(_RISKIER, projects=projects, gain=locale.money(-change.loss)))
        elif change.without:
            ways.append(say(_INSTEAD, projects=projects, loss=loss))
        elif change.loss >= 0:
            ways.append(say(_MOVED, loss=loss))
    return say(_OR, first=ways[0], second=ways[1]) if len(ways) == 2 else "".join(ways)


def worth(portfolio: Portfolio, names: Names) -> Table:
    """Return net present value, rate of return and payback of every project and of all together, after tax."""
    say = names.locale.say
    found: dict[tuple[str, str, bool], Worth] = {
        (item.project, item.view, item.supported): item for item in portfolio.finance.worth if item.taxed
    }
    rows: list[tuple[Value, ...]] = []
    strong = set()
    for project in dict.fromkeys(item.project for item in portfolio.finance.worth):
        alone, owner = found.get((project, "project", False)), found.get((project, "owner", True))
        if owner is None:
            continue
        if not project:
            strong.add(len(rows))
        rows.append(
            (
                names.project(project) if project else say(_ALL),
                alone.npv if alone else None,
                owner.npv,
                owner.irr,
                owner.payback,
                owner.discounted_payback,
                owner.lowest_cash,
                names.quarter(owner.lowest_quarter),
            )
        )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_ALONE), Kind.MONEY, 18),
        Column(say(_OWNER), Kind.MONEY, 18),
        Column(say(_IRR), Kind.PERCENT, 12),
        Column(say(_PAYBACK), Kind.DECIMAL, 12),
        Column(say(_DISCOUNTED), Kind.DECIMAL, 14, wide=True),
        Column(say(_LOWEST), Kind.MONEY, 18),
        Column(say(_WHEN), Kind.TEXT, 14, wide=True),
    )
    note = f"{say(_WORTH_NOTE)} {say(_LOWEST_NOTE)}"
    return Table("worth", say(_WORTH), columns, tuple(rows), engine="portfolio", note=note, strong=frozenset(strong))


def tranches(portfolio: Portfolio, names: Names) -> Table:
    """Return the parts of the money and the gates that they wait for."""
    say = names.locale.say
    rows = tuple(
        (
            names.project(item.project),
            names.other("source", item.source),
            names.gate(item.project, item.gate) if item.gate else "",
            names.quarter(item.quarter),
            item.amount,
        )
        for item in portfolio.finance.tranches
    )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_SOURCE), Kind.TEXT, 34),
        Column(say(_GATE), Kind.TEXT, 34),
        Column(say(_QUARTER), Kind.TEXT, 14),
        Column(say(_AMOUNT), Kind.MONEY, 18),
    )
    return Table("tranches", say(_TRANCHES), columns, rows, totals=(4,), engine="portfolio")


def debts(portfolio: Portfolio, names: Names) -> Table:
    """Return what is drawn, paid back and owed of every debt, summed over projects by source and quarter."""
    say = names.locale.say
    sums: dict[tuple[str, int], list[Decimal]] = {}
    for item in portfolio.finance.debts:
        line = sums.setdefault((item.source, item.quarter), [Decimal(0)] * 4)
        for place, amount in enumerate((item.drawn, item.repaid, item.interest, item.owed)):
            line[place] += amount
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (names.other("source", source), names.quarter(quarter), *amounts)
        for (source, quarter), amounts in sorted(sums.items())
    )
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 34),
        Column(say(_QUARTER), Kind.TEXT, 14),
        *(Column(say(text), Kind.MONEY, 18) for text in (_DRAWN, _REPAID, _INTEREST, _DEBT)),
    )
    return Table("debts", say(_DEBTS), columns, rows, totals=(2, 3, 4), engine="portfolio")


def guarantees(portfolio: Portfolio, names: Names) -> Table:
    """Return what guarantees cover of each debt and what they cost, summed over projects by guarantee and quarter."""
    say = names.locale.say
    sums: dict[tuple[str, str, int], list[Decimal]] = {}
    for item in portfolio.finance.guarantees:
        line = sums.setdefault((item.source, item.debt, item.quarter), [Decimal(0)] * 2)
        for place, amount in enumerate((item.covered, item.fee)):
            line[place] += amount
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (names.other("source", source), names.other("source", debt), names.quarter(quarter), *amounts)
        for (source, debt, quarter), amounts in sorted(sums.items())
    )
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 34),
        Column(say(_GUARANTEED), Kind.TEXT, 34),
        Column(say(_QUARTER), Kind.TEXT, 14),
        Column(say(_COVERED), Kind.MONEY, 18),
        Column(say(_FEE), Kind.MONEY, 18),
    )
    return Table("guarantees", say(_GUARANTEES), columns, rows, totals=(4,), engine="portfolio")


def owed(portfolio: Portfolio, names: Names) -> Table:
    """Return what is promised in return for the money."""
    say = names.locale.say
    rows = tuple(
        (
            names.other("source", item.source),
            names.locale.name(item.text),
            item.amount,
            item.until,
            names.locale.listed(names.project(code) for code in item.projects),
        )
        for item in portfolio.finance.owed
    )
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 34),
        Column(say(_OBLIGATION), Kind.TEXT, 50),
        Column(say(_PROMISED), Kind.NUMBER, 12),
        Column(say(_UNTIL), Kind.DATE, 13),
        Column(say(_PROJECTS), Kind.TEXT, 50, wide=True),
    )
    return Table("owed", say(_OWED), columns, rows, engine="portfolio")


def duties(portfolio: Portfolio, names: Names) -> Table:
    """Return the research duties of subsoil users, year by year."""
    say = names.locale.say
    rows = tuple(
        (names.other("enterprise", item.enterprise), str(item.year), item.due, item.spent, item.penalty)
        for item in portfolio.finance.duties
    )
    columns = (
        Column(say(_ENTERPRISE), Kind.TEXT, 34),
        Column(say(_YEAR), Kind.TEXT, 8),
        *(Column(say(text), Kind.MONEY, 18) for text in (_DUE, _SPENT, _PENALTY)),
    )
    return Table("duties", say(_DUTIES), columns, rows, totals=(2, 3, 4), engine="portfolio")


def prices(portfolio: Portfolio, names: Names, *, dearest: bool = False) -> Table:
    """Return what one unit more of money or of a resource would be worth, the most valuable first.

    Parameters
    ----------
    portfolio, names
        The selection, and the names of its case in a language.
    dearest
        Whether each source and resource is shown in its dearest quarter only.
    """
    say = names.locale.say
    ranked = sorted(
        (item for item in portfolio.prices if item.price > 0), key=lambda item: (-item.price, item.name, item.quarter)
    )
    if dearest:
        first = {(item.kind, item.name): item for item in reversed(ranked)}
        ranked = [item for item in ranked if first[item.kind, item.name] is item]
    locale = names.locale
    rows = tuple(
        (
            names.other(item.kind, item.name),
            names.quarter(item.quarter),
            f"{locale.figures(item.price)} {locale.sign}",
        )
        for item in ranked[:_MOST_PRICES]
    )
    columns = (
        Column(say(_SCARCE), Kind.TEXT, 40),
        Column(say(_QUARTER), Kind.TEXT, 14),
        Column(say(_PRICE), Kind.TEXT, 18),
    )
    return Table("prices", say(_PRICES), columns, rows, engine="portfolio", note=say(_PRICES_NOTE))


def refusals(portfolio: Portfolio, names: Names) -> Table:
    """Return which sources may not pay for the rejected projects, and why."""
    say = names.locale.say
    rows = tuple(
        (names.project(candidate.project), sentence(refusal, names))
        for candidate in portfolio.candidates
        if not candidate.chosen
        for refusal in candidate.refusals
    )
    columns = (Column(say(_PROJECT), Kind.TEXT, 40), Column(say(_WHY), Kind.TEXT, 80))
    return Table("refusals", say(_REFUSALS), columns, rows, engine="portfolio")
