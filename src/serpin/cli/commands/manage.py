"""``serpin manage``: Django's own commands for the web application."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.processes import run_web


@make_command("manage", help=mark("Run one of Django's commands, for example: serpin manage migrate."))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    """Hand the arguments on; alone or with the help option, explain."""
    if not arguments or arguments[0] in ("-h", "--help"):
        click.echo(click.get_current_context().get_help())
        return 0
    return run_web(["manage", *arguments])


command.context_settings = {"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []}
