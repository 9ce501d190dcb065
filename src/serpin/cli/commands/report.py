"""``serpin report``: the reports of a stored plan, made anew."""

from __future__ import annotations

from pathlib import Path

import click

from serpin.base.texts import LANGUAGES, mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language


@make_command(
    "report",
    help=mark(
        "Write the reports of a stored plan anew: workbook, page, board paper, full plan, MS Project and calendar. "
        "PLAN: plan.json of serpin plan."
    ),
)
@click.argument("plan", metavar="PLAN")
@option("--output", "-o", required=True, metavar="DIR", help=mark("Folder for the reports."))
@option("--all-languages", is_flag=True, help=mark("Write them in Kazakh, Russian and English."))
def command(plan: str, output: str, all_languages: bool) -> int:
    """Read the plan and write its reports."""
    from serpin.cli.commands.plan import make_folder
    from serpin.cli.documents import open_document
    from serpin.cli.folders import write_reports

    made = open_document(plan)
    folder = Path(output)
    make_folder(folder)
    write_reports(made, folder, LANGUAGES if all_languages else (language(),))
    return 0
