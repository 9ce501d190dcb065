"""What a board reads of a selection: what would bring others in, how sure the choice is, what money buys."""

from __future__ import annotations

from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.portfolio.result import Portfolio
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.tables.worth import change_in_words

_MOST_CHANGES, _MOST_NAMED = 3, 12

_WOULD = mark("{project} would enter: {change}.")
_PROVEN = mark("No other choice under these limits is worth more.")
_SURE = mark("In all of {scenarios} scenarios of values and budgets the best choice holds {projects}.")
_OPEN = mark("Learn more before deciding on {projects}: the scenarios disagree on them.")
_NEVER = mark("In none of the scenarios {projects} belongs to the best choice.")
_REGRET = mark("By keeping to this choice one misses {mean} on average, and at most {largest}.")
_PROMISED = mark("Promises to {packages} packages: at most {most}, on average {expected}.")

_STANDINGS, _PROJECT, _SHARE, _PLACE = (
    mark("How sure the choice is"),
    mark("Project"),
    mark("Share of scenarios"),
    mark("Place"),
)
_PLACES = {"core": mark("core"), "borderline": mark("borderline"), "exterior": mark("outside")}
_FRONTIER, _BUDGET, _VALUE, _BEST, _TAIL, _PROJECTS = (
    mark("What money buys"),
    mark("Budget"),
    mark("Expected value"),
    mark("At most"),
    mark("Mean of the worst"),
    mark("Projects"),
)


def sentences(portfolio: Portfolio, names: Names) -> tuple[str, ...]:
    """Return the sentences of a board paper: proof, what would bring others in, core and borderline, regret."""
    say, locale = names.locale.say, names.locale
    found = [say(_PROVEN)] if portfolio.status.value == "optimal" else []
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
        found.append(say(_REGRET, mean=mean, largest=largest))
    active = [item for item in portfolio.packages if item.active]
    if active:
        most = locale.money(sum((item.most for item in active), Decimal(0)))
        expected = locale.money(sum((item.expected for item in active), Decimal(0)))
        found.append(say(_PROMISED, packages=locale.number(len(active)), most=most, expected=expected))
    return tuple(found)


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
