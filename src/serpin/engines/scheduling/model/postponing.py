# ruff: noqa: C901, PLR0917 - compiled code takes positional arguments, and is read as one loop
"""Pays later what can be paid later: works that only cost are moved to the right where nothing else is delayed.

Textbook: ``scheduling.md``, section on value.
"""

from __future__ import annotations

import math

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Data, Ints
from serpin.engines.scheduling.model.kernel import excess_of, finish_from, last_fit, occupy, start_for
from serpin.engines.scheduling.model.responses import Floats


@compiled
def _worths(data: Data, modes: Ints, starts: Ints, finishes: Ints, ends: Ints) -> Floats:
    """Return what each project brings less what it costs; one that only loses is best put off as a whole."""
    worth: Floats = data.gain_last * np.exp(-data.decay * ends)
    for work in range(len(starts)):
        middle = 0.5 * (starts[work] + finishes[work])
        worth[data.project[work]] += data.gain[work] * math.exp(-data.decay * finishes[work])
        worth[data.project[work]] -= data.outlay[modes[work]] * math.exp(-data.decay * middle)
    return worth


@compiled
def postpone(data: Data, order: Ints, modes: Ints, free: Ints, starts: Ints, finishes: Ints) -> None:
    """Move works that bring nothing by their own finish, and projects that lose, as late as all else allows.

    Parameters
    ----------
    data
        The problem.
    order
        (n,) works in an order that heeds the links.
    modes
        (n,) modes.
    free
        (H, W) what the plan leaves of the capacities; is changed.
    starts, finishes
        (n,) the plan; are changed.
    """
    ends = data.base.copy()
    for work in range(len(starts)):
        ends[data.project[work]] = max(ends[data.project[work]], finishes[work])
    worth = _worths(data, modes, starts, finishes, ends)
    for position in range(len(order) - 1, -1, -1):
        work = order[position]
        mode = modes[work]
        loses = worth[data.project[work]] < 0
        if data.fixed[work] or (not loses and (data.gain[work] > 0 or data.outlay[mode] <= 0)):
            continue
        end = ends[data.project[work]]
        if loses or data.gain_last[data.project[work]] <= 0:
            end = max(end, min(data.due[data.project[work]], len(data.capacity) - 1))
        latest = min(data.latest[work], start_for(data, mode, end))
        for out in range(data.after_first[work], data.after_first[work + 1]):
            later = data.after[out]
            edge = data.after_edge[out]
            kind = data.before_type[edge]
            lag = data.before_lag[edge]
            if kind == 0:
                bound = start_for(data, mode, starts[later] - lag)
            elif kind == 1:
                bound = starts[later] - lag
            elif kind == 2:
                bound = start_for(data, mode, finishes[later] - lag)
            else:
                bound = finishes[later] - lag
            latest = min(latest, bound)
        if latest <= starts[work]:
            continue
        occupy(data, free, mode, starts[work], finishes[work], -1)
        start = last_fit(data, free, mode, latest)
        before, done = starts[work], finishes[work]
        if start > before:
            starts[work] = start
            finishes[work] = finish_from(data, mode, start)
            if excess_of(data, work, starts, finishes)[0] > 0:
                starts[work], finishes[work] = before, done
        occupy(data, free, mode, starts[work], finishes[work], 1)


@compiled
def postponed(data: Data, order: Ints, modes: Ints, starts: Ints, finishes: Ints) -> None:
    """Postpone the works of a finished plan, whose rest of the capacities is not at hand."""
    free = data.capacity.copy()
    for work in range(len(starts)):
        occupy(data, free, modes[work], starts[work], finishes[work], 1)
    postpone(data, order, modes, free, starts, finishes)
