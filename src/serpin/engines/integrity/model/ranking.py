"""Scores, ranks and the chance to win that the scores alone give. Textbook: "What the scores say"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from serpin.engines.integrity.problem.record import Flags, Floats, Ints, Record

_TO_DEVIATION = 1.4826022185056018
_MEDIAN_PRICE = 1.2533141373155003
"""√(π/2): the standard error of a median is so many times that of a mean."""
_FEWEST_FOR_MEDIAN = 3
_BELOW = -1e9
"""Score of who had to be refused."""


@dataclass(frozen=True)
class Ranking:
    """What the scores say of each application, shape (applications,); ``places`` is the number of winners of its call.

    ``centre`` is the median score, ``error`` its standard error, ``cut`` the line between paid and unpaid, ``chance``
    the probability to be above it; ``by_median`` and ``by_mean`` are ranks from 1, ties get the better one. ``scored``
    says whether every application of the call has scores; where not, the chance is places / applications. Who had to be
    refused stands below all others. The chance is the better one of those by median and by mean.
    """

    centre: Floats
    mean: Floats
    error: Floats
    cut: Floats
    chance: Floats
    by_median: Ints
    by_mean: Ints
    places: Ints
    entrants: Ints
    scored: Flags
    barred: Flags
    noise: float


def deviation_of(values: Floats) -> float:
    """Return the standard deviation by the median of absolute deviations; the plain one where that is zero."""
    if values.size < 2:
        return 0.0
    spread = float(_TO_DEVIATION * np.median(np.abs(values - np.median(values))))
    return spread if spread > 0 else float(values.std(ddof=1))


def rank(record: Record, barred: Flags | None = None) -> Ranking:
    """Return what the scores of a record say.

    Parameters
    ----------
    record
        The awards.
    barred
        Applications that had to be refused whatever their scores; nobody where it is empty.
    """
    size, calls = record.size, len(record.calls)
    counts = np.bincount(record.score_of, minlength=size)
    centre, mean, noise = _centres(record, counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.where(counts >= _FEWEST_FOR_MEDIAN, _MEDIAN_PRICE, 1.0)
        error = np.where(counts > 0, noise * price / np.sqrt(np.maximum(counts, 1)), 0.0)
    out = np.zeros(size, dtype=np.bool_) if barred is None else barred & ~record.won
    entrants = np.bincount(record.call, minlength=calls)
    allowed = np.bincount(record.call[~out], minlength=calls)
    places = np.bincount(record.call[record.won], minlength=calls)
    unscored = np.bincount(record.call[counts == 0], minlength=calls) > 0
    scored = ~unscored[record.call]
    centre, mean = np.where(scored, centre, 0.0), np.where(scored, mean, 0.0)
    centre, mean = np.where(out, _BELOW, centre), np.where(out, _BELOW, mean)
    by_median, ordered = _ranks(record.call, centre, entrants)
    by_mean, ordered_means = _ranks(record.call, mean, entrants)
    cut = _cuts(ordered, entrants, allowed, places)[record.call]
    line = _cuts(ordered_means, entrants, allowed, places)[record.call]
    spread = np.where(error > 0, error, 1e-9)
    above = np.maximum(ndtr((centre - cut) / spread), ndtr((mean - line) / spread))
    share = (places / np.maximum(allowed, 1))[record.call]
    chance = np.where(scored, above, np.minimum(share, 1.0))
    chance = np.where((places[record.call] == 0) | out, 0.0, np.where(share >= 1.0, 1.0, chance))
    return Ranking(
        centre,
        mean,
        error,
        cut,
        chance,
        by_median,
        by_mean,
        places[record.call],
        allowed[record.call],
        scored,
        out,
        noise,
    )


def _centres(record: Record, counts: Ints) -> tuple[Floats, Floats, float]:
    """Return medians and means by application, and the standard deviation of one reviewer's score."""
    order = np.lexsort((record.score, record.score_of))
    sorted_scores = record.score[order]
    first = np.concatenate(([0], np.cumsum(counts)[:-1])) if counts.size else np.zeros(0, dtype=np.int64)
    has = counts > 0
    centre = np.zeros(counts.size)
    low, high = first + (counts - 1) // 2, first + counts // 2
    if has.any():
        centre[has] = (sorted_scores[low[has]] + sorted_scores[high[has]]) / 2
    sums = np.bincount(record.score_of, weights=record.score, minlength=counts.size)
    mean = np.divide(sums, counts, out=np.zeros(counts.size), where=has)
    several = counts[record.score_of] > 1
    parts = record.score[several] - mean[record.score_of[several]]
    spread = counts[record.score_of[several]]
    return centre, mean, deviation_of(parts * np.sqrt(spread / (spread - 1)))


def _ranks(call: Ints, scores: Floats, entrants: Ints) -> tuple[Ints, Floats]:
    """Return ranks in the own call (ties get the best), and the scores call by call in falling order."""
    order = np.lexsort((-scores, call))
    first = np.concatenate(([0], np.cumsum(entrants)[:-1])) if entrants.size else np.zeros(0, dtype=np.int64)
    ordered = scores[order]
    place = np.arange(call.size) - first[call[order]]
    starts = np.ones(call.size, dtype=np.bool_)
    if call.size > 1:
        starts[1:] = (ordered[1:] != ordered[:-1]) | (call[order][1:] != call[order][:-1])
    best = np.maximum.accumulate(np.where(starts, np.arange(call.size), 0)) if call.size else place
    ranks = np.empty(call.size, dtype=np.int64)
    ranks[order] = place[best] + 1 if call.size else place
    return ranks, ordered


def _cuts(ordered: Floats, entrants: Ints, allowed: Ints, places: Ints) -> Floats:
    """Return the line between the last paid and the first unpaid place of each call, were it by scores alone."""
    first = np.concatenate(([0], np.cumsum(entrants)[:-1])) if entrants.size else np.zeros(0, dtype=np.int64)
    cuts = np.full(entrants.size, -np.inf)
    inner = (places > 0) & (places < allowed)
    at = first[inner] + places[inner]
    cuts[inner] = (ordered[at - 1] + ordered[at]) / 2
    return cuts
