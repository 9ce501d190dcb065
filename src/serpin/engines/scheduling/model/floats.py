"""Compiled floats: how far works may slip before they push those that wait for them.

Textbook: ``scheduling.md``, section on waits.
"""

from __future__ import annotations

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Ints


@compiled
def lowered(first: Ints, later: Ints, slack: Ints, total: Ints, free: Ints) -> None:
    """Lower total and free floats to what the works that wait allow.

    Parameters
    ----------
    first
        (n+1,) where the waits for each work begin.
    later, slack
        Who waits for a work, and how many days are between.
    total, free
        (n,) floats under windows and ends alone; are lowered.
    """
    count = len(total)
    waiting = np.zeros(count, dtype=np.int64)
    for work in later:
        waiting[work] += 1
    order = np.empty(count, dtype=np.int64)
    size = 0
    for work in range(count):
        if waiting[work] == 0:
            order[size] = work
            size += 1
    read = 0
    while read < size:
        for arc in range(first[order[read]], first[order[read] + 1]):
            waiting[later[arc]] -= 1
            if waiting[later[arc]] == 0:
                order[size] = later[arc]
                size += 1
        read += 1
    for position in range(size - 1, -1, -1):
        work = order[position]
        for arc in range(first[work], first[work + 1]):
            free[work] = min(free[work], slack[arc])
            total[work] = min(total[work], total[later[arc]] + slack[arc])
