"""The network in numbers: neighbours of each enterprise one after the other, as compiled functions read them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from serpin.engines.network.problem.statement import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Graph(NamedTuple):
    """Neighbours of node *i* are ``to[start[i]:start[i + 1]]`` in ascending order, with their weights.

    ``pair`` gives for each of them the number of the pair, the same seen from both ends.
    """

    start: Ints
    to: Ints
    weight: Floats
    pair: Ints

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1


def graph_of(network: Network) -> Graph:
    """Return the undirected graph of a network."""
    count = len(network.weights)
    ends = np.empty((count, 2), np.int64)
    weights = np.empty(count)
    for number, ((one, other), weight) in enumerate(network.weights.items()):
        ends[number] = network.places[one], network.places[other]
        weights[number] = weight
    return build(len(network.enterprises), ends, weights)


def build(size: int, ends: Ints, weights: Floats) -> Graph:
    """Return the undirected graph of pairs; no pair may stand twice.

    Parameters
    ----------
    size
        Number of nodes.
    ends
        Two nodes of each pair, shape (pairs, 2).
    weights
        Weight of each pair.
    """
    left = np.concatenate((ends[:, 0], ends[:, 1]))
    right = np.concatenate((ends[:, 1], ends[:, 0]))
    order = np.lexsort((right, left))
    start = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(left, minlength=size), out=start[1:])
    numbers = np.tile(np.arange(len(ends)), 2)
    return Graph(start, right[order], np.concatenate((weights, weights))[order], numbers[order])


def flow_of(network: Network) -> tuple[Ints, Ints]:
    """Return the directed flows: start of each node's targets, and the targets in ascending order."""
    places = network.places
    pairs = np.array([(places[one], places[other]) for one, other in network.flows], np.int64).reshape(-1, 2)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    start = np.zeros(len(network.enterprises) + 1, np.int64)
    np.cumsum(np.bincount(pairs[:, 0], minlength=len(network.enterprises)), out=start[1:])
    return start, pairs[order, 1]
