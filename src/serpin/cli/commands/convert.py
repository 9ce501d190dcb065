"""``serpin convert``: a case in another format."""

from __future__ import annotations

from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say


@make_command(
    "convert",
    help=mark("Write a case as YAML, JSON or a workbook; the ending of the name says which. CASE: file or sample."),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", required=True, metavar="FILE", help=mark("File to write: .yaml, .json or .xlsx."))
def command(case: str, output: str) -> None:
    """Read and write."""
    from serpin.cli.documents import open_case
    from serpin.formats.files import write_case

    write_case(open_case(case), Path(output), language())
    click.echo(say(mark("Written: {file}"), file=output))
