"""Numbers as people type them into cells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from serpin.formats.workbook.cells import CellError, number_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12 500,5", 12500.5),
        ("12\u00a0500", 12500),
        ("12,500.5", 12500.5),
        ("1.234.567,8", 1234567.8),
        ("15 %", 0.15),
        ("0,5", 0.5),
        ("0,125", 0.125),
        ("1 500 000 ₸", 1500000),
        ("\u22125", -5),
        (3.0, 3),
        ("1e3", 1000.0),
    ],
)
def test_numbers_are_understood_as_typed(typed: Any, meant: float) -> None:
    """Numbers that stand as text, with spaces, commas or a percent sign, are numbers."""
    assert number_of(typed) == meant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12,500", "may mean two numbers"),
        ("five", "is not a number"),
        (True, "is not a number"),
        (date(2027, 5, 1), "stands where a number belongs"),
        ("1.2.3", "is not a number"),
        ("nan", "is not a number"),
    ],
)
def test_what_is_no_number_is_refused(typed: Any, words: str) -> None:
    """What is no number, or could be two, is refused."""
    with pytest.raises(CellError, match=words):
        number_of(typed)
