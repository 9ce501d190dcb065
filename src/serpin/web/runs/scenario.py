"""Scenarios as the web application stores them: those of the plan, and the one thing that people ask for besides.

The field ``excluded`` of a project keeps it out: it may then begin only after the horizon. What refers to it stays as
it is, so nothing else of the case has to change. ``base`` is the plan from which the scenario was made.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from serpin.base.errors import InputError, Problem
from serpin.planning import scenario as planning

_LONGEST_QUARTER = 93

Change = dict[str, Any]


def applied(data: dict[str, Any], scenario: dict[str, Any]) -> dict[str, Any]:
    """Return the plain data of a case with the changes of a scenario.

    Raises
    ------
    InputError
        If a change names a noun or a field that is not there; the place is the position among the stored changes.
    """
    changes = scenario.get("changes") or []
    plain = [change for change in changes if change.get("field") != "excluded"]
    order = [number for number, change in enumerate(changes) if change.get("field") != "excluded"]
    excluded = [change for change in changes if change.get("field") == "excluded" and change.get("value")]
    try:
        return planning.applied(data, {"changes": [*plain, *_excluded(data, plain, excluded)]})
    except InputError as error:
        raise InputError([_placed(problem, order) for problem in error.problems]) from None


def _excluded(data: dict[str, Any], plain: list[Change], excluded: list[Change]) -> list[Change]:
    """Return the changes that let projects begin only after the horizon, where no plan can choose them."""
    frame = {**data, **{str(change.get("field")): change.get("value") for change in plain if not change.get("list")}}
    try:
        start, quarters = date.fromisoformat(str(frame.get("start"))), int(frame.get("horizon") or 12)
    except ValueError:
        return []
    day = (start + timedelta(days=_LONGEST_QUARTER * (quarters + 1))).isoformat()
    wanted = (("mandatory", False), ("deadline", None), ("earliest_start", day))
    return [
        {"list": "projects", "code": change.get("code"), "field": field, "value": value}
        for change in excluded
        for field, value in wanted
    ]


def _placed(problem: Problem, order: list[int]) -> Problem:
    place = problem.place
    if len(place) >= 2 and place[0] == "changes" and isinstance(place[1], int) and place[1] < len(order):
        return replace(problem, place=("changes", order[place[1]], *place[2:]))
    return problem
