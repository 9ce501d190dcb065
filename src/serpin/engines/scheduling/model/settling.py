# ruff: noqa: PLR0917 - compiled code takes positional arguments, and is read as one loop
# mypy: disable-error-code="no-any-return"
"""Settles projects among each other: by turns each takes its best place at prices that rise where too much is asked.

Textbook: ``scheduling.md``, section on settling.
"""

from __future__ import annotations

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Data, Ints
from serpin.engines.scheduling.model.responses import Floats, Forest, respond

_ROUNDS = 3


@compiled
def put(forest: Forest, use: Floats, mode: int, start: int, finish: int, sign: float) -> None:
    """Add the units of a work to the use by resource and day, or take them away with sign -1."""
    for need in range(forest.need_first[mode], forest.need_first[mode + 1]):
        line = use[forest.need_resource[need]]
        units = sign * forest.need_units[need]
        for day in range(start, min(finish, len(line))):
            line[day] += units


@compiled
def _paid(forest: Forest, sums: Floats, mode: int, start: int, finish: int) -> float:
    """Return what a mode pays for its resources."""
    paid = 0.0
    for need in range(forest.need_first[mode], forest.need_first[mode + 1]):
        line = sums[forest.need_resource[need]]
        paid += forest.need_units[need] * (line[finish] - line[start])
    return paid


@compiled
def _cost(data: Data, forest: Forest, sums: Floats, project: int, starts: Ints, finishes: Ints, modes: Ints) -> float:
    """Return what a project pays, its lateness included."""
    cost = 0.0
    end = data.base[project]
    for position in range(forest.first[project], forest.first[project + 1]):
        work = forest.order[position]
        end = max(end, finishes[work])
        cost += _paid(forest, sums, modes[work], starts[work], finishes[work])
    return cost + forest.charge[project, end]


@compiled
def _shift(data: Data, forest: Forest, sums: Floats, project: int, starts: Ints, finishes: Ints, modes: Ints) -> None:
    """Move each work of a project to its cheapest place between those before and behind it; of equals the last."""
    end = data.base[project]
    for position in range(forest.first[project], forest.first[project + 1]):
        end = max(end, finishes[forest.order[position]])
    for position in range(forest.first[project + 1] - 1, forest.first[project] - 1, -1):
        work = forest.order[position]
        days = finishes[work] - starts[work]
        low, high = data.release[work], end
        for edge in range(data.before_first[work], data.before_first[work + 1]):
            low = max(low, finishes[data.before[edge]] + data.before_lag[edge])
        for out in range(data.after_first[work], data.after_first[work + 1]):
            high = min(high, starts[data.after[out]] - data.before_lag[data.after_edge[out]])
        best = starts[work]
        least = _paid(forest, sums, modes[work], best, best + days)
        for day in range(low, high - days + 1):
            paid = _paid(forest, sums, modes[work], day, day + days)
            if paid < least - 1e-9 or (paid <= least + 1e-9 and day > best):
                best, least = day, min(least, paid)
        starts[work], finishes[work] = best, best + days


@compiled
def settle(
    data: Data,
    forest: Forest,
    prices: Floats,
    slope: Floats,
    tilts: Floats,
    capacity: Floats,
    turns: Ints,
    starts: Ints,
    finishes: Ints,
    modes: Ints,
) -> None:
    """Let projects by turns take their best place beside the use of all others.

    A unit costs its price, and a slope more for each unit by which a day is overbooked with it, less where units idle.

    Parameters
    ----------
    data, forest
        The problem, which must be plain, with one mode for each work and earliest starts that heed all links.
    prices, capacity
        (R, T) price and capacity of each resource by day.
    slope
        (R,) how much dearer a unit becomes with each unit that is asked beyond the capacity.
    tilts
        (n, 2) cost of a day by which each work starts, and is finished, later.
    turns
        Numbers of the projects in the order of their turns.
    starts, finishes, modes
        (n,) the plan, which may overbook; starts and finishes are changed.
    """
    resources, days = prices.shape
    horizon = forest.charge.shape[1] - 1
    use = np.zeros((resources, days))
    sums = np.zeros((resources, horizon + 1))
    unused = np.zeros((horizon + 1, resources))
    for work in range(len(starts)):
        put(forest, use, modes[work], starts[work], finishes[work], 1.0)
    for project in turns:
        own = forest.order[forest.first[project] : forest.first[project + 1]]
        for work in own:
            put(forest, use, modes[work], starts[work], finishes[work], -1.0)
        for resource in range(resources):
            total = 0.0
            for day in range(days):
                over = use[resource, day] + 1.0 - capacity[resource, day]
                total += max(0.0, prices[resource, day] + slope[resource] * over)
                sums[resource, day + 1] = total
            sums[resource, days + 1 :] = total
        old_starts, old_finishes = starts[own], finishes[own]
        _shift(data, forest, sums, project, starts, finishes, modes)
        before = _cost(data, forest, sums, project, starts, finishes, modes)
        kept_starts, kept_finishes = starts[own], finishes[own]
        starts[own], finishes[own] = old_starts, old_finishes
        respond(data, forest, sums, tilts, project, project + 1, starts, finishes, modes, unused, True)
        for _ in range(_ROUNDS):
            _shift(data, forest, sums, project, starts, finishes, modes)
        if _cost(data, forest, sums, project, starts, finishes, modes) > before:
            starts[own], finishes[own] = kept_starts, kept_finishes
        for work in own:
            put(forest, use, modes[work], starts[work], finishes[work], 1.0)


@compiled
def heads(data: Data) -> Ints:
    """Return the earliest start of each work under finish-start links, each work before it in its shortest mode."""
    head = data.release.copy()
    waiting = np.diff(data.before_first)
    ready = np.flatnonzero(waiting == 0)
    order = np.empty(len(head), dtype=np.int64)
    order[: len(ready)] = ready
    count = len(ready)
    for position in range(len(head)):
        work = order[position]
        days = data.length[data.mode_first[work] : data.mode_first[work + 1]].min()
        for out in range(data.after_first[work], data.after_first[work + 1]):
            later = data.after[out]
            head[later] = max(head[later], head[work] + days + data.before_lag[data.after_edge[out]])
            waiting[later] -= 1
            if waiting[later] == 0:
                order[count] = later
                count += 1
    return head
