"""What of a case a project program has no place for."""

from __future__ import annotations

from collections.abc import Iterator

from serpin.base.errors import Problem
from serpin.base.texts import mark
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.tasks import is_carried
from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Fixed
from serpin.vocabulary.gate import Gate
from serpin.vocabulary.noun import Words
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Timetable
from serpin.vocabulary.work import Performer, Work

NOT_CARRIED = mark("this has no place in the format and is not carried; entries: {count}")
_OF_CASE = frozenset(
    [
        "format",
        "title",
        "language",
        "currency",
        "start",
        "calendar",
        "enterprises",
        "resources",
        "innovations",
        "projects",
    ]
)
_OF_PROJECT = frozenset(["id", "name", "innovation", "enterprise", "earliest_start", "deadline", "works", "gates"])
_OF_GATE = frozenset(["id", "name", "after", "before"])
_OF_WORK = frozenset(["id", "name", "kind", "after", "modes", "earliest", "pinned_start", "pinned_mode", "progress"])
"""What is carried; whatever else a noun holds is told."""

_NOUNS = mark("enterprises and innovations of which only the code is carried: {count}, for example {example}")
_OUT = mark("projects left out, since they are not in the timetable: {count}, for example {example}")
_LANGUAGES = mark("names carried in one language only: {count}, for example of {example}")
_PROJECT = mark("properties of projects that are not carried: {count}, for example {example}")
_GATE = mark("properties of gates that are not carried: {count}, for example {example}")
_WORK = mark("properties of works that are not carried: {count}, for example {example}")
_LONGEST = mark("greatest lags that are not carried: {count}, for example {example}")
_MODES = mark("works of which only one mode is carried: {count}, for example {example}")
_DURATION = mark("estimates of durations carried as one number: {count}, for example of {example}")
_COST = mark("estimates of costs carried as one number: {count}, for example of {example}")
_PERFORMER = mark("outside performers that are not carried: {count}, for example of {example}")
_PERCENT = mark("percentages of completion that are rounded: {count}, for example of {example}")
_SUCCESS = mark("probabilities of success that are not carried: {count}, for example of {example}")
_CHOSEN = mark("fixed or begun modes carried as the only one: {count}, for example of {example}")
_RATES = mark("settings of the case that are not carried: {count}, for example {example}")


def losses_of(case: Case, timetable: Timetable | None, language: str) -> list[Problem]:
    """Return a warning for each kind of thing that is not carried.

    Parameters
    ----------
    case
        The case.
    timetable
        The timetable that is written with it.
    language
        Language of the names that are written.
    """
    notes = Notes()
    lists = [
        Problem(NOT_CARRIED, (name,), {"count": len(getattr(case, name))}, severity="warning")
        for name in _unusual(case, _OF_CASE)
        if isinstance(getattr(case, name), tuple)
    ]
    _words(notes, case.title, "title", language)
    for setting in _unusual(case, _OF_CASE):
        if not isinstance(getattr(case, setting), tuple):
            notes.add(_RATES, setting)
    named = [(noun.id, noun.name) for noun in case.enterprises] + [(noun.id, noun.name) for noun in case.innovations]
    for code, name in named:
        if name.text(language) != code:
            notes.add(_NOUNS, code)
    for resource in case.resources:
        _words(notes, resource.name, resource.id, language)
    kept = {placement.project for placement in timetable.placements} if timetable is not None else None
    for project in case.projects:
        if kept is not None and project.id not in kept:
            notes.add(_OUT, project.id)
        else:
            _project(notes, project, timetable, language)
    return lists + notes.problems()


def _project(notes: Notes, project: Project, timetable: Timetable | None, language: str) -> None:
    _words(notes, project.name, project.id, language)
    for name in _unusual(project, _OF_PROJECT):
        notes.add(_PROJECT, f"{project.id}: {name}")
    for gate in project.gates:
        _words(notes, gate.name, f"{project.id}, {gate.id}", language)
        for name in _unusual(gate, _OF_GATE):
            notes.add(_GATE, f"{project.id}, {gate.id}: {name}")
    placed = timetable.by_work() if timetable else {}
    for work in project.works:
        place = f"{project.id}, {work.id}"
        placement = placed.get((project.id, work.id))
        _work(notes, work, place, placement.mode if placement else work.allowed_modes[0].id, language)


def _work(notes: Notes, work: Work, place: str, mode_id: str, language: str) -> None:
    mode = work.mode(mode_id)
    _words(notes, work.name, place, language)
    for name in _unusual(work, _OF_WORK):
        notes.add(_WORK, f"{place}: {name}")
    for link in work.after:
        if link.longest is not None:
            notes.add(_LONGEST, f"{place} ← {link.work}")
    decided = bool(work.pinned_mode or (work.progress and work.progress.mode))
    for applies, message in (
        (len(work.modes) > 1, _MODES),
        (decided, _CHOSEN),
        (not isinstance(mode.duration, Fixed) and not is_carried(mode.duration), _DURATION),
        (not isinstance(mode.cost, Fixed), _COST),
        (mode.performer is not Performer.IN_HOUSE or mode.contractor is not None, _PERFORMER),
        (mode.success != 1, _SUCCESS),
        (work.progress is not None and work.progress.percent != int(work.progress.percent), _PERCENT),
    ):
        if applies:
            notes.add(message, place)


def _unusual(noun: Case | Project | Gate | Work, carried: frozenset[str]) -> Iterator[str]:
    """Yield the names of fields that are not carried and do not hold their default."""
    for name, field in type(noun).model_fields.items():
        if name not in carried and getattr(noun, name) != field.get_default():
            yield name


def _words(notes: Notes, words: Words, place: str, language: str) -> None:
    others = {words.kk, words.ru, words.en} - {None, words.text(language)}
    if others:
        notes.add(_LANGUAGES, place)
