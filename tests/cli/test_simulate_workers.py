"""``serpin simulate`` on processes and on a Dask cluster writes what a single worker writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SERPIN = ["-c", "import sys; from serpin.cli.main import main; sys.exit(main())"]
ARGUMENTS = ["simulate", "plant", "--iterations", "70000", "--seed", "11"]

CLUSTER = """
import subprocess, sys
from distributed import LocalCluster

if __name__ == "__main__":
    where = dict(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None)
    with LocalCluster(**where) as cluster:
        command = [sys.executable, *sys.argv[1:], "--cluster", cluster.scheduler_address]
        sys.exit(subprocess.run(command, check=False).returncode)
"""


def outcomes_of(path: Path) -> Any:
    """Return the outcomes in a document, without the time that they took."""
    outcomes = json.loads(path.read_text(encoding="utf-8"))["outcomes"]
    del outcomes["ledger"]["seconds"]
    return outcomes


def run(*command: str) -> None:
    """Run a command and say what it complained about if it fails."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_processes_and_a_cluster_write_the_same_outcomes(tmp_path: Path) -> None:
    """One worker, two processes and a cluster of two on loopback give the same figures to the last bit."""
    alone, processes, cluster = (tmp_path / f"{name}.json" for name in ("alone", "processes", "cluster"))
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    run(*SERPIN, *ARGUMENTS, "--workers", "1", "-o", str(alone))
    run(*SERPIN, *ARGUMENTS, "--workers", "2", "-o", str(processes))
    run(str(script), *SERPIN, *ARGUMENTS, "-o", str(cluster))
    assert outcomes_of(processes) == outcomes_of(alone)
    assert outcomes_of(cluster) == outcomes_of(alone)


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    """An address where nothing answers ends the command with a sentence, not with a traceback."""
    command = [sys.executable, *SERPIN, *ARGUMENTS, "-l", "en", "--cluster", "tcp://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path)
    assert done.returncode != 0
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
