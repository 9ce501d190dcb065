"""A baseline against what happens: how far each work is, and early warnings while there is time to act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from serpin.base.texts import mark
from serpin.charts.gates import gate_day
from serpin.charts.names import Names
from serpin.planning.result import Plan
from serpin.reports.words import names_in
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Placement
from serpin.vocabulary.work import Progress, Work

AHEAD = 0.15
"""Share by which money may be ahead of progress before that is said."""
EATEN = 0.5
"""Share of the float that may be eaten before that is said."""
MOVED = 5
"""Working days by which P80 may move before that is said."""

FINISHED, UNDER_WAY, LATE, TO_COME = mark("finished"), mark("under way"), mark("late"), mark("to come")
_NOW, _SOON = mark("act now"), mark("keep an eye on it")
_ABOUT = {"float": mark("Float"), "money": mark("Money"), "gate": mark("Gate"), "p80": mark("End with 80 %")}
_FLOAT_GONE = mark("{work}: {days} working days behind the baseline, more than its float of {float}")
_FLOAT_EATEN = mark("{work}: {share} of its float of {float} working days is eaten")
_MONEY = mark("{work}: {spent} of the money is spent, {done} of the work is done")
_GATE = mark("{gate}: due on {day}, and nothing is decided")
_P80 = mark("the day that is kept with 80 % probability moved from {before} to {after}")


@dataclass(frozen=True)
class Warned:
    """An early warning: how grave, of which project, in words."""

    grave: bool
    project: str
    name: str
    text: str
    kind: str

    @property
    def urgency(self) -> str:
        """How urgent it is, a sentence of the catalogue."""
        return _NOW if self.grave else _SOON

    @property
    def about(self) -> str:
        """What it is about, a sentence of the catalogue."""
        return _ABOUT[self.kind]


@dataclass
class WorkLine:
    """A work of the baseline and how far it is."""

    project: str
    code: str
    name: str
    start: date
    end: date
    state: str
    percent: float
    planned_percent: float
    behind: int
    total: int
    planned_cost: float
    actual_cost: float
    progress: Progress | None = None
    record: int | None = None

    @property
    def is_live(self) -> bool:
        """Whether it is under way or late."""
        return self.state in (UNDER_WAY, LATE)


@dataclass
class ProjectLine:
    """A project of the baseline with its works."""

    code: str
    name: str
    works: list[WorkLine] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether its works are worth a look now."""
        return bool(self.warned) or any(work.is_live for work in self.works)

    @property
    def done_percent(self) -> int:
        """Share that is done, in percent."""
        return round(100 * self.done)

    @property
    def planned_cost(self) -> float:
        """Planned cost of the works."""
        return sum(work.planned_cost for work in self.works)

    @property
    def actual_cost(self) -> float:
        """Cost of the works so far."""
        return sum(work.actual_cost for work in self.works)

    @property
    def done(self) -> float:
        """Share that is done, each work counted by its planned cost, or evenly where nothing costs anything."""
        return self._share("percent")

    @property
    def planned(self) -> float:
        """Share that should be done by the baseline."""
        return self._share("planned_percent")

    def _share(self, name: str) -> float:
        weights = [work.planned_cost for work in self.works]
        if sum(weights) <= 0:
            weights = [1.0] * len(weights)
        total = sum(weights)
        parts = (w * float(getattr(work, name)) / 100 for w, work in zip(weights, self.works, strict=True))
        return sum(parts) / (total or 1.0)


@dataclass
class Following:
    """Everything that the page of progress shows."""

    day: date
    projects: list[ProjectLine]
    warned: list[Warned]

    @property
    def done(self) -> float:
        """Share of the whole baseline that is done, by planned cost."""
        return self._share("done")

    @property
    def planned(self) -> float:
        """Share of the whole baseline that should be done."""
        return self._share("planned")

    @property
    def planned_cost(self) -> float:
        """Planned cost of all works."""
        return sum(line.planned_cost for line in self.projects)

    @property
    def actual_cost(self) -> float:
        """Cost of all works so far."""
        return sum(line.actual_cost for line in self.projects)

    def _share(self, name: str) -> float:
        total = self.planned_cost
        if total <= 0:
            return 0.0
        return sum(line.planned_cost * float(getattr(line, name)) for line in self.projects) / total


def followed(baseline: Plan, now: dict[str, Project], latest: Plan | None, *, day: date, language: str) -> Following:
    """Return how the works of a baseline stand on a day.

    Parameters
    ----------
    baseline
        The plan that was adopted.
    now
        The projects as the register has them now, by code: their works hold what was reported.
    latest
        The newest plan after the baseline, if any; its P80 is compared.
    day
        The day for which it is asked.
    language
        Language of the reader.
    """
    names = names_in(baseline.case, language)
    schedule = baseline.schedule
    if schedule is None:
        return Following(day, [], [])
    placed = schedule.timetable.by_work()
    floats = {(item.project, item.work): item.total for item in schedule.floats}
    lines = []
    for time in sorted(schedule.projects, key=lambda time: (time.start, time.project)):
        line = ProjectLine(time.project, names.project(time.project))
        own = sorted(
            (p for p in placed.values() if p.project == time.project), key=lambda p: (p.start, p.finish, p.work)
        )
        for placement in own:
            work = _work_now(now.get(time.project), names, placement)
            if work is not None:
                room = floats.get((placement.project, placement.work), 0)
                line.works.append(_work_line(work, placement, room, names, day))
        line.warned = [*_late(line, names), *_spent(line, names), *_gates(line, now, names, placed, day)]
        line.warned += _moved(line, baseline, latest, names)
        lines.append(line)
    warned = sorted((item for line in lines for item in line.warned), key=lambda item: not item.grave)
    return Following(day, lines, warned)


def _work_now(project: Project | None, names: Names, placement: Placement) -> Work | None:
    """Return the work as the register has it, or as the baseline had it where the register has it no more."""
    known = next((work for work in project.works if work.id == placement.work), None) if project else None
    return known or names.works.get((placement.project, placement.work))


def _work_line(work: Work, placement: Placement, room: int, names: Names, day: date) -> WorkLine:
    progress = work.progress
    mode = next((mode for mode in work.modes if mode.id == placement.mode), work.modes[0])
    today = names.case.days.day_of(day)
    length = max(placement.finish - placement.start, 1)
    should = min(1.0, max(0.0, (today - placement.start) / length))
    if progress is not None and progress.actual_finish is not None:
        state, percent = FINISHED, 100.0
        finish = names.case.days.day_of(progress.actual_finish) + 1
    elif progress is not None:
        state, percent = UNDER_WAY, progress.percent
        begun = names.case.days.day_of(progress.actual_start)
        left = round(length * (1 - percent / 100))
        finish = max(begun + length, today + left) if percent < 100 else today
    else:
        state, percent = (LATE if today > placement.start else TO_COME), 0.0
        finish = max(placement.start, today) + length
    return WorkLine(
        project=placement.project,
        code=placement.work,
        name=names.work(placement.project, placement.work),
        start=names.day(placement.start),
        end=names.last_day(placement.finish, placement.start),
        state=state,
        percent=percent,
        planned_percent=100 * should,
        behind=finish - placement.finish if placement.finish > placement.start else 0,
        total=max(room, 0),
        planned_cost=mode.expected_cost(names.case.rates),
        actual_cost=float(progress.actual_cost) if progress is not None else 0.0,
        progress=progress,
    )


def _late(line: ProjectLine, names: Names) -> list[Warned]:
    """Warn of works that eat their float."""
    say, found = names.locale.say, []
    for work in line.works:
        if work.behind <= 0 or work.state == FINISHED:
            continue
        values: dict[str, Any] = {"work": work.name, "days": work.behind, "float": work.total}
        if work.behind > work.total:
            found.append(Warned(True, line.code, line.name, say(_FLOAT_GONE, **values), "float"))
        elif work.behind >= EATEN * work.total:
            values["share"] = names.locale.percent(work.behind / work.total)
            found.append(Warned(False, line.code, line.name, say(_FLOAT_EATEN, **values), "float"))
    return found


def _spent(line: ProjectLine, names: Names) -> list[Warned]:
    """Warn of works on which more of the money is spent than of the work is done."""
    found = []
    for work in line.works:
        if work.planned_cost <= 0 or work.progress is None:
            continue
        spent = work.actual_cost / work.planned_cost
        if spent - work.percent / 100 > AHEAD:
            text = names.locale.say(
                _MONEY,
                work=work.name,
                spent=names.locale.percent(spent),
                done=names.locale.percent(work.percent / 100),
            )
            found.append(Warned(spent > 1 + AHEAD, line.code, line.name, text, "money"))
    return found


def _gates(
    line: ProjectLine,
    now: dict[str, Project],
    names: Names,
    placed: dict[tuple[str, str], Placement],
    day: date,
) -> list[Warned]:
    """Warn of gates that should have been decided."""
    project = now.get(line.code) or names.projects.get(line.code)
    found = []
    for gate in project.gates if project else ():
        planned = gate_day(gate, line.code, placed)
        due = names.last_day(planned) if planned is not None else None
        if due is not None and due < day and gate.record is None:
            text = names.locale.say(_GATE, gate=names.locale.name(gate.name), day=names.locale.day(due))
            found.append(Warned(True, line.code, line.name, text, "gate"))
    return found


def _moved(line: ProjectLine, baseline: Plan, latest: Plan | None, names: Names) -> list[Warned]:
    """Warn where the newest plan says that the project ends later than the baseline held likely."""
    before, after = _p80(baseline, line.code), _p80(latest, line.code) if latest is not None else None
    if before is None or after is None or after <= before:
        return []
    days = names.case.days.day_of(after) - names.case.days.day_of(before)
    if days < MOVED:
        return []
    text = names.locale.say(_P80, before=names.locale.day(before), after=names.locale.day(after))
    return [Warned(True, line.code, line.name, text, "p80")]


def _p80(plan: Plan, code: str) -> date | None:
    outcome = next((item for item in (plan.outcomes.projects if plan.outcomes else ()) if item.project == code), None)
    if outcome is None or outcome.finish is None:
        return None
    return names_in(plan.case, "en").last_day(outcome.finish.percentile(0.8).value)
