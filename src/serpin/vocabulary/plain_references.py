"""References in plain data: what they miss is told although the noun that makes them is broken elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from serpin.base.errors import Place, Problem, show
from serpin.vocabulary.case import Case
from serpin.vocabulary.review import LISTS, MISSING
from serpin.vocabulary.structure import annotations_of, element_of, key_of, model_in, reference_in


def missing_references(data: dict[str, Any]) -> list[Problem]:
    """Return a problem for every reference to a code that no entry of its list has.

    Parameters
    ----------
    data
        Plain data of a case; entries of a wrong shape are passed over.
    """
    existing = {kind: _codes(data.get(name)) for kind, name in LISTS.items()}
    found = []
    for place, kind, code in _references(data, Case, ()):
        if kind in existing and code not in existing[kind]:
            found.append(Problem(MISSING[kind], place, {"value": show(code)}))
        elif kind == "work" and place[0] == "projects":
            project = data["projects"][place[1]]
            if code not in _codes(project.get("works")):
                values = {"value": show(code), "project": show(project.get("id", ""))}
                at = place[:-1] if place[-1] == "work" else place
                found.append(Problem(MISSING["work"], at, values))
    return found


def _codes(entries: Any) -> set[str]:
    tables = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list | tuple) else []
    return {code for entry in tables if (code := _code(entry.get("id"))) is not None}


def _code(value: Any) -> str | None:
    """Return a code as the vocabulary reads it, or nothing where no code stands."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _references(data: Any, model: type[BaseModel], place: Place) -> Iterator[tuple[Place, str, str]]:
    """Yield place, kind and code of every reference in the data of a noun and of its parts."""
    if not isinstance(data, dict):
        return
    for name, annotation in annotations_of(model).items():
        if name not in data:
            continue
        value, here = data[name], (*place, name)
        element = element_of(annotation)
        items = list(enumerate(value)) if element is not None and isinstance(value, list | tuple) else []
        keys = value if key_of(annotation) is not None and isinstance(value, dict) else {}
        for part, found in (
            (annotation, [(here, value)]),
            (element, [((*here, number), item) for number, item in items]),
            (key_of(annotation), [((*here, str(key)), key) for key in keys]),
        ):
            reference = reference_in(part) if part is not None else None
            if reference is not None:
                yield from ((at, reference.kind, code) for at, item in found if (code := _code(item)) is not None)
        if (inner := model_in(annotation)) is not None:
            yield from _references(value, inner, here)
        if element is not None and (inner := model_in(element)) is not None:
            for number, item in items:
                yield from _references(item, inner, (*here, number))
