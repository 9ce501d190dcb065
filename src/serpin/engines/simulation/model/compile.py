"""Turns a case and a timetable into a compiled network."""

from __future__ import annotations

import math
from datetime import date, timedelta

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
    spans = _planned_spans(draft, sequence, timetable)
    ends = _quarter_ends(case)
    place = {name: position for position, name in enumerate(sequence)}
    risks, effects, project_effects = compile_risks(case, draft, place, options)
    return Network(
        nodes=_nodes(draft, sequence, shared=options.work_correlation > 0),
        links=_links(draft, sequence, place),
        effects=effects,
        project_effects=project_effects,
        risks=risks,
        gates=compile_gates(draft, sequence, projects),
        projects=_projects(case, draft, sequence, spans),
        discount=discount,
        years_per_day=years_per_day,
        tax=case.tax_rate,
        group_correlation=options.group_correlation,
        work_correlation=options.work_correlation,
        parts=_parts(draft, sequence, leaders),
        quarter_ends=ends,
        planned_paid=_planned_paid(draft, spans, ends),
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
        need_from=np.array([item.need_from for item in items], dtype=np.float64),
        need_keys=np.array([item.key if item.need_key is None else item.need_key for item in items], dtype=np.uint64),
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


def _projects(
    case: Case, draft: Draft, sequence: list[tuple[str, str]], spans: dict[tuple[str, str], tuple[float, float]]
) -> Projects:
    names = tuple(draft.projects)
    members: dict[str, list[int]] = {name: [] for name in names}
    for position, name in enumerate(sequence):
        members[name[0]].append(position)
    place = {name: position for position, name in enumerate(sequence)}
    planned = dict.fromkeys(names, 0.0)
    for (project, _), (_, finish) in spans.items():
        planned[project] = max(planned[project], finish)
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
        deadline=np.array([_deadline(case, name) for name in names], dtype=np.float64),
    )


def _deadline(case: Case, project: str) -> float:
    """Return the first working day after the deadline: the last work must be over when it begins."""
    day = case.project(project).deadline
    return math.inf if day is None else float(case.days.day_of(day + timedelta(days=1)))


def _planned_spans(
    draft: Draft, sequence: list[tuple[str, str]], timetable: Timetable | None
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return planned start and finish of each work: from the timetable, else by a pass with expected durations."""
    spans = {}
    if timetable is not None:
        spans = {(row.project, row.work): (float(row.start), float(row.finish)) for row in timetable.placements}
    starts: dict[tuple[str, str], float] = {}
    ends: dict[tuple[str, str], float] = {}
    for name in sequence:
        item = draft.items[name]
        starts[name] = item.earliest(starts, ends, item.planned_days)
        ends[name] = starts[name] + item.planned_days
        if name in spans:
            starts[name], ends[name] = spans[name]
    return {name: (starts[name], ends[name]) for name in sequence}


def _planned_paid(draft: Draft, spans: dict[tuple[str, str], tuple[float, float]], ends: np.ndarray) -> np.ndarray:
    """Return the planned cost, still to come, that is paid by the end of each quarter."""
    paid = np.zeros(len(ends))
    for name, (start, finish) in spans.items():
        item = draft.items[name]
        cost = item.cost_scale * item.cost.mean() + item.rate * item.planned_days
        share = (ends - start) / (finish - start) if finish > start else (ends > start).astype(np.float64)
        paid += cost * np.clip(share, 0.0, 1.0)
    return paid
