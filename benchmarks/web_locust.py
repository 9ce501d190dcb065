"""Runs locust on the served web application: 50 people of all roles for ten minutes, and tells what went wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.peers import runnable

RATE = 5
"""People who come in a second; fifty stay below the sixty a minute who may sign in from one address."""
_ENDING = 60
"""Seconds that locust gets for ending by itself."""
_LOCUST = "locust>=2.32,<3"
_FILE = Path(__file__).with_name("web_soak.py")


def work_together(port: int, numbers: list[int], seconds: float, people: int) -> dict[str, Any]:
    """Let people work for some seconds after the last has come, and return what locust measured.

    Parameters
    ----------
    port
        Of the server on the loopback.
    numbers
        Records of projects in the large workspace.
    seconds
        How long all of them work.
    people
        How many; at most 60, since no more may sign in within a minute.

    Raises
    ------
    ValueError
        If so many people cannot sign in.
    ImportError
        If locust cannot be installed.
    """
    if not 1 <= people <= 60:
        message = f"1 to 60 people can work, not {people}"
        raise ValueError(message)
    whole = seconds + people / RATE
    with tempfile.TemporaryDirectory(prefix="serpin-soak-") as text:
        target = Path(text) / "soak.json"
        environment = runnable("locust", _LOCUST) | {
            "SOAK_OUTPUT": str(target),
            "SOAK_NUMBERS": json.dumps(numbers),
            "SOAK_PEOPLE": str(people),
        }
        done = subprocess.run(
            [
                *(sys.executable, "-m", "locust", "-f", str(_FILE), "--headless", "--only-summary"),
                *("-H", f"http://127.0.0.1:{port}", "-u", str(people), "-r", str(RATE), "-t", f"{whole:.0f}s"),
                *("--stop-timeout", "10", "--loglevel", "WARNING"),
            ],
            check=False,
            env=environment,
            stdout=subprocess.DEVNULL,
            timeout=whole + _ENDING,
        )
        found: dict[str, Any] = json.loads(target.read_text("utf-8")) if target.exists() else {}
    return {"people asked for": people, "seconds": seconds, "locust ended with": done.returncode, **found}


def went_well(found: dict[str, Any]) -> bool:
    """Tell whether everybody came and nothing went wrong."""
    return (
        found.get("people") == found["people asked for"]
        and found["locust ended with"] == 0
        and not found.get("failures")
        and not found.get("exceptions")
        and not found.get("told by the server")
    )
