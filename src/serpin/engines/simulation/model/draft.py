"""The draft of a network: works and gates by their codes, before they are put in order and into arrays."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from serpin.engines.simulation.model.marginals import AnyEstimate
from serpin.engines.simulation.model.network import FF, FS, SF, SS, WAIT
from serpin.engines.simulation.model.randomness import item_key
from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Fixed
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Placement
from serpin.vocabulary.work import LinkType, Mode, Work, WorkKind

Name = tuple[str, str]
_KINDS = {
    LinkType.FINISH_START: FS,
    LinkType.START_START: SS,
    LinkType.FINISH_FINISH: FF,
    LinkType.START_FINISH: SF,
}
_NOTHING = Fixed(value=0.0)


@dataclass
class Item:
    """A work or a gate with everything that is known about it."""

    project: str
    key: int
    is_gate: bool = False
    kind: WorkKind | None = None
    release: float = 0.0
    duration: AnyEstimate = _NOTHING
    duration_scale: float = 1.0
    cost: AnyEstimate = _NOTHING
    cost_scale: float = 1.0
    rate: float = 0.0
    need: float = 1.0
    need_from: float = 0.0
    need_key: int | None = None
    rework: tuple[float, float, int] = (0.0, 1.0, 0)
    success: float = 1.0
    is_done: bool = False
    planned_days: float = 0.0
    after: list[tuple[Name, int, float]] = field(default_factory=list)

    def earliest(self, starts: dict[Name, float], ends: dict[Name, float], days: float) -> float:
        """Return the earliest start when what it waits for has these starts and ends."""
        start = self.release
        for name, kind, lag in self.after:
            base = starts[name] if kind in (SS, SF) else ends[name]
            start = max(start, base + lag - (days if kind in (FF, SF) else 0.0))
        return start

    def mean_days(self) -> float:
        """Return the expected duration, with need and rework."""
        return self.need * self._rounds() * self.duration_scale * self.duration.mean()

    def mean_cost(self) -> float:
        """Return the expected cost, with need and rework."""
        fixed = self.need * self._rounds() * self.cost_scale * self.cost.mean()
        return fixed + self.rate * self.mean_days()

    def _rounds(self) -> float:
        probability, share, rounds = self.rework
        return 1.0 + share * sum(probability**turn for turn in range(1, rounds + 1))


@dataclass
class Draft:
    """Items by (project, code); a gate's code is prefixed so that it cannot clash with a work's."""

    items: dict[Name, Item] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    planned_cost: dict[str, float] = field(default_factory=dict)
    ignored_limits: int = 0


def gate_name(project: str, gate: str) -> Name:
    """Return the name of a gate among the items."""
    return (project, "gate " + gate)


def draft_project(
    draft: Draft, case: Case, project: Project, placed: dict[Name, Placement], rates: dict[str, float]
) -> None:
    """Add the works and gates of a project to a draft."""
    days = case.days
    draft.projects[project.id] = len(draft.projects)
    draft.spent[project.id] = draft.planned_cost[project.id] = 0.0
    release = float(days.day_of(project.earliest_start)) if project.earliest_start else 0.0
    starts = [placed[project.id, work.id].start for work in project.works if (project.id, work.id) in placed]
    release = max(release, float(min(starts, default=0)), 0.0)
    for work in project.works:
        name = (project.id, work.id)
        placement = placed.get(name)
        mode = work.mode(placement.mode) if placement else work.allowed_modes[0]
        item = _work_item(case, project, work, mode, release)
        item.rate = sum(units * rates[resource] for resource, units in mode.demand.items())
        draft.items[name] = item
        if work.progress is None:
            item.after = [((project.id, link.work), _KINDS[link.type], float(link.lag)) for link in work.after]
            draft.ignored_limits += sum(link.longest is not None for link in work.after)
        else:
            _apply_progress(draft, case, item, work)
        fixed = item.cost_scale * item.cost.mean()
        draft.planned_cost[project.id] += fixed + item.rate * item.planned_days
    draft.planned_cost[project.id] += draft.spent[project.id]
    _draft_forks(draft, project)
    for gate in project.gates:
        name = gate_name(project.id, gate.id)
        item = Item(project.id, item_key(*name), is_gate=True, success=gate.success)
        item.after = [((project.id, work), FS, 0.0) for work in gate.after]
        draft.items[name] = item
        for work_id in gate.before:
            follower = draft.items[project.id, work_id]
            if not follower.is_done and project.work(work_id).progress is None:
                follower.after.append((name, FS, 0.0))


def _draft_forks(draft: Draft, project: Project) -> None:
    """Give the branches of a fork their parts of one common random number; a branch that has begun is the only one."""
    begun = {work.fork: work.branch for work in project.works if work.fork and work.progress is not None}
    taken: dict[str, float] = {}
    first: dict[str, float] = {}
    for work in project.works:
        if not work.fork:
            continue
        item = draft.items[project.id, work.id]
        if work.fork in begun:
            item.need = 1.0 if work.branch == begun[work.fork] else 0.0
            continue
        if work.branch not in first:
            first[work.branch] = taken.get(work.fork, 0.0)
            taken[work.fork] = first[work.branch] + item.need
        item.need_from = first[work.branch]
        item.need_key = item_key(project.id, "fork " + work.fork)


def _work_item(case: Case, project: Project, work: Work, mode: Mode, release: float) -> Item:
    days = case.days
    for day in (work.earliest, work.pinned_start):
        if day is not None:
            release = max(release, float(days.day_of(day)))
    rework = work.rework
    return Item(
        project=project.id,
        key=item_key(project.id, work.id),
        kind=work.kind,
        release=release,
        duration=mode.duration,
        cost=mode.cost,
        need=work.occurrence,
        rework=(rework.probability, rework.share, rework.rounds) if rework else (0.0, 1.0, 0),
        success=mode.success,
        planned_days=float(mode.planned_days),
    )


def _apply_progress(draft: Draft, case: Case, item: Item, work: Work) -> None:
    """Put the books in the place of the estimates: a finished work is certain, one under way has a remaining part."""
    progress = work.progress
    assert progress is not None  # noqa: S101 - tells the type checker what the caller has seen
    start = float(case.days.day_of(progress.actual_start))
    draft.spent[item.project] += float(progress.actual_cost)
    item.need = 1.0
    if progress.actual_finish is not None:
        finish = float(case.days.day_of(progress.actual_finish)) + 1.0
        item.is_done, item.success, item.rework = True, 1.0, (0.0, 1.0, 0)
        item.release, item.duration, item.cost = start, Fixed(value=finish - start), _NOTHING
        item.planned_days, item.rate = finish - start, 0.0
        return
    left = 1.0 - progress.percent / 100.0
    item.release = max(0.0, start)
    item.duration_scale = item.cost_scale = left
    item.planned_days *= left


def order(draft: Draft, waits: list[tuple[Name, Name]]) -> tuple[list[Name], dict[str, str], int]:
    """Put items after all that they wait for, gates as late as possible, and add the resource waits.

    Projects that are joined by waits stand together. Waits that would close a circle are dropped.

    Returns
    -------
    tuple
        The order, the leading project of the component of each project, and the number of waits that were dropped.
    """
    known = [(a, b) for a, b in waits if a in draft.items and b in draft.items and not draft.items[b].is_done]
    if not known:
        return *_order(draft, []), 0
    sequence, leaders = _order(draft, known)
    dropped = 0
    if len(sequence) < len(draft.items):
        stuck = set(draft.items) - set(sequence)
        kept = [(a, b) for a, b in known if a not in stuck or b not in stuck]
        dropped = len(known) - len(kept)
        known = kept
        sequence, leaders = _order(draft, kept)
    for before, after in known:
        draft.items[after].after.append((before, WAIT, 0.0))
    return sequence, leaders, dropped


def _order(draft: Draft, waits: list[tuple[Name, Name]]) -> tuple[list[Name], dict[str, str]]:
    leader = {name: name for name in draft.projects}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for (one, _), (other, _) in waits:
        first, second = sorted((find(one), find(other)), key=draft.projects.__getitem__)
        leader[second] = first
    position = {name: number for number, name in enumerate(draft.items)}
    followers: dict[Name, list[Name]] = {name: [] for name in draft.items}
    waiting = dict.fromkeys(draft.items, 0)
    pairs = [(earlier, name) for name, item in draft.items.items() for earlier, _, _ in item.after]
    for earlier, later in pairs + waits:
        followers[earlier].append(later)
        waiting[later] += 1

    def rank(name: Name) -> tuple[int, bool, int]:
        return (draft.projects[find(name[0])], draft.items[name].is_gate, position[name])

    ready = [(rank(name), name) for name, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    sequence = []
    while ready:
        _, name = heapq.heappop(ready)
        sequence.append(name)
        for later in followers[name]:
            waiting[later] -= 1
            if waiting[later] == 0:
                heapq.heappush(ready, (rank(later), later))
    return sequence, {name: find(name) for name in draft.projects}
