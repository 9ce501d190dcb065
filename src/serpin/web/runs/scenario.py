"""A scenario: a few changes of the case, by name, without touching the register.

``{"changes": [{"list": "sources", "code": "S1", "field": "available.0.amount", "value": 5000000}, …]}``: the noun is
named by its list and code (``projects/P01/works`` for lists within), the field by its path. A scenario may also pin a
work: the field ``pinned_start`` or ``pinned_mode``. The field ``excluded`` of a project keeps it out: it may then begin
only after the horizon. What refers to it stays as it is, so nothing else of the case has to change.
"""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from serpin.base.errors import InputError, Problem
from serpin.base.texts import mark

_NO_SUCH = mark("there is no {value} in {list}")
_EXCLUDED = "excluded"
_LONGEST_QUARTER = 93
_NO_FIELD = mark("{value} is no field that can be changed")


def applied(data: dict[str, Any], scenario: dict[str, Any]) -> dict[str, Any]:
    """Return the plain data of a case with the changes of a scenario.

    Raises
    ------
    InputError
        If a change names a noun or a field that is not there.
    """
    changes = scenario.get("changes") or []
    if not changes:
        return data
    data = copy.deepcopy(data)
    for number, change in enumerate(changes):
        noun = _noun(data, str(change.get("list", "")), str(change.get("code", "")), ("changes", number))
        if change.get("field") == _EXCLUDED:
            _exclude(noun, data, out=bool(change.get("value")))
        else:
            _put(noun, str(change.get("field", "")).split("."), change.get("value"), ("changes", number, "field"))
    return data


def _exclude(project: dict[str, Any], data: dict[str, Any], *, out: bool) -> None:
    """Let a project begin only after the horizon, where no plan can choose it."""
    if not out:
        return
    try:
        start, quarters = date.fromisoformat(str(data.get("start"))), int(data.get("horizon", 12))
    except ValueError:
        return
    project["mandatory"] = False
    project["earliest_start"] = (start + timedelta(days=_LONGEST_QUARTER * (quarters + 1))).isoformat()
    project.pop("deadline", None)


def _noun(data: dict[str, Any], where: str, code: str, place: tuple[str | int, ...]) -> dict[str, Any]:
    names = where.split("/") if where else []
    if not names:
        return data
    inner = data
    codes = [*names[1::2], code]
    for name, wanted in zip(names[::2], codes, strict=False):
        found = [item for item in inner.get(name, []) if str(item.get("id")) == wanted]
        if not found:
            raise InputError([Problem(_NO_SUCH, place, {"value": wanted, "list": name})])
        inner = found[0]
    return inner


def _put(noun: dict[str, Any], path: list[str], value: Any, place: tuple[str | int, ...]) -> None:
    inner: Any = noun
    for name in path[:-1]:
        if isinstance(inner, list):
            if not name.isdecimal() or int(name) >= len(inner):
                raise InputError([Problem(_NO_FIELD, place, {"value": ".".join(path)})])
            inner = inner[int(name)]
        elif isinstance(inner, dict):
            inner = inner.setdefault(name, {})
        else:
            raise InputError([Problem(_NO_FIELD, place, {"value": ".".join(path)})])
    if not isinstance(inner, dict) or not path[-1]:
        raise InputError([Problem(_NO_FIELD, place, {"value": ".".join(path)})])
    if value is None:
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = value
