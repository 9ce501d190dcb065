"""Writes a case as an instance of the scheduling literature (PSPLIB): one project of numbered jobs."""

from __future__ import annotations

from serpin.base.errors import Problem, refuse
from serpin.base.texts import mark
from serpin.formats.msproject.notes import Notes
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.work import LinkType, Work

_RULER = "*" * 72
_LINKS = mark(
    "links that lose their lag, or are lost where they are not finish-to-start: {count}, for example of {example}"
)
_CALENDARS = mark("calendars and changes of capacity that are not carried: {count}, for example of {example}")
_LIMITS = mark("limits on dates that are not carried: {count}, for example of {example}")
_GATES = mark("gates that are not carried: {count}, for example {example}")
_ESTIMATES = mark("durations rounded to the whole days that plans use: {count}, for example of {example}")


def instance_of(case: Case, *, single_mode: bool) -> tuple[str, list[Problem]]:
    """Return a case as the text of an instance, and what could not be carried.

    Works of all projects become jobs 2 … n + 1 of one project, between a source and a sink.

    Parameters
    ----------
    case
        The case.
    single_mode
        Whether the text is for programs that know one mode for each job (``.sm``).

    Raises
    ------
    InputError
        If there are no works, or several modes where only one is allowed.
    """
    works = [(project, work) for project in case.projects for work in project.works]
    if not works:
        raise refuse(mark("a case without works makes no instance"))
    for project, work in works:
        if single_mode and len(work.allowed_modes) > 1:
            message = mark("work {value} of project {project} has several modes; write the file as .mm")
            raise refuse(message, value=work.id, project=project.id)
    numbers = {(project.id, work.id): number for number, (project, work) in enumerate(works, start=2)}
    later: dict[int, list[int]] = {number: [] for number in range(1, len(works) + 3)}
    for project, work in works:
        for link in work.after:
            if link.type is LinkType.FINISH_START:
                later[numbers[project.id, link.work]].append(numbers[project.id, work.id])
    return _text(case, works, later), _losses(case, works)


def _losses(case: Case, works: list[tuple[Project, Work]]) -> list[Problem]:
    notes = Notes()
    for project, work in works:
        place = f"{project.id}, {work.id}"
        for link in work.after:
            if link.type is not LinkType.FINISH_START or link.lag != 0 or link.longest is not None:
                notes.add(_LINKS, place)
        if work.earliest or work.pinned_start or work.progress:
            notes.add(_LIMITS, place)
        if any(mode.duration.mean() != mode.planned_days for mode in work.allowed_modes):
            notes.add(_ESTIMATES, place)
    for project in case.projects:
        for gate in project.gates:
            notes.add(_GATES, f"{project.id}, {gate.id}")
        if project.earliest_start or project.deadline:
            notes.add(_LIMITS, project.id)
    for resource in (each for each in case.resources if each.calendar or each.changes):
        notes.add(_CALENDARS, resource.id)
    return notes.problems()


def _text(case: Case, works: list[tuple[Project, Work]], later: dict[int, list[int]]) -> str:
    last = len(works) + 2
    followers = {number for others in later.values() for number in others}
    later[1] = [number for number in range(2, last) if number not in followers]
    for number in range(2, last):
        later[number] = sorted(set(later[number])) or [last]
    renewable = [resource for resource in case.resources if not resource.consumed]
    stocks = [resource for resource in case.resources if resource.consumed]
    names = [f"{kind} {n}" for kind, group in (("R", renewable), ("N", stocks)) for n in range(1, len(group) + 1)]
    modes = {number: work.allowed_modes for number, (_, work) in enumerate(works, start=2)}
    lines = [
        _RULER,
        f"jobs (incl. supersource/sink ):  {last}",
        f"horizon                       :  {sum(max(m.planned_days for m in group) for group in modes.values())}",
        "RESOURCES",
        f"  - renewable                 :  {len(renewable)}   R",
        f"  - nonrenewable              :  {len(stocks)}   N",
        "  - doubly constrained        :  0   D",
        _RULER,
        "PRECEDENCE RELATIONS:",
        "jobnr.    #modes  #successors   successors",
    ]
    for number, others in later.items():
        count = len(modes.get(number, (None,)))
        lines.append(f"{number:4d}{count:9d}{len(others):11d}        " + "".join(f"{other:5d}" for other in others))
    lines += [_RULER, "REQUESTS/DURATIONS:", "jobnr. mode duration  " + "  ".join(names), "-" * 72]
    blank = "".join(f"{0:5d}" for _ in names)
    for number in later:
        if number not in modes:
            lines.append(f"{number:3d}{1:7d}{0:6d}   {blank}")
        for position, mode in enumerate(modes.get(number, ()), start=1):
            use = "".join(f"{mode.demand.get(resource.id, 0):5d}" for resource in (*renewable, *stocks))
            first = f"{number:3d}" if position == 1 else "   "
            lines.append(f"{first}{position:7d}{mode.planned_days:6d}   {use}")
    lines += [_RULER, "RESOURCEAVAILABILITIES:", "  " + "  ".join(names)]
    lines += ["".join(f"{resource.capacity:5d}" for resource in (*renewable, *stocks)), _RULER]
    return "\n".join(lines) + "\n"
