"""Puts the dates of a timetable into a file of somebody else: everything else in it stays as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lxml import etree

from serpin.base.errors import Problem, refuse
from serpin.base.texts import mark
from serpin.formats.msproject.clock import Clock, shown
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.reading import FileReading
from serpin.formats.msproject.tree import children, name_of, parse, text_of
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Timetable

_AFTER = {"ConstraintDate": "ConstraintType", "ManualStart": "Duration", "ManualFinish": "ManualStart"}
_STRANGE = mark("works of the plan that the file does not hold: {count}, for example {example}")
_UNPLANNED = mark("tasks of the file that the plan does not place and that stay: {count}, for example {example}")
_NOT_EARLIER = "4"
_BEGUN = "ActualStart"


def updated(content: bytes, file: str, case: Case, timetable: Timetable) -> tuple[bytes, list[Problem]]:
    """Return a file in MS Project XML with new dates for the tasks that have not begun.

    Parameters
    ----------
    content
        The bytes of the file, as it came.
    file
        Its name, for messages.
    case
        The case that was read from it and planned.
    timetable
        Where the works lie.

    Raises
    ------
    InputError
        If the file is damaged or hostile, or has no task in common with the plan.
    """
    root = parse(content, file)
    reading = FileReading(root, file)
    reading.result()  # gives the works their codes
    clock = Clock(case.days, reading.base.hours_on if reading.base else None)
    notes = Notes()
    placed = timetable.by_work()
    assignments: dict[str, list[Any]] = {}
    for assignment in children(children(root, "Assignments"), "Assignment"):
        assignments.setdefault(text_of(assignment, "TaskUID") or "", []).append(assignment)
    found = set()
    for key, task in reading.tasks_by_work().items():
        placement = placed.get(key)
        if placement is None:
            notes.add(_UNPLANNED, task.name)
            continue
        found.add(key)
        if text_of(task.element, _BEGUN):
            continue
        begin = clock.begin(float(placement.start))
        end = begin if placement.finish == placement.start else clock.end(float(placement.finish))
        _move(task.element, begin, end)
        for assignment in assignments.get(task.uid, ()):
            _set(assignment, "Start", shown(begin))
            _set(assignment, "Finish", shown(end))
    for key in sorted(placed.keys() - found):
        notes.add(_STRANGE, ", ".join(key))
    if not found:
        raise refuse(mark("file {file} and the plan have no work in common"), file=file)
    _stretch(reading)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text, notes.problems()


def _move(element: Any, begin: datetime, end: datetime) -> None:
    """Give a task its new dates, and the limit that keeps it there."""
    old = (text_of(element, "Start"), text_of(element, "Finish"))
    if old == (shown(begin), shown(end)):
        return
    _set(element, "Start", shown(begin))
    _set(element, "Finish", shown(end))
    if text_of(element, "Manual") == "1":
        _set(element, "ManualStart", shown(begin))
        _set(element, "ManualFinish", shown(end))
    else:
        _set(element, "ConstraintType", _NOT_EARLIER)
        _set(element, "ConstraintDate", shown(begin))


def _set(element: Any, name: str, value: str) -> None:
    """Set the text of a child; one that is missing is put behind its neighbour in the order of the format."""
    for child in element:
        if isinstance(child.tag, str) and name_of(child) == name:
            child.text = value
            return
    space = str(element.tag).rpartition("}")[0]
    made = etree.Element(f"{space}}}{name}" if space else name)
    made.text = value
    before = children(element, _AFTER.get(name, "CalendarUID")) or children(element, "Finish")
    if before:
        before[-1].addnext(made)
    else:
        element.append(made)


def _stretch(reading: FileReading) -> None:
    """Let summary tasks span the tasks below them."""
    spans: dict[str, list[tuple[str, str]]] = {}
    for task in reading.outline.tasks.values():
        begin, end = text_of(task.element, "Start"), text_of(task.element, "Finish")
        if not task.is_summary and begin and end:
            for parent in task.parents:
                spans.setdefault(parent, []).append((begin, end))
    for uid, inner in spans.items():
        element = reading.outline.tasks[uid].element if uid in reading.outline.tasks else None
        if element is not None:
            _set(element, "Start", min(begin for begin, _ in inner))
            _set(element, "Finish", max(end for _, end in inner))
