"""What shows that a matching is stable: how much either side of every possible pair likes the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Market:
    """All possible pairs of seekers and givers.

    ``seeker_rank`` is the place of the giver in the seeker's order, ``giver_rank`` the reverse, lower is better;
    ``places`` says how many seekers each giver can serve.
    """

    seekers: tuple[str, ...]
    givers: tuple[str, ...]
    seeker: NDArray[np.int64]
    giver: NDArray[np.int64]
    seeker_rank: NDArray[np.int64]
    giver_rank: NDArray[np.int64]
    places: NDArray[np.int64]


def blocking(market: Market, matched: dict[str, str]) -> tuple[str, str] | None:
    """Return a possible pair whose sides both like each other better than what they have, or nothing.

    Parameters
    ----------
    market
        All possible pairs.
    matched
        Giver by seeker.
    """
    seekers = {code: place for place, code in enumerate(market.seekers)}
    givers = {code: place for place, code in enumerate(market.givers)}
    held = np.full(len(market.seekers), -1, np.int64)
    for seeker, giver in matched.items():
        held[seekers[seeker]] = givers[giver]
    nobody = np.iinfo(np.int64).max
    own = np.full(len(market.seekers), nobody)
    worst = np.full(len(market.givers), -1, np.int64)
    chosen = held[market.seeker] == market.giver
    own[market.seeker[chosen]] = market.seeker_rank[chosen]
    np.maximum.at(worst, market.giver[chosen], market.giver_rank[chosen])
    load = np.bincount(market.giver[chosen], minlength=len(market.givers))
    worst[load < market.places] = nobody
    wishes = (market.seeker_rank < own[market.seeker]) & (market.giver_rank < worst[market.giver])
    if not wishes.any():
        return None
    first = int(np.flatnonzero(wishes)[0])
    return market.seekers[market.seeker[first]], market.givers[market.giver[first]]
