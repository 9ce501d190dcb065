"""From columns to the audit: flags in sentences, lines by sign, claw-back, figures and the study."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Progress, wants_stop
from serpin.base.texts import mark
from serpin.engines.integrity.model.conduct import overridden
from serpin.engines.integrity.model.favour import herfindahl, one_of
from serpin.engines.integrity.model.finding import Finding
from serpin.engines.integrity.model.honest import HIDDEN, HONEST, OPEN, Trials, shape_of, study, trials_for
from serpin.engines.integrity.model.signs import Reading, read
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.record import Record
from serpin.engines.integrity.problem.rule import ClawBackRule
from serpin.engines.integrity.problem.words import WORDS
from serpin.engines.integrity.result import CHANCE, ClawBack, Figure, Flag, Sign, SignLine, Study, Suspicion
from serpin.vocabulary.result import Message

_MOST_FLAGS = 1000
_MOST_LINES = 2000
_MOST_SUSPICIONS = 100
_LEAST_FOR_POWER = 300
_Z95 = 1.959963984540054
_RANDOM, _AIM = mark("equal awards thrown at random"), mark("aim")
_PERSONAL = tuple(sign for sign in Sign if sign not in (Sign.SHORT, Sign.SUNSET, Sign.CONNECTED))


@dataclass(frozen=True)
class Answer:
    """Everything that goes into the result."""

    flags: tuple[Flag, ...]
    flagged: int
    signs: tuple[SignLine, ...]
    figures: tuple[Figure, ...]
    claw_backs: tuple[ClawBack, ...]
    owed: Decimal
    reclaimed: Decimal
    suspicions: tuple[Suspicion, ...]
    studies: tuple[Study, ...]
    notes: tuple[Message, ...]
    stopped: bool


def answer(
    record: Record, options: IntegrityOptions, rule: ClawBackRule, seed: int, progress: Progress | None
) -> Answer:
    """Audit a record."""
    reading = read(record, options, rule, options.draws, seed)
    stopped = wants_stop(progress, 0.2)
    count = 0 if stopped else trials_for(record, options)
    trials = study(shape_of(record, reading.ranking), count, options, rule, seed, progress) if count else ()
    stopped = stopped or (count > 0 and len(trials) < 3)
    owed, lines = _claw_backs(record, reading)
    return Answer(
        flags=tuple(flag for finding in reading.findings.values() for flag in _flags(finding, record, reading)),
        flagged=sum(finding.count for finding in reading.findings.values()),
        signs=tuple(_line(reading.findings[sign], options, trials) for sign in Sign),
        figures=_figures(record, reading),
        claw_backs=lines,
        owed=owed,
        reclaimed=to_money(float(record.reclaimed.sum())),
        suspicions=_suspicions(record, reading),
        studies=tuple(_study(one) for one in trials),
        notes=_notes(record, reading, options, count, rule),
        stopped=stopped,
    )


def _flags(finding: Finding, record: Record, reading: Reading) -> list[Flag]:
    """Return the flags of a finding, the largest money first."""
    listed = np.argsort(-finding.money, kind="stable")[:_MOST_FLAGS]
    return [_flag(finding, int(place), record, reading) for place in listed]


def _flag(finding: Finding, place: int, record: Record, reading: Reading) -> Flag:
    row, call = int(finding.row[place]), int(finding.call[place])
    who, by = int(finding.applicant[place]), int(finding.reviewer[place])
    observed, expected = float(finding.observed[place]), float(finding.expected[place])
    money = to_money(float(finding.money[place]))
    applicant = record.applicants[who] if who >= 0 else ""
    values = {
        "observed": _short(observed),
        "expected": _short(expected),
        "amount": float(money),
        "share": round(1.0 - float(reading.kept.missing[row]), 4) if row >= 0 else 0.0,
        "cost": _short(observed),
        "worth": _short(expected),
        "applicant": applicant,
        "reviewer": record.reviewers[by] if by >= 0 else "",
    }
    text = WORDS[finding.sign].flag
    chance, fixed = float(finding.probability[place]), float(finding.adjusted[place])
    return Flag(
        sign=finding.sign,
        call=record.calls[call] if call >= 0 else "",
        application=record.codes[row] if row >= 0 else "",
        applicant=applicant,
        reviewer=values["reviewer"],
        observed=observed,
        threshold=finding.threshold,
        probability=None if math.isnan(chance) else chance,
        adjusted=None if math.isnan(fixed) else fixed,
        money=money,
        sentence=Message(text=text, values={key: value for key, value in values.items() if f"{{{key}}}" in text}),
    )


def _short(value: float) -> float:
    return 0.0 if math.isnan(value) else float(f"{value:.4g}")


def _line(finding: Finding, options: IntegrityOptions, trials: tuple[Trials, ...]) -> SignLine:
    words = WORDS[finding.sign]
    values = {
        "probability": round(finding.threshold, 4),
        "days": options.least_days,
        "years": options.most_years,
        "share": options.kept_from,
    }
    shares = {one.kind: one.by_sign[finding.sign] / one.count for one in trials}
    note = None
    if finding.sign is Sign.CONNECTED and finding.tested and not finding.count:
        note = Message(
            text=mark("Below about {count} applications a clean answer means little."), values={"count": 300}
        )
    return SignLine(
        sign=finding.sign,
        formula=words.formula,
        threshold=Message(
            text=words.threshold,
            values={key: value for key, value in values.items() if f"{{{key}}}" in words.threshold},
        ),
        source=Message(text=words.source),
        tested=finding.tested,
        flagged=finding.count,
        base_rate=finding.base_rate if finding.tested else 0.0,
        false_alarms=shares.get(HONEST),
        power_open=shares.get(OPEN),
        power_hidden=shares.get(HIDDEN),
        note=note,
    )


def _study(one: Trials) -> Study:
    share, n = one.any / one.count, one.count
    centre = (share + _Z95**2 / (2 * n)) / (1 + _Z95**2 / n)
    reach = _Z95 * math.sqrt(share * (1 - share) / n + _Z95**2 / (4 * n * n)) / (1 + _Z95**2 / n)
    return Study(kind=one.kind, trials=n, any=share, low=max(0.0, centre - reach), high=min(1.0, centre + reach))


def _claw_backs(record: Record, reading: Reading) -> tuple[Decimal, tuple[ClawBack, ...]]:
    kept = reading.kept
    owed = kept.returned + kept.interest
    rows = np.nonzero((owed > 0) & (kept.judged > 0))[0]
    listed = rows[np.argsort(-(owed - record.reclaimed)[rows], kind="stable")][:_MOST_LINES]
    lines = []
    for row in listed.tolist():
        returned, interest = to_money(float(kept.returned[row])), to_money(float(kept.interest[row]))
        reclaimed = to_money(float(record.reclaimed[row]))
        lines.append(
            ClawBack(
                call=record.calls[record.call[row]],
                application=record.codes[row],
                applicant=record.applicants[record.applicant[row]],
                awarded=to_money(float(record.awarded[row])),
                missing=float(kept.missing[row]),
                returned=returned,
                interest=interest,
                reclaimed=reclaimed,
                open=max(returned + interest - reclaimed, Decimal(0)),
            )
        )
    return to_money(float(owed[rows].sum())), tuple(lines)


def random_index(awards: int, applicants: int) -> float:
    """Return the expected concentration of n equal awards thrown at m applicants: 1/n + (n − 1)/(n·m)."""
    return 1.0 / awards + (awards - 1) / (awards * applicants)


def random_repeats(awards: int, applicants: int) -> float:
    """Return how many of m applicants get two or more of n awards that are thrown at them."""
    n, m = awards, applicants
    return m * (1 - (1 - 1 / m) ** n - n / m * (1 - 1 / m) ** (n - 1))


def _figures(record: Record, reading: Reading) -> tuple[Figure, ...]:
    won, ranking, kept = record.won, reading.ranking, reading.kept
    awards = int(won.sum())
    if not awards:
        return ()
    owner = record.owner[record.applicant]
    count = int(owner.max()) + 1
    sums = np.sort(np.bincount(owner, weights=record.awarded, minlength=count))[::-1]
    wins = np.bincount(owner[won], minlength=count)
    paid, passed = overridden(record, ranking)
    entrants = np.bincount(record.call, minlength=len(record.calls))
    total, known = float(record.awarded.sum()), entrants[entrants > 0]
    owed = float((kept.returned + kept.interest).sum())
    figures = [
        Figure(
            name=mark("Concentration of money (sum of squared shares)"),
            base_name=_RANDOM,
            value=herfindahl(record.awarded, owner, count),
            base=random_index(awards, count),
            is_share=False,
        ),
        Figure(name=mark("Share of the five that got most"), value=float(sums[:5].sum() / total)),
        Figure(
            name=mark("Applicants with two or more awards"),
            base_name=_RANDOM,
            value=float((wins > 1).sum()),
            base=random_repeats(awards, count),
            is_share=False,
        ),
        Figure(
            name=mark("Calls with one applicant"),
            base_name=mark("by chance"),
            value=float((entrants == 1).mean()),
            base=one_of(float(known.mean()), float(known.var())),
        ),
        Figure(
            name=mark("Awards against the scores, with or without a reason"),
            value=float(paid.sum() / awards),
            base=0.0,
            base_name=_AIM,
        ),
        Figure(
            name=mark("Points lost by awards against the scores"),
            value=float(ranking.centre[passed].sum() - ranking.centre[paid].sum()) if paid.any() else 0.0,
            base=0.0,
            base_name=_AIM,
            is_share=False,
        ),
        Figure(
            name=mark("Share of the connected in the money"),
            base_name=mark("their share in the applications"),
            value=float(record.awarded[record.related].sum() / total),
            base=float(record.related.mean()),
        ),
    ]
    figures += _spread(record)
    if kept.set:
        figures.append(
            Figure(name=mark("Obligations met, of those that are due and answered"), value=kept.met / kept.set)
        )
    if owed > 0:
        back = float(np.minimum(record.reclaimed, kept.returned + kept.interest).sum())
        figures.append(Figure(name=mark("Claimed back, of what the rule asks for"), value=back / owed))
    return tuple(figures)


def _spread(record: Record) -> list[Figure]:
    """Return the concentration of money over regions and activities, beside that of the requests."""
    found = []
    for name, group in (
        (mark("Concentration of money over regions"), record.region),
        (mark("Concentration of money over activities"), record.activity),
    ):
        if not group.size or group.max() < 1:
            continue
        of = group[record.applicant]
        count, is_known = int(group.max()) + 1, of >= 0
        found.append(
            Figure(
                name=name,
                value=herfindahl(record.awarded[is_known], of[is_known], count),
                base=herfindahl(record.requested[is_known], of[is_known], count),
                base_name=mark("that of the requests"),
                is_share=False,
            )
        )
    return found


def _contradictions(record: Record) -> list[Message]:
    """Return what cannot be so in the data: days in the wrong order, more given than was asked for."""
    both = (record.closed > 0) & (record.decided > 0)
    turned = int(
        ((record.opened > record.closed) & (record.closed > 0)).sum() + ((record.decided < record.closed) & both).sum()
    )
    more = int(((record.awarded > record.requested) & (record.requested > 0)).sum())
    back = int((record.reclaimed > record.awarded).sum())
    found = []
    for text, count in (
        (mark("Calls with days in the wrong order: {count}."), turned),
        (mark("Applications that got more than they asked for: {count}."), more),
        (mark("Applications from which more was claimed back than they got: {count}."), back),
    ):
        if count:
            found.append(Message(text=text, values={"count": count}))
    return found


def _suspicions(record: Record, reading: Reading) -> tuple[Suspicion, ...]:
    """Return the applicants with most signs: the mean of red flags, after Fazekas and Tóth."""
    signs: dict[int, set[Sign]] = {}
    for finding in reading.findings.values():
        if finding.sign in _PERSONAL:
            for who in finding.applicant.tolist():
                signs.setdefault(int(who), set()).add(finding.sign)
    money = np.bincount(record.applicant, weights=record.awarded, minlength=len(record.applicants))
    ranked = sorted(signs, key=lambda who: (-len(signs[who]), -money[who], record.applicants[who]))[:_MOST_SUSPICIONS]
    return tuple(
        Suspicion(
            applicant=record.applicants[who],
            signs=tuple(sign for sign in Sign if sign in signs[who]),
            money=to_money(float(money[who])),
            index=len(signs[who]) / len(_PERSONAL),
        )
        for who in ranked
    )


def _notes(
    record: Record, reading: Reading, options: IntegrityOptions, trials: int, rule: ClawBackRule
) -> tuple[Message, ...]:
    notes = [Message(text=mark("Signs are risks to look at, not proof of anything."))]
    notes += _contradictions(record)
    unscored = int(np.unique(record.call[~reading.ranking.scored]).size)
    if unscored:
        notes.append(
            Message(
                text=mark(
                    "Calls without the scores of all applications: {count}; there every applicant had an equal chance."
                ),
                values={"count": unscored},
            )
        )
    if record.size < _LEAST_FOR_POWER:
        notes.append(
            Message(
                text=mark("There are {count} applications only: hidden favour would often not be seen."),
                values={"count": record.size},
            )
        )
    undated = int((record.decided == 0).sum())
    if undated:
        notes.append(
            Message(
                text=mark("Calls without a day of decision: {count}; no interest is counted there."),
                values={"count": undated},
            )
        )
    if options.trials and not trials:
        notes.append(
            Message(text=mark("The programme is too large to be simulated here; see the textbook for the rates."))
        )
    if not rule.verified:
        notes.append(
            Message(
                text=mark(
                    "The rule of claw-back counts with a base rate of {share}; this figure is not from the law itself."
                ),
                values={"share": rule.rate},
            )
        )
    return tuple(notes)


__all__ = ["CHANCE", "Answer", "answer", "random_index", "random_repeats"]
