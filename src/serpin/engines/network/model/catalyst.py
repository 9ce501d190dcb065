# ruff: noqa: PLR0917 - compiled functions take no keyword-only arguments
"""What one more tie is worth, and who as a catalyst would connect most that is apart.

Textbook: ``network.md``, sections "What one more tie is worth" and "The catalyst".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from serpin.engines.network.model.compile import compiled
from serpin.engines.network.model.graph import Flags, Floats, Graph, Ints


@compiled
def _steps_from(start: Ints, to: Ints, actor: int, own: Ints) -> NDArray[np.int8]:
    """Return the steps from an actor to each node, 3 for all that are further than two."""
    steps = np.full(len(start) - 1, 3, np.int8)
    for node in own:
        for arc in range(start[node], start[node + 1]):
            steps[to[arc]] = 2
    for node in own:
        steps[node] = 1
    steps[actor] = 0
    return steps


@compiled
def _within_two_of(start: Ints, to: Ints, actor: int, own: Ints) -> Ints:
    """Return for each node how many partners of the actor are no more than two steps away from it."""
    size = len(start) - 1
    near = np.zeros(size, np.int64)
    mark = np.full(size, -1, np.int64)
    for node in own:
        # Partners of one actor reach each other through it.
        for other in own:
            mark[other] = node
        mark[actor] = node
        for arc in range(start[node], start[node + 1]):
            between = to[arc]
            if mark[between] != node:
                mark[between] = node
                near[between] += 1
            for further in range(start[between], start[between + 1]):
                if mark[to[further]] != node:
                    mark[to[further]] = node
                    near[to[further]] += 1
    return near


@compiled
def worth_of_ties(start: Ints, to: Ints, actor: int, added: Ints, decay: float) -> Floats:
    """Return what a tie of an actor with each node is worth; nothing where there is one, or with itself.

    Parameters
    ----------
    start, to
        The graph.
    actor
        Who would be tied.
    added
        Nodes that it has been tied to on top of the graph.
    decay
        What a partner of a partner is worth.
    """
    own = np.concatenate((to[start[actor] : start[actor + 1]], added))
    steps = _steps_from(start, to, actor, own)
    near = _within_two_of(start, to, actor, own)
    worth = np.zeros(len(start) - 1)
    for node in range(len(worth)):
        if steps[node] < 2:
            continue
        fresh = 0
        for arc in range(start[node], start[node + 1]):
            fresh += steps[to[arc]] > 2
        direct = 1.0 - decay if steps[node] == 2 else 1.0
        worth[node] = direct + decay * (fresh + len(own) - near[node])
    return worth


@compiled
def introductions(
    start: Ints, to: Ints, actors: Ints, allowed: Flags, count: int, decay: float
) -> tuple[Ints, Floats, Ints, Floats]:
    """Return for each actor its new ties, chosen one after the other, with their worth; −1 where there is none.

    Also the best single partner of each actor and its worth.
    """
    chosen = np.full((len(actors), count), -1, np.int64)
    worth = np.zeros((len(actors), count))
    best, value = np.full(len(actors), -1, np.int64), np.zeros(len(actors))
    for row in range(len(actors)):
        for turn in range(count):
            gains = worth_of_ties(start, to, actors[row], chosen[row, :turn], decay)
            for node in range(len(gains)):
                if allowed[node] and gains[node] > worth[row, turn] + 1e-12:
                    chosen[row, turn], worth[row, turn] = node, gains[node]
            if chosen[row, turn] < 0:
                break
            if turn == 0:
                best[row], value[row] = chosen[row, 0], worth[row, 0]
    return chosen, worth, best, value


@compiled
def _within_two(start: Ints, to: Ints) -> int:
    size = len(start) - 1
    mark = np.full(size, -1, np.int64)
    count = 0
    for node in range(size):
        mark[node] = node
        for arc in range(start[node], start[node + 1]):
            mark[to[arc]] = node
        for arc in range(start[node], start[node + 1]):
            for further in range(start[to[arc]], start[to[arc] + 1]):
                if mark[to[further]] != node:
                    mark[to[further]] = node
                    count += 1
    return count


def closeness_of(graph: Graph, decay: float) -> float:
    """Return what the network is worth: tied pairs, and pairs with a common partner times the decay."""
    return len(graph.to) / 2 + decay * _within_two(graph.start, graph.to) / 2


def candidates(graph: Graph, public: Flags, between: Floats, most: int) -> Ints:
    """Return the nodes that are tried as catalyst: all of a small network, else the public and the most central."""
    size = graph.size
    if size <= most:
        return np.arange(size)
    rank = np.lexsort((np.arange(size), -between))
    degree = np.diff(graph.start)
    open_to_all = np.flatnonzero(public)
    open_to_all = open_to_all[np.argsort(-degree[open_to_all], kind="stable")][: most // 2]
    rest = rank[~np.isin(rank, open_to_all)][: most - len(open_to_all)]
    return np.sort(np.concatenate((open_to_all, rest)))
