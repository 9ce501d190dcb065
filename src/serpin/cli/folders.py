"""The folder of a plan: every form in which people look at it or take it further."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import mark
from serpin.cli.language import language, say

if TYPE_CHECKING:
    from serpin.planning.result import Plan
    from serpin.vocabulary.timetable import Timetable

_WRITTEN = mark("Written: {file}")


def write_reports(
    made: Plan, folder: Path, languages: tuple[str, ...], baseline: Timetable | None = None
) -> list[Path]:
    """Write workbook, page, board paper and full plan in each language, and the timetable for other programs.

    Parameters
    ----------
    made
        The plan.
    folder
        Where the files shall stand; it is there already.
    languages
        Languages of the reports; where they are several, the names of the files say which.
    baseline
        An earlier timetable, for MS Project.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    from serpin.reports.html import write_html
    from serpin.reports.paper.documents import write_paper
    from serpin.reports.xlsx import write_workbook

    written: list[Path] = []
    for code in languages:
        mark_of_language = "" if len(languages) == 1 else f".{code}"
        workbook, report = folder / f"plan{mark_of_language}.xlsx", folder / f"report{mark_of_language}.html"
        write_workbook(made, workbook, code)
        tell_written([workbook])
        write_html(made, report, code)
        tell_written([report])
        papers = write_paper(made, folder, code, mark_of_language)
        tell_written(papers)
        written += [workbook, report, *papers]
    others = write_exchange(made, folder, baseline)
    tell_written(others)
    return written + others


def write_exchange(made: Plan, folder: Path, baseline: Timetable | None = None) -> list[Path]:
    """Write the timetable for MS Project and for calendars, where there is one.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    from serpin.formats.exchange import write_calendar, write_project_file

    if made.schedule is None or not made.schedule.timetable.placements:
        return []
    project, calendar = folder / "plan.xml", folder / "plan.ics"
    write_project_file(made.case, project, made.schedule.timetable, baseline, language())
    write_calendar(made.case, calendar, made.schedule.timetable, language())
    return [project, calendar]


def tell_written(paths: list[Path]) -> None:
    """Say which files were written."""
    for path in paths:
        click.echo(say(_WRITTEN, file=path), err=True)
