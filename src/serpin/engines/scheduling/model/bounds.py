"""Bounds that need no search: the longest chains, and the work that each resource has to carry.

Textbook: ``scheduling.md``, section on bounds.
"""

from __future__ import annotations

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Data, Ints, lanes_of
from serpin.engines.scheduling.model.kernel import finish_from
from serpin.engines.scheduling.model.orders import topological
from serpin.engines.scheduling.options import ObjectiveName


def simple_bounds(data: Data, objectives: tuple[ObjectiveName, ...]) -> list[int]:
    """Return a bound for each objective, from the links alone and from the load of each resource."""
    count = len(data.release)
    finishes = np.zeros(count, dtype=np.int64)
    order = topological(data, np.zeros(count, dtype=np.int64))
    earliest(data, order, data.release.copy(), finishes)
    last = data.base.copy()
    np.maximum.at(last, data.project, finishes)
    late = int((np.maximum(last - data.due, 0) * data.weight).sum())
    values = {
        ObjectiveName.LATENESS: late,
        ObjectiveName.MAKESPAN: max(int(last.max(initial=0)), _load_bound(data)),
        ObjectiveName.VALUE: -int(_gains(data, finishes, last)) - 1,
        ObjectiveName.STABILITY: 0,
        ObjectiveName.LEVELLING: 0,
    }
    return [values[name] for name in objectives]


def rounding(data: Data) -> int:
    """Return by how much the value of a plan may differ, in cents, where each payment is rounded to whole cents."""
    works = np.count_nonzero(data.gain) + np.count_nonzero(
        np.maximum.reduceat(np.abs(data.outlay), data.mode_first[:-1])
    )
    return int(np.ceil(0.5 * (works + np.count_nonzero(data.gain_last))))


def _gains(data: Data, finishes: Ints, last: Ints) -> float:
    """Return what works and projects bring when each is finished as early as its links allow, and nothing is paid."""
    works = np.exp(-data.decay * finishes) * np.maximum(data.gain, 0)
    projects = np.exp(-data.decay * last) * np.maximum(data.gain_last, 0)
    return float(works.sum() + projects.sum())


@compiled
def earliest(data: Data, order: Ints, early: Ints, finishes: Ints) -> None:
    """Fill the earliest starts and finishes under the links alone, each work in the mode that allows most.

    Parameters
    ----------
    data
        The problem.
    order
        (n,) works in an order that heeds the links.
    early
        (n,) the releases; become the earliest starts.
    finishes
        (n,) are filled.
    """
    for work in order:
        first, last = data.mode_first[work], data.mode_first[work + 1]
        longest = 0
        rests = False
        for mode in range(first, last):
            longest = max(longest, data.length[mode])
            rests = rests or data.calendar[mode] >= 0
        for edge in range(data.before_first[work], data.before_first[work + 1]):
            other, kind = data.before[edge], data.before_type[edge]
            bound = (finishes[other] if kind in (0, 2) else early[other]) + data.before_lag[edge]
            if kind in (2, 3):
                bound = early[work] if rests else bound - longest
            early[work] = max(early[work], bound)
        soonest = FAR
        for mode in range(first, last):
            soonest = min(soonest, finish_from(data, mode, early[work]))
        finishes[work] = soonest


def _load_bound(data: Data) -> int:
    """Return the first day by which every resource can have carried all that must go over it."""
    if not len(data.release):
        return 0
    loads = lanes_of(data, data.demand) * data.length[:, None]
    least = np.minimum.reduceat(loads, data.mode_first[:-1], axis=0).sum(axis=0)
    carried = np.cumsum(lanes_of(data, data.capacity), axis=0)
    enough = carried >= least[None, :]
    reached = enough.any(axis=0)
    return int((np.argmax(enough, axis=0) + 1)[reached & (least > 0)].max(initial=0))
