"""``serpin measure``: how innovative enterprises are, by the official definitions, with the forms filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say

if TYPE_CHECKING:
    from serpin.engines.indicators.options import Entry, GrantPlan, RawSeries, ZonePlan


@make_command(
    "measure",
    help=mark(
        "Fill in the official forms from the books, and compute indicators, structure, readiness and incentives. "
        "CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", metavar="FILE.json", help=mark("Result to write, with everything that was found."))
@option("--workbook", "-w", metavar="FILE.xlsx", help=mark("Workbook to write: the forms as they are laid out."))
@option(
    "--year",
    type=click.IntRange(1990, 2200),
    default=None,
    metavar="YEAR",
    help=mark("Report year. Default: the year before the plan."),
)
@option("--enterprise", multiple=True, metavar="CODE", help=mark("Only this enterprise; may be repeated."))
@option(
    "--form",
    multiple=True,
    metavar="FILE.toml",
    help=mark("Edition of a form that replaces the one with the same code; may be repeated."),
)
@option(
    "--entries",
    metavar="FILE.csv",
    help=mark("Cells filled in by hand: form, enterprise, cell, value, note."),
)
@option("--trade", metavar="FILE.csv", help=mark("Trade table for complexity: place, product, value."))
@option("--series", metavar="FILE.csv", help=mark("Series to clean and chain: name, year, value, unit, kind."))
@option(
    "--zone",
    multiple=True,
    metavar="ENTERPRISE=A,DAY,INCOME",
    help=mark("Participant of an economic zone: category, day of the contract, income; may be repeated."),
)
@option(
    "--grant",
    multiple=True,
    metavar="RULE=COST,OWN",
    help=mark("Grant that is asked for, for example GR-C1=22000000,2200000; may be repeated."),
)
@settings.seed
def command(  # noqa: PLR0917 - click calls it by name
    case: str,
    output: str | None,
    workbook: str | None,
    year: int | None,
    enterprise: tuple[str, ...],
    form: tuple[str, ...],
    entries: str | None,
    trade: str | None,
    series: str | None,
    zone: tuple[str, ...],
    grant: tuple[str, ...],
    seed: int,
) -> int:
    """Measure, write and tell."""
    from serpin.cli.documents import open_case
    from serpin.cli.progress import Bars
    from serpin.engines.indicators.options import MeasureOptions
    from serpin.engines.indicators.verb import measure
    from serpin.formats.files import read_bytes
    from serpin.formats.plain_tables import read_trade
    from serpin.reports.files import write_text_whole
    from serpin.reports.forms import write_forms
    from serpin.reports.indicators import indicators_summary

    opened = open_case(case)
    options = MeasureOptions(
        year=year,
        enterprises=enterprise,
        forms=tuple(read_bytes(Path(name)).decode("utf-8") for name in form),
        entries=_entries(entries),
        series=_series(series),
        zones=tuple(_zone(text) for text in zone),
        grants=tuple(_grant(text) for text in grant),
    )
    table = read_trade(trade, year or 0) if trade else None
    with Bars() as bars:
        found = measure(opened, table, seed=seed, options=options, progress=bars.of("indicators"))
    if output:
        write_text_whole(Path(output), found.model_dump_json(indent=1) + "\n")
    if workbook:
        write_forms(opened, found, Path(workbook), language())
    for name in filter(None, (output, workbook)):
        click.echo(say(mark("Written: {file}"), file=name), err=True)
    click.echo(indicators_summary(opened, found, language()))
    return 0


def _entries(name: str | None) -> tuple[Entry, ...]:
    from serpin.engines.indicators.options import Entry
    from serpin.formats.plain_tables import number_in, read_rows

    if name is None:
        return ()
    rows = read_rows(name, ("form", "enterprise", "cell", "value"))
    return tuple(
        Entry(
            form=row["form"],
            enterprise=row["enterprise"],
            cell=row["cell"],
            value=(number if (number := number_in(row["value"])) is not None else row["value"]) or None,
            note=row.get("note", ""),
        )
        for row in rows
    )


def _series(name: str | None) -> tuple[RawSeries, ...]:
    from serpin.engines.indicators.options import Point, RawSeries
    from serpin.formats.plain_tables import number_in, read_rows

    if name is None:
        return ()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in read_rows(name, ("name", "year", "value")):
        found.setdefault(row["name"], []).append(row)
    return tuple(
        RawSeries(
            name=title,
            unit=next((row["unit"] for row in rows if row.get("unit")), ""),
            kind=next((row["kind"] for row in rows if row.get("kind")), "level"),
            points=tuple(
                Point(year=int(row["year"]), value=_needed(number_in(row["value"]), row), unit=row.get("unit", ""))
                for row in rows
            ),
        )
        for title, rows in found.items()
    )


def _needed(number: float | None, row: dict[str, Any]) -> float:
    if number is None:
        raise click.BadParameter(row["value"], param_hint="--series")
    return number


def _zone(text: str) -> ZonePlan:
    from serpin.engines.indicators.options import ZonePlan

    enterprise, _, rest = text.partition("=")
    try:
        category, day, income = rest.split(",")
        return ZonePlan.model_validate(
            {"enterprise": enterprise, "category": category, "contract": day, "income": income}
        )
    except ValueError:
        raise click.BadParameter(text, param_hint="--zone") from None


def _grant(text: str) -> GrantPlan:
    from serpin.engines.indicators.options import GrantPlan

    rule, _, rest = text.partition("=")
    try:
        cost, own = rest.split(",")
        return GrantPlan.model_validate({"rule": rule, "cost": cost, "own": own})
    except ValueError:
        raise click.BadParameter(text, param_hint="--grant") from None
