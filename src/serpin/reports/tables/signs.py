"""Tables of the audit: where the signs are, and what is to be claimed back."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.integrity.result import Audit
from serpin.reports.integrity import SIGNS
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.words import sentence

_SIGN = mark("Sign")
_FLAGS, _CALL, _WHAT, _MONEY, _PROBABILITY = (
    mark("Where the signs are"),
    mark("Call"),
    mark("What was found"),
    mark("Money"),
    mark("Probability under honest giving"),
)
_BACK, _APPLICANT, _AWARDED, _DUE, _CLAIMED, _STILL = (
    mark("To be claimed back"),
    mark("Applicant"),
    mark("Awarded"),
    mark("To be given back"),
    mark("Claimed"),
    mark("Still open"),
)


def flags(found: Audit, names: Names) -> Table:
    """Return the flags: where, what and how improbable under honest giving."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = [
        (say(SIGNS[flag.sign]), flag.call, sentence(flag.sentence, names), flag.money, flag.probability)
        for flag in found.flags
    ]
    columns = (
        Column(say(_SIGN), Kind.TEXT, 30),
        Column(say(_CALL), Kind.CODE, 12),
        Column(say(_WHAT), Kind.TEXT, 70),
        Column(say(_MONEY), Kind.MONEY, 14),
        Column(say(_PROBABILITY), Kind.PERCENT, 14),
    )
    return Table("flags", say(_FLAGS), columns, tuple(rows), engine="integrity")


def claims(found: Audit, names: Names) -> Table:
    """Return what awards have to give back by the rule."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = [
        (
            one.call,
            names.other("enterprise", one.applicant),
            one.awarded,
            one.returned + one.interest,
            one.reclaimed,
            one.open,
        )
        for one in found.claw_backs
    ]
    columns = (
        Column(say(_CALL), Kind.CODE, 12),
        Column(say(_APPLICANT), Kind.TEXT, 40),
        Column(say(_AWARDED), Kind.MONEY, 14),
        Column(say(_DUE), Kind.MONEY, 14),
        Column(say(_CLAIMED), Kind.MONEY, 14),
        Column(say(_STILL), Kind.MONEY, 14),
    )
    return Table("claims", say(_BACK), columns, tuple(rows), (2, 3, 4, 5), engine="integrity")
