"""The order in which guarantees are announced: parts that do not hang together in a circle, each exact or searched.

Whoever gives to a later part and gets nothing from it comes before it, so every strongly connected part is ordered by
itself. Greedy orders are improved by moves of single players, at first freely and then less so. Small parts are then
proven by CP-SAT; large ones get CP-SAT on windows of the order. Textbook: ``coordination.md``, section "The cheapest
guarantees".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.randomness import stream
from serpin.engines.coordination.model.exact import fewer_promises, rank_exactly
from serpin.engines.coordination.model.kernel import gains_of
from serpin.engines.coordination.model.network import Ints, Network, restrict
from serpin.engines.coordination.model.order import equal_order, greedy_order, improve_order, promises_of

_WEIGHTS = (0.0, 0.25, 0.5, 1.0)
_WINDOW = 48
_WINDOW_SECONDS = 1.0
_PASSES = 30
_PATIENCE = 60
_EVERY = 8
_TINY = 4
_HEATS = (0.2, 0.003)
_LEAST_PASSES, _MOST_PASSES, _MOVES, _ROUNDS = 100, 400, 3_000_000, 20
_FEW = 40
_FEWER_SECONDS = 1.0


@dataclass(frozen=True)
class Announcement:
    """An order of all players, the promises in it, a proven lower bound of their sum."""

    order: Ints
    promises: Ints
    bound: int

    @property
    def cost(self) -> int:
        """Sum of all promises."""
        return int(self.promises.sum())


@dataclass(frozen=True)
class Search:
    """How long and how far to search."""

    limit: Deadline
    seed: int
    exact_members: int
    progress: Progress | None = None

    def stopped(self, value: float) -> bool:
        """Tell progress and whether to end."""
        return self.limit.passed or wants_stop(self.progress, self.limit.share, value)


def announce(network: Network, search: Search) -> Announcement:
    """Return the cheapest order of all players of a network that was found, with a bound.

    Parameters
    ----------
    network
        The coalition that shall come about; what others give is already in its base.
    search
        Limits of the search.
    """
    if network.size == 0:
        return Announcement(np.zeros(0, np.int64), np.zeros(0, np.int64), 0)
    parts = strong_parts(network)
    done = np.zeros(network.size, np.bool_)
    order: list[Ints] = []
    bound = 0
    largest = max(len(part) for part in parts)
    for part in parts:
        inside = np.zeros(network.size, np.bool_)
        inside[part] = True
        small, numbers = restrict(network, inside, done) if len(parts) > 1 else (network, np.arange(network.size))
        share = len(part) / (largest if largest > search.exact_members else network.size)
        local, proven = _order_part(small, search, share)
        order.append(numbers[local])
        bound += proven
        done |= inside
    whole = np.concatenate(order)
    promises = promises_of(network, whole)
    return Announcement(whole, promises, min(bound, int(promises.sum())))


def strong_parts(network: Network) -> list[Ints]:
    """Return the strongly connected parts, givers before gainers."""
    gainers = np.repeat(np.arange(network.size), np.diff(network.gain_start))
    tails, heads = [network.gain_from], [gainers]
    for first, last in pairwise(network.group_start):
        members = network.group_member[first:last]
        tails.append(members)
        heads.append(np.roll(members, 1))
    if network.is_dated:
        early = np.argwhere(network.closes[:, None] < network.opens[None, :])
        tails.append(early[:, 0])
        heads.append(early[:, 1])
    tail, head = np.concatenate(tails), np.concatenate(heads)
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(network.size, network.size))
    count, label = connected_components(graph, directed=True, connection="strong")
    return [np.flatnonzero(label == part).astype(np.int64) for part in _sorted_parts(count, label, tail, head)]


def _sorted_parts(count: int, label: Ints, tail: Ints, head: Ints) -> list[int]:
    """Return the parts in an order in which every arc leads onwards; among equals the one of the smaller number."""
    import heapq  # noqa: PLC0415 - needed here only

    arcs = np.unique(np.stack([label[tail], label[head]]), axis=1)
    arcs = arcs[:, arcs[0] != arcs[1]]
    waiting = np.bincount(arcs[1], minlength=count)
    starts = np.searchsorted(arcs[0], np.arange(count + 1))
    ready = [int(part) for part in np.flatnonzero(waiting == 0)]
    heapq.heapify(ready)
    found = []
    while ready:
        part = heapq.heappop(ready)
        found.append(part)
        for position in range(starts[part], starts[part + 1]):
            other = int(arcs[1, position])
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, other)
    return found


def _order_part(network: Network, search: Search, share: float) -> tuple[Ints, int]:
    """Return the best order found for one part, and the bound."""
    if network.size == 1:
        return np.zeros(1, np.int64), max(0, -int(network.base[0]))
    lasting = lasting_needs(network)
    order = min(
        (_improved(network, greedy_order(network, lasting, weight)) for weight in _WEIGHTS),
        key=lambda candidate: int(promises_of(network, candidate).sum()),
    )
    order = _annealed(network, order, search)
    bound = first_move_bound(network, lasting)
    cost = int(promises_of(network, order).sum())
    if cost > bound and network.size <= search.exact_members:
        seconds = max(0.5, search.limit.left * max(share, 0.2))
        ranked = rank_exactly(network, order, search.limit, search.seed, seconds)
        order, bound = ranked.order, max(bound, ranked.bound)
        cost = int(promises_of(network, order).sum())
    if cost <= bound or network.size <= search.exact_members:
        if network.size <= _FEW and not search.limit.passed:
            order = fewer_promises(network, order, _FEWER_SECONDS, search.seed)
        return order, bound
    return _windows(network, order, lasting, search), bound


def promised_first(network: Network, announcement: Announcement) -> Announcement:
    """Return an order of the same promises in which those who need none come as late as they can."""
    if network.is_dated or network.size > _FEW:
        return announcement
    order = announcement.order
    for player in announcement.order[::-1].tolist():
        if announcement.promises[player] == 0:
            later = np.append(order[order != player], player)
            if int(promises_of(network, later).sum()) == announcement.cost:
                order = later
    return Announcement(order, promises_of(network, order), announcement.bound)


def lasting_needs(network: Network) -> Ints:
    """Return what each player needs even when everybody has come, shape (n,)."""
    gained, _ = gains_of(network, np.ones(network.size, np.bool_))
    return np.asarray(np.maximum(0, -network.base - gained))


def first_move_bound(network: Network, lasting: Ints) -> int:
    """Return what every order of a strongly connected part costs at least: lasting needs, and somebody moves first."""
    alone = np.maximum(0, -network.base)
    return int(lasting.sum()) + int((alone - lasting).min())


def _improved(network: Network, order: Ints) -> Ints:
    improve_order(network, order, np.zeros(_PASSES), 0)
    return order


def _annealed(network: Network, order: Ints, search: Search) -> Ints:
    """Improve an order by Gibbs sampling while the heat falls, a few passes at a time so that it can be stopped."""
    best, cost = order, int(promises_of(network, order).sum())
    if network.size <= _TINY or cost == 0 or not len(network.gain_amount):
        return best
    passes = min(_MOST_PASSES, max(_LEAST_PASSES, _MOVES // network.size))
    heats = float(network.gain_amount.mean()) * np.geomspace(*_HEATS, passes)
    current = order.copy()
    for number, few in enumerate([*np.array_split(heats, _ROUNDS), np.zeros(_PASSES)]):
        improve_order(network, current, few, (search.seed + number) % 2**31)
        if search.stopped(cost):
            break
    _improved(network, current)
    return current if int(promises_of(network, current).sum()) < cost else best


def _windows(network: Network, order: Ints, lasting: Ints, search: Search) -> Ints:
    """Improve an order by CP-SAT on windows: around those with great promises, in equal orders drawn at random."""
    draws = stream(search.seed, "coordination/windows")
    cost = int(promises_of(network, order).sum())
    idle = tries = 0
    while idle < _PATIENCE and not search.stopped(cost):
        drawn = draws.permutation(network.size)
        candidate = order if network.is_dated else equal_order(network, order, drawn)
        excess = promises_of(network, candidate) - lasting
        if excess.sum() <= 0:
            break
        payer = draws.choice(network.size, p=excess / excess.sum())
        place = int(np.flatnonzero(candidate == payer)[0])
        first = min(max(0, place - int(draws.integers(0, _WINDOW))), max(0, network.size - _WINDOW))
        window = candidate[first : first + _WINDOW]
        inside, before = np.zeros(network.size, np.bool_), np.zeros(network.size, np.bool_)
        inside[window], before[candidate[:first]] = True, True
        small, numbers = restrict(network, inside, before)
        local = np.empty(network.size, np.int64)
        local[numbers] = np.arange(len(numbers))
        ranked = rank_exactly(small, local[window], search.limit, search.seed, _WINDOW_SECONDS)
        candidate = candidate.copy()
        candidate[first : first + _WINDOW] = numbers[ranked.order]
        if (tries := tries + 1) % _EVERY == 0:
            improve_order(network, candidate, np.zeros(5), 0)
        now = int(promises_of(network, candidate).sum())
        idle = 0 if now < cost else idle + 1
        if now <= cost:
            order, cost = candidate, now
    return order
