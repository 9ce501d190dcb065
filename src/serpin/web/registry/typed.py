"""What was typed into a form, read by the workbook's rules and checked by the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from serpin.base.errors import Problem, problems_of
from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Cell, CellError, Choice, Numeric, number_of
from serpin.formats.workbook.layout import Field
from serpin.web.registry.forms import adapter, cell_name, value_in
from serpin.web.registry.sheets import Kind

_FILL = mark("fill this in")


def plain_text(text: str) -> str:
    """Return a text without blanks around it and without the sign 0, which databases do not keep."""
    return text.replace("\x00", "").strip()


def read_form(kind: Kind, typed: Mapping[str, str], language: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the body that was typed, and sentences by the names of the inputs where it was not understood.

    Fields that the form does not hold at all are left out of the body.
    """
    body: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for entry in kind.fields:
        cells: dict[str, Cell] = {}
        for part in entry.codec.parts:
            cells[part] = _in_percent(entry, plain_text(typed.get(cell_name(entry.path, part), ""))) or None
        try:
            value = entry.codec.read(cells)
        except CellError as error:
            name = cell_name(entry.path, error.part)
            values = dict(error.values)
            if isinstance(entry.codec, Choice):
                values["expected"] = "; ".join(entry.codec.choices(language))
            errors[name] = translate(error.message, language, **values)
            continue
        if value is None or value == "":
            continue
        inner = body
        for name in entry.path[:-1]:
            inner = inner.setdefault(name, {})
        inner[entry.path[-1]] = to_jsonable_python(value)
    return body, errors


def _in_percent(entry: Field, text: str) -> str:
    """Read 15 in a field of shares as 15 %: no share is above 1, and people think in percent there."""
    if not isinstance(entry.codec, Numeric) or entry.codec.style != "share" or not text or text.endswith("%"):
        return text
    try:
        return f"{text} %" if abs(number_of(text)) > 1 else text
    except CellError:
        return text


def fault_of(kind: Kind, path: str, typed: Mapping[str, str], language: str) -> str:
    """Return what is wrong with one field as it was typed, or an empty text.

    Raises
    ------
    KeyError
        If the kind has no such field.
    """
    entry = next((one for one in kind.fields if ".".join(one.path) == path), None)
    if entry is None:
        raise KeyError(path)
    body, errors = read_form(
        kind, {name: text for name, text in typed.items() if name.partition(":")[0] == path}, language
    )
    own = [text for name, text in errors.items() if name.partition(":")[0] == path]
    if own:
        return " ".join(own)
    value = value_in(body, entry.path)
    if value is None:
        return translate(_FILL, language) if entry.required else ""
    try:
        adapter(kind, entry.path).validate_python(value)
    except ValidationError as error:
        return " ".join(problem.sentence(language) for problem in problems_of(list(error.errors(include_url=False))))
    return ""


def checked(kind: Kind, body: Mapping[str, Any], children: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return a body in the plain form of the vocabulary, and what the vocabulary finds wrong with it.

    Parameters
    ----------
    kind, body
        The noun without the lists that are records of their own.
    children
        Those lists as they stand; that one of them is still empty is no fault of this record.
    """
    lists = {child.list_name for child in kind.children}
    try:
        noun = kind.sheet.model.model_validate({**body, **{k: v for k, v in children.items() if v}})
    except ValidationError as error:
        problems = problems_of(list(error.errors(include_url=False)))
        own = [problem for problem in problems if not problem.place or problem.place[0] not in lists]
        return dict(body), own
    plain = noun.model_dump(mode="json", exclude=lists, exclude_none=True)
    return plain, []


def errors_by_input(kind: Kind, problems: list[Problem], language: str) -> dict[str, str]:
    """Return sentences by the name of the input at which each problem lies; the rest under an empty name."""
    found: dict[str, str] = {}
    for problem in problems:
        place = tuple(str(part) for part in problem.place)
        name = next((n for n in (_input_at(entry, place) for entry in kind.fields) if n is not None), "")
        sentence = problem.sentence(language)
        found[name] = f"{found[name]} {sentence}" if name in found else sentence
    return found


def _input_at(entry: Field, place: tuple[str, ...]) -> str | None:
    length = len(entry.path)
    if not place or (place[:length] != entry.path and entry.path[: len(place)] != place):
        return None
    part = place[length] if len(place) > length and place[length] in entry.codec.parts else ""
    return cell_name(entry.path, part)
