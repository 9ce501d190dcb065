"""Orders of works that heed all links."""

from __future__ import annotations

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Data, Ints


@compiled
def topological(data: Data, priority: Ints) -> Ints:
    """Return the works in an order that heeds all links, the smallest priority first among those that may come next.

    Parameters
    ----------
    data
        The problem.
    priority
        (n,) smaller comes earlier.
    """
    count = len(priority)
    waiting = np.zeros(count, dtype=np.int64)
    for edge in range(len(data.before)):
        waiting[data.after[edge]] += 1
    heap = np.empty(count, dtype=np.int64)
    size = 0
    order = np.empty(count, dtype=np.int64)
    for work in range(count):
        if waiting[work] == 0:
            size = _push(heap, size, priority, work)
    for position in range(count):
        work = heap[0]
        size = _pop(heap, size, priority)
        order[position] = work
        for out in range(data.after_first[work], data.after_first[work + 1]):
            later = data.after[out]
            waiting[later] -= 1
            if waiting[later] == 0:
                size = _push(heap, size, priority, later)
    return order


@compiled
def topological_reverse(data: Data, priority: Ints) -> Ints:
    """Return the works, later ones of a link first, the smallest priority first among those that may come next.

    Parameters
    ----------
    data
        The problem.
    priority
        (n,) smaller comes earlier.
    """
    count = len(priority)
    waiting = np.zeros(count, dtype=np.int64)
    for edge in range(len(data.before)):
        waiting[data.before[edge]] += 1
    heap = np.empty(count, dtype=np.int64)
    size = 0
    order = np.empty(count, dtype=np.int64)
    for work in range(count):
        if waiting[work] == 0:
            size = _push(heap, size, priority, work)
    for position in range(count):
        work = heap[0]
        size = _pop(heap, size, priority)
        order[position] = work
        for edge in range(data.before_first[work], data.before_first[work + 1]):
            earlier = data.before[edge]
            waiting[earlier] -= 1
            if waiting[earlier] == 0:
                size = _push(heap, size, priority, earlier)
    return order


@compiled
def _sooner(priority: Ints, one: int, other: int) -> bool:
    return priority[one] < priority[other] or (priority[one] == priority[other] and one < other)


@compiled
def _push(heap: Ints, size: int, priority: Ints, work: int) -> int:
    position = size
    heap[position] = work
    while position > 0:
        parent = (position - 1) // 2
        if not _sooner(priority, heap[position], heap[parent]):
            break
        heap[position], heap[parent] = heap[parent], heap[position]
        position = parent
    return size + 1


@compiled
def _pop(heap: Ints, size: int, priority: Ints) -> int:
    size -= 1
    heap[0] = heap[size]
    position = 0
    while True:
        child = 2 * position + 1
        if child >= size:
            break
        if child + 1 < size and _sooner(priority, heap[child + 1], heap[child]):
            child += 1
        if not _sooner(priority, heap[child], heap[position]):
            break
        heap[position], heap[child] = heap[child], heap[position]
        position = child
    return size


@compiled
def sorted_by(keys: Ints, order: Ints, counts: Ints, result: Ints) -> None:
    """Sort an order by whole numbers from 0 to a limit, and keep the order among equals.

    Parameters
    ----------
    keys
        (n,) numbers of the works.
    order
        (n,) works.
    counts
        Scratch, longer than the largest key by two.
    result
        (n,) is filled.
    """
    top = 0
    for work in keys:
        top = max(top, work)
    counts[: top + 2] = 0
    for work in order:
        counts[keys[work] + 1] += 1
    for key in range(top + 1):
        counts[key + 1] += counts[key]
    for work in order:
        result[counts[keys[work]]] = work
        counts[keys[work]] += 1


@compiled
def tails(data: Data, modes: Ints, order: Ints, ends: Ints) -> Ints:
    """Return the latest starts that let every work with an end day of its own, and all that follow it, be in time.

    ``order`` heeds the links; ``ends`` are the days, one per work, by which each should be finished by itself.
    """
    latest = np.empty(len(order), dtype=np.int64)
    for position in range(len(order) - 1, -1, -1):
        work = order[position]
        length = data.length[modes[work]]
        bound = ends[work] - length
        for out in range(data.after_first[work], data.after_first[work + 1]):
            later = data.after[out]
            edge = data.after_edge[out]
            kind = data.before_type[edge]
            bound_of = latest[later] - data.before_lag[edge]
            if kind in (0, 2):
                bound_of -= length
            if kind in (2, 3):
                bound_of += data.length[modes[later]]
            bound = min(bound, bound_of)
        latest[work] = bound
    return latest
