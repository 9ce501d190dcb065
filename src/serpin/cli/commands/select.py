"""``serpin select``: which projects, from when, paid from which sources."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language
from serpin.cli.speaking import EXIT_INFEASIBLE


@make_command(
    "select",
    help=mark("Choose projects, start quarters and sources of money. CASE: file, sample or document of a plan."),
)
@click.argument("case", metavar="CASE")
@settings.output
@settings.seed
@settings.seconds
@option(
    "--scenarios",
    type=click.IntRange(0, 2000),
    default=40,
    metavar="N",
    help=mark("How many scenarios of values and budgets test how sure the choice is; 0 for none. Default 40."),
)
@option(
    "--frontier",
    type=click.IntRange(0, 50),
    default=5,
    metavar="N",
    help=mark("How many budgets are tried to show what more money would bring; 0 for none. Default 5."),
)
def command(  # noqa: PLR0917 - the options of the command
    case: str, output: str | None, seed: int, seconds: float | None, scenarios: int, frontier: int
) -> int:
    """Select, write and tell."""
    from serpin.cli.documents import open_document, write_document
    from serpin.cli.progress import Bars
    from serpin.engines.portfolio.options import PortfolioOptions
    from serpin.engines.portfolio.verb import select
    from serpin.reports.summary import portfolio_summary
    from serpin.vocabulary.result import Status

    document = open_document(case)
    with Bars() as bars:
        found = select(
            document.case,
            seed=seed,
            options=PortfolioOptions(**settings.given(seconds=seconds), stability=scenarios, frontier=frontier),
            progress=bars.of("portfolio"),
        )
    write_document(document.model_copy(update={"portfolio": found, "schedule": None, "outcomes": None}), output)
    click.echo(portfolio_summary(document.case, found, language()), err=output == "-")
    return EXIT_INFEASIBLE if found.status is Status.INFEASIBLE else 0
