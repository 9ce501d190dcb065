"""A sheet that is renamed or deleted is told once, not at every row that refers to it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from serpin.base.errors import InputError
from serpin.examples.samples import sample
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.writing import workbook_of


def problems_after(change: str, language: str) -> list[str]:
    """Return what is told of the plant's workbook after the sheet of the projects is renamed or deleted."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(sample("plant"), language)))
    title = {"kk": "Жобалар", "en": "Projects"}[language]
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
    """The first sheet that refers to it, and the name that is missing, in the language of the workbook."""
    assert problems_after("deleted", "kk") == ["Жұмыстар: sheet Жұмыстар refers to sheet Жобалар, which is missing"]
