"""Layers: what becomes of the expected loss of each risk, and how much reserve the rest needs."""

from __future__ import annotations

from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, LIGHT, MIDDLE, PAPER, SIGNAL, Picture, tips
from serpin.engines.insurance.result import CoverPlan

MOST_RISKS = 14

_TITLE = mark("Of {gross} that the risks cost on average, {retained} are retained; the reserve for it is {reserve}")
_DESCRIPTION = mark(
    "Each bar is the expected loss of a risk, divided into what is retained, ceded to insurers, shared with others and "
    "avoided by mitigation. The stroke is the part of the retained tail that falls to the risk: the capital it needs."
)
_PARTS = (mark("retained"), mark("ceded"), mark("shared"), mark("avoided"))
_RISK, _CAPITAL = mark("Risk"), mark("Capital for the tail")


def layers_of_loss(plan: CoverPlan, names: Names) -> Picture | None:
    """Draw the expected losses by what becomes of them, the largest on top.

    Parameters
    ----------
    plan
        What insurance found.
    names
        Names of the case, in a language.
    """
    if not plan.layers or plan.reserve is None:
        return None
    locale, say = names.locale, names.locale.say
    ranked = sorted(plan.layers, key=lambda layer: -layer.gross)[:MOST_RISKS]
    unit = locale.unit([max(layer.gross, layer.capital) for layer in ranked])
    words = [say(part) for part in _PARTS]
    rows: list[dict[str, Any]] = []
    strokes: list[dict[str, Any]] = []
    for layer in ranked:
        risk = names.other("risk", layer.risk)
        amounts = (layer.retained, layer.ceded, layer.shared, layer.avoided)
        tip = {
            say(_RISK): risk,
            **{word: locale.exact_money(amount) for word, amount in zip(words, amounts, strict=True)},
            say(_CAPITAL): locale.exact_money(layer.capital),
        }
        rows += [
            {"risk": risk, "part": word, "order": number, "amount": unit.of(amount), **tip}
            for number, (word, amount) in enumerate(zip(words, amounts, strict=True))
            if amount > 0
        ]
        strokes.append({"risk": risk, "capital": unit.of(layer.capital), **tip})
    order = [names.other("risk", layer.risk) for layer in ranked]
    axis = alt.Axis(labelLimit=340, labelColor=INK, ticks=False, domain=False)
    y = alt.Y("risk:N", sort=order, title=None, axis=axis)
    colours = alt.Scale(domain=words, range=[DARK, MIDDLE, LIGHT, PAPER])
    edges = alt.Scale(domain=words, range=[DARK, DARK, DARK, DARK])
    legend = alt.Legend(symbolStrokeWidth=0.8, symbolType="square")
    hints = tips(strokes, [say(_RISK), *words, say(_CAPITAL)])
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=13, strokeWidth=0.8)
        .encode(
            x=alt.X("amount:Q", title=unit.name, stack=True, axis=alt.Axis(gridColor=HAIR, tickCount=6)),
            y=y,
            fill=alt.Fill("part:N", scale=colours, title=None, legend=legend),
            stroke=alt.Stroke("part:N", scale=edges, title=None, legend=legend),
            order=alt.Order("order:Q"),
            tooltip=hints,
        )
    )
    ticks = (
        alt.Chart(alt.Data(values=strokes))
        .mark_tick(color=SIGNAL, thickness=2.5, size=17)
        .encode(x=alt.X("capital:Q"), y=y, tooltip=hints)
    )
    funds = plan.reserve.funds
    title = say(
        _TITLE,
        gross=locale.money(sum(layer.gross for layer in plan.layers)),
        retained=locale.money(sum(layer.retained for layer in plan.layers)),
        reserve=locale.money(funds[0].plan if funds else plan.reserve.joint_tail),
    )
    return Picture("layers", title, say(_DESCRIPTION), alt.layer(bars, ticks).properties(height=21 * len(ranked)))
