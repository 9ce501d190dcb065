"""Signs that break a plain rule: short calls, overridden scores, obligations without consequences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.engines.integrity.model.finding import Finding, found
from serpin.engines.integrity.model.ranking import Ranking
from serpin.engines.integrity.problem.record import Flags, Floats, Ints, Record
from serpin.engines.integrity.problem.rule import ClawBackRule
from serpin.engines.integrity.result import Sign

_YEAR = 365.25
_RENEWAL_GAP = 365
_LEAST_RENEWALS = 3
_MATERIAL = 0.01


@dataclass(frozen=True)
class Obligations:
    """What became of the obligations of each application, shape (applications,).

    ``missing`` is the mean missing part of those that are due and reported; ``failed_on`` the first day on which one
    was failed, 0 for none; ``unreported`` how many are due without an answer; ``judged`` how many are due and answered.
    """

    missing: Floats
    failed_on: Ints
    unreported: Ints
    judged: Ints
    returned: Floats
    interest: Floats
    set: float
    met: float


def obligations(record: Record, rule: ClawBackRule, kept_from: float) -> Obligations:
    """Judge the obligations that are due before the day of the audit."""
    size, of = record.size, record.promise_of
    decided = record.decided[record.call] if size else record.call
    due = np.where(record.due > 0, record.due, decided[of])
    ripe = (due <= record.today) & record.won[of] & (record.promised > 0)
    known = ripe & ~np.isnan(record.achieved)
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = np.where(known, record.achieved / np.where(record.promised > 0, record.promised, 1.0), 1.0)
    gap = np.clip(1.0 - kept, 0.0, 1.0)
    judged = np.bincount(of[known], minlength=size)
    missing = np.divide(
        np.bincount(of[known], weights=gap[known], minlength=size), judged, out=np.zeros(size), where=judged > 0
    )
    failed = known & (kept < kept_from)
    far = np.iinfo(np.int64).max
    failed_on = np.full(size, far, dtype=np.int64)
    np.minimum.at(failed_on, of[failed], due[failed])
    returned = record.awarded * missing * rule.share
    years = np.maximum(record.today - decided, 0) / _YEAR
    return Obligations(
        missing,
        np.where(failed_on == far, 0, failed_on),
        np.bincount(of[ripe & ~known], minlength=size),
        judged,
        returned,
        np.where(decided > 0, returned * rule.rate * years, 0.0),
        float(known.sum()),
        float(np.minimum(kept[known], 1.0).sum()),
    )


def short(record: Record, least: int) -> Finding:
    """Find calls that were open for fewer days than they should."""
    known = (record.opened > 0) & (record.closed > 0)
    days = record.closed - record.opened + 1
    calls = np.nonzero(known & (days < least))[0]
    money = np.bincount(record.call, weights=record.awarded, minlength=len(record.calls)).astype(np.float64)
    return found(Sign.SHORT, int(known.sum()), float(least), days[calls].astype(float), money[calls], call=calls)


def overridden(record: Record, ranking: Ranking) -> tuple[Flags, Flags]:
    """Return who was paid although below the line by mean and by median, and who was refused although above it."""
    inner = ranking.scored & (ranking.places > 0) & (ranking.places < ranking.entrants)
    below = (ranking.by_median > ranking.places) & (ranking.by_mean > ranking.places)
    above = (ranking.by_median <= ranking.places) & (ranking.by_mean <= ranking.places)
    return inner & below & record.won, inner & above & ~record.won


def override(record: Record, ranking: Ranking) -> Finding:
    """Find awards against the scores that nobody gave a reason for."""
    paid, _ = overridden(record, ranking)
    rows = np.nonzero(paid & ~record.reasoned)[0]
    tested = int((record.won & ranking.scored).sum())
    return found(
        Sign.OVERRIDE,
        tested,
        0.0,
        np.maximum(ranking.by_median, ranking.by_mean)[rows].astype(float),
        record.awarded[rows],
        call=record.call[rows],
        row=rows,
        applicant=record.applicant[rows],
        expected=ranking.places[rows].astype(float),
    )


def failed_before(record: Record, kept: Obligations) -> tuple[Flags, Ints]:
    """Return which applications were decided after a failure of the applicant, and the first failure of each."""
    first = np.full(len(record.applicants), np.iinfo(np.int64).max, dtype=np.int64)
    failed = np.nonzero(kept.failed_on > 0)[0]
    np.minimum.at(first, record.applicant[failed], kept.failed_on[failed])
    return record.decided[record.call] > first[record.applicant], first


def after_failure(record: Record, kept: Obligations) -> Finding:
    """Find money that was given after an earlier obligation of the same applicant had failed."""
    later, first = failed_before(record, kept)
    decided = record.decided[record.call]
    again = record.won & later
    rows = np.nonzero(again)[0]
    return found(
        Sign.AFTER_FAILURE,
        int(record.won.sum()),
        0.0,
        (decided[rows] - first[record.applicant[rows]]).astype(float),
        record.awarded[rows],
        call=record.call[rows],
        row=rows,
        applicant=record.applicant[rows],
    )


def sunset(record: Record) -> Finding:
    """Find calls that gave money and name no day on which the support ends."""
    money = np.bincount(record.call, weights=record.awarded, minlength=len(record.calls)).astype(np.float64)
    paid = money > 0
    calls = np.nonzero(paid & (record.sunset == 0))[0]
    return found(Sign.SUNSET, int(paid.sum()), 0.0, np.zeros(calls.size), money[calls], call=calls)


def renewed(record: Record, kept: Obligations, most_years: float) -> Finding:
    """Find applicants that are supported on and on, although an obligation failed on the way."""
    rows = np.nonzero(record.won)[0]
    nothing = found(Sign.RENEWED, 0, most_years, np.zeros(0), np.zeros(0))
    if not rows.size:
        return nothing
    begin = record.decided[record.call[rows]]
    end = np.where(record.sunset[record.call[rows]] > 0, record.sunset[record.call[rows]], begin + _RENEWAL_GAP)
    order = np.lexsort((begin, record.applicant[rows]))
    who, begin, end, rows = record.applicant[rows][order], begin[order], end[order], rows[order]
    failed_on = kept.failed_on[rows]
    hits: list[tuple[int, float, float]] = []
    names, starts = np.unique(who, return_index=True)
    many = np.diff(np.append(starts, who.size)) >= _LEAST_RENEWALS
    for name, start, stop in zip(names[many], starts[many], np.append(starts, who.size)[1:][many], strict=True):
        hit = _spell(begin[start:stop], end[start:stop], failed_on[start:stop], most_years)
        if hit:
            hits.append((int(name), hit, float(record.awarded[rows[start:stop]].sum())))
    return found(
        Sign.RENEWED,
        int(many.sum()),
        most_years,
        np.array([years for _, years, _ in hits]),
        np.array([money for *_, money in hits]),
        applicant=np.array([name for name, *_ in hits], dtype=np.int64),
    )


def _spell(begin: Ints, end: Ints, failed_on: Ints, most_years: float) -> float:
    """Return the years of the longest unbroken support that went on after a failure, or 0."""
    longest, first, until, count, failure = 0.0, int(begin[0]), int(begin[0]), 0, 0
    for start, stop, failed in zip(begin.tolist(), end.tolist(), failed_on.tolist(), strict=True):
        if start - until > _RENEWAL_GAP:
            first, count, failure = start, 0, 0
        until, count = max(until, stop), count + 1
        years = (until - first) / _YEAR
        if count >= _LEAST_RENEWALS and years > most_years and 0 < failure < start:
            longest = max(longest, years)
        failure = min(failure, failed) if failure and failed else failure or failed
    return longest


def unreported(record: Record, kept: Obligations) -> Finding:
    """Find awards whose obligations are due without anybody having said what came of them."""
    rows = np.nonzero(kept.unreported > 0)[0]
    return found(
        Sign.UNREPORTED,
        int(((kept.unreported + kept.judged) > 0).sum()),
        0.0,
        kept.unreported[rows].astype(float),
        record.awarded[rows],
        call=record.call[rows],
        row=rows,
        applicant=record.applicant[rows],
    )


def unreclaimed(record: Record, kept: Obligations, kept_from: float) -> Finding:
    """Find failed obligations of which less was claimed back than the rule asks for."""
    owed = kept.returned + kept.interest
    open_ = owed - record.reclaimed
    failed = (kept.failed_on > 0) & (kept.missing > 0)
    rows = np.nonzero(failed & (open_ > _MATERIAL * np.maximum(owed, 1.0)))[0]
    return found(
        Sign.UNRECLAIMED,
        int((kept.judged > 0).sum()),
        kept_from,
        1.0 - kept.missing[rows],
        open_[rows],
        call=record.call[rows],
        row=rows,
        applicant=record.applicant[rows],
        expected=owed[rows],
    )
