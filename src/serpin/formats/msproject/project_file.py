"""What a file of a project program holds."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.base.errors import Problem
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Timetable


@dataclass(frozen=True)
class ProjectFile:
    """A case with the dates that a file gives it.

    Parameters
    ----------
    case
        Projects, works, resources and calendars.
    timetable
        Where the file has every work; days from the start of the case.
    baseline
        Where its baseline has them, or nothing where there is none.
    notes
        What was not read, or read with changes.
    """

    case: Case
    timetable: Timetable
    baseline: Timetable | None
    notes: tuple[Problem, ...]
