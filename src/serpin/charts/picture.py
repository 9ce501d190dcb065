"""A picture: a chart with the sentence that it proves and the words for those who cannot see it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from serpin.charts.locale import Locale

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
INK = "#1d2733"
SOFT_INK = "#5a6672"
HAIR = "#d9dee3"
DARK = "#1f4e79"
MIDDLE = "#7ba3c9"
LIGHT = "#d3e1ee"
SIGNAL = "#b23a1e"
PAPER = "#ffffff"
HALF = 390
"""Width of a picture that stands beside another, in pixels."""

STACK = ("#10263d", "#8fc1e3", "#2f6f9f", "#e9dfc3", "#5b3a1e", "#d99a3d", "#6f8f5f", "#cfe3c8", "#4d2f55", "#c79fc4")
"""Fills of stacked parts: neighbours differ in luminance, so that they part in black and white too."""

_SPECIAL = re.compile(r"[\\\\.\[\]'\"]")

_CLIP = re.compile(r"(id=\"|url\(#)(clip\d+)(\"|\))")
_PLACES = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
_LONG = re.compile(r"(\d\.\d\d)\d+(?!e)")
"""Places in a drawing, and figures behind a hundredth of a pixel, which nobody sees."""
_FAMILY = re.compile(r' font-family="[^"]*"')
_SPOKEN = re.compile(r' (?:aria-label|aria-roledescription|aria-hidden|role|pointer-events)="[^"]*"')
"""What is said of every mark: title and description of the picture speak for the whole."""
_FEW_MONTHS = 4
_MOST_TICKS = 12

CONFIG: dict[str, Any] = {
    "background": PAPER,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT_INK,
        "labelFontSize": 11,
        "titleColor": SOFT_INK,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": HAIR,
        "domainColor": HAIR,
        "tickColor": HAIR,
        "labelFontWeight": "normal",
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": 11,
        "titleColor": SOFT_INK,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "orient": "top",
        "labelLimit": 330,
        "symbolStrokeWidth": 0,
    },
    "title": {"anchor": "start", "fontSize": 14, "color": INK, "fontWeight": 600, "offset": 10},
    "text": {"color": INK, "fontSize": 11},
    "bar": {"stroke": PAPER, "strokeWidth": 0.6},
}


@dataclass(frozen=True)
class Picture:
    """A chart, the finding in its title, and its accessible description.

    Parameters
    ----------
    name
        Short name, unique in a report; it serves as anchor and file name.
    title
        What the picture shows, as a sentence.
    description
        What stands on the axes and what the signs mean; read aloud by screen readers.
    chart
        An Altair chart without title and without width.
    width
        Width on paper, in pixels; the page stretches it.
    """

    name: str
    title: str
    description: str
    chart: Any
    width: int = 680

    def specification(self, *, titled: bool = False, fluid: bool = False) -> dict[str, Any]:
        """Return the Vega-Lite specification.

        Parameters
        ----------
        titled
            Put the title into the chart, for a picture that stands alone.
        fluid
            Let the page set the width.
        """
        # checking against the schema of Vega-Lite takes seconds; the tests do it
        specification: dict[str, Any] = self.chart.to_dict(validate=False)
        _share_rows(specification)
        specification["config"] = CONFIG
        specification["description"] = f"{self.title}. {self.description}"
        specification["width"] = "container" if fluid else self.width
        specification["autosize"] = {"type": "fit-x", "contains": "padding"} if fluid else {"type": "pad"}
        if titled:
            specification["title"] = {"text": _wrapped(self.title)}
        return specification

    def svg(self, locale: Locale, *, titled: bool = False, width: int | None = None, height: int | None = None) -> str:
        """Draw the picture as SVG, in its own size or a given one."""
        specification = self.specification(titled=titled)
        specification["width"] = width or self.width
        if height is not None:
            specification["height"] = height
        return self._own_anchors(_drawing(json.dumps(specification, ensure_ascii=False), locale))

    def _own_anchors(self, drawing: str) -> str:
        """Return a drawing whose clip paths are named after the picture: Vega counts them through all pictures."""
        numbers: dict[str, str] = {}

        def renamed(match: re.Match[str]) -> str:
            name = numbers.setdefault(match[2], f"{self.name}-clip{len(numbers)}")
            return f"{match[1]}{name}{match[3]}"

        return _CLIP.sub(renamed, drawing)

    def png(self, locale: Locale, *, scale: float = 2.0) -> bytes:
        """Draw the picture with its title as PNG."""
        import vl_convert  # noqa: PLC0415 - starts an engine of its own

        return bytes(
            vl_convert.vegalite_to_png(
                self.specification(titled=True),
                scale=scale,
                format_locale=locale.number_locale,
                time_format_locale=locale.time_locale,
            )
        )


def _share_rows(specification: dict[str, Any]) -> None:
    """Name rows that several layers show once, instead of writing them out in each of them."""
    found: dict[str, list[dict[str, Any]]] = {}
    parts = [specification]
    while parts:
        part = parts.pop()
        parts += [layer for key in ("layer", "hconcat", "vconcat") for layer in part.get(key, [])]
        if "values" in part.get("data", {}):
            found.setdefault(json.dumps(part["data"]["values"]), []).append(part)
    shared = [sharing for sharing in found.values() if len(sharing) > 1]
    if shared:
        specification["datasets"] = {}
    for number, sharing in enumerate(shared):
        name = f"rows-{number}"
        specification["datasets"][name] = sharing[0]["data"]["values"]
        for part in sharing:
            part["data"] = {"name": name}


@lru_cache(maxsize=64)
def _drawing(specification: str, locale: Locale) -> str:
    """Return the drawing of a specification; page and paper show the same, so it is drawn once."""
    import vl_convert  # noqa: PLC0415 - starts an engine of its own

    drawing = vl_convert.vegalite_to_svg(
        specification, format_locale=locale.number_locale, time_format_locale=locale.time_locale
    )
    family = _FAMILY.search(str(drawing))
    if family:
        # named once for all texts: the same words a thousand times would be a third of the page
        drawing = _FAMILY.sub("", str(drawing)).replace("<svg ", f"<svg{family[0]} ", 1)
    return _PLACES.sub(lambda found: _LONG.sub(r"\1", found[0]), _SPOKEN.sub("", str(drawing)))


def _wrapped(sentence: str, width: int = 95) -> list[str]:
    import textwrap  # noqa: PLC0415 - only for pictures that stand alone

    return textwrap.wrap(sentence, width, break_long_words=False)


def moment(day: Any) -> str:
    """Return a date as the browser reads it in local time, whatever its time zone."""
    return f"{day.isoformat()}T00:00:00"


def tips(rows: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> list[Any]:
    """Return the tooltip of some fields that are named by their words; a field that no row has is left out."""
    import altair as alt  # noqa: PLC0415 - the specification itself needs none

    used = [field for field in fields if any(field in row for row in rows)]
    return [alt.Tooltip(field=_SPECIAL.sub(r"\\\g<0>", field), type="nominal", title=field) for field in used]


def time_axis(first: date, last: date, **more: Any) -> Any:
    """Return an axis of dates whose labels name each month or day once.

    Parameters
    ----------
    first, last
        What the axis spans.
    more
        Further properties of the axis.
    """
    import altair as alt  # noqa: PLC0415 - the specification itself needs none

    months = (last.year - first.year) * 12 + last.month - first.month
    if months < _FEW_MONTHS:
        return alt.Axis(format="%e %b %Y", tickCount=6, labelOverlap=True, labelSeparation=8, grid=True, **more)
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60) if months / step <= _MOST_TICKS or step == 60)
    ticks = {"interval": "month", "step": step} if step < 12 else {"interval": "year", "step": step // 12}
    format_ = "%b %Y" if step < 12 else "%Y"
    return alt.Axis(format=format_, tickCount=ticks, labelOverlap=True, labelSeparation=8, grid=True, **more)
