"""One package: its guarantees, what they may cost, how the gain is divided, and where it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.coordination.model.announce import Announcement, lasting_needs
from serpin.engines.coordination.model.divide import divide
from serpin.engines.coordination.model.failures import expected_calls
from serpin.engines.coordination.model.instruments import parts_of
from serpin.engines.coordination.model.kernel import (
    default_sizes,
    equal_support,
    fall,
    gains_of,
    value_of,
    waves_of,
)
from serpin.engines.coordination.model.network import Ints, Network
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.statement import Statement
from serpin.engines.coordination.result import Default, Division, DivisionRule, Guarantee, Package, Reliance

_MOST_DEFAULTS = 60
_MOST_ASKED = 300
_SHOWN_DEFAULTS = 10
_DIVISION_SHARE = 0.25


@dataclass(frozen=True)
class Coalition:
    """A package as arrays.

    Its network, the codes of its members and their order of announcement; then the game of dividing what it adds, the
    codes of those who share (members first), and what those who are no members gain from it.
    """

    network: Network
    names: list[str]
    announcement: Announcement
    divided: Network
    sharers: list[str]
    bonus: Ints


def package_of(  # noqa: PLR0917 - parts of one story
    number: int,
    coalition: Coalition,
    statement: Statement,
    options: CoordinationOptions,
    seed: int,
    seconds: float,
) -> Package:
    """Return everything that is said of a package.

    Parameters
    ----------
    number
        Its number, from 1.
    coalition
        Its arrays.
    statement
        The game and the owners.
    options
        Samples, shares of loan guarantees.
    seed
        Seed of draws.
    seconds
        Time for the division.
    """
    network, names = coalition.network, coalition.names
    promises, order = coalition.announcement.promises, coalition.announcement.order
    lasting = lasting_needs(network)
    gained, _ = gains_of(network, np.ones(network.size, np.bool_))
    payoff = network.base + gained
    success = np.array([statement.game.by_id[name].success for name in names])
    calls, error = expected_calls(network, promises, lasting, success, seed, options.samples)
    exposure = int(promises.sum())
    contributions: dict[str, float] = {}
    for name in names:
        for indicator, amount in statement.owner(name).contributions:
            contributions[indicator] = contributions.get(indicator, 0.0) + amount
    divisions, rule, stands = _division(coalition, payoff, Deadline(seconds * _DIVISION_SHARE), seed, options)
    owners = {statement.owner(name).enterprise for name in names} - {""}
    return Package(
        number=number,
        members=tuple(names[player] for player in sorted(range(network.size), key=lambda p: names[p])),
        enterprises=tuple(sorted(owners)),
        gain=int(value_of(network, np.ones(network.size, np.bool_))),
        guarantees=_guarantees(coalition, lasting, calls, statement, options),
        exposure=exposure,
        lasting=int(lasting.sum()),
        contingent=exposure - int(lasting.sum()),
        bound=coalition.announcement.bound,
        naive=int(np.maximum(0, -network.base).sum()),
        equal=int(equal_support(network)) * network.size,
        expected=float(calls.sum()),
        expected_low=max(0.0, float(calls.sum()) - error),
        expected_high=float(calls.sum()) + error,
        critical_mass=_critical_mass(order, promises - lasting),
        reliances=_reliances(names, payoff + lasting, statement),
        defaults=_defaults(network, names, lasting),
        divisions=divisions,
        beneficiaries=tuple(coalition.sharers[len(names) :]),
        division_rule=rule,
        division_holds=stands,
        sponsors=tuple(sorted(names[p] for p in range(network.size) if payoff[p] >= exposure - promises[p] > 0)),
        contributions=contributions,
    )


def _guarantees(
    coalition: Coalition,
    lasting: Ints,
    calls: np.ndarray[tuple[int], np.dtype[np.float64]],
    statement: Statement,
    options: CoordinationOptions,
) -> tuple[Guarantee, ...]:
    network, names = coalition.network, coalition.names
    promises, order = coalition.announcement.promises, coalition.announcement.order
    waves = waves_of(network, promises)
    parts = parts_of(network, names, order, promises - lasting, lasting, statement, options)
    return tuple(
        Guarantee(
            project=names[player],
            rank=rank,
            wave=int(waves[player]),
            amount=int(promises[player]),
            lasting=int(lasting[player]),
            contingent=int(promises[player] - lasting[player]),
            expected=float(calls[player]),
            parts=parts[player],
        )
        for rank, player in enumerate(order.tolist(), start=1)
    )


def _critical_mass(order: Ints, contingent: Ints) -> int:
    """Return how many first members of the order there are up to the last that needs a promise."""
    needing = np.flatnonzero(contingent[order] > 0)
    return int(needing[-1]) + 1 if len(needing) else 0


def _reliances(names: list[str], slack: Ints, statement: Statement) -> tuple[Reliance, ...]:
    """Return who gains from whom; a link binds when the gainer has less to lose than what it gives."""
    needed = {(need.player, other) for need in statement.game.needs for other in need.others}
    own: dict[tuple[str, str], int] = {}
    inside = set(names)
    for pair in statement.game.pairs:
        if pair.gainer in inside and pair.giver in inside:
            own[pair.gainer, pair.giver] = own.get((pair.gainer, pair.giver), 0) + pair.amount
    found = []
    place = {name: number for number, name in enumerate(names)}
    for key in sorted(own.keys() | {key for key in needed if set(key) <= inside}):
        is_needed, amount = key in needed, own.get(key, 0)
        binds = is_needed or int(slack[place[key[0]]]) < amount
        found.append(Reliance(gainer=key[0], giver=key[1], amount=amount, binding=binds, needed=is_needed))
    for group in statement.game.groups:
        members = [member for member in group.members if member in inside]
        for gainer in members:
            amount = group.amounts.get(gainer, 0)
            if amount and len(members) > 1:
                binds = int(slack[place[gainer]]) < amount
                found += [
                    Reliance(gainer=gainer, giver=giver, amount=amount, binding=binds, group=group.id)
                    for giver in members
                    if giver != gainer
                ]
    return tuple(found)


def _defaults(network: Network, names: list[str], lasting: Ints) -> tuple[Default, ...]:
    """Return what is lost with each member, the gravest first; of large packages only the gravest."""
    everybody = np.ones(network.size, np.bool_)
    given = np.add.reduceat(np.append(network.give_amount, 0), network.give_start[:-1])
    given = np.where(np.diff(network.give_start) > 0, given, 0)
    asked = np.argsort(-given, kind="stable")[:_MOST_ASKED].astype(np.int64)
    sizes = default_sizes(network, lasting, everybody, asked)
    gravest = sorted(asked.tolist(), key=lambda player: (-int(sizes[player]), names[player]))
    if network.size > _MOST_DEFAULTS:
        gravest = gravest[:_SHOWN_DEFAULTS]
    found = []
    for player in gravest:
        start = everybody.copy()
        start[player] = False
        rest = fall(network, lasting, start)
        lost = [names[other] for other in np.flatnonzero(start & ~rest)]
        found.append(Default(project=names[player], lost=tuple(sorted(lost))))
    return tuple(found)


def _division(
    coalition: Coalition, payoff: Ints, limit: Deadline, seed: int, options: CoordinationOptions
) -> tuple[tuple[Division, ...], DivisionRule, bool]:
    shares = divide(coalition.divided, limit, seed, options.samples)
    has = coalition.bonus.copy()
    has[: len(payoff)] = payoff
    rows = tuple(
        Division(
            project=name,
            share=float(shares.share[player]),
            low=float(shares.low[player]),
            high=float(shares.high[player]),
            transfer=float(shares.share[player] - has[player]),
            nucleolus=None if shares.nucleolus is None else float(shares.nucleolus[player]),
        )
        for player, name in enumerate(coalition.sharers)
    )
    return rows, shares.rule, shares.holds


def weak_parts(network: Network) -> list[Ints]:
    """Return the players that hang together by any gain, the part of the smallest number first."""
    leader = np.arange(network.size)

    def head(player: int) -> int:
        while leader[player] != player:
            leader[player] = leader[leader[player]]
            player = int(leader[player])
        return player

    gainers = np.repeat(np.arange(network.size), np.diff(network.gain_start)).tolist()
    ties = list(zip(gainers, network.gain_from.tolist(), strict=True))
    for first, last in pairwise(network.group_start):
        ties += pairwise(network.group_member[first:last].tolist())
    for one, other in ties:
        low, high = sorted((head(one), head(other)))
        leader[high] = low
    heads = np.array([head(player) for player in range(network.size)], np.int64)
    return [np.flatnonzero(heads == part).astype(np.int64) for part in np.unique(heads)]
