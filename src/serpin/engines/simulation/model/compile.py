"""Turns a case and a timetable into a compiled network."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from serpin.engines.simulation.model.compile_gates import compile_gates
from serpin.engines.simulation.model.compile_risks import compile_risks
from serpin.engines.simulation.model.draft import Draft, draft_project, order
from serpin.engines.simulation.model.marginals import MarginalBuilder
from serpin.engines.simulation.model.network import Links, Network, Nodes, Projects, profile
from serpin.engines.simulation.model.randomness import item_key
from serpin.engines.simulation.options import SimulationOptions
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Timetable

DAYS_PER_YEAR = 365.25
QUARTERS_BEYOND = 12
"""Quarters of the cash plan after the horizon."""


def compile_network(case: Case, timetable: Timetable | None, options: SimulationOptions) -> Network:
    """Return the network of the projects in a timetable, or of all projects of the case.

    Parameters
    ----------
    case
        The case; projects keep its order.
    timetable
        Modes, releases and resource waits; nothing for the first modes, the earliest starts and no waits.
    """
    placed = timetable.by_work() if timetable is not None else {}
    chosen = {project for project, _ in placed}
    projects = [project for project in case.projects if timetable is None or project.id in chosen]
    rates = {resource.id: float(resource.cost_per_unit_day) for resource in case.resources}
    draft = Draft()
    for project in projects:
        draft_project(draft, case, project, placed, rates)
    waits = timetable.waits if timetable is not None else ()
    sequence, leaders, dropped = order(draft, [(wait.before, wait.after) for wait in waits])
    years_per_day = _years_per_day(case)
    discount = math.log1p(case.discount_rate) * years_per_day
    compiled_projects = _projects(case, draft, sequence, timetable)
    place = {name: position for position, name in enumerate(sequence)}
    risks, effects, project_effects = compile_risks(case, draft, place, options)
    return Network(
        nodes=_nodes(draft, sequence, shared=options.work_correlation > 0),
        links=_links(draft, sequence, place),
        effects=effects,
        project_effects=project_effects,
        risks=risks,
        gates=compile_gates(draft, sequence, projects),
        projects=compiled_projects,
        discount=discount,
        years_per_day=years_per_day,
        tax=case.tax_rate,
        group_correlation=options.group_correlation,
        work_correlation=options.work_correlation,
        parts=_parts(draft, sequence, leaders),
        quarter_ends=_quarter_ends(case),
        dropped_waits=dropped,
        ignored_limits=draft.ignored_limits,
    )


def _years_per_day(case: Case) -> float:
    """Return the length of a working day in years, averaged over the horizon of the case."""
    end = case.quarters.first_date(case.horizon)
    days = case.days.day_of(max(end, date(case.start.year + 1, case.start.month, min(case.start.day, 28))))
    return float((case.days.date_of(days) - case.start).days / DAYS_PER_YEAR / max(days, 1))


def _quarter_ends(case: Case) -> np.ndarray:
    days, quarters = case.days, case.quarters
    count = case.horizon + QUARTERS_BEYOND
    return np.array([days.day_of(quarters.first_date(number + 1)) for number in range(count)], dtype=np.float64)


def _nodes(draft: Draft, sequence: list[tuple[str, str]], *, shared: bool) -> Nodes:
    items = [draft.items[name] for name in sequence]
    durations, costs = MarginalBuilder(shared), MarginalBuilder()
    for item in items:
        durations.add(item.duration, item.duration_scale)
        costs.add(item.cost, item.cost_scale)
    return Nodes(
        names=tuple(sequence),
        project=np.array([draft.projects[item.project] for item in items], dtype=np.int32),
        is_gate=np.array([item.is_gate for item in items], dtype=np.bool_),
        keys=np.array([item.key for item in items], dtype=np.uint64),
        release=np.array([item.release for item in items], dtype=np.float64),
        duration=durations.build(),
        cost=costs.build(),
        rate=np.array([item.rate for item in items], dtype=np.float64),
        need=np.array([item.need for item in items], dtype=np.float64),
        rework=np.array([item.rework[0] for item in items], dtype=np.float64),
        rework_share=np.array([item.rework[1] for item in items], dtype=np.float64),
        rework_rounds=np.array([item.rework[2] for item in items], dtype=np.int32),
        success=np.array([item.success for item in items], dtype=np.float64),
        mean_days=np.array([item.mean_days() for item in items], dtype=np.float64),
        is_done=np.array([item.is_done for item in items], dtype=np.bool_),
    )


def _parts(
    draft: Draft, sequence: list[tuple[str, str]], leaders: dict[str, str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the components: ranges of nodes, their projects, and the place of each project in its component."""
    owners = [leaders[project] for project, _ in sequence]
    firsts = [number for number, owner in enumerate(owners) if number == 0 or owner != owners[number - 1]]
    groups: dict[str, list[int]] = {leaders[sequence[first][0]]: [] for first in firsts}
    rows = np.zeros(len(draft.projects), dtype=np.int32)
    for name, number in draft.projects.items():
        rows[number] = len(groups[leaders[name]])
        groups[leaders[name]].append(number)
    return (
        np.array([*firsts, len(sequence)], dtype=np.int32),
        np.array([number for group in groups.values() for number in group], dtype=np.int32),
        np.cumsum([0, *(len(group) for group in groups.values())]).astype(np.int32),
        rows,
    )


def _links(draft: Draft, sequence: list[tuple[str, str]], place: dict[tuple[str, str], int]) -> Links:
    start, nodes, kinds, lags = [0], [], [], []
    for name in sequence:
        for earlier, kind, lag in draft.items[name].after:
            nodes.append(place[earlier])
            kinds.append(kind)
            lags.append(lag)
        start.append(len(nodes))
    return Links(
        start=np.array(start, dtype=np.int32),
        node=np.array(nodes, dtype=np.int32),
        kind=np.array(kinds, dtype=np.int8),
        lag=np.array(lags, dtype=np.float64),
    )


def _projects(case: Case, draft: Draft, sequence: list[tuple[str, str]], timetable: Timetable | None) -> Projects:
    names = tuple(draft.projects)
    members: dict[str, list[int]] = {name: [] for name in names}
    for position, name in enumerate(sequence):
        members[name[0]].append(position)
    place = {name: position for position, name in enumerate(sequence)}
    planned = _planned_finishes(draft, sequence, timetable)
    revenue, operating = MarginalBuilder(), MarginalBuilder()
    columns: list[tuple[float, ...]] = []
    growth_less = math.log1p(case.discount_rate)
    for project_id in names:
        returns = case.project(project_id).returns
        if returns is None:
            revenue.fixed(0.0)
            operating.fixed(0.0)
            columns.append((0, -1, 0, 1, 0, 0, 0))
            continue
        revenue.add(returns.revenue)
        operating.add(returns.operating_cost)
        drift = math.log1p(returns.price_drift)
        annuity = float(profile(returns.life, returns.ramp, returns.life, drift - growth_less))
        launch = place[project_id, returns.launch_after] if returns.launch_after else -1
        columns.append((1, launch, returns.delay, returns.life, returns.ramp, drift, annuity))
    table = np.array(columns, dtype=np.float64).reshape(len(names), 7)
    return Projects(
        names=names,
        start=np.cumsum([0, *(len(members[name]) for name in names)]).astype(np.int32),
        members=np.array([node for name in names for node in members[name]], dtype=np.int32),
        keys=np.array([item_key(name) for name in names], dtype=np.uint64),
        has_returns=table[:, 0] > 0,
        launch=table[:, 1].astype(np.int32),
        delay=table[:, 2],
        life=table[:, 3],
        ramp=table[:, 4],
        drift=table[:, 5],
        annuity=table[:, 6],
        revenue=revenue.build(),
        operating_cost=operating.build(),
        spent=np.array([draft.spent[name] for name in names], dtype=np.float64),
        planned_finish=np.array([planned[name] for name in names], dtype=np.float64),
        planned_cost=np.array([draft.planned_cost[name] for name in names], dtype=np.float64),
    )


def _planned_finishes(draft: Draft, sequence: list[tuple[str, str]], timetable: Timetable | None) -> dict[str, float]:
    """Return the planned finish of each project: from the timetable, else by a pass with typical durations."""
    finish = dict.fromkeys(draft.projects, 0.0)
    if timetable is not None:
        for placement in timetable.placements:
            finish[placement.project] = max(finish[placement.project], float(placement.finish))
        return finish
    starts: dict[tuple[str, str], float] = {}
    ends: dict[tuple[str, str], float] = {}
    for name in sequence:
        item = draft.items[name]
        starts[name] = item.earliest(starts, ends, item.planned_days)
        ends[name] = starts[name] + item.planned_days
        finish[item.project] = max(finish[item.project], ends[name])
    return finish
