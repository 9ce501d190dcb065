"""What guarantees may have to pay when projects fail: all outcomes of small packages, drawn ones of large.

A guarantee covers that others do not come, not that its own project fails; so only those who succeed are paid.
Textbook: ``coordination.md``, section "What may be called".
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from serpin.base.randomness import stream
from serpin.engines.coordination.model.network import Ints, Network

Floats = npt.NDArray[np.float64]
Outcomes = npt.NDArray[np.bool_]

_ALL = 12
_LEAST_SAMPLES = 100
_MOST_LOOKUPS = 20_000_000
_NORMAL_95 = 1.959964


def expected_calls(  # noqa: PLR0917 - columns of one table
    network: Network, promises: Ints, lasting: Ints, success: Floats, seed: int, samples: int
) -> tuple[Floats, float]:
    """Return the expected payment of the contingent part of each promise, and the half-width of 95 % of their sum.

    Parameters
    ----------
    network
        A package.
    promises, lasting
        What is promised to each member, and what of it is spent in any case; shape (n,).
    success
        Probability that each project comes about, shape (n,).
    seed
        Seed of the draws.
    samples
        Number of draws where not all outcomes are looked at.
    """
    size = network.size
    if size <= _ALL:
        outcomes = (np.arange(1 << size)[:, None] >> np.arange(size) & 1).astype(np.bool_)
        weights = np.where(outcomes, success, 1.0 - success).prod(axis=1)
        calls = _calls(network, outcomes, promises, lasting)
        return weights @ calls, 0.0
    samples = max(_LEAST_SAMPLES, min(samples, _MOST_LOOKUPS // (len(network.gain_from) + size)))
    outcomes = stream(seed, "coordination/failures").random((samples, size)) < success
    calls = _calls(network, outcomes, promises, lasting)
    totals = calls.sum(axis=1)
    return calls.mean(axis=0), _NORMAL_95 * float(totals.std(ddof=1)) / math.sqrt(samples)


def _calls(network: Network, outcomes: Outcomes, promises: Ints, lasting: Ints) -> Floats:
    """Return what is paid to each member beyond what is spent in any case, shape (outcomes, n)."""
    payoff = np.tile(network.base.astype(float), (len(outcomes), 1))
    for player in range(network.size):
        for link in range(network.gain_start[player], network.gain_start[player + 1]):
            payoff[:, player] += network.gain_amount[link] * outcomes[:, network.gain_from[link]]
    for first, last in pairwise(network.group_start):
        members = network.group_member[first:last]
        complete = outcomes[:, members].all(axis=1)
        for slot, member in zip(range(first, last), members, strict=True):
            payoff[:, member] += network.group_amount[slot] * complete
    paid = np.minimum(promises, np.maximum(0.0, -payoff))
    return np.asarray(np.where(outcomes, np.maximum(0.0, paid - lasting), 0.0))
