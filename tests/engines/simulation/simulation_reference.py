"""The simulation told a second time, in plain NumPy and double precision, as an oracle for the kernels."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from simulation_reference_draws import Draws, draw

from serpin.engines.simulation.model.network import (
    DECIDED_GO,
    DECIDED_STOP,
    FACTOR,
    FF,
    FS,
    ON_COST,
    ON_DURATION,
    RULE_COST,
    RULE_DAY,
    SF,
    WAIT,
    Network,
    profile,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]


@dataclass
class Course:
    """State of a block while its works are placed; rows are nodes, projects or gates, columns are iterations."""

    network: Network
    draws: Draws
    with_gates: bool
    start: Floats
    finish: Floats
    days: Floats
    cost: Floats
    driver: NDArray[np.int32]
    stop: Floats
    stop_node: NDArray[np.int32]
    hard_stop: Floats
    hard_node: NDArray[np.int32]
    technical: Flags
    abandonment: Floats
    gate_passes: dict[int, Flags] = field(default_factory=dict)


def run_courses(network: Network, seed: int, lanes: range, *, with_gates: bool) -> Course:
    """Return the courses of a range of iterations.

    Parameters
    ----------
    lanes
        Range of iterations; its ends are multiples of 64.
    with_gates
        Whether projects stop at gates; without, every project spends to its end, but a technical failure earns nothing.
    """
    shape = (len(network.nodes), len(lanes))
    projects = (len(network.projects.names), len(lanes))
    course = Course(
        network=network,
        draws=draw(network, seed, lanes),
        with_gates=with_gates,
        start=np.zeros(shape),
        finish=np.zeros(shape),
        days=np.zeros(shape),
        cost=np.zeros(shape),
        driver=np.full(shape, -1, dtype=np.int32),
        stop=np.full(projects, np.inf),
        stop_node=np.full(projects, -1, dtype=np.int32),
        hard_stop=np.full(projects, np.inf),
        hard_node=np.full(projects, -1, dtype=np.int32),
        technical=np.zeros(projects, dtype=np.bool_),
        abandonment=np.zeros(projects),
    )
    rows = {int(node): row for row, node in enumerate(network.gates.node)}
    for node in range(len(network.nodes)):
        _place(course, node)
        if node in rows:
            _decide(course, node, rows[node])
        else:
            _fail(course, node)
    return course


def _place(course: Course, node: int) -> None:
    """Set start, duration, finish and cost of a node, and which predecessor determined its start."""
    network, draws = course.network, course.draws
    days, cost = draws.days[node].copy(), draws.cost[node].copy()
    windowed = False
    rows = range(network.effects.start[node], network.effects.start[node + 1])
    for row in rows:
        windowed |= bool(np.isfinite(network.effects.since[row]) or np.isfinite(network.effects.until[row]))
    if windowed:
        _start(course, node, days)
    needed = draws.needed[node]
    for row in rows:
        size = draws.impacts[network.effects.impact[row]]
        factor = network.effects.effect[row] == FACTOR
        hit = needed
        if windowed:
            begin = course.start[node]
            hit = needed & (begin <= network.effects.until[row]) & (begin + days >= network.effects.since[row])
        if network.effects.on[row] == ON_DURATION:
            days = np.maximum(np.where(hit, days * size if factor else days + size, days), 0.0)
        elif network.effects.on[row] == ON_COST:
            cost = np.maximum(np.where(hit, cost * size if factor else cost + size, cost), 0.0)
    _start(course, node, days)
    course.days[node] = days
    course.finish[node] = course.start[node] + days
    course.cost[node] = cost + network.nodes.rate[node] * days


def _start(course: Course, node: int, days: Floats) -> None:
    network = course.network
    begin = np.full(days.shape, network.nodes.release[node])
    driver = np.full(days.shape, -1, dtype=np.int32)
    for row in range(network.links.start[node], network.links.start[node + 1]):
        earlier, kind = int(network.links.node[row]), network.links.kind[row]
        base = course.finish[earlier] if kind in (FS, FF, WAIT) else course.start[earlier]
        if kind == WAIT:
            base = np.minimum(base, course.stop[network.nodes.project[earlier]])
        reach = base + network.links.lag[row]
        if kind in (FF, SF):
            reach = reach - days
        later = reach > begin
        begin = np.where(later, reach, begin)
        driver = np.where(later | ((driver < 0) & (reach == begin)), earlier, driver)
    course.start[node] = begin
    course.driver[node] = driver


def _halt(course: Course, node: int, halted: Flags, *, at_gate: bool) -> Flags:
    """Stop the project of a node where it fails and was not stopped before; return where this was the first stop."""
    project = course.network.nodes.project[node]
    day = course.finish[node]
    first = halted & (day < course.stop[project])
    course.stop[project] = np.where(first, day, course.stop[project])
    course.stop_node[project] = np.where(first, node, course.stop_node[project])
    if not at_gate:
        hard = halted & (day < course.hard_stop[project])
        course.hard_stop[project] = np.where(hard, day, course.hard_stop[project])
        course.hard_node[project] = np.where(hard, node, course.hard_node[project])
    return np.asarray(first)


def _fail(course: Course, node: int) -> None:
    """Stop the project where a work that was needed gives no usable result."""
    if course.network.nodes.success[node] < 1.0:
        failed = ~course.draws.succeeds[node] & course.draws.needed[node]
        first = _halt(course, node, failed, at_gate=False)
        project = course.network.nodes.project[node]
        course.abandonment[project] = np.where(first, 0.0, course.abandonment[project])


def _decide(course: Course, node: int, row: int) -> None:
    """Let a gate pass or stop its project."""
    gates, project = course.network.gates, course.network.nodes.project[node]
    passes = course.draws.succeeds[node]
    if gates.decided[row] == DECIDED_GO:
        passes = np.ones_like(passes)
    elif gates.decided[row] == DECIDED_STOP:
        passes = np.zeros_like(passes)
    else:
        course.technical[project] |= ~passes
        if gates.rule[row]:
            measured = _measure(course, node, row)
            passes = passes & (measured <= gates.at_most[row]) & (measured >= gates.at_least[row])
    course.gate_passes[row] = passes
    if course.with_gates:
        first = _halt(course, node, ~passes, at_gate=True)
        course.abandonment[project] = np.where(first, gates.abandonment[row], course.abandonment[project])


def _measure(course: Course, node: int, row: int) -> Floats:
    """Return what the rule of a gate looks at: cost so far, the day, or the value still to come."""
    network, gates = course.network, course.network.gates
    project = int(network.nodes.project[node])
    day = course.finish[node]
    if gates.rule[row] == RULE_DAY:
        return np.asarray(day)
    if gates.rule[row] == RULE_COST:
        so_far = np.full(day.shape, network.projects.spent[project])
        for other in network.projects.members[network.projects.start[project] : network.projects.start[project + 1]]:
            if other < node:
                so_far += course.cost[other] * share_done(course, int(other), day, node)
        return np.asarray(so_far)

    profit = after_tax(network, course.draws, project) * network.projects.annuity[project]
    return np.asarray(profit * np.exp(-network.discount * gates.days_to_launch[row]) - gates.cost_to_come[row])


def after_tax(network: Network, draws: Draws, project: int) -> Floats:
    """Return the yearly profit of a project at its full level, tax on a positive profit taken off."""
    profit = draws.revenue[project] - draws.operating_cost[project]
    return np.asarray(profit - network.tax * np.maximum(profit, 0.0))


def share_done(course: Course, node: int, day: Floats, stopper: NDArray[np.int32] | int) -> Floats:
    """Return the share of a work that is done by a day, linear between its start and its finish.

    A work without duration is done if it lies before the day, or on it and before the node that stops the project.
    """
    begin, length = course.start[node], course.days[node]
    at_once = (begin < day) | ((begin == day) & (node < np.asarray(stopper)))
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.clip((day - begin) / length, 0.0, 1.0)
    return np.asarray(np.where(length > 0, part, at_once.astype(np.float64)))


def accounts(course: Course) -> tuple[Floats, ...]:
    """Return finish, cost, value, saving by the right to stop, cost to come and launch day, each (projects, lanes)."""
    network, draws = course.network, course.draws
    count = course.start.shape[1]
    shape = (len(network.projects.names), count)
    finish, paid, value, saved, launch = (np.zeros(shape) for _ in range(5))
    for project in range(shape[0]):
        members = network.projects.members[network.projects.start[project] : network.projects.start[project + 1]]
        own_finish = np.max(course.finish[members], axis=0) + draws.project_days[project]
        launch_node = network.projects.launch[project]
        begin = own_finish if launch_node < 0 else course.finish[launch_node] + draws.project_days[project]
        launch[project] = begin + network.projects.delay[project]
        finish[project] = own_finish
        worlds = []
        for stop, stopper in (
            (course.stop[project], course.stop_node[project]),
            (course.hard_stop[project], course.hard_node[project]),
        ):
            spent, present = np.zeros(count), np.zeros(count)
            for node in members:
                part = share_done(course, int(node), stop, stopper)
                amount = course.cost[node] * part
                middle = course.start[node] + course.days[node] * part / 2
                spent += amount
                present += amount * np.exp(-network.discount * np.maximum(middle, 0.0))
            end = np.minimum(own_finish, stop)
            lump = np.maximum(draws.project_cost[project], -spent)
            spent += lump
            present += lump * np.exp(-network.discount * np.maximum(end, 0.0))
            worth = -present
            if network.projects.has_returns[project]:
                profit = after_tax(network, draws, project) * network.projects.annuity[project]
                earned = np.isinf(stop) & ~course.technical[project]
                worth = worth + np.where(earned, profit * np.exp(-network.discount * launch[project]), 0.0)
            worlds.append((spent, worth))
        stopped = np.isfinite(course.stop[project])
        left = np.where(stopped, course.abandonment[project], 0.0)
        left = left * np.exp(-network.discount * np.where(stopped, np.maximum(course.stop[project], 0.0), 0.0))
        paid[project] = worlds[0][0]
        value[project] = worlds[0][1] + left
        saved[project] = value[project] - worlds[1][1]
    cost = paid + network.projects.spent[:, None]
    return finish, cost, value, saved, paid, launch


def cash_of(course: Course, launch: Floats) -> Floats:
    """Return the cumulative cash of all projects at the ends of quarters, shape (lanes, quarters)."""
    network, draws = course.network, course.draws
    cash = np.zeros((course.start.shape[1], len(network.quarter_ends)))
    for project in range(len(network.projects.names)):
        members = network.projects.members[network.projects.start[project] : network.projects.start[project + 1]]
        stop, stopper = course.stop[project], course.stop_node[project]
        end = np.minimum(np.max(course.finish[members], axis=0) + draws.project_days[project], stop)
        limits = np.array([share_done(course, int(node), stop, stopper) for node in members])
        earned = np.isinf(stop) & ~course.technical[project] & bool(network.projects.has_returns[project])
        profit = np.where(earned, after_tax(network, draws, project), 0.0)
        cost = course.cost[members]
        lump = np.maximum(draws.project_cost[project], -np.sum(cost * limits, axis=0))
        for quarter, day in enumerate(network.quarter_ends):
            days = np.full(stop.shape, day)
            done = np.array([share_done(course, int(node), days, -1) for node in members])
            out = np.sum(cost * np.minimum(done, limits), axis=0) + lump * (end <= day)
            years = (day - launch[project]) * network.years_per_day
            returns = profit * profile(
                years, network.projects.ramp[project], network.projects.life[project], network.projects.drift[project]
            )
            left = np.where(stop <= day, course.abandonment[project], 0.0)
            cash[:, quarter] += returns + left - out
    return cash
