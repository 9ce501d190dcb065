"""Odds: S-curves of finish, cost and value, and the joint picture of time and cost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.frontier import frontier_lines
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, LIGHT, MIDDLE, SIGNAL, SOFT_INK, Picture, moment, time_axis, tips
from serpin.engines.simulation.result import Distribution, JointChance, Outcomes

_BINS = 36
_SHAPE_HEIGHT = 0.5

_FINISH_TITLE = mark("Finished by {p80} with 80 % probability; the planned end {planned} is kept with {chance}")
_COST_TITLE = mark("Cost stays within {p80} with 80 % probability; the planned {planned} is kept with {chance}")
_VALUE_TITLE = mark("Net present value is {p50} in the middle; it is negative with {loss} probability")
_CURVE = mark(
    "Rising line: probability of at most this much; grey shape: how often each value occurs; thin lines: P50 and P80; "
    "dashed line: {reference}."
)
_PLAN, _ZERO = mark("the plan"), mark("zero")
_UP_TO, _PROBABILITY = mark("At most"), mark("Probability")
_JOINT_TITLE = mark("Time and cost are both kept with {both} probability (time alone {time}, cost alone {cost})")
_JOINT = mark(
    "Each point is one simulated course of the portfolio. Dark: end and cost of the plan are kept; hollow: at least "
    "one of them is not. The cross and the red lines are the plan; each black line joins ends and costs that are kept "
    "together with the same probability."
)
_END, _COST, _VALUE = mark("End"), mark("Cost"), mark("Net present value")


def finish_curve(outcomes: Outcomes, planned: float | None, names: Names) -> Picture | None:
    """Draw the S-curve of the day on which everything is finished.

    Parameters
    ----------
    outcomes
        From the simulation; days are working days from the start of the case.
    planned
        End by the schedule, a working day.
    names
        Names and dates of the case, in a language.
    """
    if outcomes.finish is None:
        return None
    locale = names.locale

    def at(day: float) -> str:
        return moment(names.last_day(day))

    def shown(day: float) -> str:
        return locale.day(names.last_day(day))

    title = locale.say(
        _FINISH_TITLE,
        p80=shown(outcomes.finish.percentile(0.8).value),
        planned=shown(planned) if planned is not None else "–",
        chance=locale.percent(chance_of(outcomes.finish, planned)) if planned is not None else "–",
    )
    first, last = names.last_day(outcomes.finish.curve[0]), names.last_day(outcomes.finish.curve[-1])
    axis = alt.X("at:T", title=None, axis=time_axis(first, last, gridColor=HAIR))
    chart = _curve(outcomes.finish, names, planned, at=at, shown=shown, axis=axis)
    return Picture("finish", title, locale.say(_CURVE, reference=locale.say(_PLAN)), chart)


def cost_curve(outcomes: Outcomes, planned: float | None, names: Names) -> Picture | None:
    """Draw the S-curve of the cost of all works, against the planned cost."""
    if outcomes.cost is None:
        return None
    locale = names.locale
    title = locale.say(
        _COST_TITLE,
        p80=locale.money(outcomes.cost.percentile(0.8).value),
        planned=locale.money(planned) if planned is not None else "–",
        chance=locale.percent(chance_of(outcomes.cost, planned)) if planned is not None else "–",
    )
    return Picture(
        "cost",
        title,
        locale.say(_CURVE, reference=locale.say(_PLAN)),
        _money_curve(outcomes.cost, planned, names),
    )


def value_curve(outcomes: Outcomes, names: Names) -> Picture | None:
    """Draw the S-curve of the net present value, against zero."""
    if outcomes.value is None:
        return None
    locale = names.locale
    title = locale.say(
        _VALUE_TITLE,
        p50=locale.money(outcomes.value.percentile(0.5).value),
        loss=locale.percent(chance_of(outcomes.value, 0.0)),
    )
    return Picture(
        "value",
        title,
        locale.say(_CURVE, reference=locale.say(_ZERO)),
        _money_curve(outcomes.value, 0.0, names),
    )


def joint_scatter(outcomes: Outcomes, names: Names) -> Picture | None:
    """Draw the courses by end and cost, and state with what probability both are kept."""
    if not outcomes.sample or not outcomes.joint:
        return None
    locale, say = names.locale, names.locale.say
    limits: JointChance = outcomes.joint[0]
    unit = locale.unit([limits.cost, *(course[1] for course in outcomes.sample)])
    rows = [
        {
            "at": moment(names.last_day(finish)),
            "cost": unit.of(cost),
            "kept": "yes" if finish <= limits.finish and cost <= limits.cost else "no",
            say(_END): locale.day(names.last_day(finish)),
            say(_COST): locale.exact_money(cost),
            say(_VALUE): locale.exact_money(value),
        }
        for finish, cost, value in outcomes.sample
    ]
    ends = [limits.finish, *(course[0] for course in outcomes.sample)]
    lines = [{"at": moment(names.last_day(limits.finish)), "cost": unit.of(limits.cost)}]
    x = alt.X(
        "at:T",
        title=None,
        axis=time_axis(names.last_day(min(ends)), names.last_day(max(ends)), gridColor=HAIR),
    )
    y = alt.Y("cost:Q", title=unit.name, scale=alt.Scale(zero=False))
    hints = tips(rows, [say(text) for text in (_END, _COST, _VALUE)])
    over = alt.Chart(alt.Data(values=lines))
    courses = alt.Chart(alt.Data(values=rows))
    kept = alt.Scale(domain=["yes", "no"], range=[DARK, "#ffffff"])
    chart = alt.layer(
        courses.mark_point(filled=True, size=26, stroke=MIDDLE, strokeWidth=0.8, opacity=0.85).encode(
            x=x, y=y, color=alt.Color("kept:N", scale=kept, legend=None), tooltip=hints
        ),
        over.mark_rule(color=SIGNAL, strokeDash=[5, 3], strokeWidth=1.3).encode(x="at:T"),
        over.mark_rule(color=SIGNAL, strokeDash=[5, 3], strokeWidth=1.3).encode(y="cost:Q"),
        *frontier_lines(outcomes, unit, x, y, names),
        over.mark_point(shape="cross", size=120, filled=True, color=SIGNAL, opacity=1).encode(x=x, y=y),
    ).properties(height=300)
    title = say(
        _JOINT_TITLE,
        both=locale.percent(limits.both.value),
        time=locale.percent(limits.in_time.value),
        cost=locale.percent(limits.in_budget.value),
    )
    return Picture("joint", title, say(_JOINT), chart)


def chance_of(distribution: Distribution, limit: float) -> float:
    """Return the share of courses at or below a limit, read off the stored curve (0 … 1)."""
    curve = distribution.curve
    if len(curve) < 2:
        return 1.0 if distribution.mean <= limit else 0.0
    if limit < curve[0]:
        return 0.0
    if limit >= curve[-1]:
        return 1.0
    place = bisect_right(curve, limit) - 1
    width = curve[place + 1] - curve[place]
    return (place + ((limit - curve[place]) / width if width > 0 else 0.0)) / (len(curve) - 1)


def _money_curve(distribution: Distribution, reference: float | None, names: Names) -> Any:
    locale = names.locale
    unit = locale.unit([*distribution.curve, reference or 0.0])
    axis = alt.X("at:Q", title=unit.name, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(gridColor=HAIR))
    return _curve(distribution, names, reference, at=unit.of, shown=locale.money, axis=axis)


def _curve(
    distribution: Distribution,
    names: Names,
    reference: float | None,
    *,
    at: Callable[[float], Any],
    shown: Callable[[float], str],
    axis: alt.X,
) -> Any:
    locale, say = names.locale, names.locale.say
    curve = distribution.curve
    points = [
        {
            "at": at(value),
            "share": place / (len(curve) - 1),
            say(_UP_TO): shown(value),
            say(_PROBABILITY): locale.percent(place / (len(curve) - 1)),
        }
        for place, value in enumerate(curve)
    ]
    marks = [
        {"at": at(point.value), "share": share, "top": 1.0, "label": f"P{round(share * 100)} {shown(point.value)}"}
        for share, point in ((share, distribution.percentile(share)) for share in (0.5, 0.8))
    ]
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    line = alt.Chart(alt.Data(values=points))
    over = alt.Chart(alt.Data(values=marks))
    layers = [
        alt.Chart(alt.Data(values=_shape(curve, at)))
        .mark_area(color=LIGHT, interpolate="monotone", stroke=None)
        .encode(x=axis, y=alt.Y("share:Q"), tooltip=alt.value(None)),
        over.mark_rule(color=SOFT_INK, strokeWidth=0.9).encode(x=axis, y=y),
        line.mark_line(color=DARK, strokeWidth=2.2).encode(x=axis, y=y),
        line.mark_point(color=DARK, filled=True, size=40, opacity=0).encode(
            x=axis,
            y=y,
            tooltip=tips(points, [say(text) for text in (_UP_TO, _PROBABILITY)]),
        ),
        over.mark_point(color=DARK, filled=True, size=42, opacity=1).encode(x=axis, y=y),
        over.mark_text(align="right", dx=-8, dy=-7, fontWeight=600, stroke="#ffffff", strokeWidth=5).encode(
            x=axis, y=y, text="label:N"
        ),
        over.mark_text(align="right", dx=-8, dy=-7, color=INK, fontWeight=600).encode(x=axis, y=y, text="label:N"),
    ]
    if reference is not None:
        dashed = alt.Chart(alt.Data(values=[{"at": at(reference)}]))
        # below the labels, which stand on white
        layers.insert(2, dashed.mark_rule(color=SIGNAL, strokeDash=[5, 3], strokeWidth=1.4).encode(x=axis))
    return alt.layer(*layers).properties(height=230)


def _shape(curve: Sequence[float], at: Callable[[float], Any]) -> list[dict[str, Any]]:
    """Return the outline of the histogram, its top at half of the height: shares of equal bins, from the quantiles."""
    low, high = curve[0], curve[-1]
    if high <= low:
        return []
    width = (high - low) / _BINS
    whole = Distribution(mean=0.0, mean_low=0.0, mean_high=0.0, deviation=0.0, curve=tuple(curve))
    edges = [chance_of(whole, low + width * number) for number in range(_BINS)] + [1.0]
    shares = [after - before for before, after in pairwise(edges)]
    most = max(shares) or 1.0
    middles = [
        {"at": at(low + width * (number + 0.5)), "share": share / most * _SHAPE_HEIGHT}
        for number, share in enumerate(shares)
    ]
    return [{"at": at(low), "share": 0.0}, *middles, {"at": at(high), "share": 0.0}]
