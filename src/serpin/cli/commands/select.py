"""``serpin select``: which projects, from when, paid from which sources."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
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
def command(case: str, output: str | None, seed: int, seconds: float | None) -> int:
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
            options=PortfolioOptions(**settings.given(seconds=seconds)),
            progress=bars.of("portfolio"),
        )
    write_document(document.model_copy(update={"portfolio": found, "schedule": None, "outcomes": None}), output)
    click.echo(portfolio_summary(document.case, found, language()), err=output == "-")
    return EXIT_INFEASIBLE if found.status is Status.INFEASIBLE else 0
