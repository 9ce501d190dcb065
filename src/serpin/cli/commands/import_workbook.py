"""``serpin import``: a workbook that is not ours, by a map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say
from serpin.cli.speaking import EXIT_BAD_INPUT, complain

if TYPE_CHECKING:
    from serpin.formats.imports.applying import ColumnPreview, Import

_MOST_PROBLEMS = 50
_HEADINGS = (mark("Column"), mark("Field"), mark("Filled"), mark("Holds"), mark("Samples"), mark("Problems"))


@make_command(
    "import",
    help=mark(
        "Read a workbook or a CSV file that is not ours, by a map of its columns. Without --write it only shows what"
        " would be read."
    ),
)
@click.argument("file", metavar="FILE")
@option("--map", "-m", "map_file", metavar="MAP.yaml", help=mark("The map: which column is which field."))
@option("--suggest", metavar="MAP.yaml", help=mark("Write a map that is guessed from the headings."))
@option("--write", "-w", metavar="FILE", help=mark("Write what was read as a case: .yaml, .json or .xlsx."))
@option("--encoding", metavar="NAME", help=mark("Encoding of a CSV file that is not UTF-8, for example cp1251."))
def command(file: str, map_file: str | None, suggest: str | None, write: str | None, encoding: str | None) -> int:
    """Suggest, show, and write if asked."""
    from serpin.formats.decoding import decoded
    from serpin.formats.files import read_bytes, write_bytes, write_case
    from serpin.formats.imports.applying import apply_map, open_source
    from serpin.formats.imports.mapping import read_map
    from serpin.formats.imports.suggesting import suggested_map
    from serpin.formats.yaml_text import data_to_yaml

    if suggest:
        data = suggested_map(open_source(Path(file), encoding))
        if encoding:
            data["encoding"] = encoding
        write_bytes(Path(suggest), data_to_yaml(data).encode())
        click.echo(say(mark("Written: {file}"), file=suggest))
        return 0
    if not map_file:
        raise click.UsageError(say(mark("{name} is missing"), name="--map / --suggest"))
    plan = read_map(decoded(read_bytes(Path(map_file)), map_file), map_file)
    found = apply_map(open_source(Path(file), encoding or plan.encoding), plan, Path(file).name)
    _show(found)
    if found.case is None:
        ending = mark("Problems: {count}. Nothing was written.") if write else mark("Problems: {count}.")
        click.echo(say(ending, count=len(found.problems)), err=True)
        return EXIT_BAD_INPUT
    works = sum(len(project.works) for project in found.case.projects)
    message = mark("Read. Projects: {projects}, works: {works}, resources: {resources}.")
    counts = {"projects": len(found.case.projects), "works": works, "resources": len(found.case.resources)}
    click.echo(say(message, **counts))
    if write:
        write_case(found.case, Path(write), language())
        click.echo(say(mark("Written: {file}"), file=write))
    else:
        click.echo(say(mark("Nothing was written; add --write FILE.yaml to write it.")))
    return 0


def _show(found: Import) -> None:
    """Show what is read, column by column, and every problem with its cell."""
    from rich.console import Console
    from rich.table import Table

    sheet = None
    console = Console()
    table: Table | None = None
    for column in found.columns:
        if (column.sheet, column.table) != sheet:
            if table is not None:
                console.print(table)
            sheet = (column.sheet, column.table)
            table = Table(title=f"{column.sheet} → {column.table}", title_justify="left")
            for heading in _HEADINGS:
                table.add_column(say(heading), overflow="fold")
        if table is not None:
            table.add_row(*_cells(column))
    if table is not None:
        console.print(table)
    for problem in found.problems[:_MOST_PROBLEMS]:
        if problem.severity == "error":
            complain(problem.text(language()))
        else:
            click.echo(f"{say(mark('Note'))}: {problem.text(language())}", err=True)
    left = len(found.problems) - _MOST_PROBLEMS
    if left > 0:
        click.echo(say(mark("… and more: {count}"), count=left), err=True)


def _cells(column: ColumnPreview) -> list[str]:
    from rich.markup import escape

    cells = (
        f"{column.letters} {column.heading}",
        column.field or say(mark("not read")),
        str(column.filled),
        ", ".join(say(kind) for kind in column.kinds),
        " | ".join(column.samples),
        str(column.problems or ""),
    )
    return [escape(cell) for cell in cells]
