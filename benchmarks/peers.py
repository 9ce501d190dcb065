"""Peers that are no part of Serpin's environment: installed when a benchmark first asks for them."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["make_importable", "runnable"]

PLACE = Path(__file__).resolve().parent.parent / "artefacts" / "bench"


def make_importable(module: str, requirement: str) -> None:
    """Install a peer into a folder of its own and let this process import it.

    Only the peer itself is installed, whatever version of Python it asks for, and its folder comes last on the path, so
    that a library which both need, such as NumPy, is ours and both are measured on the same one.

    Raises
    ------
    ImportError
        If it cannot be installed, for example without a network.
    """
    if importlib.util.find_spec(module) is not None:
        return
    sys.path.append(str(_installed(module, requirement, "--no-deps", "--ignore-requires-python")))
    importlib.invalidate_caches()


def runnable(module: str, requirement: str) -> dict[str, str]:
    """Install a tool with all that it needs into a folder of its own, and return the environment to run it in.

    It runs as ``python -m MODULE`` in a process of its own, so that nothing of it gets among what is measured.

    Raises
    ------
    ImportError
        If it cannot be installed, for example without a network.
    """
    return {**os.environ, "PYTHONPATH": str(_installed(module, requirement))}


def _installed(module: str, requirement: str, *words: str) -> Path:
    """Return the folder of a peer, which is made unless it is there."""
    folder = PLACE / module
    if not folder.exists():
        sys.stderr.write(f"installing {requirement} for the comparison\n")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [*command, *words, "--target", str(folder), requirement], check=False, capture_output=True
        )
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            message = f"{requirement} could not be installed: {done.stderr.decode(errors='replace').strip()[-300:]}"
            raise ImportError(message)
    return folder
