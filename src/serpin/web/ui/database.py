"""SQLite learns what PostgreSQL knows: letter case beyond ASCII, and the order of Kazakh letters.

SQLite compares ``LIKE`` and ``lower`` by ASCII alone and sorts by code point, which puts ә, і and ө after я. The
collation has the name of the one that the first migration makes in PostgreSQL, so that the same query is right on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Case, Func, IntegerField, TextField, Value, When

COLLATION = "kk_order"
"""Name of the collation on both databases."""

_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: chr(0xE000 + place) for place, letter in enumerate(_ALPHABET)}


@lru_cache(maxsize=65536)
def sort_key(text: str) -> tuple[str, str]:
    """Return what a text is sorted by: letters in the order of the Kazakh alphabet, small ones first on a tie."""
    folded = text.casefold()
    return "".join(_PLACE.get(letter, letter) for letter in folded), text.swapcase()


def compare(left: str, right: str) -> int:
    """Compare two texts in the order of the Kazakh alphabet: −1, 0 or 1."""
    first, second = sort_key(left), sort_key(right)
    return (first > second) - (first < second)


@lru_cache(maxsize=512)
def _pattern(like: str, escape: str) -> re.Pattern[str]:
    found, position = [], 0
    while position < len(like):
        letter = like[position]
        if escape and letter == escape and position + 1 < len(like):
            position += 1
            found.append(re.escape(like[position]))
        else:
            found.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
        position += 1
    return re.compile("".join(found), re.IGNORECASE | re.DOTALL)


def _like(like: Any, text: Any, escape: str = "") -> bool | None:
    return None if like is None or text is None else _pattern(str(like), escape).fullmatch(str(text)) is not None


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _upper(text: Any) -> Any:
    return text.upper() if isinstance(text, str) else text


def alphabet_key(text: Any) -> Any:
    """Return what a text is sorted by as one text: asked once for each row, not once for each comparison."""
    return "\0".join(sort_key(text)) if isinstance(text, str) else text


class InAlphabet(Func):
    """A text in the order of the Kazakh alphabet; SQLite makes a key of it, PostgreSQL knows the collation."""

    template = f'(%(expressions)s) COLLATE "{COLLATION}"'
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write it for SQLite."""
        return self.as_sql(compiler, connection, template="kk_key(%(expressions)s)", **more)


def by_words(path: str, choices: Iterable[tuple[str, str]]) -> Case:
    """Return the place of a choice among all of its kind in the order of their words.

    Parameters
    ----------
    path
        Where the choice stands.
    choices
        Each choice as it is stored, with its words.
    """
    ordered = sorted(choices, key=lambda choice: sort_key(choice[1]))
    ranks = [When(**{path: value}, then=Value(place)) for place, (value, _) in enumerate(ordered)]
    return Case(*ranks, default=None, output_field=IntegerField())


def teach_sqlite(connection: Any, **_: Any) -> None:
    """Register collation and functions on a new connection to SQLite; other databases know them."""
    if connection.vendor != "sqlite":
        return
    raw = connection.connection
    raw.create_collation(COLLATION, compare)
    raw.create_function("kk_key", 1, alphabet_key, deterministic=True)
    raw.create_function("like", 2, _like, deterministic=True)
    raw.create_function("like", 3, _like, deterministic=True)
    raw.create_function("lower", 1, _lower, deterministic=True)
    raw.create_function("upper", 1, _upper, deterministic=True)
