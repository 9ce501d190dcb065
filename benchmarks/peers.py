"""Peers that are no part of Serpin's environment: installed when a benchmark first asks for them."""

import importlib.util
import subprocess
import sys
from pathlib import Path

__all__ = ["make_importable"]

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
    folder = PLACE / module
    if not folder.exists():
        sys.stderr.write(f"installing {requirement} for the comparison\n")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run(
            [*command, "--no-deps", "--ignore-requires-python", "--target", str(folder), requirement],
            check=False,
            capture_output=True,
        )
        if done.returncode:
            message = f"{requirement} could not be installed: {done.stderr.decode(errors='replace').strip()[-300:]}"
            raise ImportError(message)
    sys.path.append(str(folder))
    importlib.invalidate_caches()
