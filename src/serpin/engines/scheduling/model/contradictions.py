"""Finds demands that cannot be kept together, and says them in the nouns of the case."""

from __future__ import annotations

from datetime import date

from serpin.base.texts import mark
from serpin.engines.scheduling.model.data import FAR
from serpin.engines.scheduling.model.instance import Activity, Instance
from serpin.vocabulary.result import Message

Arc = tuple[int, int, int]


def contradictions(instance: Instance) -> tuple[Message, ...]:
    """Return the contradictions that can be seen without a search; empty when there are none."""
    return tuple(_too_much(instance)) or tuple(_pinned_in_the_past(instance)) or _impossible_times(instance)


def named(activity: Activity, **values: object) -> dict[str, object]:
    """Return the values of a sentence about a work."""
    return {"project": activity.project.id, "work": activity.work.id, **values}


def _too_much(instance: Instance) -> list[Message]:
    """Return works that need more of a resource than there ever is, in every mode."""
    top = {resource.id: instance.largest_capacity(position) for position, resource in enumerate(instance.resources)}
    found = []
    for activity in instance.activities:
        kept = [
            (mode, length)
            for mode, length in zip(activity.modes, activity.lengths, strict=True)
            if length == 0 or all(units <= top[code] for code, units in mode.demand.items())
        ]
        if kept:
            activity.modes = [mode for mode, _ in kept]
            activity.lengths = [length for _, length in kept]
            continue
        code, units = next((code, units) for code, units in activity.modes[0].demand.items() if units > top[code])
        found.append(
            Message(
                text=mark(
                    "work {work} of project {project} needs {units} of {resource}, but there are {capacity} at most"
                ),
                values=named(activity, units=units, resource=code, capacity=top[code]),
            )
        )
    return found


def _pinned_in_the_past(instance: Instance) -> list[Message]:
    found = []
    for activity, release, latest in zip(instance.activities, instance.release, instance.latest, strict=True):
        if latest < release:
            found.append(
                Message(
                    text=mark("work {work} of project {project} must start by {latest}, but cannot before {earliest}"),
                    values=named(activity, latest=_date(instance, latest), earliest=_date(instance, release)),
                )
            )
    return found


def _date(instance: Instance, day: int) -> str:
    shown: date = instance.days.date_of(day)
    return str(shown)


def _impossible_times(instance: Instance) -> tuple[Message, ...]:
    """Return the circle of lags, or the window, that leaves no times even without resources."""
    count = len(instance.activities)
    arcs = _arcs(instance)
    early = list(instance.release)
    cause = [-1] * count
    moved = -1
    for _ in range(count + 1):
        moved = -1
        for origin, target, distance in arcs:
            if early[origin] + distance > early[target]:
                early[target] = early[origin] + distance
                cause[target] = origin
                moved = target
        if moved < 0:
            break
    if moved >= 0:
        return (_circle(instance, cause, moved, count),)
    for work in range(count):
        if early[work] > instance.latest[work]:
            values = named(
                instance.activities[work],
                latest=_date(instance, instance.latest[work]),
                earliest=_date(instance, early[work]),
            )
            text = mark(
                "work {work} of project {project} must start by {latest}, but its links allow it from {earliest} on"
            )
            return (Message(text=text, values={**values, "chain": _chain(instance, cause, work)}),)
    return ()


def _arcs(instance: Instance) -> list[Arc]:
    """Return start-to-start distances that hold in every mode; days off may stretch a work, never shorten it."""
    arcs = []
    stretched = any(calendar is not None for calendar in instance.calendars)
    for earlier, later, kind, lag, most in instance.links:
        one, two = instance.activities[earlier].lengths, instance.activities[later].lengths
        if kind in (0, 1) or not stretched:
            least = lag + (min(one) if kind in (0, 2) else 0) - (max(two) if kind in (2, 3) else 0)
            arcs.append((earlier, later, least))
        if most < FAR and (kind in (1, 3) or not stretched):
            farthest = most + (max(one) if kind in (0, 2) else 0) - (min(two) if kind in (2, 3) else 0)
            arcs.append((later, earlier, -farthest))
    return arcs


def _circle(instance: Instance, cause: list[int], work: int, count: int) -> Message:
    for _ in range(count):
        work = cause[work]
    circle = [work]
    while cause[circle[-1]] != work:
        circle.append(cause[circle[-1]])
    names = [instance.activities[number].work.id for number in [*reversed(circle), circle[-1]]]
    return Message(
        text=mark("least and longest lags of project {project} contradict each other: {circle}"),
        values={"project": instance.activities[work].project.id, "circle": " → ".join(names)},
    )


def _chain(instance: Instance, cause: list[int], work: int) -> str:
    chain = [work]
    while cause[chain[-1]] >= 0 and len(chain) <= len(cause):
        chain.append(cause[chain[-1]])
    return " → ".join(instance.activities[number].work.id for number in reversed(chain))
