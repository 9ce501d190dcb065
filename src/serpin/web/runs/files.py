"""Files made of a stored plan: reports, workbook, document, and what other programs read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from serpin.base.texts import mark
from serpin.planning.result import Plan
from serpin.reports.document import plan_text
from serpin.web.runs import beside
from serpin.web.runs.models import Run
from serpin.web.runs.results import plan_of


@dataclass(frozen=True)
class PlanFile:
    """A kind of file: its name, what it is called, its type, and how it is made of a plan in a language."""

    name: str
    title: str
    kind: str
    make: Callable[[Plan, str], bytes]
    needs_schedule: bool = False
    is_light: bool = False
    """Whether it needs no process of its own."""


def _document(plan: Plan, _language: str) -> bytes:
    return plan_text(plan).encode()


def _report(plan: Plan, language: str) -> bytes:
    from serpin.reports.html import html_report  # noqa: PLC0415 - only for this file

    return html_report(plan, language).encode()


def _workbook(plan: Plan, language: str) -> bytes:
    from serpin.reports.xlsx import write_workbook  # noqa: PLC0415 - only for this file

    return _written("plan.xlsx", lambda path: write_workbook(plan, path, language))


def _board(plan: Plan, language: str) -> bytes:
    from serpin.reports.paper.documents import board_paper  # noqa: PLC0415 - only for this file

    return board_paper(plan, language)


def _paper(plan: Plan, language: str) -> bytes:
    from serpin.reports.paper.documents import full_plan  # noqa: PLC0415 - only for this file

    return full_plan(plan, language)


def _project(plan: Plan, language: str) -> bytes:
    from serpin.formats.exchange import write_project_file  # noqa: PLC0415 - only for this file

    timetable = plan.schedule.timetable if plan.schedule is not None else None

    def write(path: Path) -> None:
        write_project_file(plan.case, path, timetable, language=language)

    return _written("plan.xml", write)


def _calendar(plan: Plan, language: str) -> bytes:
    from serpin.formats.exchange import write_calendar  # noqa: PLC0415 - only for this file

    timetable = plan.schedule.timetable if plan.schedule is not None else None
    return _written("plan.ics", lambda path: write_calendar(plan.case, path, timetable, language))


def _written(name: str, write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FILES = (
    PlanFile("report.html", mark("report as a page"), "text/html; charset=utf-8", _report),
    PlanFile("board.pdf", mark("board paper"), "application/pdf", _board),
    PlanFile("plan.pdf", mark("full plan on paper"), "application/pdf", _paper),
    PlanFile("plan.xlsx", mark("workbook"), _SHEET, _workbook),
    PlanFile("plan.xml", mark("MS Project"), "application/xml", _project, needs_schedule=True),
    PlanFile("plan.ics", mark("calendar"), "text/calendar; charset=utf-8", _calendar, needs_schedule=True),
    PlanFile("plan.json", mark("document"), "application/json", _document, is_light=True),
)
"""What can be had of a plan, in the order in which it is offered."""


def files_of(run: Run) -> list[PlanFile]:
    """Return the files that can be made of the plan of a run; none where it has no plan."""
    plan = plan_of(run)
    if plan is None:
        return []
    placed = plan.schedule is not None and bool(plan.schedule.timetable.placements)
    return [file for file in FILES if placed or not file.needs_schedule]


def file_of(run: Run, name: str, language: str) -> tuple[bytes, str] | None:
    """Return a file made of the stored plan and its type, or nothing if there is none of that name."""
    known = next((file for file in files_of(run) if file.name == name), None)
    if known is None:
        return None
    elsewhere = beside.draws_beside() and not known.is_light
    content = beside.file(run.pk, language, name) if elsewhere else made(run, name, language)
    return None if content is None else (content, known.kind)


def made(run: Run, name: str, language: str) -> bytes | None:
    """Return a file made of the stored plan by this very process, or nothing if there is none of that name."""
    plan = plan_of(run)
    known = next((file for file in files_of(run) if file.name == name), None)
    return None if plan is None or known is None else known.make(plan, language)
