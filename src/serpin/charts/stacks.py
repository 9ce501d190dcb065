"""What stacked parts and quarters have in common: numbers that name a part without colour, and labels of quarters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from serpin.charts.names import Names
from serpin.charts.picture import INK, PAPER, STACK

_SPLIT = "\u2063"
_LABELS = f"slice(split(datum.value, '{_SPLIT}'), 1)"
_BRIGHT = 140.0


def quarter_labels(names: Names, quarters: Sequence[int]) -> dict[int, str]:
    """Return a label for each quarter, of two lines; the year stands below its first quarter only.

    Parameters
    ----------
    names
        Names of the case, in a language.
    quarters
        Numbers of quarters, rising.
    """
    labels: dict[int, str] = {}
    before = ""
    for quarter in quarters:
        number, year = names.locale.quarter_parts(names.case.quarters.name_of(quarter))
        labels[quarter] = _SPLIT.join((str(quarter), number, year if year != before else ""))
        before = year
    return labels


def quarter_axis(labels: dict[int, str], **more: Any) -> alt.X:
    """Return the axis of labels from :func:`quarter_labels`; rows name them in the field ``quarter``."""
    axis = alt.Axis(labelExpr=_LABELS, labelAngle=0, labelOverlap=False, ticks=False, **more)
    return alt.X("quarter:O", sort=list(labels.values()), title=None, axis=axis)


def fills(count: int) -> list[str]:
    """Return the fills of so many stacked parts."""
    return [STACK[place % len(STACK)] for place in range(count)]


def ink_on(colour: str) -> str:
    """Return the ink that can be read on a fill: its weighted brightness decides, as the eye sees it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > _BRIGHT else PAPER


def numbers_in_parts(rows: list[dict[str, Any]], x: Any) -> list[Any]:
    """Return the layers that write the number of each part into it, so that parts are told apart without colour.

    Parameters
    ----------
    rows
        With ``middle`` on the upright axis, the ``number`` and the ``ink``.
    x
        The axis across.
    """
    return [
        alt.Chart(alt.Data(values=[row for row in rows if row["ink"] == ink]))
        .mark_text(color=ink, fontSize=9, baseline="middle")
        .encode(x=x, y=alt.Y("middle:Q"), text="number:N")
        for ink in (INK, PAPER)
        if any(row["ink"] == ink for row in rows)
    ]
