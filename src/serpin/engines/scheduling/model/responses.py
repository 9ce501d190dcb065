# ruff: noqa: C901, PLR0915, PLR0912, PLR0917 - compiled code takes positional arguments, and is read as one loop
"""Compiled answer of one project to prices of resources: a dynamic programme over the tree of its works.

Textbook: ``scheduling.md``, section on prices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.kernel import finish_from

Floats = NDArray[np.float64]

_NEVER = 1e300


class Forest(NamedTuple):
    """The works of all projects as trees: each work keeps one link to a later work, or ends its project."""

    order: Ints
    """(n,) works, project by project, every earlier one of a link before the later one."""
    first: Ints
    """(P+1,) where each project begins in the order."""
    place: Ints
    """(n,) position of each work within its project."""
    parent: Ints
    """(n,) the later work of the kept link; -1 where the work ends its project."""
    kind: Ints
    """(n,) type of the kept link."""
    lag: Ints
    """(n,) least lag of the kept link."""
    child_first: Ints
    """(n+1,) where the children of each work begin."""
    child: Ints
    """Works whose kept link leads to a work."""
    dropped: Ints
    """(D, 4) the links that are not kept: earlier work, later work, type, least lag."""
    need_first: Ints
    """(M+1,) where the needs of each mode begin."""
    need_resource: Ints
    need_units: Ints
    worth: Floats
    """(2H+3,) worth of money by half days; empty where money does not count."""
    charge: Floats
    """(P, H+1) cost of each project by the day on which it is finished."""


@compiled
def _price(
    data: Data,
    forest: Forest,
    sums: Floats,
    tilt: Floats,
    work: int,
    mode: int,
    low: int,
    high: int,
    finish: Ints,
    cost: Floats,
) -> int:
    """Fill finishes and costs of a mode for all starts from low on, and return the last start that is possible."""
    horizon = sums.shape[1] - 1
    length = data.length[mode]
    plain = data.calendar[mode] < 0
    if plain:
        high = min(high, horizon - length)
    else:
        for day in range(low, high + 1):
            finish[day] = finish_from(data, mode, day)
            if finish[day] > horizon:
                high = day - 1
                break
    if plain:
        for day in range(low, high + 1):
            cost[day] = (tilt[0] + tilt[1]) * day + tilt[1] * length
    else:
        for day in range(low, high + 1):
            cost[day] = tilt[0] * day + tilt[1] * finish[day]
    if len(forest.worth):
        outlay, gain = data.outlay[mode], data.gain[work]
        for day in range(low, high + 1):
            done = day + length if plain else finish[day]
            cost[day] += outlay * forest.worth[day + done] - gain * forest.worth[2 * done]
    for need in range(forest.need_first[mode], forest.need_first[mode + 1]):
        line = sums[forest.need_resource[need]]
        units = float(forest.need_units[need])
        if plain:
            for day in range(low, high + 1):
                cost[day] += units * (line[day + length] - line[day])
        else:
            for day in range(low, high + 1):
                cost[day] += units * (line[finish[day]] - line[day])
    return high


@compiled
def _by_finish(forest: Forest, work: int) -> bool:
    """Tell whether the costs of a work are kept by its finish: the kept link, if any, begins at the finish."""
    return bool(forest.parent[work] < 0 or forest.kind[work] in (0, 2))


@compiled
def respond(
    data: Data,
    forest: Forest,
    sums: Floats,
    tilts: Floats,
    begin: int,
    end: int,
    starts: Ints,
    finishes: Ints,
    modes: Ints,
    use: Floats,
    strict: bool,
) -> float:
    """Place the works of some projects at the least cost under prices, each project alone.

    Parameters
    ----------
    data, forest
        The problem, and its trees.
    sums
        (R, H+1) sums of the prices of all days before a day.
    tilts
        (n, 2) cost of a day by which each work starts, and is finished, later.
    begin, end
        Numbers of the projects: from the first, up to but without the last.
    starts, finishes, modes
        (n,) are filled for these projects.
    use
        (H+1, R) differences of the use of each resource by day; is added to.
    strict
        Whether works heed the links that were dropped as well, which may cost more than the least.

    Returns
    -------
    float
        The least cost of these projects, prices included.
    """
    horizon = sums.shape[1] - 1
    size = 1
    for project in range(begin, end):
        size = max(size, forest.first[project + 1] - forest.first[project])
    least = np.empty((size, horizon + 1))
    choice = np.empty((size, horizon + 1), dtype=np.int64)
    finish = np.empty(horizon + 1, dtype=np.int64)
    cost = np.empty(horizon + 1)
    total = 0.0
    for project in range(begin, end):
        whole = forest.charge[project].copy()
        for position in range(forest.first[project], forest.first[project + 1]):
            work = forest.order[position]
            row = forest.place[work]
            least[row, :] = _NEVER
            by_finish = forest.parent[work] < 0 or forest.kind[work] in (0, 2)
            for mode in range(data.mode_first[work], data.mode_first[work + 1]):
                low = data.release[work]
                high = _price(
                    data, forest, sums, tilts[work], work, mode, low, min(data.latest[work], horizon), finish, cost
                )
                length = -1 if data.calendar[mode] >= 0 else data.length[mode]
                for entry in range(forest.child_first[work], forest.child_first[work + 1]):
                    other = forest.child[entry]
                    lag = forest.lag[other]
                    line = least[forest.place[other]]
                    to_finish = forest.kind[other] in (2, 3)
                    if length >= 0:
                        shift = (length if to_finish else 0) - lag
                        middle = max(low, min(-shift, high + 1))
                        for day in range(low, middle):
                            cost[day] = _NEVER
                        last = min(high, horizon - shift)
                        for day in range(middle, last + 1):
                            cost[day] += line[day + shift]
                        for day in range(max(middle, last + 1), high + 1):
                            cost[day] += line[horizon]
                        continue
                    for day in range(low, high + 1):
                        until = (finish[day] if to_finish else day) - lag
                        cost[day] += line[min(until, horizon)] if until >= 0 else _NEVER
                offset = mode * (horizon + 1)
                if length >= 0:
                    shift = length if by_finish else 0
                    for day in range(low, high + 1):
                        if cost[day] < least[row, day + shift]:
                            least[row, day + shift] = cost[day]
                            choice[row, day + shift] = offset + day
                    continue
                for day in range(low, high + 1):
                    slot = finish[day] if by_finish else day
                    if cost[day] < least[row, slot]:
                        least[row, slot] = cost[day]
                        choice[row, slot] = offset + day
            for day in range(1, horizon + 1):
                if least[row, day - 1] <= least[row, day]:
                    least[row, day] = least[row, day - 1]
                    choice[row, day] = choice[row, day - 1]
            if forest.parent[work] < 0:
                for day in range(horizon + 1):
                    whole[day] += least[row, day]
        last = 0
        for day in range(1, horizon + 1):
            if whole[day] < whole[last]:
                last = day
        total += whole[last]
        for position in range(forest.first[project + 1] - 1, forest.first[project] - 1, -1):
            work = forest.order[position]
            parent = forest.parent[work]
            slot = last
            if parent >= 0:
                slot = starts[parent]
                if forest.kind[work] in (2, 3):
                    slot = finish_from(data, modes[parent], slot)
                slot = min(slot - forest.lag[work], horizon)
            if strict:
                for out in range(data.after_first[work], data.after_first[work + 1]):
                    edge, later = data.after_edge[out], data.after[out]
                    kind = data.before_type[edge]
                    if data.project[later] == project and kind in (0, 2) and _by_finish(forest, work):
                        bound = (starts[later] if kind == 0 else finishes[later]) - data.before_lag[edge]
                        slot = min(slot, bound)
                slot = max(slot, 0)
            picked = choice[forest.place[work], slot]
            modes[work] = picked // (horizon + 1)
            starts[work] = picked % (horizon + 1)
            done = finish_from(data, modes[work], starts[work])
            finishes[work] = done
            for need in range(forest.need_first[modes[work]], forest.need_first[modes[work] + 1]):
                use[starts[work], forest.need_resource[need]] += forest.need_units[need]
                use[done, forest.need_resource[need]] -= forest.need_units[need]
    return total


@compiled
def implied(data: Data) -> NDArray[np.bool_]:
    """Tell of each link whether a chain of other links from the same work to the same work says it as well.

    Only finish-start links without a lag are judged, and only chains of such.
    """
    count = len(data.release)
    told = np.zeros(len(data.before), dtype=np.bool_)
    seen = np.full(count, -1, dtype=np.int64)
    stack = np.empty(len(data.before) + 1, dtype=np.int64)
    for later in range(count):
        size = 0
        # Everything in front of the direct forerunners is already waited for.
        for edge in range(data.before_first[later], data.before_first[later + 1]):
            if data.before_type[edge] == 0 and data.before_lag[edge] == 0:
                stack[size] = data.before[edge]
                size += 1
        while size > 0:
            size -= 1
            work = stack[size]
            for edge in range(data.before_first[work], data.before_first[work + 1]):
                other = data.before[edge]
                if data.before_type[edge] == 0 and data.before_lag[edge] == 0 and seen[other] != later:
                    seen[other] = later
                    stack[size] = other
                    size += 1
        for edge in range(data.before_first[later], data.before_first[later + 1]):
            if data.before_type[edge] == 0 and data.before_lag[edge] == 0 and seen[data.before[edge]] == later:
                told[edge] = True
    return told


def grow(data: Data, order: Ints, tail: Ints, *, charge: Floats, worth: Floats, lanes: Ints) -> Forest:
    """Return the trees: each work keeps the link after which most is still to be done.

    Parameters
    ----------
    data
        The problem.
    order
        (n,) works, project by project.
    tail
        (n,) latest starts against a common end: the smaller, the more is still to be done.
    charge
        (P, H+1) cost of each project by its finish.
    worth
        (2H+3,) worth of money by half days; empty where money does not count.
    lanes
        (M, R) units of each mode.
    """
    count = len(order)
    parent = np.full(count, -1, dtype=np.int64)
    kind = np.zeros(count, dtype=np.int64)
    lag = np.zeros(count, dtype=np.int64)
    later_of = np.repeat(np.arange(count), np.diff(data.before_first))
    usable = data.before_lag > -FAR
    # The latest start of the later work less the lag says how tight a link is; the tightest one is kept.
    tightness = tail[later_of] - data.before_lag
    kept = np.full(count, -1, dtype=np.int64)
    for edge in np.argsort(-tightness, kind="stable"):
        if usable[edge]:
            work = data.before[edge]
            parent[work], kind[work], lag[work] = later_of[edge], data.before_type[edge], data.before_lag[edge]
            kept[work] = edge
    dropped = np.setdiff1d(np.flatnonzero(usable), kept)
    dropped = dropped[~implied(data)[dropped]]
    lost = np.stack([data.before, later_of, data.before_type, data.before_lag], axis=1)[dropped]
    children = np.argsort(parent, kind="stable")
    children = children[parent[children] >= 0]
    rows, columns = np.nonzero(lanes)
    project = data.project[order]
    first = np.searchsorted(project, np.arange(len(data.due) + 1)).astype(np.int64)
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count) - first[project]
    return Forest(
        order=order,
        first=first,
        place=place,
        parent=parent,
        kind=kind,
        lag=lag,
        child_first=np.searchsorted(parent[children], np.arange(count + 1)).astype(np.int64),
        child=children.astype(np.int64),
        dropped=lost,
        need_first=np.searchsorted(rows, np.arange(len(lanes) + 1)).astype(np.int64),
        need_resource=columns.astype(np.int64),
        need_units=lanes[rows, columns].astype(np.int64),
        worth=worth,
        charge=charge,
    )
