"""Many tests at once: Benjamini–Hochberg within a sign, the level divided among the signs. Textbook: "Many tests"."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from serpin.engines.integrity.problem.record import Floats, Ints

_TAIL_DEGREES = 6.0


def adjusted(probabilities: Floats, tests: int | None = None) -> Floats:
    """Return the probabilities after Benjamini and Hochberg (1995): the least level at which each is flagged.

    Parameters
    ----------
    probabilities
        Of the tests with an answer, shape (tests,).
    tests
        How many tests there were in all; those that are not listed had probability one.
    """
    count = probabilities.size
    if not count:
        return probabilities
    order = np.argsort(probabilities, kind="stable")
    scaled = probabilities[order] * (tests or count) / np.arange(1, count + 1)
    found = np.empty(count)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def heavy_tail(standardised: Floats, size: Ints | int = 1) -> Floats:
    """Return the upper tail of Student's t with six degrees of freedom for each value of a mean.

    It is careful where errors are not normal; the mean of many values comes close to normal all the same.
    """
    return np.asarray(stdtr(_TAIL_DEGREES * size, -standardised), dtype=np.float64)


def at_least(chances: Floats, groups: Ints, wins: Ints) -> Floats:
    """Return for each group the probability of at least so many successes of independent unequal chances.

    Parameters
    ----------
    chances
        Chance of each trial, shape (trials,).
    groups
        Group of each trial, 0 … groups − 1.
    wins
        Successes that each group had, shape (groups,).
    """
    counts = np.bincount(groups, minlength=wins.size)
    order = np.argsort(groups, kind="stable")
    first = np.concatenate(([0], np.cumsum(counts)[:-1])) if counts.size else counts
    tails = np.ones(wins.size)
    several = np.nonzero(wins > 0)[0]
    by_size = several[np.argsort(counts[several], kind="stable")]
    for chunk in np.array_split(by_size, max(1, by_size.size // 2000)):
        if chunk.size:
            tails[chunk] = _tails(chances[order], first[chunk], counts[chunk], wins[chunk])
    return tails


def _tails(chances: Floats, first: Ints, counts: Ints, wins: Ints) -> Floats:
    """Convolve one trial after the other; the last state holds all that reach the number of wins."""
    most, width = int(counts.max()), int(wins.max())
    state = np.zeros((first.size, width + 1))
    state[:, 0] = 1.0
    goal: npt.NDArray[np.int64] = np.minimum(wins, width)
    rows = np.arange(first.size)
    for step in range(most):
        here = np.where(step < counts, chances[np.minimum(first + step, chances.size - 1)], 0.0)[:, None]
        moved = state * here
        reached = moved[rows, goal].copy()
        state -= moved
        state[:, 1:] += moved[:, :-1]
        state[rows, goal] += reached
    return state[rows, goal]
