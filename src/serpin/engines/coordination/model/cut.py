"""The best joint outcome as one minimum cut, and what it leaves to everybody: a proof, and a division that holds.

Rhys 1970, Balinski 1970, Picard 1976: what two or more gain together is a source, what one loses is a sink. The flow
hands every gain to those who need it; what remains to each is a division that no part of the players can improve on.
Textbook: ``coordination.md``, section "The best joint outcome".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from ortools.graph.python import max_flow

from serpin.engines.coordination.model.network import Flags, Ints, Network

_MOST = 2**62


class Cut(NamedTuple):
    """The smallest best coalition, its value, and how the flow hands out the gains.

    ``pair_share`` is what the gainer keeps of each link (the giver gets the rest), shape (m,) in the order of the
    gainers' rows; ``seat_share`` what each seat of a group gets of all that the group gains, shape (s,).
    """

    included: Flags
    value: int
    pair_share: Ints
    seat_share: Ints

    def left_to(self, network: Network) -> Ints:
        """Return what remains to each player after the gains are handed out, shape (n,)."""
        gainers = np.repeat(np.arange(network.size), np.diff(network.gain_start))
        left = network.base + network.public
        np.add.at(left, gainers, self.pair_share)
        np.add.at(left, network.gain_from, network.gain_amount - self.pair_share)
        np.add.at(left, network.group_member, self.seat_share)
        return left


class _Arcs(NamedTuple):
    tails: Ints
    heads: Ints
    capacities: Ints


def best_coalition(network: Network, weight: Ints | None = None, factor: int = 1) -> Cut:
    """Return the smallest coalition of the greatest value.

    Parameters
    ----------
    weight
        Taken off the value of each player, shape (n,); for prices on a budget, and for divisions to be tested.
    factor
        All amounts of the network are multiplied by it before; the shares handed out are in these finer units.
    """
    size, groups = network.size, len(network.group_public)
    node = (network.base + network.public) * factor
    if weight is not None:
        node = node - weight
    gainers = np.repeat(np.arange(size, dtype=np.int64), np.diff(network.gain_start))
    amounts = network.gain_amount * factor
    # A gain of i from j: i gets it with its own weight and gives it back over the arc i → j when j is missing.
    np.add.at(node, gainers, amounts)
    source, sink, first_group = size, size + 1, size + 2
    members = np.repeat(np.arange(groups, dtype=np.int64), np.diff(network.group_start))
    totals = network.group_public * factor
    np.add.at(totals, members, network.group_amount * factor)
    numbers = np.arange(size, dtype=np.int64)
    free = ~network.forced
    give, take = (node > 0) & free, (node < 0) & free
    forced = numbers[network.forced]
    parts = (
        _Arcs(gainers, network.gain_from, amounts),
        _Arcs(members + first_group, network.group_member, np.full(len(members), _MOST // 8)),
        _Arcs(np.full(groups, source), np.arange(groups) + first_group, totals),
        _Arcs(np.full(int(give.sum()), source), numbers[give], node[give]),
        _Arcs(numbers[take], np.full(int(take.sum()), sink), -node[take]),
        _Arcs(np.full(len(forced), source), forced, np.full(len(forced), _MOST // max(8 * len(forced), 1))),
        _Arcs(np.array([source]), np.array([sink]), np.array([0])),  # so that the sink exists even when nobody loses
    )
    flow = max_flow.SimpleMaxFlow()
    tails = np.concatenate([part.tails for part in parts]).astype(np.int32)
    heads = np.concatenate([part.heads for part in parts]).astype(np.int32)
    capacities = np.concatenate([part.capacities for part in parts]).astype(np.int64)
    arcs = flow.add_arcs_with_capacity(tails, heads, capacities)
    status = flow.solve(source, sink)
    if status != flow.OPTIMAL:
        message = f"the minimum cut was not found: {status}"
        raise RuntimeError(message)
    side = np.asarray(flow.get_source_side_min_cut(), dtype=np.int64)
    included = np.zeros(size, np.bool_)
    included[side[side < size]] = True
    flows = np.asarray(flow.flows(arcs), dtype=np.int64)
    links = len(gainers)
    cut = Cut(included, 0, amounts - flows[:links], _seats(network, flows[links : links + len(members)], factor))
    value = int(node[included].sum())
    crossing = included[gainers] & ~included[network.gain_from]
    value -= int(amounts[crossing].sum())
    complete = np.ones(groups, np.bool_)
    np.logical_and.at(complete, members, included[network.group_member])
    value += int(totals[complete].sum())
    return cut._replace(value=value)


def _seats(network: Network, flows: Ints, factor: int) -> Ints:
    """Return what each seat gets: the flow to it, and a first part of what the flow left over."""
    shares = flows.copy()
    for group, (first, last) in enumerate(zip(network.group_start[:-1], network.group_start[1:], strict=True)):
        total = (int(network.group_public[group]) + int(network.group_amount[first:last].sum())) * factor
        shares[first] += total - int(flows[first:last].sum())
    return shares
