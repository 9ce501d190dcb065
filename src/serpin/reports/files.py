"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, fill: Callable[[Path], None]) -> None:
    """Fill a file beside its final place and then put it there in one step.

    Parameters
    ----------
    path
        Where the file shall stand; an older one is replaced.
    fill
        Writes the file at the path that it is given.

    Raises
    ------
    OSError
        If the folder cannot be written; nothing half-written is left.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        fill(beside)
        beside.chmod(_mode())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_text_whole(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all."""
    write_whole(path, lambda beside: _write(beside, text))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _mode() -> int:
    """Return the rights that a new file would have; temporary files are closed to others."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
