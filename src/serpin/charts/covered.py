"""Before and after: what the plan costs with and without its covers and measures, in the same courses."""

from __future__ import annotations

from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.locale import Unit
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, LIGHT, MIDDLE, Picture, tips
from serpin.engines.insurance.result import CoverPlan, Percentiles

_TITLE = mark("In the worst twentieth of the courses the plan costs {after} with covers and measures, {before} without")
_LOSSES_TITLE = mark(
    "In the worst twentieth of the courses the risks cost {after} with covers and measures, {before} without"
)
_DESCRIPTION = mark(
    "Rising lines: probability of at most this much, in the same simulated courses. Drawn through: with covers "
    "and measures, their price counted; dashed: without."
)
_WITH, _WITHOUT = mark("with covers and measures"), mark("without")
_UP_TO, _PROBABILITY = mark("At most"), mark("Probability")
_FIRST = 50
"""Where lines are named, percent."""


def before_and_after(plan: CoverPlan, names: Names) -> Picture | None:
    """Draw both distributions as rising lines; nothing where nothing is covered.

    Parameters
    ----------
    plan
        What insurance found.
    names
        Names of the case, in a language.
    """
    whole = plan.total_before is not None and plan.total_after is not None
    before = plan.total_before if whole else plan.before
    after = plan.total_after if whole else plan.after
    if before is None or after is None or not before.curve or not plan.outlays:
        return None
    locale, say = names.locale, names.locale.say
    unit = locale.unit([*before.curve, *after.curve])
    rows = _rows(before, say(_WITHOUT), names, unit) + _rows(after, say(_WITH), names, unit)
    x = alt.X("at:Q", title=unit.name, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(gridColor=HAIR))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    kinds = [say(_WITHOUT), say(_WITH)]
    stroke = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[MIDDLE, DARK]))
    dash = alt.StrokeDash("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[[6, 3], [1, 0]]))
    lines = alt.Chart(alt.Data(values=rows))
    named = [
        {"at": unit.of(curve.curve[place]), "share": place / 100, "kind": kind}
        for curve, kind, place in ((before, kinds[0], _FIRST - 20), (after, kinds[1], _FIRST + 20))
    ]
    words = alt.Chart(alt.Data(values=named))
    chart = alt.layer(
        lines.mark_line(strokeWidth=2.2).encode(x=x, y=y, color=stroke, strokeDash=dash),
        lines.mark_point(color=LIGHT, filled=True, size=40, opacity=0).encode(
            x=x, y=y, tooltip=tips(rows, ["kind", say(_UP_TO), say(_PROBABILITY)])
        ),
        words.transform_filter(alt.datum.kind == kinds[0])
        .mark_text(align="left", dx=10, dy=6, color=INK)
        .encode(x=x, y=y, text="kind:N"),
        words.transform_filter(alt.datum.kind == kinds[1])
        .mark_text(align="right", dx=-10, dy=-6, color=INK, fontWeight=600)
        .encode(x=x, y=y, text="kind:N"),
    ).properties(height=230)
    title = say(_TITLE if whole else _LOSSES_TITLE, before=locale.money(before.tail), after=locale.money(after.tail))
    return Picture("covered", title, say(_DESCRIPTION), chart)


def _rows(curve: Percentiles, kind: str, names: Names, unit: Unit) -> list[dict[str, Any]]:
    locale, say = names.locale, names.locale.say
    return [
        {
            "at": unit.of(value),
            "share": place / 100,
            "kind": kind,
            say(_UP_TO): locale.money(value),
            say(_PROBABILITY): locale.percent(place / 100),
        }
        for place, value in enumerate(curve.curve)
    ]
