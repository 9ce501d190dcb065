# ruff: noqa: PLR0917, C901, PLR0912, PLR0915 - compiled functions are flat loops without keyword-only arguments
# mypy: disable-error-code="no-any-return, return-value"
"""Compiled search for the order of announcement: what an order costs, greedy orders, moves of single players.

A player needs a promise of what its losses exceed its gains from those before it. Textbook: ``coordination.md``,
section "The cheapest guarantees".
"""

from __future__ import annotations

import numpy as np

from serpin.engines.coordination.model.compile import compiled
from serpin.engines.coordination.model.kernel import enter
from serpin.engines.coordination.model.network import Flags, Floats, Ints, Network

_NEVER = np.int64(2**62)


@compiled
def promises_of(network: Network, order: Ints) -> Ints:
    """Return the promise that each player needs in an order of all players, shape (n,)."""
    size = len(network.base)
    included = np.zeros(size, np.bool_)
    gained = np.zeros(size, np.int64)
    missing = np.diff(network.group_start)
    promises = np.zeros(size, np.int64)
    for player in order:
        promises[player] = max(0, -network.base[player] - gained[player])
        enter(network, included, gained, missing, player)
    return promises


@compiled
def greedy_order(network: Network, lasting: Ints, weight: float) -> Ints:
    """Return an order in which the cheapest comes next, cheap after what it saves to those still to come.

    Parameters
    ----------
    lasting
        What each player needs even when all have come, shape (n,); it plays no part in the choice.
    weight
        How much of the saving counts, from 0.
    """
    size = len(network.base)
    included = np.zeros(size, np.bool_)
    gained = np.zeros(size, np.int64)
    missing = np.diff(network.group_start)
    excess = np.maximum(0, -network.base) - lasting
    relief = np.zeros(size, np.int64)
    for player in range(size):
        for link in range(network.give_start[player], network.give_start[player + 1]):
            relief[player] += min(network.give_amount[link], excess[network.give_to[link]])
    order = np.empty(size, np.int64)
    dated = network.opens.max() > network.closes.min()
    stale = np.empty(size, np.int64)
    for position in range(size):
        nearest, second, holder = _NEVER, _NEVER, -1
        if dated:
            for player in range(size):
                if included[player]:
                    continue
                if network.closes[player] < nearest:
                    second, nearest, holder = nearest, network.closes[player], player
                elif network.closes[player] < second:
                    second = network.closes[player]
        best, best_score = -1, np.inf
        for player in range(size):
            if included[player]:
                continue
            if dated and network.opens[player] > (second if player == holder else nearest):
                continue
            score = -np.inf if excess[player] == 0 else excess[player] - weight * relief[player]
            if best < 0 or score < best_score:
                best, best_score = player, score
                if excess[player] == 0:
                    break
        order[position] = best
        enter(network, included, gained, missing, best)
        count = 0
        for link in range(network.give_start[best], network.give_start[best + 1]):
            stale[count] = network.give_to[link]
            count += 1
        for index in range(count):
            _freshen(network, stale[index], included, gained, lasting, excess, relief)
        for seat in range(network.seat_start[best], network.seat_start[best + 1]):
            group = network.seat_group[seat]
            if missing[group] == 1:
                for slot in range(network.group_start[group], network.group_start[group + 1]):
                    _freshen(network, network.group_member[slot], included, gained, lasting, excess, relief)
    return order


@compiled
def _freshen(
    network: Network, player: int, included: Flags, gained: Ints, lasting: Ints, excess: Ints, relief: Ints
) -> None:
    """Put the excess of a player, and what its givers save it, up to date."""
    if included[player]:
        return
    now = max(0, -network.base[player] - gained[player]) - lasting[player]
    if now == excess[player]:
        return
    for link in range(network.gain_start[player], network.gain_start[player + 1]):
        amount = network.gain_amount[link]
        relief[network.gain_from[link]] += min(amount, now) - min(amount, excess[player])
    excess[player] = now


@compiled
def _last_two(network: Network, group: int, place: Ints) -> tuple[int, int, int]:
    """Return the slots of the last and of the last but one member of a group in an order, and the last's place."""
    last, before = -1, -1
    for slot in range(network.group_start[group], network.group_start[group + 1]):
        spot = place[network.group_member[slot]]
        if last < 0 or spot > place[network.group_member[last]]:
            last, before = slot, last
        elif before < 0 or spot > place[network.group_member[before]]:
            before = slot
    return last, before, place[network.group_member[last]]


@compiled
def _moves(network: Network, player: int, place: Ints, own: Ints, theirs: Ints, touched: Ints) -> int:
    """List the neighbours that a player may pass, with what it and they then gain more; return how many."""
    count = 0
    here = place[player]
    for link in range(network.gain_start[player], network.gain_start[player + 1]):
        other = network.gain_from[link]
        if own[other] == 0 and theirs[other] == 0:
            touched[count] = other
            count += 1
        own[other] += network.gain_amount[link] if place[other] > here else -network.gain_amount[link]
    for link in range(network.give_start[player], network.give_start[player + 1]):
        other = network.give_to[link]
        if own[other] == 0 and theirs[other] == 0:
            touched[count] = other
            count += 1
        theirs[other] += network.give_amount[link] if place[other] < here else -network.give_amount[link]
    for seat in range(network.seat_start[player], network.seat_start[player + 1]):
        slot = network.seat_slot[seat]
        last, before, _ = _last_two(network, network.seat_group[seat], place)
        sign = -1 if last == slot else 1
        partner = before if last == slot else last
        other = network.group_member[partner]
        mine, its = network.group_amount[slot], network.group_amount[partner]
        if mine == 0 and its == 0:
            continue
        if own[other] == 0 and theirs[other] == 0:
            touched[count] = other
            count += 1
        own[other] += sign * mine
        theirs[other] -= sign * its
    return count


@compiled
def _window(network: Network, player: int, order: Ints, here: int) -> tuple[int, int]:
    """Return the first and the last place to which dates of decision let a player move."""
    low, high = 0, len(order) - 1
    for position in range(here - 1, -1, -1):
        if network.closes[order[position]] < network.opens[player]:
            low = position + 1
            break
    for position in range(here + 1, len(order)):
        if network.closes[player] < network.opens[order[position]]:
            high = position - 1
            break
    return low, high


@compiled
def _ranks(spots: Ints) -> Ints:
    """Return the positions of some numbers in ascending order, by insertion."""
    ranks = np.arange(len(spots))
    for index in range(1, len(spots)):
        moving = ranks[index]
        hole = index
        while hole > 0 and spots[ranks[hole - 1]] > spots[moving]:
            ranks[hole] = ranks[hole - 1]
            hole -= 1
        ranks[hole] = moving
    return ranks


@compiled
def improve_order(network: Network, order: Ints, heats: Floats, seed: int) -> int:
    """Move single players to their best place, pass by pass; change the order and return the saving.

    Parameters
    ----------
    order
        All players; changed in place, shape (n,).
    heats
        For each pass how freely a player moves: at heat h it takes a place that costs c more with odds exp(−c / h)
        (Gibbs sampling, drawn by adding Gumbel noise); at 0 the best place, until nothing is gained.
    seed
        Seed of the noise.
    """
    size = len(order)
    np.random.seed(seed)  # noqa: NPY002 - the generator of compiled code
    place = np.empty(size, np.int64)
    for position in range(size):
        place[order[position]] = position
    # Signed need: losses over gains from those before; the promise is its positive part.
    need = np.empty(size, np.int64)
    included = np.zeros(size, np.bool_)
    gained = np.zeros(size, np.int64)
    missing = np.diff(network.group_start)
    for player in order:
        need[player] = -network.base[player] - gained[player]
        enter(network, included, gained, missing, player)
    own = np.zeros(size, np.int64)
    theirs = np.zeros(size, np.int64)
    capacity = 16
    for player in range(size):
        links = network.gain_start[player + 1] - network.gain_start[player]
        links += network.give_start[player + 1] - network.give_start[player]
        capacity = max(capacity, 16 + links + network.seat_start[player + 1] - network.seat_start[player])
    touched = np.empty(capacity * 2, np.int64)
    dated = network.opens.max() > network.closes.min()
    saved = np.int64(0)
    for heat in heats:
        moved = False
        for number in range(size):
            player = number
            here = place[player]
            count = _moves(network, player, place, own, theirs, touched)
            spots = np.empty(count, np.int64)
            for index in range(count):
                spots[index] = place[touched[index]]
            ranks = _ranks(spots)
            low, high = 0, size - 1
            if dated:
                low, high = _window(network, player, order, here)
            best, target, best_key = np.int64(0), here, _noise(heat)
            for side in range(2):
                mine, change = need[player], np.int64(0)
                for step in range(count):
                    index = ranks[step] if side == 0 else ranks[count - 1 - step]
                    other = touched[index]
                    if side == 0 and (spots[index] < here or spots[index] > high):
                        continue
                    if side == 1 and (spots[index] > here or spots[index] < low):
                        continue
                    mine -= own[other]
                    change += max(0, need[other] - theirs[other]) - max(0, need[other])
                    total = change + max(0, mine) - max(0, need[player])
                    key = total + _noise(heat)
                    if key < best_key:
                        best, target, best_key = total, spots[index], key
            if target != here:
                moved = True
                saved -= best
                step = 1 if target > here else -1
                for index in range(count):
                    other = touched[index]
                    if (spots[index] - here) * step > 0 and (target - spots[index]) * step >= 0:
                        need[player] -= own[other]
                        need[other] -= theirs[other]
                for position in range(here, target, step):
                    order[position] = order[position + step]
                    place[order[position]] = position
                order[target] = player
                place[player] = target
            for index in range(count):
                own[touched[index]] = 0
                theirs[touched[index]] = 0
        if not moved and heat == 0.0:
            break
    return saved


@compiled
def _noise(heat: float) -> float:
    """Return Gumbel noise of a scale, to be added to a cost."""
    if heat == 0.0:
        return 0.0
    return heat * np.log(-np.log(np.random.random()))  # noqa: NPY002 - the generator of compiled code


@compiled
def equal_order(network: Network, order: Ints, drawn: Ints) -> Ints:
    """Return another order in which every two who have to do with each other keep theirs, so that it costs the same.

    Players come as soon as those before them have; among the ready, neighbours of the last come first, so that those
    who have to do with each other lie close together.

    Parameters
    ----------
    drawn
        All players in an order drawn at random, by which ties are broken, shape (n,).
    """
    size = len(order)
    place = np.empty(size, np.int64)
    for position in range(size):
        place[order[position]] = position
    waiting = np.zeros(size, np.int64)
    for player in range(size):
        for link in range(network.gain_start[player], network.gain_start[player + 1]):
            giver = network.gain_from[link]
            waiting[player if place[giver] < place[player] else giver] += 1
    follower = np.full(len(network.group_member), -1, np.int64)
    for group in range(len(network.group_start) - 1):
        first, last = network.group_start[group], network.group_start[group + 1]
        spots = np.empty(last - first, np.int64)
        for slot in range(first, last):
            spots[slot - first] = place[network.group_member[slot]]
        ranks = _ranks(spots)
        for step in range(1, last - first):
            follower[first + ranks[step - 1]] = network.group_member[first + ranks[step]]
            waiting[network.group_member[first + ranks[step]]] += 1
    stack = np.empty(size, np.int64)
    top = 0
    for player in drawn:
        if waiting[player] == 0:
            stack[top] = player
            top += 1
    found = np.empty(size, np.int64)
    for position in range(size):
        top -= 1
        player = stack[top]
        found[position] = player
        begin = top
        for link in range(network.gain_start[player], network.gain_start[player + 1]):
            top = _release(network.gain_from[link], player, place, waiting, stack, top)
        for link in range(network.give_start[player], network.give_start[player + 1]):
            top = _release(network.give_to[link], player, place, waiting, stack, top)
        for seat in range(network.seat_start[player], network.seat_start[player + 1]):
            other = follower[network.seat_slot[seat]]
            if other >= 0:
                top = _release(other, player, place, waiting, stack, top)
        if top - begin > 1:
            turn = begin + drawn[position] % (top - begin)
            stack[begin], stack[turn] = stack[turn], stack[begin]
    return found


@compiled
def _release(other: int, player: int, place: Ints, waiting: Ints, stack: Ints, top: int) -> int:
    """Count one predecessor of another player as done, and put it on the stack when it was the last."""
    if place[other] > place[player]:
        waiting[other] -= 1
        if waiting[other] == 0:
            stack[top] = other
            return top + 1
    return top
