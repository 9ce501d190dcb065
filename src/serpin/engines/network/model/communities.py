# ruff: noqa: PLR0917 - compiled functions take no keyword-only arguments
"""Communities by the Louvain method, and how stable they are over seeds and when some ties are left out.

Textbook: ``network.md``, section "Communities".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.base.randomness import stream
from serpin.engines.network.model.compile import compiled
from serpin.engines.network.model.graph import Floats, Graph, Ints, build

_LEVELS = 50
_PASSES = 100


@dataclass(frozen=True)
class Grouping:
    """Community of each node, modularity, stability of each community and node, agreement of the runs."""

    group: Ints
    modularity: float
    stability: Floats
    steadiness: Floats
    agreement: float


@compiled
def _moved(  # noqa: C901 - one pass of the method
    start: Ints, to: Ints, weight: Floats, own: Floats, order: Ints, resolution: float
) -> Ints:
    """Return groups after moving single nodes to the neighbouring group that gains most, until none gains."""
    size = len(start) - 1
    group = np.arange(size)
    degree = np.zeros(size)
    for node in range(size):
        degree[node] = 2.0 * own[node]
        for arc in range(start[node], start[node + 1]):
            degree[node] += weight[arc]
    twice = degree.sum()
    if twice <= 0:
        return group
    total = degree.copy()
    towards = np.zeros(size)
    touched = np.empty(size, np.int64)
    for _ in range(_PASSES):
        moves = 0
        for node in order:
            home = group[node]
            count = 0
            for arc in range(start[node], start[node + 1]):
                other = group[to[arc]]
                if towards[other] == 0.0:
                    touched[count] = other
                    count += 1
                towards[other] += weight[arc]
            total[home] -= degree[node]
            best, gain = home, towards[home] - resolution * degree[node] * total[home] / twice
            for place in range(count):
                other = touched[place]
                worth = towards[other] - resolution * degree[node] * total[other] / twice
                if worth > gain + 1e-12:
                    best, gain = other, worth
            for place in range(count):
                towards[touched[place]] = 0.0
            total[best] += degree[node]
            if best != home:
                group[node] = best
                moves += 1
        if moves == 0:
            break
    return group


def _numbered(group: Ints) -> Ints:
    """Return groups counted from 0 by their first members."""
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def louvain(graph: Graph, resolution: float, draws: np.random.Generator) -> Ints:
    """Return the community of each node (Blondel, Guillaume, Lambiotte and Lefebvre 2008).

    Parameters
    ----------
    graph
        The network.
    resolution
        Above 1 for smaller communities.
    draws
        The order in which nodes move.
    """
    group = np.arange(graph.size)
    start, to, weight, own = graph.start, graph.to, graph.weight, np.zeros(graph.size)
    for _ in range(_LEVELS):
        size = len(start) - 1
        local = _numbered(_moved(start, to, weight, own, draws.permutation(size), resolution))
        count = int(local.max()) + 1 if size else 0
        group = local[group]
        if count == size:
            break
        left, right = local[np.repeat(np.arange(size), np.diff(start))], local[to]
        inside = left == right
        own = np.asarray(
            np.bincount(local, own, minlength=count) + np.bincount(left[inside], weight[inside], minlength=count) / 2
        )
        keys, inverse = np.unique(left[~inside] * count + right[~inside], return_inverse=True)
        weight = np.asarray(np.bincount(inverse, weight[~inside], minlength=len(keys)), float)
        start = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(keys // count, minlength=count), out=start[1:])
        to = keys % count
    return _numbered(group)


def modularity(graph: Graph, group: Ints, resolution: float = 1.0) -> float:
    """Return the modularity of a grouping (Newman and Girvan 2004)."""
    total = graph.weight.sum()
    if total <= 0:
        return 0.0
    left = np.repeat(np.arange(graph.size), np.diff(graph.start))
    inside = graph.weight[group[left] == group[graph.to]].sum() / total
    degrees = np.asarray(np.bincount(group, np.bincount(left, graph.weight, minlength=graph.size)), float)
    return float(inside - resolution * ((degrees / total) ** 2).sum())


def likeness(one: Ints, other: Ints) -> float:
    """Return the adjusted Rand index of two groupings (Hubert and Arabie 1985): 1 when equal, 0 as by chance."""
    _, counts = np.unique(one * (int(other.max()) + 1) + other, return_counts=True)

    def pairs(numbers: Ints) -> float:
        return float((numbers * (numbers - 1) / 2).sum())

    both, left, right = pairs(counts), pairs(np.bincount(one)), pairs(np.bincount(other))
    possible = len(one) * (len(one) - 1) / 2
    expected = left * right / possible if possible else 0.0
    most = (left + right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def grouping(graph: Graph, resolution: float, runs: int, trials: int, left_out: float, seed: int) -> Grouping:
    """Return the best of several runs, and how far runs and trials agree with it.

    A trial leaves out a share of the ties; each community is then compared with the most similar one of the trial, by
    the share of common members in all members of both (Jaccard; Hennig 2007).
    """
    size = graph.size
    if size == 0:
        return Grouping(np.zeros(0, np.int64), 0.0, np.zeros(0), np.zeros(0), 1.0)
    found = [louvain(graph, resolution, stream(seed, "network/communities", run)) for run in range(runs)]
    values = [modularity(graph, group, resolution) for group in found]
    best = found[int(np.argmax(values))]
    others = [likeness(best, group) for place, group in enumerate(found) if place != int(np.argmax(values))]
    count = int(best.max()) + 1
    similar, steady = np.zeros(count), np.zeros(size)
    pairs = _pairs(graph)
    for trial in range(trials):
        draws = stream(seed, "network/trials", trial)
        kept = draws.random(len(pairs[1])) >= left_out
        part = louvain(build(size, pairs[0][kept], pairs[1][kept]), resolution, draws)
        shared = np.zeros((count, int(part.max()) + 1)) if count * (int(part.max()) + 1) < 5e7 else None
        if shared is None:
            similar += 1.0
            steady += 1.0
            continue
        np.add.at(shared, (best, part), 1.0)
        union = np.bincount(best)[:, None] + np.bincount(part)[None, :] - shared
        jaccard = shared / union
        match = jaccard.argmax(axis=1)
        similar += jaccard.max(axis=1)
        steady += match[best] == part
    divisor = max(trials, 1)
    stability = similar / divisor if trials else np.ones(count)
    return Grouping(
        best,
        float(max(values)),
        stability,
        steady / divisor if trials else np.ones(size),
        float(np.mean(others)) if others else 1.0,
    )


def _pairs(graph: Graph) -> tuple[Ints, Floats]:
    left = np.repeat(np.arange(graph.size), np.diff(graph.start))
    first = left < graph.to
    return np.stack((left[first], graph.to[first]), axis=1), graph.weight[first]
