"""One task of a written file: a work or a gate with its place, links, limits and progress."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeGuard

from serpin.formats.msproject.clock import HOURS, MINUTES_PER_DAY, duration_of, shown
from serpin.formats.msproject.fields import (
    CODE,
    GATE,
    HIGH,
    KIND,
    LIMITS,
    LOW,
    MODE,
    MOST_LIKELY,
    add,
    add_field,
)
from serpin.formats.msproject.items import Code, Item, days_of, percent_of
from serpin.vocabulary.estimate import ThreePoint
from serpin.vocabulary.work import LinkType, Work

LINK_NUMBERS = {
    LinkType.FINISH_FINISH: 0,
    LinkType.FINISH_START: 1,
    LinkType.START_FINISH: 2,
    LinkType.START_START: 3,
}
AS_SOON_AS_POSSIBLE, MUST_START_ON, NOT_EARLIER = 0, 2, 4
_CENTS = 100


def add_work(
    element: Any,
    item: Item,
    *,
    span: tuple[datetime, datetime],
    baseline: tuple[float, datetime, datetime] | None,
    outline: str,
    uids: dict[Code, int],
    is_planned: bool,
    language: str,
) -> None:
    """Fill the element of a task.

    Parameters
    ----------
    element
        The element.
    item
        The work or the gate.
    span
        Its first and last moment.
    baseline
        Days, first and last moment of an earlier plan.
    outline
        Its number in the outline.
    uids
        Numbers of the tasks of its project.
    is_planned
        Whether it lies where a timetable has put it.
    language
        Language of its name.
    """
    begin, end = span
    work = item.noun if isinstance(item.noun, Work) else None
    progress = work.progress if work else None
    percent = percent_of(item)
    kind, limit = _constraint(item, begin, is_planned=is_planned)
    cost = Decimal(str(item.mode.cost.mean())) if item.mode else Decimal(0)
    done = item.days * percent / 100
    for tag, value in (
        ("UID", item.uid),
        ("ID", item.uid),
        ("Name", item.noun.name.text(language)),
        ("Active", True),
        ("Manual", item.is_moved and not progress),
        ("Type", 1),
        ("IsNull", False),
        ("WBS", outline),
        ("OutlineNumber", outline),
        ("OutlineLevel", 2),
        ("Priority", 500),
        ("Start", shown(begin)),
        ("Finish", shown(end)),
        ("Duration", duration_of(item.days)),
        ("ManualStart", shown(begin)),
        ("ManualFinish", shown(end)),
        ("ManualDuration", duration_of(item.days)),
        ("DurationFormat", 7),
        ("EffortDriven", False),
        ("Estimated", False),
        ("Milestone", item.days == 0),
        ("Summary", False),
        ("FixedCost", _number(cost * _CENTS) if cost else None),
        ("FixedCostAccrual", 3),
        ("PercentComplete", percent),
        ("ActualStart", shown(_morning(progress.actual_start)) if progress else None),
        ("ActualFinish", shown(_evening(progress.actual_finish)) if progress and progress.actual_finish else None),
        ("ActualDuration", duration_of(done)),
        ("ActualCost", _number(progress.actual_cost * _CENTS) if progress and progress.actual_cost else None),
        ("RemainingDuration", duration_of(item.days - done)),
        ("ConstraintType", kind),
        ("CalendarUID", 1),
        ("ConstraintDate", shown(limit) if limit else None),
        ("IgnoreResourceCalendar", True),
        ("Notes", item.mode.notes if item.mode and item.mode.notes else None),
    ):
        if value is not None:
            add(element, tag, value)
    for code, link in item.links:
        if code in uids:
            inner = add(element, "PredecessorLink")
            add(inner, "PredecessorUID", uids[code])
            add(inner, "Type", LINK_NUMBERS[link.type])
            add(inner, "CrossProject", False)
            add(inner, "LinkLag", link.lag * MINUTES_PER_DAY * 10)
            add(inner, "LagFormat", 7)
    _add_fields(element, item, is_planned=is_planned)
    if baseline is not None:
        inner = add(element, "Baseline")
        add(inner, "Number", 0)
        add(inner, "Start", shown(baseline[1]))
        add(inner, "Finish", shown(baseline[2]))
        add(inner, "Duration", duration_of(baseline[0]))
        add(inner, "DurationFormat", 7)


def _constraint(item: Item, begin: datetime, *, is_planned: bool) -> tuple[int, datetime | None]:
    """Return which constraint keeps a task in its place, and its moment."""
    work = item.noun
    if not isinstance(work, Work) or work.progress:
        return AS_SOON_AS_POSSIBLE, None
    if work.pinned_start and _morning(work.pinned_start) == begin:
        return MUST_START_ON, begin
    if is_planned or item.is_held:
        return NOT_EARLIER, begin
    if work.pinned_start:
        return MUST_START_ON, _morning(work.pinned_start)
    return (NOT_EARLIER, _morning(work.earliest)) if work.earliest else (AS_SOON_AS_POSSIBLE, None)


def _add_fields(element: Any, item: Item, *, is_planned: bool) -> None:
    add_field(element, CODE, item.code[1])
    work = item.noun
    if not isinstance(work, Work) or item.mode is None:
        add_field(element, KIND, GATE)
        return
    add_field(element, KIND, work.kind.value)
    add_field(element, MODE, item.mode.id)
    if is_planned or item.is_held:
        given = [f">={work.earliest}"] if work.earliest else []
        given += [f"={work.pinned_start}"] if work.pinned_start else []
        add_field(element, LIMITS, " ".join(given) or "-")
    elif work.earliest and work.pinned_start:
        add_field(element, LIMITS, f">={work.earliest} ={work.pinned_start}")
    estimate = item.mode.duration
    if is_carried(estimate):
        points = (estimate.low, estimate.mode, estimate.high)
        for number, days in zip((LOW, MOST_LIKELY, HIGH), points, strict=True):
            add_field(element, number, duration_of(days))
    elif days_of(item.mode) != item.days:
        add_field(element, MOST_LIKELY, duration_of(days_of(item.mode)))


def is_carried(estimate: Any) -> TypeGuard[ThreePoint]:
    """Tell whether an estimate stands in the three fields that project programs have for it."""
    return isinstance(estimate, ThreePoint) and estimate.shape == "pert" and estimate.points == "limits"


def _morning(day: date) -> datetime:
    return datetime.combine(day, HOURS[0][0])


def _evening(day: date) -> datetime:
    return datetime.combine(day, HOURS[-1][1])


def _number(value: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
