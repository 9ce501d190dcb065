"""The lists of the page of progress: early warnings, projects, works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from serpin.base.texts import mark, translate
from serpin.web.plans.following import Following, ProjectLine, Warned, WorkLine
from serpin.web.ui.lists import Arranged, Heading, arranged

_ROWS = 25


@dataclass(frozen=True)
class Work:
    """A work with the project in which it stands."""

    project: ProjectLine
    line: WorkLine


def warnings_of(found: Following, query: Mapping[str, str], language: str) -> Arranged[Warned]:
    """Return the early warnings, the grave ones first, as the query of an address asks for them."""
    headings: list[Heading[Warned]] = [
        Heading(
            "urgency", translate(mark("Urgency"), language), lambda w: translate(w.urgency, language), choices=True
        ),
        Heading("kind", translate(mark("About"), language), lambda w: translate(w.about, language), choices=True),
        Heading("project", translate(mark("Project"), language), lambda w: w.name, choices=True),
        Heading("warning", translate(mark("Warning"), language), lambda w: w.text),
    ]
    return arranged(found.warned, headings, query, "warnings", page=_ROWS)


def projects_of(found: Following, query: Mapping[str, str], language: str) -> Arranged[ProjectLine]:
    """Return the projects of the baseline as the query of an address asks for them."""
    headings: list[Heading[ProjectLine]] = [
        Heading("project", translate(mark("Project"), language), lambda line: f"{line.name} ({line.code})"),
        _share(mark("Done"), "done", language),
        _share(mark("Planned"), "planned", language),
        _amount(mark("Cost so far"), "actual_cost", language),
        _amount(mark("Planned cost"), "planned_cost", language),
        Heading("warnings", translate(mark("Warnings"), language), lambda line: len(line.warned), number=True),
    ]
    return arranged(found.projects, headings, query, "projects", page=_ROWS)


def _share(title: str, name: str, language: str) -> Heading[ProjectLine]:
    return Heading(name, translate(title, language), lambda line: round(getattr(line, name), 4), number=True)


def _amount(title: str, name: str, language: str) -> Heading[ProjectLine]:
    return Heading(name, translate(title, language), lambda line: round(getattr(line, name), 2), number=True)


def works_of(found: Following, query: Mapping[str, str], language: str, *, only_live: bool) -> Arranged[Work]:
    """Return the works of the baseline as the query of an address asks for them.

    Parameters
    ----------
    found
        The baseline against what happens.
    query, language
        Of the address, and of the reader.
    only_live
        Whether those alone are shown that are under way or late.
    """
    rows = [Work(line, work) for line in found.projects for work in line.works if work.is_live or not only_live]
    headings: list[Heading[Work]] = [
        Heading("project", translate(mark("Project"), language), lambda row: row.project.name, choices=True),
        Heading("work", translate(mark("Work"), language), lambda row: f"{row.line.name} ({row.line.code})"),
        Heading("start", translate(mark("Start"), language), lambda row: row.line.start),
        Heading("end", translate(mark("End"), language), lambda row: row.line.end),
        Heading(
            "state", translate(mark("State"), language), lambda row: translate(row.line.state, language), choices=True
        ),
        Heading("done", translate(mark("Done"), language), lambda row: round(row.line.percent, 1), number=True),
        Heading(
            "planned", translate(mark("Planned"), language), lambda row: round(row.line.planned_percent), number=True
        ),
        Heading("behind", translate(mark("Behind, working days"), language), lambda row: row.line.behind, number=True),
        Heading("float", translate(mark("Float"), language), lambda row: row.line.total, number=True),
        Heading("spent", translate(mark("Cost so far"), language), lambda row: row.line.actual_cost, number=True),
        Heading("cost", translate(mark("Planned cost"), language), lambda row: row.line.planned_cost, number=True),
    ]
    return arranged(rows, headings, query, "works", page=_ROWS)
