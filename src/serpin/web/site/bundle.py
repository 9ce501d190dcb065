"""The script that draws the pictures: it comes out of the installed chart library, once, at the start."""

from __future__ import annotations

import os
from pathlib import Path

from serpin.version import __version__


def write_bundle(folder: Path) -> Path:
    """Write the script of the chart library into a folder unless it is there, and return its path.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder = folder / "charts"
    path = folder / "vega.js"
    stamp = folder / "vega.version"
    if path.exists() and stamp.exists() and stamp.read_text("ascii") == __version__:
        return path
    import vl_convert  # noqa: PLC0415 - takes a second

    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"), "utf-8")
    os.replace(beside, path)
    stamp.write_text(__version__, "ascii")
    return path
