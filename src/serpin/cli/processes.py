"""The web application is another process: the command line starts it, and does not import it."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys

import click

from serpin.base.texts import mark
from serpin.cli.language import say

_NOT_INSTALLED = mark("the web application is not installed; install serpin[web]")


def run_web(arguments: list[str]) -> int:
    """Run the web application's own command until it ends, and return its exit code.

    Ctrl-C reaches it too; we wait until it has ended cleanly.

    Parameters
    ----------
    arguments
        What follows ``python -m serpin.web``.
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
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, on_end)


def serpin_command(arguments: list[str]) -> list[str]:
    """Return the command line that carries out another command of ours in a process of its own.

    Parameters
    ----------
    arguments
        What follows ``serpin``.
    """
    return [sys.executable, "-c", "import sys; from serpin.cli.main import main; sys.exit(main())", *arguments]
