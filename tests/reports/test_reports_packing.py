"""Points of pictures are packed without a loss."""

from __future__ import annotations

from typing import Any

import pytest

from serpin.reports.packing import packed


def unpacked(part: Any, words: list[str]) -> Any:
    """Return what the script of a page makes of a packed specification."""
    if isinstance(part, list):
        return [unpacked(item, words) for item in part]
    if not isinstance(part, dict):
        return part
    if "packed" not in part:
        return {name: unpacked(inner, words) for name, inner in part.items()}
    points: list[dict[str, Any]] = [{} for _ in range(part["count"])]
    for name, in_words, column in part["packed"]:
        for point, value in zip(points, column, strict=True):
            if not in_words:
                point[name] = value
            elif value >= 0:
                point[name] = words[value]
    return points


@pytest.mark.parametrize(
    "specification",
    [
        {"data": {"values": [{"a": 1, "b": "x"}, {"a": 2.5, "b": "y"}, {"a": -3, "b": "x"}]}},
        {"data": {"values": [{"b": "x"}, {"b": "y", "c": "x"}]}},
        {"data": {"values": [{"b": None}, {"b": "y"}]}},
        {"data": {"values": [{"a": 1}, {"b": 2}]}},
        {"data": {"values": [{"a": None, "b": True}, {"a": 2, "b": False}]}},
        {"layer": [{"mark": {"type": "line"}}, {"mark": "bar", "encoding": {"x": [1, 2]}}], "width": "container"},
        {"data": {"values": [{"a": 1}]}, "scale": {"domain": ["x", "y"], "range": [0, 1]}},
        [],
    ],
)
def test_what_is_packed_comes_out_again(specification: Any) -> None:
    """Words, numbers, gaps and nothing."""
    words: dict[str, int] = {}
    assert unpacked(packed(specification, words), list(words)) == specification


def test_each_word_is_kept_once() -> None:
    """Over all pictures of a page."""
    words: dict[str, int] = {}
    packed([{"a": "x"}, {"a": "y"}], words)
    found = packed([{"b": "y"}, {"b": "x"}], words)
    assert list(words) == ["x", "y"]
    assert found == {"count": 2, "packed": [["b", 1, [1, 0]]]}
