"""The whole programme searched as it is: by the solver, and pure choices by what is made for them.

Textbook: ``portfolio.md``, sections "The ladder" and "Pure choices".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event

from serpin.base.progress import Deadline, Progress
from serpin.engines.portfolio.model.bundle import anneal_bundle, is_pure
from serpin.engines.portfolio.model.choice import Splitting, is_dense
from serpin.engines.portfolio.model.matrix import Solution
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way

_LOOK, _ANNEALING, _BESIDE = 0.05, 0.12, 0.95
"""Parts of the time left for a first look, for annealing before the proof of a pure choice, and beside it."""

_SOON, _RUNS = 12, 20
"""Dives of a first look, and runs of annealing after it: counted, so that the clock changes nothing."""

_QUICK = 0.25
"""Part of the time for a search that seldom stops for small searches of its own."""

LEAN = {"mip_heuristic_effort": 0.0, "mip_allow_restart": False, "mip_heuristic_run_root_reduced_cost": False}
"""Settings of such a search."""

_WHOLE_NEAR = 1e-6
"""What counts as whole."""

_SAFETY = 1e-4


@dataclass(frozen=True)
class Found:
    """What a search found: chosen ways, value and proven bound in currency units, and pairs of project and payer."""

    status: str
    ways: Mapping[str, Way]
    value: float
    bound: float
    pairs: frozenset[tuple[str, str]] = frozenset()

    @property
    def has_answer(self) -> bool:
        """Whether there are ways to use."""
        return self.status in ("optimal", "feasible", "stopped")


def direct(statement: Statement, whole: Programme, seed: int, limit: Deadline, progress: Progress | None) -> Found:
    """Search the whole programme; a pure choice by its own means."""
    if is_dense(whole.matrix):
        return _split(statement, whole, seed, limit, progress)
    gap, bound = statement.options.gap, math.inf
    start: Mapping[str, Way] | None = None
    if is_pure(statement):
        soon = whole.matrix.solve(seconds=_LOOK * limit.left, gap=gap, seed=seed, progress=progress, scale=whole.unit)
        if soon.status in ("optimal", "infeasible", "stopped"):
            return as_found(whole, soon)
        bound = soon.bound * whole.unit
        start = anneal_bundle(statement, seed, Deadline(_ANNEALING * limit.left))
        _fix(whole, start, limit)
    if start is None:
        return _plain(whole, gap, seed, limit, progress)
    found, start = _beside(
        whole,
        start,
        seed,
        limit,
        lambda: whole.matrix.solve(
            seconds=limit.left,
            gap=gap,
            seed=seed,
            progress=progress,
            scale=whole.unit,
            start=whole.start_from(start),
        ),
    )
    return _better(whole, as_found(whole, found), start, bound)


def _plain(whole: Programme, gap: float, seed: int, limit: Deadline, progress: Progress | None) -> Found:
    """Search by the solver: quickly where only money and relations bind, and with all its means after that."""
    known, bound = None, math.inf
    if not whole.used:
        soon = whole.matrix.solve(
            seconds=_QUICK * limit.left, gap=gap, seed=seed, progress=progress, scale=whole.unit, settings=LEAN
        )
        if soon.status in ("optimal", "infeasible", "stopped"):
            return as_found(whole, soon)
        known, bound = ([float(value) for value in soon.values] if soon.has_answer else None), soon.bound * whole.unit
    found = whole.matrix.solve(seconds=limit.left, gap=gap, seed=seed, progress=progress, scale=whole.unit, start=known)
    answer = as_found(whole, found)
    return replace(answer, bound=min(answer.bound, bound)) if answer.has_answer else answer


def _split(statement: Statement, whole: Programme, seed: int, limit: Deadline, progress: Progress | None) -> Found:
    """Search a programme of few rows on its tableau; anneal before and beside where that does not end soon."""
    splitting = Splitting(whole.matrix, statement.options.gap)
    found = splitting.search(limit, progress, whole.unit, _SOON)
    start: Mapping[str, Way] = {}
    if found.status in ("feasible", "unknown"):
        if is_pure(statement):
            start = anneal_bundle(statement, seed, Deadline(_ANNEALING * limit.left), runs=_RUNS)
            splitting.begin_at(whole.start_from(start))
            found, start = _beside(whole, start, seed, limit, lambda: splitting.search(limit, progress, whole.unit))
        else:
            found = splitting.search(limit, progress, whole.unit)
    return _better(whole, as_found(whole, found), start, math.inf) if start else as_found(whole, found)


def _beside(
    whole: Programme, start: Mapping[str, Way], seed: int, limit: Deadline, proof: Callable[[], Solution]
) -> tuple[Solution, Mapping[str, Way]]:
    """Search for a proof, and anneal from other draws beside it; return both answers."""
    with ThreadPoolExecutor(1) as beside:
        ended = Event()
        again = beside.submit(anneal_bundle, whole.statement, seed + 1, Deadline(_BESIDE * limit.left), ended.is_set)
        found = proof()
        ended.set()
        return found, max(start, again.result(), key=whole.value_of)


def _better(whole: Programme, answer: Found, start: Mapping[str, Way], bound: float) -> Found:
    """Return the better of what was proven and what was annealed."""
    value = whole.value_of(start)
    if not answer.has_answer or value > answer.value + 1e-9 * abs(value):
        answer = Found("feasible", start, value, max(answer.bound, value))
    return Found(answer.status, answer.ways, answer.value, min(answer.bound, bound))


def _fix(whole: Programme, start: Mapping[str, Way], limit: Deadline) -> None:
    """Fix what the relaxation shows to be in, or out of, all that is better than the start: by reduced costs."""
    relaxed = whole.matrix.solve(seconds=max(limit.left, 0.1), relaxed=True)
    if relaxed.status != "optimal":
        return
    room = relaxed.objective - whole.value_of(start) / whole.unit + _SAFETY
    for (project, position), column in whole.chosen.items():
        if abs(relaxed.reduced[column]) > room:
            is_in = float(start.get(project) is whole.ways[project][position])
            if abs(relaxed.values[column] - is_in) < _WHOLE_NEAR:
                whole.matrix.lowers[column] = whole.matrix.uppers[column] = is_in


def as_found(programme: Programme, solution: Solution) -> Found:
    """Return what the solver found, in ways and currency units."""
    ways = programme.choices(solution) if solution.has_answer else {}
    return Found(solution.status, ways, solution.objective * programme.unit, solution.bound * programme.unit)
