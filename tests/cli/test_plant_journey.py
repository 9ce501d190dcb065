"""The plant as a Kazakh workbook plans to the same numbers as the sample itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from serpin.cli.main import run
from serpin.formats.files import read_case
from serpin.reports.document import read_plan


def numbers(path: Path) -> Any:
    """Return a stored plan as data without the seconds that it took."""

    def strip(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: strip(value) for key, value in data.items() if key != "seconds"}
        return [strip(item) for item in data] if isinstance(data, list) else data

    return strip(read_plan(path).model_dump(mode="json"))


def test_the_kazakh_workbook_plans_to_the_same_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """plant → workbook in Kazakh and plant → YAML: both plans are equal to the last digit."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERPIN_LANGUAGE", "kk")
    assert run(["convert", "plant", "-o", "plant.xlsx", "--language", "kk"]) == 0
    assert run(["convert", "plant", "-o", "plant.yaml"]) == 0
    assert read_case(Path("plant.xlsx"))[0] == read_case(Path("plant.yaml"))[0]
    limits = ["--seed", "7", "--seconds", "120", "--iterations", "1000", "--workers", "1"]
    assert run(["plan", "plant.xlsx", "-o", "a", *limits]) == 0
    assert run(["plan", "plant.yaml", "-o", "b", *limits]) == 0
    assert numbers(tmp_path / "a" / "plan.json") == numbers(tmp_path / "b" / "plan.json")
    assert "«Сарыбел»" in capsys.readouterr().out
