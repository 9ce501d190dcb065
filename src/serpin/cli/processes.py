"""The web application is another process: the command line starts it, and does not import it."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli.language import say

_NOT_INSTALLED = mark("the web application is not installed; install serpin[web]")


def run_web(arguments: list[str], beside: subprocess.Popen[bytes] | None = None) -> int:
    """Run the web application's own command until it ends, and return its exit code.

    Ctrl-C reaches it too; we wait until it has ended cleanly.

    Parameters
    ----------
    arguments
        What follows ``python -m serpin.web``.
    beside
        Another process that shall not outlive it, or nothing.
    """
    if importlib.util.find_spec("django") is None:
        click.echo(say(_NOT_INSTALLED), err=True)
        return 1
    with subprocess.Popen([sys.executable, "-m", "serpin.web", *arguments]) as process:  # noqa: S603 - our own module
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        on_end = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        finally:
            if beside is not None:
                beside.terminate()
                beside.wait()
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, on_end)


def start_serpin(arguments: list[str], output: Path) -> subprocess.Popen[bytes]:
    """Start another command of ours in a process of its own, and return it.

    Parameters
    ----------
    arguments
        What follows ``serpin``.
    output
        File for what it says.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    code = "import sys; from serpin.cli.main import main; sys.exit(main())"
    with output.open("wb") as stream:
        return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=stream, stderr=subprocess.STDOUT)  # noqa: S603 - our own command
