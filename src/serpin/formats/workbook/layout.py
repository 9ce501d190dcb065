"""The layout of the workbook, derived from the vocabulary: a sheet for each noun, a field for each thing to fill in.

Whatever is a list of nouns becomes a sheet with the codes of its parents in front; a single noun within a noun becomes
further columns; a few very small nouns become one cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Choice, Codec, DayCodec, Emptiable, Fixture, Numeric, QuarterCodec, YesNo
from serpin.formats.workbook.links import Links
from serpin.formats.workbook.notation import EstimateCodec, ListOf, Pairs, TableOf, WordsCodec
from serpin.vocabulary.award import Application, Award
from serpin.vocabulary.calendar import CapacityChange
from serpin.vocabulary.case import Case
from serpin.vocabulary.gate import Gate
from serpin.vocabulary.indicator import Indicator
from serpin.vocabulary.innovation import Innovation
from serpin.vocabulary.noun import Reference, Words
from serpin.vocabulary.project import Contribution, Partner, Project
from serpin.vocabulary.review import LISTS
from serpin.vocabulary.risk import Risk
from serpin.vocabulary.source import Source, Tranche
from serpin.vocabulary.strategy import Goal, Strategy
from serpin.vocabulary.structure import annotations_of, bare, element_of, key_of, model_in, reference_in, without_none
from serpin.vocabulary.work import Link, Work

Key = tuple[str, ...]
"""Names of the lists that lead to a noun: ``("projects", "works")``."""

LONGEST_SHEET_NAME = 31

_COMPACT: dict[type[BaseModel], tuple[str, str]] = {
    Partner: ("enterprise", "share"),
    Contribution: ("indicator", "amount"),
    CapacityChange: ("since", "capacity"),
    Tranche: ("gate", "share"),
}
"""Nouns of two fields that stand in one cell as ``first: second``."""

_PARENTS: dict[type[BaseModel], str] = {
    Project: mark("Project"),
    Work: mark("Work"),
    Gate: mark("Gate"),
    Innovation: mark("Innovation"),
    Risk: mark("Risk"),
    Source: mark("Source"),
    Award: mark("Call"),
    Application: mark("Application"),
    Indicator: mark("Indicator"),
    Strategy: mark("Strategy"),
    Goal: mark("Goal"),
}
"""Headings of the columns that say where a row belongs."""

_TITLES: dict[Key, str] = {
    (): mark("Case"),
    ("sources", "available"): mark("Money by quarter"),
    ("indicators", "series"): mark("Indicator series"),
    ("indicators", "structure"): mark("Indicator structure"),
    ("projects", "works", "modes"): mark("Modes of works"),
    ("projects", "gates", "criteria"): mark("Gate criteria"),
    ("awards", "applications", "promises"): mark("Promises of applicants"),
}
"""Names of sheets where the title of the list does not say enough."""

_ORDER: tuple[Key, ...] = (
    (),
    ("enterprises",),
    ("resources",),
    ("innovations",),
    ("projects",),
    ("projects", "works"),
    ("projects", "works", "modes"),
    ("projects", "gates"),
    ("projects", "gates", "criteria"),
    ("risks",),
    ("risks", "impacts"),
    ("risks", "mitigations"),
    ("covers",),
    ("sources",),
    ("sources", "available"),
    ("sources", "obligations"),
    ("relations",),
)
"""Sheets in the order in which one fills them in; the others follow as the vocabulary has them."""

NEEDED: frozenset[Key] = frozenset({(), *_ORDER[1:7], ("sources",), ("sources", "available")})
"""Sheets without which nothing can be planned."""

_LOOKUPS: dict[tuple[Key, Key], Key] = {
    (("claims",), ("cover",)): ("covers",),
    (("sources",), ("rules", "after_source")): ("sources",),
    (("sources",), ("guarantee",)): ("sources",),
    (("risks", "impacts"), ("work",)): ("projects", "works"),
    (("projects", "works", "modes"), ("work",)): ("projects", "works"),
}
"""Codes that point to a sheet although the vocabulary looks them up by another rule."""

_PART_TITLES = {
    "low": mark("low"),
    "": mark("most likely"),
    "high": mark("high"),
    "distribution": mark("distribution"),
}


@dataclass(frozen=True, eq=False)
class Field:
    """One thing to fill in: a column or a few of them.

    Parameters
    ----------
    path
        Names of the fields from the noun of the row inwards.
    titles
        English titles from the outer noun inwards; keys of the translations.
    description
        English description; key of the translation.
    codec
        How it stands in cells.
    info
        What pydantic knows of it, above all the default.
    required
        Whether it must be filled in in every row.
    limits
        Least and greatest value that the vocabulary allows, where it says.
    target
        The sheet whose codes may stand here, or nothing.
    """

    path: Key
    titles: tuple[str, ...]
    description: str
    codec: Codec
    info: FieldInfo
    required: bool
    limits: tuple[Any, Any] = (None, None)
    target: Key | None = None

    def heading(self, language: str, part: str = "") -> str:
        """Return the heading of a column in a language."""
        title = ": ".join(translate(title, language) for title in self.titles)
        if isinstance(self.codec, WordsCodec):
            return f"{title} ({part})" if part else title
        if isinstance(self.codec, EstimateCodec):
            return f"{title}: {translate(_PART_TITLES[part], language)}"
        return title


@dataclass(frozen=True)
class Parent:
    """A column that says to which row of another sheet a row belongs."""

    title: str
    target: Key

    def heading(self, language: str) -> str:
        """Return the heading in a language."""
        return translate(self.title, language)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet: where its rows belong, and what is filled in.

    Parameters
    ----------
    key
        The lists that lead to its nouns; empty for the case itself, which stands upright.
    model
        Class of the nouns.
    title, description
        English, keys of the translations.
    parents
        Columns in front that name the nouns around.
    fields
        What is filled in.
    """

    key: Key
    model: type[BaseModel]
    title: str
    description: str
    parents: tuple[Parent, ...] = ()
    fields: tuple[Field, ...] = ()

    def name(self, language: str) -> str:
        """Return the name of the sheet in a language, as spreadsheets allow it."""
        return sheet_name(translate(self.title, language))

    @property
    def code_column(self) -> int:
        """Position of the column with the codes of its own nouns."""
        return len(self.parents)


def sheet_name(words: str) -> str:
    """Return words as the name of a sheet: no forbidden signs, at most 31 letters."""
    allowed = "".join(" " if letter in "[]:*?/\\'" else letter for letter in words)
    return " ".join(allowed.split())[:LONGEST_SHEET_NAME].strip()


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return all sheets in the order of the workbook."""
    found = {sheet.key: sheet for sheet in _sheets_of(Case, (), (), mark("Case"), _CASE)}
    ordered = [key for key in _ORDER if key in found]
    return tuple(found[key] for key in [*ordered, *(key for key in found if key not in ordered)])


_CASE = mark("The case as a whole: title, start, horizon, rates, working days")


def by_depth() -> list[Sheet]:
    """Return all sheets, those of parents before those of their children."""
    return sorted(sheets(), key=lambda sheet: len(sheet.key))


def _sheets_of(
    model: type[BaseModel], key: Key, parents: tuple[Parent, ...], title: str, description: str
) -> Iterator[Sheet]:
    fields = tuple(_fields_of(model, key, (), ()))
    yield Sheet(key, model, _TITLES.get(key, title), description, parents, fields)
    around = (*parents, Parent(_PARENTS[model], key)) if key and _has_sheets(model) else parents
    for name, annotation in annotations_of(model).items():
        inner = model_in(element_of(annotation))
        if inner is not None and not _is_cell(inner):
            info = model.model_fields[name]
            yield from _sheets_of(inner, (*key, name), around, str(info.title), str(info.description))


def _is_cell(model: type[BaseModel]) -> bool:
    return model is Link or model is Words or model in _COMPACT


def _has_sheets(model: type[BaseModel]) -> bool:
    elements = [model_in(element_of(annotation)) for annotation in annotations_of(model).values()]
    return any(element is not None and not _is_cell(element) for element in elements)


def _fields_of(model: type[BaseModel], key: Key, path: Key, titles: tuple[str, ...]) -> Iterator[Field]:
    for name, annotation in annotations_of(model).items():
        info = model.model_fields[name]
        names = (*titles, str(info.title))
        inner = model_in(annotation)
        element = model_in(element_of(annotation))
        if inner is not None and inner is not Words:
            yield from _fields_of(inner, key, (*path, name), names)
        elif element is None or _is_cell(element):
            codec = codec_for(annotation, info)
            target = _target(key, (*path, name), annotation)
            required = info.is_required() and not path
            limits = limits_of(annotation)
            yield Field((*path, name), names, str(info.description), codec, info, required, limits, target)


def _target(key: Key, path: Key, annotation: Any) -> Key | None:
    if (key, path) in _LOOKUPS:
        return _LOOKUPS[key, path]
    reference = reference_in(annotation)
    return target_of(reference) if reference is not None else None


def target_of(reference: Reference) -> Key | None:
    """Return the sheet in which a kind of reference is looked up."""
    if reference.kind == "work":
        return ("projects", "works")
    return (LISTS[reference.kind],) if reference.kind in LISTS else None


def codec_for(annotation: Any, info: FieldInfo | None = None) -> Codec:  # noqa: C901, PLR0911 - one answer for each kind
    """Return how a field of an annotation stands in cells."""
    inner = bare(annotation)
    element = element_of(annotation)
    if element is not None:
        return _codec_of_list(element)
    if key_of(annotation) is not None:
        return TableOf()
    if inner is Words:
        return WordsCodec()
    if get_origin(inner) in (Union, UnionType):
        return EstimateCodec("money" if info is not None and "currency" in str(info.description) else "number")
    if get_origin(inner) is Literal:
        return Fixture(get_args(inner))
    if issubclass(inner, StrEnum):
        return Choice(inner)
    if issubclass(inner, bool):
        return YesNo()
    if issubclass(inner, date):
        return DayCodec()
    if issubclass(inner, int | float | Decimal):
        in_percent = info is not None and "in percent" in str(info.description)
        return Numeric("percent" if in_percent else _style(annotation, inner))
    if info is not None and any("Q[1-4]" in str(getattr(rule, "pattern", "")) for rule in info.metadata):
        return QuarterCodec()
    return Emptiable() if info is not None and _may_be_emptied(info) else Codec()


def _may_be_emptied(info: FieldInfo) -> bool:
    """Tell whether a text may be empty although its default is not."""
    has_form = any(getattr(rule, "pattern", None) for rule in info.metadata)
    return not info.is_required() and info.default not in ("", None) and not has_form


def _codec_of_list(element: Any) -> Codec:
    model = model_in(element)
    if model is Link:
        return Links()
    if model in _COMPACT:
        names = _COMPACT[model]
        first, second = (codec_for(annotations_of(model)[name], model.model_fields[name]) for name in names)
        titles = (str(model.model_fields[names[0]].title), str(model.model_fields[names[1]].title))
        return Pairs(names, titles, first, second)
    codec = codec_for(element)
    commas = reference_in(element) is not None or isinstance(codec, DayCodec) or issubclass(bare(element), int)
    return ListOf(codec, commas=commas)


def _style(annotation: Any, kind: type) -> str:
    if issubclass(kind, Decimal):
        return "money"
    if issubclass(kind, int):
        return "whole"
    return "share" if _is_share(annotation) else "number"


def _is_share(annotation: Any) -> bool:
    """Tell whether a number lies between 0 and 1 (or -1 and 1), so that it is shown in percent."""
    most = limits_of(annotation)[1]
    return most is not None and float(most) <= 1


def limits_of(annotation: Any) -> tuple[Any, Any]:
    """Return the least and the greatest value that an annotation allows, where it says."""
    rules: list[Any] = []
    annotation = without_none(annotation)
    while get_origin(annotation) is Annotated:
        for note in get_args(annotation)[1:]:
            rules += note.metadata if isinstance(note, FieldInfo) else [note]
        annotation = without_none(get_args(annotation)[0])
    least: list[Any] = [rule.ge if isinstance(rule, Ge) else rule.gt for rule in rules if isinstance(rule, Ge | Gt)]
    most: list[Any] = [rule.le if isinstance(rule, Le) else rule.lt for rule in rules if isinstance(rule, Le | Lt)]
    return max(least, default=None), min(most, default=None)
