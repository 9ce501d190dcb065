"""Peers of the coordination engine: a minimum cut by networkx, and plain mixed-integer programmes by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from serpin.engines.coordination.model.network import Network
from serpin.engines.coordination.model.order import promises_of


def _gainers(network: Network) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.repeat(np.arange(network.size), np.diff(network.gain_start))


def cut_with_networkx(network: Network) -> int:
    """Return the value of the best joint outcome by the minimum cut of networkx (preflow push)."""
    graph = networkx.DiGraph()
    weight = (network.base + network.public).tolist()
    for gainer, giver, amount in zip(
        _gainers(network).tolist(), network.gain_from.tolist(), network.gain_amount.tolist(), strict=True
    ):
        weight[gainer] += amount
        graph.add_edge(gainer, giver, capacity=amount)
    offered = 0
    for group, (first, last) in enumerate(pairwise(network.group_start)):
        total = int(network.group_amount[first:last].sum() + network.group_public[group])
        graph.add_edge("source", ("group", group), capacity=total)
        offered += total
        for member in network.group_member[first:last].tolist():
            graph.add_edge(("group", group), member)
    for player, amount in enumerate(weight):
        if amount > 0:
            graph.add_edge("source", player, capacity=amount)
            offered += amount
        elif amount < 0:
            graph.add_edge(player, "sink", capacity=-amount)
    return int(offered - networkx.maximum_flow_value(graph, "source", "sink"))


def optimum_with_milp(network: Network, seconds: float) -> float | None:
    """Return the value of the best joint outcome by a mixed-integer programme, or nothing if none was found in time."""
    size, links = network.size, len(network.gain_from)
    groups = len(network.group_public)
    members = np.repeat(np.arange(groups), np.diff(network.group_start))
    totals = network.group_public.copy()
    np.add.at(totals, members, network.group_amount)
    seats = len(members)
    link, seat = np.arange(links), np.arange(seats)
    row = np.concatenate([link, link, links + link, links + link, 2 * links + seat, 2 * links + seat])
    column = np.concatenate(
        [size + link, _gainers(network), size + link, network.gain_from, size + links + members, network.group_member]
    )
    data = np.concatenate(
        [np.ones(links), -np.ones(links), np.ones(links), -np.ones(links), np.ones(seats), -np.ones(seats)]
    )
    rows = 2 * links + seats
    matrix = coo_array((data, (row, column)), shape=(rows, size + links + groups)).tocsr()
    gain = np.concatenate([network.base + network.public, network.gain_amount, totals]) / 1e6
    found = milp(
        -gain,
        integrality=np.concatenate([np.ones(size), np.zeros(links + groups)]),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(matrix, ub=np.zeros(rows)),
        options={"time_limit": seconds},
    )
    return None if found.x is None else round(float(gain @ found.x) * 1e6, 3)


@dataclass(frozen=True)
class Ordered:
    """What an order costs, and the bound; nothing where none was found in time."""

    cost: int | None
    bound: float | None


def order_with_milp(network: Network, seconds: float) -> Ordered:
    """Order a coalition by the textbook programme: a truth value for each link, ranks with a large constant."""
    size, links = network.size, len(network.gain_from)
    gainers, losses = _gainers(network), np.maximum(0, -network.base)
    # Columns: does the giver come before (links), promise (players), rank (players).
    link, player = np.arange(links), np.arange(size)
    # rank of giver + 1 ≤ rank of gainer + size (1 − before)
    row = [link, link, link, links + player, links + gainers]
    column = [link, links + size + network.gain_from, links + size + gainers, links + player, link]
    data = [np.full(links, float(size)), np.ones(links), -np.ones(links), -np.ones(size), -network.gain_amount / 1e6]
    upper = np.concatenate([np.full(links, size - 1.0), -losses / 1e6])
    matrix = coo_array(
        (np.concatenate(data), (np.concatenate(row), np.concatenate(column))), shape=(links + size, links + 2 * size)
    ).tocsr()
    found = milp(
        np.concatenate([np.zeros(links), np.ones(size), np.zeros(size)]),
        integrality=np.concatenate([np.ones(links), np.zeros(2 * size)]),
        bounds=Bounds(
            np.zeros(links + 2 * size), np.concatenate([np.ones(links), losses / 1e6, np.full(size, size - 1.0)])
        ),
        constraints=LinearConstraint(matrix, ub=upper),
        options={"time_limit": seconds},
    )
    bound = getattr(found, "mip_dual_bound", None)
    if found.x is None:
        return Ordered(None, bound)
    order = np.argsort(found.x[links + size :], kind="stable").astype(np.int64)
    return Ordered(int(promises_of(network, order).sum()), None if bound is None else round(float(bound) * 1e6))
