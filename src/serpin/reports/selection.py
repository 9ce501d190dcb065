"""What a board reads of a selection: what would bring others in, how sure the choice is, what money buys."""

from __future__ import annotations

from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.portfolio.result import Portfolio
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.tables.worth import change_in_words
from serpin.reports.words import sentence

_MOST_CHANGES, _MOST_NAMED, _MOST_REFUSALS = 3, 12, 20

_WOULD = mark("{project} would enter: {change}.")
_PROVEN = mark("No other choice under these limits is worth more.")
_MUST = mark("To be carried out in any case, whatever it is worth: {projects}.")
_PARTS = mark("Together the chosen projects are worth {sum} by themselves; {parts}: {value} remain.")
_GAINS, _LOSSES = mark("relations between them add {amount}"), mark("relations between them take {amount}")
_PROMISES = mark("promises to packages cost {amount}")
_CHARGES = mark("interest, fees and investors take {amount}")
_WORST = mark("Over the worst scenarios, which count by the weight of risk, it is worth {tail} on average.")
_SURE = mark("In all of {scenarios} scenarios of values and budgets the best choice holds {projects}.")
_OPEN = mark("Learn more before deciding on {projects}: the scenarios disagree on them.")
_NEVER = mark("In none of the scenarios {projects} belongs to the best choice.")
_REGRET = mark("By keeping to this choice one misses {mean} on average, and at most {largest}.")
_NO_REGRET = mark("In no scenario would another choice bring more, as far as the money reaches.")
_PROMISED = mark("Promises to {packages} packages: at most {most}, on average {expected}.")

_STANDINGS, _PROJECT, _SHARE, _PLACE = (
    mark("How sure the choice is"),
    mark("Project"),
    mark("Share of scenarios"),
    mark("Place"),
)
_PLACES = {"core": mark("core"), "borderline": mark("borderline"), "exterior": mark("outside")}
REFUSED = mark("Sources that may not pay")
_PAYERS, _SOURCE, _AMOUNT, _PART = mark("Who pays"), mark("Source"), mark("Amount"), mark("Share")
_FRONTIER, _BUDGET, _VALUE, _BEST, _TAIL, _PROJECTS = (
    mark("What money buys"),
    mark("Budget"),
    mark("Expected value"),
    mark("At most"),
    mark("Mean of the worst"),
    mark("Projects"),
)


def sentences(portfolio: Portfolio, names: Names) -> tuple[str, ...]:
    """Return the sentences of a board paper: proof, sums, what would bring others in, core and borderline, regret."""
    say, locale = names.locale.say, names.locale
    found = [say(_PROVEN)] if portfolio.status.value == "optimal" else []
    found += _sums(portfolio, names)
    outside = [item for item in portfolio.candidates if not item.chosen and item.value > 0 and item.change is not None]
    for item in sorted(outside, key=lambda item: (-item.value, item.project))[:_MOST_CHANGES]:
        change = change_in_words(item.change, names)
        if change:
            found.append(say(_WOULD, project=locale.quoted(names.project(item.project)), change=change))
    stability = portfolio.stability
    if stability is not None and stability.scenarios:
        for sentence, place in ((_SURE, "core"), (_OPEN, "borderline"), (_NEVER, "exterior")):
            codes = [item.project for item in stability.standings if item.place == place]
            if codes:
                shown = locale.listed(codes[:_MOST_NAMED]) + (" …" if len(codes) > _MOST_NAMED else "")
                found.append(say(sentence, scenarios=locale.number(stability.scenarios), projects=shown))
        mean, largest = locale.money(stability.mean_regret), locale.money(stability.largest_regret)
        found.append(say(_REGRET, mean=mean, largest=largest) if stability.largest_regret >= 1 else say(_NO_REGRET))
    active = [item for item in portfolio.packages if item.active]
    if active:
        most = locale.money(sum((item.most for item in active), Decimal(0)))
        expected = locale.money(sum((item.expected for item in active), Decimal(0)))
        found.append(say(_PROMISED, packages=locale.number(len(active)), most=most, expected=expected))
    return tuple(found)


def _sums(portfolio: Portfolio, names: Names) -> list[str]:
    """Say which projects come in any case, and how the values of the projects become that of the choice."""
    say, locale = names.locale.say, names.locale
    chosen = [item for item in portfolio.candidates if item.chosen]
    found = []
    must = [item.project for item in chosen if item.value <= 0 and names.projects[item.project].mandatory]
    if must:
        found.append(say(_MUST, projects=locale.listed(locale.quoted(names.project(code)) for code in must)))
    total = sum((item.value for item in chosen), Decimal(0))
    gains = sum((item.amount for item in portfolio.relations if item.active), Decimal(0))
    promised = sum((item.expected for item in portfolio.packages if item.active), Decimal(0))
    taken = total + gains - promised - Decimal(round(portfolio.expected, 2))
    known = ((_GAINS, gains), (_LOSSES, -gains), (_PROMISES, promised), (_CHARGES, taken))
    parts = [say(text, amount=locale.money(amount)) for text, amount in known if amount >= 1]
    if chosen and parts:
        listed, value = locale.listed(parts), locale.money(portfolio.expected)
        found.append(say(_PARTS, sum=locale.money(total), parts=listed, value=value))
    if portfolio.tail is not None:
        found.append(say(_WORST, tail=locale.money(portfolio.tail)))
    return found


def refused(portfolio: Portfolio, names: Names) -> tuple[str, ...]:
    """Return why sources may not pay, with rule, act and date, and for which projects: one line for each reason."""
    projects: dict[str, list[str]] = {}
    for candidate in portfolio.candidates:
        for refusal in candidate.refusals:
            projects.setdefault(sentence(refusal, names), []).append(candidate.project)
    lines = []
    for why, codes in projects.items():
        shown = names.locale.listed(codes[:_MOST_NAMED]) + (" …" if len(codes) > _MOST_NAMED else "")
        lines.append(f"{shown} – {why}")
    return tuple(lines[:_MOST_REFUSALS])


def payers(portfolio: Portfolio, names: Names) -> Table:
    """Return how much each source pays in all, the largest first."""
    say = names.locale.say
    amounts: dict[str, Decimal] = {}
    for payment in portfolio.selection.payments:
        amounts[payment.source] = amounts.get(payment.source, Decimal(0)) + payment.amount
    total = sum(amounts.values(), Decimal(0))
    rows = tuple(
        (names.other("source", source), amount, float(amount / total))
        for source, amount in sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    )
    columns = (
        Column(say(_SOURCE), Kind.TEXT, 40),
        Column(say(_AMOUNT), Kind.MONEY, 18),
        Column(say(_PART), Kind.PERCENT, 10),
    )
    return Table("sources", say(_PAYERS), columns, rows, totals=(1,), engine="portfolio")


def standings(portfolio: Portfolio, names: Names) -> Table:
    """Return in which share of the scenarios each project belongs to the best choice, the surest first."""
    say = names.locale.say
    found = portfolio.stability.standings if portfolio.stability is not None else ()
    rows = tuple(
        (names.project(item.project), item.share, say(_PLACES[item.place]))
        for item in sorted(found, key=lambda item: (-item.share, item.project))
    )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_SHARE), Kind.PERCENT, 14),
        Column(say(_PLACE), Kind.TEXT, 14),
    )
    return Table("standings", say(_STANDINGS), columns, rows, engine="portfolio")


def frontier(portfolio: Portfolio, names: Names) -> Table:
    """Return the best value for each budget, or for each mean of the worst, with what it could be at most."""
    say = names.locale.say
    by_tail = any(point.tail is not None for point in portfolio.frontier)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (point.tail if by_tail else point.budget, point.value, point.bound, len(point.projects))
        for point in portfolio.frontier
    )
    columns = (
        Column(say(_TAIL if by_tail else _BUDGET), Kind.MONEY, 18),
        Column(say(_VALUE), Kind.MONEY, 18),
        Column(say(_BEST), Kind.MONEY, 18),
        Column(say(_PROJECTS), Kind.NUMBER, 10),
    )
    return Table("frontier", say(_FRONTIER), columns, rows, engine="portfolio")
