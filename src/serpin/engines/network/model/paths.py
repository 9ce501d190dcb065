"""Compiled searches along ties: betweenness after Brandes, parts of the network, enterprises that hold it together.

Textbook: ``network.md``, section "Positions".
"""

from __future__ import annotations

import numpy as np

from serpin.engines.network.model.compile import compiled
from serpin.engines.network.model.graph import Flags, Floats, Graph, Ints


@compiled
def dependencies(start: Ints, to: Ints, sources: Ints, scaled: bool) -> tuple[Floats, Floats, Floats]:
    """Return sum, sum of squares and largest, over sources, of how far the paths from a source depend on each node.

    Parameters
    ----------
    start, to
        The graph.
    sources
        Nodes from which shortest paths are counted (Brandes 2001).
    scaled
        Whether a path counts at a node by the share of it that lies behind (Geisberger, Sanders and Schultes 2008);
        over both directions the shares of a pair sum to one.
    """
    size = len(start) - 1
    total, squares, largest = np.zeros(size), np.zeros(size), np.zeros(size)
    distance = np.full(size, -1, np.int32)
    ways, reliance = np.zeros(size), np.zeros(size)
    queue = np.empty(size, np.int32)
    before, after = np.empty(len(to), np.int32), np.empty(len(to), np.int32)
    for source in sources:
        head, tail, steps = 0, 1, 0
        queue[0], distance[source], ways[source] = source, 0, 1.0
        while head < tail:
            node = queue[head]
            head += 1
            beyond = distance[node] + 1
            for arc in range(start[node], start[node + 1]):
                other = to[arc]
                if distance[other] < 0:
                    distance[other] = beyond
                    queue[tail] = other
                    tail += 1
                if distance[other] == beyond:
                    ways[other] += ways[node]
                    before[steps], after[steps] = node, other
                    steps += 1
        # Steps were noted in the order of distance, so that in reverse every node is complete before it hands on.
        for step in range(steps - 1, -1, -1):
            node, other = before[step], after[step]
            own = 1.0 / distance[other] if scaled else 1.0
            reliance[node] += ways[node] / ways[other] * (own + reliance[other])
        for place in range(tail):
            node = queue[place]
            if place:
                value = reliance[node] * distance[node] if scaled else reliance[node]
                total[node] += value
                squares[node] += value * value
                largest[node] = max(largest[node], value)
            distance[node], ways[node], reliance[node] = -1, 0.0, 0.0
    return total, squares, largest


def betweenness(graph: Graph, exact: int, pivots: int, draws: np.random.Generator) -> tuple[Floats, Floats, bool]:
    """Return betweenness, each pair counted once, the half-width of its 95 % interval, and whether it was sampled.

    Parameters
    ----------
    graph
        The network.
    exact
        Up to so many nodes all paths are counted.
    pivots
        Number of sources beyond (Brandes and Pich 2007), drawn without replacement.
    draws
        Random numbers for the sources.
    """
    size = graph.size
    if size <= exact or pivots >= size:
        total, _, _ = dependencies(graph.start, graph.to, np.arange(size), False)
        return total / 2, np.zeros(size), False
    sources = np.sort(draws.choice(size, pivots, replace=False))
    total, squares, largest = dependencies(graph.start, graph.to, sources, True)
    mean = total / pivots
    # Dependencies are skew: one more source as large as the largest that was seen keeps the interval honest.
    variance = np.maximum((squares + largest**2) / pivots - mean**2, 0.0) * pivots / (pivots - 1)
    half = 1.96 * np.sqrt(variance / pivots * (1 - pivots / size))
    return mean * size, half * size, True


@compiled
def parts(start: Ints, to: Ints) -> Ints:
    """Return the number of the connected part of each node, counted by first member."""
    size = len(start) - 1
    part = np.full(size, -1, np.int64)
    queue = np.empty(size, np.int64)
    count = 0
    for first in range(size):
        if part[first] >= 0:
            continue
        head, tail = 0, 1
        queue[0], part[first] = first, count
        while head < tail:
            node = queue[head]
            head += 1
            for arc in range(start[node], start[node + 1]):
                if part[to[arc]] < 0:
                    part[to[arc]] = count
                    queue[tail] = to[arc]
                    tail += 1
        count += 1
    return part


@compiled
def cut_nodes(start: Ints, to: Ints) -> Flags:
    """Return which nodes the network falls apart without (Hopcroft and Tarjan 1973)."""
    size = len(start) - 1
    found = np.zeros(size, np.bool_)
    seen, low = np.zeros(size, np.int64), np.zeros(size, np.int64)
    parent, arc = np.full(size, -1, np.int64), np.zeros(size, np.int64)
    stack = np.empty(size, np.int64)
    clock = 0
    for root in range(size):
        if seen[root]:
            continue
        clock += 1
        seen[root] = low[root] = clock
        arc[root] = start[root]
        stack[0], depth, children = root, 1, 0
        while depth:
            node = stack[depth - 1]
            if arc[node] < start[node + 1]:
                other = to[arc[node]]
                arc[node] += 1
                if not seen[other]:
                    clock += 1
                    seen[other] = low[other] = clock
                    parent[other], arc[other] = node, start[other]
                    stack[depth] = other
                    depth += 1
                    children += node == root
                elif other != parent[node]:
                    low[node] = min(low[node], seen[other])
                continue
            depth -= 1
            before = parent[node]
            if before >= 0:
                low[before] = min(low[before], low[node])
                if before != root and low[node] >= seen[before]:
                    found[before] = True
        found[root] = children > 1
    return found
