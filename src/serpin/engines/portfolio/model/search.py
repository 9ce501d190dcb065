"""The ladder of searches: the whole programme where it is small; else relax, fix, search, and prove what is left.

Textbook: ``portfolio.md``, section "The ladder".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from serpin.base.progress import STOP, Deadline, Progress, wants_stop
from serpin.engines.portfolio.model.bargain import bargain
from serpin.engines.portfolio.model.bundle import is_pure
from serpin.engines.portfolio.model.choice import is_dense
from serpin.engines.portfolio.model.cores import Cores
from serpin.engines.portfolio.model.direct import Found, as_found, direct
from serpin.engines.portfolio.model.inserting import inserted
from serpin.engines.portfolio.model.listed import listed
from serpin.engines.portfolio.model.losses import Losses
from serpin.engines.portfolio.model.matrix import Solution
from serpin.engines.portfolio.model.neighbourhood import Neighbourhoods
from serpin.engines.portfolio.model.payments import cheapest_payments
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import Financing
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.relation import RelationKind

Ways = Mapping[str, tuple[Way, ...]]

SMALL = 800
"""Whole numbers up to which the programme is searched as it is."""

DIRECT = 300
"""The same where the relaxation, a search among its doubts, and fixing help to prove: without rules of use."""

MANY = 1500
"""Ways up to which they are searched in one matrix where each source pays a constant share."""

CHOOSY = 500
"""The same where rules of use bind: beyond, small changes find better answers sooner than the whole does."""

_POOR = 0.5
"""Gap from which the list by value and cost is tried as well."""

_NEAR_FEW, _NEAR_MANY = 0.25, 0.96
"""Part of the time for small changes, where the whole can be searched afterwards, and where it cannot."""

_FEW_RUNGS = ((60, 0.25),)
_KEPT = 4
_WHOLE = 0.999
_RUNGS = ((400, 0.35), (800, 0.35), (1600, 0.4), (2500, 0.4), (1000, 0.4), (4000, 1.0))
"""Ways that stay free where some must be fixed, and the part of the time that is left."""
_SAFETY = 1e-4
_INSERTING = 0.75
"""Part of the time left in which projects are put in step by step."""


def search(statement: Statement, seed: int, limit: Deadline, progress: Progress | None) -> Found:
    """Search for the best ways.

    Parameters
    ----------
    statement
        The problem.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time limit.
    progress
        Listener; it may answer "stop".
    """
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    whole = Programme(statement, ways)
    count = sum(whole.matrix.integers)
    ladder = _Ladder(statement, whole, ways, seed, limit, progress)
    is_easy = count <= (CHOOSY if whole.used else DIRECT)
    if is_easy or is_dense(whole.matrix) or (count <= SMALL and is_pure(statement)):
        found = direct(statement, whole, seed, limit, progress)
        if found.status in ("optimal", "infeasible"):
            return found
        best = ladder.decent(found if found.ways or found.status == "stopped" else None, found.bound) or found
        return replace(best, bound=max(min(best.bound, found.bound), best.value))
    bargained = ladder.bargained() if whole.used and statement.options.financing is Financing.FREE else None
    return bargained or ladder.climb()


@dataclass
class _Ladder:
    """The rungs for large programmes."""

    statement: Statement
    whole: Programme
    ways: Ways
    seed: int
    limit: Deadline
    progress: Progress | None
    stopped: bool = False

    def climb(self) -> Found:
        """Relax; search among the doubts, or near by; drop what cannot pay any more; search the rest exactly."""
        losses = Losses(self.whole) if self._has_cores else None
        relaxed = self._relax()
        if relaxed.status == "infeasible":
            return Found("infeasible", {}, -math.inf, -math.inf)
        if relaxed.status != "optimal":
            found = self._exact(self.ways, math.inf, None)
            return found if found.has_answer or found.status == "infeasible" else (self.least() or found)
        bound = relaxed.objective * self.whole.unit
        cored = self._cored(relaxed, losses) if losses else None
        if cored is not None:
            return cored
        best = self._rounded(relaxed, bound)
        best = self._near(relaxed, bound, best) if self.whole.used else best
        best = best or self._inserted(relaxed, bound)
        rungs = _RUNGS if sum(map(len, self.ways.values())) > SMALL else _FEW_RUNGS
        for rung in () if self.whole.used else rungs:
            if self._is_over(best, bound):
                break
            best = self._doubted(relaxed, bound, rung, best)
        left = self._worthwhile(relaxed, best)
        few = sum(map(len, left.values())) <= SMALL
        if not self._is_over(best, bound) and (few or best is None):
            final = self._exact(left, bound, best)
            bound = min(bound, max(final.bound, best.value if best else -math.inf))
            if final.has_answer and (best is None or final.value > best.value):
                best = final
            elif best is None and final.status == "infeasible":
                return final
        best = self.decent(best, bound)
        if best is None:
            return Found("unknown", {}, -math.inf, bound)
        proven = self._gap(best, bound) <= self.statement.options.gap
        status = "optimal" if proven else ("stopped" if self.stopped else "feasible")
        return Found(status, best.ways, best.value, max(bound, best.value))

    def bargained(self) -> Found | None:
        """Search by deals where every source may pay any part; nothing where that leads nowhere."""

        def is_over(ways: Mapping[str, Way], value: float, bound: float) -> bool:
            return self._is_over(Found("feasible", ways, value, bound) if ways else None, bound)

        struck = bargain(self.statement, self.ways, self.seed, self.limit, is_over=is_over, listener=self._listen)
        if struck is None or not struck.ways:
            return None
        paid = cheapest_payments(self.statement, struck.ways, self.seed, max(self.limit.left, 2.0))
        if paid is None:
            return None
        best = Found("feasible", struck.ways, paid.value, max(struck.bound, paid.value), paid.pairs)
        proven = self._gap(best, best.bound) <= self.statement.options.gap
        return replace(best, status="optimal" if proven else ("stopped" if self.stopped else "feasible"))

    def decent(self, best: Found | None, bound: float) -> Found | None:
        """Return the best, or what is listed by value and cost where the clock left next to nothing."""
        if best is not None and self._gap(best, bound) <= _POOR:
            return best
        plain = self.least()
        if plain is None or (best is not None and best.value >= plain.value):
            return best
        return replace(plain, status="stopped") if best is not None and best.status == "stopped" else plain

    def least(self) -> Found | None:
        """Return what must be done and what is listed by value and cost: an answer where there is no time for more."""
        found = listed(self.statement, self.ways, self.seed)
        return Found("feasible", found.ways, found.value, found.most, found.pairs) if found else None

    def _near(self, relaxed: Solution, bound: float, best: Found | None) -> Found | None:
        """Grow an answer by batches and change a few projects at a time, with settled sources."""
        few = sum(map(len, self.ways.values())) <= SMALL
        limit = Deadline((_NEAR_FEW if few else _NEAR_MANY) * self.limit.left)
        near = Neighbourhoods(self.statement, self.whole, relaxed, self.seed, limit, self._hears(bound))
        near.grow()
        near.improve()
        paid = cheapest_payments(self.statement, near.ways, self.seed, max(self.limit.left, 1.0)) if near.ways else None
        if paid is None or (best is not None and best.value >= paid.value):
            return best
        return Found("feasible", near.ways, paid.value, bound, paid.pairs)

    def _hears(self, bound: float) -> Callable[[float], bool]:
        return lambda value: self._is_over(Found("feasible", {}, value, bound) if value > -math.inf else None, bound)

    def _inserted(self, relaxed: Solution, bound: float) -> Found | None:
        """Put projects in step by step where nothing of what is rounded can be paid."""
        shares = {project: float(relaxed.values[self.whole.columns(project)].sum()) for project in self.ways}
        limit = Deadline(_INSERTING * self.limit.left)
        taken = inserted(self.statement, shares, self.seed, limit, lambda: self._is_over(None, bound))
        if not taken or any(project not in taken for project in self.ways if self.statement.is_decided(project)):
            return None
        paid = cheapest_payments(self.statement, taken, self.seed, max(self.limit.left, 2.0))
        return Found("feasible", taken, paid.value, bound, paid.pairs) if paid else None

    def _gap(self, best: Found, bound: float) -> float:
        return (bound - best.value) / max(abs(best.value), 1.0)

    def _is_over(self, best: Found | None, bound: float) -> bool:
        value = best.value if best else None
        self.stopped = self.stopped or wants_stop(self.progress, self.limit.share, value, bound)
        close = best is not None and self._gap(best, bound) <= self.statement.options.gap
        return self.stopped or close or (best is not None and self.limit.left < 0.05)

    @property
    def _has_cores(self) -> bool:
        """Whether the ways are few enough to be searched in one matrix, without rules of use."""
        most = MANY if self.statement.options.financing is Financing.CONSTANT else SMALL
        return not self.whole.used and sum(map(len, self.ways.values())) <= most

    def _cored(self, relaxed: Solution, losses: Losses) -> Found | None:
        """Search cores of the whole where they are few enough; nothing where that finds no answer."""
        gap = self.statement.options.gap
        found = Cores(self.whole, losses, relaxed, self.seed, gap, self.limit, self.progress).search()
        if found.status in ("optimal", "infeasible"):
            return found
        return self.decent(found, found.bound) if found.has_answer else None

    def _relax(self) -> Solution:
        settings = {} if self._has_cores else {"solver": "ipm", "run_crossover": "off"}
        seconds = 0.6 * self.limit.left + 1.0
        return self.whole.matrix.solve(seconds=seconds, seed=self.seed, relaxed=True, settings=settings)

    def _doubted(self, relaxed: Solution, bound: float, rung: tuple[int, float], best: Found | None) -> Found | None:
        """Search with what the relaxation hardly doubts fixed."""
        free, part = rung
        open_ways, must = self._fixed(relaxed, self._liked(relaxed, best), best, free)
        programme = Programme(self.statement, open_ways, must=must)
        solution = programme.matrix.solve(
            seconds=max(self.limit.left * part, 0.2),
            gap=max(self.statement.options.gap, 1e-4),
            seed=self.seed,
            progress=self._listen(bound),
            scale=programme.unit,
            start=programme.start_from(best.ways) if best else None,
        )
        if not solution.has_answer:
            return best
        ways = programme.choices(solution)
        paid = cheapest_payments(self.statement, ways, self.seed, max(self.limit.left, 1.0))
        if paid is None:
            return best
        found = Found("feasible", ways, paid.value, bound, paid.pairs)
        return found if best is None or found.value > best.value else best

    def _listen(self, bound: float) -> Progress | None:
        if self.progress is None:
            return None

        def hear(_done: float, value: float | None, _bound: float | None) -> str | None:
            self.stopped = wants_stop(self.progress, self.limit.share, value, bound)
            return STOP if self.stopped else None

        return hear

    def _exact(self, ways: Ways, bound: float, best: Found | None) -> Found:
        """Search a programme with every rule, for what is left of the time."""
        programme = Programme(self.statement, ways)
        solution = programme.matrix.solve(
            seconds=self.limit.left,
            gap=self.statement.options.gap,
            seed=self.seed,
            progress=self._listen(bound),
            scale=programme.unit,
            start=programme.start_from(best.ways) if best else None,
        )
        found = as_found(programme, solution)
        return Found(found.status, found.ways, found.value, min(found.bound, bound))

    def _reduced(self, relaxed: Solution, project: str) -> Vector:
        """Return by how much the relaxation falls for each way of a project that is forced in, shape (ways,)."""
        columns = self.whole.columns(project)
        return np.asarray(np.maximum(-relaxed.reduced[columns], 0.0), dtype=float)

    def _liked(self, relaxed: Solution, best: Found | None) -> Ways:
        """Return the ways that the relaxation uses, the next best of what it wants, and the best so far."""
        liked: dict[str, tuple[Way, ...]] = {}
        room = 0.01 * abs(relaxed.objective)
        for project, ways in self.ways.items():
            columns = self.whole.columns(project)
            values, losses = relaxed.values[columns], self._reduced(relaxed, project)
            order = np.lexsort((losses, -np.round(values, 4)))
            wanted = values.sum() > 1e-3 or self.statement.is_decided(project)
            count = max(int((values > 1e-3).sum()), _KEPT) if wanted else 2 * int(losses.min(initial=math.inf) <= room)
            kept = {int(position) for position in order[:count]}
            if best is not None and project in best.ways:
                kept.add(ways.index(best.ways[project]))
            if kept:
                liked[project] = tuple(ways[position] for position in sorted(kept))
        return liked

    def _rounded(self, relaxed: Solution, bound: float) -> Found | None:
        """Return what the relaxation chooses wholly, without what it breaks: often payable at once."""
        ways: dict[str, Way] = {}
        for project in self.ways:
            values = relaxed.values[self.whole.columns(project)]
            if len(values) and values.max() > _WHOLE:
                ways[project] = self.ways[project][int(np.argmax(values))]
        if any(self.statement.is_decided(project) and project not in ways for project in self.ways):
            return None
        dropped = {""}
        while dropped:
            dropped = {
                member
                for package in self.statement.packages
                if not self.statement.comes(package, ways)
                for member in self.statement.waiting(package)
                if member in ways
            } | {
                relation.projects[-1]
                for relation in self.statement.case.relations
                if relation.kind is RelationKind.PREREQUISITE
                and relation.projects[-1] in ways
                and any(project not in ways for project in relation.projects)
            }
            ways = {project: way for project, way in ways.items() if project not in dropped}
        paid = cheapest_payments(self.statement, ways, self.seed, max(self.limit.left, 2.0))
        return Found("feasible", ways, paid.value, bound, paid.pairs) if paid else None

    def _fixed(self, relaxed: Solution, liked: Ways, best: Found | None, free: int) -> tuple[Ways, frozenset[str]]:
        """Fix what the relaxation hardly doubts, where more ways are liked than can be searched.

        The most doubtful projects stay free until their ways are as many as ``free``: those that the relaxation breaks
        or whose choice costs it least by their cost. The others are in or out as in the relaxation.
        """
        if sum(map(len, liked.values())) <= free:
            return liked, frozenset()
        doubts: dict[str, float] = {}
        for project, ways in liked.items():
            share = float(relaxed.values[self.whole.present[project]])
            columns = [*self.whole.columns(project), self.whole.present[project]]
            price = float(np.abs(relaxed.reduced[columns]).sum()) * self.whole.unit / max(ways[0].total, 1.0)
            is_broken = 1e-4 < share < 1 - 1e-4
            differs = best is not None and (project in best.ways) != (share > 0.5)
            doubts[project] = -1.0 if is_broken or differs else price
        left, must, count = {}, set(), 0
        for project in sorted(doubts, key=lambda name: doubts[name]):
            count += len(liked[project])
            if count <= free:
                left[project] = liked[project]
            elif float(relaxed.values[self.whole.present[project]]) > 0.5:
                values = relaxed.values[self.whole.columns(project)]
                left[project] = (self.ways[project][int(np.argmax(values))],)
                must.add(project)
        return left, frozenset(must)

    def _worthwhile(self, relaxed: Solution, best: Found | None) -> Ways:
        """Return the ways that could still be part of something better than the best; nothing else is dropped.

        A way whose reduced cost is more than the distance between bound and best cannot be in a better portfolio.
        """
        if best is None:
            return self.ways
        room = relaxed.objective - best.value / self.whole.unit + _SAFETY * max(abs(relaxed.objective), 1.0)
        left: dict[str, tuple[Way, ...]] = {}
        for project, ways in self.ways.items():
            losses = self._reduced(relaxed, project)
            kept = tuple(
                way for way, loss in zip(ways, losses, strict=True) if loss <= room or way is best.ways.get(project)
            )
            if kept:
                left[project] = kept
        return left
