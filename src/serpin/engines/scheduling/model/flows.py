# ruff: noqa: C901, PLR0912, PLR0917 - compiled code takes positional arguments, and is read as one loop
"""Compiled resource flow: from which work to which the units of a resource pass.

Textbook: ``scheduling.md``, section on waits.
"""

from __future__ import annotations

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Ints


@compiled
def passages(
    starts: Ints, finishes: Ints, direct: Ints, first: Ints, works: Ints, units: Ints, capacities: Ints
) -> Ints:
    """Return the passages of units from work to work that no link implies.

    A work takes units first from where it waits anyway, then those that have been idle longest.

    Parameters
    ----------
    starts, finishes
        (n,) the plan.
    direct
        Links from finish to start, each as earlier work · n + later work.
    first
        (R+1,) where the users of each resource begin.
    works, units
        Users of the resources in the order of their starts, and the units of each.
    capacities
        (R,) units of each resource.

    Returns
    -------
    Ints
        (F, 3) resource, giver, taker.
    """
    count = len(starts)
    linked = set(direct)
    waited = set(direct)
    found = np.empty((64, 3), dtype=np.int64)
    size = 0
    most = len(works) + 1
    since, left, giver = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    for resource in range(len(capacities)):
        since[0], left[0], giver[0] = -FAR, capacities[resource], -1
        pools = 1
        for entry in range(first[resource], first[resource + 1]):
            work, needed = works[entry], units[entry]
            for familiar in (True, False):
                while needed > 0:
                    best = -1
                    for pool in range(pools):
                        if since[pool] > starts[work] or left[pool] == 0:
                            continue
                        known = giver[pool] < 0 or giver[pool] * count + work in waited
                        if known == familiar and (best < 0 or since[pool] < since[best]):
                            best = pool
                    if best < 0:
                        break
                    taken = min(needed, left[best])
                    left[best] -= taken
                    needed -= taken
                    if giver[best] < 0:
                        continue
                    pair = giver[best] * count + work
                    waited.add(pair)
                    if pair not in linked:
                        if size == len(found):
                            found = np.concatenate((found, np.empty_like(found)))
                        found[size, 0], found[size, 1], found[size, 2] = resource, giver[best], work
                        size += 1
            kept = 0
            for pool in range(pools):
                if left[pool] > 0:
                    since[kept], left[kept], giver[kept] = since[pool], left[pool], giver[pool]
                    kept += 1
            since[kept], left[kept], giver[kept] = finishes[work], units[entry], work
            pools = kept + 1
    return found[:size]
