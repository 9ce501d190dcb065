"""``serpin convert``: a case in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say

if TYPE_CHECKING:
    from serpin.vocabulary.case import Case
    from serpin.vocabulary.timetable import Timetable


@make_command(
    "convert",
    help=mark(
        "Write a case in another format; the ending of the name says which. CASE: file, folder of tables, sample, or"
        " document of a plan, whose dates go along."
    ),
)
@click.argument("case", metavar="CASE")
@option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help=mark(
        "File to write: .yaml, .json, .xlsx, .xml (MS Project), .ics (iCalendar), .sm or .mm (PSPLIB), or a folder for"
        " tables (CSV)."
    ),
)
@option("--pin", is_flag=True, help=mark("Keep the dates of an MS Project file: every work gets a fixed start."))
@option("--into", metavar="FILE.xml", help=mark("Put the dates into this MS Project file; all else in it stays."))
@option(
    "--baseline",
    metavar="FILE",
    help=mark("Earlier plan (plan.json or MS Project XML) that goes along as the baseline of an MS Project file."),
)
@option("--bom", is_flag=True, help=mark("Begin CSV tables with the mark by which spreadsheet programs know UTF-8."))
def command(  # noqa: PLR0917 - click calls it by name
    case: str, output: str, pin: bool, into: str | None, baseline: str | None, bom: bool
) -> None:
    """Read and write, and say what is not carried."""
    from serpin.base.errors import refuse
    from serpin.cli.documents import warn
    from serpin.formats.exchange import update_project_file, write_any
    from serpin.planning.replanning import moved

    opened, timetable, earlier = open_with_dates(case)
    if baseline:
        before, dates, _ = open_with_dates(baseline)
        if dates is None:
            raise refuse(mark("{value} holds no dates; plan or schedule it first"), value=baseline)
        earlier = moved(dates, before, opened)
    if pin and timetable is not None:
        opened = pinned(opened, timetable)
    if into and timetable is None:
        raise refuse(mark("{value} holds no dates; plan or schedule it first"), value=case)
    if into and timetable is not None:
        notes = update_project_file(opened, Path(output), timetable, Path(into))
    else:
        notes = write_any(opened, Path(output), timetable, baseline=earlier, language=language(), bom=bom)
    for note in notes:
        warn(note)
    click.echo(say(mark("Written: {file}"), file=output))


def open_with_dates(name: str) -> tuple[Case, Timetable | None, Timetable | None]:
    """Return a case with the dates that its file gives to works, and its baseline: of a plan, or MS Project XML.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    from serpin.cli.documents import open_case, open_document, warn
    from serpin.formats.exchange import read_project_file
    from serpin.reports.document import is_plan

    path = Path(name)
    if path.suffix.lower() == ".xml":
        found = read_project_file(path)
        for note in found.notes:
            warn(note)
        return found.case, found.timetable, found.baseline
    if path.suffix.lower() == ".json" and path.is_file() and is_plan(path):
        document = open_document(name)
        return document.case, document.schedule.timetable if document.schedule else None, None
    return open_case(name), None, None


def pinned(case: Case, timetable: Timetable) -> Case:
    """Return a case in which every work that has not begun starts when the timetable says."""
    placed = timetable.by_work()
    projects = []
    for project in case.projects:
        works = []
        for work in project.works:
            place = placed.get((project.id, work.id))
            is_open = place is not None and work.progress is None
            day = case.days.date_of(place.start) if place is not None else None
            works.append(work.model_copy(update={"pinned_start": day}) if is_open else work)
        projects.append(project.model_copy(update={"works": tuple(works)}))
    return type(case).model_validate(case.model_copy(update={"projects": tuple(projects)}).model_dump())
