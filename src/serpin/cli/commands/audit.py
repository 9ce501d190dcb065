"""``serpin audit``: warning signs of capture and of kept losers over calls and awards."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say


@make_command(
    "audit",
    help=mark(
        "Look for warning signs of capture over calls, scores, awards and obligations, and count what is to be claimed "
        "back. CASE: file, sample or document of a plan."
    ),
)
@click.argument("case", metavar="CASE")
@option("--output", "-o", metavar="FILE.json", help=mark("Result to write, with everything that was found."))
@option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DATE",
    help=mark("Day of the audit; obligations that are due before it are judged. Default: the start of the case."),
)
@option(
    "--level",
    type=click.FloatRange(0.0001, 0.5),
    default=None,
    metavar="SHARE",
    help=mark("Highest probability that an honest programme gets any sign that rests on chance. Default 0.05."),
)
@option(
    "--trials",
    type=click.IntRange(0, 100_000),
    default=None,
    metavar="N",
    help=mark("How many programmes of each kind are simulated for the rates. Default 200; 0 for none."),
)
@settings.seed
def command(  # noqa: PLR0917 - click calls it by name
    case: str, output: str | None, day: datetime | None, level: float | None, trials: int | None, seed: int
) -> int:
    """Audit, write and tell."""
    from serpin.cli.documents import open_document
    from serpin.cli.progress import Bars
    from serpin.engines.integrity.options import IntegrityOptions
    from serpin.engines.integrity.verb import audit
    from serpin.reports.files import write_text_whole
    from serpin.reports.integrity import audit_summary

    opened = open_document(case).case
    given = settings.given(day=day.date() if day else None, level=level, trials=trials)
    with Bars() as bars:
        found = audit(opened, seed=seed, options=IntegrityOptions(**given), progress=bars.of("integrity"))
    if output:
        write_text_whole(Path(output), found.model_dump_json(indent=1) + "\n")
        click.echo(say(mark("Written: {file}"), file=output), err=True)
    click.echo(audit_summary(opened, found, language()))
    return 0
