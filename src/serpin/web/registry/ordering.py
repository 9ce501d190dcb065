"""The order of a list: figures as figures, days as days, words as the reader reads them, by the alphabet."""

from __future__ import annotations

from typing import Any

from django.db.models import F, FloatField, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from serpin.base.texts import translate
from serpin.formats.workbook.cells import Choice
from serpin.formats.workbook.layout import Field
from serpin.formats.workbook.notation import EstimateCodec, WordsCodec
from serpin.vocabulary.labels import label
from serpin.web.registry.sheets import Kind
from serpin.web.ui.database import InAlphabet, by_words

_NAMES = ("name", "title", "text")
_FIGURES = ("value", "mode", "p50", "low")
"""By which figure of an estimate a list is sorted: the first of these that it has."""


def order_of(kind: Kind, sort: str, language: str, spoken: str) -> list[Any]:
    """Return by what the records of a kind are ordered.

    Parameters
    ----------
    kind
        The kind of the records.
    sort
        Name of a column, with a minus before it for the other way round; nonsense asks for the order of the register.
    language
        Language of the reader.
    spoken
        Language of the workspace: that of the titles by which an index is kept.
    """
    is_down, name = sort.startswith("-"), sort.removeprefix("-")
    sign = "-" if is_down else ""
    if name == "code":
        return [f"{sign}code", f"{sign}id"]
    if name == "title":
        if language == spoken:
            return [f"{sign}title", f"{sign}id"]
        return [_way(_title(language), is_down=is_down), f"{sign}id"]
    entry = next((entry for entry in kind.columns if ".".join(entry.path) == name), None)
    if entry is None:
        return ["position", "id"]
    return [_way(_value(entry, language, spoken), is_down=is_down), "id"]


def _way(expression: Any, *, is_down: bool) -> Any:
    return expression.desc(nulls_last=True) if is_down else expression.asc(nulls_last=True)


def _title(language: str) -> Any:
    """Return the title in a language where the record has it in several, and the one that is kept where not."""
    said = [_text(name, language) for name in _NAMES]
    return InAlphabet(Coalesce(*said, F("title"), output_field=TextField()))


def _value(entry: Field, language: str, spoken: str) -> Any:
    if isinstance(entry.codec, Choice):
        words = [(choice.value, translate(label(choice), language)) for choice in entry.codec.kind]
        return by_words(f"body__{'__'.join(entry.path)}", words)
    if isinstance(entry.codec, WordsCodec):
        plain = _text(*entry.path)
        said = (_text(*entry.path, language), _text(*entry.path, spoken), plain)
        return InAlphabet(Coalesce(*said, output_field=TextField()))
    if isinstance(entry.codec, EstimateCodec):
        return Coalesce(*(Cast(_text(*entry.path, figure), FloatField()) for figure in _FIGURES))
    return F(f"body__{'__'.join(entry.path)}")


def _text(*path: str) -> Any:
    found: Any = F("body")
    for key in path:
        found = KeyTextTransform(key, found)
    return found
