"""Turns joined blocks into the parts of the outcomes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from serpin.base.texts import mark
from serpin.engines.simulation.model.block import Block
from serpin.engines.simulation.model.network import Network
from serpin.engines.simulation.model.statistics import (
    NORMAL_95,
    chance,
    distribution,
    frontier,
    joint_chance,
    quantile,
    reach_of_p80,
    tail,
)
from serpin.engines.simulation.result import (
    CashOutcome,
    Contingency,
    CourseRecord,
    DrawDown,
    DriverOutcome,
    GateOutcome,
    ProjectOutcome,
    WorkOutcome,
)
from serpin.vocabulary.result import Message

SAMPLE = 400
FRONTIERS = (0.5, 0.7, 0.8)
"""Chances for which pairs of finish and cost are given."""
_GATE = "gate "
_CHECKED = 20_000
"""Works times courses that are kept for the checker, which recomputes them one by one."""
_ROUNDING = 1e-6
"""Share of the planned cost below which what is left is a rounding error."""
_TOLERANCE = 1e-6
"""Share of a limit by which single precision may miss it."""
_CERTAIN = 1e-5
"""Deviation in days below which a duration counts as certain."""


def outcome_parts(network: Network, block: Block) -> dict[str, Any]:
    """Return the fields of the outcomes that follow from the simulated courses."""
    finish, cost, value = block.total
    projects = network.projects
    planned = (float(projects.planned_finish.max()), float(projects.planned_cost.sum()))
    ordered = np.sort(finish), np.sort(cost)
    pairs = [planned] + [(quantile(ordered[0], share), quantile(ordered[1], share)) for share in (0.5, 0.7, 0.8)]
    return {
        "iterations": block.iterations,
        "projects": tuple(
            _project(network, block, number, gates) for number, gates in enumerate(_gates_by_project(network))
        ),
        "finish": distribution(finish),
        "cost": distribution(cost),
        "value": distribution(value),
        "joint": tuple(joint_chance(finish, cost, latest, dearest) for latest, dearest in pairs),
        "works": _works(network, block),
        "drivers": _drivers(network, block),
        "cash": _cash(block),
        "detail_iterations": block.finish.shape[1],
        "precision": max(reach_of_p80(row) for row in (*ordered, np.sort(value))),
        "frontier": tuple(point for share in FRONTIERS for point in frontier(finish, cost, share)),
        "contingencies": _contingencies(planned, (quantile(ordered[0], 0.8), quantile(ordered[1], 0.8))),
        "drawdown": _drawdown(network, block, planned[1]),
        "need": distribution(np.maximum(-block.cash.min(axis=1).astype(np.float64), 0.0)),
        "tails": (
            tail("value", value, block.value.astype(np.float64), projects.names),
            tail("cost", cost, block.cost.astype(np.float64), projects.names),
        ),
        "sample": tuple((float(a), float(b), float(c)) for a, b, c in block.total[:, :SAMPLE].T),
        "notes": _notes(network),
    }


def records(network: Network, block: Block) -> list[CourseRecord]:
    """Return the courses that were kept in full."""
    trace = block.trace
    if trace is None:
        return []
    names, projects = network.nodes.names, network.projects.names

    def row(table: Any, keys: Any, lane: int) -> dict[Any, float]:
        return dict(zip(keys, (float(number) for number in table[:, lane]), strict=True))

    return [
        CourseRecord(
            start=row(trace.start, names, lane),
            days=row(trace.days, names, lane),
            cost=row(trace.cost, names, lane),
            stop=row(trace.stop, projects, lane),
            finish=row(trace.finish, projects, lane),
            paid=row(trace.paid, projects, lane),
        )
        for lane in range(min(trace.start.shape[1], max(4, _CHECKED // max(len(names), 1))))
    ]


def _gates_by_project(network: Network) -> list[list[int]]:
    gates: list[list[int]] = [[] for _ in network.projects.names]
    for row, node in enumerate(network.gates.node):
        gates[network.nodes.project[node]].append(row)
    return gates


def _project(network: Network, block: Block, number: int, gates: list[int]) -> ProjectOutcome:
    projects = network.projects
    finish, cost = block.finish[number].astype(np.float64), block.cost[number].astype(np.float64)
    finish = finish[~np.isnan(finish)]
    launch = block.launch[number].astype(np.float64)
    launch = launch[~np.isnan(launch)]
    latest, deadline = float(projects.planned_finish[number]), float(projects.deadline[number])
    dearest = float(projects.planned_cost[number])
    return ProjectOutcome(
        project=projects.names[number],
        success=chance(float(block.ends[3, number]), block.iterations),
        finish=distribution(finish) if len(finish) else None,
        cost=distribution(cost),
        value=distribution(block.value[number].astype(np.float64)),
        planned_finish=round(latest),
        planned_cost=dearest,
        on_time=chance(_kept(finish, latest), len(finish)),
        in_budget=chance(_kept(cost, dearest), len(cost)),
        gates=tuple(
            GateOutcome(
                gate=network.nodes.names[network.gates.node[row]][1].removeprefix(_GATE),
                reached=chance(float(block.gates[0, row]), block.iterations),
                passed=chance(float(block.gates[1, row]), float(block.gates[0, row])),
            )
            for row in gates
        ),
        gate_value=float(block.saved[number]) / block.iterations,
        deadline=None if math.isinf(deadline) else round(deadline),
        by_deadline=None if math.isinf(deadline) else chance(_kept(finish, deadline), len(finish)),
        launch=distribution(launch) if projects.has_returns[number] and len(launch) else None,
    )


def _kept(values: np.ndarray, limit: float) -> float:
    """Return how many values keep a limit; what single precision adds is forgiven."""
    return float(np.sum(values <= limit + _TOLERANCE * max(1.0, abs(limit))))


def _works(network: Network, block: Block) -> tuple[WorkOutcome, ...]:
    outcomes = []
    for node, (project, work) in enumerate(network.nodes.names):
        if network.nodes.is_gate[node]:
            continue
        count, total, squares, _ = block.ends[:, network.nodes.project[node]]
        days, days_squares, products, critical, significant = block.works[:, node]
        if count == 0:
            outcomes.append(WorkOutcome(project=project, work=work, criticality=0, cruciality=0, mean_duration=0))
            continue
        own = math.sqrt(max(days_squares / count - (days / count) ** 2, 0.0))
        whole = math.sqrt(max(squares / count - (total / count) ** 2, 0.0))
        covariance = products / count - days * total / count**2
        certain = own <= _CERTAIN or whole <= _CERTAIN
        mean_finish = network.projects.planned_finish[network.nodes.project[node]] + total / count
        outcomes.append(
            WorkOutcome(
                project=project,
                work=work,
                criticality=critical / count,
                cruciality=0.0 if certain else min(max(covariance / (own * whole), -1.0), 1.0),
                mean_duration=float(network.nodes.mean_days[node] + days / count),
                significance=float(significant / count / mean_finish) if mean_finish > 0 else 0.0,
                sensitivity=0.0 if certain else critical / count * own / whole,
            )
        )
    return tuple(outcomes)


def _drivers(network: Network, block: Block) -> tuple[DriverOutcome, ...]:
    outcomes = []
    everything = np.concatenate([block.total.sum(axis=1), (block.total**2).sum(axis=1)])
    for row, risk in enumerate(network.risks.names):
        happened, others = block.drivers[0, row], block.iterations - block.drivers[0, row]
        change, error = np.zeros(3), np.zeros(3)
        if happened > 0 and others > 0:
            with_it, without = block.drivers[1:, row] / happened, (everything - block.drivers[1:, row]) / others
            change = with_it[:3] - without[:3]
            spread = (with_it[3:] - with_it[:3] ** 2) / happened + (without[3:] - without[:3] ** 2) / others
            error = NORMAL_95 * np.sqrt(np.maximum(spread, 0.0))
        outcomes.append(
            DriverOutcome(
                risk=risk,
                occurrence=happened / block.iterations,
                finish=float(change[0]),
                cost=float(change[1]),
                value=float(change[2]),
                finish_error=float(error[0]),
                cost_error=float(error[1]),
                value_error=float(error[2]),
            )
        )
    return tuple(outcomes)


def _contingencies(planned: tuple[float, float], p80: tuple[float, float]) -> tuple[Contingency, ...]:
    (finish, cost), (late, dear) = planned, p80
    return (
        Contingency(measure="finish", planned=finish, p80=late, amount=max(late - finish, 0.0)),
        Contingency(measure="cost", planned=cost, p80=dear, amount=max(dear - cost, 0.0)),
    )


def _drawdown(network: Network, block: Block, planned: float) -> tuple[DrawDown, ...]:
    """Return after each quarter how much of the contingency is still needed, then or later.

    What is needed after a quarter is the P80 of the cost still to come, less what the plan still has to pay. More than
    the contingency is never needed: what lies above it was planned for earlier and has not been spent.
    """
    count = len(block.paid)
    spent = float(network.projects.spent.sum())
    to_come = block.total[1, :count] - spent
    left = np.sort(to_come[:, None] - block.paid, axis=0)
    planned_left = planned - spent - network.planned_paid
    needs = [quantile(left[:, quarter], 0.8) - float(planned_left[quarter]) for quarter in range(left.shape[1])]
    held = max(quantile(np.sort(block.total[1]), 0.8) - planned, 0.0)
    amounts = np.minimum(np.maximum.accumulate(needs[::-1])[::-1], held).tolist()
    noise = _ROUNDING * max(1.0, abs(planned))
    return tuple(
        DrawDown(quarter=quarter, amount=amount if amount > noise else 0.0) for quarter, amount in enumerate(amounts)
    )


def _cash(block: Block) -> tuple[CashOutcome, ...]:
    ordered = np.sort(block.cash, axis=0).astype(np.float64)
    return tuple(
        CashOutcome(
            quarter=quarter,
            mean=float(ordered[:, quarter].mean()),
            p20=quantile(ordered[:, quarter], 0.2),
            p80=quantile(ordered[:, quarter], 0.8),
        )
        for quarter in range(ordered.shape[1])
    )


def _notes(network: Network) -> tuple[Message, ...]:
    notes = []
    if network.ignored_limits:
        notes.append(
            Message(
                text=mark("{count} links have a longest lag, which simulated courses may exceed"),
                values={"count": network.ignored_limits},
            )
        )
    if network.dropped_waits:
        notes.append(
            Message(
                text=mark("{count} resource waits contradict the links and were left out"),
                values={"count": network.dropped_waits},
            )
        )
    return tuple(notes)
