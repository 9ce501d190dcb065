"""``plan --scenario``, ``plan --baseline`` and ``compare`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders import case_data
from serpin.cli.main import run

QUICK = ["--iterations", "200", "--seconds", "2", "--workers", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plan of a case, and that of a scenario with less money against it as baseline."""
    here = tmp_path_factory.mktemp("compared")
    (here / "case.json").write_text(json.dumps({"format": 1, **case_data()}), encoding="utf-8")
    (here / "scenario.yaml").write_text(
        "title: Less money\n"
        "changes:\n"
        "  - {list: sources, code: S1, field: available.0.amount, value: 2500}\n"
        "options:\n"
        "  simulation: {iterations: 300}\n",
        encoding="utf-8",
    )
    case, first = str(here / "case.json"), str(here / "a" / "plan.json")
    assert run(["-l", "en", "plan", case, "-o", str(here / "a"), *QUICK]) == 0
    scenario = ["--scenario", str(here / "scenario.yaml"), "--baseline", first, "--stability", "1"]
    assert run(["-l", "en", "plan", case, "-o", str(here / "b"), *scenario, *QUICK]) == 0
    return here


def test_a_scenario_is_planned_with_its_options(folder: Path) -> None:
    """The stored plan holds the changed case and the changed options."""
    plan = json.loads((folder / "b" / "plan.json").read_text("utf-8"))
    assert plan["case"]["sources"][0]["available"][0]["amount"] == 2500
    assert plan["outcomes"]["iterations"] == 300
    assert plan["ledger"]["options"]["simulation"]["iterations"] == 300


@pytest.mark.parametrize(("language", "fate"), [("en", "goes out"), ("ru", "уходит"), ("kk", "шығады")])
def test_plans_are_compared_in_three_languages(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str, fate: str
) -> None:
    """The terminal says which project goes out, and the change behind it, in the words of the language."""
    plans = [str(folder / name / "plan.json") for name in ("a", "b")]
    assert run(["-l", language, "compare", *plans]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert fate in said
    assert "S1" in said


def test_a_comparison_is_written_as_workbook_page_and_document(folder: Path) -> None:
    """All three hold the project that goes, and the page loads nothing."""
    plans = [str(folder / name / "plan.json") for name in ("a", "b")]
    for ending in ("xlsx", "html", "json"):
        assert run(["-l", "en", "compare", *plans, "-o", str(folder / f"found.{ending}")]) == 0
    sheet = load_workbook(folder / "found.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Code", "Project", "In the plan")
    assert "goes out" in {row[2] for row in rows[1:]}
    page = (folder / "found.html").read_text("utf-8")
    assert "goes out" in page
    assert "default-src" in page
    assert "<script" not in page
    (found,) = json.loads((folder / "found.json").read_text("utf-8"))
    assert [one["fate"] for one in found["projects"]].count("goes") == 1


def test_wrong_calls_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One plan, another ending, and a file that is no scenario are errors of the user."""
    plan = str(folder / "a" / "plan.json")
    assert run(["-l", "en", "compare", plan]) == 1
    assert run(["-l", "en", "compare", plan, plan, "-o", str(folder / "found.docx")]) == 1
    case = str(folder / "case.json")
    assert run(["-l", "en", "plan", case, "-o", str(folder / "c"), "--scenario", case]) == 1
    assert "this is no scenario" in capsys.readouterr().err
