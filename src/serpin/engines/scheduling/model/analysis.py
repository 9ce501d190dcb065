"""Reads a finished plan: who waits for whose units, floats, the critical path and the loads of the resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.floats import lowered
from serpin.engines.scheduling.model.flows import passages
from serpin.engines.scheduling.model.instance import Instance
from serpin.engines.scheduling.model.lists import Sketch
from serpin.engines.scheduling.model.responses import Floats
from serpin.engines.scheduling.result import Load, Price, WorkFloat
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Placement, ResourceWait
from serpin.vocabulary.work import Mode, Work

_STRETCH = 20
_WORTHLESS = 1e-4


@dataclass
class Reading:
    """What a plan says beside its times."""

    placements: tuple[Placement, ...]
    waits: tuple[ResourceWait, ...]
    floats: tuple[WorkFloat, ...]
    critical_path: tuple[tuple[str, str], ...]
    loads: tuple[Load, ...]


def analyse(instance: Instance, data: Data, sketch: Sketch) -> Reading:
    """Return placements, waits, floats, critical path and loads of a plan."""
    activities = instance.activities
    names = [activity.name for activity in activities]
    modes = [
        activity.modes[mode]
        for activity, mode in zip(activities, (sketch.modes - data.mode_first[:-1]).tolist(), strict=True)
    ]
    places = [(placement.project, placement.work, placement) for placement in instance.done]
    for number, (start, finish) in enumerate(zip(sketch.starts.tolist(), sketch.finishes.tolist(), strict=True)):
        begun = activities[number].begun
        project, work = names[number]
        placement = Placement(
            project=project,
            work=work,
            mode=modes[number].id,
            start=start if begun is None else min(begun, start),
            finish=finish,
        )
        places.append((project, work, placement))
    if instance.done:
        order = {(project.id, work.id): n for n, (project, work) in enumerate(_works(instance))}
        places.sort(key=lambda place: order[place[0], place[1]])
    users = _users(instance, modes, sketch)
    flows = resource_flow(instance, data, sketch, users)
    total, free, path = _floats(data, sketch, flows)
    codes = [resource.id for resource in instance.resources]
    return Reading(
        placements=tuple(place[2] for place in places),
        waits=tuple(
            ResourceWait(resource=codes[resource], before=names[giver], after=names[taker])
            for resource, giver, taker in zip(*flows.T.tolist(), strict=True)
        ),
        floats=tuple(
            WorkFloat(project=name[0], work=name[1], total=whole, free=own)
            for name, whole, own in zip(names, total.tolist(), free.tolist(), strict=True)
        ),
        critical_path=tuple(names[work] for work in path),
        loads=tuple(_loads(instance, sketch, users)),
    )


def _works(instance: Instance) -> Iterator[tuple[Project, Work]]:
    return ((project, work) for project in instance.projects for work in project.works)


def _users(instance: Instance, modes: list[Mode], sketch: Sketch) -> list[Ints]:
    """Return (K, 2) work and units of each resource in the order of the starts."""
    position_of = {resource.id: n for n, resource in enumerate(instance.resources) if not resource.consumed}
    found: list[list[int]] = [[] for _ in instance.resources]
    lasting = (sketch.finishes > sketch.starts).tolist()
    for number, mode in enumerate(modes):
        if lasting[number]:
            for code, units in mode.demand.items():
                if units and code in position_of:
                    found[position_of[code]] += (number, units)
    users = [np.array(entries, dtype=np.int64).reshape(-1, 2) for entries in found]
    return [entries[np.argsort(sketch.starts[entries[:, 0]], kind="stable")] for entries in users]


def resource_flow(instance: Instance, data: Data, sketch: Sketch, users: list[Ints]) -> Ints:
    """Return (F, 3) resource, giver, taker: from which work to which the units of each resource pass.

    A work takes units first from where it waits anyway, then those that have been idle longest, so that the order
    adds as little as possible. Where a finish-start link says the same, no wait is added.
    """
    count = len(instance.activities)
    later = np.repeat(np.arange(count), np.diff(data.before_first))
    plain = (data.before_type == 0) & (data.before_lag >= 0)
    flat = np.concatenate([np.zeros((0, 2), dtype=np.int64), *users])
    # Without a link the set of links would have no type.
    return passages(
        sketch.starts,
        sketch.finishes,
        np.append(data.before[plain] * count + later[plain], -1),
        np.cumsum([0, *(len(entries) for entries in users)]).astype(np.int64),
        flat[:, 0].copy(),
        flat[:, 1].copy(),
        np.array([instance.largest_capacity(resource) for resource in range(len(users))], dtype=np.int64),
    )


def _floats(data: Data, sketch: Sketch, flows: Ints) -> tuple[Ints, Ints, list[int]]:
    """Return total floats, free floats and the critical path under links, waits and pins."""
    starts, finishes = sketch.starts, sketch.finishes
    count = len(starts)
    end = int(max(finishes.max(initial=0), data.base.max(initial=0)))
    target_work = np.repeat(np.arange(count), np.diff(data.before_first))
    origin = np.where(np.isin(data.before_type, (0, 2)), finishes[data.before], starts[data.before])
    target = np.where(np.isin(data.before_type, (0, 1)), starts[target_work], finishes[target_work])
    total = np.minimum(end - finishes, data.latest - starts)
    np.minimum.at(total, target_work, np.where(data.before_most < FAR, origin + data.before_most - target, FAR))
    earlier = np.concatenate([data.before, flows[:, 1]])
    later = np.concatenate([target_work, flows[:, 2]])
    slack = np.concatenate([target - origin - data.before_lag, starts[flows[:, 2]] - finishes[flows[:, 1]]])
    order = np.argsort(earlier, kind="stable")
    first = np.searchsorted(earlier[order], np.arange(count + 1)).astype(np.int64)
    free = total.copy()
    lowered(first, later[order].astype(np.int64), slack[order].astype(np.int64), total, free)
    return total, free, _critical_path(starts, finishes, earlier[slack <= 0], later[slack <= 0])


def _critical_path(starts: Ints, finishes: Ints, earlier: Ints, later: Ints) -> list[int]:
    """Return a chain of works without slack that ends with the last finish."""
    if not len(starts):
        return []
    order = np.argsort(later, kind="stable")
    earlier, later = earlier[order], later[order]
    path = [int(np.lexsort((starts, finishes))[-1])]
    while True:
        begin, end = np.searchsorted(later, (path[-1], path[-1] + 1))
        if begin == end:
            return path[::-1]
        path.append(max(earlier[begin:end].tolist(), key=lambda work: (int(finishes[work]), -work)))


def _loads(instance: Instance, sketch: Sketch, users: list[Ints]) -> list[Load]:
    """Return the step function of use and capacity of each resource, from day 0 to the last finish."""
    end = int(sketch.finishes.max(initial=0))
    found: list[Load] = []
    for resource, entries in enumerate(users):
        if instance.resources[resource].consumed:
            continue
        change: dict[int, int] = {0: 0}
        begins, ends = np.maximum(0, sketch.starts[entries[:, 0]]), sketch.finishes[entries[:, 0]]
        for start, finish, units in zip(begins.tolist(), ends.tolist(), entries[:, 1].tolist(), strict=True):
            change[start] = change.get(start, 0) + units
            change[finish] = change.get(finish, 0) - units
        steps = {max(0, since): units for since, units in instance.limits[resource]}
        days = sorted({day for day in (*change, *steps) if day < end})
        used, capacity = 0, 0
        for day, until in pairwise([*days, end] if days else []):
            used += change.get(day, 0)
            capacity = steps.get(day, capacity)
            name = instance.resources[resource].id
            if found and found[-1].resource == name and (found[-1].used, found[-1].capacity) == (used, capacity):
                found[-1] = found[-1].model_copy(update={"finish": until})
            else:
                found.append(Load(resource=name, start=day, finish=until, used=used, capacity=capacity))
    return found


def price_list(instance: Instance, prices: Floats, scale: float) -> tuple[Price, ...]:
    """Return the mean price of each resource in stretches of twenty working days, where it is above nothing.

    Parameters
    ----------
    instance
        The problem.
    prices
        (days, R) prices, a column for each resource that can bind.
    scale
        By what the prices are divided.
    """
    found = []
    for resource, column in instance.columns.items():
        for start in range(0, len(prices), _STRETCH):
            finish = min(start + _STRETCH, len(prices))
            price = float(prices[start:finish, column].mean()) / scale
            if price > _WORTHLESS:
                name = instance.resources[resource].id
                found.append(Price(resource=name, start=start, finish=finish, price=round(price, 6)))
    return tuple(found)
