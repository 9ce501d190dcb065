"""Fields of nouns and of options in words: their titles, and their values by what they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.coordination.options import Target
from serpin.engines.portfolio.options import Financing
from serpin.engines.scheduling.options import ObjectiveName
from serpin.formats.workbook.layout import limits_of
from serpin.reports.tables.table import is_number
from serpin.vocabulary.labels import LABELS
from serpin.vocabulary.noun import Words
from serpin.vocabulary.structure import annotations_of, bare, element_of, key_of, model_in, reference_in, without_none

_YES, _NO = mark("yes"), mark("no")
_CHOICES: dict[StrEnum, str] = {
    ObjectiveName.LATENESS: mark("little lateness"),
    ObjectiveName.MAKESPAN: mark("an early end"),
    ObjectiveName.VALUE: mark("a high value"),
    ObjectiveName.STABILITY: mark("few changes against the plan before"),
    ObjectiveName.LEVELLING: mark("an even load"),
    Financing.FREE: mark("shares of the sources may change by quarter"),
    Financing.CONSTANT: mark("shares of the sources stay the same"),
    Target.OPTIMUM: mark("the best joint outcome"),
    Target.TRUST: mark("the outcome that needs trust only"),
}
"""Words for the choices of options, which no workbook holds."""
_LONGEST = 60
_NONE = "–"


def steps_to(model: type[BaseModel] | None, path: str, names: Names) -> Iterator[tuple[str, Any]]:
    """Yield what each step of a path is called, and its annotation; nothing is known within a plain table.

    Parameters
    ----------
    model
        The noun from which the path goes.
    path
        Names of fields and positions in lists, with points between.
    names
        Names of the case, in a language.
    """
    annotation: Any = None
    for name in path.split(".") if path else ():
        if name.isdecimal():
            annotation = element_of(annotation) if annotation is not None else None
            model = model_in(annotation) if annotation is not None else None
            yield str(int(name) + 1), annotation
        elif model is not None and name in model.model_fields:
            annotation = annotations_of(model)[name]
            title = names.locale.say(model.model_fields[name].title or name)
            model = model_in(annotation) or model_in(element_of(annotation) or str)
            yield title, annotation
        else:
            key = key_of(annotation) if annotation is not None else None
            annotation, model = _of_table(annotation), None
            yield _named(name, key, names), annotation


def value_in_words(value: Any, annotation: Any, names: Names) -> str:
    """Return a value in short: names for codes, words for choices, days, yes and no.

    Parameters
    ----------
    value
        What JSON can hold.
    annotation
        What the vocabulary says of it, or nothing.
    names
        Names of the case, in a language.
    """
    text = _in_words(value, without_none(annotation) if annotation is not None else None, names)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _in_words(value: Any, annotation: Any, names: Names) -> str:  # noqa: PLR0911 - one answer for each kind of value
    locale = names.locale
    if value in (None, "", [], {}):
        return _NONE
    if isinstance(value, bool):
        return locale.say(_YES if value else _NO)
    if is_number(value):
        most = limits_of(annotation)[1] if annotation is not None else None
        if most is not None and float(most) <= 1:
            return locale.percent(float(value), 1)
        return locale.number(value, 4 if abs(float(value)) < 1 else 0)
    if isinstance(value, list):
        inner = element_of(annotation) if annotation is not None else None
        return "; ".join(_in_words(item, inner, names) for item in value)
    if isinstance(value, dict):
        return _table_in_words(value, annotation, names)
    kind = bare(annotation) if annotation is not None else None
    if isinstance(kind, type) and issubclass(kind, StrEnum) and value in list(kind):
        known = (kind, str(value)) in LABELS
        return locale.choice(kind(value)) if known else locale.say(_CHOICES.get(kind(value), str(value)))
    if isinstance(kind, type) and issubclass(kind, date):
        return locale.day(date.fromisoformat(str(value)))
    return _named(str(value), annotation, names)


def _table_in_words(table: dict[str, Any], annotation: Any, names: Names) -> str:
    if set(table) <= {"plain", "kk", "ru", "en"}:
        return names.locale.name(Words.model_validate(table))
    model = model_in(annotation) if annotation is not None else None
    fields = annotations_of(model) if model is not None else {}
    key = key_of(annotation) if annotation is not None else None
    said = []
    for name, value in table.items():
        if value in (None, "", [], {}):
            continue
        title = names.locale.say(model.model_fields[name].title or name) if model and name in fields else ""
        words = _in_words(value, fields.get(name), names)
        named = title or ("" if annotation is None else _named(name, key, names))
        said.append(f"{named}: {words}" if named else words)
    return "; ".join(said) or _NONE


def _named(code: str, annotation: Any, names: Names) -> str:
    """Return the name of what a code refers to, or the code itself."""
    reference = reference_in(annotation) if annotation is not None else None
    if reference is None:
        return code
    return names.project(code) if reference.kind == "project" else names.other(reference.kind, code)


def _of_table(annotation: Any) -> Any:
    """Return the annotation of the values of a table field, or nothing."""
    inner = bare(annotation) if annotation is not None and key_of(annotation) is not None else None
    arguments = get_args(inner)
    return arguments[1] if len(arguments) == 2 else None
