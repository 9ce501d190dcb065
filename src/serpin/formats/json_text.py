"""Cases as JSON: strict reading (no names twice, no infinities), readable writing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from serpin.base.errors import InputError, refuse, show
from serpin.base.texts import mark
from serpin.formats.plain import case_to_data
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
        If the text is not JSON, names something twice, or nests too deeply.
    """
    try:
        return json.loads(text, object_pairs_hook=_table, parse_int=_whole, parse_constant=str)
    except json.JSONDecodeError as error:
        raise _broken(error) from None
    except _Twice as twice:
        raise refuse(mark("the name {value} stands twice in one table"), value=show(twice)) from None
    except RecursionError:
        raise refuse(TOO_DEEP) from None


TOO_DEEP = mark("tables and lists are nested too deeply for a case")


def _broken(error: json.JSONDecodeError) -> InputError:
    return refuse(
        mark("the text is not JSON from line {line}, column {column} on: {reason}"),
        line=error.lineno,
        column=error.colno,
        reason=error.msg,
    )


def _date_as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


def json_of(case: Case) -> str:
    """Return a case as JSON text."""
    return json.dumps(case_to_data(case), ensure_ascii=False, indent=2, default=_date_as_text, allow_nan=False) + "\n"
