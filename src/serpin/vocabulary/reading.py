"""Reading a case from plain data: every problem in one go, wherever it lies.

Broken parts are taken out one by one, smallest first, until the rest is a valid case; then the rest is reviewed as a
whole. So a user sees the broken cell and the circle of links elsewhere in the same list.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import Any

from pydantic import BaseModel, ValidationError

from serpin.base.errors import InputError, Place, Problem, problems_of, show
from serpin.base.texts import mark
from serpin.vocabulary.case import FORMAT, Case
from serpin.vocabulary.plain_references import missing_references
from serpin.vocabulary.review import LISTS_BY_MESSAGE
from serpin.vocabulary.structure import annotations_of, element_of, model_in

_MOST_ROUNDS = 100
_STAND_INS = (1, "x", "2026-01-01", "2026Q1", True)


def read_case(data: Any) -> Case:
    """Return the case that plain data describe.

    Parameters
    ----------
    data
        Tables, lists, texts, numbers and dates, as a reader of YAML, JSON or a workbook gives them.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    if not isinstance(data, dict):
        raise InputError([Problem(mark("a case is a table of names and values; this is something else"))])
    data = lift(data)
    try:
        return Case.model_validate(data)
    except ValidationError as error:
        raise InputError(_all_problems(data, error)) from None


def lift(data: dict[str, Any]) -> dict[str, Any]:
    """Return data of an older format number as data of the present one.

    Raises
    ------
    InputError
        If the number is not known to this version.
    """
    number = data.get("format", FORMAT)
    if number == 0:
        data = _from_format_0(data)
    elif number != FORMAT:
        message = mark("format {value} is not known to this version, which reads formats 0 to {known}")
        raise InputError([Problem(message, ("format",), {"value": str(number)[:20], "known": FORMAT})])
    return data


def _from_format_0(data: dict[str, Any]) -> dict[str, Any]:
    """Lift the drafts before the first release: ``works[].predecessors`` were plain codes, the horizon was in years."""
    data = copy.deepcopy(data)
    data["format"] = FORMAT
    years = data.get("horizon_years")
    if isinstance(years, int):
        data["horizon"] = data.pop("horizon_years") * 4
    for project in _tables(data.get("projects")):
        for work in _tables(project.get("works")):
            if isinstance(work.get("predecessors"), list):
                work["after"] = [{"work": code} for code in work.pop("predecessors")]
    return data


def _tables(entries: Any) -> list[dict[str, Any]]:
    """Return the entries of a list that are tables; whatever else stands there is refused later, at its place."""
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _all_problems(data: dict[str, Any], error: ValidationError) -> list[Problem]:
    problems = [_in_input(data, problem) for problem in problems_of(error.errors(include_url=False))]
    places = [problem.place for problem in problems]
    problems = [p for p in problems if not (p.message == _TOO_SHORT and _has_inner(p.place, places))]
    rest = _Rest(data)
    for _ in range(_MOST_ROUNDS):
        try:
            Case.model_validate(rest.data)
        except ValidationError as again:
            found = again.errors(include_url=False)
            problems += rest.news(found)
            rest.mend(found)
        except InputError as review:
            known = {problem.place for problem in problems}
            problems += [
                Problem(p.message, place, p.values)
                for p in review.problems
                if (place := rest.original(p.place)) not in known and str(p.values.get("value")) not in rest.codes
            ]
            break
        else:
            break
    told = {problem.place for problem in problems if not isinstance(_at(data, problem.place), dict)}
    told |= {problem.place for problem in problems if problem.message in LISTS_BY_MESSAGE}
    return problems + [problem for problem in missing_references(data) if problem.place not in told]


_TOO_SHORT = mark("at least {min_length} entries expected")


def _has_inner(place: Place, places: list[Place]) -> bool:
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _in_input(data: Any, problem: Problem) -> Problem:
    """Return a problem with its place and value as they stand in the input."""
    place = real_place(data, problem.place)
    values = dict(problem.values)
    if values.get("value") in (None, "None"):
        values["value"] = show(_at(data, place))
    return Problem(problem.message, place, values)


def _at(data: Any, place: Place) -> Any:
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return ""
    return data


def real_place(data: Any, place: Place) -> Place:
    """Return the place without the names of alternatives that pydantic puts between (``pert``, ``[key]``)."""
    real: list[str | int] = []
    for position, part in enumerate(place):
        if isinstance(data, dict):
            if part in data:
                data = data[part]
            elif position < len(place) - 1 or part == "[key]":
                continue
            else:
                data = None
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        real.append(part)
    return tuple(real)


class _Rest:
    """A copy of the input in which broken values are replaced by harmless ones, or taken out where none will do."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = copy.deepcopy(data)
        self.codes: set[str] = set()
        """Codes of what was taken out: references to them are not missing."""
        self._tried: Counter[Place] = Counter()
        self._gone: dict[Place, list[int]] = {}
        self._touched: list[Place] = []

    def news(self, errors: list[Any]) -> list[Problem]:
        """Return problems of whole nouns that show only now, since their parts are mended.

        A noun of which a value of its own was replaced is left alone: its problem may be ours.
        """
        if not self._touched:
            return []
        found = []
        for problem in problems_of([error for error in errors if error["type"] == "serpin"]):
            place = real_place(self.data, problem.place)
            ours = [other for other in self._touched if other[: len(place)] == place]
            if all(len(other) > len(place) and self._is_part(other[: len(place) + 1]) for other in ours):
                found.append(Problem(problem.message, self.original(place), problem.values))
        return found

    def _is_part(self, place: Place) -> bool:
        """Tell whether nouns with codes of their own stand at a place."""
        entries = _at(self.data, place)
        return isinstance(entries, list) and bool(entries) and isinstance(entries[0], dict) and "id" in entries[0]

    def mend(self, errors: list[Any]) -> None:
        """Replace or take out the values that pydantic complains of, later list positions first."""
        choices = {real_place(self.data, tuple(e["loc"])): _allowed(e) for e in errors}
        inner = [place for place in choices if not _has_inner(place, list(choices))]
        for place in sorted(inner, key=_later_first):
            self._mend_one(place, choices[place])

    def _mend_one(self, place: Place, allowed: str | None) -> None:
        holder = _at(self.data, place[:-1]) if place else None
        attempt = self._tried[place]
        self._tried[place] += 1
        self._touched.append(place)
        if isinstance(holder, dict) and not isinstance(place[-1], int):
            if attempt == 0 and place[-1] in holder:
                del holder[place[-1]]
                return
            if allowed is not None or attempt <= len(_STAND_INS):
                holder[place[-1]] = allowed if allowed is not None else _STAND_INS[max(attempt - 1, 0)]
                return
        if attempt == 0 and self._strip(place):
            return
        self._take_out_entry(place)

    def _strip(self, place: Place) -> bool:
        """Take the optional values of a noun out, its parts excepted, so that the rest can still be reviewed."""
        noun, model = _at(self.data, place), _model_at(place)
        if not isinstance(noun, dict) or model is None:
            return False
        optional = [name for name in noun if name in model.model_fields and not model.model_fields[name].is_required()]
        gone = [name for name in optional if not self._is_part((*place, name))]
        for name in gone:
            del noun[name]
        return bool(gone)

    def _take_out_entry(self, place: Place) -> None:
        for depth in range(len(place), 0, -1):
            part, outer = place[depth - 1], _at(self.data, place[: depth - 1])
            if isinstance(part, int) and isinstance(outer, list) and part < len(outer):
                original = self.original(place[:depth])
                self._remember(outer.pop(part))
                self._gone.setdefault(original[:-1], []).append(int(original[-1]))
                self._tried = Counter({k: n for k, n in self._tried.items() if k[: depth - 1] != place[: depth - 1]})
                return

    def _remember(self, entry: Any) -> None:
        if isinstance(entry, dict):
            if "id" in entry:
                self.codes.add(str(entry["id"]))
            for value in entry.values():
                self._remember(value)
        elif isinstance(entry, list):
            for item in entry:
                self._remember(item)

    def original(self, place: Place) -> Place:
        """Return the place in the input of a place in the rest."""
        found: tuple[str | int, ...] = ()
        for part in place:
            position = part
            if isinstance(position, int):
                for gone in sorted(self._gone.get(found, [])):
                    if gone <= position:
                        position += 1
            found = (*found, position)
        return found


def _allowed(error: Any) -> str | None:
    """Return the first of the values that an error says would be allowed, if it says."""
    found = re.search(r"'([^']*)'", str((error.get("ctx") or {}).get("expected", "")))
    return found[1] if found else None


def _model_at(place: Place) -> type[BaseModel] | None:
    """Return the class of the noun at a place of a case, or nothing where no noun stands."""
    model: type[BaseModel] | None = Case
    annotation: Any = None
    for part in place:
        if isinstance(part, int):
            annotation = element_of(annotation)
        elif model is not None:
            annotation = annotations_of(model).get(part)
        if annotation is None:
            return None
        model = model_in(annotation)
    return model


def _later_first(place: Place) -> tuple[tuple[str, int], ...]:
    return tuple(("", -part) if isinstance(part, int) else (part, 0) for part in place)
