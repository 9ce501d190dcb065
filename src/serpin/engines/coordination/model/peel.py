# ruff: noqa: C901 - compiled functions are flat loops
# mypy: disable-error-code="no-any-return"
"""Compiled search for a coalition within a budget: drop what is worth least for its cost, then fill what is left.

Textbook: ``coordination.md``, section "Under a budget".
"""

from __future__ import annotations

import numpy as np

from serpin.engines.coordination.model.compile import compiled
from serpin.engines.coordination.model.network import Flags, Ints, Network


@compiled
def _margins(network: Network, included: Flags, missing: Ints) -> Ints:
    """Return what each player adds, or would add, to the value of those inside; count what groups lack."""
    size = len(network.base)
    margin = network.base + network.public
    for player in range(size):
        for link in range(network.gain_start[player], network.gain_start[player + 1]):
            other = network.gain_from[link]
            if included[other]:
                margin[player] += network.gain_amount[link]
            if included[player]:
                margin[other] += network.gain_amount[link]
    for group in range(len(network.group_start) - 1):
        first, last = network.group_start[group], network.group_start[group + 1]
        total = network.group_public[group]
        for slot in range(first, last):
            total += network.group_amount[slot]
            if not included[network.group_member[slot]]:
                missing[group] += 1
        for slot in range(first, last):
            member = network.group_member[slot]
            if missing[group] == 0 or (missing[group] == 1 and not included[member]):
                margin[member] += total
    return margin


@compiled
def _switch(network: Network, included: Flags, missing: Ints, margin: Ints, player: int) -> None:
    """Let a player in or out and tell its neighbours."""
    sign = -1 if included[player] else 1
    for link in range(network.gain_start[player], network.gain_start[player + 1]):
        margin[network.gain_from[link]] += sign * network.gain_amount[link]
    for link in range(network.give_start[player], network.give_start[player + 1]):
        margin[network.give_to[link]] += sign * network.give_amount[link]
    for seat in range(network.seat_start[player], network.seat_start[player + 1]):
        group = network.seat_group[seat]
        first, last = network.group_start[group], network.group_start[group + 1]
        total = network.group_public[group]
        for slot in range(first, last):
            total += network.group_amount[slot]
        lacks = missing[group] - 1 if sign > 0 else missing[group]
        # Of those but the player, one missing sees the total as its own margin; all inside see it when none is missing.
        for slot in range(first, last):
            member = network.group_member[slot]
            if member == player:
                continue
            if (lacks == 0 and included[member]) or (lacks == 1 and not included[member]):
                margin[member] += sign * total
        missing[group] -= sign
    included[player] = not included[player]


@compiled
def peel(network: Network, cost: Ints, start: Flags, budget: int, floor: Flags) -> Flags:
    """Return a coalition within a budget: players dropped from a larger one, then others added while they fit.

    Parameters
    ----------
    cost
        What each player takes from the budget, shape (n,).
    start
        Where to begin, shape (n,).
    budget
        What may be taken in all.
    floor
        Players who stay whatever they cost, shape (n,).
    """
    size = len(network.base)
    included = start.copy()
    missing = np.zeros(len(network.group_start) - 1, np.int64)
    margin = _margins(network, included, missing)
    spent = np.int64(0)
    for player in range(size):
        if included[player]:
            spent += cost[player]
    while True:
        worst, worst_ratio = -1, np.inf
        for player in range(size):
            if not included[player] or floor[player]:
                continue
            # Free ones go only when they do harm.
            ratio = margin[player] / max(cost[player], 1e-9)
            if (margin[player] < 0 or (spent > budget and cost[player] > 0)) and ratio < worst_ratio:
                worst, worst_ratio = player, ratio
        if worst < 0:
            break
        _switch(network, included, missing, margin, worst)
        spent -= cost[worst]
    while True:
        best, best_ratio = -1, 0.0
        for player in range(size):
            if included[player] or spent + cost[player] > budget or margin[player] <= 0:
                continue
            ratio = margin[player] / max(cost[player], 1e-9)
            if ratio > best_ratio:
                best, best_ratio = player, ratio
        if best < 0:
            return included
        _switch(network, included, missing, margin, best)
        spent += cost[best]
