"""Workbooks as people fill them in: where problems lie, and what is understood although it was typed otherwise."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from serpin.base.errors import InputError
from serpin.formats.workbook.opening import open_workbook
from serpin.formats.workbook.reading import case_from_workbook
from serpin.vocabulary.case import Case

Sheets = dict[str, list[list[Any]]]


def _sheets() -> Sheets:
    """Return the cells of a small good workbook in English."""
    return {
        "Case": [["Title", "Plan"], ["Start", date(2027, 1, 4)]],
        "Enterprises": [["Code", "Name"], ["E1", "Plant"]],
        "Resources": [["Code", "Name", "Owner", "Capacity"], ["lab", "Lab", "E1", 2]],
        "Innovations": [["Code", "Name", "Type"], ["I1", "Pump", "product: goods"]],
        "Projects": [["Code", "Name", "Innovation", "Enterprise"], ["P1", "First", "I1", "E1"]],
        "Works": [
            ["Project", "Code", "Name", "Kind of work", "After"],
            ["P1", "W1", "One", "1", None],
            ["P1", "W2", "Two", "marketing", "W1 SS+5"],
        ],
        "Modes of works": [
            ["Project", "Work", "Code", "Duration, working days", "Resources", "Technical success"],
            ["P1", "W1", 1, 10, "lab: 1", 0.9],
            ["P1", "W2", 1, 20, None, None],
        ],
    }


def _book(sheets: Sheets, change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _case(sheets: Sheets, change: Callable[[Any], None] | None = None) -> Case:
    return case_from_workbook(_book(sheets, change), "own.xlsx")[0]


def _problems(sheets: Sheets, change: Callable[[Any], None] | None = None, language: str = "en") -> list[str]:
    with pytest.raises(InputError) as refusal:
        case_from_workbook(_book(sheets, change), "own.xlsx")
    return [problem.text(language) for problem in refusal.value.problems]


def test_small_workbook_is_read() -> None:
    """A few sheets with a few columns are a case."""
    case = _case(_sheets())

    first, second = case.projects[0].works
    assert (first.kind, second.kind) == ("research", "marketing")
    assert (second.after[0].work, second.after[0].type, second.after[0].lag) == ("W1", "SS", 5)
    assert (first.modes[0].id, first.modes[0].demand) == ("1", {"lab": 1})


@pytest.mark.parametrize(("country", "expected"), [("RU", "RU"), (None, "")])
def test_empty_country_means_no_holidays(country: str | None, expected: str) -> None:
    """A calendar that is there with an empty country has none; without the row the default holds."""
    sheets = _sheets()
    assert _case(sheets).calendar.country == "KZ"

    sheets["Case"].append(["Calendar: Country", country])
    assert _case(sheets).calendar.country == expected


def test_order_of_columns_and_sheets_does_not_matter() -> None:
    """Columns and sheets may stand in any order, with blank rows and columns between."""
    sheets = _sheets()
    mixed = {title: [[*row[::-1]] for row in rows] for title, rows in sheets.items() if title != "Case"}
    mixed["Works"].insert(2, [None] * 5)
    mixed["Projects"].insert(0, ["Projects of our plant"])

    assert _case({**dict(reversed(mixed.items())), "Case": sheets["Case"]}) == _case(sheets)


def test_languages_may_be_mixed() -> None:
    """Sheets and headings are recognised in every language, whatever the case of letters."""
    sheets = _sheets()
    sheets["КӘСІПОРЫНДАР"] = [["Код", "  НАИМЕНОВАНИЕ (ru)", "name (EN)"], ["E1", "Завод", "Plant"]]
    del sheets["Enterprises"]
    sheets["КӘСІПОРЫНДАР"][0][1] = "name (ru)"

    assert _case(sheets).enterprises[0].name.text("ru") == "Завод"


def test_every_kind_of_problem_has_its_cell() -> None:
    """Broken values, missing ones, unknown references and circles come in one list with their cells."""
    sheets = _sheets()
    sheets["Case"][1][1] = date(1899, 12, 31)
    sheets["Resources"][1][3] = "two"
    sheets["Works"][1][4] = "W2"
    sheets["Works"][2][3] = "sales"
    sheets["Modes of works"][1][5] = 80
    sheets["Modes of works"][2][3] = None
    sheets["Modes of works"].append(["P1", "W9", 1, 5, None, None])

    problems = _problems(sheets)

    assert [problem.split(": ")[0] for problem in problems] == [
        "Resources!D2",
        "Works!D3",
        "Modes of works!B4",
        "Case!B2",
        "Modes of works!F2",
        "Modes of works!D3",
        "Works!E2",
    ]
    assert "Resources!D2: two is not a number (expected for example 12 500.5)" in problems
    assert "Case!B2: 1899-12-30 is too small: expected 1990-01-01 or more" in problems
    assert "Modes of works!F2: 80 is too large: a share from 0 to 1 is expected; 80 per cent is 0.8 or 80 %" in problems
    assert "Modes of works!D3: a value is required here" in problems
    assert "Modes of works!B4: there is no P1 / W9 in sheet Works" in problems
    assert "Works!E2: works wait for each other in a circle: W1 → W2 → W1" in problems


def test_reference_to_nothing_has_its_cell() -> None:
    """A code that is in no sheet is told at its cell, in the language of the reader."""
    sheets = _sheets()
    sheets["Projects"][1][3] = "E7"

    assert _problems(sheets) == ["Projects!D2: there is no enterprise E7"]
    assert _problems(sheets, language="ru") != _problems(sheets)


def test_renamed_sheet_is_refused() -> None:
    """A sheet under another name is refused, and the nearest names are offered."""
    sheets = _sheets()
    sheets["Worxs"] = sheets.pop("Works")

    problems = _problems(sheets)

    assert problems[0].startswith("Worxs: sheet Worxs was not recognised. Did you mean Works?")


def test_sheets_and_columns_of_ones_own_are_passed_over() -> None:
    """Names that begin with # belong to the user."""
    sheets = _sheets()
    sheets["# calculations"] = [["anything", 1]]
    for row, cell in zip(sheets["Works"], ["# note", "x", "y"], strict=True):
        row.append(cell)

    assert _case(sheets) == _case(_sheets())


def test_unknown_heading_is_refused() -> None:
    """A heading that nobody knows is refused at its cell."""
    sheets = _sheets()
    sheets["Works"][0][3] = "Kind of wrok"

    problems = _problems(sheets)

    assert problems[0] == "Works!D1: heading Kind of wrok was not recognised. Did you mean Kind of work?"


def test_heading_that_stands_twice_is_refused() -> None:
    """Two columns under one heading are refused: one of them would be lost."""
    sheets = _sheets()
    sheets["Enterprises"] = [["Code", "Name", "Name"], ["E1", "Plant", "Works"]]

    assert _problems(sheets) == ["Enterprises!C1: heading Name stands twice"]


def test_values_without_a_heading_are_refused() -> None:
    """A column of values without a heading is refused."""
    sheets = _sheets()
    sheets["Enterprises"][1].append("lost")

    assert _problems(sheets) == ["Enterprises!C1: values stand in a column without a heading"]


def test_file_without_the_case_sheet_is_refused() -> None:
    """Some other workbook is refused with what was expected."""
    problems = _problems({"Лист1": [["a", "b"], [1, 2]]})

    assert problems[0].startswith("Лист1: sheet Лист1 was not recognised; expected: ")
    assert _problems({"Works": []}) == ["file own.xlsx has no sheet Бастапқы деректер / Исходные данные / Case"]


def test_merged_cells_count_for_every_row() -> None:
    """A project code that is merged over its works belongs to all of them."""
    sheets = _sheets()
    sheets["Works"][2][0] = None

    def merge(book: Any) -> None:
        book["Works"].merge_cells("A2:A3")

    assert _case(sheets, merge) == _case(_sheets())


def test_formula_without_result_is_refused() -> None:
    """A formula whose result was never stored is no blank cell."""
    sheets = _sheets()
    sheets["Resources"][1][3] = "=1+1"

    assert _problems(sheets) == [
        "Resources!D2: the result of the formula =1+1 is not stored; open and save the workbook once"
    ]


def test_fault_in_a_cell_is_refused() -> None:
    """A cell that shows a fault of the spreadsheet is told with the fault."""

    def fail(book: Any) -> None:
        cell = book["Resources"]["D2"]
        cell.value, cell.data_type = "#REF!", "e"

    assert _problems(_sheets(), fail) == ["Resources!D2: the cell shows the fault #REF!"]


def test_look_alike_letters_are_reported_with_their_cell() -> None:
    """A mixed word is read as meant, and told with its cell."""
    sheets = _sheets()
    sheets["Enterprises"][1][1] = "Зауытты iске"
    sheets["Innovations"][1][1] = "Жаңа өнiм"

    case, notes = case_from_workbook(_book(sheets), "own.xlsx")

    assert case.innovations[0].name.text() == "Жаңа өнім"
    assert [note.text() for note in notes] == [
        "Enterprises!B2: iске mixes Latin and Cyrillic letters; it is read as іске",
        "Innovations!B2: өнiм mixes Latin and Cyrillic letters; it is read as өнім",
    ]


@pytest.mark.parametrize("typed", [date(2027, 3, 31), "2027-03-31", "31.03.2027", 46477, " 31.03.27 "])
def test_dates_are_understood_as_typed(typed: Any) -> None:
    """A date may stand as a date, as text or as the day number of the spreadsheet."""
    sheets = _sheets()
    sheets["Case"][1][1] = typed

    assert _case(sheets).start == date(2027, 3, 31)


def test_text_where_spreadsheets_make_dates_is_refused() -> None:
    """A code that the spreadsheet turned into a date is told, not guessed."""
    sheets = _sheets()
    sheets["Enterprises"][1][1] = date(2027, 1, 2)

    assert _problems(sheets) == [
        "Enterprises!B2: the date 2027-01-02 stands where text belongs; format the cell as text"
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([None, 10, None, None], 10.0),
        ([5, 10, 20, None], "pert"),
        ([5, 10, 20, "Triangular"], "triangular"),
        ([8, 10, 14, "pert p10-p90"], "p10_p90"),
        ([None, None, None, "lognormal 10 14,5"], 14.5),
        ([None, None, None, "empirical 3; 4,5; 5"], (3.0, 4.5, 5.0)),
        ([None, None, None, "discrete 10:0,3 20:0.7"], (0.3, 0.7)),
    ],
)
def test_estimates_in_four_columns(cells: list[Any], expected: Any) -> None:
    """An estimate is read from its four columns, or from the words of the last."""
    estimate = _case(_with_duration(cells)).projects[0].works[0].modes[0].duration

    assert expected in estimate.model_dump().values()


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([5, None, 20, None], "Modes of works!E2: give low, most likely and high, or the most likely value alone"),
        ([5, 4, 20, None], "Modes of works!E2: low 5, most likely 4 and high 20 are not in ascending order"),
        ([5, "x", 20, None], "Modes of works!E2: x is not a number (expected for example 12 500.5)"),
        (["x", 6, 20, None], "Modes of works!D2: x is not a number (expected for example 12 500.5)"),
        (
            [1, 2, 3, "lognormal 1 2"],
            "Modes of works!E2: lognormal 1 2 stands alone, without low, most likely and high",
        ),
        (
            [None, None, None, "lognormal 1"],
            "Modes of works!G2: a lognormal distribution needs two numbers: median and P90",
        ),
        ([None, None, None, "discrete 1"], "Modes of works!G2: 1 is not written as value:probability"),
        ([None, None, None, "discrete 1:0.5"], "Modes of works!E2: probabilities must sum to 1, they sum to 0.5"),
    ],
)
def test_wrong_estimates_are_told_at_their_cells(cells: list[Any], problem: str) -> None:
    """What is wrong with an estimate is told at the column that it lies in."""
    assert _problems(_with_duration(cells)) == [problem]


def _with_duration(cells: list[Any]) -> Sheets:
    sheets = _sheets()
    title = "Duration, working days"
    sheets["Modes of works"] = [
        [
            "Project",
            "Work",
            "Code",
            f"{title}: low",
            f"{title}: most likely",
            f"{title}: high",
            f"{title}: distribution",
        ],
        ["P1", "W1", "m", *cells],
        ["P1", "W2", "m", None, 3, None, None],
    ]
    return sheets


@pytest.mark.parametrize("links", ["W1 FF-2 (max 10)", "w1 x y", "W1 XX"])
def test_links_are_read_or_refused_at_their_cell(links: str) -> None:
    """Links are read in the notation of project programs; anything else is refused."""
    sheets = _sheets()
    sheets["Works"][2][4] = links

    if links.startswith("W1 FF"):
        link = _case(sheets).projects[0].works[1].after[0]
        assert (link.type, link.lag, link.longest) == ("FF", -2, 10)
    else:
        assert _problems(sheets) == [f"Works!E3: {links} is not a link (expected for example W2 SS+5)"]


def test_bombs_are_not_unpacked() -> None:
    """An archive that unpacks to more than is allowed is refused."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/a.bin", "w") as part,
    ):
        for _ in range(257):
            part.write(bytes(2**20))

    with pytest.raises(InputError, match="unpacks to more than 128 megabytes"):
        open_workbook(stream.getvalue(), "bomb.xlsx")


def test_entities_are_refused() -> None:
    """XML with entity declarations is refused before any parser sees it."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(_book(_sheets()))) as source, zipfile.ZipFile(stream, "w") as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + content
            archive.writestr(part.filename, content)

    with pytest.raises(InputError, match="holds declarations that a workbook must not have"):
        open_workbook(stream.getvalue(), "entity.xlsx")


def test_old_workbook_is_refused_with_advice() -> None:
    """A workbook of the old kind, or with a password, is refused with what to do."""
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        open_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old.xlsx")
