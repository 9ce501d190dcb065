"""Compiles the risk register: how often, in which groups, and what is hit."""

from __future__ import annotations

import math

import numpy as np

from serpin.engines.simulation.model.draft import Draft, Item, Name
from serpin.engines.simulation.model.marginals import MarginalBuilder
from serpin.engines.simulation.model.network import (
    ADDITIVE,
    FACTOR,
    ON_COST,
    ON_DURATION,
    ON_RETURNS,
    Effects,
    Risks,
)
from serpin.engines.simulation.model.randomness import item_key
from serpin.engines.simulation.options import SimulationOptions
from serpin.vocabulary.case import Case
from serpin.vocabulary.risk import Effect, Impact, ImpactOn, Risk

_ON = {ImpactOn.DURATION: ON_DURATION, ImpactOn.COST: ON_COST, ImpactOn.RETURNS: ON_RETURNS}
_MOST_EVENTS = 400
_NEGLIGIBLE = 1e-9
Row = tuple[int, int, int, float, float]


def compile_risks(
    case: Case, draft: Draft, place: dict[Name, int], options: SimulationOptions
) -> tuple[Risks, Effects, Effects]:
    """Return the risks, their effects on nodes, and their effects on projects as wholes."""
    risks = list(case.risks) if options.with_risks else []
    sizes = MarginalBuilder()
    on_nodes: list[list[Row]] = [[] for _ in place]
    on_projects: list[list[Row]] = [[] for _ in draft.projects]
    impact_risk: list[int] = []
    impact_effect: list[int] = []
    impact_keys: list[int] = []
    chosen: list[Risk] = []
    works: dict[str, list[tuple[Name, Item]]] = {project: [] for project in draft.projects}
    for name, item in draft.items.items():
        if not item.is_gate and not item.is_done:
            works[name[0]].append((name, item))
    for risk in risks:
        hits = [(number, impact, _targets(works, impact)) for number, impact in enumerate(risk.impacts)]
        if not any(nodes or projects for _, _, (nodes, projects) in hits):
            continue
        since = float(case.days.day_of(risk.since)) if risk.since else -math.inf
        until = float(case.days.day_of(risk.until)) if risk.until else math.inf
        for number, impact, (nodes, projects) in hits:
            effect = FACTOR if impact.effect is Effect.FACTOR else ADDITIVE
            row = (len(impact_risk), _ON[impact.on], effect, since, until)
            for name in nodes:
                on_nodes[place[name]].append(row)
            for project in projects:
                on_projects[draft.projects[project]].append(row)
            sizes.add(impact.size)
            impact_risk.append(len(chosen))
            impact_effect.append(effect)
            impact_keys.append(item_key("risk", risk.id, str(number)))
        chosen.append(risk)
    groups = sorted({risk.group for risk in chosen if risk.group})
    compiled = Risks(
        names=tuple(risk.id for risk in chosen),
        keys=np.array([item_key("risk", risk.id) for risk in chosen], dtype=np.uint64),
        thresholds=_thresholds(case, chosen),
        group=np.array([groups.index(risk.group) if risk.group else -1 for risk in chosen], dtype=np.int32),
        group_keys=np.array([item_key("group", group) for group in groups], dtype=np.uint64),
        impact_risk=np.array(impact_risk, dtype=np.int32),
        impact_effect=np.array(impact_effect, dtype=np.int8),
        impact_keys=np.array(impact_keys, dtype=np.uint64),
        size=sizes.build(),
    )
    return compiled, _effects(on_nodes, impact_keys), _effects(on_projects, impact_keys)


def _targets(works: dict[str, list[tuple[Name, Item]]], impact: Impact) -> tuple[list[Name], list[str]]:
    """Return the items and the projects that an impact hits.

    An additive impact on a project as a whole hits it once; a factor hits every work of it.

    Parameters
    ----------
    works
        Works that are not finished, by project.
    """
    projects = [impact.project] if impact.project else list(works)
    projects = [project for project in projects if project in works]

    def hit(name: Name, item: Item) -> bool:
        if impact.work is not None:
            return name[1] == impact.work
        return impact.kind is None or item.kind is impact.kind

    whole = impact.work is None and impact.kind is None
    if whole and (impact.on is ImpactOn.RETURNS or impact.effect is Effect.ADDITIVE):
        return [], projects
    names = [name for project in projects for name, item in works[project] if hit(name, item)]
    if impact.on is ImpactOn.RETURNS:
        return [], list(dict.fromkeys(project for project, _ in names))
    return names, []


def _years(case: Case, risk: Risk) -> float:
    """Return the years of the plan in which a risk can happen."""
    begin, end = case.start, case.quarters.first_date(case.horizon)
    begin = max(begin, risk.since) if risk.since else begin
    end = min(end, risk.until) if risk.until else end
    return max((end - begin).days, 0) / 365.25


def _thresholds(case: Case, risks: list[Risk]) -> np.ndarray:
    """Return the probabilities of more than 0, 1, 2 … events, shape (risks, most events)."""
    rows: list[list[float]] = []
    for risk in risks:
        if risk.probability is not None:
            rows.append([risk.probability])
            continue
        expected = float(risk.rate or 0.0) * _years(case, risk)
        term = math.exp(-expected)
        left = 1.0 - term
        row: list[float] = []
        while left > _NEGLIGIBLE and len(row) < _MOST_EVENTS:
            row.append(left)
            term *= expected / len(row)
            left -= term
        rows.append(row or [0.0])
    width = max((len(row) for row in rows), default=1)
    return np.array([row + [0.0] * (width - len(row)) for row in rows], dtype=np.float64).reshape(len(rows), width)


def _effects(rows: list[list[Row]], keys: list[int]) -> Effects:
    """Return the effects by target: factors first, then additive sizes, whatever the order of the register."""
    flat = [row for target in rows for row in sorted(target, key=lambda row: (row[2] == ADDITIVE, keys[row[0]]))]
    columns = list(zip(*flat, strict=True)) or [()] * 5
    return Effects(
        start=np.cumsum([0, *(len(target) for target in rows)]).astype(np.int32),
        impact=np.array(columns[0], dtype=np.int32),
        on=np.array(columns[1], dtype=np.int8),
        effect=np.array(columns[2], dtype=np.int8),
        since=np.array(columns[3], dtype=np.float64),
        until=np.array(columns[4], dtype=np.float64),
    )
