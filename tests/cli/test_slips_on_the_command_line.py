"""Small slips of a newcomer: a mistyped sample, a folder for a file, the document of a plan where a case belongs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from builders import case_data
from serpin.cli.main import run
from serpin.formats.files import read_case
from serpin.planning.result import Plan
from serpin.reports.document import write_plan
from serpin.vocabulary.reading import read_case as case_from_data


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Speak English and work in an empty folder, whatever the machine does."""
    monkeypatch.setenv("SERPIN_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)


def test_a_mistyped_sample_gets_the_names_of_the_samples(capsys: pytest.CaptureFixture[str]) -> None:
    """A name without an ending is meant as a sample; nothing is made for it."""
    assert run(["plan", "plnat", "-o", "out"]) == 1
    assert (
        "there is no file plnat, and no sample has this name; samples: plant, region, nation" in capsys.readouterr().err
    )
    assert not Path("out").exists()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_system_refuses_in_the_language_of_the_user(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Reasons of the operating system do not stay English."""
    Path("folder.yaml").mkdir()
    assert run(["check", "folder.yaml", "--language", language]) == 1
    assert run(["schema", "-o", "nowhere/schema.json", "--language", language]) == 1
    told = capsys.readouterr().err
    assert "directory" not in told
    assert "nowhere/schema.json" in told


def test_the_case_of_a_plan_can_be_taken_out_again() -> None:
    """Where a case belongs, the document of a plan stands for its case."""
    case = case_from_data(case_data())
    write_plan(Plan(case=case), Path("plan.json"))
    assert run(["check", "plan.json"]) == 0
    assert run(["convert", "plan.json", "-o", "case.yaml"]) == 0
    assert read_case(Path("case.yaml"))[0] == case


def test_a_workbook_of_something_else_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """When no sheet is known, the sheet of the case is missed, and the others are left alone."""
    book = openpyxl.Workbook()
    for title in ("Summary", "Cash"):
        book.create_sheet(title).append(["something", "else"])
    book.save("other.xlsx")
    assert run(["check", "other.xlsx"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "Error: file other.xlsx has no sheet Бастапқы деректер / Исходные данные / Case",
        "Problems: 1.",
    ]
