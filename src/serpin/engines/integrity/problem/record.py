"""The awards of a case as columns: one row for each application, score and obligation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from serpin.engines.integrity.options import IntegrityOptions
from serpin.vocabulary.case import Case

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Record:
    """Awards in columns. Days are ordinals, 0 where unknown; achieved is not a number where it is open.

    ``call`` and ``applicant`` point into the names, for each application; ``owner`` is the group for each applicant.
    ``score_of`` and ``promise_of`` point to applications, both in ascending order; ``score_by`` to reviewers, −1
    where nobody is named; ``outcome`` to indicators, −1 where none is named. ``region`` and ``activity`` are numbers by
    applicant, −1 where unknown; both are empty where they are of no concern.
    """

    calls: tuple[str, ...]
    codes: tuple[str, ...]
    applicants: tuple[str, ...]
    reviewers: tuple[str, ...]
    opened: Ints
    closed: Ints
    decided: Ints
    sunset: Ints
    call: Ints
    applicant: Ints
    owner: Ints
    related: Flags
    reasoned: Flags
    requested: Floats
    awarded: Floats
    reclaimed: Floats
    score_of: Ints
    score_by: Ints
    score: Floats
    promise_of: Ints
    promised: Floats
    achieved: Floats
    due: Ints
    outcome: Ints
    today: int
    region: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    activity: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def won(self) -> Flags:
        """Whether an application was given money, shape (applications,)."""
        return self.awarded > 0

    @property
    def size(self) -> int:
        """Number of applications."""
        return int(self.call.size)


class _Codes:
    """Numbers for names, in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day is not None else 0


def record_of(case: Case, options: IntegrityOptions) -> Record:
    """Return the awards of a case as columns.

    Parameters
    ----------
    case
        The case.
    options
        Day of the audit and owners of applicants.
    """
    applicants, reviewers, outcomes, owners = _Codes(), _Codes(), _Codes(), _Codes()
    panels: dict[tuple[str, ...], list[int]] = {}
    # plain lists of numbers: a tuple for each row would keep the garbage collector busy
    codes: list[str] = []
    call: list[int] = []
    who: list[int] = []
    related: list[bool] = []
    reasoned: list[bool] = []
    requested: list[float] = []
    awarded: list[float] = []
    reclaimed: list[float] = []
    scored: list[int] = []
    by: list[int] = []
    scores: list[float] = []
    promise_of: list[int] = []
    promised: list[float] = []
    achieved: list[float] = []
    due: list[int] = []
    outcome: list[int] = []
    for number, award in enumerate(case.awards):
        for entry in award.applications:
            row = len(codes)
            codes.append(entry.id)
            call.append(number)
            who.append(applicants(entry.applicant))
            related.append(entry.related)
            reasoned.append(bool(entry.reason))
            requested.append(float(entry.requested))
            awarded.append(float(entry.awarded))
            reclaimed.append(float(entry.reclaimed))
            scored.append(len(entry.scores))
            scores.extend(entry.scores)
            if len(entry.reviewers) != len(entry.scores):
                by.extend([-1] * len(entry.scores))
            else:
                panel = panels.get(entry.reviewers)
                if panel is None:
                    panel = panels[entry.reviewers] = [reviewers(name) for name in entry.reviewers]
                by.extend(panel)
            for promise in entry.promises:
                promise_of.append(row)
                promised.append(promise.promised)
                achieved.append(float("nan") if promise.achieved is None else promise.achieved)
                due.append(_ordinal(promise.due))
                outcome.append(outcomes(promise.indicator) if promise.indicator else -1)
    firms = {enterprise.id: enterprise for enterprise in case.enterprises}
    regions, trades = _Codes(), _Codes()
    known = [firms[name] for name in applicants.numbers]
    days = {name: [_ordinal(getattr(award, name)) for award in case.awards] for name in ("opened", "closed", "sunset")}
    decided = [_ordinal(award.decided or award.closed) for award in case.awards]
    return Record(
        calls=tuple(award.id for award in case.awards),
        codes=tuple(codes),
        applicants=tuple(applicants.numbers),
        reviewers=tuple(reviewers.numbers),
        opened=np.array(days["opened"], dtype=np.int64),
        closed=np.array(days["closed"], dtype=np.int64),
        decided=np.array(decided, dtype=np.int64),
        sunset=np.array(days["sunset"], dtype=np.int64),
        call=np.array(call, dtype=np.int64),
        applicant=np.array(who, dtype=np.int64),
        owner=np.array(
            [owners(options.owners.get(name, f"\x1f{name}")) for name in applicants.numbers], dtype=np.int64
        ),
        related=np.array(related, dtype=np.bool_),
        reasoned=np.array(reasoned, dtype=np.bool_),
        requested=np.array(requested, dtype=np.float64),
        awarded=np.array(awarded, dtype=np.float64),
        reclaimed=np.array(reclaimed, dtype=np.float64),
        score_of=np.repeat(np.arange(len(codes)), np.array(scored, dtype=np.int64)),
        score_by=np.array(by, dtype=np.int64),
        score=np.array(scores, dtype=np.float64),
        promise_of=np.array(promise_of, dtype=np.int64),
        promised=np.array(promised, dtype=np.float64),
        achieved=np.array(achieved, dtype=np.float64),
        due=np.array(due, dtype=np.int64),
        outcome=np.array(outcome, dtype=np.int64),
        today=_ordinal(options.day or case.start),
        region=np.array([regions(firm.region) if firm.region else -1 for firm in known], dtype=np.int64),
        activity=np.array([trades(firm.activity) if firm.activity else -1 for firm in known], dtype=np.int64),
    )
