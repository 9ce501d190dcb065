"""Choices: candidates by risk and reward, chosen or not."""

from __future__ import annotations

from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, Picture, tips
from serpin.engines.portfolio.result import Portfolio

MOST_CANDIDATES = 120
"""Circles that can still be told apart: all chosen projects and the most valuable of the others."""

_FEW = 24
_CODE_WIDTH, _CODE_HEIGHT = 0.06, 0.05
"""Parts of the width and the height that a code takes up."""
_SHOWN = mark("Shown are the chosen projects and the most valuable of the others, {shown} in all.")
_TITLE = mark("Chosen: {chosen} of {candidates} projects, {share} of the expected value that was on offer")
_DESCRIPTION = mark(
    "Each circle is a project: to the right the more certain, above the more valuable, its area is the cost. Filled: "
    "chosen; hollow: rejected. The codes stand in the tables."
)
_CHANCE, _EXPECTED = mark("Probability of success"), mark("Expected value")
_PROJECT, _COST, _DECISION = mark("Project"), mark("Cost"), mark("Decision")
_CHOSEN, _REJECTED = mark("chosen"), mark("rejected")


def risk_reward(portfolio: Portfolio, names: Names) -> Picture | None:
    """Draw every candidate by its probability of success and its expected value.

    Parameters
    ----------
    portfolio
        The selection with all candidates.
    names
        Names of the case, in a language.
    """
    if not portfolio.candidates:
        return None
    locale, say = names.locale, names.locale.say
    shown = sorted(portfolio.candidates, key=lambda item: (not item.chosen, -item.value, item.project))
    shown = shown[:MOST_CANDIDATES]
    unit = locale.unit([candidate.value for candidate in shown])
    rows = [
        {
            "code": candidate.project,
            "chance": candidate.success,
            "value": unit.of(candidate.value),
            "cost": float(candidate.cost),
            "chosen": "yes" if candidate.chosen else "no",
            say(_PROJECT): names.project(candidate.project),
            say(_CHANCE): locale.percent(candidate.success),
            say(_EXPECTED): locale.exact_money(candidate.value),
            say(_COST): locale.exact_money(candidate.cost),
            say(_DECISION): say(_CHOSEN if candidate.chosen else _REJECTED),
        }
        for candidate in shown
    ]
    base = alt.Chart(alt.Data(values=rows))
    chances = [candidate.success for candidate in shown]
    low, high = max(0.0, min(chances) - 0.06), min(1.0, max(chances) + 0.06)
    x = alt.X(
        "chance:Q",
        title=say(_CHANCE),
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(format="%", gridColor=HAIR, tickCount=6),
    )
    y = alt.Y("value:Q", title=f"{say(_EXPECTED)}, {unit.name}", scale=alt.Scale(padding=22))
    few = len(shown) <= _FEW
    fill = alt.Scale(domain=["yes", "no"], range=[DARK, "#ffffff"])
    letters = alt.Scale(domain=["yes", "no"], range=["#ffffff" if few else INK, INK])
    hints = tips(rows, [say(text) for text in (_PROJECT, _DECISION, _CHANCE, _EXPECTED, _COST)])
    chart = alt.layer(
        alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=INK, strokeWidth=0.8).encode(y="zero:Q"),
        base.mark_circle(stroke=DARK, strokeWidth=1.3, opacity=1).encode(
            x=x,
            y=y,
            size=alt.Size("cost:Q", legend=None, scale=alt.Scale(range=[460, 1700] if few else [40, 420])),
            fill=alt.Fill("chosen:N", scale=fill, legend=None),
            tooltip=hints,
        ),
        _codes(rows, few=few).encode(x=x, y=y, text="code:N", color=alt.Color("chosen:N", scale=letters, legend=None)),
    ).properties(height=320)
    chosen = [candidate for candidate in portfolio.candidates if candidate.chosen]
    offered = sum(max(float(candidate.value), 0.0) for candidate in portfolio.candidates)
    kept = sum(max(float(candidate.value), 0.0) for candidate in chosen)
    title = say(
        _TITLE,
        chosen=len(chosen),
        candidates=len(portfolio.candidates),
        share=locale.percent(kept / offered if offered else 0.0),
    )
    description = say(_DESCRIPTION)
    if len(shown) < len(portfolio.candidates):
        description = f"{description} {say(_SHOWN, shown=len(shown))}"
    return Picture("choices", title, description, chart)


def _legible(chosen: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows whose codes have room, the most valuable first: no code may stand on another."""
    width = max(row["chance"] for row in rows) - min(row["chance"] for row in rows) + 0.12
    height = max(row["value"] for row in rows) - min(row["value"] for row in rows) or 1.0
    kept: list[dict[str, Any]] = []
    for row in sorted(chosen, key=lambda row: (-abs(row["value"]), row["code"])):
        free = all(
            abs(row["chance"] - other["chance"]) > _CODE_WIDTH * width
            or abs(row["value"] - other["value"]) > _CODE_HEIGHT * height
            for other in kept
        )
        if free:
            kept.append(row)
    return kept


def _codes(rows: list[dict[str, Any]], *, few: bool) -> Any:
    """Return the codes: within the circles, or above the chosen ones alone where there are many."""
    if few:
        return alt.Chart(alt.Data(values=rows)).mark_text(fontSize=10, fontWeight=600)
    chosen = _legible([row for row in rows if row["chosen"] == "yes"], rows)
    return alt.Chart(alt.Data(values=chosen)).mark_text(fontSize=9, dy=-13, stroke=None)
