"""What a right audit is: flags point to what exists and break their threshold, and money adds up once more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from statistics import fmean, median

from serpin.base.texts import mark
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.rule import ClawBackRule
from serpin.engines.integrity.result import CHANCE, Audit, Sign
from serpin.vocabulary.award import Application, Award
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import SelfCheck

_CENTS = 0.02
_YEAR = 365.25


def check_audit(case: Case, audit: Audit, options: IntegrityOptions, rule: ClawBackRule) -> tuple[SelfCheck, ...]:
    """Return what was confirmed or refuted about an audit.

    Parameters
    ----------
    case
        The case.
    audit
        The result.
    options
        Level and thresholds.
    rule
        The rule of claw-back.
    """
    entries = _named_entries(case, audit)
    checks = (
        (mark("Every flag names a call, an application and an applicant that exist"), _named(case, entries, audit)),
        (mark("Every flag of chance lies below the level after all tests"), _levels(audit, options)),
        (mark("Awards against the scores are so by mean and by median, counted once more"), _against(entries, audit)),
        (mark("Every sum to be claimed back follows from the rule, counted once more"), _claimed(entries, audit, rule)),
        (mark("Awards and their money are all there"), _whole(case, audit)),
    )
    found = []
    for name, offences in checks:
        first = next(offences, "")
        found.append(SelfCheck(name=name, passed=not first, detail=first))
    return tuple(found)


_Entries = dict[tuple[str, str], tuple[Award, Application]]


def _named_entries(case: Case, audit: Audit) -> _Entries:
    """Return the applications that flags and lines of claw-back name, with their calls."""
    wanted: dict[str, set[str]] = {}
    for flag in audit.flags:
        wanted.setdefault(flag.call, set()).add(flag.application)
    for line in audit.claw_backs:
        wanted.setdefault(line.call, set()).add(line.application)
    return {
        (award.id, entry.id): (award, entry)
        for award in case.awards
        if award.id in wanted
        for entry in award.applications
        if entry.id in wanted[award.id]
    }


def _named(case: Case, entries: _Entries, audit: Audit) -> Iterator[str]:
    calls = {award.id for award in case.awards}
    applicants = {entry.applicant for award in case.awards for entry in award.applications}
    for flag in audit.flags:
        if flag.application and (flag.call, flag.application) not in entries:
            yield f"{flag.call}/{flag.application}"
        if (flag.call and flag.call not in calls) or (flag.applicant and flag.applicant not in applicants):
            yield f"{flag.sign}: {flag.call} {flag.applicant}"
    counts = Counter(flag.sign for flag in audit.flags)
    for line in audit.signs:
        if counts[line.sign] > line.flagged:
            yield str(line.sign)


def _levels(audit: Audit, options: IntegrityOptions) -> Iterator[str]:
    level = options.level / len(CHANCE)
    for flag in audit.flags:
        if (flag.sign in CHANCE) != (flag.adjusted is not None):
            yield f"{flag.sign}: {flag.applicant}"
        elif flag.adjusted is not None and not (flag.probability or 0.0) - 1e-12 <= flag.adjusted <= level + 1e-12:
            yield f"{flag.sign}: {flag.adjusted}"


def _against(entries: _Entries, audit: Audit) -> Iterator[str]:
    for flag in audit.flags:
        if flag.sign is not Sign.OVERRIDE:
            continue
        award, entry = entries[flag.call, flag.application]
        places = sum(other.awarded > 0 for other in award.applications)
        better_mean = sum(fmean(other.scores) > fmean(entry.scores) for other in award.applications)
        better_median = sum(median(other.scores) > median(entry.scores) for other in award.applications)
        if entry.reason or entry.awarded <= 0 or better_mean < places or better_median < places:
            yield f"{flag.call}/{flag.application}"


def _claimed(entries: _Entries, audit: Audit, rule: ClawBackRule) -> Iterator[str]:
    today = date.fromisoformat(audit.day)
    for line in audit.claw_backs:
        award, entry = entries[line.call, line.application]
        decided = award.decided or award.closed
        gaps = [
            min(max(1 - promise.achieved / promise.promised, 0.0), 1.0)
            for promise in entry.promises
            if promise.promised > 0 and promise.achieved is not None and (promise.due or decided or today) <= today
        ]
        missing = math.fsum(gaps) / len(gaps) if gaps else 0.0
        back = float(entry.awarded) * missing * rule.share
        years = max((today - decided).days, 0) / _YEAR if decided else 0.0
        owed = back * (1 + rule.rate * years)
        if abs(owed - float(line.returned + line.interest)) > _CENTS + 1e-9 * owed:
            yield f"{line.call}/{line.application}"
        if abs(max(owed - float(entry.reclaimed), 0.0) - float(line.open)) > _CENTS + 1e-9 * owed:
            yield f"{line.call}/{line.application}"


def _whole(case: Case, audit: Audit) -> Iterator[str]:
    paid = [entry for award in case.awards for entry in award.applications if entry.awarded > 0]
    if len(paid) != audit.awards:
        yield f"{audit.awards} ≠ {len(paid)}"
    money = sum(entry.awarded for entry in paid)
    if abs(money - audit.money) > 1:
        yield f"{audit.money} ≠ {money}"
