"""What a manager does wrong in a workbook is told in the words of the workbook: rows, sheets, examples, percents."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from serpin.base.errors import InputError
from serpin.examples.samples import sample
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.writing import workbook_of


def after(change: Callable[[Any], None]) -> bytes:
    """Return the plant's workbook after a change."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(sample("plant"), "en")))
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def told_after(change: Callable[[Any], None]) -> list[str]:
    """Return what is told of the plant's workbook after a change."""
    with pytest.raises(InputError) as refused:
        case_from_workbook(after(change), "plant.xlsx")
    return [problem.text("en") for problem in refused.value.problems]


def column_of(sheet: Any, heading: str) -> int:
    """Return the number of the column under a heading."""
    return next(cell.column for cell in sheet[1] if str(cell.value).replace(" *", "") == heading)


def without_modes(book: Any) -> None:
    """Take away the modes of the first work."""
    sheet = book["Modes of works"]
    first = [sheet.cell(2, column).value for column in (1, 2)]
    while [sheet.cell(2, column).value for column in (1, 2)] == first:
        sheet.delete_rows(2)


def test_a_work_without_a_mode_names_the_sheet_of_the_modes() -> None:
    """The row of the work is named, and where the row that it lacks belongs."""
    code = sample("plant").projects[0].works[0].id
    assert told_after(without_modes) == [f"Works!A2: {code} needs at least one row in sheet Modes of works"]


def test_a_code_used_twice_is_told_at_its_second_row_alone() -> None:
    """The modes of a doubled work are not missed beside it."""

    def doubled(book: Any) -> None:
        works = book["Works"]
        works.append([cell.value for cell in works[2]])

    code = sample("plant").projects[0].works[0].id
    rows = 1 + sum(len(project.works) for project in sample("plant").projects)
    assert told_after(doubled) == [f"Works!B{rows + 1}: code {code} is used twice"]


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "sentence"),
    [
        ("Case", 7, 2, "TENGE", "Case!B7: TENGE was not understood; expected for example KZT"),
        (
            "Case",
            7,
            2,
            "XXZ",
            "Case!B7: XXZ is not the code of a currency (expected three letters, for example KZT)",
        ),
        (
            "Money by quarter",
            2,
            2,
            "2027-1",
            "Money by quarter!B2: 2027-1 was not understood; expected for example 2027Q3",
        ),
    ],
)
def test_an_expected_form_is_shown_by_an_example(sheet: str, row: int, column: int, value: str, sentence: str) -> None:
    """Nobody who fills in a workbook reads patterns."""
    assert told_after(lambda book: book[sheet].cell(row, column, value)) == [sentence]


@pytest.mark.parametrize(("value", "shown_as"), [(50, "General"), ("50 %", "@"), (0.5, "0%")])
def test_half_a_work_is_done_however_percent_is_written(value: float | str, shown_as: str) -> None:
    """50, the text 50 % and a half in a cell that shows percents all mean 50 percent."""

    def under_way(book: Any) -> None:
        works = book["Works"]
        works.cell(2, column_of(works, "Progress: Actual start"), "2026-06-01")
        works.cell(2, column_of(works, "Progress: Percent complete"), value).number_format = shown_as

    case, _ = case_from_workbook(after(under_way), "plant.xlsx")
    progress = case.projects[0].works[0].progress
    assert progress is not None
    assert progress.percent == 50.0
