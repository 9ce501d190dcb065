"""The audit in words: what was found, against which threshold, how often it is a false alarm, and what is owed."""

from __future__ import annotations

from collections import defaultdict

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.integrity.result import Audit, ClawBack, Figure, Flag, Sign, SignLine, Study
from serpin.reports.blocks import Block, plain
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Message, Status

_MOST_FLAGS = 4
_MOST_LINES = 8

SIGNS = {
    Sign.CONCENTRATION: mark("Money is concentrated"),
    Sign.REPEAT: mark("The same win again and again"),
    Sign.SINGLE: mark("A single applicant"),
    Sign.SHORT: mark("A short call"),
    Sign.OVERRIDE: mark("Scores overridden without a reason"),
    Sign.CONNECTED: mark("The connected win more"),
    Sign.REVIEWER: mark("A reviewer favours an applicant"),
    Sign.AFTER_FAILURE: mark("Money after a failed obligation"),
    Sign.COST: mark("Outcome far too dear"),
    Sign.SUNSET: mark("No end of support"),
    Sign.RENEWED: mark("Support renewed for ever"),
    Sign.UNREPORTED: mark("Obligations without an answer"),
    Sign.UNRECLAIMED: mark("Failed obligations, money not claimed back"),
}
"""Words for the signs."""

_STUDIES = {
    "honest": mark("Honest programmes of this shape: {share} get any sign ({low} – {high}; {trials} simulated)"),
    "open": mark("Openly captured programmes: {share} are found ({low} – {high}; {trials} simulated)"),
    "hidden": mark("Programmes with hidden favour: {share} are found ({low} – {high}; {trials} simulated)"),
}

_HEAD = mark("Audited as of {day} – calls: {calls}, applications: {applications}, awards: {awards}, of {money}.")
_FOUND = mark("Signs found: {signs} of {all}; places: {flags}.")
_QUIET = mark("No warning sign was found.")
_OWED = mark("By the rule {owed} are to be given back, {back} were claimed, {open} are open.")
_MORE = mark("… and {rows} more")


def audit_summary(case: Case, audit: Audit, language: str) -> str:
    """Return the summary for the terminal.

    Parameters
    ----------
    case
        Where the names stand.
    audit
        What was found.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(audit, names_in(case, language)))


def blocks(audit: Audit, names: Names) -> list[Block]:
    """Return the parts of the summary, the answer first."""
    say = names.locale.say
    if audit.status is Status.SKIPPED:
        return [Block(say(mark("The case has no awards: there is nothing to audit.")))]
    by_sign: dict[Sign, list[Flag]] = defaultdict(list)
    for flag in audit.flags:
        by_sign[flag.sign].append(flag)
    page = [_headline(audit, names)]
    page += [_sign(audit.line(sign), by_sign[sign], names) for sign in Sign if by_sign[sign]]
    page += [_claimed(audit, names), _suspects(audit, names), _figures(audit, names), _silent(audit, names)]
    page.append(_trust(audit, names))
    return [block for block in page if block.text or block.lines]


def _headline(audit: Audit, names: Names) -> Block:
    from datetime import date  # noqa: PLC0415 - for one word

    locale, say = names.locale, names.locale.say
    text = say(
        _HEAD,
        calls=locale.number(audit.calls),
        applications=locale.number(audit.applications),
        awards=locale.number(audit.awards),
        money=locale.money(audit.money),
        day=locale.day(date.fromisoformat(audit.day)),
    )
    signs = sum(line.flagged > 0 for line in audit.signs)
    found = say(_FOUND, signs=signs, all=len(audit.signs), flags=locale.number(audit.flagged)) if signs else say(_QUIET)
    owed = ""
    if audit.owed:
        owed = " " + say(
            _OWED, owed=locale.money(audit.owed), back=locale.money(audit.reclaimed), open=locale.money(audit.open)
        )
    return Block(text=f"{text} {found}{owed}")


def _sign(line: SignLine, flags: list[Flag], names: Names) -> Block:
    """Return a sign: what was seen, against which threshold and whose, and the odds of a false alarm."""
    say = names.locale.say
    lines = [_flag(flag, names) for flag in flags[:_MOST_FLAGS]]
    if line.flagged > len(lines):
        lines.append(say(_MORE, rows=names.locale.number(line.flagged - len(lines))))
    return Block(say(SIGNS[line.sign]), _odds(line, names), lines)


def _flag(flag: Flag, names: Names) -> str:
    text = _precise(flag.sentence, names)
    place = ", ".join(part for part in (flag.call, flag.application) if part)
    chance = ""
    if flag.adjusted is not None:
        chance = " " + names.locale.say(
            mark("Probability under honest giving: {probability}."), probability=_small(flag.adjusted, names)
        )
    return f"{place}: {text}{chance}" if place else f"{text}{chance}"


def _precise(message: Message, names: Names) -> str:
    """Say a message with its shares to a tenth of a percent or finer."""
    shown = {
        key: names.locale.percent(float(value), 2 if key == "probability" else 1)
        for key, value in message.values.items()
        if key in ("probability", "share")
    }
    return sentence(message.model_copy(update={"values": {**message.values, **shown}}), names)


def _small(share: float, names: Names) -> str:
    return names.locale.percent(share, 2)


def _odds(line: SignLine, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    parts = [
        say(
            mark("Threshold: {threshold}. Source: {source}."),
            threshold=_precise(line.threshold, names),
            source=sentence(line.source, names),
        )
    ]
    parts.append(say(mark("Looked at: {tested}."), tested=locale.number(line.tested)))
    if line.base_rate:
        parts.append(say(mark("By chance alone {share} would be flagged."), share=_small(line.base_rate, names)))
    if line.false_alarms is not None:
        parts.append(
            say(
                mark("Simulated honest programmes with this sign: {honest}."),
                honest=locale.percent(line.false_alarms, 1),
            )
        )
    if line.power_open or line.power_hidden:
        parts.append(
            say(
                mark("Openly captured ones: {open}; with hidden favour: {hidden}."),
                open=locale.percent(line.power_open or 0.0),
                hidden=locale.percent(line.power_hidden or 0.0),
            )
        )
    parts.append(say(mark("Formula: {formula}"), formula=line.formula))
    return " ".join(parts)


def _claimed(audit: Audit, names: Names) -> Block:
    say = names.locale.say
    open_ = [line for line in audit.claw_backs if line.open > 0]
    lines = [_line(line, names) for line in open_[:_MOST_LINES]]
    if len(open_) > len(lines):
        lines.append(say(_MORE, rows=len(open_) - len(lines)))
    return Block(say(mark("To be claimed back, by rule CO-1")), "", lines)


def _line(line: ClawBack, names: Names) -> str:
    locale = names.locale
    return locale.say(
        mark(
            "{call}, {applicant}: {missing} of the promises missing of {awarded} – {returned} and interest {interest}"
        ),
        call=line.call,
        applicant=locale.quoted(names.other("enterprise", line.applicant)),
        missing=locale.percent(line.missing),
        awarded=locale.money(line.awarded),
        returned=locale.money(line.returned),
        interest=locale.money(line.interest),
    )


def _suspects(audit: Audit, names: Names) -> Block:
    """Return the applicants that several signs touch."""
    locale, say = names.locale, names.locale.say
    lines = [
        say(
            mark("{applicant} ({money}): {signs}"),
            applicant=locale.quoted(names.other("enterprise", one.applicant)),
            money=locale.money(one.money),
            signs=locale.listed(_inside(say(SIGNS[sign])) for sign in one.signs),
        )
        for one in audit.suspicions
        if len(one.signs) > 1
    ]
    return Block(say(mark("Applicants with several signs")), "", lines[:_MOST_LINES])


def _inside(text: str) -> str:
    """Return a heading as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def _figures(audit: Audit, names: Names) -> Block:
    return Block(names.locale.say(mark("Measured")), "", [_figure(figure, names) for figure in audit.figures])


def _figure(figure: Figure, names: Names) -> str:
    locale, say = names.locale, names.locale.say

    def shown(value: float) -> str:
        if figure.is_share:
            return locale.percent(value, 1)
        return locale.number(value, 3 if abs(value) < 1 else 1)

    if figure.base is None:
        return f"{say(figure.name)}: {shown(figure.value)}"
    return say(
        mark("{name}: {value} ({base_name}: {base})"),
        name=say(figure.name),
        value=shown(figure.value),
        base_name=say(figure.base_name),
        base=shown(figure.base),
    )


def _silent(audit: Audit, names: Names) -> Block:
    """Return the signs that were looked for and not found, and those that nothing could be looked at for."""
    say = names.locale.say
    quiet = [_inside(say(SIGNS[line.sign])) for line in audit.signs if not line.flagged and line.tested]
    blind = [_inside(say(SIGNS[line.sign])) for line in audit.signs if not line.flagged and not line.tested]
    lines = []
    if quiet:
        lines.append(say(mark("Looked for and not found: {signs}"), signs="; ".join(quiet)))
    if blind:
        lines.append(say(mark("Could not be looked for, the data are too few: {signs}"), signs="; ".join(blind)))
    lines += [sentence(line.note, names) for line in audit.signs if line.note is not None]
    return Block(say(mark("Not found")), "", lines)


def _trust(audit: Audit, names: Names) -> Block:
    say = names.locale.say
    lines = [_study(study, names) for study in audit.studies]
    lines += [_precise(note, names) for note in audit.notes]
    wrong = [check for check in audit.self_checks if not check.passed]
    lines += [f"{say(mark('Check failed'))}: {say(check.name)} ({check.detail})" for check in wrong]
    if not wrong:
        lines.append(
            say(mark("Added up again without a solver: all {count} checks passed"), count=len(audit.self_checks))
        )
    return Block(say(mark("How far to trust it")), "", lines)


def _study(study: Study, names: Names) -> str:
    locale = names.locale
    return locale.say(
        _STUDIES[study.kind],
        share=locale.percent(study.any, 1),
        low=locale.percent(study.low, 1),
        high=locale.percent(study.high, 1),
        trials=locale.number(study.trials),
    )
