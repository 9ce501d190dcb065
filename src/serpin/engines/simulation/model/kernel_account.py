"""Kernels that add up a course: cost and value of projects, and the sums behind the indices of works."""

from __future__ import annotations

from typing import Any

import numpy as np

from serpin.engines.simulation.model.kernel_gates import profit_row, share_done
from serpin.engines.simulation.model.kernel_numbers import Row, Single, copy_row, fill_row, kernel, nearer, present
from serpin.engines.simulation.model.network import FS, ON_COST, ON_DURATION, SF, SS, WAIT
from serpin.engines.simulation.model.records import (
    AGAIN,
    CENTRED,
    DELAY,
    DISCOUNT,
    EARNED,
    ENDED,
    FAILS_AND_GATES,
    GATES,
    HARD,
    IS_LIMITED,
    LAST,
    LAUNCH,
    LEFT,
    LUMP,
    OTHER_PRESENT,
    OTHER_VALUE,
    OWN_FINISH,
    PRESENT,
    PROFIT,
    SCRATCH,
    SPENT,
    STOP,
    TECHNICAL,
    VALUE,
    WHOLE,
    WHOLE_PRESENT,
    WHOLE_SPENT,
)

WORK_SUMS = 5
"""Days, days², days · finish, critical courses, and the sum of the significance index."""
_FLUSH = 64


@kernel
def _flush(total: Any, part: Row) -> None:
    for lane in range(part.shape[0]):
        total[lane] += part[lane]
        part[lane] = Single(0.0)


@kernel
def _pay_whole(finish: Row, days: Row, cost: Row, spent: Row, worth: Row, discount: np.float32) -> None:  # noqa: PLR0917
    for lane in range(finish.shape[0]):
        spent[lane] += cost[lane]
        worth[lane] += cost[lane] * present(finish[lane] - Single(0.5) * days[lane], discount)


@kernel
def _part_row(out: Row, finish: Row, days: Row, stop: Row, before: Row, number: np.float32) -> None:  # noqa: PLR0917
    for lane in range(out.shape[0]):
        out[lane] = share_done(finish[lane], days[lane], stop[lane], number < before[lane])


@kernel
def _spend_row(spent: Row, cost: Row, part: Row) -> None:
    for lane in range(spent.shape[0]):
        spent[lane] += cost[lane] * part[lane]


@kernel
def _worth_row(out: Row, finish: Row, days: Row, cost: Row, discount: np.float32) -> None:
    for lane in range(out.shape[0]):
        out[lane] = cost[lane] * present(finish[lane] - Single(0.5) * days[lane], discount)


@kernel
def _worth_of_part(worth: Row, whole: Row, days: Row, part: Row, discount: np.float32) -> None:
    for lane in range(worth.shape[0]):
        earlier = Single(0.5) * discount * days[lane] * (Single(1.0) - part[lane])
        worth[lane] += whole[lane] * part[lane] * nearer(earlier)


@kernel
def _add_row(out: Row, other: Row) -> None:
    for lane in range(out.shape[0]):
        out[lane] += other[lane]


@kernel
def _clear(lanes: Any) -> None:
    for row in (SPENT, PRESENT, WHOLE):
        fill_row(lanes.work[row], Single(0.0))
    for row in (WHOLE_SPENT, WHOLE_PRESENT, OTHER_PRESENT):
        total = lanes.sums[row]
        for lane in range(total.shape[0]):
            total[lane] = 0.0


@kernel
def _add_lump(lanes: Any, stop: Row, whole: Any, worth: Any, discount: np.float32) -> None:
    own, lumps = lanes.work[OWN_FINISH], lanes.work[LUMP]
    for lane in range(stop.shape[0]):
        end = own[lane] if own[lane] < stop[lane] else stop[lane]
        lump = np.float64(lumps[lane])
        lump = lump if lump > -whole[lane] else -whole[lane]
        whole[lane] += lump
        worth[lane] += lump * present(end, discount)


@kernel
def _pay(plan: Any, lanes: Any, number: int, world: int, way: int) -> None:
    """Add up what a project pays until it stops: ``sums[0]`` as spent, ``sums[1]`` as worth at the start.

    Parameters
    ----------
    world
        STOP for stops at gates and by failures, HARD for failures alone.
    way
        0 where nothing stops it; 1 where something may; 2 to get beside this the worth of all that it pays when nothing
        stops it, in ``sums[4]``.
    """
    project, discount = plan.projects[number], plan.constants[DISCOUNT]
    stop, before = lanes.state[project.state + world], lanes.state[project.state + world + 1]
    _clear(lanes)
    spent, worth, other = lanes.work[SPENT], lanes.work[PRESENT], lanes.work[WHOLE]
    part, whole = lanes.work[SCRATCH], lanes.work[AGAIN]
    for place in range(project.member, project.members):
        position = plan.members[place]
        row = plan.nodes[position].row
        finish, days, cost = lanes.finish[row], lanes.days[row], lanes.cost[row]
        if way > 0:
            _part_row(part, finish, days, stop, before, Single(position))
            _spend_row(spent, cost, part)
            _worth_row(whole, finish, days, cost, discount)
            _worth_of_part(worth, whole, days, part, discount)
            if way == 2:
                _add_row(other, whole)
        else:
            _pay_whole(finish, days, cost, spent, worth, discount)
        if (place - project.member) % _FLUSH == _FLUSH - 1 or place == project.members - 1:
            _flush(lanes.sums[WHOLE_SPENT], spent)
            _flush(lanes.sums[WHOLE_PRESENT], worth)
            if way == 2:
                _flush(lanes.sums[OTHER_PRESENT], other)


@kernel
def _project_effects(plan: Any, lanes: Any, number: int) -> None:
    """Add up what risks do to a project as a whole: days after its last work, money at its end."""
    project = plan.projects[number]
    fill_row(lanes.work[DELAY], Single(0.0))
    fill_row(lanes.work[LUMP], Single(0.0))
    for place in range(project.effect, project.effects):
        effect = plan.effects[place]
        if effect.on == ON_DURATION or effect.on == ON_COST:  # noqa: PLR1714 - a tuple would not compile to comparisons
            out, size = lanes.work[DELAY if effect.on == ON_DURATION else LUMP], lanes.impacts[effect.impact]
            for lane in range(out.shape[0]):
                out[lane] += size[lane]


@kernel
def _milestones(plan: Any, lanes: Any, number: int) -> None:
    """Write the finish with delays, the launch, and whether the project ends."""
    project = plan.projects[number]
    last, own, launch = lanes.state[project.state + LAST], lanes.work[OWN_FINISH], lanes.work[LAUNCH]
    delay, ended, stop = lanes.work[DELAY], lanes.work[ENDED], lanes.state[project.state + STOP]
    begin = last
    if project.launch >= 0:
        begin = lanes.finish[plan.nodes[project.launch].row]
    for lane in range(last.shape[0]):
        late = delay[lane] if delay[lane] > Single(0.0) else Single(0.0)
        own[lane] = last[lane] + late
        launch[lane] = begin[lane] + late + project.delay
        ended[lane] = Single(1.0) if stop[lane] == Single(np.inf) else Single(0.0)


@kernel
def _earn(earned: Row, profit: Row, launch: Row, annuity: np.float32, discount: np.float32) -> None:
    for lane in range(earned.shape[0]):
        earned[lane] = profit[lane] * annuity * present(launch[lane], discount)


@kernel
def account(plan: Any, lanes: Any, number: int, seed: int, tile: int) -> None:
    """Work out a project: cost in ``sums[0]``, value in ``sums[2]``, value without the right to stop in ``sums[3]``."""
    project, discount = plan.projects[number], plan.constants[DISCOUNT]
    state = project.state
    _project_effects(plan, lanes, number)
    _milestones(plan, lanes, number)
    earned = lanes.work[EARNED]
    fill_row(earned, Single(0.0))
    if project.returns:
        profit_row(plan, lanes, number, seed, tile, lanes.work[PROFIT])
        _earn(earned, lanes.work[PROFIT], lanes.work[LAUNCH], project.annuity, discount)
    technical, hard = lanes.state[state + TECHNICAL], lanes.state[state + HARD]
    stop, left = lanes.state[state + STOP], lanes.state[state + LEFT]
    for lane in range(earned.shape[0]):
        earned[lane] = earned[lane] if technical[lane] == Single(0.0) else Single(0.0)
    value, other, paid = lanes.sums[VALUE], lanes.sums[OTHER_VALUE], lanes.sums[WHOLE_PRESENT]
    if project.can_stop == FAILS_AND_GATES:
        _pay(plan, lanes, number, HARD, 1)
        _add_lump(lanes, hard, lanes.sums[WHOLE_SPENT], paid, discount)
        for lane in range(other.shape[0]):
            other[lane] = (earned[lane] if hard[lane] == Single(np.inf) else Single(0.0)) - paid[lane]
        _pay(plan, lanes, number, STOP, 1)
    elif project.can_stop == GATES:
        _pay(plan, lanes, number, STOP, 2)
        all_paid, sure = lanes.sums[OTHER_PRESENT], lanes.work[LUMP]
        for lane in range(other.shape[0]):
            lump = sure[lane] * present(lanes.work[OWN_FINISH, lane], discount)
            other[lane] = earned[lane] - all_paid[lane] - lump
    else:
        _pay(plan, lanes, number, STOP, project.can_stop)
    _add_lump(lanes, stop, lanes.sums[WHOLE_SPENT], paid, discount)
    for lane in range(other.shape[0]):
        gained = earned[lane]
        if stop[lane] < Single(np.inf):
            gained = left[lane] * present(stop[lane], discount)
        value[lane] = gained - paid[lane]
        if project.can_stop < GATES:
            other[lane] = value[lane]


@kernel
def _first_limit(earlier: Row, late: Row, days: Row, lag: np.float32, last: Row) -> None:
    for lane in range(late.shape[0]):
        latest = late[lane] - days[lane] - lag
        earlier[lane] = latest if latest < last[lane] else last[lane]


@kernel
def _next_limit(earlier: Row, late: Row, days: Row, lag: np.float32) -> None:
    for lane in range(late.shape[0]):
        latest = late[lane] - days[lane] - lag
        earlier[lane] = latest if latest < earlier[lane] else earlier[lane]


@kernel
def _other_limit(earlier: Row, length: Row, late: Row, days: Row, link: Any) -> None:
    to_start = Single(1.0) if link.kind == SS else Single(0.0)
    from_start = Single(1.0) if link.kind == SS or link.kind == SF else Single(0.0)  # noqa: PLR1714
    lag = link.lag
    for lane in range(late.shape[0]):
        latest = late[lane] - lag - to_start * days[lane] + from_start * length[lane]
        earlier[lane] = latest if latest < earlier[lane] else earlier[lane]


@kernel
def _terms(length: np.float32, spare: np.float32, counts: np.float32, end: np.float32, usual: np.float32) -> Any:
    """Return a course's terms of the sums of a work: offset, whether it is critical, and its significance."""
    slack = end * Single(1e-5)
    slack = slack if slack > Single(1e-3) else Single(1e-3)
    is_critical = spare <= slack
    whole = length if is_critical else length + spare
    share = length / (whole if whole > Single(0.0) else Single(1.0))
    return (length - usual) * counts, counts if is_critical else Single(0.0), share * end * counts


@kernel
def _add_work(finish: Row, days: Row, late: Row, usual: np.float32, end: Row, course: Any, out: Row) -> None:  # noqa: PLR0917
    """Add a work's sums over the courses in which its project ends; they are kept for 16 lanes side by side.

    Four times 16 lanes are added at a time, in their order, so that the sums are read and written once.
    """
    ended, centred = course
    for step in range(finish.shape[0] // 64):
        first = step * 64
        f, d, g = finish[first : first + 64], days[first : first + 64], late[first : first + 64]
        e, c, t = ended[first : first + 64], centred[first : first + 64], end[first : first + 64]
        for lane in range(16):
            two, three, four = lane + 16, lane + 32, lane + 48
            d1, k1, s1 = _terms(d[lane], g[lane] - f[lane], e[lane], t[lane], usual)
            d2, k2, s2 = _terms(d[two], g[two] - f[two], e[two], t[two], usual)
            d3, k3, s3 = _terms(d[three], g[three] - f[three], e[three], t[three], usual)
            d4, k4, s4 = _terms(d[four], g[four] - f[four], e[four], t[four], usual)
            out[lane] += (d1 + d2) + (d3 + d4)
            out[16 + lane] += (d1 * d1 + d2 * d2) + (d3 * d3 + d4 * d4)
            out[32 + lane] += (d1 * c[lane] + d2 * c[two]) + (d3 * c[three] + d4 * c[four])
            out[48 + lane] += (k1 + k2) + (k3 + k4)
            out[64 + lane] += (s1 + s2) + (s3 + s4)


@kernel
def add_indices(plan: Any, lanes: Any, number: int, kept: int, sums: Any) -> None:
    """Go back through a project for the floats of its works, and add up what the indices need.

    Parameters
    ----------
    kept
        Lanes that count; those behind fill up the last tile.
    sums
        Shape (nodes, 80): five sums for 16 lanes each.
    """
    project = plan.projects[number]
    last, ended, centred = lanes.state[project.state + LAST], lanes.work[ENDED], lanes.work[CENTRED]
    own = lanes.work[OWN_FINISH]
    for lane in range(last.shape[0]):
        ended[lane] = ended[lane] if lane < kept else Single(0.0)
        centred[lane] = (own[lane] - project.planned_finish) * ended[lane]
    for place in range(project.members - 1, project.member - 1, -1):
        position = plan.members[place]
        node = plan.nodes[position]
        late, days = lanes.late[node.late], lanes.days[node.row]
        if not node.flags & IS_LIMITED:
            copy_row(late, last)
        for row in range(node.link, node.links):
            link = plan.links[row]
            if link.project == node.project:
                earlier = lanes.late[link.late]
                if link.kind == FS or link.kind == WAIT:  # noqa: PLR1714 - a tuple would not compile to comparisons
                    if link.is_first:
                        _first_limit(earlier, late, days, link.lag, last)
                    else:
                        _next_limit(earlier, late, days, link.lag)
                else:
                    if link.is_first:
                        copy_row(earlier, last)
                    _other_limit(earlier, lanes.days[link.row], late, days, link)
        _add_work(lanes.finish[node.row], days, late, node.mean_days, own, (ended, centred), sums[position])
