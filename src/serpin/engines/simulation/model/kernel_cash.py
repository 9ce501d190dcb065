"""Kernels that spread the money of a course over the quarters."""

from __future__ import annotations

from typing import Any

import numpy as np

from serpin.engines.simulation.model.kernel_gates import share_done
from serpin.engines.simulation.model.kernel_numbers import Row, Single, fill_row, kernel
from serpin.engines.simulation.model.records import (
    AGAIN,
    LAUNCH,
    LEFT,
    LUMP,
    OWN_FINISH,
    PROFILE_STEPS,
    PROFIT,
    SCRATCH,
    STOP,
    STOP_NODE,
    TECHNICAL,
    YEARS_PER_DAY,
)


@kernel
def _quarter_of(ends: Row, day: np.float32) -> int:
    """Return the first quarter at whose end a day has come."""
    quarter = 0
    while quarter < ends.shape[0] and ends[quarter] < day:
        quarter += 1
    return quarter


@kernel
def _spread(plan: Any, lanes: Any, position: int, stop: Row, stop_node: Row) -> None:
    """Add the payments for a work to the quarters in which it runs."""
    row, ends = plan.nodes[position].row, plan.quarter_ends
    finish, days, cost = lanes.finish[row], lanes.days[row], lanes.cost[row]
    before, limit = lanes.work[SCRATCH], lanes.work[AGAIN]
    count = ends.shape[0]
    earliest, latest = Single(np.inf), Single(-np.inf)
    for lane in range(finish.shape[0]):
        begin = finish[lane] - days[lane]
        earliest = begin if begin < earliest else earliest
        latest = finish[lane] if finish[lane] > latest else latest
        limit[lane] = share_done(finish[lane], days[lane], stop[lane], Single(position) < stop_node[lane])
    fill_row(before, Single(0.0))
    last = _quarter_of(ends, latest) + 2
    for quarter in range(_quarter_of(ends, earliest), last if last < count else count):
        net, paid, end = lanes.flows[quarter], lanes.flows[count + quarter], ends[quarter]
        for lane in range(finish.shape[0]):
            done = share_done(finish[lane], days[lane], end, False)
            done = done if done < limit[lane] else limit[lane]
            amount = cost[lane] * (done - before[lane])
            before[lane] = done
            net[lane] -= amount
            paid[lane] += amount


@kernel
def _add_returns(plan: Any, lanes: Any, number: int) -> None:
    """Add what is earned after the launch, quarter by quarter, where the project succeeds."""
    project, ends = plan.projects[number], plan.quarter_ends
    stop, technical = lanes.state[project.state + STOP], lanes.state[project.state + TECHNICAL]
    profit, launch = lanes.work[PROFIT], lanes.work[LAUNCH]
    for lane in range(stop.shape[0]):
        if stop[lane] < Single(np.inf) or technical[lane] > Single(0.0):
            continue
        before = Single(0.0)
        for quarter in range(ends.shape[0]):
            years = (ends[quarter] - launch[lane]) * plan.constants[YEARS_PER_DAY]
            place = years / project.profile_step
            place = place if place > Single(0.0) else Single(0.0)
            place = place if place < Single(PROFILE_STEPS - 1) else Single(PROFILE_STEPS - 1)
            cell = int(place)
            cell = cell if cell < PROFILE_STEPS - 2 else PROFILE_STEPS - 2
            low, high = plan.profiles[number, cell], plan.profiles[number, cell + 1]
            earned = low + (place - Single(cell)) * (high - low)
            lanes.flows[quarter, lane] += profit[lane] * (earned - before)
            before = earned


@kernel
def add_cash(plan: Any, lanes: Any, number: int) -> None:
    """Add the money of a project, whose account was just worked out, to the quarters."""
    project, ends = plan.projects[number], plan.quarter_ends
    count, stop, stop_node = ends.shape[0], lanes.state[project.state + STOP], lanes.state[project.state + STOP_NODE]
    lumps, own, left = lanes.work[LUMP], lanes.work[OWN_FINISH], lanes.state[project.state + LEFT]
    if project.returns:
        _add_returns(plan, lanes, number)
    for lane in range(stop.shape[0]):
        halted = stop[lane] < Single(np.inf)
        quarter = _quarter_of(ends, stop[lane] if halted else own[lane])
        if quarter < count:
            lanes.flows[quarter, lane] += (left[lane] if halted else Single(0.0)) - lumps[lane]
            lanes.flows[count + quarter, lane] += lumps[lane]
    for place in range(project.member, project.members):
        _spread(plan, lanes, plan.members[place], stop, stop_node)
