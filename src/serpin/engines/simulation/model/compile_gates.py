"""Compiles the gates: their rules, their consequences, and what a decision maker expects beyond them."""

from __future__ import annotations

import numpy as np

from serpin.engines.simulation.model.draft import Draft, Name, gate_name
from serpin.engines.simulation.model.network import (
    DECIDED_GO,
    DECIDED_STOP,
    FF,
    NO_RULE,
    NOT_DECIDED,
    RULE_COST,
    RULE_DAY,
    RULE_VALUE,
    SF,
    SS,
    WAIT,
    Gates,
)
from serpin.vocabulary.gate import Decision, Gate, GateMeasure
from serpin.vocabulary.project import Project

_RULES = {GateMeasure.COST: RULE_COST, GateMeasure.FINISH: RULE_DAY, GateMeasure.VALUE: RULE_VALUE}


def compile_gates(draft: Draft, sequence: list[Name], projects: list[Project]) -> Gates:
    """Return the gates of all projects, in the order of the nodes."""
    place = {name: position for position, name in enumerate(sequence)}
    rows = []
    for project in projects:
        for gate in project.gates:
            name = gate_name(project.id, gate.id)
            days = cost = 0.0
            if gate.rule is not None and gate.rule.measure is GateMeasure.VALUE:
                days, cost = _expected_beyond(draft, sequence, project, name)
            rows.append((place[name], gate, days, cost))
    rows.sort(key=lambda row: row[0])
    gates = [gate for _, gate, _, _ in rows]
    limits = [(gate.rule.at_most, gate.rule.at_least) if gate.rule else (None, None) for gate in gates]
    return Gates(
        node=np.array([row[0] for row in rows], dtype=np.int32),
        decided=np.array([_decided(gate) for gate in gates], dtype=np.int8),
        rule=np.array([_RULES[gate.rule.measure] if gate.rule else NO_RULE for gate in gates], dtype=np.int8),
        at_most=np.array([np.inf if most is None else most for most, _ in limits], dtype=np.float64),
        at_least=np.array([-np.inf if least is None else least for _, least in limits], dtype=np.float64),
        abandonment=np.array([float(gate.abandonment_value) for gate in gates], dtype=np.float64),
        days_to_launch=np.array([row[2] for row in rows], dtype=np.float64),
        cost_to_come=np.array([row[3] for row in rows], dtype=np.float64),
    )


def _decided(gate: Gate) -> int:
    if gate.is_passed:
        return DECIDED_GO
    return DECIDED_STOP if gate.record and gate.record.decision is Decision.STOP else NOT_DECIDED


def _expected_beyond(draft: Draft, sequence: list[Name], project: Project, gate: Name) -> tuple[float, float]:
    """Return the expected days from a gate to the launch, and the expected cost of the works behind it.

    Both use mean durations and costs: the gate knows the estimates, not the future of the course.
    """
    own = [name for name in sequence if name[0] == project.id]
    starts: dict[Name, float] = {gate: 0.0}
    ends: dict[Name, float] = {gate: 0.0}
    cost = 0.0
    for name in own[own.index(gate) + 1 :]:
        item = draft.items[name]
        length = item.mean_days()
        reached = [
            (starts if kind in (SS, SF) else ends)[earlier] + lag - (length if kind in (FF, SF) else 0.0)
            for earlier, kind, lag in item.after
            if earlier in starts and kind != WAIT
        ]
        if reached:
            starts[name] = max(reached)
            ends[name] = starts[name] + length
            cost += item.mean_cost()
    returns = project.returns
    if returns is None:
        return 0.0, cost
    target = (project.id, returns.launch_after) if returns.launch_after else None
    days = ends.get(target, 0.0) if target else max(ends.values())
    return days + returns.delay, cost
