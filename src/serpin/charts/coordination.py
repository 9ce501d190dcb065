"""Coordination: who waits for whom in each package, and who needs a promise."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import DARK, INK, MIDDLE, SOFT_INK, Picture, tips
from serpin.engines.coordination.result import Coordination, Package

_TITLE = mark("Who waits for whom: {promised} of {members} projects in {packages} packages need a promise")
_DESCRIPTION = mark(
    "Each circle is a project. An arrow leads from one who waits to the one it waits for: thick where it would not "
    "stay without it. Filled: needs a promise, the number is its place in the order; hollow: follows by itself."
)
_PROJECT, _PROMISE, _ALONE, _TOGETHER = mark("Project"), mark("Promise"), mark("Alone"), mark("Together")
_MOST_PACKAGES, _MOST_MEMBERS = 4, 12
_CELL, _FLAT, _NODE, _HEAD = 380.0, 0.8, 15.0, 7.0
_RADII = (74.0, 92.0)
_SIDE = 0.35
_LINE = 13.0
_BESIDE = 4.0
_LETTERS = 17


def waiting_graph(found: Coordination, names: Names) -> Picture | None:
    """Draw the packages of two and more members, the most valuable first.

    Parameters
    ----------
    found
        What coordination found.
    names
        Names of the case, in a language.
    """
    packages = [package for package in found.packages if len(package.members) > 1][:_MOST_PACKAGES]
    if not packages:
        return None
    nodes: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for place, package in enumerate(packages):
        spots = _spots(package, place)
        nodes += _nodes(found, package, spots, names)
        lines += _lines(package, spots)
    height = -(-len(packages) // 2) * _CELL * _FLAT
    across, up = alt.Scale(domain=[0, 2 * _CELL], nice=False), alt.Scale(domain=[-height, 0], nice=False)
    x, x2, beside = (alt.X(f"{name}:Q", axis=None, scale=across) for name in ("x", "x2", "beside"))
    y, y2, above = (alt.Y(f"{name}:Q", axis=None, scale=up) for name in ("y", "y2", "above"))
    strokes = alt.StrokeWidth("binding:Q", legend=None, scale=None)
    fill = alt.Fill("promised:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=[DARK, "#ffffff"]))
    say = names.locale.say
    hints = tips(nodes, [say(text) for text in (_PROJECT, _PROMISE, _ALONE, _TOGETHER)])
    links, circles = alt.Chart(alt.Data(values=lines)), alt.Chart(alt.Data(values=nodes))
    chart = alt.layer(
        links.mark_rule(color=MIDDLE).encode(x=x, y=y, x2="x2:Q", y2="y2:Q", strokeWidth=strokes),
        links.mark_point(shape="triangle", filled=True, color=MIDDLE, size=4 * _HEAD**2 / 3, opacity=1).encode(
            x=x2, y=y2, angle=alt.Angle("angle:Q", scale=None)
        ),
        circles.mark_circle(size=math.pi * _NODE**2, stroke=DARK, strokeWidth=1.3, opacity=1).encode(
            x=x, y=y, fill=fill, tooltip=hints
        ),
        circles.mark_text(fontSize=12, fontWeight=600, color="#ffffff").encode(x=x, y=y, text="rank:N"),
        *(
            alt.Chart(alt.Data(values=[node for node in nodes if node["side"] == side]))
            .mark_text(fontSize=11, lineBreak="\n", lineHeight=_LINE, color=INK, baseline="top", align=side)
            .encode(x=beside, y=above, text="label:N")
            for side in ("left", "center", "right")
        ),
        alt.Chart(alt.Data(values=_headings(packages, names)))
        .mark_text(fontSize=12, fontWeight=600, align="left", baseline="top", color=SOFT_INK)
        .encode(x=x, y=y, text="text:N"),
    ).properties(height=height)
    members = sum(len(package.members) for package in packages)
    promised = sum(one.amount > 0 for package in packages for one in package.guarantees)
    title = say(_TITLE, promised=promised, members=members, packages=len(packages))
    return Picture("coordination", title, say(_DESCRIPTION), chart)


def _spots(package: Package, place: int) -> dict[str, tuple[float, float]]:
    """Return where each member stands: on a circle, in the order of announcement, clockwise from above."""
    shown = [one.project for one in package.guarantees][:_MOST_MEMBERS]
    row, column = divmod(place, 2)
    centre = (_CELL * (column + 0.5), _CELL * _FLAT * (row + 0.5))
    return {
        project: (
            centre[0] + _RADII[0] * math.sin(2 * math.pi * number / len(shown)),
            centre[1] - _RADII[1] * math.cos(2 * math.pi * number / len(shown)),
        )
        for number, project in enumerate(shown)
    }


def _nodes(
    found: Coordination, package: Package, spots: dict[str, tuple[float, float]], names: Names
) -> list[dict[str, Any]]:
    """Return the circles; y grows upwards in the chart, so it is turned over here."""
    locale, say = names.locale, names.locale.say
    standings = {standing.project: standing for standing in found.standings}
    rows = []
    for one in package.guarantees:
        if one.project not in spots:
            continue
        x, y = spots[one.project]
        name = names.project(one.project)
        label = textwrap.wrap(name, _LETTERS, max_lines=4, placeholder="…")
        label += [locale.money(one.amount)] if one.amount else []
        side, beside, above = _outside(one.rank - 1, len(spots), (x, y), len(label))
        rows.append(
            {
                "x": x,
                "y": -y,
                "side": side,
                "beside": beside,
                "above": -above,
                "label": "\n".join(label),
                "rank": str(one.rank) if one.amount else "",
                "promised": "yes" if one.amount else "no",
                say(_PROJECT): name,
                say(_PROMISE): locale.exact_money(one.amount),
                say(_ALONE): locale.exact_money(standings[one.project].alone),
                say(_TOGETHER): locale.exact_money(standings[one.project].payoff),
            }
        )
    return rows


def _outside(number: int, count: int, spot: tuple[float, float], lines: int) -> tuple[str, float, float]:
    """Return on which side of its circle a label of so many lines begins, and where, away from the arrows."""
    sine, cosine = math.sin(2 * math.pi * number / count), math.cos(2 * math.pi * number / count)
    gap = _NODE + 5
    if abs(sine) > _SIDE:
        return ("left" if sine > 0 else "right"), spot[0] + math.copysign(gap, sine), spot[1] - _LINE * lines / 2
    return "center", spot[0], spot[1] - gap - _LINE * lines if cosine > 0 else spot[1] + gap


def _lines(package: Package, spots: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """Return the arrows from who waits to whom; two between the same projects lie side by side."""
    found: dict[tuple[str, str], bool] = {}
    for link in package.reliances:
        if link.gainer in spots and link.giver in spots:
            key = (link.gainer, link.giver)
            found[key] = found.get(key, False) or link.binding
    rows = []
    for (gainer, giver), binding in found.items():
        (x, y), (x2, y2) = spots[gainer], spots[giver]
        length = math.hypot(x2 - x, y2 - y) or 1.0
        along, across = ((x2 - x) / length, (y2 - y) / length), (-(y2 - y) / length, (x2 - x) / length)
        shift = _BESIDE if (giver, gainer) in found else 0.0
        start, end = _NODE, _NODE + _HEAD
        rows.append(
            {
                "x": x + along[0] * start + across[0] * shift,
                "y": -(y + along[1] * start + across[1] * shift),
                "x2": x2 - along[0] * end + across[0] * shift,
                "y2": -(y2 - along[1] * end + across[1] * shift),
                "angle": math.degrees(math.atan2(along[0], -along[1])),
                "binding": 2.2 if binding else 0.8,
            }
        )
    return rows


def _headings(packages: list[Package], names: Names) -> list[dict[str, Any]]:
    """Return number and worst cost of each package, above its circle."""
    rows = []
    for place, package in enumerate(packages):
        row, column = divmod(place, 2)
        text = f"{package.number} · {names.locale.money(package.exposure)}"
        rows.append({"x": _CELL * column + 8, "y": -(_CELL * _FLAT * row + 8), "text": text})
    return rows
