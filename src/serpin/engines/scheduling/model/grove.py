# ruff: noqa: C901, PLR0912, PLR0917 - compiled code takes positional arguments, and is read as one loop
# mypy: disable-error-code="no-any-return"
"""The trees of projects with one mode for each work and plain links, and their answer to prices in short loops.

Textbook: ``scheduling.md``, section on prices.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Data, Ints
from serpin.engines.scheduling.model.responses import Floats, Forest

NEVER = 1e300


class Grove(NamedTuple):
    """A problem of plain links and one mode for each work, the works numbered project by project along their trees."""

    first: Ints
    """(P+1,) where each project begins."""
    works: Ints
    """(n,) number of each work in the problem."""
    length: Ints
    """(n,) days."""
    calendar: Ints
    """(n,) number of the calendar on which each work advances; -1 for all days."""
    worked: Ints
    worked_day: Ints
    """(C, H+1) and (C, H): the tables of the calendars as in the data."""
    head: Ints
    """(n,) earliest start that heeds all links."""
    parent: Ints
    """(n,) the later work of the kept link; -1 where the work ends its project."""
    lag: Ints
    """(n,) least lag of the kept link."""
    child_first: Ints
    child: Ints
    """Works whose kept link leads to a work."""
    need_first: Ints
    need_resource: Ints
    need_units: Ints
    need_pair: Ints
    """What each work needs: resources, units, and the number of this pair among all such pairs."""
    pair_resource: Ints
    pair_units: Ints
    """(Q,) the pairs of a resource and a number of units that occur."""
    pairs_first: Ints
    pairs: Ints
    """Which pairs occur in each project."""
    before_first: Ints
    before: Ints
    before_lag: Ints
    """Links into each work."""
    after_first: Ints
    after: Ints
    after_lag: Ints
    """Links out of each work."""
    outlay: Floats
    gain: Floats
    """(n,) what each work costs, and what its finish brings."""
    base: Ints
    """(P,) finish of what is already done."""
    charge: Floats
    """(P, H+1) cost of each project by the day on which it is finished."""
    worth: Floats
    """(2H+3,) worth of money by half days; empty where money does not count."""


def _picked(first: Ints, works: Ints) -> tuple[Ints, Ints]:
    """Return where the entries of works in a new order begin, and the old positions of these entries."""
    sizes = first[works + 1] - first[works]
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return begin, np.repeat(first[works] - begin[:-1], sizes) + np.arange(begin[-1])


def grove_of(data: Data, forest: Forest) -> Grove:
    """Return the trees of a problem with plain links and one mode for each work, the works renumbered along them."""
    works = forest.order
    place = np.empty_like(works)
    place[works] = np.arange(len(works))
    parent = forest.parent[works]
    child_first, children = _picked(forest.child_first, works)
    need_first, needs = _picked(forest.need_first, works)
    before_first, earlier = _picked(data.before_first, works)
    after_first, later = _picked(data.after_first, works)
    resource, units = forest.need_resource[needs], forest.need_units[needs]
    top = int(units.max(initial=0)) + 1
    known, need_pair = np.unique(resource * top + units, return_inverse=True)
    project = np.repeat(data.project[works], np.diff(need_first))
    own = np.unique(project * max(1, len(known)) + need_pair)
    return Grove(
        first=forest.first.copy(),
        works=works.copy(),
        length=data.length[works],
        calendar=np.where(data.length[works] > 0, data.calendar[works], -1),
        worked=data.worked,
        worked_day=data.worked_day,
        head=data.release[works],
        parent=np.where(parent >= 0, place[parent], -1),
        lag=forest.lag[works],
        child_first=child_first,
        child=place[forest.child[children]],
        need_first=need_first,
        need_resource=resource,
        need_units=units,
        need_pair=need_pair.astype(np.int64),
        pair_resource=known // top,
        pair_units=known % top,
        pairs_first=np.searchsorted(own // max(1, len(known)), np.arange(len(forest.first))).astype(np.int64),
        pairs=own % max(1, len(known)),
        before_first=before_first,
        before=place[data.before[earlier]],
        before_lag=data.before_lag[earlier],
        after_first=after_first,
        after=place[data.after[later]],
        after_lag=data.before_lag[data.after_edge[later]],
        outlay=data.outlay[works].astype(np.float64),
        gain=data.gain[works].astype(np.float64),
        base=data.base.copy(),
        charge=forest.charge,
        worth=forest.worth,
    )


@compiled
def finish_at(grove: Grove, work: int, start: int) -> int:
    """Return the finish of a work that starts on a day, which must be a worked one."""
    calendar = grove.calendar[work]
    if calendar < 0:
        return start + grove.length[work]
    return grove.worked_day[calendar, grove.worked[calendar, start] + grove.length[work] - 1] + 1


@compiled
def start_at(grove: Grove, work: int, finish: int) -> int:
    """Return the last start from which a work is finished on a day or before."""
    calendar = grove.calendar[work]
    if calendar < 0:
        return finish - grove.length[work]
    return grove.worked_day[calendar, grove.worked[calendar, finish] - grove.length[work]]


@compiled
def _resting(
    grove: Grove, work: int, begin: int, lines: Floats, line_of: Ints, tilt: Floats, least: Floats, cost: Floats
) -> None:
    """Fill the least cost of a work with a calendar, and of its branch, by the day on which it is finished."""
    horizon = lines.shape[1] - 1
    worth = grove.worth
    calendar, length = grove.calendar[work], grove.length[work]
    first = grove.worked[calendar, grove.head[work]]
    count = max(0, grove.worked[calendar, horizon] - first - length + 1)
    since, until = grove.worked_day[calendar][first:], grove.worked_day[calendar][first + length - 1 :]
    part = cost[:count]
    for day in range(count):
        part[day] = tilt[0] * since[day] + tilt[1] * (until[day] + 1)
    if len(worth):
        outlay, gain = grove.outlay[work], grove.gain[work]
        for day in range(count):
            part[day] += outlay * worth[since[day] + until[day] + 1] - gain * worth[2 * until[day] + 2]
    for need in range(grove.need_first[work], grove.need_first[work + 1]):
        line, units = lines[line_of[need]], float(grove.need_units[need])
        for day in range(count):
            part[day] += units * (line[until[day] + 1] - line[since[day]])
    for entry in range(grove.child_first[work], grove.child_first[work + 1]):
        other = grove.child[entry]
        branch, lag = least[other - begin], grove.lag[other]
        for day in range(count):
            part[day] += branch[since[day] - lag]
    row = least[work - begin]
    row[:] = NEVER
    lowest = NEVER
    for day in range(count):
        lowest = min(lowest, part[day])
        last = until[day + 1] + 1 if day < count - 1 else horizon + 1
        for slot in range(until[day] + 1, last):
            row[slot] = lowest


@compiled
def place_tree(
    grove: Grove,
    project: int,
    lines: Floats,
    line_of: Ints,
    tilts: Floats,
    least: Floats,
    cost: Floats,
    whole: Floats,
    starts: Ints,
    strict: bool,
) -> float:
    """Place the works of a project at the least cost under prices, and return this cost.

    Parameters
    ----------
    grove
        The trees.
    project
        Number of the project.
    lines
        (L, H+1) sums of the prices of a unit on all days before a day.
    line_of
        Which line holds for each need.
    tilts
        (n, 2) cost of a day by which each work starts, and is finished, later.
    least, cost, whole
        (works of a project, H+1), (H+1,) and (H+1,) scratch.
    starts
        (n,) are filled for this project.
    strict
        Whether works heed the links that were dropped as well, which may cost more than the least.
    """
    horizon = lines.shape[1] - 1
    worth = grove.worth
    begin, end = grove.first[project], grove.first[project + 1]
    whole[:] = grove.charge[project]
    for work in range(begin, end):
        if grove.calendar[work] >= 0:
            _resting(grove, work, begin, lines, line_of, tilts[work], least, cost)
            if grove.parent[work] < 0:
                row = least[work - begin]
                for day in range(horizon + 1):
                    whole[day] += row[day]
            continue
        days, low = grove.length[work], grove.head[work]
        count = max(0, horizon - days - low + 1)
        part = cost[:count]
        slope = tilts[work, 0] + tilts[work, 1]
        offset = slope * low + tilts[work, 1] * days
        for day in range(count):
            part[day] = offset + slope * day
        if len(worth):
            outlay, gain = grove.outlay[work], grove.gain[work]
            for day in range(count):
                part[day] += outlay * worth[2 * (low + day) + days] - gain * worth[2 * (low + day + days)]
        for need in range(grove.need_first[work], grove.need_first[work + 1]):
            line = lines[line_of[need]]
            units = float(grove.need_units[need])
            since, until = line[low : low + count], line[low + days : low + days + count]
            for day in range(count):
                part[day] += units * (until[day] - since[day])
        for entry in range(grove.child_first[work], grove.child_first[work + 1]):
            other = grove.child[entry]
            reach = low - grove.lag[other]
            branch = least[other - begin][reach : reach + count]
            for day in range(count):
                part[day] += branch[day]
        row = least[work - begin]
        row[: low + days] = NEVER
        lowest = NEVER
        for day in range(count):
            lowest = min(lowest, part[day])
            row[low + days + day] = lowest
        if grove.parent[work] < 0:
            for day in range(horizon + 1):
                whole[day] += row[day]
    last = 0
    for day in range(1, horizon + 1):
        if whole[day] < whole[last]:
            last = day
    for work in range(end - 1, begin - 1, -1):
        slot = last
        if grove.parent[work] >= 0:
            slot = min(starts[grove.parent[work]] - grove.lag[work], horizon)
        if strict:
            for out in range(grove.after_first[work], grove.after_first[work + 1]):
                slot = min(slot, starts[grove.after[out]] - grove.after_lag[out])
        row = least[work - begin]
        # The cost by a day only falls where a finish on that day is cheaper: it is finished where it fell last.
        soonest = finish_at(grove, work, grove.head[work])
        while slot > soonest and row[slot - 1] == row[slot]:
            slot -= 1
        starts[work] = start_at(grove, work, slot)
    return whole[last]


@compiled
def largest_of(grove: Grove) -> int:
    """Return the number of works of the largest project."""
    size = 1
    for project in range(len(grove.first) - 1):
        size = max(size, grove.first[project + 1] - grove.first[project])
    return size


@compiled
def answer(grove: Grove, sums: Floats, tilts: Floats, begin: int, end: int, starts: Ints, use: Floats) -> float:
    """Place the works of some projects at the least cost under prices, each project alone.

    Parameters
    ----------
    grove
        The trees.
    sums
        (R, H+1) sums of the prices of all days before a day.
    tilts
        (n, 2) cost of a day by which each work starts, and is finished, later.
    begin, end
        Numbers of the projects: from the first, up to but without the last.
    starts
        (n,) are filled for these projects.
    use
        (R, H+1) differences of the use of each resource by day; is added to.

    Returns
    -------
    float
        The least cost of these projects, prices included.
    """
    days = sums.shape[1]
    least, cost, whole = np.empty((largest_of(grove), days)), np.empty(days), np.empty(days)
    total = 0.0
    for project in range(begin, end):
        total += place_tree(grove, project, sums, grove.need_resource, tilts, least, cost, whole, starts, False)
        for work in range(grove.first[project], grove.first[project + 1]):
            finish = finish_at(grove, work, starts[work])
            for need in range(grove.need_first[work], grove.need_first[work + 1]):
                use[grove.need_resource[need], starts[work]] += grove.need_units[need]
                use[grove.need_resource[need], finish] -= grove.need_units[need]
    return total
