"""What may have been meant is named where something is near, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from serpin.base.errors import InputError, Problem
from serpin.examples.samples import sample
from serpin.formats.files import read_case
from serpin.formats.nearness import near, with_near
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.writing import workbook_of
from serpin.formats.yaml_text import yaml_of
from serpin.vocabulary.review import MISSING


def told_after(change: Callable[[Any], None], language: str = "en") -> list[str]:
    """Return what is told of the plant's workbook after a change."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(sample("plant"), language)))
    change(book)
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(InputError) as refused:
        case_from_workbook(content.getvalue(), "plant.xlsx")
    return [problem.text("en") for problem in refused.value.problems]


def put(sheet: str, heading: str, row: int, value: Any) -> Callable[[Any], None]:
    """Return a change that writes a value under a heading."""

    def change(book: Any) -> None:
        cells = book[sheet][1]
        column = next(cell.column for cell in cells if str(cell.value).replace(" *", "") == heading)
        book[sheet].cell(row, column).value = value

    return change


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("p1", ("P01",)),
        ("P 01", ("P01",)),
        ("Р01", ("P01",)),
        ("P7", ()),
        ("laboratori", ("laboratory",)),
        ("W12-lab", ()),
        ("", ()),
        ("zzz", ()),
    ],
)
def test_codes_are_near_by_letters_and_never_by_other_figures(value: str, expected: tuple[str, ...]) -> None:
    """Case, spaces, zeros in front and look-alike letters do not count; another number is another code."""
    assert near(value, ["P01", "laboratory", "W13-lab"]) == expected


def test_at_most_three_words_are_named() -> None:
    """The nearest; none that is far behind."""
    assert len(near("alpha-line", [f"alpha-line{letter}" for letter in "abcdefg"])) == 3


def test_a_mistyped_sheet_is_guessed_and_nothing_follows() -> None:
    """One line, in the language of the sheet."""

    def renamed(book: Any) -> None:
        book["Жобалар"].title = "Жобларр"
        book["Жобларр"]["A1"] = "Код"

    assert told_after(renamed, "kk") == ["Жобларр: sheet Жобларр was not recognised. Did you mean Жобалар?"]


def test_a_mistyped_heading_of_a_new_column_is_guessed() -> None:
    """A heading without a hidden key."""

    def added(book: Any) -> None:
        sheet = book["Projects"]
        sheet.cell(1, sheet.max_column + 1).value = "Dedline"

    (told,) = told_after(added)
    assert told.endswith("heading Dedline was not recognised. Did you mean Deadline?")


def test_a_heading_that_is_near_nothing_lists_what_is_expected() -> None:
    """No guess."""

    def added(book: Any) -> None:
        sheet = book["Resources"]
        sheet.cell(1, sheet.max_column + 1).value = "Qwzx"

    (told,) = told_after(added)
    assert "heading Qwzx was not recognised; expected: Code; Name;" in told
    assert "Did you mean" not in told


def test_a_mistyped_choice_is_guessed_in_the_language_of_the_sheet() -> None:
    """The words of the choice."""
    (told,) = told_after(put("Innovations", "Type", 2, "process: prodction"))
    assert told.endswith("Did you mean process: production?")


def test_a_reference_by_name_is_answered_with_the_code() -> None:
    """Who writes the name of an enterprise meant its code."""
    enterprise = sample("plant").enterprises[0]
    name = enterprise.name if isinstance(enterprise.name, str) else enterprise.name.kk
    (told,) = told_after(put("Projects", "Enterprise", 2, name))
    assert told.endswith(f"Did you mean {enterprise.id}?")


def test_a_work_of_a_link_is_guessed_within_its_project() -> None:
    """Small letters."""
    project = sample("plant").projects[0]
    (told,) = told_after(put("Works", "After", 3, project.works[0].id.lower()))
    assert told.endswith(f"Did you mean {project.works[0].id}?")


def test_a_yaml_case_is_guessed_too(tmp_path: Path) -> None:
    """The line, and the code that is near."""
    case = sample("plant")
    code = case.enterprises[0].id
    text = yaml_of(case).replace(f"enterprise: {code}\n", f"enterprise: {code.lower()}-\n", 1)
    path = tmp_path / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_case(path)
    assert f"Did you mean {code}?" in refused.value.text("en")


def test_many_unknown_codes_do_not_take_long() -> None:
    """Only the first hundred are looked up."""
    problems = [Problem(MISSING["enterprise"], (), {"value": f"x{number}"}) for number in range(1000)]
    found = with_near(problems, {"enterprises": [{"id": f"X-{number}", "name": ""} for number in range(1000)]})
    assert [bool(problem.near) for problem in found] == [True] * 100 + [False] * 900


def test_the_guess_is_said_in_every_language() -> None:
    """Behind the sentence."""
    problem = Problem(MISSING["enterprise"], (), {"value": "e1"}, near=("E1",))
    assert problem.text("ru").endswith("Возможно, вы имели в виду: E1")
    assert problem.text("kk").endswith("Мүмкін, мынаны айтпақ болдыңыз: E1")
