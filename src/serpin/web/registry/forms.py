"""Forms of records: fields and cells as the workbook has them, read and checked by the vocabulary.

A form speaks in cells: ``name`` of a cell is the path of the field, with the part of the field behind a colon where a
field has several (``duration:low``). What was typed is kept word for word when it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from serpin.base.errors import Problem, problems_of
from serpin.base.texts import translate
from serpin.formats.workbook.cells import Cell, CellError, Choice, DayCodec, Fixture, Numeric, YesNo
from serpin.formats.workbook.layout import Field
from serpin.formats.workbook.notation import EstimateCodec, WordsCodec
from serpin.vocabulary.structure import annotations_of, model_in
from serpin.web.registry.sheets import Kind

_LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_LONG = frozenset({"purpose", "text", "notes", "note", "terms", "cause", "evidence", "reason"})


@dataclass
class FormCell:
    """One input."""

    name: str
    label: str
    value: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    widget: str = "text"
    error: str = ""


@dataclass
class FormField:
    """One field with its inputs."""

    path: str
    heading: str
    help: str
    required: bool
    cells: list[FormCell]
    target: str = ""
    """Kind of the records whose codes may stand here, or nothing."""
    error: str = ""

    @property
    def section(self) -> str:
        """Name of the inner noun in which the field stands, or nothing."""
        return self.path.rpartition(".")[0]


def cell_name(path: tuple[str, ...], part: str) -> str:
    """Return the name of the input of a part of a field."""
    return ".".join(path) + (f":{part}" if part else "")


@cache
def _adapter(kind: Kind, path: tuple[str, ...]) -> TypeAdapter[Any]:
    model: Any = kind.sheet.model
    for name in path[:-1]:
        model = model_in(annotations_of(model)[name])
    return TypeAdapter(annotations_of(model)[path[-1]])


def value_in(body: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what lies at a path of a body, or nothing."""
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def cells_of(kind: Kind, entry: Field, body: Mapping[str, Any], language: str) -> dict[str, Cell]:
    """Return the cells of a field of a body, by part; of what cannot be read, the bare text."""
    raw = value_in(body, entry.path)
    if raw is None:
        return {}
    try:
        value = _adapter(kind, entry.path).validate_python(raw)
    except ValidationError:
        return {"": str(raw)}
    return {part: cell for part, cell in entry.codec.write(value, language).items() if cell not in (None, "")}


def shown(entry: Field, cell: Cell, language: str) -> str:
    """Return a cell as it is typed: percent where the field is a share, a comma where the language has one."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        codec = entry.codec
        style = codec.style if isinstance(codec, Numeric) else "number"
        number = round(cell * 100, 10) if style == "share" else cell
        text = f"{number:.15g}" if isinstance(number, float) else str(number)
        with_comma = text.replace(".", ",")
        text = text if language == "en" or _UNCLEAR.fullmatch(with_comma) else with_comma
        return f"{text} %" if style in ("share", "percent") else text
    return str(cell)


def form_of(
    kind: Kind,
    body: Mapping[str, Any],
    language: str,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[FormField]:
    """Return the form of a record.

    Parameters
    ----------
    kind, body
        What is filled in, and what stands there.
    language
        Of headings, choices and help.
    typed
        What was typed, by the names of the inputs; shown instead of the body.
    errors
        Sentences by the names of inputs or fields.
    """
    found = []
    for entry in kind.fields:
        cells = cells_of(kind, entry, body, language) if typed is None else {}
        inputs = []
        for part in _parts(entry):
            name = cell_name(entry.path, part)
            value = typed.get(name, "") if typed is not None else shown(entry, cells.get(part), language)
            inputs.append(
                FormCell(
                    name,
                    _label(entry, part, language),
                    value,
                    _choices(entry, language) if not part else [],
                    _widget(entry, part),
                    (errors or {}).get(name, ""),
                )
            )
        path = ".".join(entry.path)
        found.append(
            FormField(
                path,
                entry.heading(language),
                translate(entry.description, language),
                entry.required,
                inputs,
                ".".join(entry.target) if entry.target else "",
                (errors or {}).get(path, "") if path not in {cell.name for cell in inputs} else "",
            )
        )
    return found


def _parts(entry: Field) -> tuple[str, ...]:
    return entry.codec.parts


def _label(entry: Field, part: str, language: str) -> str:
    if isinstance(entry.codec, WordsCodec):
        return _LANGUAGE_NAMES.get(part, "")
    if isinstance(entry.codec, EstimateCodec):
        return entry.heading(language, part).rpartition(": ")[2]
    return ""


def _choices(entry: Field, language: str) -> list[tuple[str, str]]:
    codec = entry.codec
    if isinstance(codec, Choice):
        return [(str(choice), words) for choice, words in zip(codec.kind, codec.choices(language), strict=True)]
    if isinstance(codec, YesNo | Fixture):
        return [(words, words) for words in codec.choices(language)]
    return []


def _widget(entry: Field, part: str) -> str:
    if isinstance(entry.codec, Choice | YesNo | Fixture):
        return "select"
    if isinstance(entry.codec, DayCodec):
        return "date"
    if entry.path[-1] in _LONG and part in ("", "kk", "ru", "en"):
        return "textarea"
    return "number" if isinstance(entry.codec, Numeric | EstimateCodec) and part != "distribution" else "text"


def read_form(kind: Kind, typed: Mapping[str, str], language: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the body that was typed, and sentences by the names of the inputs where it was not understood.

    Fields that the form does not hold at all are left out of the body.
    """
    body: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for entry in kind.fields:
        cells: dict[str, Cell] = {}
        for part in _parts(entry):
            text = typed.get(cell_name(entry.path, part), "").strip()
            cells[part] = text or None
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
    part = place[length] if len(place) > length and place[length] in _parts(entry) else ""
    return cell_name(entry.path, part)
