"""What the program says when something is wrong, and with which code it ends."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli.language import say

EXIT_BAD_INPUT = 1
EXIT_USAGE = 2
EXIT_INFEASIBLE = 3
EXIT_INTERRUPTED = 130


def complain(sentence: str) -> None:
    """Write a sentence about something wrong to the standard error."""
    click.echo(f"{say(mark('Error'))}: {sentence}", err=True)
