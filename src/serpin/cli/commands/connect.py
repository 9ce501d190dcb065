"""``serpin connect``: who is tied to whom, what is missing, and who should work with whom."""

from __future__ import annotations

from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say


@make_command(
    "connect",
    help=mark(
        "Map who works with whom, find missing roles and the catalyst, and say which partnerships are worth a phone "
        "call. CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", metavar="FILE.json", help=mark("Result to write, with everything that was found."))
@option("--page", metavar="FILE.html", help=mark("Page to write: the summary with the picture of the network."))
@option("--picture", metavar="FILE.svg", help=mark("Picture to write: ties, clusters, missing roles, the catalyst."))
@option("--extended", metavar="FILE", help=mark("Case to write, with the new modes of works and the new ties."))
@option(
    "--flows",
    metavar="FILE.csv",
    help=mark(
        "Input–output table to read: seller, buyer (Y for final demand) and amount in each line, without a heading."
    ),
)
@option(
    "--calls",
    type=click.IntRange(1, 1000),
    default=None,
    metavar="NUMBER",
    help=mark("How many partnerships are proposed first."),
)
@settings.seed
def command(  # noqa: PLR0917 - click calls it by name
    case: str,
    output: str | None,
    page: str | None,
    picture: str | None,
    extended: str | None,
    flows: str | None,
    calls: int | None,
    seed: int,
) -> int:
    """Connect, write and tell."""
    from serpin.charts.network import network_picture
    from serpin.cli.documents import open_document
    from serpin.cli.progress import Bars
    from serpin.engines.network.options import NetworkOptions
    from serpin.engines.network.verb import connect
    from serpin.formats.files import write_case
    from serpin.reports.files import write_text_whole
    from serpin.reports.network import network_summary
    from serpin.reports.network_page import network_page
    from serpin.reports.words import names_in

    opened = open_document(case).case
    options = NetworkOptions(**settings.given(calls=calls, flows=_flows(flows) if flows else None))
    with Bars() as bars:
        found = connect(opened, seed=seed, options=options, progress=bars.of("network"))
    written = [output, page, extended]
    if output:
        write_text_whole(Path(output), found.model_dump_json(indent=1) + "\n")
    if page:
        write_text_whole(Path(page), network_page(opened, found, language()))
    if extended:
        write_case(found.extended(opened), Path(extended), language())
    if picture:
        names = names_in(opened, language())
        drawn = network_picture(found, names)
        if drawn is None:
            click.echo(say(mark("There is no cluster to draw.")), err=True)
        else:
            write_text_whole(Path(picture), drawn.svg(names.locale, titled=True))
            written.append(picture)
    for name in filter(None, written):
        click.echo(say(mark("Written: {file}"), file=name), err=True)
    click.echo(network_summary(opened, found, language()))
    return 0


def _flows(name: str) -> list[dict[str, str]]:
    """Return the entries of an input–output table: a line for each seller and buyer.

    Raises
    ------
    InputError
        With every line that is not two activities and an amount.
    """
    import csv
    import math

    from serpin.base.errors import InputError, Problem

    entries, problems = [], []
    with Path(name).open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.reader(stream), start=1):
            seller, buyer, amount = (*(cell.strip() for cell in row), "", "", "")[:3]
            try:
                good = math.isfinite(float(amount)) and float(amount) >= 0
            except ValueError:
                good = False
            if row and not good:
                problems.append(
                    Problem(mark("{value} is not a number"), where=name, values={"value": amount}, line=number)
                )
            elif row and not (seller and buyer):
                problems.append(Problem(mark("a value is required here"), where=name, line=number))
            elif row:
                entries.append({"seller": seller, "buyer": buyer, "amount": amount})
    if problems:
        raise InputError(problems)
    return entries
