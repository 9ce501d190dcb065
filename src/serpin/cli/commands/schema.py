"""``serpin schema``: the JSON Schema of a case, for editors and other programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say


@make_command("schema", help=mark("Write the JSON Schema of a case, with titles and descriptions in the language."))
@option("--output", "-o", metavar="FILE", help=mark("File to write; the standard output without it."))
def command(output: str | None) -> None:
    """Write the schema."""
    from serpin.formats.files import write_bytes
    from serpin.formats.schema import json_schema

    text = json.dumps(json_schema(language()), ensure_ascii=False, indent=2)
    if output:
        write_bytes(Path(output), (text + "\n").encode())
        click.echo(say(mark("Written: {file}"), file=output))
    else:
        click.echo(text)
