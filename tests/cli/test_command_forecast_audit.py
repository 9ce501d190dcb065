"""``serpin forecast`` and ``serpin audit`` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from serpin.cli.main import program, run


def told(capsys) -> str:
    """Return what was written, in one line with plain spaces."""
    return " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())


def test_forecast_writes_result_and_picture(tmp_path: Path, capsys) -> None:
    """The strategy of the plant is forecast: a page on the terminal, a result and a fan in files."""
    result, picture = tmp_path / "forecast.json", tmp_path / "fan.svg"
    call = ["-l", "en", "forecast", "plant", "--seed", "2", "-o", str(result), "--picture", str(picture)]
    assert run([*call, "--indicator", "EXPORT", "--wanted", "0.7", "--break", "EXPORT=2023"]) == 0
    document = json.loads(result.read_text("utf-8"))
    assert document["ledger"]["options"]["wanted"] == 0.7
    assert all(check["passed"] for check in document["self_checks"])
    drawing = picture.read_text("utf-8")
    assert drawing.startswith("<svg")
    assert "Non-raw-material exports: the target of 2030 is met with" in drawing
    text = told(capsys)
    assert "with at least 70 % probability" in text
    assert "Measure “New machines and materials”" in text


def test_forecast_takes_the_selection_of_a_plan_and_compares(tmp_path: Path, capsys) -> None:
    """A plan hands its selection, schedule and simulation on; another plan's selection is judged beside it."""
    plans = []
    for seed in ("1", "2"):
        plans.append(tmp_path / f"plan{seed}.json")
        assert run(["select", "plant", "--seconds", "2", "--seed", seed, "-o", str(plans[-1])]) == 0
    capsys.readouterr()
    assert run(["-l", "en", "forecast", str(plans[0]), "--against", str(plans[1])]) == 0
    text = told(capsys)
    assert "Selections compared" in text
    assert "plan2:" in text
    assert run(["-l", "en", "forecast", str(plans[0]), "--against", "plant"]) == 1
    assert "holds no selection" in capsys.readouterr().err


def test_the_nation_from_2009(capsys) -> None:
    """The plan to 2020 is judged as it stood in 2009, and what came is told."""
    assert run(["-l", "en", "forecast", "nation", "--until", "2009"]) == 0
    text = told(capsys)
    assert "Level of innovation activity, 2020: at least 20.0 %" in text
    assert "It came to 11.5 %." in text
    assert "Intervals of 80 % held what came in" in text


def test_audit_writes_its_result(tmp_path: Path, capsys) -> None:
    """The awards of the region are audited as of a day."""
    result = tmp_path / "audit.json"
    call = ["-l", "en", "audit", "region", "--day", "2026-12-31", "--trials", "10", "--level", "0.05"]
    assert run([*call, "-o", str(result)]) == 0
    document = json.loads(result.read_text("utf-8"))
    assert document["day"] == "2026-12-31"
    assert document["flagged"] == len(document["flags"]) > 10
    text = told(capsys)
    assert "“Wealth from Tailings LLP” kept 14.2 % of what it promised" in text
    assert "Threshold: at least 15 days. Source: Cardinal R003" in text
    assert "risks to look at, not proof" in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("call", [["forecast", "nation"], ["audit", "plant", "--trials", "10"]])
def test_both_speak_three_languages(language: str, call: list[str], capsys) -> None:
    """Every sentence is said in the language that was asked for."""
    assert run(["-l", language, *call]) == 0
    text = told(capsys)
    word = {"kk": ("Өткен бойынша сынақ", "Белгілер – қарап"), "ru": ("Проверка на прошлом", "Признаки – это риски")}
    expected = word.get(language, ("Test on the past", "Signs are risks"))
    assert expected[0 if call[0] == "forecast" else 1] in text


def test_wrong_calls_are_refused() -> None:
    """A break without a year and a day that is none are wrong calls."""
    assert CliRunner().invoke(program, ["forecast", "plant", "--break", "EXPORT"]).exit_code == 2
    assert CliRunner().invoke(program, ["audit", "region", "--day", "yesterday"]).exit_code == 2
