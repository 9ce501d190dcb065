"""Ctrl-C: the first asks for what has been found, the second ends at once, and no file is half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serpin.cli.progress import Bars

PROGRAM = [sys.executable, "-c", "from serpin.cli.main import main; main()"]


def test_the_first_interrupt_asks_the_engines_to_stop(capsys: pytest.CaptureFixture[str]) -> None:
    """Before it the listener says nothing, after it "stop"; a second one ends the program."""
    with Bars() as bars:
        assert bars("portfolio", 0.1, None, None) is None
        signal.raise_signal(signal.SIGINT)
        assert bars("portfolio", 0.2, 5.0, 6.0) == "stop"
        assert bars.stopped
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert "Ctrl-C" in capsys.readouterr().err


def test_the_handler_of_interrupts_is_given_back() -> None:
    """After the bars Python's own handler is in place again."""
    before = signal.getsignal(signal.SIGINT)
    with Bars():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupted_twice_nothing_is_half_written(tmp_path: Path) -> None:
    """Whatever lies in the folder afterwards is complete, and the program says so."""
    environment = {**os.environ, "SERPIN_LANGUAGE": "en"}
    arguments = [*PROGRAM, "plan", "plant", "-o", "out", "--seconds", "60"]
    process = subprocess.Popen(arguments, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    folder = tmp_path / "out"
    while not folder.exists() and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    first = process.stderr.readline()
    if "Ctrl-C" in first:  # the engines were at work and were asked to stop; else the program ended at once
        process.send_signal(signal.SIGINT)
    error = first + process.stderr.read()
    process.wait(timeout=120)
    process.stderr.close()
    assert process.returncode == 130
    assert "nothing is half-written" in error
    for path in folder.iterdir():
        assert path.suffix in {".json", ".xlsx", ".html"}
        assert path.suffix != ".json" or json.loads(path.read_text(encoding="utf-8"))
