"""The frontier: pairs of end and cost that are kept together with 50, 70 and 80 % probability."""

from __future__ import annotations

from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.locale import Unit
from serpin.charts.names import Names
from serpin.charts.picture import INK, moment, tips
from serpin.engines.simulation.result import Outcomes

_END, _COST, _BOTH = mark("End until"), mark("Cost within"), mark("Both kept with")
_DASHES = ((1, 0), (6, 3), (2, 2))


def frontier_lines(outcomes: Outcomes, unit: Unit, x: Any, y: Any, names: Names) -> list[Any]:
    """Return the layers of the frontier over a picture of end and cost; none where there is no frontier.

    Parameters
    ----------
    outcomes
        From the simulation.
    unit
        The unit of money on the upright axis.
    x, y
        The axes: ``at`` is the moment of the end, ``cost`` the cost.
    names
        Names of the case, in a language.
    """
    locale, say = names.locale, names.locale.say
    layers: list[Any] = []
    # the surest line is drawn through, the others are dashed, so that they part in black and white too
    for place, share in enumerate(sorted({point.chance for point in outcomes.frontier}, reverse=True)):
        rows = [
            {
                "at": moment(names.last_day(point.finish)),
                "cost": unit.of(point.cost),
                "chance": locale.percent(share),
                say(_END): locale.day(names.last_day(point.finish)),
                say(_COST): locale.exact_money(point.cost),
                say(_BOTH): locale.percent(share),
            }
            for point in sorted(outcomes.frontier, key=lambda point: point.finish)
            if point.chance == share
        ]
        base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
        dash = list(_DASHES[min(place, len(_DASHES) - 1)])
        layers.append(base.mark_line(color="#ffffff", strokeWidth=3.6))
        layers.append(base.mark_line(color=INK, strokeWidth=1.6, strokeDash=dash))
        hints = tips(rows, [say(text) for text in (_END, _COST, _BOTH)])
        layers.append(base.mark_point(size=30, filled=True, opacity=0, color=INK).encode(tooltip=hints))
        label = alt.Chart(alt.Data(values=rows[-1:])).encode(x=x, y=y, text="chance:N")
        style = {"align": "right", "dy": -6, "fontSize": 10, "fontWeight": 600}
        layers.append(label.mark_text(**style, stroke="#ffffff", strokeWidth=4))
        layers.append(label.mark_text(**style, color=INK))
    return layers
