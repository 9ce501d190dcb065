"""``serpin forecast``: which targets of the strategies will be met, and what closes the gap."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say

if TYPE_CHECKING:
    from serpin.engines.strategy.options import Break, Rival
    from serpin.engines.strategy.result import Forecast


@make_command(
    "forecast",
    help=mark(
        "Say which targets of the strategies will be met, with what probability, and what closes the gap. "
        "CASE: file, sample or document of a plan; a plan gives its selection, schedule and simulation."
    ),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", metavar="FILE.json", help=mark("Result to write, with everything that was found."))
@option("--picture", metavar="FILE.svg", help=mark("Picture to write: the fan of an indicator."))
@option(
    "--indicator",
    metavar="CODE",
    default=None,
    help=mark("Indicator of the picture. Default: that of the target with the lowest probability."),
)
@option(
    "--until",
    type=click.IntRange(1900, 2200),
    default=None,
    metavar="YEAR",
    help=mark("Use history up to this year only, as if nothing later were known."),
)
@option(
    "--break",
    "breaks",
    multiple=True,
    metavar="CODE=YEAR",
    help=mark("Year in which the meaning of an indicator changed; may be repeated."),
)
@option(
    "--wanted",
    type=click.FloatRange(0.01, 0.99),
    default=None,
    metavar="SHARE",
    help=mark("Probability from which a target counts as safe. Default 0.8."),
)
@option(
    "--additional",
    type=click.FloatRange(0, 1),
    default=None,
    metavar="SHARE",
    help=mark("Part of the contributions that comes on top of the trend. Default 1."),
)
@option(
    "--budget",
    type=click.FloatRange(0),
    default=None,
    metavar="AMOUNT",
    help=mark("Most that projects may cost that close the gap."),
)
@option(
    "--against",
    multiple=True,
    metavar="PLAN.json",
    help=mark("Document of another plan whose selection is compared; may be repeated."),
)
@settings.seed
@settings.seconds
def command(  # noqa: PLR0917 - click calls it by name
    case: str,
    output: str | None,
    picture: str | None,
    indicator: str | None,
    until: int | None,
    breaks: tuple[str, ...],
    wanted: float | None,
    additional: float | None,
    budget: float | None,
    against: tuple[str, ...],
    seed: int,
    seconds: float | None,
) -> int:
    """Forecast, write and tell."""
    from serpin.charts.strategy import fan_of_indicator
    from serpin.cli.documents import open_document
    from serpin.cli.progress import Bars
    from serpin.engines.strategy.options import StrategyOptions
    from serpin.engines.strategy.verb import forecast
    from serpin.planning.launches import launches_from
    from serpin.reports.files import write_text_whole
    from serpin.reports.strategy import forecast_summary
    from serpin.reports.words import names_in

    document = open_document(case)
    given = settings.given(until=until, wanted=wanted, additional=additional, budget=budget, seconds=seconds)
    options = StrategyOptions(
        breaks=tuple(_break(text) for text in breaks), rivals=tuple(_rival(name) for name in against), **given
    )
    portfolio, schedule, outcomes = document.portfolio, document.schedule, document.outcomes
    selection = portfolio.selection if portfolio is not None and portfolio.status.has_answer else None
    timetable = schedule.timetable if schedule is not None and schedule.status.has_answer else None
    launches = None
    if outcomes is not None and outcomes.status.has_answer and outcomes.projects:
        launches = launches_from(document.case, outcomes, options.courses, seed)
    with Bars() as bars:
        found = forecast(
            document.case, selection, timetable, launches, seed=seed, options=options, progress=bars.of("strategy")
        )
    if output:
        write_text_whole(Path(output), found.model_dump_json(indent=1) + "\n")
        click.echo(say(mark("Written: {file}"), file=output), err=True)
    if picture:
        names = names_in(document.case, language())
        drawn = fan_of_indicator(found, indicator or _weakest(found), names)
        if drawn is not None:
            write_text_whole(Path(picture), drawn.svg(names.locale, titled=True))
            click.echo(say(mark("Written: {file}"), file=picture), err=True)
    click.echo(forecast_summary(document.case, found, language()))
    return 0


def _weakest(found: Forecast) -> str:
    """Return the indicator of the open target with the lowest probability."""
    open_ = [target for target in found.targets if target.trend is not None and target.probability is not None]
    return min(open_, key=lambda target: target.probability or 0.0).indicator if open_ else ""


def _break(text: str) -> Break:
    from serpin.engines.strategy.options import Break

    code, _, year = text.partition("=")
    try:
        return Break(indicator=code, year=int(year))
    except ValueError:
        raise click.BadParameter(text, param_hint="--break") from None


def _rival(name: str) -> Rival:
    from serpin.base.errors import refuse
    from serpin.cli.documents import open_document
    from serpin.engines.strategy.options import Rival

    portfolio = open_document(name).portfolio
    if portfolio is None or not portfolio.status.has_answer:
        raise refuse(mark("{file} holds no selection"), file=name)
    return Rival(name=Path(name).stem, selection=portfolio.selection)
