"""Looks for a smallest set of demands that cannot be kept together, by leaving out one after the other.

Textbook: ``scheduling.md``, section on what does not fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from serpin.base.progress import Deadline
from serpin.base.texts import mark
from serpin.engines.scheduling.model.contradictions import named
from serpin.engines.scheduling.model.data import FAR
from serpin.engines.scheduling.model.exact import ExactModel
from serpin.engines.scheduling.model.instance import Instance
from serpin.engines.scheduling.model.tables import arrays
from serpin.engines.scheduling.options import ObjectiveName
from serpin.vocabulary.result import Message

_PLENTY = 1 << 20
_EACH = 2.0


@dataclass(frozen=True)
class _Demand:
    """One thing that is asked for: a fixed start, a longest lag, or the capacity of a resource."""

    kind: str
    number: int
    message: Message


def smallest_conflict(instance: Instance, horizon: int, *, seconds: float, seed: int) -> tuple[Message, ...]:
    """Return demands that cannot be kept together, of which none could be spared, as far as time allowed to see.

    Parameters
    ----------
    instance
        A problem without a plan.
    horizon
        Days that are looked at.
    seconds
        Time limit.
    seed
        Seed of the solver.
    """
    clock = Deadline(seconds)
    demands = _demands(instance)
    kept = list(demands)
    for demand in demands:
        if clock.passed:
            break
        fewer = [other for other in kept if other is not demand]
        model = _model(instance, fewer, horizon)
        if model.is_infeasible(seconds=min(_EACH, max(clock.left, 0.01)), seed=seed):
            kept = fewer
    return (Message(text=mark("these demands cannot be kept together")), *(demand.message for demand in kept))


def _demands(instance: Instance) -> list[_Demand]:
    """Return the demands, those first that one would rather not see in the answer."""
    found = []
    for position, resource in enumerate(instance.resources):
        if resource.consumed:
            continue
        top = instance.largest_capacity(position)
        short = len(instance.limits[position]) > 1 or instance.calendars[position] is not None
        some_days = mark("resource {resource} is short on some days")
        always = mark("resource {resource} has {capacity} at most")
        text = Message(text=some_days if short else always, values={"resource": resource.id, "capacity": top})
        found.append(_Demand("capacity", position, text))
    for number, (earlier, later, _, _, most) in enumerate(instance.links):
        if most < FAR:
            text = Message(
                text=mark("work {work} of project {project} must follow work {earlier} within {days} working days"),
                values=named(instance.activities[later], earlier=instance.activities[earlier].work.id, days=most),
            )
            found.append(_Demand("longest", number, text))
    for number, activity in enumerate(instance.activities):
        if activity.work.pinned_start is not None and activity.begun is None:
            text = Message(
                text=mark("work {work} of project {project} is fixed to start on {day}"),
                values=named(activity, day=str(activity.work.pinned_start)),
            )
            found.append(_Demand("start", number, text))
    return found


def _model(instance: Instance, demands: list[_Demand], horizon: int) -> ExactModel:
    """Return the problem with these demands alone."""
    asked = {(demand.kind, demand.number) for demand in demands}
    relaxed = replace(
        instance,
        latest=[
            day if activity.begun is not None or ("start", number) in asked else FAR
            for number, (activity, day) in enumerate(zip(instance.activities, instance.latest, strict=True))
        ],
        links=[
            link if ("longest", number) in asked else (*link[:4], FAR) for number, link in enumerate(instance.links)
        ],
        limits=[
            steps if ("capacity", number) in asked or instance.resources[number].consumed else [(0, _PLENTY)]
            for number, steps in enumerate(instance.limits)
        ],
    )
    return ExactModel(relaxed, arrays(relaxed, horizon), (ObjectiveName.MAKESPAN,), horizon - 1)
