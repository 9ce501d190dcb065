# ruff: noqa: PLR0917 - compiled functions take no keyword-only arguments
# mypy: disable-error-code="no-any-return"
"""Compiled counters: what everybody gains while players enter and leave, equilibria, values, defaults.

Each player keeps what it gains, or would gain, from those inside; each group how many members are missing. Entering
and leaving touch the neighbours only. Textbook: ``coordination.md``, section "Equilibria".
"""

from __future__ import annotations

import numpy as np

from serpin.engines.coordination.model.compile import compiled
from serpin.engines.coordination.model.network import Flags, Ints, Network


@compiled
def enter(network: Network, included: Flags, gained: Ints, missing: Ints, player: int) -> None:
    """Let a player in and tell its neighbours."""
    included[player] = True
    for link in range(network.give_start[player], network.give_start[player + 1]):
        gained[network.give_to[link]] += network.give_amount[link]
    for seat in range(network.seat_start[player], network.seat_start[player + 1]):
        group = network.seat_group[seat]
        missing[group] -= 1
        if missing[group] > 1:
            continue
        for slot in range(network.group_start[group], network.group_start[group + 1]):
            member = network.group_member[slot]
            # The last one missing sees its gain before it comes; the others get theirs when it has come.
            if (missing[group] == 1) != included[member] and member != player:
                gained[member] += network.group_amount[slot]


@compiled
def leave(network: Network, included: Flags, gained: Ints, missing: Ints, player: int) -> None:
    """Let a player out and tell its neighbours: the reverse of :func:`enter`."""
    for seat in range(network.seat_start[player], network.seat_start[player + 1]):
        group = network.seat_group[seat]
        if missing[group] <= 1:
            for slot in range(network.group_start[group], network.group_start[group + 1]):
                member = network.group_member[slot]
                if (missing[group] == 1) != included[member] and member != player:
                    gained[member] -= network.group_amount[slot]
        missing[group] += 1
    for link in range(network.give_start[player], network.give_start[player + 1]):
        gained[network.give_to[link]] -= network.give_amount[link]
    included[player] = False


@compiled
def gains_of(network: Network, included: Flags) -> tuple[Ints, Ints]:
    """Return what each player gains, or would gain, beside those inside, and how many members each group lacks."""
    size = len(network.base)
    gained = np.zeros(size, np.int64)
    groups = len(network.group_start) - 1
    missing = np.zeros(groups, np.int64)
    for giver in range(size):
        if included[giver]:
            for link in range(network.give_start[giver], network.give_start[giver + 1]):
                gained[network.give_to[link]] += network.give_amount[link]
    for group in range(groups):
        first, last = network.group_start[group], network.group_start[group + 1]
        for slot in range(first, last):
            if not included[network.group_member[slot]]:
                missing[group] += 1
        for slot in range(first, last):
            member = network.group_member[slot]
            if missing[group] == 0 or (missing[group] == 1 and not included[member]):
                gained[member] += network.group_amount[slot]
    return gained, missing


@compiled
def rise(network: Network, support: Ints, least: int, start: Flags) -> Flags:
    """Return who invests by best responses from a set of players on: the least equilibrium, from nobody.

    Parameters
    ----------
    support
        What is promised to each player, shape (n,).
    least
        The smallest payoff for which a player moves: 1, or 0 for those who move when it makes no difference.
    start
        Who is in already, shape (n,).
    """
    size = len(network.base)
    included = start | network.forced
    gained, missing = gains_of(network, included)
    queue = np.empty(size, np.int64)
    queued = included.copy()
    head, tail = 0, 0
    for player in range(size):
        if not queued[player] and network.base[player] + support[player] + gained[player] >= least:
            queue[tail] = player
            queued[player] = True
            tail += 1
    while head < tail:
        player = queue[head]
        head += 1
        enter(network, included, gained, missing, player)
        for link in range(network.give_start[player], network.give_start[player + 1]):
            other = network.give_to[link]
            if not queued[other] and network.base[other] + support[other] + gained[other] >= least:
                queue[tail] = other
                queued[other] = True
                tail += 1
        for seat in range(network.seat_start[player], network.seat_start[player + 1]):
            group = network.seat_group[seat]
            if missing[group] > 1:
                continue
            for slot in range(network.group_start[group], network.group_start[group + 1]):
                other = network.group_member[slot]
                if not queued[other] and network.base[other] + support[other] + gained[other] >= least:
                    queue[tail] = other
                    queued[other] = True
                    tail += 1
    return included


@compiled
def fall(network: Network, support: Ints, start: Flags) -> Flags:
    """Return who stays by best responses from a set of players on: the greatest equilibrium, from everybody."""
    included = start.copy()
    gained, missing = gains_of(network, included)
    queue = np.empty(len(network.base), np.int64)
    tail = 0
    for player in range(len(network.base)):
        if (
            included[player]
            and not network.forced[player]
            and network.base[player] + support[player] + gained[player] < 0
        ):
            queue[tail] = player
            tail += 1
    _shrink(network, support, included, gained, missing, queue, tail)
    return included


@compiled
def _shrink(
    network: Network, support: Ints, included: Flags, gained: Ints, missing: Ints, queue: Ints, tail: int
) -> int:
    """Let those in the queue out, and whoever loses by it; return how many went."""
    queued = np.zeros(len(network.base), np.bool_)
    for position in range(tail):
        queued[queue[position]] = True
    head = 0
    while head < tail:
        player = queue[head]
        head += 1
        leave(network, included, gained, missing, player)
        for link in range(network.give_start[player], network.give_start[player + 1]):
            other = network.give_to[link]
            if (
                included[other]
                and not queued[other]
                and not network.forced[other]
                and network.base[other] + support[other] + gained[other] < 0
            ):
                queue[tail] = other
                queued[other] = True
                tail += 1
        for seat in range(network.seat_start[player], network.seat_start[player + 1]):
            group = network.seat_group[seat]
            if missing[group] > 1:
                continue
            for slot in range(network.group_start[group], network.group_start[group + 1]):
                other = network.group_member[slot]
                if (
                    included[other]
                    and not queued[other]
                    and not network.forced[other]
                    and network.base[other] + support[other] + gained[other] < 0
                ):
                    queue[tail] = other
                    queued[other] = True
                    tail += 1
    return tail


@compiled
def default_sizes(network: Network, support: Ints, start: Flags, asked: Ints) -> Ints:
    """Return how many others each of those asked would take with it if it alone fell out, shape (n,); else −1."""
    size = len(network.base)
    included = start.copy()
    gained, missing = gains_of(network, included)
    queue = np.empty(size, np.int64)
    lost = np.full(size, -1, np.int64)
    for player in asked:
        queue[0] = player
        count = _shrink(network, support, included, gained, missing, queue, 1)
        lost[player] = count - 1
        for position in range(count - 1, -1, -1):
            enter(network, included, gained, missing, queue[position])
    return lost


@compiled
def value_of(network: Network, included: Flags) -> int:
    """Return what a set of players is worth to all: payoffs and public value, in whole units."""
    gained, missing = gains_of(network, included)
    total = 0
    for player in range(len(network.base)):
        if included[player]:
            total += network.base[player] + network.public[player] + gained[player]
    for group in range(len(missing)):
        if missing[group] == 0:
            total += network.group_public[group]
    return total


@compiled
def equal_support(network: Network) -> int:
    """Return the smallest equal promise by which everybody comes: the bottleneck of the easiest order."""
    size = len(network.base)
    included = network.forced.copy()
    gained, missing = gains_of(network, included)
    worst = 0
    left = size - included.sum()
    # A threshold that only rises: whoever is content with it comes at once, else it rises to the least discontented.
    while left > 0:
        best = -1
        moved = False
        for player in range(size):
            if included[player]:
                continue
            if network.base[player] + gained[player] + worst >= 0:
                enter(network, included, gained, missing, player)
                left -= 1
                moved = True
            elif best < 0 or network.base[player] + gained[player] > network.base[best] + gained[best]:
                best = player
        if not moved and left > 0:
            worst = -(network.base[best] + gained[best])
    return worst


@compiled
def waves_of(network: Network, support: Ints) -> Ints:
    """Return in which round each player comes when promises are given, counted from 1; 0 for those who do not."""
    size = len(network.base)
    included = np.zeros(size, np.bool_)
    gained, missing = gains_of(network, included)
    waves = np.zeros(size, np.int64)
    number = 0
    while True:
        number += 1
        moved = False
        for player in range(size):
            if waves[player] == 0 and network.base[player] + support[player] + gained[player] >= 0:
                waves[player] = number
                moved = True
        if not moved:
            return waves
        for player in range(size):
            if waves[player] == number:
                enter(network, included, gained, missing, player)
