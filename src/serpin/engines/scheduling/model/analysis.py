"""Reads a finished plan: who waits for whose units, floats, the critical path and the loads of the resources."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.flows import passages
from serpin.engines.scheduling.model.instance import Instance
from serpin.engines.scheduling.model.lists import Sketch
from serpin.engines.scheduling.model.responses import Floats
from serpin.engines.scheduling.result import Load, Price, WorkFloat
from serpin.vocabulary.timetable import Placement, ResourceWait

_STRETCH = 20
_WORTHLESS = 1e-4

Flow = tuple[int, int, int]
"""(resource, giver, taker) as numbers."""


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
    placements = list(instance.done)
    for number, activity in enumerate(activities):
        start = int(sketch.starts[number])
        placements.append(
            Placement(
                project=activity.project.id,
                work=activity.work.id,
                mode=_mode_of(instance, data, sketch, number).id,
                start=start if activity.begun is None else min(activity.begun, start),
                finish=int(sketch.finishes[number]),
            )
        )
    order = {
        (project.id, work.id): n
        for n, (project, work) in enumerate((project, work) for project in instance.projects for work in project.works)
    }
    placements.sort(key=lambda placement: order[placement.project, placement.work])
    flows = resource_flow(instance, data, sketch)
    total, free, path = _floats(data, sketch, flows)
    names = [activity.name for activity in activities]
    return Reading(
        placements=tuple(placements),
        waits=tuple(
            ResourceWait(resource=instance.resources[resource].id, before=names[giver], after=names[taker])
            for resource, giver, taker in flows
        ),
        floats=tuple(
            WorkFloat(project=name[0], work=name[1], total=int(total[n]), free=int(free[n]))
            for n, name in enumerate(names)
        ),
        critical_path=tuple(names[work] for work in path),
        loads=tuple(_loads(instance, data, sketch)),
    )


def _mode_of(instance: Instance, data: Data, sketch: Sketch, number: int):  # type: ignore[no-untyped-def]
    return instance.activities[number].modes[int(sketch.modes[number] - data.mode_first[number])]


def _demands(instance: Instance, data: Data, sketch: Sketch) -> list[list[tuple[int, int]]]:
    """Return (work, units) for each resource."""
    position_of = {resource.id: position for position, resource in enumerate(instance.resources)}
    found: list[list[tuple[int, int]]] = [[] for _ in instance.resources]
    for number in range(len(instance.activities)):
        if sketch.finishes[number] > sketch.starts[number]:
            for code, units in _mode_of(instance, data, sketch, number).demand.items():
                if units and not instance.resources[position_of[code]].consumed:
                    found[position_of[code]].append((number, units))
    return found


def resource_flow(instance: Instance, data: Data, sketch: Sketch) -> list[Flow]:
    """Return from which work to which the units of each resource pass.

    A work takes units first from where it waits anyway, then those that have been idle longest, so that the order
    adds as little as possible. Where a finish-start link says the same, no wait is added.
    """
    count = len(instance.activities)
    later = np.repeat(np.arange(count), np.diff(data.before_first))
    plain = (data.before_type == 0) & (data.before_lag >= 0)
    users = [
        sorted(entries, key=lambda entry: (int(sketch.starts[entry[0]]), entry[0]))
        for entries in _demands(instance, data, sketch)
    ]
    flat = np.array([entry for entries in users for entry in entries], dtype=np.int64).reshape(-1, 2)
    # Without a link the set of links would have no type.
    found = passages(
        sketch.starts,
        sketch.finishes,
        np.append(data.before[plain] * count + later[plain], -1),
        np.cumsum([0, *(len(entries) for entries in users)]).astype(np.int64),
        flat[:, 0].copy(),
        flat[:, 1].copy(),
        np.array([instance.largest_capacity(resource) for resource in range(len(users))], dtype=np.int64),
    )
    return [(int(resource), int(giver), int(taker)) for resource, giver, taker in found.tolist()]


def _floats(data: Data, sketch: Sketch, flows: list[Flow]) -> tuple[Ints, Ints, list[int]]:
    """Return total floats, free floats and the critical path under links, waits and pins."""
    starts, finishes = sketch.starts, sketch.finishes
    count = len(starts)
    end = int(max(finishes.max(initial=0), data.base.max(initial=0)))
    slack_arcs: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    total = np.full(count, FAR, dtype=np.int64)
    for later in range(count):
        for edge in range(data.before_first[later], data.before_first[later + 1]):
            other, kind = int(data.before[edge]), int(data.before_type[edge])
            origin = finishes[other] if kind in (0, 2) else starts[other]
            target = starts[later] if kind in (0, 1) else finishes[later]
            slack_arcs[other].append((later, int(target - origin - data.before_lag[edge])))
            if data.before_most[edge] < FAR:
                total[later] = min(total[later], origin + data.before_most[edge] - target)
    for _, giver, taker in flows:
        slack_arcs[giver].append((taker, int(starts[taker] - finishes[giver])))
    total = np.minimum(total, np.minimum(end - finishes, data.latest - starts))
    free = total.copy()
    for work in sorted(range(count), key=lambda w: (-int(starts[w]), -int(finishes[w]), -w)):
        for _, slack in slack_arcs[work]:
            free[work] = min(free[work], slack)
    for work in reversed(_in_order(count, slack_arcs)):
        for later, slack in slack_arcs[work]:
            total[work] = min(total[work], total[later] + slack)
    return total, free, _critical_path(starts, finishes, slack_arcs)


def _in_order(count: int, arcs: list[list[tuple[int, int]]]) -> list[int]:
    """Return the works so that each comes after those it waits for."""
    waiting = [0] * count
    for out in arcs:
        for later, _ in out:
            waiting[later] += 1
    ready = [work for work in range(count) if not waiting[work]]
    for work in ready:
        for later, _ in arcs[work]:
            waiting[later] -= 1
            if not waiting[later]:
                ready.append(later)
    return ready


def _critical_path(starts: Ints, finishes: Ints, arcs: list[list[tuple[int, int]]]) -> list[int]:
    """Return a chain of works without slack that ends with the last finish."""
    if not len(starts):
        return []
    before: list[list[int]] = [[] for _ in starts]
    for work, out in enumerate(arcs):
        for later, slack in out:
            if slack <= 0:
                before[later].append(work)
    path = [int(np.lexsort((starts, finishes))[-1])]
    while before[path[-1]]:
        path.append(max(before[path[-1]], key=lambda work: (int(finishes[work]), -work)))
    return path[::-1]


def _loads(instance: Instance, data: Data, sketch: Sketch) -> list[Load]:
    """Return the step function of use and capacity of each resource, from day 0 to the last finish."""
    end = int(sketch.finishes.max(initial=0))
    found: list[Load] = []
    for resource, entries in enumerate(_demands(instance, data, sketch)):
        if instance.resources[resource].consumed:
            continue
        change: dict[int, int] = {0: 0}
        for work, units in entries:
            start, finish = max(0, int(sketch.starts[work])), int(sketch.finishes[work])
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
