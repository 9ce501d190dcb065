"""The template: what a person finds in it, and that its examples are a case once the brackets are taken away."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES, translate
from serpin.formats.files import read_case, write_template
from serpin.formats.workbook.headings import columns_by_heading, folded, sheets_by_name
from serpin.formats.workbook.layout import sheets
from serpin.formats.workbook.notation import WordsCodec
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.sample import sample_case
from serpin.formats.workbook.writing import template_of


def _opened(language: str) -> Any:
    return openpyxl.load_workbook(BytesIO(template_of(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_asks_for_title_and_start_only(language: str, tmp_path: Path) -> None:
    """An untouched template lacks the title and the start, and its examples are not read."""
    write_template(tmp_path / "own.xlsx", language)

    with pytest.raises(InputError) as refusal:
        read_case(tmp_path / "own.xlsx")

    assert [problem.path() for problem in refusal.value.problems] == ["title", "start"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_without_brackets_are_the_sample(language: str) -> None:
    """When the brackets are taken away and title and start filled in, the examples are a case."""
    book = _opened(language)
    for sheet in book.worksheets:
        for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
            if isinstance(cell.value, str) and cell.value.startswith("["):
                cell.value = cell.value.strip("[]")
    upright = book.worksheets[1]
    for row in upright.iter_rows(min_row=2, max_col=4):
        row[1].value = row[1].value if row[1].value is not None else row[3].value
    stream = BytesIO()
    book.save(stream)

    assert case_from_workbook(stream.getvalue(), "own.xlsx")[0] == sample_case(language)


def test_all_nine_kinds_of_work_stand_ready() -> None:
    """The examples of works are one of each kind, in their order."""
    works = sample_case("kk").projects[0].works

    assert [work.kind.number for work in works] == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_has_a_comment_and_stays_in_sight(language: str) -> None:
    """Every heading is explained by a comment, and headings and codes stay when one scrolls."""
    book = _opened(language)

    for sheet in book.worksheets[2:-1]:
        headings = [cell for cell in sheet[1] if cell.value is not None]
        assert headings
        assert all(cell.comment is not None and cell.comment.text for cell in headings), sheet.title
        assert sheet.freeze_panes is not None


def test_choices_and_codes_are_offered() -> None:
    """Kinds of work come from the hidden list, enterprises from their sheet, works from those of the project."""
    book = _opened("en")

    sources = {str(rule.sqref): rule.formula1 for rule in book["Works"].data_validations.dataValidation}
    assert sources["D2:D501"].startswith("'Lists'!$")
    modes = {str(rule.sqref): rule.formula1 for rule in book["Modes of works"].data_validations.dataValidation}
    assert modes["A2:A501"] == "OFFSET('Projects'!$A$2,0,0,MAX(1,COUNTA('Projects'!$A$2:$A$20000)),1)"
    assert modes["B2:B501"] == (
        "OFFSET('Works'!$B$1,MATCH($A2,'Works'!$A$1:$A$20000,0)-1,0,MAX(1,COUNTIF('Works'!$A$1:$A$20000,$A2)),1)"
    )
    assert book.worksheets[-1].sheet_state == "hidden"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_allowed_and_different(language: str) -> None:
    """Names of sheets differ within a language and are no longer than spreadsheets allow."""
    names = [sheet.name(language) for sheet in sheets()]

    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)


def test_no_name_means_two_sheets() -> None:
    """No name of a sheet in one language is the name of another sheet in another."""
    for one, other in combinations(sheets(), 2):
        shared = {folded(one.name(lang)) for lang in LANGUAGES} & {folded(other.name(lang)) for lang in LANGUAGES}
        assert not shared
    assert len([sheet for sheet in sheets_by_name().values() if sheet is None]) >= 2


def test_no_heading_means_two_columns() -> None:
    """No heading of a sheet in one language is the heading of another column in another."""
    for sheet in sheets():
        columns = [*sheet.parents, *((field, part) for field in sheet.fields for part in field.codec.parts)]
        meanings = columns_by_heading(sheet)
        for column in columns:
            for language in LANGUAGES:
                words = (
                    column[0].heading(language, column[1]) if isinstance(column, tuple) else column.heading(language)
                )
                assert meanings[folded(words)] == column, (sheet.title, words)


def test_names_have_a_column_for_each_language() -> None:
    """Every text that may be given by language is recognised in three more columns."""
    for sheet in sheets():
        for field in sheet.fields:
            if isinstance(field.codec, WordsCodec):
                title = translate(field.titles[-1], "kk")
                assert folded(f"{title} (ru)") in columns_by_heading(sheet) or len(field.titles) > 1
