"""``serpin select``: which projects, from when, paid from which sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language
from serpin.cli.speaking import EXIT_INFEASIBLE

if TYPE_CHECKING:
    from serpin.engines.portfolio.options import PortfolioOptions

_FORM = mark("{value} was not understood; it is written like {form}")


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
    help=mark("How many scenarios of values, weights and budgets test how sure the choice is; 0 for none. Default 40."),
)
@option(
    "--frontier",
    type=click.IntRange(0, 50),
    default=5,
    metavar="N",
    help=mark("How many budgets are tried to show what more money would bring; 0 for none. Default 5."),
)
@option(
    "--frontier-of",
    type=click.Choice(["budget", "tail"]),
    default="budget",
    help=mark("budget: value against money; tail: value against the mean of the worst scenarios. Default budget."),
)
@option(
    "--risk",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="WEIGHT",
    help=mark("Weight of the mean of the worst tenth of the scenarios against the expected value, 0 to 1. Default 0."),
)
@option(
    "--weight",
    "weights",
    multiple=True,
    metavar="CODE=MONEY",
    help=mark("What one unit a year of an indicator is worth, for example JOBS=2000000; may be repeated."),
)
@option(
    "--share",
    "shares",
    multiple=True,
    metavar="TRAIT=VALUE:LEAST-MOST",
    help=mark(
        "Least and largest share of the cost in per cent for a type, novelty, region, enterprise or work_kind, for "
        "example novelty=world:20-60; may be repeated."
    ),
)
@settings.rules
@option(
    "--tax-and-duty",
    is_flag=True,
    help=mark("Count the tax that research saves and the research duty of subsoil users in the value."),
)
def command(case: str, output: str | None, seed: int, seconds: float | None, **given: Any) -> int:
    """Select, write and tell."""
    from serpin.cli.documents import open_document, write_document
    from serpin.cli.progress import Bars
    from serpin.engines.portfolio.verb import select
    from serpin.reports.summary import portfolio_summary
    from serpin.vocabulary.result import Status

    document = open_document(case)
    options = _options(seconds=settings.selecting(document.case, seconds), **given)
    with Bars() as bars:
        found = select(document.case, seed=seed, options=options, progress=bars.of("portfolio"))
    write_document(document.model_copy(update={"portfolio": found, "schedule": None, "outcomes": None}), output)
    click.echo(portfolio_summary(document.case, found, language()), err=output == "-")
    return EXIT_INFEASIBLE if found.status is Status.INFEASIBLE else 0


def _options(
    *,
    seconds: float | None,
    scenarios: int,
    frontier: int,
    frontier_of: str,
    risk: float,
    weights: tuple[str, ...],
    shares: tuple[str, ...],
    rules: str | None,
    tax_and_duty: bool,
) -> PortfolioOptions:
    """Return what the command line asks for as options of the selection."""
    from serpin.engines.portfolio.options import PortfolioOptions

    return PortfolioOptions.model_validate(
        {
            **settings.given(seconds=seconds),
            "stability": scenarios,
            "frontier": frontier,
            "frontier_of": frontier_of,
            "risk_weight": risk,
            "contribution_weights": dict(map(_weight, weights)),
            "limits": tuple(map(_share, shares)),
            **settings.rulebook(rules),
            "tax_and_duty": tax_and_duty,
        }
    )


def _weight(text: str) -> tuple[str, float]:
    """Return an indicator and its weight.

    Raises
    ------
    InputError
        If the text is not of the form CODE=MONEY.
    """
    found = re.fullmatch(r"([^=\s]+)=(\d+(?:\.\d+)?)", text.strip())
    if found is None:
        raise refuse(_FORM, "--weight", value=text, form="JOBS=2000000")
    return found[1], float(found[2])


def _share(text: str) -> dict[str, Any]:
    """Return a limit on the share of a trait.

    Raises
    ------
    InputError
        If the text is not of the form TRAIT=VALUE:LEAST-MOST.
    """
    from serpin.engines.portfolio.options import Trait

    found = re.fullmatch(r"(\w+)=([^:\s]+):(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", text.strip())
    if found is None or found[1] not in tuple(Trait) or not float(found[3]) <= float(found[4]) <= 100:
        raise refuse(_FORM, "--share", value=text, form="novelty=world:20-60")
    return {"trait": found[1], "value": found[2], "least": float(found[3]) / 100, "most": float(found[4]) / 100}
