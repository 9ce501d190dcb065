"""``serpin simulate`` with a wanted precision and with scenarios."""

import json
from pathlib import Path

from serpin.cli.main import run
from serpin.cli.speaking import EXIT_BAD_INPUT


def test_a_wanted_precision_ends_the_run(tmp_path: Path, capsys) -> None:
    """With 0.1 a first look at 4 096 courses suffices, and the precision that was reached is told."""
    document = tmp_path / "simulated.json"
    assert run(["-l", "en", "simulate", "plant", "--precision", "0.1", "-o", str(document)]) == 0
    outcomes = json.loads(document.read_text("utf-8"))["outcomes"]
    assert outcomes["iterations"] == 4096
    assert outcomes["precision"] <= 0.1
    text = " ".join(capsys.readouterr().out.split())
    assert "4,096 courses were simulated" in text
    assert "There is no schedule: all 12 projects were simulated" in text


def test_scenarios_are_compared(tmp_path: Path) -> None:
    """A mitigation and a risk that does not happen make one scenario; its difference has an interval."""
    document = tmp_path / "simulated.json"
    call = ["-l", "en", "simulate", "plant", "--iterations", "500", "--scenario", "SAFE=R01/M1, -R02"]
    assert run([*call, "-o", str(document)]) == 0
    found = {row["scenario"]: row for row in json.loads(document.read_text("utf-8"))["outcomes"]["scenarios"]}
    value = found["SAFE"]["value"]
    assert value["low"] <= value["mean"] <= value["high"]


def test_a_scenario_that_cannot_be_read_is_a_wrong_call() -> None:
    """A scenario without content, a mitigation without its risk and an unknown risk are refused."""
    for text in ("SAFE", "SAFE=R01", "SAFE=-R99"):
        assert run(["simulate", "plant", "--scenario", text]) == EXIT_BAD_INPUT
