"""``serpin check``: everything that is wrong in a file, in one go."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.language import say


@make_command("check", help=mark("List everything that is wrong in a file (YAML, JSON or XLSX), each with its place."))
@click.argument("file", metavar="FILE")
def command(file: str) -> None:
    """Read the case; problems are raised as an input error and listed by the program."""
    from serpin.cli.documents import open_case

    case = open_case(file)
    click.echo(
        say(
            mark("No errors. Projects: {projects}, works: {works}, risks: {risks}, sources of money: {sources}."),
            projects=len(case.projects),
            works=sum(len(project.works) for project in case.projects),
            risks=len(case.risks),
            sources=len(case.sources),
        )
    )
