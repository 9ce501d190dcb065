"""The proof that a joint outcome is the best: every gain is handed out, and nobody outside is left with anything.

Let every gain of two or more be handed to those who take part, as one likes, and let whoever needs another pay it
something. Then no set of players is worth more than what is left to them together; if the players of a set are left
with exactly its value, and all others with nothing or less, no set is worth more than this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from serpin.engines.coordination.problem.game import Game


@dataclass(frozen=True)
class Proof:
    """How gains are handed out.

    ``pairs`` holds, for each (gainer, giver), what the gainer keeps and what the giver gets; ``groups`` for each group
    of the game what its members get; ``needs`` what a player pays to another that it needs.
    """

    pairs: dict[tuple[str, str], tuple[int, int]]
    groups: tuple[dict[str, int], ...]
    needs: dict[tuple[str, str], int]


def left_to(game: Game, proof: Proof) -> dict[str, int]:
    """Return what is left to each player."""
    left = {player.id: player.value + player.public for player in game.players}
    for (gainer, giver), (kept, given) in proof.pairs.items():
        left[gainer] += kept
        left[giver] += given
    for shares in proof.groups:
        for player, share in shares.items():
            left[player] += share
    for (player, other), amount in proof.needs.items():
        left[player] -= amount
        left[other] += amount
    return left


def fault_of(game: Game, proof: Proof) -> str:
    """Return where a proof hands out what it may not, or nothing."""
    amounts: dict[tuple[str, str], int] = {}
    for pair in game.pairs:
        amounts[pair.gainer, pair.giver] = amounts.get((pair.gainer, pair.giver), 0) + pair.amount
    for key in amounts.keys() | proof.pairs.keys():
        kept, given = proof.pairs.get(key, (0, 0))
        if kept < 0 or given < 0 or kept + given != amounts.get(key, 0):
            return " ".join(key)
    if len(proof.groups) != len(game.groups):
        return "groups"
    for group, shares in zip(game.groups, proof.groups, strict=True):
        if min(shares.values()) < 0 or sum(shares.values()) != group.total or not shares.keys() <= set(group.members):
            return group.id
    allowed = {(need.player, other) for need in game.needs for other in need.others}
    for key, amount in proof.needs.items():
        if amount < 0 or key not in allowed:
            return " ".join(key)
    return ""
