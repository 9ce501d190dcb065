"""Tables of what stands around a plan: targets, partnerships, official indicators, warning signs."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.indicators.result import Measurement
from serpin.engines.integrity.result import Audit
from serpin.engines.network.result import Partnerships
from serpin.engines.strategy.result import Forecast, Outlook
from serpin.reports.indicators import figure_value
from serpin.reports.integrity import SIGNS
from serpin.reports.network_reasons import reason_words
from serpin.reports.strategy import OUTLOOKS, change_in, value_in
from serpin.reports.tables.table import Column, Kind, Table, Value

_TARGETS, _INDICATOR, _YEAR, _TARGET, _OUTLOOK, _TREND, _PROBABILITY, _GAP = (
    mark("Targets"),
    mark("Indicator"),
    mark("Year"),
    mark("Target"),
    mark("Outlook"),
    mark("Without projects"),
    mark("With the plan"),
    mark("Gap"),
)
_CALLS, _ORDER, _ENTERPRISE, _PARTNER, _TIE, _REASONS = (
    mark("Partnerships most worth a phone call"),
    mark("Order"),
    mark("Enterprise"),
    mark("Partner"),
    mark("Tie"),
    mark("Reasons"),
)
_FIGURES, _VALUE = mark("Indicators of all that report"), mark("Value")
_SIGNS, _SIGN, _PLACES, _BASE, _FALSE = (
    mark("Warning signs"),
    mark("Sign"),
    mark("Places"),
    mark("By chance alone"),
    mark("False alarms"),
)


def targets(found: Forecast, names: Names) -> Table:
    """Return the targets of the strategies: their outlook, and the probability without and with the plan."""
    locale = names.locale
    rows: list[tuple[Value, ...]] = []
    for one in found.targets:
        unclear = one.outlook is Outlook.UNKNOWN
        gap = change_in(one.indicator, one.gap, names) if one.gap and not unclear else ""
        rows.append(
            (
                names.other("indicator", one.indicator),
                str(one.year),
                value_in(one.indicator, one.value, names),
                locale.say(OUTLOOKS[one.outlook]),
                one.trend,
                one.probability,
                gap,
            )
        )
    columns = (
        Column(locale.say(_INDICATOR), Kind.TEXT, 40),
        Column(locale.say(_YEAR), Kind.CODE, 8),
        Column(locale.say(_TARGET), Kind.TEXT, 18),
        Column(locale.say(_OUTLOOK), Kind.TEXT, 14),
        Column(locale.say(_TREND), Kind.PERCENT, 12),
        Column(locale.say(_PROBABILITY), Kind.PERCENT, 12),
        Column(locale.say(_GAP), Kind.TEXT, 18),
    )
    return Table("targets", locale.say(_TARGETS), columns, tuple(rows), engine="strategy")


def calls(found: Partnerships, names: Names) -> Table:
    """Return the partnerships most worth a phone call, with their reasons."""
    locale = names.locale
    rows = tuple(
        (
            number,
            names.other("enterprise", call.enterprise),
            names.other("enterprise", call.partner),
            locale.choice(call.kind),
            "; ".join(dict.fromkeys(reason_words(reason, names) for reason in call.reasons)),
        )
        for number, call in enumerate(found.calls, start=1)
    )
    columns = (
        Column(locale.say(_ORDER), Kind.NUMBER, 8),
        Column(locale.say(_ENTERPRISE), Kind.TEXT, 32),
        Column(locale.say(_PARTNER), Kind.TEXT, 32),
        Column(locale.say(_TIE), Kind.TEXT, 20),
        Column(locale.say(_REASONS), Kind.TEXT, 70, wide=True),
    )
    return Table("calls", locale.say(_CALLS), columns, rows, engine="network")


def figures(found: Measurement, names: Names) -> Table:
    """Return the official indicators of all that report."""
    locale = names.locale
    definitions = {one.id: locale.name(one.name) for one in found.definitions}
    rows = tuple(
        (
            locale.name(one.name) + (f" – {definitions[one.definition]}" if one.definition else ""),
            figure_value(one, names),
        )
        for one in found.figures
        if not one.enterprise and not one.region and one.value is not None
    )
    columns = (Column(locale.say(_INDICATOR), Kind.TEXT, 70), Column(locale.say(_VALUE), Kind.TEXT, 24))
    return Table("figures", locale.say(_FIGURES), columns, rows, engine="indicators")


def signs(found: Audit, names: Names) -> Table:
    """Return the warning signs that were looked for: where they were found, and how often chance alone shows them."""
    locale = names.locale
    rows = tuple(
        (locale.say(SIGNS[line.sign]), line.tested, line.flagged, line.base_rate, line.false_alarms)
        for line in found.signs
        if line.tested
    )
    strong = frozenset(place for place, row in enumerate(rows) if row[2])
    columns = (
        Column(locale.say(_SIGN), Kind.TEXT, 40),
        Column(locale.say(mark("Looked at")), Kind.NUMBER, 10),
        Column(locale.say(_PLACES), Kind.NUMBER, 10),
        Column(locale.say(_BASE), Kind.PERCENT, 14),
        Column(locale.say(_FALSE), Kind.PERCENT, 14),
    )
    return Table("signs", locale.say(_SIGNS), columns, rows, engine="integrity", strong=strong)
