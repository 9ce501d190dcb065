"""The rows of a sheet: nouns with the codes of the nouns around them, and the values within a noun."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from serpin.formats.workbook.layout import Field, Key, Parent

Column = Parent | tuple[Field, str]


def value_at(noun: BaseModel, path: Key) -> Any:
    """Return the value at a path within a noun; nothing where a noun on the way is not there."""
    value: Any = noun
    for name in path:
        value = getattr(value, name) if value is not None else None
    return value


def shows_that_it_is(noun: BaseModel, path: Key) -> bool:
    """Tell whether a field is the first of a noun that need not be there: it shows then that it is."""
    holder = value_at(noun, path[:-2])
    outer = type(holder).model_fields[path[-2]]
    inner = type(value_at(noun, path[:-1]))
    return outer.get_default() is None and next(iter(inner.model_fields)) == path[-1]


def rows_of(noun: Any, key: Key, codes: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], BaseModel]]:
    """Yield the nouns of a sheet with the codes of the nouns around them."""
    if not key:
        yield codes, noun
        return
    for item in getattr(noun, key[0]):
        if len(key) == 1:
            yield codes, item
        else:
            yield from rows_of(item, key[1:], (*codes, item.id))
