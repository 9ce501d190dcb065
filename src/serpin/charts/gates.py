"""When gates are due in a schedule; apart from the pictures, so that pages need not load what draws."""

from __future__ import annotations

from collections.abc import Mapping

from serpin.vocabulary.gate import Gate
from serpin.vocabulary.timetable import Placement


def gate_day(gate: Gate, project: str, placed: Mapping[tuple[str, str], Placement]) -> int | None:
    """Return the working day on which the last work before a gate is finished, or nothing when none is planned."""
    finishes = [placed[project, work].finish for work in gate.after if (project, work) in placed]
    return max(finishes, default=None)
