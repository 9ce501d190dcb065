"""The program as a user meets it: commands, languages, exit codes, and what bad input gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from builders import case_data
from serpin.cli.language import choose_language
from serpin.cli.main import program, run
from serpin.planning.result import Plan


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Speak English and work in an empty folder, whatever the machine does."""
    monkeypatch.setenv("SERPIN_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Write the small case as YAML."""
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(case_data()), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["plan", "--language", "kk"], {"LANG": "ru_RU.UTF-8"}, "kk"),
        (["plan", "--language=ru"], {}, "ru"),
        (["-l", "kk", "plan"], {"SERPIN_LANGUAGE": "en"}, "kk"),
        ([], {"SERPIN_LANGUAGE": "ru", "LANG": "kk_KZ"}, "ru"),
        ([], {"LANG": "kk_KZ.UTF-8"}, "kk"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        (["--language"], {}, "en"),
    ],
)
def test_the_language_is_asked_for_or_found(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    """The option wins over Serpin's variable, and that over the system's."""
    assert choose_language(arguments, environment) == expected


@pytest.mark.parametrize("name", list(program.table))
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_command_explains_itself(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Help answers in each language and mentions the command."""
    assert run([name, "--help", "--language", language]) == 0
    assert f"serpin {name}" in capsys.readouterr().out


def test_help_loads_nothing_heavy() -> None:
    """The help of the program imports neither pydantic nor numpy nor any solver."""
    code = (
        "import sys; from serpin.cli.main import run; run(['--help']); "
        "print([name for name in ('pydantic', 'numpy', 'ortools', 'highspy', 'altair', 'rich') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip().endswith("[]")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["plam"], "there is no command plam"),
        (["plan"], "CASE is missing"),
        (["plan", "x"], "--output is missing"),
        (["plan", "x", "-o", "y", "--sead", "3"], "there is no option --sead. Did you mean"),
        (["plan", "x", "-o", "y", "--seed", "-3"], "--seed: expected a number from 0 to"),
        (["plan", "x", "-o", "y", "--workers", "two"], "--workers: expected a number"),
        (["check", "a", "b"], "too many words on the command line: b"),
        (["template", "x.xlsx", "--language", "de"], "--language: expected one of kk, ru, en"),
    ],
)
def test_a_wrong_call_is_explained(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, the reason in a sentence, and the way to the help."""
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "--help" in error


def test_a_good_file_passes_the_check(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check counts what it read."""
    assert run(["check", str(case_file)]) == 0
    assert "Projects: 2, works: 4" in capsys.readouterr().out


def test_every_problem_is_listed_in_one_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text for a number, a date of 1899, a circle, a missing reference, wrong shares, negative money, 80 for 0.8."""
    data = case_data(start="1899-12-30")
    first, second = data["projects"]
    first["works"] = [
        {**first["works"][0], "after": [{"work": "W2"}]},
        {**first["works"][1], "modes": [{"id": "m1", "duration": "ten", "cost": -5, "success": 80}]},
    ]
    second["innovation"] = "I9"
    second["partners"] = [{"enterprise": "E1", "share": 0.5}]
    path = tmp_path / "bad.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert run(["check", str(path)]) == 1
    error = capsys.readouterr().err
    for part in (
        "1899-12-30 is too small",
        "ten is not an estimate",
        "expected 0 or more",
        "80 is too large",
        "there is no innovation I9",
        "shares of the partners must sum to 1, they sum to 0.5",
        "W1 → W2 → W1",
        "Problems: 7.",
    ):
        assert part in error


@pytest.mark.parametrize("name", ["missing.yaml", "missing.xlsx", "missing.json", "missing.txt", "plan.docx"])
def test_a_missing_file_is_named(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback, the name, exit code 1."""
    assert run(["check", name]) == 1
    assert name in capsys.readouterr().err


def test_bad_input_writes_nothing(tmp_path: Path) -> None:
    """A case that cannot be read leaves no folder and no file."""
    (tmp_path / "bad.yaml").write_text("title: [", encoding="utf-8")
    assert run(["plan", "bad.yaml", "-o", "out"]) == 1
    assert run(["convert", "bad.yaml", "-o", "out.xlsx"]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml"]


def test_a_plan_is_written_and_told(case_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Document, workbook and report lie in the folder; the terminal shows the summary."""
    arguments = ["plan", str(case_file), "-o", "out", "--seed", "7", "--seconds", "3", "--iterations", "500"]
    assert run(arguments) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "board.pdf",
        "plan.ics",
        "plan.json",
        "plan.pdf",
        "plan.xlsx",
        "plan.xml",
        "report.html",
    ]
    assert "First" in capsys.readouterr().out
    plan = Plan.model_validate_json((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert plan.ledger is not None
    assert plan.ledger.seed == 7


def test_documents_pass_from_verb_to_verb(case_file: Path, tmp_path: Path) -> None:
    """Each verb reads the document of the one before and adds its result."""
    assert run(["select", str(case_file), "-o", "a.json", "--seconds", "3"]) == 0
    assert run(["schedule", "a.json", "-o", "b.json", "--seconds", "3"]) == 0
    assert run(["simulate", "b.json", "-o", "c.json", "--iterations", "500"]) == 0
    document = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert document["portfolio"]
    assert document["schedule"]
    assert document["outcomes"]


def test_a_document_can_go_to_the_standard_output(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With -o - the output is the document alone, and the summary goes to the standard error."""
    assert run(["select", str(case_file), "-o", "-", "--seconds", "3"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["portfolio"]
    assert captured.err


def test_an_infeasible_case_is_answered_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3 and the conflicting demands."""
    data = case_data()
    data["projects"][0]["mandatory"] = True
    data["sources"][0]["available"][0]["amount"] = 10
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert run(["plan", str(path), "-o", "out"]) == 3
    assert "First" in capsys.readouterr().out


def test_a_case_is_converted_there_and_back(case_file: Path, tmp_path: Path) -> None:
    """YAML → workbook → JSON → YAML gives the same case."""
    from serpin.formats.files import read_case

    assert run(["convert", str(case_file), "-o", "a.xlsx", "--language", "kk"]) == 0
    assert run(["convert", "a.xlsx", "-o", "b.json"]) == 0
    assert run(["convert", "b.json", "-o", "c.yaml"]) == 0
    assert read_case(tmp_path / "c.yaml")[0] == read_case(case_file)[0]


def test_a_file_in_the_way_of_the_folder_is_named(case_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be is refused before any work."""
    Path("out").write_text("mine", encoding="utf-8")
    assert run(["plan", str(case_file), "-o", "out"]) == 1
    assert "out is a file" in capsys.readouterr().err
    assert Path("out").read_text(encoding="utf-8") == "mine"


def test_the_schema_is_valid_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema names the fields of a case, and its texts are in the language."""
    assert run(["schema"]) == 0
    assert "projects" in json.loads(capsys.readouterr().out)["properties"]


def test_nothing_is_scheduled_from_a_selection_without_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The chain of verbs ends where there is no answer: exit code 3, a sentence, and no document."""
    data = case_data()
    data["projects"][0]["mandatory"] = True
    data["sources"][0]["available"][0]["amount"] = 10
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert run(["select", str(path), "-o", "a.json"]) == 3
    assert run(["schedule", "a.json", "-o", "b.json"]) == 3
    assert "a selection without an answer" in capsys.readouterr().err
    assert not (tmp_path / "b.json").exists()
