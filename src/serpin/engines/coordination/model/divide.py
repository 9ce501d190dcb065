"""Fair division of the joint gain: Shapley values, exact or sampled, and the test that nobody does better apart.

A part of the members is worth the best that any of them can do together; since gains only help, the game is convex:
the core is not empty and the Shapley value lies in it (Shapley 1971). Textbook: ``coordination.md``, section "Dividing
the gain".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.coordination.model.cut import best_coalition
from serpin.engines.coordination.model.network import Floats, Ints, Network, restrict
from serpin.engines.coordination.model.nucleolus import MOST_MEMBERS, nucleolus
from serpin.engines.coordination.result import DivisionRule

_EXACT = 15
_SAMPLED = 120
_LEAST_ORDERS = 20
_NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Shares:
    """What each member should end up with, its interval, the rule, and whether no part does better by itself.

    ``nucleolus`` is there for few members only.
    """

    share: Floats
    low: Floats
    high: Floats
    rule: DivisionRule
    holds: bool
    nucleolus: Floats | None = None


def divide(network: Network, limit: Deadline, seed: int, samples: int) -> Shares:
    """Divide the value of all players among them.

    Parameters
    ----------
    network
        A package; its whole is its best coalition.
    limit
        Time for sampling.
    seed
        Seed of the orders that are drawn.
    samples
        Most orders.
    """
    if network.size <= _EXACT:
        values = coalition_values(network)
        share = shapley(values, network.size)
        other = nucleolus(values, network.size) if network.size <= MOST_MEMBERS else None
        return Shares(share, share, share, DivisionRule.SHAPLEY, holds_exactly(values, share), other)
    if network.size <= _SAMPLED and not limit.passed:
        found = _sampled(network, limit, seed, samples)
        if found is not None:
            share, error = found
            return Shares(share, share - error, share + error, DivisionRule.SAMPLED, holds(network, share))
    share = np.maximum(best_coalition(network).left_to(network), 0).astype(float)
    return Shares(share, share, share, DivisionRule.CORE, holds(network, share))


def coalition_values(network: Network) -> Ints:
    """Return what each set of players can be worth at best, shape (2ⁿ,); player i is bit i of the position."""
    masks = np.arange(1 << network.size, dtype=np.int64)
    inside = [(masks >> player & 1).astype(np.bool_) for player in range(network.size)]
    worth = np.zeros(len(masks), np.int64)
    for player in range(network.size):
        worth[inside[player]] += network.base[player] + network.public[player]
        for link in range(network.gain_start[player], network.gain_start[player + 1]):
            worth[inside[player] & inside[network.gain_from[link]]] += network.gain_amount[link]
    for group, (first, last) in enumerate(pairwise(network.group_start)):
        complete = np.logical_and.reduce([inside[member] for member in network.group_member[first:last]])
        worth[complete] += network.group_public[group] + network.group_amount[first:last].sum()
    for player in range(network.size):
        halves = worth.reshape(-1, 2, 1 << player)
        np.maximum(halves[:, 1], halves[:, 0], out=halves[:, 1])
    return worth


def shapley(values: Ints, size: int) -> Floats:
    """Return the Shapley value of a game given by the values of all its sets, shape (n,)."""
    masks = np.arange(1 << size, dtype=np.int64)
    count = np.bitwise_count(masks).astype(np.int64)
    weights = np.array([1.0 / (size * math.comb(size - 1, others)) for others in range(size)])
    share = np.empty(size)
    for player in range(size):
        without = masks[(masks >> player & 1) == 0]
        share[player] = float(weights[count[without]] @ (values[without | (1 << player)] - values[without]))
    return share


def holds_exactly(values: Ints, share: Floats) -> bool:
    """Tell whether no set of players is worth more by itself than its shares."""
    masks = np.arange(len(values), dtype=np.int64)
    total = np.zeros(len(values))
    for player, amount in enumerate(share):
        total += amount * (masks >> player & 1)
    return bool((values - total).max() <= 1e-6 * max(1.0, float(np.abs(values).max())))


def holds(network: Network, share: Floats) -> bool:
    """Tell by one cut whether any set of players is worth more by itself than its shares, to a unit for each."""
    return best_coalition(network, np.ceil(share).astype(np.int64)).value <= 0


def _sampled(network: Network, limit: Deadline, seed: int, samples: int) -> tuple[Floats, Floats] | None:
    """Return means of what members add in random orders, each with its reverse, and the half-widths of 95 %."""
    draws = stream(seed, "coordination/division")
    rows: list[Floats] = []
    while len(rows) < samples // 2:
        order = draws.permutation(network.size)
        both = [_marginal(network, order), _marginal(network, order[::-1])]
        rows.append(np.mean(both, axis=0))
        if limit.passed:
            break
    if len(rows) < _LEAST_ORDERS:
        return None
    table = np.array(rows)
    return table.mean(axis=0), _NORMAL_95 * table.std(axis=0, ddof=1) / math.sqrt(len(rows))


def _marginal(network: Network, order: Ints) -> Floats:
    """Return what each player adds to those before it in an order, shape (n,)."""
    added = np.zeros(network.size)
    inside = np.zeros(network.size, np.bool_)
    nobody = np.zeros(network.size, np.bool_)
    before = 0
    for player in order:
        inside[player] = True
        small, _ = restrict(network, inside, nobody)
        value = best_coalition(small).value
        added[player] = value - before
        before = value
    return added
