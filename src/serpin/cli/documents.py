"""Documents on the command line: a case or a plan comes in, by file or as a sample's name; a plan goes out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from serpin.base.texts import mark
from serpin.cli.language import language, say

if TYPE_CHECKING:
    from serpin.base.errors import Problem
    from serpin.planning.result import Plan
    from serpin.vocabulary.case import Case

STANDARD = "-"


def open_case(name: str) -> Case:
    """Return the case that a file or a sample's name stands for, and say what was repaired in it.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    case, notes = read_case_and_notes(name)
    from serpin.vocabulary.review import review

    doubts = [replace(doubt, place=()) for doubt in review(case) if doubt.severity != "error"]
    for note in [*notes, *doubts]:
        warn(note)
    return case


def warn(note: Problem) -> None:
    """Write a note about something repaired or doubtful to the standard error."""
    click.echo(f"{say(mark('Note'))}: {note.text(language())}", err=True)


def read_case_and_notes(name: str) -> tuple[Case, list[Problem]]:
    """Return the case of a sample, of a file or of the document of a plan, and what was repaired while reading it."""
    from serpin.base.errors import refuse
    from serpin.examples.samples import SAMPLES, sample
    from serpin.formats.files import read_case
    from serpin.reports.document import is_plan, read_plan

    if not Path(name).exists():
        if name in SAMPLES:
            return sample(name), []
        if not Path(name).suffix:
            message = mark("there is no file {file}, and no sample has this name; samples: {samples}")
            raise refuse(message, file=name, samples=", ".join(SAMPLES))
    if name.endswith(".json") and Path(name).is_file() and is_plan(Path(name)):
        return read_plan(Path(name)).case, []
    return read_case(Path(name))


def open_scenario(name: str) -> dict[str, Any]:
    """Return the scenario of a YAML or JSON file.

    Raises
    ------
    InputError
        If the file is none.
    """
    from serpin.formats.files import read_data
    from serpin.planning.scenario import check_shape

    data = read_data(Path(name))
    check_shape(data)
    return dict(data)


def open_document(name: str) -> Plan:
    """Return a plan document: as stored, or a fresh one around a case.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    from serpin.planning.result import Plan
    from serpin.reports.document import is_plan, parse_plan, read_plan

    if name == STANDARD:
        return parse_plan(sys.stdin.read())
    if name.endswith(".json") and Path(name).is_file() and is_plan(Path(name)):
        return read_plan(Path(name))
    return Plan(case=open_case(name))


def write_document(document: Plan, name: str | None) -> None:
    """Write a plan document to a file, or to the standard output for ``-``; nowhere without a name."""
    from serpin.reports.document import plan_text, write_plan

    if name == STANDARD:
        click.echo(plan_text(document))
    elif name:
        write_plan(document, Path(name))
        click.echo(say(mark("Written: {file}"), file=name), err=True)
