"""Equilibria and the best outcome of a whole game, and the choice among exclusive projects."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from math import prod

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from serpin.engines.coordination.model.cut import Cut, best_coalition
from serpin.engines.coordination.model.kernel import fall, rise, value_of
from serpin.engines.coordination.model.network import Flags, Network, network_of, restrict
from serpin.engines.coordination.problem.game import Game

_MOST_CHOICES = 256
_MOST_EQUILIBRIA = 256


@dataclass(frozen=True)
class Outcomes:
    """The game that is left without what was set aside, its arrays, and its outcomes, each as flags (n)."""

    game: Game
    network: Network
    waiting: Flags
    trusting: Flags
    best: Cut
    set_aside: tuple[str, ...]
    exact: bool


def outcomes_of(game: Game) -> Outcomes:
    """Return least and greatest equilibrium and the best joint outcome; of exclusive projects the better stay."""
    barred, exact = choose(game)
    left = game.without(barred)
    network = network_of(left)
    nothing = np.zeros(network.size, np.int64)
    nobody = np.zeros(network.size, np.bool_)
    kept = {player.id for player in left.players}
    return Outcomes(
        left,
        network,
        rise(network, nothing, 1, nobody),
        fall(network, nothing, ~nobody),
        best_coalition(network),
        tuple(player.id for player in game.players if player.id not in kept),
        exact,
    )


def choose(game: Game) -> tuple[frozenset[str], bool]:
    """Return which exclusive projects to set aside for the best joint outcome, and whether all choices were tried.

    Projects that have nothing to do with each other are chosen apart.
    """
    barred: frozenset[str] = frozenset()
    exact = True
    for part in _parts(game):
        if part.exclusive:
            gone, tried = _choose_in(part)
            barred |= gone
            exact = exact and tried
    return barred, exact


def _choose_in(game: Game) -> tuple[frozenset[str], bool]:
    """Return which exclusive projects of one part to set aside, and whether all choices were tried."""
    choices = [tuple(one for one in choice if one in game.settled) or choice for choice in game.exclusive]

    def worth(barred: frozenset[str]) -> int:
        left = game.without(barred)
        return best_coalition(network_of(left)).value if left.players else 0

    if prod(len(choice) for choice in choices) <= _MOST_CHOICES:
        every = [
            frozenset(one for choice, kept in zip(game.exclusive, chosen, strict=True) for one in choice if one != kept)
            for chosen in product(*choices)
        ]
        return max(every, key=lambda barred: (worth(barred), sorted(barred))), True
    barred: frozenset[str] = frozenset()
    for choice, open_ones in zip(game.exclusive, choices, strict=True):
        options = [barred | {one for one in choice if one != kept} for kept in open_ones]
        barred = max(options, key=lambda option: (worth(option), sorted(option)))
    return barred, False


def _parts(game: Game) -> list[Game]:
    """Return the parts of a game that have nothing to do with each other, as games of their own."""
    index = {player.id: number for number, player in enumerate(game.players)}
    rows = [(pair.gainer, pair.giver) for pair in game.pairs] + [group.members for group in game.groups]
    rows += [(need.player, *need.others) for need in game.needs] + list(game.exclusive)
    ties = np.array([(index[one], index[other]) for row in rows for one, other in pairwise(row)], np.int64).reshape(
        -1, 2
    )
    graph = coo_array((np.ones(len(ties), np.int8), (ties[:, 0], ties[:, 1])), shape=(len(index), len(index)))
    _, label = connected_components(graph, directed=False)
    wanted = {int(label[index[choice[0]]]) for choice in game.exclusive}
    return [
        game.without([player.id for player in game.players if label[index[player.id]] != part])
        for part in sorted(wanted)
    ]


def all_equilibria(outcomes: Outcomes, most: int) -> list[Flags] | None:
    """Return all equilibria of a game of few undecided players, or nothing when there are more than can be listed.

    Parameters
    ----------
    most
        Largest number of players between the least and the greatest equilibrium.
    """
    free = outcomes.trusting & ~outcomes.waiting
    if free.sum() > most:
        return None
    small, numbers = restrict(outcomes.network, free, outcomes.waiting)
    masks = np.arange(1 << small.size, dtype=np.int64)
    inside = [(masks >> player & 1).astype(np.bool_) for player in range(small.size)]
    steady = np.ones(len(masks), np.bool_)
    for player in range(small.size):
        payoff = np.full(len(masks), small.base[player])
        for link in range(small.gain_start[player], small.gain_start[player + 1]):
            payoff += small.gain_amount[link] * inside[small.gain_from[link]]
        for seat in range(small.seat_start[player], small.seat_start[player + 1]):
            group = small.seat_group[seat]
            others = small.group_member[small.group_start[group] : small.group_start[group + 1]]
            complete = np.logical_and.reduce([inside[other] for other in others if other != player])
            payoff += small.group_amount[small.seat_slot[seat]] * complete
        steady &= np.where(inside[player], payoff >= 0, payoff <= 0)
    if steady.sum() > _MOST_EQUILIBRIA:
        return None
    found = []
    for mask in masks[steady]:
        members = outcomes.waiting.copy()
        members[numbers[[bool(mask >> player & 1) for player in range(small.size)]]] = True
        found.append(members)
    return found


def value(outcomes: Outcomes, included: Flags) -> int:
    """Return what an outcome is worth to all."""
    return int(value_of(outcomes.network, included))
