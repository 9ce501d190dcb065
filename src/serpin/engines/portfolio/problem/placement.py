"""Places the works of a project by precedence alone, as early as possible, in working days from its own start.

Textbook: ``portfolio.md``, section "The profile of a project".
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from serpin.vocabulary.gate import Decision, Gate
from serpin.vocabulary.project import Project
from serpin.vocabulary.work import Link, LinkType, Mode, Work


@dataclass(frozen=True)
class Piece:
    """One work as it still lies ahead: days from the start of the project, full expected cost, units of resources.

    ``reach`` is the expected share that is done before the project may stop; ``likely`` stands for need and rework.
    """

    work: Work
    mode: Mode
    start: int
    finish: int
    cost: float
    demand: Mapping[str, int]
    reach: float
    likely: float


@dataclass(frozen=True)
class Stop:
    """The end at a gate: its day, the probability of ending there, and what is left then."""

    day: int
    probability: float
    value: float


@dataclass(frozen=True)
class Placing:
    """A project in one class of modes: its pieces, its stops, its probability of success, days of launch and end."""

    pieces: tuple[Piece, ...]
    stops: tuple[Stop, ...]
    gate_days: Mapping[str, int]
    success: float
    finish: int
    launch: int


def is_under_way(project: Project) -> bool:
    """Tell whether any work of a project has begun."""
    return any(work.progress is not None for work in project.works)


def left_of(work: Work) -> float:
    """Return the share of a work that is still to be done, 0 … 1."""
    if work.progress is None:
        return 1.0
    return 0.0 if work.progress.actual_finish else 1.0 - work.progress.percent / 100.0


def place(
    project: Project, modes: Sequence[Mode], rates: Mapping[str, float], absolute: Mapping[str, int] | None = None
) -> Placing:
    """Place the works of a project early by links and gates.

    Parameters
    ----------
    project
        The project.
    modes
        The mode of each work, in the order of the works.
    rates
        Cost of one unit of each resource for one working day.
    absolute
        Earliest day of single works from the start of the project, where a date binds them.
    """
    days = {w.id: math.ceil(left_of(w) * m.planned_days - 1e-9) for w, m in zip(project.works, modes, strict=True)}
    starts = _early_starts(project, days, absolute or {})
    ends = {work.id: starts[work.id] + days[work.id] for work in project.works}
    hurdles = _hurdles(project, modes, ends)
    pieces = [
        Piece(
            work,
            mode,
            starts[work.id],
            ends[work.id],
            mode.expected_cost(rates) * left_of(work),
            mode.demand,
            _reach(hurdles, starts[work.id], ends[work.id]),
            work.occurrence * (1.0 + _expected_rework(work)),
        )
        for work, mode in zip(project.works, modes, strict=True)
        if left_of(work) > 0.0
    ]
    stops, reached = [], 1.0
    for hurdle in hurdles:
        if hurdle.gate is not None:
            left_over = float(hurdle.gate.abandonment_value)
            stops.append(Stop(hurdle.day, reached * (1.0 - hurdle.chance), left_over))
        reached *= hurdle.chance
    gate_days = {hurdle.gate.id: hurdle.day for hurdle in hurdles if hurdle.gate is not None}
    finish = max(ends.values())
    returns = project.returns
    launch_end = ends[returns.launch_after] if returns and returns.launch_after else finish
    launch = launch_end + (returns.delay if returns else 0)
    return Placing(tuple(pieces), tuple(stops), gate_days, reached, finish, launch)


def _expected_rework(work: Work) -> float:
    """Return the expected extra share of duration and cost: ``share · Σ probability^k`` over the rounds."""
    if work.rework is None:
        return 0.0
    return work.rework.share * math.fsum(work.rework.probability**k for k in range(1, work.rework.rounds + 1))


def _early_starts(project: Project, days: Mapping[str, int], absolute: Mapping[str, int]) -> dict[str, int]:
    before: dict[str, list[tuple[str, Link]]] = {work.id: [] for work in project.works}
    for work in project.works:
        before[work.id] += [(link.work, link) for link in work.after]
    for gate in project.gates:
        for late in gate.before:
            before[late] += [(early, Link(work=early)) for early in gate.after]
    works = {work.id: work for work in project.works}
    starts: dict[str, int] = {}
    for name in TopologicalSorter(
        {name: [early for early, _ in links] for name, links in before.items()}
    ).static_order():
        start = max(0, absolute.get(name, 0))
        if works[name].progress is None:
            for early, link in before[name]:
                start = max(start, _earliest(link, starts[early], days[early], days[name]))
        starts[name] = start
    return starts


def _earliest(link: Link, start: int, days: int, own_days: int) -> int:
    """Return the earliest start that one link allows."""
    if link.type is LinkType.FINISH_START:
        return start + days + link.lag
    if link.type is LinkType.START_START:
        return start + link.lag
    if link.type is LinkType.FINISH_FINISH:
        return start + days + link.lag - own_days
    return start + link.lag - own_days


@dataclass(frozen=True)
class _Hurdle:
    """Something that the project may fail at: the end of a work, or a gate, with the chance to get past it."""

    day: int
    chance: float
    gate: Gate | None = None


def _hurdles(project: Project, modes: Sequence[Mode], ends: Mapping[str, int]) -> list[_Hurdle]:
    """Return all hurdles in the order of their days, works before gates of the same day.

    A work that is needed and fails ends the project when it is finished; a gate on record is passed or closed.
    """
    hurdles = [
        _Hurdle(ends[work.id], 1.0 - work.occurrence * (1.0 - mode.success))
        for work, mode in zip(project.works, modes, strict=True)
        if left_of(work) > 0.0
    ]
    for gate in project.gates:
        chance = 1.0 if gate.is_passed else gate.success
        if gate.record is not None and gate.record.decision is Decision.STOP:
            chance = 0.0
        hurdles.append(_Hurdle(max(ends[name] for name in gate.after), chance, gate))
    return sorted(hurdles, key=lambda hurdle: (hurdle.day, hurdle.gate is not None))


def _reach(hurdles: Sequence[_Hurdle], start: int, finish: int) -> float:
    """Return the expected share of a work that is done: the mean chance, over its days, that the project still runs."""
    chance, total, day = 1.0, 0.0, start
    for hurdle in hurdles:
        if hurdle.day > start and hurdle.day >= finish:
            break
        if hurdle.day > day:
            total += chance * (hurdle.day - day)
            day = hurdle.day
        chance *= hurdle.chance
    if finish <= start:
        return chance
    return (total + chance * (finish - day)) / (finish - start)
