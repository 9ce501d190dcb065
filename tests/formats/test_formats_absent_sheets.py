"""A sheet that is renamed or deleted is told once, not at every row that refers to it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from serpin.base.errors import InputError
from serpin.examples.samples import sample
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.writing import workbook_of


def problems_after(change: str, language: str, title: str = "") -> list[str]:
    """Return what is told of the plant's workbook after a sheet, that of the projects, is renamed or deleted."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(sample("plant"), language)))
    title = title or {"kk": "Жобалар", "en": "Projects"}[language]
    if change == "renamed":
        book[title].title = "Xyz"
    else:
        del book[title]
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(InputError) as refused:
        case_from_workbook(content.getvalue(), "plant.xlsx")
    return [problem.text("en") for problem in refused.value.problems]


def test_a_renamed_sheet_is_told_once() -> None:
    """The unknown name and the expected one; nothing about the rows of other sheets."""
    assert problems_after("renamed", "en") == ["Xyz: sheet Xyz was not recognised; expected: Projects"]


def test_a_deleted_sheet_is_told_once() -> None:
    """The sheet that refers to it, the name that is missing and what it holds, in the language of the workbook."""
    (told,) = problems_after("deleted", "kk")
    assert told.startswith("Жұмыстар: sheet Жобалар is missing, to which sheet Жұмыстар refers; every row")
    assert told.endswith(" of it needs: Код; Атауы; Инновация; Кәсіпорын")


@pytest.mark.parametrize("title", ["Enterprises", "Resources", "Works", "Modes of works", "Gates", "Sources of money"])
def test_nothing_that_follows_from_a_deleted_sheet_is_told(title: str) -> None:
    """One line, whatever refers to it and whatever needs its rows."""
    (told,) = problems_after("deleted", "en", title)
    assert f"sheet {title} is missing, to which sheet" in told


@pytest.mark.parametrize("heading", ["Code", "Project"])
def test_a_column_that_every_row_needs_is_missed_once(heading: str) -> None:
    """Neither each row that lacks it nor what refers to these rows is told."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(sample("plant"), "en")))
    sheet = book["Works"]
    sheet.delete_cols(next(cell.column for cell in sheet[1] if str(cell.value).replace(" *", "") == heading))
    for name in [name for name in book.defined_names if ".projects.works." in name]:
        del book.defined_names[name]
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(InputError) as refused:
        case_from_workbook(content.getvalue(), "plant.xlsx")
    told = [problem.text("en") for problem in refused.value.problems]
    assert told == [f"Works: sheet Works has no column {heading}, which every row needs"]
