"""``serpin insure``: which risks to retain, mitigate, share and insure, and how large the reserve has to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say
from serpin.cli.speaking import EXIT_INFEASIBLE

if TYPE_CHECKING:
    from serpin.engines.insurance.options import Sharing


@make_command(
    "insure",
    help=mark(
        "Choose which risks to retain, mitigate, share and insure, and compute the reserve. "
        "CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", metavar="FILE.json", help=mark("Result to write, with everything that was found."))
@option("--picture", metavar="FILE.svg", help=mark("Picture to write: what is retained, ceded and shared."))
@option(
    "--budget",
    type=click.FloatRange(0),
    default=None,
    metavar="AMOUNT",
    help=mark("Most that premiums, mitigations and sharing may cost together."),
)
@option(
    "--tail",
    type=click.FloatRange(0),
    default=None,
    metavar="AMOUNT",
    help=mark("Most that retained losses and outlays may cost in the worst twentieth of the courses."),
)
@option(
    "--capital",
    type=click.FloatRange(0, 1),
    default=None,
    metavar="RATE",
    help=mark("Cost of capital a year. Default 0.12."),
)
@option(
    "--share",
    multiple=True,
    metavar="RISK=PART,COST",
    help=mark("Offer of another to bear a part of a risk, for example R01=0.4,2000000; may be repeated."),
)
@settings.seed
@settings.iterations
@settings.seconds
def command(  # noqa: PLR0917 - click calls it by name
    case: str,
    output: str | None,
    picture: str | None,
    budget: float | None,
    tail: float | None,
    capital: float | None,
    share: tuple[str, ...],
    seed: int,
    iterations: int | None,
    seconds: float | None,
) -> int:
    """Insure, write and tell."""
    from serpin.charts.layers import layers_of_loss
    from serpin.cli.documents import open_document
    from serpin.cli.progress import Bars
    from serpin.engines.insurance.options import InsuranceOptions
    from serpin.engines.insurance.verb import insure
    from serpin.planning.result import chosen_alone
    from serpin.reports.files import write_text_whole
    from serpin.reports.insurance import insurance_summary
    from serpin.reports.words import names_in
    from serpin.vocabulary.result import Status

    document = open_document(case)
    opened = chosen_alone(document.case, document.portfolio)
    given = settings.given(
        budget=budget, tail_limit=tail, cost_of_capital=capital, iterations=iterations, seconds=seconds
    )
    options = InsuranceOptions(sharing=tuple(_sharing(text) for text in share), **given)
    with Bars() as bars:
        found = insure(opened, seed=seed, options=options, progress=bars.of("insurance"))
    if output:
        write_text_whole(Path(output), found.model_dump_json(indent=1) + "\n")
    if picture:
        names = names_in(opened, language())
        drawn = layers_of_loss(found, names)
        if drawn is not None:
            write_text_whole(Path(picture), drawn.svg(names.locale, titled=True))
    for name in filter(None, (output, picture)):
        click.echo(say(mark("Written: {file}"), file=name), err=True)
    click.echo(insurance_summary(opened, found, language()))
    return EXIT_INFEASIBLE if found.status is Status.INFEASIBLE else 0


def _sharing(text: str) -> Sharing:
    from serpin.engines.insurance.options import Sharing

    risk, _, rest = text.partition("=")
    part, _, cost = rest.partition(",")
    try:
        return Sharing(risk=risk, share=float(part), cost=float(cost or 0))
    except ValueError:
        raise click.BadParameter(text, param_hint="--share") from None
