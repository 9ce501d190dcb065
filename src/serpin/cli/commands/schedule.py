"""``serpin schedule``: who does what when."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.language import language, say
from serpin.cli.speaking import EXIT_INFEASIBLE, complain


@make_command(
    "schedule",
    help=mark(
        "Place the works of all projects, or of those that a document has selected. "
        "CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@settings.output
@settings.seed
@settings.seconds
@settings.workers
def command(case: str, output: str | None, seed: int, seconds: float | None, workers: int) -> int:
    """Schedule, write and tell."""
    from serpin.cli.documents import open_document, write_document
    from serpin.cli.progress import Bars
    from serpin.engines.scheduling.options import SchedulingOptions
    from serpin.engines.scheduling.verb import schedule
    from serpin.reports.summary import schedule_summary
    from serpin.vocabulary.result import Status

    document = open_document(case)
    if document.portfolio and not document.portfolio.status.has_answer:
        complain(say(mark("the document holds a selection without an answer; nothing can be scheduled from it")))
        return EXIT_INFEASIBLE
    with Bars() as bars:
        found = schedule(
            document.case,
            document.portfolio.selection if document.portfolio else None,
            seed=seed,
            options=SchedulingOptions(**settings.given(seconds=seconds, workers=workers)),
            progress=bars.of("scheduling"),
        )
    write_document(document.model_copy(update={"schedule": found, "outcomes": None}), output)
    click.echo(schedule_summary(document.case, found, language()), err=output == "-")
    return EXIT_INFEASIBLE if found.status is Status.INFEASIBLE else 0
