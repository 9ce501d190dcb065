"""Turns joined blocks into the parts of the outcomes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from serpin.base.texts import mark
from serpin.engines.simulation.model.block import Block
from serpin.engines.simulation.model.network import Network
from serpin.engines.simulation.model.statistics import chance, distribution, joint_chance, quantile
from serpin.engines.simulation.result import (
    CashOutcome,
    CourseRecord,
    DriverOutcome,
    GateOutcome,
    ProjectOutcome,
    WorkOutcome,
)
from serpin.vocabulary.result import Message

SAMPLE = 400
_GATE = "gate "


def outcome_parts(network: Network, block: Block) -> dict[str, Any]:
    """Return the fields of the outcomes that follow from the simulated courses."""
    finish, cost, value = block.total
    projects = network.projects
    planned = (float(projects.planned_finish.max()), float(projects.planned_cost.sum()))
    ordered = np.sort(finish), np.sort(cost)
    pairs = [planned] + [(quantile(ordered[0], share), quantile(ordered[1], share)) for share in (0.5, 0.7, 0.8)]
    return {
        "iterations": block.iterations,
        "projects": tuple(_project(network, block, number) for number in range(len(projects.names))),
        "finish": distribution(finish),
        "cost": distribution(cost),
        "value": distribution(value),
        "joint": tuple(joint_chance(finish, cost, latest, dearest) for latest, dearest in pairs),
        "works": _works(network, block),
        "drivers": _drivers(network, block),
        "cash": _cash(block),
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
        for lane in range(trace.start.shape[1])
    ]


def _project(network: Network, block: Block, number: int) -> ProjectOutcome:
    projects = network.projects
    finish, cost = block.finish[number], block.cost[number]
    finish = finish[~np.isnan(finish)]
    tolerance = 1e-6
    latest = float(projects.planned_finish[number])
    dearest = float(projects.planned_cost[number])
    on_time = float(np.sum(finish <= latest + tolerance * max(1.0, latest)))
    in_budget = float(np.sum(cost <= dearest + tolerance * max(1.0, dearest)))
    gates = [row for row, node in enumerate(network.gates.node) if network.nodes.project[node] == number]
    return ProjectOutcome(
        project=projects.names[number],
        success=chance(float(block.ends[3, number]), block.iterations),
        finish=distribution(finish) if len(finish) else None,
        cost=distribution(cost),
        value=distribution(block.value[number]),
        planned_finish=round(latest),
        planned_cost=dearest,
        on_time=chance(on_time, len(finish)),
        in_budget=chance(in_budget, block.iterations),
        gates=tuple(
            GateOutcome(
                gate=network.nodes.names[network.gates.node[row]][1].removeprefix(_GATE),
                reached=chance(float(block.gates[0, row]), block.iterations),
                passed=chance(float(block.gates[1, row]), float(block.gates[0, row])),
            )
            for row in gates
        ),
        gate_value=float(block.saved[number]) / block.iterations,
    )


def _works(network: Network, block: Block) -> tuple[WorkOutcome, ...]:
    outcomes = []
    for node, (project, work) in enumerate(network.nodes.names):
        if network.nodes.is_gate[node]:
            continue
        count, total, squares, _ = block.ends[:, network.nodes.project[node]]
        days, days_squares, products, critical, _ = block.works[:, node]
        if count == 0:
            outcomes.append(WorkOutcome(project=project, work=work, criticality=0, cruciality=0, mean_duration=0))
            continue
        spread = math.sqrt(max(days_squares - days**2 / count, 0.0) * max(squares - total**2 / count, 0.0))
        covariance = products - days * total / count
        certain = spread <= 1e-6
        outcomes.append(
            WorkOutcome(
                project=project,
                work=work,
                criticality=critical / count,
                cruciality=0.0 if certain else min(max(covariance / spread, -1.0), 1.0),
                mean_duration=float(network.nodes.mean_days[node] + days / count),
            )
        )
    return tuple(outcomes)


def _drivers(network: Network, block: Block) -> tuple[DriverOutcome, ...]:
    outcomes = []
    everything = block.total.sum(axis=1)
    for row, risk in enumerate(network.risks.names):
        happened, others = block.drivers[0, row], block.iterations - block.drivers[0, row]
        difference = np.zeros(3)
        if happened > 0 and others > 0:
            sums = block.drivers[1:, row]
            difference = sums / happened - (everything - sums) / others
        finish, cost, value = (float(number) for number in difference)
        outcomes.append(
            DriverOutcome(risk=risk, occurrence=happened / block.iterations, finish=finish, cost=cost, value=value)
        )
    return tuple(outcomes)


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
