"""Turns a cut into the proof that the checker reads."""

from __future__ import annotations

import numpy as np

from serpin.engines.coordination.model.cut import Cut
from serpin.engines.coordination.model.network import Network
from serpin.engines.coordination.problem.game import Game
from serpin.engines.coordination.problem.proof import Proof


def proof_of(game: Game, network: Network, cut: Cut) -> Proof:
    """Return how the flow of a cut hands out the gains of a game, in the words of the game."""
    names = [player.id for player in game.players]
    amounts: dict[tuple[str, str], int] = {}
    for pair in game.pairs:
        amounts[pair.gainer, pair.giver] = amounts.get((pair.gainer, pair.giver), 0) + pair.amount
    pairs: dict[tuple[str, str], tuple[int, int]] = {}
    needs: dict[tuple[str, str], int] = {}
    gainers = np.repeat(np.arange(network.size), np.diff(network.gain_start)).tolist()
    links = zip(gainers, network.gain_from.tolist(), network.gain_amount.tolist(), cut.pair_share.tolist(), strict=True)
    for gainer, giver, total, kept in links:
        key = (names[gainer], names[giver])
        amount, given = amounts.get(key, 0), total - kept
        if amount:
            part = min(given, amount)
            pairs[key] = (amount - part, part)
        if given > amount:
            # What goes beyond the gain is paid for being needed.
            needs[key] = given - amount
    groups: list[dict[str, int]] = []
    shares = cut.seat_share.tolist()
    for number in range(len(network.group_start) - 1):
        first, last = int(network.group_start[number]), int(network.group_start[number + 1])
        seats = [names[player] for player in network.group_member[first:last]]
        if number < len(game.groups):
            groups.append(dict(zip(seats, shares[first:last], strict=True)))
            continue
        for other, amount in zip(seats[1:], shares[first + 1 : last], strict=True):
            needs[seats[0], other] = needs.get((seats[0], other), 0) + amount
    return Proof(pairs, tuple(groups), needs)
