# ruff: noqa: C901, PLR0912, PLR0917 - compiled code takes positional arguments, and is read as one loop
"""List scheduling at full speed for the common case: days of the case, finish-start links, no fixed works.

Textbook: ``scheduling.md``, section on annealing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Data, Ints


class Swift(NamedTuple):
    """The arrays of a plain problem; each thread has its own, since compiled code counts references to them."""

    length: Ints
    """(M,) days of each mode."""
    demand: Ints
    """(M*W,) packed units of the resources, word after word."""
    release: Ints
    before_first: Ints
    before: Ints
    lag: Ints
    after_first: Ints
    after: Ints
    after_lag: Ints
    project: Ints
    capacity: Ints
    """(H*W,) packed capacity of each day, guard bits set."""
    guard: int
    words: int


def is_plain(data: Data) -> bool:
    """Tell whether links only go from finish to start, nothing is fixed, and all works advance on all days."""
    return bool(
        (data.calendar < 0).all()
        and not data.fixed.any()
        and (data.latest >= FAR).all()
        and (data.before_type == 0).all()
        and (data.before_lag >= 0).all()
        and (data.before_most >= FAR).all()
    )


def swift_of(data: Data) -> Swift:
    """Return the arrays of a plain problem, apart from all others."""
    return Swift(
        length=data.length.copy(),
        demand=data.demand.ravel().copy(),
        release=data.release.copy(),
        before_first=data.before_first.copy(),
        before=data.before.copy(),
        lag=data.before_lag.copy(),
        after_first=data.after_first.copy(),
        after=data.after.copy(),
        after_lag=data.before_lag[data.after_edge].copy(),
        project=data.project.copy(),
        capacity=data.capacity.ravel().copy(),
        guard=data.guard,
        words=data.capacity.shape[1],
    )


@compiled
def run_forward(
    order: Ints,
    length: Ints,
    need: Ints,
    release: Ints,
    first: Ints,
    before: Ints,
    lag: Ints,
    capacity: Ints,
    guard: int,
    words: int,
    free: Ints,
    starts: Ints,
    finishes: Ints,
    top: int,
    tail: Ints,
) -> bool:
    """Place the works one after the other as early as possible; tell whether all can be done by a day.

    Parameters
    ----------
    order
        (n,) works, every earlier work of a link before the later one.
    length, need
        (n,) days, and (n*W,) packed units, of each work in its mode.
    release, first, before, lag
        Earliest starts, and the links into each work.
    capacity, guard, words
        (H*W,) packed capacities, their guard bits, and W.
    free
        (H*W,) scratch.
    starts, finishes
        (n,) are filled.
    top, tail
        The day by which all must be done, not beyond the horizon; what at least comes after each work, in days.
    """
    for cell in range(len(capacity)):
        free[cell] = capacity[cell]
    for work in order:
        start = release[work]
        for edge in range(first[work], first[work + 1]):
            bound = finishes[before[edge]] + lag[edge]
            start = max(start, bound)
        days = length[work]
        finish = start + days
        last = top - tail[work]
        if finish > last:
            return False
        if days > 0 and words == 1:
            units = need[work]
            day = finish - 1
            checked = start
            while day >= checked:
                if (free[day] - units) & guard != guard:
                    checked = finish
                    start = day + 1
                    finish = start + days
                    if finish > last:
                        return False
                    day = finish
                day -= 1
            for taken in range(start, finish):
                free[taken] -= units
        elif days > 0:
            base = work * words
            day = finish - 1
            checked = start
            while day >= checked:
                fits = guard
                for word in range(words):
                    fits &= free[day * words + word] - need[base + word]
                if fits & guard != guard:
                    checked = finish
                    start = day + 1
                    finish = start + days
                    if finish > last:
                        return False
                    day = finish
                day -= 1
            for word in range(words):
                units = need[base + word]
                if units:
                    for taken in range(start, finish):
                        free[taken * words + word] -= units
        starts[work] = start
        finishes[work] = finish
    return True


@compiled
def run_backward(
    order: Ints,
    length: Ints,
    need: Ints,
    release: Ints,
    first: Ints,
    after: Ints,
    lag: Ints,
    project: Ints,
    ends: Ints,
    capacity: Ints,
    guard: int,
    words: int,
    free: Ints,
    starts: Ints,
    finishes: Ints,
) -> bool:
    """Place the works, later ones of a link first, as late as possible before the end day of their project."""
    for cell in range(len(capacity)):
        free[cell] = capacity[cell]
    for work in order:
        finish = ends[project[work]]
        for edge in range(first[work], first[work + 1]):
            bound = starts[after[edge]] - lag[edge]
            finish = min(finish, bound)
        days = length[work]
        start = finish - days
        least = release[work]
        if start < least:
            return False
        if days > 0 and words == 1:
            units = need[work]
            day = start
            checked = finish
            while day < checked:
                if (free[day] - units) & guard != guard:
                    checked = start
                    start = day - days
                    if start < least:
                        return False
                    day = start - 1
                day += 1
            finish = start + days
            for taken in range(start, finish):
                free[taken] -= units
        elif days > 0:
            base = work * words
            day = start
            checked = finish
            while day < checked:
                fits = guard
                for word in range(words):
                    fits &= free[day * words + word] - need[base + word]
                if fits & guard != guard:
                    checked = start
                    start = day - days
                    if start < least:
                        return False
                    day = start - 1
                day += 1
            finish = start + days
            for word in range(words):
                units = need[base + word]
                if units:
                    for taken in range(start, finish):
                        free[taken * words + word] -= units
        starts[work] = start
        finishes[work] = finish
    return True


@compiled
def take_modes(length: Ints, demand: Ints, words: int, modes: Ints, days: Ints, need: Ints) -> None:
    """Fill days and units of all works in their modes."""
    for work in range(len(modes)):
        mode = modes[work]
        days[work] = length[mode]
        for word in range(words):
            need[work * words + word] = demand[mode * words + word]


@compiled
def reordered(
    order: Ints, before_first: Ints, before: Ints, begin: int, end: int, urge: np.ndarray, inside: Ints
) -> None:
    """Shuffle a stretch of an order and heed the links within it.

    Parameters
    ----------
    order
        (n,) works; is changed from begin up to end.
    before_first, before
        The links into each work.
    urge, inside
        (n,) scratch; inside is all 0 before and after.
    """
    noise = np.random.random() * (end - begin)  # noqa: NPY002 - the generator of compiled code
    for position in range(begin, end):
        work = order[position]
        inside[work] = 1
        urge[work] = position + noise * np.random.random()  # noqa: NPY002
        for edge in range(before_first[work], before_first[work + 1]):
            other = before[edge]
            if inside[other] and urge[other] >= urge[work]:
                urge[work] = urge[other] + 1e-6
    for position in range(begin + 1, end):
        work = order[position]
        slot = position - 1
        while slot >= begin and urge[order[slot]] > urge[work]:
            order[slot + 1] = order[slot]
            slot -= 1
        order[slot + 1] = work
    for position in range(begin, end):
        inside[order[position]] = 0


@compiled
def move_one(
    order: Ints, rank: Ints, before_first: Ints, before: Ints, after_first: Ints, after: Ints, reach: int
) -> None:
    """Move one work within an order, as far as its links and a reach allow."""
    count = len(order)
    old = np.random.randint(0, count)  # noqa: NPY002
    work = order[old]
    low, high = max(0, old - reach), min(count - 1, old + reach)
    for position in range(low, high + 1):
        rank[order[position]] = position + 1
    for edge in range(before_first[work], before_first[work + 1]):
        low = max(low, rank[before[edge]])
    for edge in range(after_first[work], after_first[work + 1]):
        if rank[after[edge]] > 0:
            high = min(high, rank[after[edge]] - 2)
    for position in range(max(0, old - reach), min(count - 1, old + reach) + 1):
        rank[order[position]] = 0
    if high <= low:
        return
    new = np.random.randint(low, high + 1)  # noqa: NPY002
    step = 1 if new > old else -1
    for position in range(old, new, step):
        order[position] = order[position + step]
    order[new] = work


class Hasty:
    """Makes plans of a plain problem from orders, each justified to both sides.

    Parameters
    ----------
    data
        The problem.
    modes
        (n,) the modes.
    """

    def __init__(self, data: Data, modes: Ints) -> None:
        self._data = data
        self._swift = swift = swift_of(data)
        self._days = swift.length[modes]
        self._need = data.demand[modes].ravel().copy()

    def plans(self, order: Ints) -> list[tuple[Ints, Ints]]:
        """Return the plan of an order as starts and finishes, and the plan that justification makes of it.

        Parameters
        ----------
        order
            (n,) works, every earlier work of a link before the later one.
        """
        data, swift, days, need = self._data, self._swift, self._days, self._need
        limits = (len(data.capacity), np.zeros_like(days))
        forth = (days, need, swift.release, swift.before_first, swift.before, swift.lag)
        room = (swift.capacity, swift.guard, swift.words, np.empty_like(swift.capacity))
        starts, finishes = np.empty_like(order), np.empty_like(order)
        if not run_forward(order, *forth, *room, starts, finishes, *limits):
            return []
        found = [(starts.copy(), finishes.copy())]
        ends = data.base.copy()
        np.maximum.at(ends, data.project, finishes)
        ends = np.minimum(np.maximum(ends, data.due), ends.max(initial=0))
        order = order[np.argsort(finishes[order], kind="stable")][::-1].copy()
        back = (days, need, swift.release, swift.after_first, swift.after, swift.after_lag, swift.project)
        if not run_backward(order, *back, ends, *room, starts, finishes):
            return found
        order = order[::-1]
        order = order[np.argsort(starts[order], kind="stable")]
        if run_forward(order, *forth, *room, starts, finishes, *limits):
            found.append((starts, finishes))
        return found
