"""Compiles the kernels of the engines ahead of the first plan: ``python -m serpin.planning.kernels``.

Each engine compiles what it needs when it needs it and keeps it on disk. Ahead of all of them it goes faster: on all
cores, and once, since whoever comes meanwhile waits.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import serpin

_ENGINES = ("simulation", "scheduling", "coordination", "portfolio")
"""The longest first."""
_PAUSE = 0.05


def are_compiled() -> bool:
    """Tell whether there is nothing to wait for: they are compiled, or nobody has said where they are kept."""
    kept = _kept()
    return kept is None or kept.exists()


def compile_kernels() -> None:
    """Compile the kernels of all engines unless they are, or wait until somebody else has.

    They are kept in the folder that ``NUMBA_CACHE_DIR`` names; without it nothing is done here.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    kept = _kept()
    if kept is None or kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with (kept.parent / "kernels.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists() and _compile():
            kept.touch()


def _kept() -> Path | None:
    """Return the file that says that the kernels of this very code are compiled; its name holds what they hang on."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    if not folder:
        return None
    engines = Path(serpin.__file__).parent / "engines"
    sources = sorted(engines.glob("*/model/**/*.py"))
    stands = [(str(path), stand.st_mtime_ns, stand.st_size) for path in sources for stand in [path.stat()]]
    about = repr((sys.version, version("numba"), stands))
    return Path(folder, f"kernels-{hashlib.sha256(about.encode()).hexdigest()[:16]}")


def _compile() -> bool:
    """Let a process for each engine compile, as many at a time as there are cores; return whether all could."""
    waiting = [[sys.executable, "-m", f"serpin.engines.{engine}.model.warm"] for engine in _ENGINES]
    started: list[subprocess.Popen[bytes]] = []
    try:
        while waiting or any(process.poll() is None for process in started):
            at_work = sum(process.poll() is None for process in started)
            if waiting and at_work < len(os.sched_getaffinity(0)):
                started.append(subprocess.Popen(waiting.pop(0), preexec_fn=_step_back))  # noqa: S603, PLW1509 - ours
            else:
                time.sleep(_PAUSE)
    finally:
        for process in started:
            process.terminate()
            process.wait()
    return all(process.returncode == 0 for process in started)


def _step_back() -> None:
    """End with the parent and not before it, even if it was killed, and let whatever else goes on go first."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(10)


if __name__ == "__main__":
    compile_kernels()
