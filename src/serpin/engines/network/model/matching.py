"""Deferred acceptance: a stable matching of seekers with givers that can serve several.

Gale and Shapley (1962); seekers propose, so each gets the best that any stable matching gives it. Textbook:
``network.md``, section "Stable matching".
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from serpin.engines.network.model.graph import Floats, Ints
from serpin.engines.network.problem.evidence import Market


def ranks(side: Ints, other: Ints, liking: Floats, preferred: NDArray[np.int64] | None = None) -> Ints:
    """Return for each pair the place of the other in the order of the side: by preference, liking, then number.

    Parameters
    ----------
    side, other
        The pairs.
    liking
        Larger is better.
    preferred
        Place in a written order, lower is better; a large number where there is none.
    """
    first = np.zeros(len(side), np.int64) if preferred is None else preferred
    order = np.lexsort((other, -np.round(liking, 9), first, side))
    place = np.empty(len(side), np.int64)
    starts = np.searchsorted(side[order], side[order], side="left")
    place[order] = np.arange(len(side)) - starts
    return place


def deferred_acceptance(market: Market) -> dict[int, int]:
    """Return giver by seeker; seekers without a giver are left out."""
    order = np.lexsort((market.seeker_rank, market.seeker))
    start = np.searchsorted(market.seeker[order], np.arange(len(market.seekers) + 1)).tolist()
    givers, places = market.giver[order].tolist(), market.places.tolist()
    rank = market.giver_rank[order].tolist()
    turn = start[:-1].copy()
    held: list[list[tuple[int, int]]] = [[] for _ in market.givers]
    waiting = list(range(len(market.seekers) - 1, -1, -1))
    while waiting:
        seeker = waiting.pop()
        if turn[seeker] == start[seeker + 1]:
            continue
        at = turn[seeker]
        turn[seeker] += 1
        giver = givers[at]
        heapq.heappush(held[giver], (-rank[at], seeker))
        if len(held[giver]) > places[giver]:
            waiting.append(heapq.heappop(held[giver])[1])
    return {seeker: giver for giver, group in enumerate(held) for _, seeker in group}
