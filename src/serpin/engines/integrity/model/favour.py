"""Signs that rest on chance: is somebody favoured beyond what scores and luck explain? Textbook: "Favour"."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

from serpin.base.randomness import stream
from serpin.engines.integrity.model.families import adjusted, at_least, heavy_tail
from serpin.engines.integrity.model.finding import Finding, found
from serpin.engines.integrity.model.ranking import Ranking, deviation_of
from serpin.engines.integrity.problem.record import Flags, Floats, Ints, Record
from serpin.engines.integrity.result import Sign

_STRATA = 5
_LEAST_CALLS = 4
_LEAST_REVIEWERS = 3
_MOST_ROWS_DRAWN = 60_000_000
_MOST_CELLS = 500_000


def herfindahl(money: Floats, groups: Ints, count: int) -> float:
    """Return Σ s² of the shares of groups in the money; 0 where there is none."""
    sums = np.bincount(groups, weights=money, minlength=count)
    total = sums.sum()
    return float(((sums / total) ** 2).sum()) if total > 0 else 0.0


def concentration(record: Record, ranking: Ranking, level: float, draws: int, seed: int) -> Finding:
    """Compare the concentration of money with that of giving by the scores alone.

    The distance counts only if it is larger than what the noise of the scores does: D = H − H₀ against |H* − H₀| of
    drawn rankings, where H₀ follows the medians (the mean of the drawn ones where calls have no scores).
    """
    won = record.won
    count = int(record.owner.max()) + 1 if record.owner.size else 0
    owner = record.owner[record.applicant] if record.size else record.applicant
    nothing = found(Sign.CONCENTRATION, 0, level, np.zeros(0), np.zeros(0), base_rate=level)
    if won.sum() < 2 or not (ranking.places < ranking.entrants).any():
        return nothing
    observed = herfindahl(record.awarded, owner, count)
    numbers = stream(seed, "integrity/concentration")
    amounts = _amounts(record)
    # fewer draws than this could never fall below the level
    draws = max(math.ceil(1.5 / level), min(draws, _MOST_ROWS_DRAWN // max(1, record.size)))
    spread = np.where(ranking.scored, ranking.error, 1.0)
    base = np.where(ranking.scored, ranking.centre, 0.0)
    drawn = _drawn(record, ranking, amounts, base, spread, (draws, count, numbers))
    faithful = herfindahl(amounts * _top(record.call, base, ranking.places), owner, count)
    centre = faithful if ranking.scored.all() else float(drawn.mean())
    distance = observed - centre
    chance = 1.0
    if distance > 1e-12:
        chance = (1 + int((np.abs(drawn - centre) >= distance - 1e-12).sum())) / (draws + 1)
    if chance > level:
        return found(Sign.CONCENTRATION, 1, level, np.zeros(0), np.zeros(0), base_rate=level)
    sums = np.bincount(owner, weights=record.awarded, minlength=count)
    first = int(np.nonzero(owner == int(sums.argmax()))[0][0])
    one = np.array([chance])
    return found(
        Sign.CONCENTRATION,
        1,
        level,
        np.array([observed]),
        np.array([sums.max()]),
        base_rate=level,
        applicant=record.applicant[[first]],
        expected=np.array([centre]),
        probability=one,
        adjusted=one,
    )


def _drawn(  # noqa: PLR0917 - the columns of one table
    record: Record,
    ranking: Ranking,
    amounts: Floats,
    base: Floats,
    spread: Floats,
    size: tuple[int, int, np.random.Generator],
) -> Floats:
    """Return the concentration in drawn rankings, shape (draws,); calls stand in the rows of one padded table."""
    draws, count, numbers = size
    order = np.argsort(record.call, kind="stable")
    lengths = np.bincount(record.call)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    used = np.nonzero((lengths > 0) & (np.bincount(record.call, weights=ranking.places) > 0))[0]
    width = int(lengths[used].max())
    cells = starts[used][:, None] + np.arange(width)
    real = np.arange(width) < lengths[used][:, None]
    rows = order[np.minimum(cells, order.size - 1)]
    places = ranking.places[rows[:, 0]]
    owner = record.owner[record.applicant[rows]]
    # single precision: noise needs no more, and the draws take half the time
    middle, error = np.where(real, base[rows], -np.inf).astype(np.float32), spread[rows].astype(np.float32)
    money = np.where(real, amounts[rows], 0.0)
    column = np.minimum(width - places, width - 1)[None, :, None]
    drawn = np.empty(draws)
    step = max(1, _MOST_CELLS // rows.size)
    for first in range(0, draws, step):
        some = min(step, draws - first)
        noisy = middle + error * numbers.standard_normal((some, *rows.shape), dtype=np.float32)
        line = np.take_along_axis(np.sort(noisy, axis=2), np.broadcast_to(column, (some, used.size, 1)), axis=2)
        paid = np.where(noisy >= line, money, 0.0).reshape(some, -1)
        keys = (np.arange(some)[:, None] * count + owner.reshape(1, -1)).ravel()
        sums = np.bincount(keys, weights=paid.ravel(), minlength=some * count).reshape(some, count)
        total = sums.sum(axis=1, keepdims=True)
        drawn[first : first + some] = ((sums / np.where(total > 0, total, 1.0)) ** 2).sum(axis=1)
    return drawn


def _amounts(record: Record) -> Floats:
    """Return what each application would get: its award, or its request by the share that its call pays."""
    won = record.won
    calls = len(record.calls)
    asked = np.bincount(record.call[won], weights=record.requested[won], minlength=calls)
    given = np.bincount(record.call[won], weights=record.awarded[won], minlength=calls)
    share = np.divide(given, asked, out=np.ones(calls), where=asked > 0)
    wanted = record.requested * share[record.call]
    means = np.divide(given, np.maximum(np.bincount(record.call[won], minlength=calls), 1))
    return np.where(won, record.awarded, np.where(record.requested > 0, wanted, means[record.call]))


def _top(call: Ints, scores: Floats, places: Ints) -> Flags:
    """Return who is among the first of the own call by these scores."""
    order = np.lexsort((-scores, call))
    starts = np.concatenate(([0], np.cumsum(np.bincount(call))[:-1]))
    chosen = np.zeros(call.size, dtype=np.bool_)
    chosen[order] = np.arange(call.size) - starts[call[order]] < places[order]
    return chosen


def repeat(record: Record, ranking: Ranking, level: float) -> Finding:
    """Find owners that win more often than their scores give a chance to."""
    owner = record.owner[record.applicant]
    count = int(owner.max()) + 1 if owner.size else 0
    tries = np.bincount(owner, minlength=count)
    wins = np.bincount(owner[record.won], minlength=count)
    several = (tries > 1) & (wins > 1)
    tests = int((tries > 1).sum())
    tails = at_least(ranking.chance, owner, np.where(several, wins, 0))
    chances = tails[several]
    fixed = adjusted(chances, tests)
    hit = fixed <= level
    who = np.nonzero(several)[0][hit]
    first = {int(group): int(row) for row, group in reversed(list(enumerate(owner.tolist())))} if who.size else {}
    expected = np.bincount(owner, weights=ranking.chance, minlength=count).astype(np.float64)
    money = np.bincount(owner, weights=record.awarded, minlength=count).astype(np.float64)
    return found(
        Sign.REPEAT,
        tests,
        level,
        wins[who].astype(float),
        money[who],
        base_rate=level / max(tests, 1),
        applicant=record.applicant[[first[int(group)] for group in who]].astype(np.int64),
        expected=expected[who],
        probability=chances[hit],
        adjusted=fixed[hit],
    )


def single(record: Record, level: float) -> Finding:
    """Find calls with one applicant where so few are improbable beside the other calls (negative binomial)."""
    entrants = np.bincount(record.call, minlength=len(record.calls)).astype(float)
    calls = entrants.size
    lone = np.nonzero(entrants == 1)[0]
    if calls - 1 < _LEAST_CALLS:
        return found(Sign.SINGLE, 0, level, np.zeros(0), np.zeros(0))
    mean = (entrants.sum() - 1.0) / (calls - 1)
    squares = ((entrants**2).sum() - 1.0) / (calls - 1)
    spread = max((squares - mean**2) * (calls - 1) / max(calls - 2, 1), 0.0)
    chance = one_of(mean, spread)
    chances = np.full(lone.size, chance)
    fixed = adjusted(chances, calls)
    hit = fixed <= level
    rows = np.array([int(np.nonzero(record.call == call)[0][0]) for call in lone[hit]], dtype=np.int64)
    return found(
        Sign.SINGLE,
        calls,
        level,
        np.ones(int(hit.sum())),
        record.awarded[rows] if rows.size else np.zeros(0),
        base_rate=chance,
        call=lone[hit],
        row=rows,
        applicant=record.applicant[rows] if rows.size else np.zeros(0, dtype=np.int64),
        expected=np.full(int(hit.sum()), mean),
        probability=chances[hit],
        adjusted=fixed[hit],
    )


def one_of(mean: float, variance: float) -> float:
    """Return the probability of exactly one, given at least one: Poisson, negative binomial where spread is larger."""
    if mean <= 0:
        return 1.0
    if variance > mean * (1 + 1e-9):
        size = mean * mean / (variance - mean)
        none = math.exp(size * math.log(size / (size + mean)))
        one = size * none * mean / (size + mean)
    else:
        none, one = math.exp(-mean), mean * math.exp(-mean)
    return min(1.0, one / max(1.0 - none, 1e-300))


def connected(record: Record, ranking: Ranking, level: float) -> tuple[Finding, float, float]:
    """Test whether the connected win more at equal scores (Cochran, Mantel and Haenszel); also return z and its base.

    Strata are fifths of the distance of the score from the line of the own call. V is that of drawing winners within a
    stratum without replacement.
    """
    open_ = (ranking.places > 0) & (ranking.places < ranking.entrants) & ~ranking.barred
    nothing = found(Sign.CONNECTED, 0, level, np.zeros(0), np.zeros(0), base_rate=level)
    related, won = record.related[open_], record.won[open_]
    if not related.any() or related.all():
        return nothing, 0.0, 0.0
    scale = np.where(ranking.error > 0, ranking.error, 1.0)
    distance = np.where(
        ranking.scored, (ranking.centre - np.where(np.isfinite(ranking.cut), ranking.cut, 0.0)) / scale, 0
    )
    z, expected = stratified(distance[open_], related, won)
    chance = float(ndtr(-z))
    if chance > level or z <= 0:
        return found(Sign.CONNECTED, 1, level, np.zeros(0), np.zeros(0), base_rate=level), z, expected
    one = np.array([chance])
    paid = record.awarded[record.related].sum()
    finding = found(
        Sign.CONNECTED,
        1,
        level,
        np.array([float((related & won).sum())]),
        np.array([paid]),
        base_rate=level,
        expected=np.array([expected]),
        probability=one,
        adjusted=one,
    )
    return finding, z, expected


def stratified(distance: Floats, related: Flags, won: Flags) -> tuple[float, float]:
    """Return z = (O − E)/√V over fifths of a distance, and E: how many of the connected should have won."""
    edges = np.quantile(distance, np.arange(1, _STRATA) / _STRATA)
    stratum = np.searchsorted(edges, distance, side="right")
    observed = expected = variance = 0.0
    for number in range(_STRATA):
        mine = stratum == number
        size = float(mine.sum())
        if size < 2:
            continue
        near, paid = float(related[mine].sum()), float(won[mine].sum())
        observed += float((related & won)[mine].sum())
        expected += near * paid / size
        variance += near * (size - near) * paid * (size - paid) / (size * size * (size - 1))
    return ((observed - expected) / math.sqrt(variance) if variance > 0 else 0.0), expected


def reviewer(record: Record, level: float) -> Finding:
    """Find reviewers who see more in an applicant than the others do, time and again."""
    nothing = found(Sign.REVIEWER, 0, level, np.zeros(0), np.zeros(0))
    counts = np.bincount(record.score_of, minlength=record.size)
    usable = (counts[record.score_of] >= _LEAST_REVIEWERS) & (record.score_by >= 0)
    if usable.sum() < 2 * _LEAST_REVIEWERS:
        return nothing
    above = record.score - _others(record, counts)
    noise = deviation_of(above[usable])
    if noise <= 0:
        return nothing
    people = len(record.reviewers)
    pair = record.applicant[record.score_of] * people + record.score_by
    pairs, place, size = np.unique(pair[usable], return_inverse=True, return_counts=True)
    mean = np.bincount(place, weights=above[usable]) / size
    chances = heavy_tail(mean * np.sqrt(size) / noise, size)
    fixed = adjusted(chances)
    hit = fixed <= level
    applicant = pairs[hit] // people
    money = np.bincount(record.applicant, weights=record.awarded, minlength=len(record.applicants))
    return found(
        Sign.REVIEWER,
        int(pairs.size),
        level,
        mean[hit],
        money[applicant],
        base_rate=level / max(int(pairs.size), 1),
        applicant=applicant,
        reviewer=pairs[hit] % people,
        expected=np.zeros(int(hit.sum())),
        probability=chances[hit],
        adjusted=fixed[hit],
    )


def _others(record: Record, counts: Ints) -> Floats:
    """Return for each score the median of the other scores of the same application."""
    order = np.lexsort((record.score, record.score_of))
    scores, of = record.score[order], record.score_of[order]
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))[of]
    place, left = np.arange(of.size) - first, counts[of] - 1
    low, high = np.maximum(left - 1, 0) // 2, left // 2
    last = max(of.size - 1, 0)
    one = scores[np.minimum(first + low + (low >= place), last)]
    other = scores[np.minimum(first + high + (high >= place), last)]
    found_ = np.empty(of.size)
    found_[order] = (one + other) / 2
    return found_


def cost(record: Record, level: float, least: int) -> Finding:
    """Find awards whose money for one unit of outcome is far above that of others with the same outcome."""
    usable = (record.outcome >= 0) & (record.achieved > 0) & (record.awarded[record.promise_of] > 0)
    of, outcome = record.promise_of[usable], record.outcome[usable]
    if not of.size:
        return found(Sign.COST, 0, level, np.zeros(0), np.zeros(0))
    key = of * (int(outcome.max()) + 1) + outcome
    keys, place = np.unique(key, return_inverse=True)
    got = np.bincount(place, weights=record.achieved[usable])
    row, kind = keys // (int(outcome.max()) + 1), keys % (int(outcome.max()) + 1)
    log = np.log(record.awarded[row] / got)
    chances, typical, tested = np.ones(log.size), np.zeros(log.size), 0
    for number in np.unique(kind):
        mine = kind == number
        if mine.sum() < least:
            continue
        tested += int(mine.sum())
        middle, spread = float(np.median(log[mine])), deviation_of(log[mine])
        typical[mine] = math.exp(middle)
        if spread > 0:
            chances[mine] = heavy_tail((log[mine] - middle) / spread)
    fixed = adjusted(chances, max(tested, 1))
    hit = (fixed <= level) & (typical > 0)
    rows = row[hit]
    return found(
        Sign.COST,
        tested,
        level,
        np.exp(log[hit]),
        record.awarded[rows],
        base_rate=level / max(tested, 1),
        call=record.call[rows],
        row=rows,
        applicant=record.applicant[rows],
        expected=typical[hit],
        probability=chances[hit],
        adjusted=fixed[hit],
    )
