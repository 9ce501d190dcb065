# ruff: noqa: PLR0917 - compiled code takes positional arguments, and is read as one loop
# mypy: disable-error-code="no-any-return"
"""Settles projects among each other: by turns each takes its best place at prices that rise where too much is asked.

Textbook: ``scheduling.md``, section on settling.
"""

from __future__ import annotations

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.grove import Grove, finish_at, largest_of, place_tree, start_at
from serpin.engines.scheduling.model.kernel import finish_from, start_for
from serpin.engines.scheduling.model.responses import Floats


@compiled
def put(grove: Grove, use: Floats, work: int, start: int, sign: float) -> None:
    """Add the units of a work to the use by resource and day, or take them away with sign -1."""
    finish = finish_at(grove, work, start)
    for need in range(grove.need_first[work], grove.need_first[work + 1]):
        line = use[grove.need_resource[need]]
        units = sign * grove.need_units[need]
        for day in range(start, min(finish, len(line))):
            line[day] += units


@compiled
def _paid(grove: Grove, lines: Floats, work: int, start: int) -> float:
    """Return what a work pays for its resources, and otherwise, less what its finish brings."""
    paid = 0.0
    finish = finish_at(grove, work, start)
    if len(grove.worth):
        paid += grove.outlay[work] * grove.worth[start + finish] - grove.gain[work] * grove.worth[2 * finish]
    for need in range(grove.need_first[work], grove.need_first[work + 1]):
        line = lines[grove.need_pair[need]]
        paid += grove.need_units[need] * (line[finish] - line[start])
    return paid


@compiled
def _end(grove: Grove, project: int, starts: Ints) -> int:
    """Return the finish of a project."""
    end = grove.base[project]
    for work in range(grove.first[project], grove.first[project + 1]):
        end = max(end, finish_at(grove, work, starts[work]))
    return end


@compiled
def _cost(grove: Grove, lines: Floats, project: int, starts: Ints) -> float:
    """Return what a project pays, its lateness included."""
    cost = grove.charge[project, _end(grove, project, starts)]
    for work in range(grove.first[project], grove.first[project + 1]):
        cost += _paid(grove, lines, work, starts[work])
    return cost


@compiled
def _shift(grove: Grove, lines: Floats, project: int, starts: Ints) -> None:
    """Move each work of a project to its cheapest place between those before and behind it; of equals the last."""
    end = _end(grove, project, starts)
    for work in range(grove.first[project + 1] - 1, grove.first[project] - 1, -1):
        low, high = grove.head[work], end
        for edge in range(grove.before_first[work], grove.before_first[work + 1]):
            other = grove.before[edge]
            low = max(low, finish_at(grove, other, starts[other]) + grove.before_lag[edge])
        for out in range(grove.after_first[work], grove.after_first[work + 1]):
            high = min(high, starts[grove.after[out]] - grove.after_lag[out])
        best = starts[work]
        least = _paid(grove, lines, work, best)
        calendar = grove.calendar[work]
        for day in range(low, start_at(grove, work, high) + 1):
            if calendar >= 0 and grove.worked[calendar, day + 1] == grove.worked[calendar, day]:
                continue
            paid = _paid(grove, lines, work, day)
            if paid < least - 1e-9 or (paid <= least + 1e-9 and day > best):
                best, least = day, min(least, paid)
        starts[work] = best


@compiled
def settle(
    grove: Grove, prices: Floats, slope: Floats, tilts: Floats, capacity: Floats, turns: Ints, starts: Ints
) -> None:
    """Let projects by turns take their best place beside the use of all others.

    A unit costs its price, and a slope more for each unit by which a day is overbooked with it, less where units idle.
    Several units of a work cost what they cost on average, one taken after the other.

    Parameters
    ----------
    grove
        The problem.
    prices, capacity
        (R, T) price and capacity of each resource by day.
    slope
        (R,) how much dearer a unit becomes with each unit that is asked beyond the capacity.
    tilts
        (n, 2) cost of a day by which each work starts, and is finished, later.
    turns
        Numbers of the projects in the order of their turns.
    starts
        (n,) the plan, which may overbook; is changed.
    """
    resources, days = prices.shape
    horizon = grove.charge.shape[1] - 1
    use = np.zeros((resources, days))
    lines = np.zeros((len(grove.pair_units), horizon + 1))
    size = largest_of(grove)
    least, cost, whole = np.empty((size, horizon + 1)), np.empty(horizon + 1), np.empty(horizon + 1)
    old, stayed = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    for work in range(len(starts)):
        put(grove, use, work, starts[work], 1.0)
    for project in turns:
        begin, end = grove.first[project], grove.first[project + 1]
        for work in range(begin, end):
            put(grove, use, work, starts[work], -1.0)
        for entry in range(grove.pairs_first[project], grove.pairs_first[project + 1]):
            pair = grove.pairs[entry]
            resource = grove.pair_resource[pair]
            line, used, price, limit = lines[pair], use[resource], prices[resource], capacity[resource]
            rise, middle = slope[resource], 0.5 * (grove.pair_units[pair] + 1)
            total = 0.0
            for day in range(days):
                total += max(0.0, price[day] + rise * (used[day] + middle - limit[day]))
                line[day + 1] = total
            for day in range(days + 1, horizon + 1):
                line[day] = total
        old[: end - begin] = starts[begin:end]
        _shift(grove, lines, project, starts)
        before = _cost(grove, lines, project, starts)
        stayed[: end - begin] = starts[begin:end]
        starts[begin:end] = old[: end - begin]
        place_tree(grove, project, lines, grove.need_pair, tilts, least, cost, whole, starts, True)
        _shift(grove, lines, project, starts)
        if _cost(grove, lines, project, starts) > before:
            starts[begin:end] = stayed[: end - begin]
        for work in range(begin, end):
            put(grove, use, work, starts[work], 1.0)


@compiled
def heads(data: Data) -> Ints:
    """Return the earliest start of each work under finish-start links, each work before it in its shortest mode.

    A work with one mode and a calendar starts on a worked day.
    """
    head = data.release.copy()
    waiting = np.diff(data.before_first)
    ready = np.flatnonzero(waiting == 0)
    order = np.empty(len(head), dtype=np.int64)
    order[: len(ready)] = ready
    count = len(ready)
    for position in range(len(head)):
        work = order[position]
        first, last = data.mode_first[work], data.mode_first[work + 1]
        done = FAR
        for mode in range(first, last):
            done = min(done, finish_from(data, mode, head[work]))
        if last - first == 1 and done < FAR:
            head[work] = max(head[work], start_for(data, first, done))
        for out in range(data.after_first[work], data.after_first[work + 1]):
            later = data.after[out]
            head[later] = max(head[later], done + data.before_lag[data.after_edge[out]])
            waiting[later] -= 1
            if waiting[later] == 0:
                order[count] = later
                count += 1
    return head


@compiled
def finishes_of(data: Data, starts: Ints) -> Ints:
    """Return the finish of each work from its start, each work in its only mode."""
    finishes = np.empty_like(starts)
    for work in range(len(starts)):
        finishes[work] = finish_from(data, work, starts[work])
    return finishes
