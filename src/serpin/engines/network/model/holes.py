"""Structural holes after Burt, and brokerage after Gould and Fernandez.

Textbook: ``network.md``, section "Positions".
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from serpin.engines.network.model.compile import compiled
from serpin.engines.network.model.graph import Floats, Graph, Ints

COORDINATOR, ITINERANT, GATEKEEPER, REPRESENTATIVE, LIAISON = range(5)


def holes(graph: Graph) -> tuple[Floats, Floats]:
    """Return Burt's constraint (not a number without partners) and effective size of each node.

    Constraint is the sum over partners of (p_ij + Σ_q p_iq p_qj)², effective size Σ_j (1 − Σ_q p_iq m_jq); p are shares
    of strength, m strength against the strongest tie of j (Burt 1992).
    """
    size = graph.size
    ties = csr_array((graph.weight, graph.to, graph.start), shape=(size, size))
    strength = np.asarray(ties.sum(axis=1)).ravel()
    shares = ties.multiply((1 / np.where(strength > 0, strength, 1.0))[:, None]).tocsr()
    known = csr_array((np.ones(len(graph.to)), graph.to, graph.start), shape=(size, size))
    through = (shares @ shares).multiply(known)
    both = (shares + through).tocsr()
    constraint = np.asarray(both.multiply(both).sum(axis=1)).ravel()
    strongest = np.zeros(size)
    np.maximum.at(strongest, np.repeat(np.arange(size), np.diff(graph.start)), graph.weight)
    marginal = ties.multiply((1 / np.where(strongest > 0, strongest, 1.0))[:, None]).tocsr()
    redundant = np.asarray((shares @ marginal.T).multiply(known).sum(axis=1)).ravel()
    effective = np.diff(graph.start) - redundant
    return np.where(strength > 0, constraint, np.nan), effective


@compiled
def brokerage(start: Ints, to: Ints, group: Ints) -> Ints:
    """Return how often each node brokers between two without a direct flow, by the five kinds, shape (nodes, 5).

    Parameters
    ----------
    start, to
        Directed flows, targets ascending.
    group
        Group of each node.
    """
    size = len(start) - 1
    found = np.zeros((size, 5), np.int64)
    mark = np.full(size, -1, np.int64)
    for giver in range(size):
        for arc in range(start[giver], start[giver + 1]):
            mark[to[arc]] = giver
        for arc in range(start[giver], start[giver + 1]):
            broker = to[arc]
            for further in range(start[broker], start[broker + 1]):
                taker = to[further]
                if taker == giver or mark[taker] == giver:
                    continue
                if group[giver] == group[taker]:
                    kind = COORDINATOR if group[broker] == group[giver] else ITINERANT
                elif group[broker] == group[taker]:
                    kind = GATEKEEPER
                elif group[broker] == group[giver]:
                    kind = REPRESENTATIVE
                else:
                    kind = LIAISON
                found[broker, kind] += 1
    return found
