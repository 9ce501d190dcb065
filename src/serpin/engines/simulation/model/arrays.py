"""Puts the network into the shape in which kernels take it: a few tables of records, and rows to work in."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from serpin.engines.simulation.model.marginals import Marginals, loadings, normal_curve
from serpin.engines.simulation.model.network import SF, SS, WAIT, Effects, Network, profile
from serpin.engines.simulation.model.records import (
    EFFECT_FIELDS,
    FAILS,
    GATE_FIELDS,
    GATES,
    HAS_WINDOW,
    IMPACT_FIELDS,
    IS_END,
    IS_GATE,
    IS_HIT,
    IS_LIMITED,
    IS_PLAIN,
    LINE_FIELDS,
    LINK_FIELDS,
    MAY_BE_NEEDLESS,
    MAY_BE_REDONE,
    MAY_FAIL,
    NODE_FIELDS,
    OTHER_PRESENT,
    PART_FIELDS,
    PROFILE_STEPS,
    PROJECT_FIELDS,
    RISK_FIELDS,
    STATE_ROWS,
    WHOLE,
    Back,
    Integers,
    Lanes,
    Plan,
    Singles,
    Table,
)
from serpin.engines.simulation.model.slots import late_rows, rows_of


class _Lines:
    """Puts the distributions of several kinds of items into one table."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.curves: list[Singles] = [normal_curve()[None, :]]
        self.lists: list[Singles] = [np.zeros((2, 1), dtype=np.float32)]

    def add(self, marginals: Marginals) -> Integers:
        """Add distributions and return their rows in the table."""
        table = np.zeros(len(marginals.kind), dtype=np.dtype(LINE_FIELDS, align=True))
        for name in ("kind", "length", "base", "span", "shape"):
            table[name] = getattr(marginals, name)
        listed = marginals.length > 0
        before = sum(part.shape[1] for part in self.lists), sum(len(part) for part in self.curves)
        table["start"] = marginals.start + np.where(listed, *before)
        self.lists.append(np.array([marginals.values, marginals.limits], dtype=np.float32))
        self.curves.append(marginals.coefficients)
        first = sum(len(part) for part in self.tables)
        self.tables.append(table)
        return np.arange(first, first + len(table), dtype=np.int32)


def _flags(network: Network) -> Integers:
    nodes, effects, links = network.nodes, network.effects, network.links
    flags = np.where(nodes.need < 1, MAY_BE_NEEDLESS, 0)
    flags |= np.where(nodes.rework_rounds > 0, MAY_BE_REDONE, 0)
    flags |= np.where(np.diff(effects.start) > 0, IS_HIT, 0)
    flags |= np.where((nodes.success < 1) & ~nodes.is_gate, MAY_FAIL, 0)
    flags |= np.where(nodes.is_gate, IS_GATE, 0)
    targets = np.repeat(np.arange(len(nodes)), np.diff(effects.start))
    flags[targets[np.isfinite(effects.since) | np.isfinite(effects.until)]] |= HAS_WINDOW
    later = np.repeat(np.arange(len(nodes)), np.diff(links.start))
    same = nodes.project[links.node] == nodes.project[later]
    covered = ~np.isin(links.kind, (SS, SF, WAIT)) & (links.lag >= 0) & same
    is_end = np.ones(len(nodes), dtype=np.bool_)
    is_end[links.node[covered]] = False
    flags |= np.where(is_end, IS_END, 0)
    counts = np.diff(links.start)
    plain = (counts >= 1) & (counts <= 3)
    plain[later[links.kind != 0]] = False
    return np.asarray(flags | np.where(plain, IS_PLAIN, 0), dtype=np.int32)


def _can_stop(network: Network) -> Integers:
    """Return what may stop each project: NEVER, FAILS, GATES or both."""
    can = np.zeros(len(network.projects.names), dtype=np.int32)
    failing = (network.nodes.success < 1) & ~network.nodes.is_gate
    can[np.unique(network.nodes.project[failing])] += FAILS
    can[np.unique(network.nodes.project[network.gates.node])] += GATES
    return can


def _effect_table(effects: Effects) -> Table:
    table = np.zeros(len(effects.impact), dtype=np.dtype(EFFECT_FIELDS, align=True))
    for name, values in (("impact", effects.impact), ("on", effects.on), ("factor", effects.effect)):
        table[name] = values
    table["since"], table["until"] = effects.since, effects.until
    return table


def _fill(count: int, fields: list[tuple[str, Any]], columns: dict[str, Any]) -> Table:
    table = np.zeros(count, dtype=np.dtype(fields, align=True))
    for name, values in columns.items():
        table[name] = values
    return table


def _profiles(network: Network) -> Singles:
    projects = network.projects
    rows = [
        profile(np.linspace(0, life, PROFILE_STEPS), ramp, life, drift)
        for life, ramp, drift in zip(projects.life, projects.ramp, projects.drift, strict=True)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(projects.life), PROFILE_STEPS)


def _node_table(network: Network, lines: _Lines, row: Integers, state: Integers, back: Back) -> Table:
    nodes, links, effects = network.nodes, network.links, network.effects
    gate = np.full(len(nodes), -1, dtype=np.int32)
    gate[network.gates.node] = np.arange(len(network.gates.node))
    columns = {
        "key": nodes.keys,
        "project": nodes.project,
        "state": state[nodes.project],
        "row": row,
        "late": back[0],
        "flags": _flags(network) | np.where(back[2], IS_LIMITED, 0),
        "link": links.start[:-1],
        "links": links.start[1:],
        "effect": effects.start[:-1],
        "effects": effects.start[1:],
        "gate": gate,
        "duration": lines.add(nodes.duration),
        "cost": lines.add(nodes.cost),
        "rounds": nodes.rework_rounds,
        "release": nodes.release,
        "rate": nodes.rate,
        "need_key": nodes.need_keys,
        "need_from": nodes.need_from,
        "need_until": nodes.need_from + nodes.need,
        "rework": nodes.rework,
        "rework_share": nodes.rework_share,
        "success": nodes.success,
        "mean_days": nodes.mean_days,
    }
    return _fill(len(nodes), NODE_FIELDS, columns)


def _project_table(network: Network, lines: _Lines, state: Integers) -> Table:
    projects, effects = network.projects, network.project_effects
    behind = len(network.effects.impact)
    columns = {
        "key": projects.keys,
        "spent": projects.spent,
        "member": projects.start[:-1],
        "members": projects.start[1:],
        "effect": effects.start[:-1] + behind,
        "effects": effects.start[1:] + behind,
        "state": state,
        "returns": projects.has_returns,
        "can_stop": _can_stop(network),
        "launch": projects.launch,
        "revenue": lines.add(projects.revenue),
        "operating_cost": lines.add(projects.operating_cost),
        "delay": projects.delay,
        "annuity": projects.annuity,
        "profile_step": projects.life / (PROFILE_STEPS - 1),
        "planned_finish": projects.planned_finish,
    }
    return _fill(len(projects.names), PROJECT_FIELDS, columns)


def plan_of(network: Network, *, in_slots: bool = False) -> Plan:
    """Return a network in the shape for kernels.

    Parameters
    ----------
    in_slots
        Whether rows are reused after their last reader: enough for finishes, not for money and indices.
    """
    links, gates, risks = network.links, network.gates, network.risks
    firsts, part_projects, part_starts, place = network.parts
    row, state = rows_of(network, in_slots=in_slots), (place * STATE_ROWS).astype(np.int32)
    lines = _Lines()
    back = late_rows(network)
    nodes = _node_table(network, lines, row, state, back)
    projects = _project_table(network, lines, state)
    grouped = risks.group[:, None] >= 0
    earlier = network.nodes.project[links.node]
    return Plan(
        nodes=nodes,
        links=_fill(
            len(links.node),
            LINK_FIELDS,
            {
                "node": links.node,
                "row": row[links.node],
                "state": state[earlier],
                "project": earlier,
                "kind": links.kind,
                "late": back[0][links.node],
                "is_first": back[1],
                "lag": links.lag,
            },
        ),
        effects=np.concatenate([_effect_table(network.effects), _effect_table(network.project_effects)]),
        risks=_fill(
            len(risks.names),
            RISK_FIELDS,
            {"key": risks.keys, "group": risks.group, "count": np.sum(risks.thresholds > 0, axis=1)},
        ),
        impacts=_fill(
            len(risks.impact_risk),
            IMPACT_FIELDS,
            {
                "key": risks.impact_keys,
                "risk": risks.impact_risk,
                "factor": risks.impact_effect,
                "size": lines.add(risks.size),
            },
        ),
        gates=_fill(
            len(gates.node),
            GATE_FIELDS,
            {
                "decided": gates.decided,
                "rule": gates.rule,
                "least": gates.at_least,
                "most": gates.at_most,
                "abandonment": gates.abandonment,
                "days": gates.days_to_launch,
                "cost": gates.cost_to_come,
            },
        ),
        projects=projects,
        parts=_fill(
            len(firsts) - 1,
            PART_FIELDS,
            {"node": firsts[:-1], "end": firsts[1:], "project": part_starts[:-1], "projects": part_starts[1:]},
        ),
        members=network.projects.members,
        part_projects=part_projects,
        group_keys=risks.group_keys,
        limits=np.where(grouped, ndtri(risks.thresholds), risks.thresholds).astype(np.float32),
        lines=np.concatenate(lines.tables),
        curves=np.concatenate(lines.curves),
        lists=np.concatenate(lines.lists, axis=1),
        profiles=_profiles(network),
        quarter_ends=network.quarter_ends.astype(np.float32),
        constants=np.array(
            [
                network.discount,
                network.years_per_day,
                network.tax,
                *loadings(network.group_correlation),
                *loadings(network.work_correlation),
            ],
            dtype=np.float32,
        ),
    )


def lanes_of(plan: Plan, width: int, *, full: bool) -> Lanes:
    """Return rows for a group of iterations.

    Parameters
    ----------
    width
        Iterations side by side, a multiple of 64; results do not depend on it.
    full
        Whether money and indices are worked out as well as days.
    """
    rows = int(plan.nodes["row"].max(initial=0)) + 1

    def singles(count: int) -> Singles:
        return np.zeros((max(count, 1), width), dtype=np.float32)

    return Lanes(
        bits=np.zeros(width, dtype=np.uint32),
        work=singles(WHOLE + 1),
        days=singles(rows),
        finish=singles(rows),
        cost=singles(rows if full else 1),
        late=singles(int(plan.nodes["late"].max(initial=0)) + 1),
        state=singles(int(plan.projects["state"].max(initial=0)) + STATE_ROWS),
        passes=singles(len(plan.gates)),
        factors=singles(len(plan.group_keys)),
        events=singles(len(plan.risks)),
        impacts=singles(len(plan.impacts)),
        flows=singles(2 * len(plan.quarter_ends)),
        sums=np.zeros((OTHER_PRESENT + 1, width), dtype=np.float64),
    )
