"""The J of the cash: what the sources have paid up to each quarter, and how cash comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.locale import Unit
from serpin.charts.money import Use, cash_title, in_stack, numbered, place_in_stack, source_at, stacked_sources
from serpin.charts.names import Names
from serpin.charts.picture import HAIR, INK, SIGNAL, Picture, tips
from serpin.charts.stacks import fills, ink_on, numbers_in_parts
from serpin.engines.simulation.result import CashOutcome

_DESCRIPTION = mark(
    "At the end of each quarter. Parts below zero: what each source has paid until then; heavy line: mean of the "
    "cumulative cash of all projects before financing, not discounted; dashed lines: its 20 % and 80 % quantiles."
)
_LEAST_PART = 0.04
"""Part of the height from which a number can stand in an area."""
_QUARTER, _MEAN, _P20, _P80 = mark("Quarter"), mark("Mean"), mark("P20"), mark("P80")
_SOURCE, _PAID = mark("Source"), mark("Paid until then")


def cash_with_sources(cash: Sequence[CashOutcome], rows: Sequence[Use], names: Names) -> Picture | None:
    """Draw mean and quantiles of the cumulative cash over what the sources have paid until then.

    Parameters
    ----------
    cash
        Cash by quarter, from the simulation.
    rows
        Payments by source and quarter, from :func:`serpin.charts.money.uses`.
    names
        Names of the case, in a language.
    """
    if not cash:
        return None
    locale, say = names.locale, names.locale.say
    unit = locale.unit([value for row in cash for value in (row.mean, row.p20, row.p80)])
    courses = [
        {
            "at": _end_of(names, row.quarter),
            "mean": unit.of(row.mean),
            "low": unit.of(row.p20),
            "high": unit.of(row.p80),
            say(_QUARTER): names.quarter(row.quarter),
            say(_MEAN): locale.exact_money(row.mean),
            say(_P20): locale.exact_money(row.p20),
            say(_P80): locale.exact_money(row.p80),
        }
        for row in cash
    ]
    parts, domain = _parts(rows, max(row.quarter for row in cash), unit, names)
    across = unit.of(max(row.p80 for row in cash)) + unit.of(sum(row.paid for row in rows))
    base = alt.Chart(alt.Data(values=courses))
    x = alt.X("at:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=True, gridColor=HAIR))
    hints = tips(courses, [say(text) for text in (_QUARTER, _MEAN, _P20, _P80)])
    layers = [
        *_areas(parts, domain, x, unit, names),
        *numbers_in_parts(_numbers(parts, domain, across), x),
        alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q"),
    ]
    for quantile in ("low", "high"):
        y = alt.Y(f"{quantile}:Q", title=unit.name)
        layers.append(base.mark_line(color="#ffffff", strokeWidth=3).encode(x=x, y=y))
        layers.append(base.mark_line(color=SIGNAL, strokeWidth=1.4, strokeDash=[5, 3]).encode(x=x, y=y))
    layers += [
        base.mark_line(color="#ffffff", strokeWidth=5).encode(x=x, y="mean:Q"),
        base.mark_line(color=SIGNAL, strokeWidth=2.6).encode(x=x, y="mean:Q"),
        base.mark_point(filled=True, size=40, opacity=0).encode(x=x, y="mean:Q", tooltip=hints),
    ]
    description = f"{say(_DESCRIPTION)} {numbered(names)}" if parts else say(_DESCRIPTION)
    return Picture("cash", cash_title(cash, names), description, alt.layer(*layers).properties(height=300))


def _areas(parts: list[dict[str, Any]], domain: list[str], x: Any, unit: Unit, names: Names) -> list[Any]:
    if not parts:
        return []
    say = names.locale.say
    colours = fills(len(domain))
    area = alt.Chart(alt.Data(values=parts)).mark_area(stroke=None, opacity=1)
    return [
        area.encode(
            x=x,
            y=alt.Y("paid:Q", title=unit.name, stack="zero", axis=alt.Axis(gridColor=HAIR, tickCount=6)),
            color=alt.Color(
                "source:N",
                title=None,
                scale=alt.Scale(domain=domain, range=colours),
                legend=alt.Legend(columns=2, symbolType="square", labelFontSize=10, labelLimit=340),
            ),
            order=alt.Order("order:Q"),
            tooltip=tips(parts, [say(_SOURCE), say(_PAID)]),
        )
    ]


def _numbers(parts: list[dict[str, Any]], domain: list[str], across: float) -> list[dict[str, Any]]:
    """Return the numbers of the parts, near the right end, where each part is at its thickest."""
    if not parts:
        return []
    shades = fills(len(domain))
    days = sorted({part["at"] for part in parts})
    there = days[max(len(days) - 2, 0)]
    rows, until = [], 0.0
    for part in sorted((part for part in parts if part["at"] == there), key=lambda part: part["order"]):
        height = -part["paid"]
        if height >= _LEAST_PART * across:
            ink = ink_on(shades[domain.index(part["source"])])
            number = part["source"].split()[0]
            rows.append({"at": there, "middle": -until - height / 2, "number": number, "ink": ink})
        until += height
    return rows


def _parts(rows: Sequence[Use], last: int, unit: Unit, names: Names) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what each source has paid up to the end of each quarter, below zero, and the sources in their order."""
    totals: dict[str, Any] = defaultdict(int)
    for row in rows:
        totals[row.source] += row.paid
    used = stacked_sources(names, totals)
    paid: dict[tuple[int, int], float] = defaultdict(float)
    for row in rows:
        if totals[row.source] > 0:
            paid[place_in_stack(row.source, used), row.quarter] += float(row.paid)
    found = []
    places = sorted({place for place, _ in paid})
    for place in places:
        until = 0.0
        words = in_stack(place, used, names)
        for quarter in range(last + 1):
            until += paid[place, quarter]
            found.append(
                {
                    "at": _end_of(names, quarter),
                    # nothing, too, lies below zero: else it would be stacked above
                    "paid": min(-unit.of(until), -1e-9),
                    "source": words,
                    "order": place,
                    names.locale.say(_SOURCE): source_at(place, used, names),
                    names.locale.say(_PAID): names.locale.money(until),
                }
            )
    return found, [in_stack(place, used, names) for place in places]


def _end_of(names: Names, quarter: int) -> str:
    return f"{names.case.quarters.first_date(quarter + 1).isoformat()}T00:00:00"
