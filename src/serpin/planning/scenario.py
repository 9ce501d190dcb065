"""A scenario: a few changes of the case and of the options, by name, without touching the case itself.

``{"changes": [{"list": "sources", "code": "S1", "field": "available.0.amount", "value": 5000000}, …]}``: the noun is
named by its list and code (``projects/P01/works`` for lists within), the field by its path; no list means the case
itself. Without a field, a value is a whole noun that is added or replaced, and no value takes the noun out. A scenario
may also pin a work: the field ``pinned_start`` or ``pinned_mode``. ``options`` holds what shall differ from the options
of the plan, in their own shape: ``{"portfolio": {"contribution_weights": {"N1": 500000}}}``.
"""

from __future__ import annotations

import copy
from typing import Any

from pydantic import ValidationError

from serpin.base.errors import InputError, Problem, problems_of
from serpin.base.texts import mark
from serpin.planning.options import PlanOptions
from serpin.vocabulary.case import Case
from serpin.vocabulary.reading import read_case

_NO_SUCH = mark("there is no {value} in {list}")
_NO_FIELD = mark("{value} is no field that can be changed")
_NO_SCENARIO = mark("this is no scenario: a table with changes or options is expected")
_KNOWN = frozenset({"title", "changes", "options"})


def with_scenario(case: Case, scenario: dict[str, Any]) -> Case:
    """Return the case with the changes of a scenario.

    Parameters
    ----------
    case
        The case as it is.
    scenario
        What shall differ.

    Raises
    ------
    InputError
        If a change names what is not there, or the changed case is not consistent; every problem is named.
    """
    check_shape(scenario)
    if not scenario.get("changes"):
        return case
    return read_case(applied(case.model_dump(mode="json"), scenario))


def with_options(options: PlanOptions, scenario: dict[str, Any]) -> PlanOptions:
    """Return the options of a plan with those of a scenario in their place.

    Raises
    ------
    InputError
        If there is no such option, or its value does not fit.
    """
    check_shape(scenario)
    wanted = scenario.get("options")
    if not wanted:
        return options
    try:
        return PlanOptions.model_validate(_merged(options.model_dump(mode="json"), wanted))
    except ValidationError as error:
        raise InputError(problems_of(list(error.errors(include_url=False)))) from None


def check_shape(scenario: Any) -> None:
    """Refuse what is no scenario.

    Raises
    ------
    InputError
        If it is no table, has other parts, or its changes are no list of tables.
    """
    fits = isinstance(scenario, dict) and _KNOWN.issuperset(scenario)
    fits = fits and isinstance(scenario.get("options") or {}, dict)
    changes = (scenario.get("changes") or []) if fits else None
    if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
        raise InputError([Problem(_NO_SCENARIO)])


def applied(data: dict[str, Any], scenario: dict[str, Any]) -> dict[str, Any]:
    """Return the plain data of a case with the changes of a scenario.

    Raises
    ------
    InputError
        If a change names a noun or a field that is not there.
    """
    check_shape(scenario)
    changes = scenario.get("changes") or []
    if not changes:
        return data
    data = copy.deepcopy(data)
    for number, change in enumerate(changes):
        place: tuple[str | int, ...] = ("changes", number)
        where, code = str(change.get("list") or ""), str(change.get("code") or "")
        if where and not change.get("field"):
            _exchange(data, where, code, change.get("value"), place)
            continue
        noun = _noun(data, where, code, place)
        _put(noun, str(change.get("field") or "").split("."), change.get("value"), (*place, "field"))
    return data


def _merged(base: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in wanted.items():
        inner = merged.get(name)
        merged[name] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def _exchange(data: dict[str, Any], where: str, code: str, value: Any, place: tuple[str | int, ...]) -> None:
    """Add or replace a whole noun, or take it out where there is no value."""
    *outer, name = where.split("/")
    owner = _noun(data, "/".join(outer[:-1]), outer[-1] if outer else "", place)
    items = owner.setdefault(name, [])
    if not isinstance(items, list):
        raise InputError([Problem(_NO_FIELD, place, {"value": where})])
    found = next((at for at, item in enumerate(items) if str(item.get("id")) == code), None)
    if value is None:
        if found is None:
            raise InputError([Problem(_NO_SUCH, place, {"value": code, "list": name})])
        del items[found]
    elif isinstance(value, dict):
        noun = {**value, "id": code} if code else value
        items[:] = [*items[:found], noun, *items[found + 1 :]] if found is not None else [*items, noun]
    else:
        raise InputError([Problem(_NO_FIELD, place, {"value": ""})])


def _noun(data: dict[str, Any], where: str, code: str, place: tuple[str | int, ...]) -> dict[str, Any]:
    names = where.split("/") if where else []
    if not names:
        return data
    inner = data
    codes = [*names[1::2], code]
    for name, wanted in zip(names[::2], codes, strict=False):
        found = [item for item in inner.get(name) or [] if isinstance(item, dict) and str(item.get("id")) == wanted]
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
