"""Kernels of the decisions: gates look at the course so far and let projects pass or stop."""

from __future__ import annotations

from typing import Any

import numpy as np

from serpin.engines.simulation.model.kernel_numbers import Row, Single, copy_row, fill, fill_row, kernel, present
from serpin.engines.simulation.model.kernel_values import happens_row, value_row
from serpin.engines.simulation.model.marginals import FIXED
from serpin.engines.simulation.model.network import DECIDED_GO, DECIDED_STOP, ON_RETURNS, RULE_COST, RULE_DAY
from serpin.engines.simulation.model.randomness import STREAMS
from serpin.engines.simulation.model.records import (
    AGAIN,
    DISCOUNT,
    HARD,
    HARD_NODE,
    LEFT,
    SCRATCH,
    STOP,
    STOP_NODE,
    TAX,
    TECHNICAL,
)

_SUCCESS, _REVENUE, _OPERATING = STREAMS["success"], STREAMS["revenue"], STREAMS["operating cost"]


@kernel
def halt(plan: Any, lanes: Any, number: int, abandonment: np.float32, at_gate: bool) -> None:
    """Stop a project in the lanes where the scratch row is 1, if nothing stopped it before."""
    node, halted = plan.nodes[number], lanes.work[SCRATCH]
    stop, stop_node, left = (
        lanes.state[node.state + STOP],
        lanes.state[node.state + STOP_NODE],
        lanes.state[node.state + LEFT],
    )
    hard, hard_node = lanes.state[node.state + HARD], lanes.state[node.state + HARD_NODE]
    finish = lanes.finish[node.row]
    for lane in range(stop.shape[0]):
        if halted[lane] > Single(0.0):
            day = finish[lane]
            if day < stop[lane]:
                stop[lane] = day
                stop_node[lane] = Single(number)
                left[lane] = abandonment
            if not at_gate and day < hard[lane]:
                hard[lane] = day
                hard_node[lane] = Single(number)


@kernel
def share_done(finish: np.float32, days: np.float32, day: np.float32, is_before: bool) -> np.float32:
    """Return the share of a work that is done by a day, linear between its start and its finish.

    A work without duration is done if it lies before the day, or on it and before what stops the project.
    """
    begin = finish - days
    part = (day - begin) / days
    part = part if part > Single(0.0) else Single(0.0)
    part = part if part < Single(1.0) else Single(1.0)
    at_once = Single(1.0) if begin < day or (begin == day and is_before) else Single(0.0)
    return part if days > Single(0.0) else at_once


@kernel
def _tax_row(out: Row, operating: Row, tax: np.float32) -> None:
    for lane in range(out.shape[0]):
        profit = out[lane] - operating[lane]
        out[lane] = profit - tax * (profit if profit > Single(0.0) else Single(0.0))


@kernel
def profit_row(plan: Any, lanes: Any, number: int, seed: int, tile: int, out: Row) -> None:  # noqa: PLR0917
    """Write the yearly profit of a project at its full level, tax on a positive profit taken off."""
    project, operating = plan.projects[number], lanes.work[AGAIN]
    if plan.lines[project.operating_cost].kind != FIXED:
        fill(lanes.bits, seed, _OPERATING, project.key, tile, 0)
    value_row(plan, lanes, project.operating_cost, operating, operating)
    if plan.lines[project.revenue].kind != FIXED:
        fill(lanes.bits, seed, _REVENUE, project.key, tile, 0)
    value_row(plan, lanes, project.revenue, out, out)
    for place in range(project.effect, project.effects):
        effect = plan.effects[place]
        if effect.on == ON_RETURNS:
            size = lanes.impacts[effect.impact]
            for lane in range(out.shape[0]):
                out[lane] = out[lane] * size[lane] if effect.factor else out[lane] + size[lane]
    _tax_row(out, operating, plan.constants[TAX])


@kernel
def _cost_so_far(plan: Any, lanes: Any, number: int, out: Row) -> None:
    node = plan.nodes[number]
    project, day = plan.projects[node.project], lanes.finish[node.row]
    fill_row(out, Single(project.spent))
    for place in range(project.member, project.members):
        if plan.members[place] < number:
            other = plan.nodes[plan.members[place]]
            finish, days, cost = lanes.finish[other.row], lanes.days[other.row], lanes.cost[other.row]
            for lane in range(out.shape[0]):
                out[lane] += cost[lane] * share_done(finish[lane], days[lane], day[lane], True)


@kernel
def _measure(plan: Any, lanes: Any, number: int, seed: int, tile: int) -> None:
    """Write what the rule of a gate looks at: cost so far, the day, or the value still to come."""
    node, out = plan.nodes[number], lanes.work[SCRATCH]
    gate, project = plan.gates[node.gate], plan.projects[node.project]
    if gate.rule == RULE_DAY:
        copy_row(out, lanes.finish[node.row])
    elif gate.rule == RULE_COST:
        _cost_so_far(plan, lanes, number, out)
    else:
        fill_row(out, Single(0.0))
        if project.returns:
            profit_row(plan, lanes, node.project, seed, tile, out)
        worth = project.annuity * present(gate.days, plan.constants[DISCOUNT])
        for lane in range(out.shape[0]):
            out[lane] = out[lane] * worth - gate.cost


@kernel
def decide(plan: Any, lanes: Any, number: int, seed: int, tile: int, with_gates: bool) -> None:  # noqa: PLR0917
    """Let a gate pass or stop its project."""
    node = plan.nodes[number]
    gate, passes, scratch = plan.gates[node.gate], lanes.passes[node.gate], lanes.work[SCRATCH]
    if gate.decided == DECIDED_GO:
        fill_row(passes, Single(1.0))
    elif gate.decided == DECIDED_STOP:
        fill_row(passes, Single(0.0))
    else:
        fill_row(passes, Single(1.0))
        if node.success < Single(1.0):
            fill(lanes.bits, seed, _SUCCESS, node.key, tile, 0)
            happens_row(lanes.bits, node.success, passes)
            technical = lanes.state[node.state + TECHNICAL]
            for lane in range(passes.shape[0]):
                technical[lane] = technical[lane] if passes[lane] > Single(0.0) else Single(1.0)
        if gate.rule:
            _measure(plan, lanes, number, seed, tile)
            for lane in range(passes.shape[0]):
                if scratch[lane] < gate.least or scratch[lane] > gate.most:
                    passes[lane] = Single(0.0)
    if with_gates:
        for lane in range(passes.shape[0]):
            scratch[lane] = Single(1.0) - passes[lane]
        halt(plan, lanes, number, gate.abandonment, True)
