"""Kernels are compiled once, by whoever comes first."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from serpin.planning import kernels


def test_without_a_folder_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each engine then compiles what it needs, so there is nothing to wait for."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert kernels.are_compiled()
    kernels.compile_kernels()


def test_who_comes_second_waits_and_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as another process compiles, a second one waits; then it finds everything done."""
    folder = tmp_path / "kept"
    folder.mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(folder))
    assert not kernels.are_compiled()
    with (folder / "kernels.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "serpin.planning.kernels"]
        with subprocess.Popen(command, env=dict(os.environ)) as second:
            for _ in range(500):  # until the system says that it waits
                if f" {second.pid} " in Path("/proc/locks").read_text("ascii"):
                    break
                time.sleep(0.01)
            assert second.poll() is None
            kept = kernels._kept()
            assert kept is not None
            kept.touch()
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert second.wait(30) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted([kept.name, "kernels.lock"])
    assert kernels.are_compiled()
