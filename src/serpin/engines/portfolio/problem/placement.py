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

    ``reach`` is the probability that the project gets as far; ``likely`` multiplies the cost by need and rework.
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
    gates = sorted(
        (max(ends[work_id] for work_id in gate.after), number, gate) for number, gate in enumerate(project.gates)
    )
    passes, success = _passes(project, modes, ends, gates)
    pieces = []
    for work, mode in zip(project.works, modes, strict=True):
        left = left_of(work)
        if left <= 0.0:
            continue
        reach = math.prod(chance for (day, _, _), chance in zip(gates, passes, strict=True) if day <= starts[work.id])
        pieces.append(
            Piece(
                work,
                mode,
                starts[work.id],
                ends[work.id],
                mode.expected_cost(rates) * left,
                mode.demand,
                reach,
                work.occurrence * (1.0 + _expected_rework(work)),
            )
        )
    stops, reached = [], 1.0
    for (day, _, gate), chance in zip(gates, passes, strict=True):
        stops.append(Stop(day, reached * (1.0 - chance), float(gate.abandonment_value)))
        reached *= chance
    finish = max(ends.values())
    returns = project.returns
    launch_end = ends[returns.launch_after] if returns and returns.launch_after else finish
    launch = launch_end + (returns.delay if returns else 0)
    return Placing(tuple(pieces), tuple(stops), {gate.id: day for day, _, gate in gates}, success, finish, launch)


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


def _passes(
    project: Project, modes: Sequence[Mode], ends: Mapping[str, int], gates: Sequence[tuple[int, int, Gate]]
) -> tuple[list[float], float]:
    """Return the chance of passing each gate once reached, and the chance that everything succeeds.

    A failed work is noticed at the first gate that comes after it in time; one that no gate sees ends the project
    before the launch.
    """
    unseen = {
        work.id: mode.success if left_of(work) > 0.0 else 1.0 for work, mode in zip(project.works, modes, strict=True)
    }
    passes = []
    for day, _, gate in gates:
        own = 1.0 if gate.is_passed else gate.success
        if gate.record is not None and gate.record.decision is Decision.STOP:
            own = 0.0
        noticed = [name for name in unseen if ends[name] <= day]
        passes.append(own * math.prod(unseen.pop(name) for name in noticed))
    return passes, math.prod(passes) * math.prod(unseen.values())
