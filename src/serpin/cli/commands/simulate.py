"""``serpin simulate``: how it may turn out."""

from __future__ import annotations

from typing import Any

import click

from serpin.base.errors import InputError, problems_of, refuse
from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say
from serpin.cli.speaking import EXIT_INFEASIBLE, complain

_MOST = 1_000_000


def _scenario(text: str) -> dict[str, Any]:
    """Read a scenario as it is written on the command line.

    Raises
    ------
    InputError
        If it has no code or nothing in it.
    """
    code, _, listed = text.partition("=")
    parts = [part.strip() for part in listed.split(",") if part.strip()]
    if not code.strip() or not parts:
        raise refuse(mark("{value} is not a scenario (expected for example ALARM=R1/M1,-R2)"), "scenario", value=text)
    return {
        "id": code.strip(),
        "mitigations": [part for part in parts if not part.startswith("-")],
        "without": [part[1:] for part in parts if part.startswith("-")],
    }


@make_command(
    "simulate",
    help=mark(
        "Simulate the schedule of a document, or all projects at their earliest. "
        "CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@settings.output
@settings.seed
@settings.iterations
@option(
    "--precision",
    type=click.FloatRange(0, 1, min_open=True),
    default=None,
    metavar="SHARE",
    help=mark(
        "Stop when the 95 % intervals of P80 reach no further than this share of a standard deviation, for example "
        "0.02; the iterations are then the most that are drawn, a million unless said otherwise."
    ),
)
@option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="CODE=R1/M1,-R2",
    help=mark(
        "Another state of affairs to compare on the same random numbers: mitigations that are taken, and after a minus "
        "risks that do not happen; may be repeated."
    ),
)
@settings.workers
@settings.cluster
def command(  # noqa: PLR0917 - one for each option
    case: str,
    output: str | None,
    seed: int,
    iterations: int | None,
    precision: float | None,
    scenarios: tuple[str, ...],
    workers: int,
    cluster: str | None,
) -> int:
    """Simulate, write and tell."""
    from pydantic import ValidationError

    from serpin.cli.documents import open_document, write_document
    from serpin.cli.progress import Bars
    from serpin.engines.simulation.options import SimulationOptions
    from serpin.engines.simulation.verb import simulate
    from serpin.reports.summary import outcomes_summary

    document = open_document(case)
    if document.schedule and not document.schedule.status.has_answer:
        complain(say(mark("the document holds a schedule without an answer; nothing can be simulated from it")))
        return EXIT_INFEASIBLE
    if precision is not None and iterations is None:
        iterations = _MOST
    given = settings.given(iterations=iterations, precision=precision)
    try:
        options = SimulationOptions.model_validate({**given, "scenarios": [_scenario(text) for text in scenarios]})
    except ValidationError as error:
        raise InputError(problems_of(list(error.errors(include_url=False)))) from None
    with Bars() as bars, settings.executor_for(workers, cluster) as executor:
        found = simulate(
            document.case,
            document.schedule.timetable if document.schedule else None,
            seed=seed,
            options=options,
            progress=bars.of("simulation"),
            executor=executor,
        )
    write_document(document.model_copy(update={"outcomes": found}), output)
    click.echo(outcomes_summary(document.case, found, language()), err=output == "-")
    return 0
