"""Tables of coordination: packages, promises in their order, fair shares, what packages add to indicators."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.coordination.result import Coordination
from serpin.engines.portfolio.result import Portfolio
from serpin.reports.coordination import promise_in_words
from serpin.reports.tables.table import Column, Kind, Table

_PACKAGES, _NUMBER, _PROJECTS = mark("Packages"), mark("Package"), mark("Projects")
_GAIN, _WORST, _AVERAGE = mark("Joint gain"), mark("Promises, at worst"), mark("Promises, on average")
_NAIVE, _TAKEN, _YES, _NO = mark("Loss by loss"), mark("Comes about"), mark("yes"), mark("no")
_PROMISES, _ORDER, _PROJECT, _PROMISE = mark("Promises"), mark("Order"), mark("Project"), mark("Promise")
_AT_MOST, _SURE = mark("At most"), mark("In any case")
_DIVISION, _SHARE, _LOW, _HIGH = mark("Fair shares"), mark("Shapley share"), mark("Interval from"), mark("Interval to")
_NUCLEOLUS, _TRANSFER = mark("Nucleolus"), mark("Gets from others")
_EFFECTS, _INDICATOR, _ALONE, _TOGETHER, _TARGET, _YEAR = (
    mark("What the packages add to the indicators"),
    mark("Indicator"),
    mark("Without packages, a year"),
    mark("With packages, a year"),
    mark("Target"),
    mark("Year"),
)


def packages(found: Coordination, names: Names, portfolio: Portfolio | None = None) -> Table:
    """Return the packages of two and more, with what they gain and cost, and whether the selection takes them."""
    say = names.locale.say
    taken = {use.package: use.active for use in portfolio.packages} if portfolio is not None else {}
    rows = tuple(
        (
            package.number,
            "; ".join(names.project(one) for one in package.members),
            package.gain,
            package.exposure,
            round(package.expected + package.lasting, 2),
            package.naive,
            say(_YES if taken[str(package.number)] else _NO) if str(package.number) in taken else "–",
        )
        for package in found.packages
        if len(package.members) > 1
    )
    columns = (
        Column(say(_NUMBER), Kind.NUMBER, 10),
        Column(say(_PROJECTS), Kind.TEXT, 70),
        *(Column(say(text), Kind.MONEY, 18) for text in (_GAIN, _WORST, _AVERAGE, _NAIVE)),
        Column(say(_TAKEN), Kind.TEXT, 14),
    )
    return Table("packages", say(_PACKAGES), columns, rows, totals=(2, 3, 4, 5), engine="coordination")


def promises(found: Coordination, names: Names) -> Table:
    """Return what is promised, in the order of announcement."""
    say = names.locale.say
    rows = tuple(
        (
            package.number,
            guarantee.rank,
            names.project(guarantee.project),
            promise_in_words(guarantee, names),
            guarantee.amount,
            guarantee.lasting,
            round(guarantee.lasting + guarantee.expected, 2),
        )
        for package in found.packages
        for guarantee in package.guarantees
        if guarantee.amount
    )
    columns = (
        Column(say(_NUMBER), Kind.NUMBER, 10),
        Column(say(_ORDER), Kind.NUMBER, 10),
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_PROMISE), Kind.TEXT, 50, wide=True),
        *(Column(say(text), Kind.MONEY, 18) for text in (_AT_MOST, _SURE, _AVERAGE)),
    )
    return Table("promises", say(_PROMISES), columns, rows, totals=(4, 5, 6), engine="coordination")


def divisions(found: Coordination, names: Names) -> Table:
    """Return the fair shares in the joint gain: Shapley with its interval, nucleolus, and who pays whom."""
    say = names.locale.say
    rows = tuple(
        (
            package.number,
            names.project(one.project),
            round(one.share, 2),
            round(one.low, 2),
            round(one.high, 2),
            None if one.nucleolus is None else round(one.nucleolus, 2),
            round(one.transfer, 2),
        )
        for package in found.packages
        for one in package.divisions
    )
    columns = (
        Column(say(_NUMBER), Kind.NUMBER, 10),
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_SHARE), Kind.MONEY, 18),
        Column(say(_LOW), Kind.MONEY, 18, wide=True),
        Column(say(_HIGH), Kind.MONEY, 18, wide=True),
        Column(say(_NUCLEOLUS), Kind.MONEY, 18),
        Column(say(_TRANSFER), Kind.MONEY, 18),
    )
    return Table("divisions", say(_DIVISION), columns, rows, engine="coordination")


def effects(found: Coordination, names: Names) -> Table:
    """Return what the packages add to the indicators, beside the targets of strategies."""
    say = names.locale.say
    titles = {indicator.id: names.locale.name(indicator.name) for indicator in names.case.indicators}
    rows = tuple(
        (
            titles.get(one.indicator, one.indicator),
            round(one.alone, 2),
            round(one.together, 2),
            one.target,
            str(one.year) if one.year else "",
        )
        for one in found.effects
    )
    columns = (
        Column(say(_INDICATOR), Kind.TEXT, 40),
        *(Column(say(text), Kind.DECIMAL, 18) for text in (_ALONE, _TOGETHER, _TARGET)),
        Column(say(_YEAR), Kind.CODE, 10),
    )
    return Table("effects", say(_EFFECTS), columns, rows, engine="coordination")
