"""The efficient frontier: for each budget, or each weight of risk, the best portfolio with its bound.

Textbook: ``portfolio.md``, section "The frontier".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.portfolio.model.direct import Found
from serpin.engines.portfolio.model.matrix import INFINITY, QuietHighs
from serpin.engines.portfolio.model.payments import cheapest_payments
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.model.tail import make_tail, search_tail, worst_mean
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.engines.portfolio.result import FrontierPoint
from serpin.vocabulary.relation import RelationKind

Chosen = Mapping[str, Way]

SMALL = 800
"""Whole numbers up to which the programme of a budget is searched as it is; beyond, by windows."""

_AGAIN = 1.0
"""Part of the time limit that all points of a small programme together may take: twice what the sample plant needs, so
that mostly the limit of nodes ends a search and not the clock."""
_PART = 0.3
"""Part of the time limit that all points of a large programme together may take again."""
_LIKED, _LIKED_PART = 3, 0.4
"""Ways of a project that a first search looks at, and its part of the time of a point."""
_SETTINGS = {"mip_allow_restart": False, "mip_max_nodes": 1000}
"""Limits that do not depend on the clock, so that the same seed gives the same points; a start is known already."""
_WINDOW, _WINDOWS = 160, 3
"""Ways that are open in one window of a large programme, and windows of a point."""
_GAP = 2e-3
"""Gap at which a point is good enough: a picture shows no less."""
_SAFETY = 1e-4
_SURE = 0.98


def frontier(
    statement: Statement,
    ways: Chosen,
    seed: int,
    *,
    value: float,
    bound: float = math.inf,
    progress: Progress | None = None,
) -> tuple[FrontierPoint, ...]:
    """Return the frontier that the options ask for.

    For budgets all points together may take the time limit again; for weights of risk each may, as a selection of its
    own.

    Parameters
    ----------
    statement
        The problem.
    ways
        Chosen way of each chosen project of the unrestricted best: its need is the largest budget.
    seed
        Seed of the tie-breaking of the solver and of the scenarios.
    value, bound
        Value and proven bound of the unrestricted best, in currency units.
    progress
        Listener; asked before every point for a budget, it may answer "stop": there is no frontier then.
    """
    count = statement.options.frontier
    if statement.options.frontier_of == "tail":
        return _of_tail(statement, _Best(ways, value), bound, seed, progress)
    if not ways:
        return ()
    need = sum(_need(statement, way) for way in ways.values())
    steps = [need * (number + 1) / count for number in range(count)]
    budgets = _Budgets(statement, _Best(ways, value), seed, steps, bound)
    return budgets.points(Deadline(statement.options.seconds * (_AGAIN if budgets.is_small else _PART)), progress)


def _need(statement: Statement, way: Way) -> float:
    return float(statement.need(way).sum())


@dataclass(frozen=True)
class _Best:
    """The best that is known for a budget: chosen ways, and their value after the cost of money."""

    ways: Chosen
    value: float


@dataclass
class _Budgets:
    """The points for rising budgets: each begins with what the one before found, and with what of the plan fits.

    Parameters
    ----------
    statement, plan, seed
        The problem, the plan, and the seed of the solver.
    budgets
        What may be needed in all, rising; in currency units.
    bound
        Proven bound of the plan, in currency units.
    """

    statement: Statement
    plan: _Best
    seed: int
    budgets: list[float]
    bound: float
    whole: Programme = field(init=False)
    open_ways: dict[str, tuple[Way, ...]] = field(init=False)
    spend: int = field(init=False)

    def __post_init__(self) -> None:
        self.open_ways = {project.id: self.statement.ways_of(project.id) for project in self.statement.case.projects}
        self.whole = Programme(self.statement, self.open_ways)
        columns = list(self.whole.chosen.values())
        needs = [_need(self.statement, self.open_ways[p][k]) / self.whole.unit for p, k in self.whole.chosen]
        self.spend = self.whole.matrix.row(-INFINITY, INFINITY, columns, needs)

    @property
    def is_small(self) -> bool:
        """Whether the programme of a budget is searched as it is."""
        return sum(self.whole.matrix.integers) <= SMALL

    def points(self, limit: Deadline, progress: Progress | None = None) -> tuple[FrontierPoint, ...]:
        """Return a point for every budget that something can be done with."""
        relaxed = self._relaxed()
        found: dict[int, tuple[_Best, float]] = {}
        before: _Best | None = None
        left = len(self.budgets)
        for number, relaxation in enumerate(relaxed):
            if wants_stop(progress, 1.0, self.plan.value, self.bound):
                return ()
            if relaxation is not None:
                best, bound = self._point(number, relaxation, before, Deadline(limit.left / left))
                if best is not None:
                    found[number] = (best, bound)
                    before = best
            left -= 1
        # more money can do whatever less money can, so a smaller budget is bounded by a larger one
        points: list[FrontierPoint] = []
        least = self.bound
        for number in sorted(found, reverse=True):
            best, bound = found[number]
            least = max(min(least, bound), best.value)
            points.append(
                FrontierPoint(
                    budget=to_money(self.budgets[number]), value=best.value, bound=least, projects=tuple(best.ways)
                )
            )
        return tuple(reversed(points))

    # ---- bounds

    def _relaxed(self) -> list[_Relaxation | None]:
        """Solve the relaxation for every budget, the largest first: each goes on where the one before ended."""
        solver = QuietHighs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("random_seed", int(self.seed % (2**31 - 1)))
        solver.passModel(self.whole.matrix.programme(relaxed=True))
        found: list[_Relaxation | None] = []
        for budget in reversed(self.budgets):
            solver.changeRowBounds(self.spend, -INFINITY, self._most(budget) / self.whole.unit)
            solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                found.append(None)
                continue
            answer = solver.getSolution()
            found.append(
                _Relaxation(
                    float(solver.getInfo().objective_function_value),
                    np.asarray(answer.col_value, dtype=float),
                    np.asarray(answer.col_dual, dtype=float),
                )
            )
        return list(reversed(found))

    def _most(self, budget: float) -> float:
        """Return a little more than the budget, so that rounding does not shut out what exactly fits."""
        return budget * (1 + 1e-9) + 0.01

    # ---- answers

    def _point(
        self, number: int, relaxed: _Relaxation, before: _Best | None, limit: Deadline
    ) -> tuple[_Best | None, float]:
        """Return the best that is found for a budget, and its proven bound."""
        most = self._most(self.budgets[number])
        bound = relaxed.objective * self.whole.unit
        if number == len(self.budgets) - 1:
            return self.plan, bound
        fits = self._fitting(most)
        known = _better(self._paid(fits, limit) if fits is not None else None, before)
        if not self.is_small:
            return self._windows(most, relaxed, known, limit), bound
        best = _better(self._searched(self._liked(relaxed, known), most, known, _LIKED_PART * limit.left)[0], known)
        ways = self._worthwhile(relaxed, best)
        final, proven = self._searched(ways, most, best, limit.left)
        return _better(final, best), min(bound, proven)

    def _searched(
        self, ways: Mapping[str, tuple[Way, ...]], most: float, known: _Best | None, seconds: float
    ) -> tuple[_Best | None, float]:
        """Search the programme of some ways within a budget; return what was found and the bound among these ways."""
        programme = Programme(self.statement, ways, spend=most)
        start = programme.start_from(known.ways) if known is not None else None
        found = programme.matrix.solve(
            seconds=max(seconds, 0.1), gap=_GAP, seed=self.seed, start=start, settings=_SETTINGS
        )
        if not found.has_answer:
            return None, math.inf if found.status != "infeasible" else -math.inf
        return _Best(programme.choices(found), found.objective * programme.unit), found.bound * programme.unit

    def _windows(self, most: float, relaxed: _Relaxation, known: _Best | None, limit: Deadline) -> _Best | None:
        """Improve what is known by windows: the most doubtful projects are open, all others stay in or out."""
        if known is None:
            return self._searched(self._liked(relaxed, None), most, None, limit.left)[0]
        liked, best = self._liked(relaxed, known), known
        doubts = {project: self._doubt(project, relaxed, project in known.ways) for project in liked}
        order = sorted(doubts, key=lambda project: (-doubts[project], project))
        for window in range(_WINDOWS):
            if limit.passed:
                break
            open_ways: dict[str, tuple[Way, ...]] = {project: (way,) for project, way in best.ways.items()}
            count = 0
            for project in order[window:]:
                if count < _WINDOW:
                    open_ways[project] = liked[project]
                    count += len(liked[project])
            must = frozenset(project for project, options in open_ways.items() if len(options) == 1)
            must &= set(best.ways)
            programme = Programme(self.statement, open_ways, must=must, settled=True, spend=most)
            found = programme.matrix.solve(
                seconds=max(limit.left / (_WINDOWS - window), 0.1),
                gap=_GAP,
                seed=self.seed,
                start=programme.start_from(best.ways),
                settings=_SETTINGS,
            )
            if found.has_answer:
                best = _better(self._paid(programme.choices(found), limit), best) or best
        return best

    def _paid(self, ways: Chosen, limit: Deadline) -> _Best | None:
        paid = cheapest_payments(self.statement, ways, self.seed, max(limit.left, 1.0))
        return _Best(ways, paid.value) if paid is not None else None

    def _fitting(self, most: float) -> Chosen | None:
        """Return what of the plan fits a budget, the least worth for its money left out first, or nothing."""
        kept = dict(self.plan.ways)
        needs = {project: _need(self.statement, way) for project, way in kept.items()}
        order = sorted(kept, key=lambda project: self.statement.worth(kept[project]) / max(needs[project], 1.0))
        for project in order:
            if sum(needs[name] for name in kept) <= most:
                break
            if project in kept and not self.statement.is_decided(project):
                kept = self._without(kept, project)
        return kept if sum(needs[name] for name in kept) <= most and self._is_whole(kept) else None

    def _is_whole(self, kept: Chosen) -> bool:
        """Tell whether everything decided is there."""
        return all(project in kept for project in self.plan.ways if self.statement.is_decided(project))

    def _without(self, kept: dict[str, Way], project: str) -> dict[str, Way]:
        """Return chosen ways without a project, and without whatever needs it or comes with it only."""
        left = {name: way for name, way in kept.items() if name != project}
        gone = {project}
        while gone:
            gone = {
                relation.projects[-1]
                for relation in self.statement.case.relations
                if relation.kind is RelationKind.PREREQUISITE
                and relation.projects[-1] in left
                and any(name not in left for name in relation.projects)
            } | {
                member
                for package in self.statement.packages
                if not self.statement.comes(package, left)
                for member in self.statement.waiting(package)
                if member in left
            }
            left = {name: way for name, way in left.items() if name not in gone}
        return left

    # ---- ways

    def _liked(self, relaxed: _Relaxation, known: _Best | None) -> dict[str, tuple[Way, ...]]:
        """Return the ways that the relaxation uses, the next best ones, and those that are chosen already."""
        liked = {}
        for project, ways in self.open_ways.items():
            values, losses = relaxed.of(self.whole.columns(project))
            kept = {int(position) for position in np.lexsort((losses, -np.round(values, 4)))[:_LIKED]}
            for chosen in (self.plan.ways, known.ways if known is not None else {}):
                if project in chosen and chosen[project] in ways:
                    kept.add(ways.index(chosen[project]))
            if kept:
                liked[project] = tuple(ways[position] for position in sorted(kept))
        return liked

    def _worthwhile(self, relaxed: _Relaxation, best: _Best | None) -> dict[str, tuple[Way, ...]]:
        """Return the ways that could still be part of something better than the best, by their reduced costs."""
        if best is None:
            return self.open_ways
        room = relaxed.objective - best.value / self.whole.unit + _SAFETY * max(abs(relaxed.objective), 1.0)
        left = {}
        for project, ways in self.open_ways.items():
            _, losses = relaxed.of(self.whole.columns(project))
            kept = tuple(
                way for way, loss in zip(ways, losses, strict=True) if loss <= room or way is best.ways.get(project)
            )
            if kept:
                left[project] = kept
        return left

    def _doubt(self, project: str, relaxed: _Relaxation, is_in: bool) -> float:
        """Return how much the relaxation differs from what is known about a project, from 0 to 1."""
        share = float(relaxed.values[self.whole.columns(project)].sum())
        doubt = abs(share - float(is_in))
        return doubt if doubt > 1.0 - _SURE else 0.0


@dataclass(frozen=True)
class _Relaxation:
    """The relaxation of a budget: objective in the unit of the model, values and reduced costs of the columns."""

    objective: float
    values: Vector
    reduced: Vector

    def of(self, columns: Iterable[int]) -> tuple[Vector, Vector]:
        """Return the values of some columns, and by how much the objective falls when each of them is forced in."""
        places = list(columns)
        return self.values[places], np.asarray(np.maximum(-self.reduced[places], 0.0), dtype=float)


def _better(one: _Best | None, other: _Best | None) -> _Best | None:
    """Return the better of two answers, the first of equal ones."""
    if one is None or other is None:
        return other if one is None else one
    return other if other.value > one.value + 1e-9 * abs(one.value) else one


def _of_tail(
    statement: Statement, plan: _Best, bound: float, seed: int, progress: Progress | None
) -> tuple[FrontierPoint, ...]:
    """Return a point for every weight of risk: each begins with the answer and the scenarios of the one before."""
    count, points = statement.options.frontier, list[FrontierPoint]()
    risk, before = make_tail(statement, seed, 0.5), plan.ways
    for number in range(count):
        if wants_stop(progress, 1.0, plan.value, bound):
            return ()
        weight = number / max(count - 1, 1)
        # at the ends the other aim still decides between equals
        risk = replace(risk, weight=min(max(weight, 1e-6), 1.0 - 1e-6))
        if weight == 0 and bound < math.inf and plan.ways:
            found = Found("optimal", plan.ways, plan.value, bound)
        else:
            found = search_tail(statement, risk, seed, Deadline(statement.options.seconds), None, before)
        if not found.has_answer:
            continue
        before = found.ways
        tail, mean = worst_mean(statement, risk, found.ways), sum(way.value for way in found.ways.values())
        rest = found.value - mean
        if found.ways is not plan.ways or weight > 0:
            rest = found.value - (1 - risk.weight) * mean - risk.weight * tail
        points.append(
            FrontierPoint(
                risk_weight=weight,
                value=mean + rest,
                bound=mean + rest + found.bound - found.value,
                tail=tail + rest,
                projects=tuple(found.ways),
            )
        )
    return tuple(points)
