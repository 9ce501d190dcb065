# ruff: noqa: PLR0917 - compiled functions take no keyword-only arguments
"""How cooperation spreads along ties, without and with a catalyst, on the same random numbers.

The independent cascade (Kempe, Kleinberg and Tardos 2003): whoever cooperates passes it on along each tie once, with a
chance. Textbook: ``network.md``, section "The spread".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serpin.base.randomness import stream
from serpin.engines.network.model.compile import compiled
from serpin.engines.network.model.graph import Floats, Graph, Ints, build

_NUMBERS = 4_000_000


@dataclass(frozen=True)
class Course:
    """Enterprises that cooperate after each round, by draw: shape (draws, rounds + 1); the last column is the end."""

    without: Ints
    with_catalyst: Ints


@compiled
def _reached(
    start: Ints, to: Ints, pair: Ints, live: NDArray[np.bool_], starters: Ints, rounds: int, found: Ints, mark: Ints
) -> None:
    """Count who is reached in each round along live ties."""
    size = len(start) - 1
    queue = np.empty(size, np.int64)
    for draw in range(live.shape[0]):
        mark[:] = -1
        tail = 0
        for node in starters:
            if mark[node] < 0:
                mark[node] = 0
                queue[tail] = node
                tail += 1
        head, turn = 0, 0
        while head < tail:
            last = tail
            if turn < rounds:
                found[draw, turn] = tail
            while head < last:
                node = queue[head]
                head += 1
                for arc in range(start[node], start[node + 1]):
                    if live[draw, pair[arc]] and mark[to[arc]] < 0:
                        mark[to[arc]] = turn + 1
                        queue[tail] = to[arc]
                        tail += 1
            turn += 1
        for later in range(turn, rounds + 1):
            found[draw, later] = tail
        found[draw, rounds] = tail


def spread(
    graph: Graph, starters: Ints, catalyst: int, targets: Ints, passing: float, rounds: int, draws: int, seed: int
) -> Course:
    """Return who is reached with and without a catalyst, draw by draw on the same random numbers.

    Parameters
    ----------
    graph
        The network.
    starters
        Nodes that cooperate from the beginning.
    catalyst, targets
        The catalyst, which starts too, and its new ties, of full strength.
    passing
        Chance that a tie of full strength passes cooperation on.
    rounds, draws, seed
        Rounds that are counted, number of draws, seed of the random numbers.
    """
    size, known = graph.size, int(graph.pair.max()) + 1 if len(graph.pair) else 0
    ends = np.zeros((known, 2), np.int64)
    weights = np.zeros(known)
    left = np.repeat(np.arange(size), np.diff(graph.start))
    first = left < graph.to
    ends[graph.pair[first]] = np.stack((left[first], graph.to[first]), axis=1)
    weights[graph.pair[first]] = graph.weight[first]
    new = np.array([(min(catalyst, node), max(catalyst, node)) for node in targets], np.int64).reshape(-1, 2)
    wider = build(size, np.concatenate((ends, new)), np.concatenate((weights, np.ones(len(new)))))
    chance: Floats = passing * np.minimum(np.concatenate((weights, np.ones(len(new)))), 1.0)
    more = np.unique(np.append(starters, catalyst))
    without = np.zeros((draws, rounds + 1), np.int64)
    with_catalyst = np.zeros((draws, rounds + 1), np.int64)
    mark = np.empty(size, np.int64)
    block = max(1, _NUMBERS // max(len(chance), 1))
    for number, at in enumerate(range(0, draws, block)):
        count = min(block, draws - at)
        live = stream(seed, "network/spread", number).random((count, len(chance)), np.float32) < chance
        part = slice(at, at + count)
        _reached(graph.start, graph.to, graph.pair, live, starters, rounds, without[part], mark)
        _reached(wider.start, wider.to, wider.pair, live, more, rounds, with_catalyst[part], mark)
    return Course(without, with_catalyst)
