"""The game of coordination: who gains what from whom when all of them invest. No solver here.

Player i gains ``a_i + Σ_{j in S} w_ij + Σ_{T in S} u_iT`` when the set S invests, and nothing when it stays away; w and
u are never negative, so that everybody is the more willing the more others join (Topkis 1979). Amounts are whole
numbers, so that cuts are exact. Textbook: ``coordination.md``, section "The game".
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.texts import mark
from serpin.vocabulary.noun import Id, Noun, Probability

MOST_AMOUNT = 10**15
"""No single amount is larger, so that sums of many fit into 64 bits."""

Amount = Annotated[int, Field(ge=-MOST_AMOUNT, le=MOST_AMOUNT)]
Gain = Annotated[int, Field(ge=0, le=MOST_AMOUNT)]
Day = Annotated[int, Field(ge=0, le=1_000_000)]
LAST_DAY = 1_000_000


class Player(Noun):
    """One project with its decision to invest.

    ``value`` is what it is worth to its owner when nobody else invests; ``public`` what it is worth to others who
    take no part; ``cost`` what it takes from a public budget; ``success`` the probability that it comes about once
    begun. ``committed``: it is carried out in any case. It decides not before working day ``opens`` and not after
    ``closes``.
    """

    id: Id
    value: Amount
    public: Gain = 0
    cost: Gain = 0
    success: Probability = 1.0
    committed: bool = False
    opens: Day = 0
    closes: Day = LAST_DAY

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            raise invalid(
                mark("the end {end} lies before the start {start}"), end=str(self.closes), start=str(self.opens)
            )
        return self


class PairGain(Noun):
    """What one project gains when another is carried out, too."""

    gainer: Id
    giver: Id
    amount: Gain


class GroupGain(Noun):
    """What each member of a group gains when all of them are carried out; members without an amount gain nothing."""

    id: Id
    members: tuple[Id, ...] = Field(min_length=2)
    amounts: dict[Id, Gain]

    @property
    def total(self) -> int:
        """What all members gain together."""
        return sum(self.amounts.values())


class Need(Noun):
    """A project can be carried out only together with others."""

    player: Id
    others: tuple[Id, ...] = Field(min_length=1)


class Game(Noun):
    """Players and what they gain by each other. Of an ``exclusive`` set at most one can be carried out."""

    players: tuple[Player, ...]
    pairs: tuple[PairGain, ...] = ()
    groups: tuple[GroupGain, ...] = ()
    needs: tuple[Need, ...] = ()
    exclusive: tuple[tuple[Id, ...], ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        known = {player.id for player in self.players}
        rows = [[pair.gainer, pair.giver] for pair in self.pairs] + [list(group.members) for group in self.groups]
        rows += [[need.player, *need.others] for need in self.needs] + [list(choice) for choice in self.exclusive]
        if len(known) != len(self.players) or any(len(set(row)) != len(row) for row in rows):
            raise invalid(mark("a project stands twice in one relation"))
        for group in self.groups:
            for player in group.amounts:
                if player not in group.members:
                    raise invalid(mark("{value} has an amount but does not take part in the relation"), value=player)
        unknown = {name for row in rows for name in row} - known
        if unknown:
            raise invalid(mark("there is no project {value}"), value=min(unknown))
        return self

    @cached_property
    def by_id(self) -> dict[str, Player]:
        """Players by code."""
        return {player.id: player for player in self.players}

    @cached_property
    def settled(self) -> frozenset[str]:
        """Players who are carried out in any case: the committed, and whomever they need."""
        found = {player.id for player in self.players if player.committed}
        while True:
            more = {other for need in self.needs if need.player in found for other in need.others} - found
            if not more:
                return frozenset(found)
            found |= more

    def digest(self) -> str:
        """Return a fingerprint of the content: 16 hexadecimal digits, equal for equal games."""
        return hashlib.blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()

    def without(self, barred: Collection[str]) -> Game:
        """Return the game without some players, and without those who need them."""
        gone = set(barred)
        while True:
            more = {need.player for need in self.needs if need.player not in gone and gone & set(need.others)}
            if not more:
                break
            gone |= more
        if not gone:
            return self
        return Game(
            players=tuple(player for player in self.players if player.id not in gone),
            pairs=tuple(pair for pair in self.pairs if pair.gainer not in gone and pair.giver not in gone),
            groups=tuple(group for group in self.groups if not gone & set(group.members)),
            needs=tuple(need for need in self.needs if need.player not in gone),
            exclusive=tuple(
                rest for choice in self.exclusive if len(rest := tuple(one for one in choice if one not in gone)) > 1
            ),
        )


class Payoffs:
    """Adds up what everybody gains, straight from the words of the game.

    Parameters
    ----------
    game
        The game.
    """

    def __init__(self, game: Game) -> None:
        self.game = game
        self._pairs: dict[str, list[PairGain]] = {}
        self._groups: dict[str, list[GroupGain]] = {}
        self._needs: dict[str, list[Need]] = {}
        for pair in game.pairs:
            self._pairs.setdefault(pair.gainer, []).append(pair)
        for group in game.groups:
            for player in group.amounts:
                self._groups.setdefault(player, []).append(group)
        for need in game.needs:
            self._needs.setdefault(need.player, []).append(need)
        self._touched: dict[str, set[str]] = {}
        for pair in game.pairs:
            self._touched.setdefault(pair.giver, set()).add(pair.gainer)
        for group in game.groups:
            for player in group.members:
                self._touched.setdefault(player, set()).update(group.amounts)
        for need in game.needs:
            for other in need.others:
                self._touched.setdefault(other, set()).add(need.player)

    def can(self, player: str, others: Collection[str]) -> bool:
        """Tell whether everything that a player needs is among the others."""
        return all(other in others for need in self._needs.get(player, ()) for other in need.others)

    def payoff(self, player: str, others: Collection[str]) -> int:
        """Return what a player gains by investing beside others, in whole units; its needs are not looked at."""
        gained = self.game.by_id[player].value
        gained += sum(pair.amount for pair in self._pairs.get(player, ()) if pair.giver in others)
        for group in self._groups.get(player, ()):
            if all(member == player or member in others for member in group.members):
                gained += group.amounts[player]
        return gained

    def value(self, players: Collection[str]) -> int:
        """Return what a set of players is worth to all: their payoffs and the public value."""
        return sum(self.payoff(player, players) + self.game.by_id[player].public for player in players)

    def rise(self, support: dict[str, int] | None = None, least: int = 1) -> frozenset[str]:
        """Return who invests when nobody trusts anybody: best responses from nothing, in rounds.

        Parameters
        ----------
        support
            What is promised to each player in addition.
        least
            The smallest payoff for which a player moves: 1 unit, or 0 for those who move when it makes no difference.
        """
        promised = support or {}
        inside = set(self.game.settled)
        waiting = {player.id for player in self.game.players} - inside
        asked = waiting
        while True:
            moved = {
                player
                for player in asked
                if self.can(player, inside) and self.payoff(player, inside) + promised.get(player, 0) >= least
            }
            if not moved:
                return frozenset(inside)
            inside |= moved
            waiting -= moved
            asked = {other for player in moved for other in self._touched.get(player, ())} & waiting

    def fall(self, support: dict[str, int] | None = None, start: Collection[str] | None = None) -> frozenset[str]:
        """Return who stays when everybody trusts everybody: best responses from all (or from a set), in rounds."""
        promised = support or {}
        inside = {player.id for player in self.game.players} if start is None else set(start)
        asked = inside - self.game.settled
        while True:
            left = {
                player
                for player in asked
                if not self.can(player, inside) or self.payoff(player, inside) + promised.get(player, 0) < 0
            }
            if not left:
                return frozenset(inside)
            inside -= left
            asked = ({other for player in left for other in self._touched.get(player, ())} & inside) - self.game.settled
