"""Simulated programmes of the same shape, honest and captured. Textbook: "How often it cries wolf"."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from serpin.base.progress import Progress, wants_stop
from serpin.base.randomness import stream
from serpin.engines.integrity.model.conduct import obligations
from serpin.engines.integrity.model.ranking import Ranking
from serpin.engines.integrity.model.signs import read
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.record import Flags, Floats, Ints, Record
from serpin.engines.integrity.problem.rule import ClawBackRule
from serpin.engines.integrity.result import Sign

HONEST, OPEN, HIDDEN = "honest", "open", "hidden"
KINDS = (HONEST, OPEN, HIDDEN)

_DRAWS = 199
_MOST_APPLICATIONS = 100_000
_FEWEST_TRIALS = 20
_LEAST_CONNECTED = 0.15
_EXCEPTION = 0.02
_OPEN_DAYS, _SUPPORT_DAYS = 45, 730
_KEPT_MEAN, _KEPT_SPREAD = 0.05, 0.25
_FAVOUR = 5.0
"""By so many standard deviations of one score the friendly reviewer lifts the favoured applicant."""
_MERIT, _NOISE, _MIDDLE = 8.0, 4.0, 70.0


@dataclass(frozen=True)
class Shape:
    """The shape of a programme: calls with their places and days, applicants, reviewers, spread of merit and scores."""

    places: Ints
    decided: Ints
    today: int
    entrants: float
    applicants: int
    reviewers: int
    panel: int
    merit: float
    noise: float
    connected: float
    amounts: Floats


def shape_of(record: Record, ranking: Ranking) -> Shape:
    """Return the shape of a record; what it does not show is taken from ordinary programmes."""
    calls = len(record.calls)
    counts = np.bincount(record.call, minlength=calls)
    panel = int(np.median(np.bincount(record.score_of, minlength=max(record.size, 1)))) if record.score.size else 3
    noise = ranking.noise or _NOISE
    free = ~ranking.barred
    sums = np.bincount(record.call[free], weights=ranking.centre[free], minlength=calls)
    means = sums / np.maximum(np.bincount(record.call[free], minlength=calls), 1)
    apart = (ranking.centre - means[record.call])[ranking.scored & free & (counts[record.call] > 1)]
    spread = math.sqrt(max(float((apart**2).mean()) - noise**2 / max(panel, 1), 0.0)) if apart.size else 0.0
    decided = np.where(record.decided > 0, record.decided, record.today)
    amounts = record.requested[record.requested > 0]
    return Shape(
        np.maximum(np.bincount(record.call[record.won], minlength=calls), 1),
        decided,
        record.today,
        float(counts.mean()),
        max(len(record.applicants), int(counts.max()) + 1),
        max(len(record.reviewers), 3),
        max(panel, 3),
        spread or _MERIT,
        noise,
        max(float(record.related.mean()), _LEAST_CONNECTED),
        amounts if amounts.size else np.ones(1),
    )


def draw(shape: Shape, kind: str, premium: float, rule: ClawBackRule, numbers: np.random.Generator) -> Record:
    """Return a drawn programme.

    Parameters
    ----------
    shape
        What it looks like.
    kind
        ``honest``: by mean scores, exceptions with a reason, nobody is paid after a failure, what failed is claimed
        back. ``open``: one favoured applicant is paid in every second call, a reviewer lifts it, it keeps a fifth of
        its promises, nobody claims back. ``hidden``: the connected are preferred by a premium of merit, and there is a
        reason for everything.
    premium
        In standard deviations of merit.
    rule
        The rule of claw-back, which honest givers keep.
    numbers
        Generator.
    """
    firm = numbers.standard_normal(shape.applicants)
    related = numbers.random(shape.applicants) < shape.connected
    friend = int(numbers.integers(shape.applicants))
    if kind == OPEN:
        related[friend] = True
    parts: list[tuple[Ints, Floats, Ints, Floats, Floats]] = []
    failed_on = np.full(shape.applicants, np.iinfo(np.int64).max)
    wins, reasons, promised, achieved = [], [], [], []
    for number in np.argsort(shape.decided, kind="stable").tolist():
        size = min(max(1, int(numbers.poisson(shape.entrants))), shape.applicants)
        who = numbers.permutation(shape.applicants)[:size]
        favoured = kind == OPEN and number % 2 == 0
        if favoured and friend not in who:
            who[0] = friend
        merit = shape.merit * (firm[who] + numbers.standard_normal(size)) / math.sqrt(2)
        panel = numbers.permutation(shape.reviewers)[: shape.panel] if shape.reviewers > shape.panel else None
        by = np.arange(min(shape.panel, shape.reviewers)) if panel is None else np.sort(panel)
        scores = _MIDDLE + merit[:, None] + shape.noise * numbers.standard_normal((size, by.size))
        if favoured:
            scores[who == friend, 0] += _FAVOUR * shape.noise
        standing = scores.mean(axis=1) + (premium * shape.merit * related[who] if kind == HIDDEN else 0.0)
        barred = (failed_on[who] < shape.decided[number]) & ~((who == friend) & (kind == OPEN))
        order = np.argsort(-np.where(barred, -np.inf, standing), kind="stable")
        places = int(min(shape.places[number], (~barred).sum()))
        chosen = order[:places].copy()
        if 0 < places < size - int(barred.sum()) and numbers.random() < _EXCEPTION * places:
            chosen[-1] = order[places]
        if favoured and places and not (who[chosen] == friend).any():
            chosen[-1] = int(np.nonzero(who == friend)[0][0])
        won = np.zeros(size)
        won[chosen] = 1.0
        kept = np.exp(_KEPT_MEAN + _KEPT_SPREAD * numbers.standard_normal(size))
        kept = np.where((who == friend) & favoured, 0.2, kept)
        due = shape.decided[number] + _SUPPORT_DAYS
        known = due <= shape.today
        if known:
            bad = who[chosen][kept[chosen] < 0.9]
            failed_on[bad] = np.minimum(failed_on[bad], due)
        parts.append((who, won, by, scores.ravel(), np.full(size, float(number))))
        wins.append(won)
        # The passed over carry a written reason, too: an honest giver says why a better score was not paid.
        reasons.append(~((who == friend) & favoured))
        promised.append(np.round(numbers.uniform(8, 40, size)))
        achieved.append(np.where(known, promised[-1] * kept, np.nan))
    return _assembled(
        shape,
        parts,
        np.concatenate(reasons),
        np.concatenate(promised),
        np.concatenate(achieved),
        kind,
        related,
        rule,
        friend,
        numbers,
    )


def _assembled(  # noqa: PLR0917 - the columns of one drawn programme
    shape: Shape,
    parts: list[tuple[Ints, Floats, Ints, Floats, Floats]],
    reasons: Flags,
    promised: Floats,
    achieved: Floats,
    kind: str,
    related: Flags,
    rule: ClawBackRule,
    friend: int,
    numbers: np.random.Generator,
) -> Record:
    who = np.concatenate([part[0] for part in parts])
    won = np.concatenate([part[1] for part in parts]) > 0
    call = np.concatenate([part[4] for part in parts]).astype(np.int64)
    by = np.concatenate([np.tile(part[2], part[0].size) for part in parts])
    panels = np.concatenate([np.full(part[0].size, part[2].size) for part in parts])
    scores = np.round(np.concatenate([part[3] for part in parts]))
    requested = numbers.choice(shape.amounts, who.size)
    rows = np.nonzero(won)[0]
    record = Record(
        calls=tuple(str(number) for number in range(shape.places.size)),
        codes=tuple(str(number) for number in range(who.size)),
        applicants=tuple(str(number) for number in range(shape.applicants)),
        reviewers=tuple(str(number) for number in range(shape.reviewers)),
        opened=shape.decided - 2 * _OPEN_DAYS,
        closed=shape.decided - _OPEN_DAYS,
        decided=shape.decided,
        sunset=shape.decided + _SUPPORT_DAYS,
        call=call,
        applicant=who,
        owner=np.arange(shape.applicants),
        related=related[who],
        reasoned=reasons,
        requested=requested,
        awarded=np.where(won, requested, 0.0),
        reclaimed=np.zeros(who.size),
        score_of=np.repeat(np.arange(who.size), panels),
        score_by=by,
        score=scores,
        promise_of=rows,
        promised=promised[rows],
        achieved=achieved[rows],
        due=shape.decided[call[rows]] + _SUPPORT_DAYS,
        outcome=np.zeros(rows.size, dtype=np.int64),
        today=shape.today,
    )
    kept = obligations(record, rule, 0.9)
    back = np.where((who == friend) & (kind == OPEN), 0.0, kept.returned + kept.interest)
    return replace(record, reclaimed=back)


@dataclass(frozen=True)
class Trials:
    """How many trials of a kind were drawn, in how many anything was flagged, and each sign."""

    kind: str
    count: int
    any: int
    by_sign: dict[Sign, int]


def trials_for(record: Record, options: IntegrityOptions) -> int:
    """Return how many trials are affordable for a record of this size; 0 where too few would be."""
    affordable = min(options.trials, _MOST_APPLICATIONS // max(record.size, 1))
    return affordable if affordable >= min(_FEWEST_TRIALS, options.trials) else 0


def study(  # noqa: PLR0917 - what one study needs
    shape: Shape, count: int, options: IntegrityOptions, rule: ClawBackRule, seed: int, progress: Progress | None
) -> tuple[Trials, ...]:
    """Draw honest and captured programmes, audit each, and count; a stop ends it with the kinds that are done."""
    done = []
    for place, kind in enumerate(KINDS):
        numbers = stream(seed, f"integrity/study/{kind}")
        hits = dict.fromkeys(Sign, 0)
        anything = drawn = 0
        for trial in range(count):
            if wants_stop(progress, 0.2 + 0.8 * (place * count + trial) / (len(KINDS) * count)):
                break
            record = draw(shape, kind, options.premium, rule, numbers)
            findings = read(record, options, rule, _DRAWS, trial).findings
            for sign, finding in findings.items():
                hits[sign] += finding.count > 0
            anything += any(finding.count for finding in findings.values())
            drawn += 1
        if drawn < count:
            break
        done.append(Trials(kind, drawn, anything, hits))
    return tuple(done)
