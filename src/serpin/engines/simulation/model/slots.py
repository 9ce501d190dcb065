"""Rows for the nodes of a network: one each, or as few as possible by reusing a row after its last reader."""

from __future__ import annotations

import heapq
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.model.network import Network


def rows_of(network: Network, *, in_slots: bool) -> NDArray[np.int32]:
    """Return the row of each node; components use the same rows one after the other.

    Parameters
    ----------
    in_slots
        Whether a row is given to another node after its last reader (linear scan).
    """
    parts = network.parts[0]
    if not in_slots:
        first = np.repeat(parts[:-1], np.diff(parts))
        return np.asarray(np.arange(len(network.nodes)) - first, dtype=np.int32)
    links = network.links
    last_reader = np.arange(len(network.nodes))
    readers = np.repeat(np.arange(len(network.nodes)), np.diff(links.start))
    np.maximum.at(last_reader, links.node, readers)
    rows = np.zeros(len(network.nodes), dtype=np.int32)
    for begin, end in pairwise(parts):
        free: list[int] = []
        used = 0
        expiring: list[tuple[int, int]] = []
        for node in range(begin, end):
            while expiring and expiring[0][0] < node:
                heapq.heappush(free, heapq.heappop(expiring)[1])
            if free:
                rows[node] = heapq.heappop(free)
            else:
                rows[node] = used
                used += 1
            heapq.heappush(expiring, (int(last_reader[node]), int(rows[node])))
    return rows


def late_rows(network: Network) -> tuple[NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return rows for the way back through each project, reused as soon as a node is done.

    Returns
    -------
    tuple
        The row of each node; whether a link is the first on the way back that limits its earlier node; and whether a
        node is limited by any.
    """
    links, project = network.links, network.nodes.project
    rows = np.zeros(len(network.nodes), dtype=np.int32)
    is_first = np.zeros(len(links.node), dtype=np.bool_)
    is_limited = np.zeros(len(network.nodes), dtype=np.bool_)
    ranges = zip(network.projects.start[:-1], network.projects.start[1:], strict=True)
    for begin, end in ranges:
        free: list[int] = []
        used = 0
        for node in network.projects.members[begin:end][::-1]:
            wanted = [] if is_limited[node] else [node]
            for link in range(links.start[node], links.start[node + 1]):
                earlier = links.node[link]
                if project[earlier] == project[node] and not is_limited[earlier]:
                    is_first[link] = is_limited[earlier] = True
                    wanted.append(earlier)
            for new in wanted:
                if not free:
                    free.append(used)
                    used += 1
                rows[new] = free.pop()
            free.append(int(rows[node]))
    return rows, is_first, is_limited
