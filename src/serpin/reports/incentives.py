"""Incentives and duties in words: what each is worth, how it comes about, its conditions, rule, date and source."""

from __future__ import annotations

from collections.abc import Iterator

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.incentive import Incentive
from serpin.reports.blocks import Block
from serpin.reports.words import sentence

KINDS = {
    "saving": mark("saving"),
    "grant": mark("grant"),
    "duty": mark("duty"),
    "penalty": mark("penalty"),
}
_MET = {True: mark("yes"), False: mark("no"), None: mark("not known")}


def incentive_blocks(found: Measurement, names: Names) -> Iterator[Block]:
    """Yield a part for every incentive and duty, the heading before the first."""
    say = names.locale.say
    for position, one in enumerate(found.incentives):
        heading = say(mark("Incentives and duties")) if position == 0 else ""
        yield _incentive(one, heading, names)


def _incentive(one: Incentive, heading: str, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    text = f"{one.rule} {locale.name(one.name)}"
    if one.enterprise:
        text += f", {names.other('enterprise', one.enterprise)}"
    text += f" – {say(KINDS[one.kind])}: {locale.money(one.amount)}"
    lines = [
        f"{sentence(part.text, names)}: {locale.money(part.amount)}"
        if part.amount is not None
        else sentence(part.text, names)
        for part in one.parts
    ]
    lines += [f"{sentence(condition, names)}: {say(_MET[met])}" for condition, met in one.conditions]
    lines.append(law_line(one, names))
    return Block(heading, text, lines)


def law_line(one: Incentive, names: Names) -> str:
    """Return source and date of the rule of an answer."""
    locale, say = names.locale, names.locale.say
    text = say(mark("Rule: {source}"), source=locale.name(one.source))
    if one.valid_from is not None:
        text += "; " + say(mark("valid from {day}"), day=locale.day(one.valid_from))
    elif one.read_on is not None:
        text += "; " + say(mark("in the edition of {day}"), day=locale.day(one.read_on))
    return text if one.verified else f"{text}; {say(mark('not verified'))}"
