"""Resources and who works on what, in a written file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from serpin.formats.msproject.clock import duration_of, shown
from serpin.formats.msproject.fields import (
    PERCENT,
    RESOURCE_CODE,
    RESOURCE_OWNER,
    RESOURCE_STOCK,
    add,
    add_field,
)
from serpin.formats.msproject.items import Item, percent_of
from serpin.vocabulary.calendar import Resource
from serpin.vocabulary.case import Case

FIRST_MOMENT = datetime(1984, 1, 1)
LAST_MOMENT = datetime(2049, 12, 31, 23, 59)
_HOURS = 8


def units_of(resource: str, units: int) -> Decimal:
    """Return units as project programs count them: one is a whole person or machine."""
    return Decimal(units) / 100 if resource.endswith(PERCENT) else Decimal(units)


def add_resources(
    parent: Any, case: Case, calendars: dict[str, tuple[int, int]], language: str
) -> dict[str, tuple[int, Resource]]:
    """Append all resources and return their numbers.

    Parameters
    ----------
    parent
        The element that holds them.
    case
        The case.
    calendars
        Numbers of the calendar of each resource and of its base.
    language
        Language of the names.
    """
    uids = {}
    for uid, resource in enumerate(case.resources, start=1):
        uids[resource.id] = (uid, resource)
        element = add(parent, "Resource")
        rate = resource.cost_per_unit_day
        per_hour = rate if resource.consumed else rate / _HOURS
        if resource.id.endswith(PERCENT):
            per_hour *= 100
        for tag, value in (
            ("UID", uid),
            ("ID", uid),
            ("Name", resource.name.text(language)),
            ("Type", 0 if resource.consumed else 1),
            ("IsNull", False),
            ("Group", resource.kind.value),
            ("MaxUnits", None if resource.consumed else units_of(resource.id, resource.capacity)),
            ("CanLevel", True),
            ("AccrueAt", 3),
            ("StandardRate", format(per_hour, "f")),
            ("StandardRateFormat", 8 if resource.consumed else 3),
            ("CalendarUID", calendars[resource.id][0]),
        ):
            if value is not None:
                add(element, tag, value)
        add_field(element, RESOURCE_CODE, resource.id)
        add_field(element, RESOURCE_OWNER, resource.owner)
        if resource.consumed:
            add_field(element, RESOURCE_STOCK, str(resource.capacity))
        elif resource.changes:
            _add_periods(element, resource)
    return uids


def _add_periods(element: Any, resource: Resource) -> None:
    group = add(element, "AvailabilityPeriods")
    begins = [FIRST_MOMENT, *(datetime.combine(change.since, time(0)) for change in resource.changes)]
    ends = [*(begin - timedelta(minutes=1) for begin in begins[1:]), LAST_MOMENT]
    capacities = [resource.capacity, *(change.capacity for change in resource.changes)]
    for begin, end, capacity in zip(begins, ends, capacities, strict=True):
        period = add(group, "AvailabilityPeriod")
        add(period, "AvailableFrom", shown(begin))
        add(period, "AvailableTo", shown(max(end, begin)))
        add(period, "AvailableUnits", units_of(resource.id, capacity))


def add_assignments(
    parent: Any, spans: Iterable[tuple[Item, datetime, datetime]], uids: dict[str, tuple[int, Resource]]
) -> None:
    """Append who works on what.

    Parameters
    ----------
    parent
        The element that holds them.
    spans
        Works with their first and last moment.
    uids
        Numbers of the resources.
    """
    number = 0
    for item, begin, end in spans:
        for code, units in item.mode.demand.items() if item.mode else ():
            number += 1
            uid, resource = uids[code]
            element = add(parent, "Assignment")
            share = units_of(code, units)
            hours = share / _HOURS if resource.consumed else share * Decimal(str(item.days))
            done = hours * percent_of(item) / 100
            for tag, value in (
                ("UID", number),
                ("TaskUID", item.uid),
                ("ResourceUID", uid),
                ("ActualWork", duration_of(float(done))),
                ("Finish", shown(end)),
                ("HasFixedRateUnits", not resource.consumed),
                ("FixedMaterial", resource.consumed),
                ("RemainingWork", duration_of(float(hours - done))),
                ("Start", shown(begin)),
                ("Units", share),
                ("Work", duration_of(float(hours))),
            ):
                add(element, tag, value)
