# ruff: noqa: C901, PLR0912, PLR0915, PLR0917 - compiled code takes positional arguments, and is read as one loop
# mypy: disable-error-code="no-any-return"
"""Compiled list scheduling: the serial schedule generation scheme, forwards and backwards.

Textbook: ``scheduling.md``, sections on list scheduling and on justification.
"""

from __future__ import annotations

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Data, Ints


@compiled
def finish_from(data: Data, mode: int, start: int) -> int:
    """Return the day after the last day of a mode that starts on a day; FAR beyond the horizon."""
    length = data.length[mode]
    calendar = data.calendar[mode]
    if calendar < 0 or length == 0:
        return start + length
    position = data.worked[calendar, min(start, data.worked.shape[1] - 1)] + length - 1
    if position >= data.worked_day.shape[1]:
        return FAR
    return data.worked_day[calendar, position] + 1


@compiled
def start_for(data: Data, mode: int, finish: int) -> int:
    """Return the last start from which a mode is finished on a day or before; -1 when there is none."""
    length = data.length[mode]
    calendar = data.calendar[mode]
    if calendar < 0 or length == 0:
        return finish - length
    if finish <= 0:
        return -1
    position = data.worked[calendar, min(finish, data.worked.shape[1] - 1)] - length
    if position < 0:
        return -1
    return data.worked_day[calendar, position]


@compiled
def start_after(data: Data, mode: int, finish: int) -> int:
    """Return the first start from which a mode is not finished before a day."""
    length = data.length[mode]
    calendar = data.calendar[mode]
    if calendar < 0 or length == 0:
        return finish - length
    if finish <= length:
        return 0
    position = data.worked[calendar, min(finish - 1, data.worked.shape[1] - 1)] - length + 1
    if position <= 0:
        return 0
    if position >= data.worked_day.shape[1]:
        return FAR
    return data.worked_day[calendar, position]


@compiled
def last_clash(data: Data, free: Ints, mode: int, first: int, last: int) -> int:
    """Return the last day of first … last-1 on which a mode does not find its units; -1 when there is none."""
    guard = data.guard
    if free.shape[1] == 1:
        need = data.demand[mode, 0]
        for day in range(last - 1, first - 1, -1):
            if (free[day, 0] - need) & guard != guard:
                return day
        return -1
    for day in range(last - 1, first - 1, -1):
        for word in range(free.shape[1]):
            if (free[day, word] - data.demand[mode, word]) & guard != guard:
                return day
    return -1


@compiled
def first_fit(data: Data, free: Ints, mode: int, start: int) -> int:
    """Return the earliest start at or after a day for which the units are there; FAR when the horizon ends."""
    horizon = free.shape[0]
    calendar = data.calendar[mode]
    checked = start
    while True:
        if calendar >= 0:
            if start >= horizon:
                return FAR
            position = data.worked[calendar, start]
            if position >= horizon:
                return FAR
            start = data.worked_day[calendar, position]
        finish = finish_from(data, mode, start)
        if finish > horizon:
            return FAR
        clash = last_clash(data, free, mode, max(start, checked), finish)
        if clash < 0:
            return start
        checked = finish
        start = clash + 1


@compiled
def first_clash(data: Data, free: Ints, mode: int, first: int, last: int) -> int:
    """Return the first day of first … last-1 on which a mode does not find its units; -1 when there is none."""
    guard = data.guard
    if free.shape[1] == 1:
        need = data.demand[mode, 0]
        for day in range(first, last):
            if (free[day, 0] - need) & guard != guard:
                return day
        return -1
    for day in range(first, last):
        for word in range(free.shape[1]):
            if (free[day, word] - data.demand[mode, word]) & guard != guard:
                return day
    return -1


@compiled
def last_fit(data: Data, free: Ints, mode: int, start: int) -> int:
    """Return the latest start at or before a day for which the units are there; -1 when there is none."""
    horizon = free.shape[0]
    calendar = data.calendar[mode]
    checked = horizon
    while start >= 0:
        if calendar >= 0:
            position = data.worked[calendar, start + 1] - 1
            if position < 0:
                return -1
            start = data.worked_day[calendar, position]
        finish = finish_from(data, mode, start)
        if finish > horizon:
            start -= 1
            continue
        clash = first_clash(data, free, mode, start, min(finish, checked))
        if clash < 0:
            return start
        checked = start
        start = min(start - 1, start_for(data, mode, clash))
    return -1


@compiled
def occupy(data: Data, free: Ints, mode: int, start: int, finish: int, sign: int) -> None:
    """Take the units of a mode from start to finish, or give them back with sign -1."""
    for word in range(free.shape[1]):
        need = data.demand[mode, word] * sign
        if need != 0:
            for day in range(max(start, 0), min(finish, free.shape[0])):
                free[day, word] -= need


@compiled
def bound_before(data: Data, work: int, mode: int, starts: Ints, finishes: Ints) -> int:
    """Return the earliest start that release and links from earlier works allow."""
    earliest = data.release[work]
    for edge in range(data.before_first[work], data.before_first[work + 1]):
        kind = data.before_type[edge]
        other = data.before[edge]
        lag = data.before_lag[edge]
        if kind == 0:
            bound = finishes[other] + lag
        elif kind == 1:
            bound = starts[other] + lag
        elif kind == 2:
            bound = start_after(data, mode, finishes[other] + lag)
        else:
            bound = start_after(data, mode, starts[other] + lag)
        earliest = max(earliest, bound)
    return earliest


@compiled
def excess_of(data: Data, work: int, starts: Ints, finishes: Ints) -> tuple[int, int]:
    """Return by how much a work overruns a longest lag, and the edge; (0, -1) when it overruns none."""
    worst = 0
    which = -1
    for edge in range(data.before_first[work], data.before_first[work + 1]):
        most = data.before_most[edge]
        if most < FAR:
            kind = data.before_type[edge]
            other = data.before[edge]
            origin = finishes[other] if kind in (0, 2) else starts[other]
            reached = starts[work] if kind in (0, 1) else finishes[work]
            if reached - origin - most > worst:
                worst = reached - origin - most
                which = edge
    return worst, which


@compiled
def place_fixed(data: Data, modes: Ints, free: Ints, starts: Ints, finishes: Ints) -> bool:
    """Place all works whose start is given; tell whether their units are there."""
    fits = True
    for work in range(len(starts)):
        if data.fixed[work]:
            starts[work] = data.release[work]
            finishes[work] = finish_from(data, modes[work], starts[work])
            if finishes[work] > free.shape[0]:
                return False
            if last_clash(data, free, modes[work], starts[work], finishes[work]) >= 0:
                fits = False
            occupy(data, free, modes[work], starts[work], finishes[work], 1)
    return fits


@compiled
def forward(data: Data, order: Ints, modes: Ints, free: Ints, starts: Ints, finishes: Ints) -> bool:
    """Place the works one after the other as early as possible.

    Parameters
    ----------
    data
        The problem.
    order
        (n,) works, every earlier work of a link before the later one.
    modes
        (n,) the mode of each work.
    free
        (H, W) scratch; becomes what is left of the capacities.
    starts, finishes
        (n,) are filled.

    Returns
    -------
    bool
        Whether all windows and longest lags are kept and the horizon suffices.
    """
    # Fields are read once: each reading of a field of a tuple of arrays counts a reference.
    free[:, :] = data.capacity
    if not place_fixed(data, modes, free, starts, finishes):
        return False
    guard, horizon, single = data.guard, free.shape[0], free.shape[1] == 1
    flat = free.ravel()
    length, calendar, demand = data.length, data.calendar, data.demand
    release, latest, fixed = data.release, data.latest, data.fixed
    before_first, before, before_type, before_lag = data.before_first, data.before, data.before_type, data.before_lag
    before_most = data.before_most
    kept = True
    longest = False
    for position in range(len(order)):
        work = order[position]
        mode = modes[work]
        days = length[mode]
        earliest = release[work]
        for edge in range(before_first[work], before_first[work + 1]):
            kind = before_type[edge]
            other = before[edge]
            if kind == 0:
                bound = finishes[other] + before_lag[edge]
            elif kind == 1:
                bound = starts[other] + before_lag[edge]
            else:
                bound = start_after(data, mode, (finishes if kind == 2 else starts)[other] + before_lag[edge])
            earliest = max(earliest, bound)
            if before_most[edge] < FAR:
                longest = True
        if fixed[work]:
            if earliest > starts[work]:
                kept = False
            continue
        if calendar[mode] < 0 and single:
            start = earliest
            finish = start + days
            if finish > horizon:
                return False
            need = demand[mode, 0]
            if need:
                day = finish - 1
                checked = start
                while day >= checked:
                    if (flat[day] - need) & guard != guard:
                        checked = finish
                        start = day + 1
                        finish = start + days
                        if finish > horizon:
                            return False
                        day = finish
                    day -= 1
                for day in range(start, finish):
                    flat[day] -= need
        else:
            start = first_fit(data, free, mode, earliest)
            if start >= FAR:
                return False
            finish = finish_from(data, mode, start)
            occupy(data, free, mode, start, finish, 1)
        starts[work] = start
        finishes[work] = finish
        if start > latest[work]:
            kept = False
    if longest:
        for work in range(len(starts)):
            if excess_of(data, work, starts, finishes)[0] > 0:
                kept = False
    return kept


@compiled
def backward(data: Data, order: Ints, modes: Ints, ends: Ints, free: Ints, starts: Ints, finishes: Ints) -> bool:
    """Place the works, later ones of a link first, as late as possible before an end day.

    Parameters
    ----------
    data
        The problem.
    order
        (n,) works, every later work of a link before the earlier one.
    modes
        (n,) the mode of each work.
    ends
        (P,) day on which each project must be finished.
    free
        (H, W) scratch.
    starts, finishes
        (n,) are filled.
    """
    free[:, :] = data.capacity
    if not place_fixed(data, modes, free, starts, finishes):
        return False
    guard, single = data.guard, free.shape[1] == 1
    flat = free.ravel()
    length, calendar, demand = data.length, data.calendar, data.demand
    release, latest, fixed, project = data.release, data.latest, data.fixed, data.project
    after_first, after, after_edge = data.after_first, data.after, data.after_edge
    before_type, before_lag = data.before_type, data.before_lag
    for position in range(len(order)):
        work = order[position]
        if fixed[work]:
            continue
        mode = modes[work]
        days = length[mode]
        plain = calendar[mode] < 0
        last = ends[project[work]] - days if plain else start_for(data, mode, ends[project[work]])
        last = min(latest[work], last)
        for out in range(after_first[work], after_first[work + 1]):
            later = after[out]
            edge = after_edge[out]
            kind = before_type[edge]
            bound = (starts if kind in (0, 1) else finishes)[later] - before_lag[edge]
            if kind in (0, 2):
                bound = bound - days if plain else start_for(data, mode, bound)
            last = min(last, bound)
        if last < release[work]:
            return False
        if plain and single:
            start = last
            need = demand[mode, 0]
            if need:
                day = start
                checked = start + days
                while day < checked:
                    if (flat[day] - need) & guard != guard:
                        checked = start
                        start = day - days
                        if start < 0:
                            return False
                        day = start - 1
                    day += 1
                for day in range(start, start + days):
                    flat[day] -= need
            finishes[work] = start + days
        else:
            start = last_fit(data, free, mode, last)
            if start >= 0:
                finishes[work] = finish_from(data, mode, start)
                occupy(data, free, mode, start, finishes[work], 1)
        if start < release[work]:
            return False
        starts[work] = start
    return True
