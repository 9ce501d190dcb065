"""A case as plain data: defaults left out, estimates in their short form, dates as dates, money as numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Fixed, ThreePoint
from serpin.vocabulary.noun import Words

_LARGEST_WHOLE = 2**53
_ALWAYS = ("format", "title", "language", "currency", "start", "horizon")
"""Fields of the case that are written even where they hold the default: a reader looks for them first."""


def case_to_data(case: Case) -> dict[str, Any]:
    """Return a case as tables, lists, texts, numbers and dates, which read back as the same case.

    Parameters
    ----------
    case
        The case; what equals its default is left out.
    """
    data = {name: plain(getattr(case, name)) for name in _ALWAYS}
    return {**data, **{name: value for name, value in noun_to_data(case).items() if name not in data}}


def noun_to_data(noun: BaseModel) -> dict[str, Any]:
    """Return a noun as a table of names and values without what equals its default."""
    data = {}
    for name, field in type(noun).model_fields.items():
        value = plain(getattr(noun, name))
        if field.is_required() or value != plain(field.get_default()):
            data[name] = value
    return data


def plain(value: Any) -> Any:  # noqa: PLR0911 - one answer for each kind of value
    """Return a value of a noun as plain data in its shortest exact form."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool) or value is None or isinstance(value, str | date):
        return value
    if isinstance(value, float | int | Decimal):
        return number(value)
    if isinstance(value, Words):
        return value.model_dump()
    if isinstance(value, Fixed):
        return number(value.value)
    if isinstance(value, ThreePoint) and value.shape == "pert" and value.points == "limits":
        return [number(value.low), number(value.mode), number(value.high)]
    if isinstance(value, BaseModel):
        return noun_to_data(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


def number(value: Any) -> int | float:
    """Return a number without a fraction as a whole number, any other as it is."""
    if value == int(value) and abs(value) <= _LARGEST_WHOLE:
        return int(value)
    return float(value)
