"""The frontier: pairs of end and cost that are kept together with 50, 70 and 80 % probability."""

from __future__ import annotations

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, MIDDLE, SIGNAL, SOFT_INK, Picture, moment, time_axis, tips
from serpin.engines.simulation.result import Outcomes

_TITLE = mark("End and cost that are kept together; the plan keeps both with {both} probability")
_DESCRIPTION = mark(
    "Each line joins limits of end and cost that are kept together with the same probability: an earlier end needs "
    "more money. The cross is the plan."
)
_END, _COST, _BOTH = mark("End until"), mark("Cost within"), mark("Both kept with")


def frontier(outcomes: Outcomes, names: Names) -> Picture | None:
    """Draw the pairs of limits by probability, and the plan among them.

    Parameters
    ----------
    outcomes
        From the simulation.
    names
        Names of the case, in a language.
    """
    if not outcomes.frontier or not outcomes.joint:
        return None
    locale, say = names.locale, names.locale.say
    planned = outcomes.joint[0]
    unit = locale.unit([planned.cost, *(point.cost for point in outcomes.frontier)])
    rows = [
        {
            "at": moment(names.last_day(point.finish)),
            "cost": unit.of(point.cost),
            "chance": locale.percent(point.chance),
            say(_END): locale.day(names.last_day(point.finish)),
            say(_COST): locale.exact_money(point.cost),
            say(_BOTH): locale.percent(point.chance),
        }
        for point in outcomes.frontier
    ]
    chances = sorted({point.chance for point in outcomes.frontier})
    labels = [locale.percent(chance) for chance in chances]
    ends = [planned.finish, *(point.finish for point in outcomes.frontier)]
    x = alt.X(
        "at:T",
        title=None,
        axis=time_axis(names.last_day(min(ends)), names.last_day(max(ends)), gridColor=HAIR),
    )
    y = alt.Y("cost:Q", title=unit.name, scale=alt.Scale(zero=False))
    colour = alt.Color(
        "chance:N", scale=alt.Scale(domain=labels, range=[SOFT_INK, MIDDLE, DARK][-len(labels) :]), legend=None
    )
    lines = alt.Chart(alt.Data(values=rows))
    first = [next(row for row in rows if row["chance"] == label) for label in labels]
    plan = alt.Chart(alt.Data(values=[{"at": moment(names.last_day(planned.finish)), "cost": unit.of(planned.cost)}]))
    chart = alt.layer(
        lines.mark_line(strokeWidth=2.0).encode(x=x, y=y, color=colour),
        lines.mark_point(filled=True, size=34, opacity=1).encode(
            x=x, y=y, color=colour, tooltip=tips(rows, [say(text) for text in (_END, _COST, _BOTH)])
        ),
        alt.Chart(alt.Data(values=first))
        .mark_text(align="left", dx=7, dy=-4, color=INK)
        .encode(x=x, y=y, text="chance:N"),
        plan.mark_point(shape="cross", size=110, filled=True, color=SIGNAL, opacity=1).encode(x=x, y=y),
    ).properties(height=280)
    title = say(_TITLE, both=locale.percent(planned.both.value))
    return Picture("frontier", title, say(_DESCRIPTION), chart)
