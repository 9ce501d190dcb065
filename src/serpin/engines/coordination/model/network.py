"""The game as arrays: who gains from whom, seats in groups, and how a part of it is taken out.

What a project needs enters as a gain so large that nothing outweighs it: its stand-alone value is lowered by it, and
it is gained back when everything needed is there. So needs keep the game supermodular and the cut exact.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.engines.coordination.problem.game import Game

MOST_TOTAL = 2**60
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Network(NamedTuple):
    """The game in numbers; amounts are whole units.

    ``base`` is the stand-alone value, ``public`` what it is worth to others, ``group_public`` the same for groups.
    Gains lie in rows by gainer (``gain_…``) and by giver (``give_…``), seats in groups by group (``group_…``) and by
    player (``seat_…``). Shapes: players (n), rows (n + 1), links (m), groups (g + 1), seats (s).
    """

    base: Ints
    public: Ints
    forced: Flags
    opens: Ints
    closes: Ints
    gain_start: Ints
    gain_from: Ints
    gain_amount: Ints
    give_start: Ints
    give_to: Ints
    give_amount: Ints
    group_start: Ints
    group_member: Ints
    group_amount: Ints
    group_public: Ints
    seat_start: Ints
    seat_group: Ints
    seat_slot: Ints

    @property
    def size(self) -> int:
        """Number of players."""
        return len(self.base)

    @property
    def is_dated(self) -> bool:
        """Whether any player must decide before another can."""
        return self.size > 0 and bool(self.opens.max() > self.closes.min())


def network_of(game: Game) -> Network:
    """Put a game into arrays, in the order of its players.

    Raises
    ------
    InputError
        If projects need each other in a circle.
    """
    index = {player.id: number for number, player in enumerate(game.players)}
    _refuse_circles(game)
    _refuse_overflow(game)
    base = np.array([player.value for player in game.players], dtype=np.int64)
    gainers = [index[pair.gainer] for pair in game.pairs]
    givers = [index[pair.giver] for pair in game.pairs]
    amounts = [pair.amount for pair in game.pairs]
    members = [[index[member] for member in group.members] for group in game.groups]
    gains = [[group.amounts.get(member, 0) for member in group.members] for group in game.groups]
    most = _most_worth(game) if game.needs else {}
    for need in game.needs:
        last, weight = index[need.player], most[need.player]
        base[last] -= weight
        if len(need.others) == 1:
            gainers.append(last)
            givers.append(index[need.others[0]])
            amounts.append(weight)
        else:
            members.append([last, *(index[other] for other in need.others)])
            gains.append([weight] + [0] * len(need.others))
    return assemble(
        base,
        np.array([player.public for player in game.players], dtype=np.int64),
        np.array([player.id in game.settled for player in game.players], dtype=np.bool_),
        (
            np.array([player.opens for player in game.players], dtype=np.int64),
            np.array([player.closes for player in game.players], dtype=np.int64),
        ),
        (np.array(gainers, np.int64), np.array(givers, np.int64), np.array(amounts, np.int64)),
        (members, gains, [0] * len(members)),
    )


def assemble(  # noqa: PLR0917 - the columns of one table
    base: Ints,
    public: Ints,
    forced: Flags,
    dates: tuple[Ints, Ints],
    pairs: tuple[Ints, Ints, Ints],
    groups: tuple[list[list[int]], list[list[int]], list[int]],
) -> Network:
    """Lay out rows by gainer, giver, group and player; links between the same two are added up."""
    size = len(base)
    gainers, givers, amounts = pairs
    keys, place = np.unique(gainers * max(size, 1) + givers, return_inverse=True)
    merged = np.zeros(len(keys), np.int64)
    np.add.at(merged, place, amounts)
    keys, merged = keys[merged > 0], merged[merged > 0]
    gainers, givers = keys // max(size, 1), keys % max(size, 1)
    by_giver = np.lexsort((gainers, givers))
    members, gains, group_public = groups
    lengths = [len(group) for group in members]
    flat = np.array([player for group in members for player in group], np.int64)
    group_of = np.repeat(np.arange(len(members), dtype=np.int64), lengths)
    by_player = np.argsort(flat, kind="stable").astype(np.int64)
    return Network(
        base,
        public,
        forced,
        dates[0],
        dates[1],
        _starts(gainers, size),
        givers,
        merged,
        _starts(givers, size),
        gainers[by_giver],
        merged[by_giver],
        np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
        flat,
        np.array([amount for group in gains for amount in group], np.int64),
        np.array(group_public, np.int64),
        _starts(flat, size),
        group_of[by_player],
        by_player,
    )


def restrict(network: Network, inside: Flags, present: Flags) -> tuple[Network, Ints]:
    """Return the game among some players, given that others are there, and the numbers of those players.

    Parameters
    ----------
    inside
        The players of the smaller game, shape (n,).
    present
        Players who invest whatever happens; what the others gain from them is theirs at once, and what they gain from
        the others is of public value there. Everybody else stays away.
    """
    numbers = np.flatnonzero(inside)
    local = np.full(network.size, -1, np.int64)
    local[numbers] = np.arange(len(numbers))
    gainers = np.repeat(np.arange(network.size), np.diff(network.gain_start))
    givers, amounts = network.gain_from, network.gain_amount
    base, public = network.base.copy(), network.public.copy()
    from_present = inside[gainers] & present[givers]
    np.add.at(base, gainers[from_present], amounts[from_present])
    to_present = present[gainers] & inside[givers]
    np.add.at(public, givers[to_present], amounts[to_present])
    kept = inside[gainers] & inside[givers]
    members: list[list[int]] = []
    gains: list[list[int]] = []
    group_public: list[int] = []
    there = inside | present
    for group, (first, last) in enumerate(pairwise(network.group_start)):
        seats = network.group_member[first:last]
        own = inside[seats]
        if not there[seats].all() or not own.any():
            continue
        shares = network.group_amount[first:last]
        outside = int(network.group_public[group] + shares[~own].sum())
        if own.sum() == 1:
            base[seats[own][0]] += shares[own][0]
            public[seats[own][0]] += outside
            continue
        members.append(local[seats[own]].tolist())
        gains.append(shares[own].tolist())
        group_public.append(outside)
    smaller = assemble(
        base[numbers],
        public[numbers],
        network.forced[numbers],
        (network.opens[numbers], network.closes[numbers]),
        (local[gainers[kept]], local[givers[kept]], amounts[kept]),
        (members, gains, group_public),
    )
    return smaller, numbers


def _starts(rows: Ints, size: int) -> Ints:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size)))).astype(np.int64)


def _most_worth(game: Game) -> dict[str, int]:
    """Return for each player more than it can ever be worth, to itself and to all, where others are not looked at."""
    most = {player.id: 1 + max(0, player.value) + player.public for player in game.players}
    for pair in game.pairs:
        most[pair.gainer] += pair.amount
        most[pair.giver] += pair.amount
    for group in game.groups:
        for member in group.members:
            most[member] += group.total
    return most


def _refuse_overflow(game: Game) -> None:
    """Refuse amounts whose sum, with what needs add to it, leaves no room in 64 bits."""
    total = sum(abs(player.value) + player.public for player in game.players)
    total += sum(pair.amount for pair in game.pairs) + sum(group.total for group in game.groups)
    total *= 2 + len(game.needs)
    if total > MOST_TOTAL:
        text = mark("amounts are too large to be added up exactly: {value} in all, at most {most}")
        raise refuse(text, "relations", value=total, most=MOST_TOTAL)


def _refuse_circles(game: Game) -> None:
    before: dict[str, set[str]] = {}
    for need in game.needs:
        before.setdefault(need.player, set()).update(need.others)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as circle:
        names = " → ".join(circle.args[1])
        raise refuse(mark("projects need each other in a circle: {value}"), "relations", value=names) from None
