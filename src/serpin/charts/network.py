"""Cooperation: clusters as rings with their empty seats, typed ties, and the catalyst with its possible ties."""

from __future__ import annotations

import math
import re
import textwrap
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.activities import trades
from serpin.charts.names import Names
from serpin.charts.network_places import RADIUS, Plan, Spot, group_of, lay_out
from serpin.charts.picture import INK, PAPER, SIGNAL, SOFT_INK, Picture, tips
from serpin.engines.network.result import Partnerships
from serpin.vocabulary.enterprise import TieKind

_TITLE = mark("Who works with whom: {clusters} clusters lack {missing} roles; {catalyst} could connect most")
_TITLE_ALONE = mark("Who works with whom: {clusters} clusters lack {missing} roles")
_DESCRIPTION = mark(
    "Each ring is a cluster of one value chain in one region; below it stand those who serve several. Lines are ties, "
    "thicker where stronger. A hollow red seat is a role that nobody fills. The star is the catalyst, the dashed red "
    "lines are the ties that it could make."
)
_TIES = mark("Tie")
_ACTORS = mark("Actor")
_GROUPS = {
    "maker": (mark("producers"), "circle"),
    "trade": (mark("trade and supply"), "square"),
    "knowledge": (mark("bureaus and research"), "diamond"),
    "money": (mark("finance"), "triangle-up"),
    "public": (mark("associations and authorities"), "triangle-down"),
}
_FAMILIES: tuple[tuple[str, str, frozenset[TieKind], list[int]], ...] = (
    (
        mark("sales and supply"),
        "#7ba3c9",
        frozenset({TieKind.BUYER, TieKind.INPUT_SUPPLIER, TieKind.EQUIPMENT_SUPPLIER}),
        [1, 0],
    ),
    (mark("design and research"), "#2e7d5b", frozenset({TieKind.DESIGN_BUREAU, TieKind.RESEARCH}), [6, 2]),
    (mark("finance"), "#d99a3d", frozenset({TieKind.FINANCIER}), [2, 2]),
    (mark("association"), "#6d4c8f", frozenset({TieKind.ASSOCIATION}), [8, 3, 2, 3]),
    (mark("competition"), "#8a6d5b", frozenset({TieKind.COMPETITOR}), [2, 6]),
)
_FILLS = {"maker": "#1f4e79", "trade": "#7ba3c9", "knowledge": "#2e7d5b", "money": "#d99a3d", "public": "#6d4c8f"}
_NAME, _REGION, _PARTNERS, _BETWEEN = mark("Enterprise"), mark("Region"), mark("Partners"), mark("Betweenness")
_QUOTIENT = mark("location quotient {quotient}")
_QUOTED = re.compile(r"[«“\"]([^»”\"]+)[»”\"]")
_LETTERS, _LINES, _LINE, _HEADING = 13, 2, 10.0, 42


def network_picture(found: Partnerships, names: Names) -> Picture | None:
    """Draw the clusters with their ties, missing roles and the catalyst; nothing where there is no cluster.

    Parameters
    ----------
    found
        What was found.
    names
        Names of the case, in a language.
    """
    plan = lay_out(names.case, found)
    if not plan.rings:
        return None
    say = names.locale.say
    catalyst = found.catalysts[0] if found.catalysts else None
    across = alt.Scale(domain=[0, plan.width], nice=False)
    up = alt.Scale(domain=[-plan.height, 0], nice=False)
    x, y = alt.X("x:Q", axis=None, scale=across), alt.Y("y:Q", axis=None, scale=up)
    nodes = _nodes(found, plan, names)
    hints = tips(nodes, [say(text) for text in (_NAME, _REGION, _PARTNERS, _BETWEEN)])
    families = [say(words) for words, _, _, _ in _FAMILIES]
    groups = [say(words) for words, _ in _GROUPS.values()]
    # hues part in colour, dashes in black and white
    dash = alt.StrokeDash(
        "family:N",
        sort=families,
        scale=alt.Scale(domain=families, range=[form for _, _, _, form in _FAMILIES]),
        legend=alt.Legend(title=say(_TIES), symbolType="stroke", symbolStrokeWidth=3),
    )
    colour = alt.Color(
        "family:N",
        sort=families,
        scale=alt.Scale(domain=families, range=[shade for _, shade, _, _ in _FAMILIES]),
        legend=alt.Legend(title=say(_TIES), symbolType="stroke", symbolStrokeWidth=3),
    )
    shape = alt.Shape(
        "group:N",
        sort=groups,
        scale=alt.Scale(domain=groups, range=[form for _, form in _GROUPS.values()]),
        legend=alt.Legend(title=say(_ACTORS), orient="bottom"),
    )
    fill = alt.Fill(
        "group:N",
        sort=groups,
        legend=alt.Legend(title=say(_ACTORS), orient="bottom"),
        scale=alt.Scale(domain=groups, range=list(_FILLS.values())),
    )
    labels = [*_labels(nodes), *_empty(plan, names)]
    centre = next(
        ((plan.spots[catalyst.enterprise]) for _ in [0] if catalyst and catalyst.enterprise in plan.spots), None
    )
    layers = [
        _chart(_cells(plan))
        .mark_rect(fill="#f5f7f9", stroke="#ffffff", strokeWidth=6)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        _chart(_rings(plan)).mark_circle(size=math.pi * RADIUS**2, color="#e3ebf3", opacity=1).encode(x=x, y=y),
        _chart(_lines(plan, names))
        .mark_rule()
        .encode(
            x=x,
            y=y,
            x2="x2:Q",
            y2="y2:Q",
            color=colour,
            strokeDash=dash,
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            opacity=alt.Opacity("ink:Q", scale=None, legend=None),
        ),
        _chart(_proposed(found, plan))
        .mark_rule(color=SIGNAL, strokeDash=[12, 5], strokeWidth=3, opacity=0.9)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        _chart(_seats(plan))
        .mark_point(shape="circle", size=150, fill=PAPER, stroke=SIGNAL, strokeDash=[2, 2], strokeWidth=1.6, opacity=1)
        .encode(x=x, y=y),
        _chart(nodes)
        .mark_point(size=140, stroke=PAPER, strokeWidth=1, opacity=1)
        .encode(x=x, y=y, shape=shape, fill=fill, tooltip=hints),
        *(
            _chart([row for row in labels if (row["side"], row["tone"]) == (side, tone)])
            .mark_text(fontSize=9.5, lineBreak="\n", lineHeight=_LINE, baseline="top", align=side, **look, **ink)
            .encode(
                x=alt.X("beside:Q", axis=None, scale=across), y=alt.Y("above:Q", axis=None, scale=up), text="label:N"
            )
            for look in ({"stroke": "#f5f7f9", "strokeWidth": 3.0, "strokeOpacity": 0.9}, {})
            for side in ("left", "center", "right")
            for tone, ink in (("name", {"color": INK}), ("gap", {"color": SIGNAL, "fontStyle": "italic"}))
        ),
        _chart(_headings(plan, names))
        .mark_text(
            fontSize=11, fontWeight=600, align="center", baseline="top", color=INK, lineBreak="\n", lineHeight=13
        )
        .encode(x=x, y=y, text="text:N"),
        _chart(_regions(plan, names))
        .mark_text(fontSize=10, align="left", baseline="top", color=SOFT_INK)
        .encode(x=x, y=y, text="text:N"),
    ]
    if centre is not None:
        star = "M0,-1L0.24,-0.33L0.95,-0.31L0.38,0.12L0.59,0.81L0,0.4L-0.59,0.81L-0.38,0.12L-0.95,-0.31L-0.24,-0.33Z"
        layers.append(
            _chart([{"x": centre.x, "y": -centre.y}])
            .mark_point(shape=star, size=480, fill=SIGNAL, stroke=PAPER, strokeWidth=1.2, opacity=1)
            .encode(x=x, y=y)
        )
    chart = alt.layer(*layers).properties(height=plan.height)
    missing = sum(len(cluster.gaps) for cluster in found.clusters)
    if catalyst is None:
        title = say(_TITLE_ALONE, clusters=len(found.clusters), missing=missing)
    else:
        actor = names.other("enterprise", catalyst.enterprise)
        title = say(_TITLE, clusters=len(found.clusters), missing=missing, catalyst=actor)
    return Picture("network", title, say(_DESCRIPTION), chart, width=int(plan.width))


def _chart(rows: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=rows))


def short_name(name: str) -> str:
    """Return what stands between quotation marks, else the name."""
    found = _QUOTED.search(name)
    return found[1] if found else name


def _lines_of(name: str) -> list[str]:
    return textwrap.wrap(short_name(name), _LETTERS, max_lines=_LINES, placeholder="…", break_long_words=False)


def _nodes(found: Partnerships, plan: Plan, names: Names) -> list[dict[str, Any]]:
    say, locale = names.locale.say, names.locale
    firms = {one.id: one for one in names.case.enterprises}
    positions = {one.enterprise: one for one in found.positions}
    return [
        {
            "x": spot.x,
            "y": -spot.y,
            "group": say(_GROUPS[group_of(firms[code])][0]),
            "spot": (spot.side, spot.beside, spot.above),
            "lines": _lines_of(names.other("enterprise", code)),
            say(_NAME): names.other("enterprise", code),
            say(_REGION): firms[code].region,
            say(_PARTNERS): str(positions[code].degree),
            say(_BETWEEN): locale.number(positions[code].betweenness, 1),
        }
        for code, spot in plan.spots.items()
    ]


def _label(spot: tuple[str, float, float], lines: list[str], tone: str) -> dict[str, Any]:
    side, beside, above = spot
    shift = (len(lines) - 1) * _LINE / 2 if side != "center" else 0.0
    return {"side": side, "beside": beside, "above": -(above - shift), "label": "\n".join(lines), "tone": tone}


def _labels(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the labels of the actors, and take what only they need out of the rows."""
    return [_label(node.pop("spot"), node.pop("lines"), "name") for node in nodes]


def _empty(plan: Plan, names: Names) -> list[dict[str, Any]]:
    rows = []
    for _, kind, spot in plan.empty:
        lines = textwrap.wrap(names.locale.choice(kind), _LETTERS + 3, break_long_words=False)
        rows.append(_label((spot.side, spot.beside, spot.above), lines, "gap"))
    return rows


def _lines(plan: Plan, names: Names) -> list[dict[str, Any]]:
    """Return the ties between those who are drawn; of several between two the strongest of each family."""
    strongest: dict[tuple[str, str, str], float] = {}
    for tie in names.case.ties:
        if tie.of in plan.spots and tie.to in plan.spots and tie.strength > 0:
            family = next(words for words, _, kinds, _ in _FAMILIES if tie.kind in kinds)
            key = (min(tie.of, tie.to), max(tie.of, tie.to), names.locale.say(family))
            strongest[key] = max(strongest.get(key, 0.0), tie.strength)
    return [
        _line(plan.spots[one], plan.spots[other])
        | {
            "family": family,
            "width": 0.6 + 2.2 * strength,
            "ink": 0.75 if plan.cell_of(one) == plan.cell_of(other) else 0.4,
        }
        for (one, other, family), strength in strongest.items()
    ]


def _line(start: Spot, end: Spot) -> dict[str, float]:
    return {"x": start.x, "y": -start.y, "x2": end.x, "y2": -end.y}


def _proposed(found: Partnerships, plan: Plan) -> list[dict[str, Any]]:
    if not found.catalysts:
        return []
    return [
        _line(plan.spots[tie.enterprise], plan.spots[tie.partner])
        for tie in found.catalysts[0].targets
        if tie.enterprise in plan.spots and tie.partner in plan.spots
    ]


def _seats(plan: Plan) -> list[dict[str, Any]]:
    return [{"x": spot.x, "y": -spot.y} for _, _, spot in plan.empty]


def _cells(plan: Plan) -> list[dict[str, Any]]:
    width = plan.width / max(1, round(plan.width / 560))
    height = plan.height / max(1, round(plan.height / 350))
    return [{"x": left, "y": -top, "x2": left + width, "y2": -(top + height)} for _, left, top in plan.cells]


def _rings(plan: Plan) -> list[dict[str, Any]]:
    return [{"x": x, "y": -y} for _, x, y in plan.rings]


def _headings(plan: Plan, names: Names) -> list[dict[str, Any]]:
    """Return what each cluster does, and its location quotient."""
    firms = {one.id: one for one in names.case.enterprises}
    rows = []
    for cluster, x, y in plan.rings:
        members = [(firms[code].activity[:2], firms[code].headcount) for code in cluster.members]
        quotient = names.locale.number(cluster.quotient, 2)
        first = trades(members, names.locale)
        first = first if len(first) <= _HEADING else trades(members, names.locale, 1)
        second = names.locale.say(_QUOTIENT, quotient=quotient)
        rows.append({"x": x, "y": -(y - RADIUS - 66), "text": f"{first[:1].upper()}{first[1:]}\n{second}"})
    return rows


def _regions(plan: Plan, names: Names) -> list[dict[str, Any]]:
    return [
        {"x": left + 10, "y": -(top + 8), "text": f"{names.locale.say(_REGION)} {region}"}
        for region, left, top in plan.cells
    ]
