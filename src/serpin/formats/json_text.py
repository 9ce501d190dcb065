"""Cases as JSON: strict reading (no names twice, no infinities), readable writing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from serpin.base.errors import refuse, show
from serpin.base.texts import mark
from serpin.formats.plain import case_to_data
from serpin.formats.syntax import json_refusal
from serpin.vocabulary.case import Case

_LONGEST_NUMBER = 400


class _Twice(Exception):  # noqa: N818 - a message to the caller, not an error of its own
    pass


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise _Twice(name)
        table[name] = value
    return table


def _whole(text: str) -> int | str:
    return int(text) if len(text) < _LONGEST_NUMBER else text


def data_from_json(text: str) -> Any:
    """Return the plain data of a JSON text.

    Raises
    ------
    InputError
        If the text is not JSON, names something twice, holds too many values or nests too deeply.
    """
    try:
        _check_size(text)
        data = json.loads(text, object_pairs_hook=_table, parse_int=_whole, parse_constant=str)
        _check_depth(data)
        return data
    except json.JSONDecodeError as error:
        raise json_refusal(error) from None
    except _Twice as twice:
        raise refuse(mark("the name {value} stands twice in one table"), value=show(twice)) from None
    except RecursionError:
        raise refuse(TOO_DEEP) from None


TOO_DEEP = mark("tables and lists are nested too deeply for a case")
TOO_MANY = mark("the text holds more than {limit} values, which is too many for a case")
DEEPEST = 40
MOST_VALUES = 1_000_000


def _check_size(text: str) -> None:
    """Count what separates values before any of them takes memory; signs within texts count too, with room for them."""
    if text.count(",") + text.count("[") + text.count("{") > 3 * MOST_VALUES:
        raise refuse(TOO_MANY, limit=MOST_VALUES)


def _check_depth(data: Any) -> None:
    layer: list[Any] = [data] if isinstance(data, dict | list) else []
    depth = 0
    while layer:
        depth += 1
        if depth > DEEPEST + 1:
            raise refuse(TOO_DEEP)
        tables = [value.values() if isinstance(value, dict) else value for value in layer]
        layer = [item for table in tables for item in table if isinstance(item, dict | list)]


def _date_as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def json_of(case: Case) -> str:
    """Return a case as JSON text."""
    return json.dumps(case_to_data(case), ensure_ascii=False, indent=2, default=_date_as_text, allow_nan=False) + "\n"
