"""``serpin template``: an empty workbook that a person wants to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.language import language, say


@make_command(
    "template",
    help=mark("Write an empty workbook with explained headings, lists to choose from and examples in grey."),
)
@click.argument("file", metavar="FILE.xlsx")
def command(file: str) -> None:
    """Write the template."""
    from serpin.formats.files import write_template

    write_template(Path(file), language())
    click.echo(say(mark("Written: {file}"), file=file))
