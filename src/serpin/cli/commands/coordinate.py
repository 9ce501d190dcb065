"""``serpin coordinate``: which projects pay only together, who waits for whom, and what tips them."""

from __future__ import annotations

from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say


@make_command(
    "coordinate",
    help=mark(
        "Find projects that pay only together, and the cheapest guarantees that bring them about. "
        "CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", metavar="FILE.json", help=mark("Result to write, with everything that was found."))
@option("--page", metavar="FILE.html", help=mark("Page to write: the summary with the picture who waits for whom."))
@option(
    "--target",
    type=click.Choice(("optimum", "trust")),
    default="optimum",
    metavar="optimum|trust",
    help=mark("What to bring about: the best joint outcome, or only what needs no transfer."),
)
@option(
    "--budget",
    type=click.FloatRange(0),
    default=None,
    metavar="AMOUNT",
    help=mark("Public budget for projects, in the currency of the case."),
)
@option(
    "--weight",
    multiple=True,
    metavar="INDICATOR=AMOUNT",
    help=mark("What one unit of a yearly contribution to an indicator is worth to the public; may be given again."),
)
@settings.seed
@settings.seconds
def command(  # noqa: PLR0917 - click calls it by name
    case: str,
    output: str | None,
    page: str | None,
    target: str,
    budget: float | None,
    weight: tuple[str, ...],
    seed: int,
    seconds: float | None,
) -> int:
    """Coordinate, write and tell."""
    from serpin.cli.documents import open_document
    from serpin.cli.progress import Bars
    from serpin.engines.coordination.options import CoordinationOptions
    from serpin.engines.coordination.verb import coordinate
    from serpin.reports.coordination import coordination_summary
    from serpin.reports.coordination_page import coordination_page
    from serpin.reports.files import write_text_whole
    from serpin.vocabulary.result import Status

    opened = open_document(case).case
    options = CoordinationOptions(
        **settings.given(seconds=seconds, public_purse=budget, target=target), **_weights(weight)
    )
    with Bars() as bars:
        found = coordinate(opened, seed=seed, options=options, progress=bars.of("coordination"))
    if output:
        write_text_whole(Path(output), found.model_dump_json(indent=1) + "\n")
    if page:
        write_text_whole(Path(page), coordination_page(opened, found, language()))
    for name in filter(None, (output, page)):
        click.echo(say(mark("Written: {file}"), file=name), err=True)
    click.echo(coordination_summary(opened, found, language()))
    return 3 if found.status is Status.INFEASIBLE else 0


def _weights(given: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return the weights of indicators as an option of the engine.

    Raises
    ------
    InputError
        If one is not written as a name, a sign of equality and an amount.
    """
    from serpin.base.errors import InputError, Problem

    weights = {}
    for entry in given:
        name, _, amount = entry.partition("=")
        try:
            weights[name] = float(amount)
        except ValueError:
            message = mark("{value} is not a number")
            raise InputError([Problem(message, where=f"--weight {name}", values={"value": amount})]) from None
    return {"contribution_weights": weights} if weights else {}
