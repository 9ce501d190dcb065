"""``serpin simulate``: how it may turn out."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.language import language, say
from serpin.cli.speaking import EXIT_INFEASIBLE, complain


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
@settings.workers
@settings.cluster
def command(  # noqa: PLR0917 - one for each option
    case: str, output: str | None, seed: int, iterations: int | None, workers: int, cluster: str | None
) -> int:
    """Simulate, write and tell."""
    from serpin.cli.documents import open_document, write_document
    from serpin.cli.progress import Bars
    from serpin.engines.simulation.options import SimulationOptions
    from serpin.engines.simulation.verb import simulate
    from serpin.reports.summary import outcomes_summary

    document = open_document(case)
    if document.schedule and not document.schedule.status.has_answer:
        complain(say(mark("the document holds a schedule without an answer; nothing can be simulated from it")))
        return EXIT_INFEASIBLE
    with Bars() as bars, settings.executor_for(workers, cluster) as executor:
        found = simulate(
            document.case,
            document.schedule.timetable if document.schedule else None,
            seed=seed,
            options=SimulationOptions(**settings.given(iterations=iterations)),
            progress=bars.of("simulation"),
            executor=executor,
        )
    write_document(document.model_copy(update={"outcomes": found}), output)
    click.echo(outcomes_summary(document.case, found, language()), err=output == "-")
    return 0
