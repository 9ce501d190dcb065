"""Packing: the points of pictures as columns, and each word once, so that a page with all its pictures stays small."""

from __future__ import annotations

from typing import Any


def packed(part: Any, words: dict[str, int]) -> Any:
    """Return a specification with its points packed; the script of the page unpacks them.

    A list of points becomes ``{"count": 2, "packed": [[name, 1, [3, -1]], [name, 0, [1.5, 2.5]]]}``: a column of words
    holds places in the list of words, or −1 where a point has none; any other column holds the values themselves.

    Parameters
    ----------
    part
        What JSON can hold.
    words
        Words that were met, with their places; new ones are added.
    """
    if isinstance(part, dict):
        return {name: packed(inner, words) for name, inner in part.items()}
    if not isinstance(part, list):
        return part
    columns = _columns(part)
    if columns is None:
        return [packed(item, words) for item in part]
    found = []
    for name in columns:
        values = [point.get(name) for point in part]
        if all(isinstance(value, str) for value in values if value is not None):
            places = [-1 if value is None else words.setdefault(value, len(words)) for value in values]
            found.append([name, 1, places])
        else:
            found.append([name, 0, values])
    return {"count": len(part), "packed": found}


def _columns(part: list[Any]) -> list[str] | None:
    """Return the names of the columns of a list of points; nothing for any other list."""
    if len(part) < 2 or not all(isinstance(point, dict) for point in part):
        return None
    names = list(dict.fromkeys(name for point in part for name in point))
    for name in names:
        values = [point.get(name) for point in part]
        if any(isinstance(value, dict | list) for value in values):
            return None
        is_words = all(isinstance(value, str) for value in values if value is not None)
        has_nothing = any(name in point and point[name] is None for point in part)
        has_gaps = any(name not in point for point in part)
        if (has_nothing and is_words) or (has_gaps and not is_words):
            return None
    return names
