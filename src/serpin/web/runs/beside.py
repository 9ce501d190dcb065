"""What takes much memory for a moment, drawing pictures and making files, is done by a process of its own.

The libraries that draw would stay in the web server for good, with more than 200 MB; a process that ends gives all
of it back. One such process at a time is enough for a web server: whoever waits finds what the one before has made.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from serpin.web.ui.turns import aside

_ONE = threading.Lock()
_PATIENCE = 300
"""Seconds for the largest report."""


def draws_beside() -> bool:
    """Tell whether this process leaves drawing to another one."""
    return bool(settings.DRAWS_BESIDE)


@contextmanager
def alone() -> Iterator[None]:
    """Hold what a thread holds while its process draws; pages that need none are made meanwhile."""
    with aside(), _ONE:
        yield


def render(number: int, language: str, name: str) -> None:
    """Make a section of the page of a run, or its head where the name is empty.

    Raises
    ------
    subprocess.CalledProcessError
        If that failed; the log says why.
    """
    _manage("render", str(number), language, f"--only={name}")


def file(number: int, language: str, name: str) -> bytes:
    """Return a file made of the plan of a run.

    Raises
    ------
    subprocess.CalledProcessError
        If that failed; the log says why.
    """
    with alone():
        return _manage("file", str(number), language, name)


def _manage(*words: str) -> bytes:
    command = [sys.executable, "-m", "serpin.web", "manage", *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=_PATIENCE).stdout  # noqa: S603 - our own
