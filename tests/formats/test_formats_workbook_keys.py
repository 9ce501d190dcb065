"""A workbook is read by its hidden keys: a changed translation makes no workbook unreadable."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from rich_case import rich_case

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES, translate
from serpin.formats.workbook.headings import folded
from serpin.formats.workbook.keys import key_of_column
from serpin.formats.workbook.layout import sheets
from serpin.formats.workbook.opening import open_workbook
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.writing import workbook_of
from serpin.vocabulary.labels import label
from serpin.vocabulary.work import WorkKind


def _changed(change, language: str = "ru") -> bytes:
    book = openpyxl.load_workbook(BytesIO(workbook_of(rich_case(), language)))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _renamed(book) -> None:
    for number, sheet in enumerate(book.worksheets):
        old, sheet.title = sheet.title, f"Other {number}"
        for defined in book.defined_names.values():
            defined.attr_text = defined.attr_text.replace(f"'{old}'!", f"'Other {number}'!")
        cells = sheet["A"][1:] if number == 1 else sheet[1]
        for cell in cells:
            if isinstance(cell.value, str) and number > 0:
                cell.value = f"~{cell.value}"


def test_keys_are_unique() -> None:
    """No two columns of the workbook have the same key."""
    keys = [
        key_of_column(sheet, column)
        for sheet in sheets()
        for column in [*sheet.parents, *((field, part) for field in sheet.fields for part in field.codec.parts)]
    ]
    assert len(keys) == len({key.casefold() for key in keys}) > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_headings_and_names_of_sheets_are_read_by_their_keys(language: str) -> None:
    """A workbook whose headings and sheets have other words than the catalogue is the same case."""
    assert case_from_workbook(_changed(_renamed, language), "x.xlsx") == (rich_case(), [])


def test_words_of_choices_are_read_from_the_workbook_itself() -> None:
    """A choice that has other words in the catalogue by now is still understood by those of the workbook."""

    def rename(book) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value == kind:
                        cell.value = "совсем другое слово"

    kind = translate(label(WorkKind.TRAINING), "ru")
    assert case_from_workbook(_changed(rename), "x.xlsx") == (rich_case(), [])


def test_a_heading_typed_anew_is_what_it_reads() -> None:
    """Where headings were copied without their hidden names, what one sees counts."""

    def swap(book) -> None:
        sheet = book["Предприятия"]
        headings = {cell.value.strip(" *"): cell for cell in sheet[1]}
        a, b = headings["Код"], headings["Название"]
        for row in range(1, sheet.max_row + 1):
            one, two = sheet.cell(row, a.column), sheet.cell(row, b.column)
            one.value, two.value = two.value, one.value

    assert case_from_workbook(_changed(swap), "x.xlsx") == (rich_case(), [])


def test_workbooks_without_keys_are_read_by_their_headings() -> None:
    """A workbook of an older version, or one whose hidden names a program dropped, is the same case."""

    def forget(book) -> None:
        book.defined_names.clear()

    content = _changed(forget, "kk")
    assert not any(grid.marks for grid in open_workbook(content, "x.xlsx"))
    assert case_from_workbook(content, "x.xlsx") == (rich_case(), [])


def test_own_columns_stay_own() -> None:
    """A heading that the user turned into a note of his own is not read by its key."""

    def note(book) -> None:
        sheet = book["Предприятия"]
        cell = next(cell for cell in sheet[1] if folded(str(cell.value)) == folded("ЖСН/БСН") or cell.value == "БИН")
        cell.value = "# note"

    case, _ = case_from_workbook(_changed(note), "x.xlsx")
    assert [enterprise.bin for enterprise in case.enterprises] == ["", ""]


def test_keys_of_nothing_are_harmless() -> None:
    """Hidden names that point nowhere are passed over; what they named is read by its heading."""

    def break_names(book) -> None:
        for number, name in enumerate(list(book.defined_names)):
            book.defined_names[name].attr_text = ("#REF!", "Lost!$A$1", "$A$1")[number % 3]

    assert case_from_workbook(_changed(break_names), "x.xlsx") == (rich_case(), [])


def test_unknown_headings_are_still_told() -> None:
    """A column that was added under an unknown heading is a problem as before."""

    def add(book) -> None:
        sheet = book["Предприятия"]
        sheet.cell(1, sheet.max_column + 1).value = "Unheard of"

    with pytest.raises(InputError, match="Unheard of"):
        case_from_workbook(_changed(add), "x.xlsx")
