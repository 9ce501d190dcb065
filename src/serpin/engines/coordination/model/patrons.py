"""Those who gain from a package although they start by themselves: they can pay for it, so they share its gain."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from serpin.engines.coordination.model.network import Flags, Ints, Network, assemble


def with_patrons(network: Network, package: Flags, waiting: Flags) -> tuple[Network, Ints, Ints]:
    """Return the game of dividing what a package adds: its members, then everybody else who gains from it.

    Parameters
    ----------
    network
        The whole game.
    package
        Members of the package, shape (n,).
    waiting
        Those who start by themselves, shape (n,). What they have without the package is not divided.

    Returns
    -------
    tuple
        The game, the numbers of its players, and what each patron gains when the whole package comes (0 for members).
    """
    gainers = np.repeat(np.arange(network.size), np.diff(network.gain_start))
    givers, amounts = network.gain_from, network.gain_amount
    links = waiting[gainers] & package[givers]
    bonus = np.zeros(network.size, np.int64)
    np.add.at(bonus, gainers[links], amounts[links])
    there = package | waiting
    groups = []
    for group, (first, last) in enumerate(pairwise(network.group_start)):
        seats = network.group_member[first:last]
        if there[seats].all() and package[seats].any():
            groups.append((group, seats, network.group_amount[first:last]))
            outside = waiting[seats]
            np.add.at(bonus, seats[outside], network.group_amount[first:last][outside])
    members = np.flatnonzero(package)
    patrons = np.flatnonzero(bonus > 0)
    numbers = np.concatenate([members, patrons]).astype(np.int64)
    local = np.full(network.size, -1, np.int64)
    local[numbers] = np.arange(len(numbers))
    base, public = network.base.copy(), network.public.copy()
    base[patrons] = 0
    public[patrons] = 0
    given = package[gainers] & waiting[givers]
    np.add.at(base, gainers[given], amounts[given])
    kept = (package[gainers] | waiting[gainers]) & package[givers]
    seats_of: list[list[int]] = []
    gains_of: list[list[int]] = []
    for _, seats, shares in groups:
        inside = seats[package[seats]]
        own = dict(zip(seats.tolist(), shares.tolist(), strict=True))
        _seat(local, inside, [own[int(seat)] for seat in inside], base, seats_of, gains_of)
        for patron in seats[waiting[seats]]:
            if own[int(patron)]:
                seats_of.append([*local[inside].tolist(), int(local[patron])])
                gains_of.append([0] * len(inside) + [own[int(patron)]])
    divided = assemble(
        base[numbers],
        public[numbers],
        np.zeros(len(numbers), np.bool_),
        (network.opens[numbers], network.closes[numbers]),
        (local[gainers[kept]], local[givers[kept]], amounts[kept]),
        (seats_of, gains_of, [0] * len(seats_of)),
    )
    return divided, numbers, bonus[numbers]


def _seat(  # noqa: PLR0917 - columns of one table
    local: Ints,
    inside: Ints,
    gains: list[int],
    base: Ints,
    seats_of: list[list[int]],
    gains_of: list[list[int]],
) -> None:
    """Add what the members of a group gain together; a single one gains it by itself."""
    if len(inside) == 1:
        base[inside[0]] += gains[0]
    else:
        seats_of.append(local[inside].tolist())
        gains_of.append(gains)
