"""The efficient frontier of the selection: what more money or more risk brings, and which projects stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.locale import Unit
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, LIGHT, MIDDLE, SIGNAL, SOFT_INK, Picture, tips
from serpin.engines.portfolio.result import FrontierPoint, Portfolio

MOST_PROJECTS = 36
"""Rows that can still be read; projects that come and go are shown first."""

_TITLE = mark(
    "From {low} to {high} the expected value grows from {worst} to {best}; of {projects} projects {core} are core, "
    "{borderline} borderline, {exterior} outside"
)
_MONEY = mark(
    "Above: the best expected value for each amount of money; the shade reaches up to the proven bound, the cross is "
    "the plan. Below: which projects it chooses, as filled squares."
)
_RISK = mark(
    "Above: the best expected value for each mean of the worst courses; the shade reaches up to the proven bound. "
    "Below: which projects it chooses, as filled squares."
)
_TESTED = mark("Core, borderline, outside: how the choice stands when values and budgets differ.")
_ON_IT = mark("Core is chosen at every point, borderline at some, outside at none.")
_PLACES = {"core": mark("core"), "borderline": mark("borderline"), "exterior": mark("outside")}
_BUDGET, _TAIL, _VALUE, _BOUND = (
    mark("Money"),
    mark("Mean of the worst courses"),
    mark("Expected value"),
    mark("Proven bound"),
)
_PROJECT, _PLACE = mark("Project"), mark("Place")
_TOP, _GAP, _ROW = 190.0, 22.0, 17.0
_SPLIT, _HEADING = "\u2063", "h"


def efficient_frontier(portfolio: Portfolio, names: Names) -> Picture | None:
    """Draw the frontier with the projects that belong to each of its points; nothing where it was not computed.

    Parameters
    ----------
    portfolio
        The selection; core, borderline and exterior are those of its stability where it was tested, else of the
        frontier itself.
    names
        Names of the case, in a language.
    """
    points = [point for point in portfolio.frontier if _across(point) is not None]
    if len(points) < 2:
        return None
    locale, say = names.locale, names.locale.say
    points.sort(key=lambda point: (_across(point) or 0.0, point.value))
    by_budget = points[0].budget is not None
    across, up = locale.unit([_across(point) or 0.0 for point in points]), locale.unit([one.bound for one in points])
    places = _places(portfolio, points)
    shown = _shown(places, points)
    height = _TOP + _GAP + _ROW * (len(shown) + len({places[project] for project in shown}))
    x = alt.X(
        "x:Q",
        title=f"{say(_BUDGET if by_budget else _TAIL)}, {across.name}",
        scale=alt.Scale(zero=False, padding=14),
        axis=alt.Axis(gridColor=HAIR, tickCount=8),
    )
    upper = _upper(portfolio if by_budget else None, points, (across, up), x, names)
    lower = _lower(points, {project: places[project] for project in shown}, (across, height), x, names)
    chart = alt.layer(*upper, *lower).resolve_scale(y="independent").properties(height=height)
    counts = {place: sum(one == place for one in places.values()) for place in _PLACES}
    title = say(
        _TITLE,
        low=locale.money(_across(points[0]) or 0.0),
        high=locale.money(_across(points[-1]) or 0.0),
        worst=locale.money(points[0].value),
        best=locale.money(points[-1].value),
        projects=len(places),
        **counts,
    )
    description = f"{say(_MONEY if by_budget else _RISK)} {say(_ON_IT if portfolio.stability is None else _TESTED)}"
    return Picture("efficient", title, description, chart)


def _across(point: FrontierPoint) -> float | None:
    return float(point.budget) if point.budget is not None else point.tail


def _places(portfolio: Portfolio, points: Sequence[FrontierPoint]) -> dict[str, str]:
    """Return whether each project is core, borderline or exterior."""
    if portfolio.stability is not None:
        return {standing.project: standing.place for standing in portfolio.stability.standings}
    found = {}
    for candidate in portfolio.candidates:
        often = sum(candidate.project in point.projects for point in points)
        found[candidate.project] = "core" if often == len(points) else "borderline" if often else "exterior"
    return found


def _shown(places: dict[str, str], points: Sequence[FrontierPoint]) -> list[str]:
    """Return the projects with a row: those that are chosen most often on top."""
    often = {project: sum(project in point.projects for point in points) for project in places}
    ranks = list(_PLACES)
    kept = sorted(places, key=lambda project: (ranks.index(places[project]), -often[project], project))
    if len(kept) > MOST_PROJECTS:
        kept = [project for project in kept if 0 < often[project] < len(points)][:MOST_PROJECTS] or kept[:MOST_PROJECTS]
    return kept


def _upper(
    portfolio: Portfolio | None, points: Sequence[FrontierPoint], units: tuple[Unit, Unit], x: Any, names: Names
) -> list[Any]:
    """Return the layers of the frontier; with a portfolio, where the plan stands."""
    locale, say = names.locale, names.locale.say
    across, up = units
    sideways = say(_BUDGET if points[0].budget is not None else _TAIL)
    rows = [
        {
            "x": across.of(_across(point) or 0.0),
            "value": up.of(point.value),
            "bound": up.of(max(point.bound, point.value)),
            sideways: locale.money(_across(point) or 0.0),
            say(_VALUE): locale.money(point.value),
            say(_BOUND): locale.money(point.bound),
        }
        for point in points
    ]
    spent: float | None = None
    up_to: float | None = None
    if portfolio is not None:
        # what the sources pay, with the contingency: the same money as that of the points
        spent = float(sum(payment.amount for payment in portfolio.selection.payments))
        up_to = up.of(portfolio.value)
    low = min(up.of(point.value) for point in points)
    high = max(*(up.of(max(point.bound, point.value)) for point in points), up_to or low)
    room = (high - low) * 0.08 or 1.0
    scale = alt.Scale(domain=[min(low - room, 0.0), high + room], range=[_TOP, 0], nice=False)
    y = alt.Y("value:Q", title=up.name, scale=scale, axis=alt.Axis(gridColor=HAIR, tickCount=5))
    base = alt.Chart(alt.Data(values=rows))
    layers = [
        base.mark_area(color=LIGHT, stroke=None).encode(x=x, y=y, y2="bound:Q"),
        base.mark_line(color=DARK, strokeWidth=2).encode(x=x, y=y),
        base.mark_point(color=DARK, filled=True, size=52, opacity=1).encode(
            x=x, y=y, tooltip=tips(rows, [sideways, say(_VALUE), say(_BOUND)])
        ),
    ]
    if spent is not None and up_to is not None:
        plan = alt.Chart(alt.Data(values=[{"x": across.of(spent), "value": up_to}]))
        layers.append(plan.mark_point(shape="cross", size=110, filled=True, color=SIGNAL, opacity=1).encode(x=x, y=y))
    return [alt.layer(*layers)]


def _lower(
    points: Sequence[FrontierPoint], places: dict[str, str], room: tuple[Unit, float], x: Any, names: Names
) -> list[Any]:
    """Return the layers of the projects: a row each below the heading of its place, a square at every point."""
    say = names.locale.say
    across, height = room
    rows = [
        {
            "x": across.of(_across(point) or 0.0),
            "row": _SPLIT.join((project, f"{project}  {names.project(project)}", "")),
            "chosen": "yes" if project in point.projects else "no",
            "area": 80 if project in point.projects else 22,
            say(_PROJECT): names.project(project),
            say(_PLACE): say(_PLACES[place]),
        }
        for project, place in places.items()
        for point in points
    ]
    order: list[str] = []
    for place, words in _PLACES.items():
        members = [project for project, its in places.items() if its == place]
        if members:
            order.append(_SPLIT.join((place, f"{say(words)}: {len(members)}", _HEADING)))
            order += [_SPLIT.join((project, f"{project}  {names.project(project)}", "")) for project in members]
    y = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=order, range=[_TOP + _GAP, height]),
        axis=alt.Axis(
            orient="left",
            ticks=False,
            domain=False,
            labelColor=INK,
            labelLimit=360,
            labelExpr=f"split(datum.value, '{_SPLIT}')[1]",
            labelFontWeight={
                "condition": {"test": f"split(datum.value, '{_SPLIT}')[2] === '{_HEADING}'", "value": "bold"},
                "value": "normal",
            },
        ),
    )
    fill = alt.Fill("chosen:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=[DARK, "#ffffff"]))
    stroke = alt.Stroke("chosen:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=[DARK, MIDDLE]))
    size = alt.Size("area:Q", legend=None, scale=None)
    squares = alt.Chart(alt.Data(values=rows)).mark_point(shape="square", opacity=1, strokeWidth=0.9)
    hints = tips(rows, [say(_PROJECT), say(_PLACE)])
    rule = alt.Chart(alt.Data(values=[{"y": _TOP + _GAP / 2}])).mark_rule(color=SOFT_INK, strokeWidth=0.6)
    return [
        squares.encode(x=x, y=y, fill=fill, stroke=stroke, size=size, tooltip=hints),
        rule.encode(y=alt.value(_TOP + _GAP / 2)),
    ]
