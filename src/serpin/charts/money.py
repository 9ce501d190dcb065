"""Money: what each source pays in each quarter, against what is at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.locale import Unit
from serpin.charts.names import Names
from serpin.charts.picture import INK, STACK, Picture, tips
from serpin.charts.stacks import fills, ink_on, numbers_in_parts, quarter_axis, quarter_labels
from serpin.engines.simulation.result import CashOutcome
from serpin.vocabulary.case import Case

_TALLEST = 3.0
"""How far the picture of payments reaches at most, in payments of the dearest quarter."""

_LEAST_PART = 0.07
"""Part of the height from which a number can stand in a bar."""
_MONEY_TITLE = mark("The dearest quarter is {quarter} with {amount}; it has {available} at hand")
_MONEY_SHORT = mark("Missing in {quarter}: {amount} from {source}")
_MONEY = mark(
    "One bar per quarter, one part of it per source of money; the stepped line is the money at hand: what comes in "
    "the quarter and what was carried over."
)
_NUMBERED = mark("The number in a part is that of its source.")
_ABOVE = mark("Where the line runs along the upper edge, more is at hand than the picture shows.")
_OTHERS = mark("other sources")
_SOURCE, _QUARTER, _PAID, _HAS = mark("Source"), mark("Quarter"), mark("Payments"), mark("At hand")
_CASH_BACK = mark("Cash before financing is lowest in {low} with {amount} and turns positive in {back}")
_CASH_LOW = mark("Cash before financing is lowest in {low} with {amount}; it does not turn positive within the plan")
_CASH_NEVER = mark("Cumulative cash before financing never falls below zero")


@dataclass(frozen=True)
class Use:
    """What a source has newly in a quarter, what is at hand with what was carried over, and what is paid."""

    source: str
    quarter: int
    comes: Decimal
    at_hand: Decimal
    paid: Decimal


def uses(case: Case, lines: Sequence[Any]) -> tuple[Use, ...]:
    """Return the use of every source and quarter, with carry-over.

    Parameters
    ----------
    case
        Tells which source keeps what is not spent.
    lines
        Cash lines of the plan: ``source``, ``quarter``, ``available`` (new money) and ``scheduled``.
    """
    sources = {source.id: source for source in case.sources}
    left: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    found = []
    for line in sorted(lines, key=lambda item: (item.source, item.quarter)):
        source = sources.get(line.source)
        purse = line.source, source.kept_since(line.quarter, case.quarters) if source else 0
        at_hand = line.available + left[purse]
        left[purse] = at_hand - line.scheduled
        found.append(Use(line.source, line.quarter, line.available, at_hand, line.scheduled))
    return tuple(found)


def money_by_source(rows: Sequence[Use], names: Names) -> Picture | None:
    """Draw the payments of each quarter, stacked by source, against the money at hand; nothing where nothing is paid.

    Parameters
    ----------
    rows
        From :func:`uses`.
    names
        Names of the case, in a language.
    """
    locale, say = names.locale, names.locale.say
    paid: dict[int, Decimal] = defaultdict(Decimal)
    at_hand: dict[int, Decimal] = defaultdict(Decimal)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        paid[row.quarter] += row.paid
        at_hand[row.quarter] += row.at_hand
        totals[row.source] += row.paid
    last = max((quarter for quarter, amount in paid.items() if amount > 0), default=-1)
    if last < 0:
        return None
    quarters = list(range(last + 1))
    unit = locale.unit([paid[quarter] for quarter in quarters])
    # every source keeps its place in the stack, so that a reader of grey can count along
    used = stacked_sources(names, totals)
    labels = quarter_labels(names, quarters)
    parts: dict[tuple[int, int], tuple[Decimal, Decimal]] = {}
    for row in rows:
        if row.paid > 0:
            key = row.quarter, place_in_stack(row.source, used)
            amount, has = parts.get(key, (Decimal(0), Decimal(0)))
            parts[key] = amount + row.paid, has + row.at_hand
    bars = [
        {
            "quarter": labels[quarter],
            "source": in_stack(place, used, names),
            "order": place,
            "paid": unit.of(amount),
            say(_SOURCE): source_at(place, used, names),
            say(_QUARTER): names.quarter(quarter),
            say(_PAID): locale.exact_money(amount),
            say(_HAS): locale.exact_money(has),
        }
        for (quarter, place), (amount, has) in sorted(parts.items())
    ]
    highest = unit.of(max(paid.values(), default=Decimal(0)))
    ceiling = max(highest * 1.35, min(unit.of(max(at_hand.values(), default=Decimal(0))) * 1.08, highest * _TALLEST))
    # what is far above the payments runs along the upper edge, so that the payments stay legible
    steps = [{"quarter": labels[quarter], "has": min(unit.of(at_hand[quarter]), ceiling)} for quarter in quarters]
    sums = [
        {"quarter": labels[quarter], "paid": unit.of(paid[quarter]), "text": locale.figures(unit.of(paid[quarter]))}
        for quarter in quarters
        if paid[quarter] > 0
    ]
    places = sorted({place for _, place in parts})
    domain = [in_stack(place, used, names) for place in places]
    shades = dict(zip(places, fills(len(places)), strict=True))
    x = quarter_axis(labels)
    y = alt.Y("paid:Q", title=unit.name, scale=alt.Scale(domain=[0, ceiling], nice=False), axis=alt.Axis(tickCount=5))
    stacked = (
        alt.Chart(alt.Data(values=bars))
        .mark_bar()
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "source:N",
                title=None,
                scale=alt.Scale(domain=domain, range=list(shades.values())),
                legend=alt.Legend(columns=2, symbolType="square", labelFontSize=10, labelLimit=340),
            ),
            order=alt.Order("order:Q"),
            tooltip=tips(bars, [say(text) for text in (_SOURCE, _QUARTER, _PAID, _HAS)]),
        )
    )
    line = (
        alt.Chart(alt.Data(values=steps))
        .mark_line(interpolate="step", color=INK, strokeWidth=1.4, strokeDash=[4, 2], clip=True)
        .encode(x=x, y=alt.Y("has:Q"))
    )
    above = alt.Chart(alt.Data(values=sums)).encode(x=x, y=alt.Y("paid:Q"), text="text:N")
    # the dashed line may run through a label: the label stands on white
    behind = above.mark_text(baseline="bottom", dy=-3, fontSize=10, stroke="#ffffff", strokeWidth=4)
    numbers = []
    below: dict[int, float] = defaultdict(float)
    for (quarter, place), (amount, _) in sorted(parts.items()):
        height = unit.of(amount)
        if height >= _LEAST_PART * ceiling:
            middle, ink = below[quarter] + height / 2, ink_on(shades[place])
            numbers.append({"quarter": labels[quarter], "middle": middle, "number": str(place + 1), "ink": ink})
        below[quarter] += height
    chart = alt.layer(
        stacked, *numbers_in_parts(numbers, x), line, behind, above.mark_text(baseline="bottom", dy=-3, fontSize=10)
    )
    chart = chart.properties(height=260)
    description = f"{say(_MONEY)} {say(_NUMBERED)}"
    if unit.of(max(at_hand[quarter] for quarter in quarters)) > ceiling:
        description += " " + say(_ABOVE)
    return Picture("money", _money_title(rows, paid, at_hand, names), description, chart)


def stacked_sources(names: Names, totals: dict[str, Decimal]) -> list[str]:
    """Return the sources with a part of their own in the stack, in the order of the case; the rest is summed up."""
    paying = [source.id for source in names.case.sources if totals[source.id] > 0]
    if len(paying) <= len(STACK):
        return paying
    largest = set(sorted(paying, key=lambda source: (-totals[source], source))[: len(STACK) - 1])
    return [source for source in paying if source in largest]


def place_in_stack(source: str, used: list[str]) -> int:
    """Return which place a source has in the stack, from 0; those without a part of their own share the last."""
    return used.index(source) if source in used else len(used)


def source_at(place: int, used: list[str], names: Names) -> str:
    """Return the name of the source at a place of the stack."""
    return names.other("source", used[place]) if place < len(used) else names.locale.say(_OTHERS)


def in_stack(place: int, used: list[str], names: Names) -> str:
    """Return under which words a place of the stack stands in the legend: its number and its source."""
    return f"{place + 1}  {source_at(place, used, names)}"


def numbered(names: Names) -> str:
    """Return the sentence that explains the numbers in the parts."""
    return names.locale.say(_NUMBERED)


def _money_title(rows: Sequence[Use], paid: dict[int, Decimal], at_hand: dict[int, Decimal], names: Names) -> str:
    say, locale = names.locale.say, names.locale
    short = max(rows, key=lambda row: row.paid - row.at_hand)
    if short.paid - short.at_hand > 1:
        return say(
            _MONEY_SHORT,
            quarter=names.quarter(short.quarter),
            amount=locale.money(short.paid - short.at_hand),
            source=locale.quoted(names.other("source", short.source)),
        )
    dearest = max(paid, key=lambda quarter: paid[quarter])
    return say(
        _MONEY_TITLE,
        quarter=names.quarter(dearest),
        amount=locale.money(paid[dearest]),
        available=locale.money(at_hand[dearest]),
    )


def cash_title(cash: Sequence[CashOutcome], names: Names) -> str:
    """Return in which quarter cash is lowest, and when it is positive again."""
    say = names.locale.say
    low = min(cash, key=lambda row: row.mean)
    if low.mean >= 0:
        return say(_CASH_NEVER)
    amount = names.locale.money(low.mean)
    back = next((row for row in cash if row.quarter > low.quarter and row.mean >= 0), None)
    if back is None:
        return say(_CASH_LOW, low=names.quarter(low.quarter), amount=amount)
    return say(_CASH_BACK, low=names.quarter(low.quarter), amount=amount, back=names.quarter(back.quarter))


def money_unit(rows: Sequence[Use], names: Names) -> Unit:
    """Return the unit that suits the payments of a quarter."""
    return names.locale.unit([row.paid for row in rows])
