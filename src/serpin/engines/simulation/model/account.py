"""Turns courses into accounts: finish, cost, value and cash of each project, and sums for the indices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.model.block import BLOCK, CASH_ITERATIONS, TRACED, Block, Trace
from serpin.engines.simulation.model.course import Course, after_tax, run_courses, share_done
from serpin.engines.simulation.model.network import Network, profile
from serpin.engines.simulation.model.randomness import TILE

Floats = NDArray[np.float64]


def run_block(network: Network, seed: int, with_gates: bool, number: int, iterations: int) -> Block:
    """Return the accounts of one block.

    Parameters
    ----------
    number
        Number of the block; it begins with iteration ``number · 1024``.
    iterations
        Iterations of the whole run: the last block is cut off there.
    """
    first = number * BLOCK
    kept = min(BLOCK, iterations - first)
    count = -(-kept // TILE) * TILE
    course = run_courses(network, seed, range(first, first + count), with_gates=with_gates)
    projects = range(len(network.projects.names))
    finish, cost, value, saved, paid, launch = _accounts(course)
    ended = np.where(np.isinf(course.stop), finish, course.stop)
    total = np.array([ended.max(axis=0), _ordered_sum(cost), _ordered_sum(value)])
    reached = np.isinf(course.stop)
    finish = np.where(reached, finish, np.nan)
    works, ends = np.zeros((4, len(network.nodes))), np.zeros((4, len(projects)))
    for project in projects:
        _indices(course, project, finish[project][:kept], works, ends)
    cash = np.empty((0, len(network.quarter_ends)))
    if first < CASH_ITERATIONS:
        cash = _cash(course, launch)[: min(kept, CASH_ITERATIONS - first)]
    trace = None
    if number == 0:
        few = slice(0, min(TRACED, kept))
        trace = Trace(
            start=course.start[:, few],
            days=course.days[:, few],
            cost=course.cost[:, few],
            stop=course.stop[:, few],
            finish=finish[:, few],
            paid=paid[:, few],
        )
    return Block(
        finish=finish[:, :kept],
        cost=cost[:, :kept],
        value=value[:, :kept],
        total=total[:, :kept],
        saved=saved[:, :kept].sum(axis=1),
        gates=_gates(course, kept),
        works=works,
        ends=ends,
        drivers=_drivers(course, total, kept),
        cash=cash,
        trace=trace,
    )


def _ordered_sum(rows: Floats) -> Floats:
    total = np.zeros(rows.shape[1])
    for row in rows:
        total = total + row
    return total


def _accounts(course: Course) -> tuple[Floats, ...]:
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


def _indices(course: Course, project: int, finish: Floats, works: Floats, ends: Floats) -> None:
    """Add a project's sums for criticality and cruciality over the courses in which it ends."""
    network = course.network
    members = network.projects.members[network.projects.start[project] : network.projects.start[project + 1]]
    lanes = np.flatnonzero(~np.isnan(finish))
    end = finish[lanes]
    good = int((~course.technical[project][lanes]).sum())
    ends[:, project] = (len(lanes), end.sum(), (end**2).sum(), good)
    days = course.days[members][:, lanes]
    works[1, members] = days.sum(axis=1)
    works[2, members] = (days**2).sum(axis=1)
    works[3, members] = (days * end).sum(axis=1)
    last = members[np.argmax(course.finish[members][:, lanes], axis=0)]
    for lane, node in zip(lanes, last, strict=True):
        while node >= 0 and network.nodes.project[node] == project:
            works[0, node] += 1
            node = course.driver[node, lane]  # noqa: PLW2901 - the walk back along the path


def _gates(course: Course, kept: int) -> Floats:
    counts = np.zeros((2, len(course.network.gates.node)))
    for row, node in enumerate(course.network.gates.node):
        project = course.network.nodes.project[node]
        reached = (course.stop[project] > course.finish[node]) | (course.stop_node[project] == node)
        counts[0, row] = reached[:kept].sum()
        counts[1, row] = (reached & course.gate_passes[row])[:kept].sum()
    return counts


def _drivers(course: Course, total: Floats, kept: int) -> Floats:
    happens = (course.draws.events[:, :kept] > 0).astype(np.float64)
    return np.array([happens.sum(axis=1), *(happens @ row for row in total[:, :kept])])


def _cash(course: Course, launch: Floats) -> Floats:
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
