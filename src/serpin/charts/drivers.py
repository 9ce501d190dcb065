"""Drivers: what the risks cost when they happen, the dearest on average first."""

from __future__ import annotations

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, Picture, tips
from serpin.engines.simulation.result import DriverOutcome, Outcomes

MOST_DRIVERS = 12

_TITLE = mark("The dearest risk, {risk}, takes {amount} of the value on average")
_NOTHING = mark("No risk takes anything from the value")
_DESCRIPTION = mark(
    "Expected loss of value: difference between courses with and without the risk, times the probability that it "
    "happens. The figure at the bar: how often it happens."
)
_RISK, _OFTEN, _LOSS, _WHEN, _DAYS, _COST = (
    mark("Risk"),
    mark("Happens"),
    mark("Loss on average"),
    mark("Loss when it happens"),
    mark("Delay when it happens, working days"),
    mark("Cost when it happens"),
)


def expected_loss(driver: DriverOutcome) -> float:
    """Return what a risk takes from the value on average, in currency units; positive is a loss."""
    return -driver.value * driver.occurrence


def tornado(outcomes: Outcomes, names: Names) -> Picture | None:
    """Draw the expected losses of value, the largest on top.

    Parameters
    ----------
    outcomes
        From the simulation.
    names
        Names of the case, in a language.
    """
    if not outcomes.drivers:
        return None
    locale, say = names.locale, names.locale.say
    ranked = sorted(outcomes.drivers, key=expected_loss, reverse=True)[:MOST_DRIVERS]
    unit = locale.unit([expected_loss(driver) for driver in ranked])
    rows = [
        {
            "risk": names.other("risk", driver.risk),
            "loss": unit.of(expected_loss(driver)),
            "often": locale.percent(driver.occurrence),
            say(_RISK): names.other("risk", driver.risk),
            say(_OFTEN): locale.percent(driver.occurrence, 1),
            say(_LOSS): locale.exact_money(expected_loss(driver)),
            say(_WHEN): locale.exact_money(-driver.value),
            say(_DAYS): locale.number(driver.finish, 1),
            say(_COST): locale.exact_money(driver.cost),
        }
        for driver in ranked
    ]
    base = alt.Chart(alt.Data(values=rows))
    y = alt.Y(
        "risk:N",
        sort=[row["risk"] for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=340, labelColor=INK, ticks=False, domain=False),
    )
    x = alt.X("loss:Q", title=unit.name, axis=alt.Axis(gridColor=HAIR, tickCount=6))
    fields = (_RISK, _OFTEN, _LOSS, _WHEN, _DAYS, _COST)
    chart = alt.layer(
        base.mark_bar(height=13, color=DARK).encode(x=x, y=y, tooltip=tips(rows, [say(text) for text in fields])),
        base.transform_filter("datum.loss >= 0").mark_text(align="left", dx=5).encode(x=x, y=y, text="often:N"),
        base.transform_filter("datum.loss < 0").mark_text(align="right", dx=-5).encode(x=x, y=y, text="often:N"),
    ).properties(height=21 * len(rows))
    dearest = ranked[0]
    title = (
        say(_TITLE, risk=locale.quoted(names.other("risk", dearest.risk)), amount=locale.money(expected_loss(dearest)))
        if expected_loss(dearest) > 0
        else say(_NOTHING)
    )
    return Picture("drivers", title, say(_DESCRIPTION), chart)
