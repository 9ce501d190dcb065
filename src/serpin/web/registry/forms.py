"""Forms of records: fields and cells as the workbook has them.

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

from serpin.base.texts import translate
from serpin.charts.locale import Locale
from serpin.formats.workbook.cells import Cell, Choice, Codec, DayCodec, Fixture, Numeric, YesNo
from serpin.formats.workbook.layout import Field
from serpin.formats.workbook.notation import EstimateCodec, WordsCodec
from serpin.web.registry.examples import EXAMPLES
from serpin.web.registry.referring import annotation_of, target_of
from serpin.web.registry.sheets import Kind

_LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_DIGITS = re.compile(r"(-?)(\d{5,15})([.,]\d+)?()")
MOST_CHOICES = 30
"""Records among which one chooses from a list; where there are more, one types with suggestions."""
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
    unit: str = ""
    folded: bool = False
    """Whether it stands behind the fold of other languages."""


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
    chosen: str = ""
    """Names of the records whose codes stand here."""
    examples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def section(self) -> str:
        """Name of the inner noun in which the field stands, or nothing."""
        return self.path.rpartition(".")[0]

    @property
    def folded(self) -> list[FormCell]:
        """The inputs behind the fold of other languages."""
        return [cell for cell in self.cells if cell.folded]

    @property
    def unfolds(self) -> bool:
        """Whether the fold stands open."""
        return any(cell.error for cell in self.folded)

    @property
    def is_wide(self) -> bool:
        """Whether the field takes a whole line."""
        return len(self.cells) > 1 or any(cell.widget == "textarea" for cell in self.cells)

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return any(cell.value for cell in self.cells)


@dataclass
class Section:
    """Fields of one noun: those of the record itself, or of a noun within it."""

    title: str
    description: str
    fields: list[FormField]

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded: something stands in it, or something was refused."""
        return any(one.is_filled or one.error or any(cell.error for cell in one.cells) for one in self.fields)


def cell_name(path: tuple[str, ...], part: str) -> str:
    """Return the name of the input of a part of a field."""
    return ".".join(path) + (f":{part}" if part else "")


def codes_in(body: Mapping[str, Any], path: tuple[str, ...]) -> set[str]:
    """Return the codes that stand at a path: one, several, or the keys of a table."""
    value = value_in(body, path)
    if value is None or value == "":
        return set()
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        return {str(key) for key in value}
    if isinstance(value, list):
        found = set()
        for item in value:
            if isinstance(item, str):
                found.add(item)
            elif isinstance(item, Mapping):
                found |= {str(inner) for inner in list(item.values())[:1] if isinstance(inner, str)}
        return found
    return set()


@cache
def adapter(kind: Kind, path: tuple[str, ...]) -> TypeAdapter[Any]:
    """Return what reads one field of a kind."""
    return TypeAdapter(annotation_of(kind, path))


def value_in(body: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what lies at a path of a body, or nothing."""
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def cells_of(kind: Kind, entry: Field, body: Mapping[str, Any], language: str) -> dict[str, Cell]:
    """Return the cells of a field of a body, by part; of what cannot be read, the bare text."""
    raw = value_in(body, entry.path)
    return {} if raw is None else cells_in(kind, entry, raw, language)


def cells_in(kind: Kind, entry: Field, raw: Any, language: str) -> dict[str, Cell]:
    """Return the cells of a value in plain form, by part; of what cannot be read, the bare text."""
    try:
        value = adapter(kind, entry.path).validate_python(raw)
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
        text = grouped(text)
        return f"{text} %" if style in ("share", "percent") else text
    return str(cell)


def grouped(text: str) -> str:
    """Return a number with its thousands set apart from five digits on; codes of years stay whole."""
    found = _DIGITS.fullmatch(text)
    if found is None:
        return text
    sign, digits, rest, _ = found.groups(default="")
    return sign + f"{int(digits):,}".replace(",", "\u00a0") + rest


def unit_of(entry: Field, part: str, currency: str) -> str:
    """Return the unit that stands behind an input, or an empty text."""
    style = getattr(entry.codec, "style", "")
    return Locale("en", currency).sign if style == "money" and part != "distribution" else ""


def form_of(
    kind: Kind,
    body: Mapping[str, Any],
    language: str,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    currency: str = "KZT",
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
    names
        Titles of the records that may be named, by kind and code.
    currency
        That of the case.
    """
    found = []
    for entry in kind.fields:
        cells = cells_of(kind, entry, body, language) if typed is None else {}
        inputs = []
        for part in entry.codec.parts:
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
                    unit_of(entry, part, currency),
                )
            )
        path = ".".join(entry.path)
        target = ".".join(entry.target) if entry.target else ""
        one = FormField(
            path,
            translate(entry.titles[-1], language),
            translate(entry.description, language),
            entry.required,
            inputs,
            target,
            (errors or {}).get(path, "") if path not in {cell.name for cell in inputs} else "",
            examples=_examples(entry, language),
        )
        if isinstance(entry.codec, WordsCodec):
            _fold(inputs, language)
        if names is not None and (referred := target_of(kind, entry)):
            _offer(entry, one, names.get(referred, {}))
        found.append(one)
    return found


def _fold(cells: list[FormCell], language: str) -> None:
    """Leave one input of a text in several languages in sight: the plain one, or that of the reader."""
    filled = [cell for cell in cells if cell.value]
    own = [cell for cell in filled if cell.name.endswith(f":{language}")]
    plain = [cell for cell in cells if ":" not in cell.name]
    shown_cell = (own or [cell for cell in filled if cell in plain] or filled or plain)[0]
    cells.sort(key=lambda cell: cell is not shown_cell)
    for cell in cells:
        cell.folded = cell is not shown_cell
    if shown_cell not in plain:
        cells[:] = [cell for cell in cells if cell not in plain or cell.value or cell.error]


def _offer(entry: Field, one: FormField, titles: Mapping[str, str]) -> None:
    """Offer the records that may be named: as a choice where there are few, else with their names beside the codes."""
    cell = one.cells[0]
    if type(entry.codec) is Codec and 0 < len(titles) <= MOST_CHOICES and (not cell.value or cell.value in titles):
        cell.widget = "select"
        cell.choices = [(code, f"{code} · {title}") for code, title in titles.items()]
    else:
        one.chosen = chosen_in(cell.value, titles)


def chosen_in(text: str, titles: Mapping[str, str]) -> str:
    """Return the names of the codes that stand in a text."""
    codes = dict.fromkeys(re.split(r"[;:,=\s]+", text))
    return "; ".join(f"{code} · {titles[code]}" for code in codes if code in titles)


def _examples(entry: Field, language: str) -> list[tuple[str, str]]:
    if not isinstance(entry.codec, Choice):
        return []
    told = EXAMPLES.get(entry.codec.kind, {})
    words = zip(entry.codec.kind, entry.codec.choices(language), strict=True)
    return [(word, translate(told[choice], language)) for choice, word in words if choice in told]


def sections_of(kind: Kind, form: list[FormField], language: str) -> list[Section]:
    """Return the fields of a form by the noun to which they belong; those of the record itself first."""
    found: dict[str, Section] = {"": Section("", "", [])}
    infos = kind.sheet.model.model_fields
    for one in form:
        name = one.section
        if name not in found:
            info = infos[name.partition(".")[0]]
            title, told = translate(str(info.title), language), translate(str(info.description), language)
            found[name] = Section(title, told, [])
        found[name].fields.append(one)
    return list(found.values())


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
