"""The fan of an indicator: history, the middle forecast with its intervals, and the targets."""

from __future__ import annotations

from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, MIDDLE, SIGNAL, SOFT_INK, Picture, tips
from serpin.engines.strategy.result import Fan, Forecast, TargetOutcome

_TITLE = mark("{indicator}: the target of {year} is met with {probability} probability")
_TITLE_PLAIN = mark("{indicator}: what may come")
_DESCRIPTION = mark(
    "Dots are the years that are known. The line is the middle forecast with the planned projects, the bands hold "
    "half, four fifths and 95 % of the courses; the dashed line is the middle without any project. Red strokes are "
    "targets."
)
_YEAR, _VALUE, _HALF, _MOST = mark("Year"), mark("Value"), mark("Half of the courses"), mark("95 % of the courses")
_TARGET = mark("Target")
_BANDS = ((0, 6, "#e8edf2"), (1, 5, "#bfd2e4"), (2, 4, MIDDLE))
"""Quantiles that bound each band, and its fill: the luminances are far enough apart for grey."""


def fan_of_indicator(forecast: Forecast, indicator: str, names: Names) -> Picture | None:
    """Draw the fan of an indicator, or nothing where it is not forecast.

    Parameters
    ----------
    forecast
        What the forecast says.
    indicator
        Code of the indicator.
    names
        Names of the case, in a language.
    """
    fan = forecast.fan(indicator)
    if fan is None or not fan.course:
        return None
    say = names.locale.say
    targets = [target for target in forecast.targets if target.indicator == indicator]
    unit = names.unit(indicator)
    y = alt.Y("low:Q", title=unit or None, scale=alt.Scale(zero=False), axis=alt.Axis(gridColor=HAIR, tickCount=6))
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(padding=16, nice=False),
        axis=alt.Axis(format="d", grid=False, tickMinStep=1, labelColor=INK),
    )
    layers: list[Any] = []
    for low, high, colour in _BANDS:
        rows = [{"year": fan.years[-1], "low": fan.values[-1], "high": fan.values[-1]}]
        rows += [{"year": year.year, "low": year.planned[low], "high": year.planned[high]} for year in fan.course]
        band = alt.Chart(alt.Data(values=rows)).mark_area(color=colour, stroke=None)
        layers.append(band.encode(x=x, y=y, y2=alt.Y2("high:Q")))
    layers += [_line(fan, "trend", x, y, dashed=True), _line(fan, "planned", x, y, dashed=False)]
    layers.append(_history(fan, names, x, y))
    layers.append(_future(fan, names, x, y))
    if targets:
        layers.append(_targets(targets, names, x, y))
    return Picture(
        f"fan-{indicator}",
        _title(targets, names, indicator),
        say(_DESCRIPTION),
        alt.layer(*layers).properties(height=300),
    )


def _title(targets: list[TargetOutcome], names: Names, indicator: str) -> str:
    locale, say = names.locale, names.locale.say
    judged = [target for target in targets if target.probability is not None]
    name = names.other("indicator", indicator)
    if not judged:
        return say(_TITLE_PLAIN, indicator=name)
    last = max(judged, key=lambda target: target.year)
    return say(_TITLE, indicator=name, year=last.year, probability=locale.percent(last.probability or 0.0))


def _line(fan: Fan, what: str, x: Any, y: Any, *, dashed: bool) -> Any:
    rows = [{"year": fan.years[-1], "low": fan.values[-1]}]
    rows += [{"year": year.year, "low": getattr(year, what)[3]} for year in fan.course]
    mark_ = {"color": SOFT_INK if dashed else DARK, "strokeWidth": 1.5 if dashed else 2.5}
    dash = {"strokeDash": [4, 4]} if dashed else {}
    return alt.Chart(alt.Data(values=rows)).mark_line(**mark_, **dash).encode(x=x, y=y)


def _history(fan: Fan, names: Names, x: Any, y: Any) -> Any:
    say = names.locale.say
    rows = [
        {"year": year, "low": value, say(_YEAR): str(year), say(_VALUE): names.locale.figures(value, 4)}
        for year, value in zip(fan.years, fan.values, strict=True)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, tooltip=tips(rows, [say(_YEAR), say(_VALUE)]))
    return base.mark_line(color=INK, strokeWidth=1.5, point=alt.OverlayMarkDef(color=INK, size=28))


def _future(fan: Fan, names: Names, x: Any, y: Any) -> Any:
    """Draw unseen points that carry the words of the forecast."""
    locale, say = names.locale, names.locale.say
    rows = [
        {
            "year": year.year,
            "low": year.planned[3],
            say(_YEAR): str(year.year),
            say(_VALUE): locale.figures(year.planned[3], 4),
            say(_HALF): f"{locale.figures(year.planned[2], 4)} – {locale.figures(year.planned[4], 4)}",
            say(_MOST): f"{locale.figures(year.planned[0], 4)} – {locale.figures(year.planned[6], 4)}",
        }
        for year in fan.course
    ]
    words = [say(word) for word in (_YEAR, _VALUE, _HALF, _MOST)]
    points = alt.Chart(alt.Data(values=rows)).mark_circle(color=DARK, size=30)
    return points.encode(x=x, y=y, tooltip=tips(rows, words))


def _targets(targets: list[TargetOutcome], names: Names, x: Any, y: Any) -> Any:
    locale, say = names.locale, names.locale.say
    rows = [
        {
            "year": target.year,
            "low": target.value,
            say(_YEAR): str(target.year),
            say(_TARGET): locale.figures(target.value, 4),
        }
        for target in targets
    ]
    strokes = alt.Chart(alt.Data(values=rows)).mark_tick(color=SIGNAL, thickness=3, size=26, orient="horizontal")
    return strokes.encode(x=x, y=y, tooltip=tips(rows, [say(_YEAR), say(_TARGET)]))
