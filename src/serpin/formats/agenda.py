"""The agenda of a case as iCalendar: gates, deadlines, obligations, and where projects begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from serpin.base.texts import mark, translate
from serpin.vocabulary.case import Case
from serpin.vocabulary.gate import Gate
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Placement, Timetable

_GATE = mark("Gate: {gate} ({project})")
_DECIDED = mark("Gate decided: {gate} ({project})")
_DEADLINE = mark("Deadline: {project}")
_LATE = mark("The plan finishes on {day}. Working days too late: {count}.")
_EARLY = mark("The plan finishes on {day}. Working days to spare: {count}.")
_BEGIN = mark("Begin: {project}")
_FINISH = mark("Finish: {project}")
_OBLIGATION = mark("Due: {text} ({source})")
_WEEK_BEFORE = timedelta(days=-7)


@dataclass(frozen=True)
class Entry:
    """One day of the agenda.

    Parameters
    ----------
    key
        What it is, unique and without a language; the same in every version of the plan.
    day
        Its date.
    title, note
        Words for people.
    is_due
        Whether one is reminded a week before.
    """

    key: str
    day: date
    title: str
    note: str = ""
    is_due: bool = False


def entries_of(case: Case, timetable: Timetable | None = None, language: str = "en") -> list[Entry]:
    """Return the agenda in the order of its days.

    Parameters
    ----------
    case
        The case.
    timetable
        Where the works lie; without one there are only dates that the case itself states.
    language
        Language of the words.
    """
    found = [*_of_projects(case, timetable, language), *_of_sources(case, language)]
    return sorted(found, key=lambda entry: (entry.day, entry.key))


def agenda_of(case: Case, timetable: Timetable | None = None, language: str = "en") -> bytes:
    """Return the agenda as an iCalendar file; the same input gives the same bytes.

    Parameters
    ----------
    case
        The case.
    timetable
        Where the works lie, if that is known.
    language
        Language of the words.
    """
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - needed only here

    book = Calendar()
    book.add("prodid", "-//Serpin//Serpin//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", case.title.text(language))
    stamp = datetime.combine(case.start, time(0), UTC)
    for entry in entries_of(case, timetable, language):
        event = Event()
        event.add("uid", f"{entry.key}@serpin")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("transp", "TRANSPARENT")
        if entry.note:
            event.add("description", entry.note)
        if entry.is_due:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", entry.title)
            alarm.add("trigger", _WEEK_BEFORE)
            event.add_component(alarm)
        book.add_component(event)
    content: bytes = book.to_ical()
    return content


def _of_projects(case: Case, timetable: Timetable | None, language: str) -> Iterator[Entry]:
    by_project: dict[str, list[Placement]] = {}
    for placement in timetable.placements if timetable else ():
        by_project.setdefault(placement.project, []).append(placement)
    for project in case.projects:
        name = project.name.text(language)
        placements = by_project.get(project.id, [])
        last: date | None = None
        if placements:
            first = case.days.date_of(min(placement.start for placement in placements))
            last = _last_day(case, max(placement.finish for placement in placements))
            yield Entry(f"begin-{project.id}", first, translate(_BEGIN, language, project=name))
            yield Entry(f"finish-{project.id}", last, translate(_FINISH, language, project=name))
        if project.deadline and (timetable is None or placements):
            title = translate(_DEADLINE, language, project=name)
            note = _slack(case, project.deadline, last, language) if last else ""
            yield Entry(f"deadline-{project.id}", project.deadline, title, note, is_due=True)
        for gate in project.gates:
            yield from _of_gate(case, project, gate, placements, language)


def _of_gate(case: Case, project: Project, gate: Gate, placements: list[Placement], language: str) -> Iterator[Entry]:
    key = f"gate-{project.id}-{gate.id}"
    words = {"gate": gate.name.text(language), "project": project.name.text(language)}
    if gate.record is not None:
        yield Entry(key, gate.record.day, translate(_DECIDED, language, **words), gate.record.reason)
        return
    ends = {placement.work: placement.finish for placement in placements}
    if all(work in ends for work in gate.after):
        day = _last_day(case, max(ends[work] for work in gate.after))
        note = "\n".join(criterion.text.text(language) for criterion in gate.criteria)
        yield Entry(key, day, translate(_GATE, language, **words), note, is_due=True)


def _of_sources(case: Case, language: str) -> Iterator[Entry]:
    for source in case.sources:
        for number, obligation in enumerate(source.obligations, start=1):
            if obligation.until is not None:
                words = {"text": obligation.text.text(language), "source": source.name.text(language)}
                title = translate(_OBLIGATION, language, **words)
                yield Entry(f"obligation-{source.id}-{number}", obligation.until, title, is_due=True)


def _slack(case: Case, deadline: date, last: date, language: str) -> str:
    spare = case.days.day_of(deadline) - case.days.day_of(last)
    late = last > deadline
    return translate(_LATE if late else _EARLY, language, day=last.isoformat(), count=abs(spare))


def _last_day(case: Case, finish: int) -> date:
    """Return the day before a finish: the last one on which something is done."""
    return case.days.date_of(finish - 1)
