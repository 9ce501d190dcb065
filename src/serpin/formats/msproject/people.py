"""Resources and assignments of a file."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from serpin.base.texts import mark
from serpin.formats.msproject.clock import moment_of
from serpin.formats.msproject.fields import PERCENT, RESOURCE_CODE, RESOURCE_OWNER, RESOURCE_STOCK
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.outline import fields_of
from serpin.formats.msproject.tree import children, text_of
from serpin.vocabulary.calendar import Calendar, ResourceKind

_COST = mark("resources that are only costs and are not read: {count}, for example {example}")
_NO_NAME = mark("resources without a name that are not read: {count}, for example number {example}")
_PARTS = mark("resources counted in percent, since works take parts of a unit: {count}, for example {example}")
_STOCK = mark("resources without a stated stock, which is taken as what works use: {count}, for example {example}")
_UNFIT = re.compile(r"[\s;:/\[\]|]+")
_HOURS = 8
_LONGEST_CODE = 39
_WORK, _MATERIAL, _COSTS = "1", "0", "2"


@dataclass
class ResourceReading:
    """A resource of a file: its noun, its owner if stated, and what is asked of it."""

    noun: dict[str, Any]
    owner: str
    scale: int = 1


def read_resources(
    root: Any, calendar_of: Callable[[Any], Calendar | None], notes: Notes
) -> dict[str, ResourceReading]:
    """Return the resources of a file by their numbers."""
    found: dict[str, ResourceReading] = {}
    codes: set[str] = set()
    parts = _resources_in_parts(root)
    for element in children(children(root, "Resources"), "Resource"):
        uid, name = text_of(element, "UID") or "", text_of(element, "Name")
        kind = text_of(element, "Type") or _WORK
        if uid in ("", "0") and name is None:
            continue
        if name is None:
            notes.add(_NO_NAME, uid)
            continue
        if kind == _COSTS:
            notes.add(_COST, name)
            continue
        fields = fields_of(element)
        code = fields.get(RESOURCE_CODE) or _code(name, uid)
        scale = 1
        if uid in parts and kind == _WORK:
            scale = 100
            if not code.endswith(PERCENT):
                code += PERCENT
                notes.add(_PARTS, name)
        elif code.endswith(PERCENT) and kind == _WORK:
            scale = 100
        while code in codes:
            code = f"{code[:30]}-{uid}"
        codes.add(code)
        found[uid] = ResourceReading(
            {"id": code, "name": name, **_noun(element, kind, fields, scale, calendar_of(element))},
            fields.get(RESOURCE_OWNER, ""),
            scale,
        )
    return found


def _code(name: str, uid: str) -> str:
    short = _UNFIT.sub("-", name).strip("-")
    return short if 0 < len(short) <= _LONGEST_CODE - 1 and not short.endswith(PERCENT) else f"R{uid}"


def _noun(element: Any, kind: str, fields: dict[int, str], scale: int, calendar: Calendar | None) -> dict[str, Any]:
    rate = Decimal(text_of(element, "StandardRate") or 0)
    group = text_of(element, "Group") or ""
    noun: dict[str, Any] = {"cost_per_unit_day": round(rate * (1 if kind == _MATERIAL else _HOURS) / scale, 2)}
    if group in set(ResourceKind):
        noun["kind"] = group
    if calendar is not None:
        noun["calendar"] = calendar.model_dump()
    if kind == _MATERIAL:
        return noun | {"consumed": True, "capacity": int(fields.get(RESOURCE_STOCK, -1))}
    noun["capacity"] = _whole(Decimal(text_of(element, "MaxUnits") or 1) * scale)
    changes = []
    for period in children(children(element, "AvailabilityPeriods"), "AvailabilityPeriod"):
        since = moment_of(text_of(period, "AvailableFrom") or "1984-01-01T00:00:00")
        capacity = _whole(Decimal(text_of(period, "AvailableUnits") or 0) * scale)
        if since.year <= 1984:
            noun["capacity"] = capacity
        else:
            changes.append((datetime.combine(since.date(), time(0)).date(), capacity))
    if changes:
        noun["changes"] = [{"since": day, "capacity": units} for day, units in sorted(dict(changes).items())]
    return noun


def _resources_in_parts(root: Any) -> set[str]:
    """Return the numbers of the resources of which works, or they themselves, take parts of a unit."""
    found = set()
    for element in children(children(root, "Assignments"), "Assignment"):
        units = Decimal(text_of(element, "Units") or 1)
        if units != int(units):
            found.add(text_of(element, "ResourceUID") or "")
    for element in children(children(root, "Resources"), "Resource"):
        units = Decimal(text_of(element, "MaxUnits") or 1)
        if units != int(units):
            found.add(text_of(element, "UID") or "")
    return found


def _whole(units: Decimal) -> int:
    return max(math.ceil(units - Decimal("0.000001")), 0)


def read_demands(root: Any, resources: dict[str, ResourceReading], notes: Notes) -> dict[str, dict[str, int]]:
    """Return what every task takes of which resource, by the number of the task."""
    found: dict[str, dict[str, int]] = {}
    used: dict[str, int] = {}
    for element in children(children(root, "Assignments"), "Assignment"):
        resource = resources.get(text_of(element, "ResourceUID") or "")
        task = text_of(element, "TaskUID") or ""
        if resource is None:
            continue
        units = _whole(Decimal(text_of(element, "Units") or 1) * resource.scale)
        code = resource.noun["id"]
        demand = found.setdefault(task, {})
        demand[code] = demand.get(code, 0) + units
        used[code] = used.get(code, 0) + units
    for resource in resources.values():
        if resource.noun["capacity"] < 0:
            resource.noun["capacity"] = used.get(resource.noun["id"], 0)
            notes.add(_STOCK, str(resource.noun["name"]))
    return found
