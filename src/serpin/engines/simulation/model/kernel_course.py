"""Kernels that place works in time, node after node in the order of the network; gates and failures stop projects."""

from __future__ import annotations

from typing import Any

import numpy as np

from serpin.engines.simulation.model.kernel_gates import decide, halt
from serpin.engines.simulation.model.kernel_numbers import (
    Row,
    Single,
    copy_row,
    fill,
    fill_row,
    kernel,
    uniform_row,
)
from serpin.engines.simulation.model.kernel_values import between_row, draw_row, happens_row, normal_row, value_row
from serpin.engines.simulation.model.marginals import FIXED
from serpin.engines.simulation.model.network import FF, FS, ON_COST, ON_DURATION, SF, SS, WAIT
from serpin.engines.simulation.model.randomness import STREAMS
from serpin.engines.simulation.model.records import (
    AGAIN,
    BEGIN,
    HARD,
    HAS_WINDOW,
    IS_END,
    IS_GATE,
    IS_HIT,
    IS_PLAIN,
    LAST,
    MAY_BE_NEEDLESS,
    MAY_BE_REDONE,
    MAY_FAIL,
    NEEDED,
    PECULIAR,
    SCRATCH,
    SHARED,
    STATE_ROWS,
    STOP,
)

_DURATION, _COST, _NEED = STREAMS["duration"], STREAMS["cost"], STREAMS["need"]
_REWORK, _SUCCESS, _FACTOR = STREAMS["rework"], STREAMS["success"], STREAMS["common factor"]


@kernel
def _later_by_finish(begin: Row, finish: Row, lag: np.float32) -> None:
    for lane in range(begin.shape[0]):
        reach = finish[lane] + lag
        begin[lane] = reach if reach > begin[lane] else begin[lane]


@kernel
def _later_by_wait(begin: Row, finish: Row, stop: Row) -> None:
    for lane in range(begin.shape[0]):
        reach = finish[lane] if finish[lane] < stop[lane] else stop[lane]
        begin[lane] = reach if reach > begin[lane] else begin[lane]


@kernel
def _later_by_other(begin: Row, finish: Row, days: Row, own: Row, link: Any) -> None:
    from_start = Single(1.0) if link.kind == SS or link.kind == SF else Single(0.0)  # noqa: PLR1714
    to_finish = Single(1.0) if link.kind == FF or link.kind == SF else Single(0.0)  # noqa: PLR1714
    lag = link.lag
    for lane in range(begin.shape[0]):
        reach = finish[lane] + lag - from_start * days[lane] - to_finish * own[lane]
        begin[lane] = reach if reach > begin[lane] else begin[lane]


@kernel
def _start_row(plan: Any, lanes: Any, number: int, own: Row) -> None:
    """Write the start of a node: the latest of its release and of what it waits for."""
    node, begin = plan.nodes[number], lanes.work[BEGIN]
    fill_row(begin, node.release)
    for place in range(node.link, node.links):
        link = plan.links[place]
        if link.kind == FS:
            _later_by_finish(begin, lanes.finish[link.row], link.lag)
        elif link.kind == WAIT:
            _later_by_wait(begin, lanes.finish[link.row], lanes.state[link.state + STOP])
        else:
            _later_by_other(begin, lanes.finish[link.row], lanes.days[link.row], own, link)


@kernel
def _after_one(finish: Row, days: Row, release: np.float32, one: Row, lag: np.float32) -> None:
    for lane in range(finish.shape[0]):
        reach = one[lane] + lag
        finish[lane] = (reach if reach > release else release) + days[lane]


@kernel
def _after_two(  # noqa: PLR0917
    finish: Row, days: Row, release: np.float32, one: Row, two: Row, lags: Any
) -> None:
    lag, lag_two = lags
    for lane in range(finish.shape[0]):
        reach, other = one[lane] + lag, two[lane] + lag_two
        reach = other if other > reach else reach
        finish[lane] = (reach if reach > release else release) + days[lane]


@kernel
def _after_three(finish: Row, days: Row, release: np.float32, one: Row, two: Row, three: Row, lags: Any) -> None:  # noqa: PLR0917
    lag, lag_two, lag_three = lags
    for lane in range(finish.shape[0]):
        reach, other = one[lane] + lag, two[lane] + lag_two
        reach = other if other > reach else reach
        other = three[lane] + lag_three
        reach = other if other > reach else reach
        finish[lane] = (reach if reach > release else release) + days[lane]


@kernel
def _add_rows(out: Row, one: Row, other: Row) -> None:
    for lane in range(out.shape[0]):
        out[lane] = one[lane] + other[lane]


@kernel
def _add_scaled(out: Row, rate: np.float32, days: Row) -> None:
    for lane in range(out.shape[0]):
        out[lane] += rate * days[lane]


@kernel
def _latest_row(out: Row, finish: Row) -> None:
    for lane in range(out.shape[0]):
        out[lane] = finish[lane] if finish[lane] > out[lane] else out[lane]


@kernel
def _multiply_row(out: Row, factor: Row) -> None:
    for lane in range(out.shape[0]):
        out[lane] *= factor[lane]


@kernel
def _change_row(out: Row, size: Row, needed: Row, factor: int) -> None:
    for lane in range(out.shape[0]):
        changed = out[lane] * size[lane] if factor else out[lane] + size[lane]
        changed = changed if changed > Single(0.0) else Single(0.0)
        out[lane] = changed if needed[lane] > Single(0.0) else out[lane]


@kernel
def _apply_effects(plan: Any, lanes: Any, number: int, full: bool) -> None:
    """Let the risks that happened change the duration and the cost of a needed work."""
    node = plan.nodes[number]
    days, needed = lanes.days[node.row], lanes.work[NEEDED]
    cost = lanes.cost[node.row if full else 0]
    begin, hit = lanes.work[BEGIN], lanes.work[SCRATCH]
    windowed = (node.flags & HAS_WINDOW) != 0
    if windowed:
        _start_row(plan, lanes, number, days)
    for place in range(node.effect, node.effects):
        effect = plan.effects[place]
        if effect.on != ON_DURATION and (effect.on != ON_COST or not full):
            continue
        copy_row(hit, needed)
        if windowed:
            for lane in range(days.shape[0]):
                if begin[lane] > effect.until or begin[lane] + days[lane] < effect.since:
                    hit[lane] = Single(0.0)
        _change_row(days if effect.on == ON_DURATION else cost, lanes.impacts[effect.impact], hit, effect.factor)


@kernel
def _add_round(again: Row, draws: Row, needed: Row, chance: np.float32, share: np.float32) -> None:
    for lane in range(again.shape[0]):
        more = needed[lane] if draws[lane] < chance else Single(0.0)
        again[lane] += share * more


@kernel
def _make_peculiar(plan: Any, lanes: Any, number: int, seed: int, tile: int, full: bool) -> None:  # noqa: PLR0917
    """Apply need, rework and risks to the drawn duration and cost of a node."""
    node = plan.nodes[number]
    needed, again, days = lanes.work[NEEDED], lanes.work[AGAIN], lanes.days[node.row]
    fill_row(needed, Single(1.0))
    if node.flags & MAY_BE_NEEDLESS:
        fill(lanes.bits, seed, _NEED, node.need_key, tile, 0)
        between_row(lanes.bits, node.need_from, node.need_until, needed)
    if node.flags & (MAY_BE_NEEDLESS | MAY_BE_REDONE):
        copy_row(again, needed)
        if node.flags & MAY_BE_REDONE:
            fill(lanes.bits, seed, _REWORK, node.key, tile, 0)
            uniform_row(lanes.bits, lanes.work[SCRATCH])
            chance = Single(1.0)
            for _ in range(node.rounds):
                chance *= node.rework
                _add_round(again, lanes.work[SCRATCH], needed, chance, node.rework_share)
        _multiply_row(days, again)
        if full:
            _multiply_row(lanes.cost[node.row], again)
    if node.flags & IS_HIT:
        _apply_effects(plan, lanes, number, full)


@kernel
def _fail(plan: Any, lanes: Any, number: int, seed: int, tile: int) -> None:
    """Stop the project where a work that was needed gives no usable result."""
    node, failed, needed = plan.nodes[number], lanes.work[SCRATCH], lanes.work[NEEDED]
    fill(lanes.bits, seed, _SUCCESS, node.key, tile, 0)
    happens_row(lanes.bits, node.success, failed)
    for lane in range(failed.shape[0]):
        failed[lane] = (Single(1.0) - failed[lane]) * needed[lane]
    halt(plan, lanes, number, Single(0.0), False)


@kernel
def open_part(plan: Any, lanes: Any, number: int, seed: int, tile: int) -> None:
    """Prepare the projects of a component: nothing is stopped, and common factors are drawn."""
    part = plan.parts[number]
    for place in range(part.project, part.projects):
        project = plan.projects[plan.part_projects[place]]
        for row in range(STATE_ROWS):
            fill_row(lanes.state[project.state + row], Single(0.0))
        fill_row(lanes.state[project.state + STOP], Single(np.inf))
        fill_row(lanes.state[project.state + HARD], Single(np.inf))
        fill_row(lanes.state[project.state + LAST], Single(-np.inf))
        if plan.constants[5] > Single(0.0):
            fill(lanes.bits, seed, _FACTOR, project.key, tile, 0)
            normal_row(plan, lanes, lanes.state[project.state + SHARED])


@kernel
def _finish_plain(node: Any, links: Any, finishes: Any, days: Row) -> None:
    """Write the finish of a node with one, two or three plain links."""
    finish, count, first = finishes[node.row], node.links - node.link, links[node.link]
    one = finishes[first.row]
    if count == 1:
        _after_one(finish, days, node.release, one, first.lag)
        return
    second = links[node.link + 1]
    two = finishes[second.row]
    if count == 2:
        _after_two(finish, days, node.release, one, two, (first.lag, second.lag))
    else:
        third = links[node.link + 2]
        _after_three(finish, days, node.release, one, two, finishes[third.row], (first.lag, second.lag, third.lag))


@kernel
def place_part(plan: Any, lanes: Any, number: int, seed: int, tile: int, with_gates: bool, full: bool) -> None:  # noqa: C901, PLR0912, PLR0917
    """Draw and place all nodes of a component.

    Parameters
    ----------
    full
        Whether costs are drawn as well.
    """
    part = plan.parts[number]
    for position in range(part.node, part.end):
        node = plan.nodes[position]
        flags, days = node.flags, lanes.days[node.row]
        line = plan.lines[node.duration]
        if line.kind == FIXED:
            fill_row(days, line.base)
        else:
            fill(lanes.bits, seed, _DURATION, node.key, tile, 0)
            if not draw_row(line, lanes.bits, days, plan.curves):
                value_row(plan, lanes, node.duration, days, lanes.state[node.state + SHARED])
        if full:
            cost, line = lanes.cost[node.row], plan.lines[node.cost]
            if line.kind == FIXED:
                fill_row(cost, line.base)
            else:
                fill(lanes.bits, seed, _COST, node.key, tile, 0)
                if not draw_row(line, lanes.bits, cost, plan.curves):
                    value_row(plan, lanes, node.cost, cost, days)
        if flags & PECULIAR:
            _make_peculiar(plan, lanes, position, seed, tile, full)
        if flags & IS_PLAIN:
            _finish_plain(node, plan.links, lanes.finish, days)
        else:
            _start_row(plan, lanes, position, days)
            _add_rows(lanes.finish[node.row], lanes.work[BEGIN], days)
        if flags & IS_END:
            _latest_row(lanes.state[node.state + LAST], lanes.finish[node.row])
        if full and node.rate > Single(0.0):
            _add_scaled(lanes.cost[node.row], node.rate, days)
        if flags & MAY_FAIL:
            _fail(plan, lanes, position, seed, tile)
        elif flags & IS_GATE:
            decide(plan, lanes, position, seed, tile, with_gates)
