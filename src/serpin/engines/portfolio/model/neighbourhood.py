"""Growing a portfolio by batches, and changing a few projects of it at a time: where sources are many and strict.

Every step is a small programme: most projects stay as they are, some chosen ones may move or go, some others may come.
Textbook: ``portfolio.md``, section "Neighbourhoods".
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.matrix import Solution
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.relation import RelationKind

_BATCH, _BATCHES = 6, 30
_WAYS_OF_COMING, _WAYS_OF_STAYING = 8, 12
_FIRST_STEP, _ONE_STEP = 2.0, 1.0
_LEAST_SIZE, _MOST_SIZE = 3, 8
_TOGGLED = 0.15
_SHUT = 0.15
_GAP = 1e-3
_NOTICEABLE = 1e-9
_PATIENCE = 400


@dataclass
class Neighbourhoods:
    """Searches near a portfolio, with sources settled: an open source counts as used, with its own share and equity.

    Parameters
    ----------
    statement, whole, relaxed
        The problem, its whole programme, and the relaxation of that.
    seed
        Seed of the draws.
    limit
        Time limit.
    is_over
        Tells whether somebody asked to stop; it is given the best value so far.
    ways
        The start: chosen way of each chosen project; empty for none.
    """

    statement: Statement
    whole: Programme
    relaxed: Solution
    seed: int
    limit: Deadline
    is_over: Callable[[float], bool]
    ways: dict[str, Way] = field(default_factory=dict)
    value: float = -math.inf
    _shut: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._draw = np.random.Generator(np.random.Philox(key=self.seed))
        self._shares, self._losses = {}, {}
        for project in self.whole.ways:
            columns = self.whole.columns(project)
            self._shares[project] = self.relaxed.values[columns]
            self._losses[project] = np.maximum(-self.relaxed.reduced[columns], 0.0)
        self._ranked = sorted((p for p, ways in self.whole.ways.items() if ways), key=self._rank)
        self._needed = self._needed_by()
        investors = {purse.id for purse in self.statement.purses if purse.source.price.equity_share > 0}
        self._investing = [pair for pair in self.whole.used if pair[1] in investors]
        self._shut = self._little_used()

    def grow(self) -> None:
        """Add projects by batches, those first that the relaxation takes; what was chosen stays."""
        decided = [project for project in self._ranked if self.statement.is_decided(project)]
        batch = self._with_needed(decided)
        rest = [project for project in self._ranked if project not in batch]
        size = max(_BATCH, len(rest) // _BATCHES)
        while (batch or rest) and not self._ends():
            if not batch:
                batch, rest = self._with_needed(rest[:size]), rest[size:]
            open_ways: dict[str, tuple[Way, ...]] = {project: (way,) for project, way in self.ways.items()}
            open_ways |= {p: self._best(p, _WAYS_OF_COMING) for p in batch if p not in self.ways}
            before = len(self.ways)
            found = self._solve(open_ways, set(self.ways), self._shut, _FIRST_STEP)
            if not found and decided and not self.ways:
                return
            if len(self.ways) == before and before and not any(self._shares[p].sum() > 1e-3 for p in batch):
                return
            batch = []

    def improve(self) -> None:
        """Change a few projects at a time until the time is over."""
        idle = 0
        while self.ways and not self._ends() and idle < _PATIENCE:
            idle += 1
            free, coming = self._picked(int(self._draw.integers(_LEAST_SIZE, _MOST_SIZE + 1)))
            shut = set(self._shut)
            for project, source in self._investing:
                if (project in free or project in coming) and self._draw.random() < _TOGGLED:
                    shut ^= {(project, source)}
            open_ways: dict[str, tuple[Way, ...]] = {p: (way,) for p, way in self.ways.items() if p not in free}
            must = set(open_ways)
            for project in free:
                near = [way for way in self._best(project, _WAYS_OF_STAYING) if way is not self.ways[project]]
                open_ways[project] = (self.ways[project], *near)
            for project in coming:
                open_ways[project] = self._best(project, _WAYS_OF_COMING)
            if self._solve(open_ways, must, shut, _ONE_STEP):
                idle = 0
                self._shut = shut

    def _ends(self) -> bool:
        return self.limit.passed or self.is_over(self.value)

    def _solve(
        self, open_ways: Mapping[str, tuple[Way, ...]], must: set[str], shut: set[tuple[str, str]], seconds: float
    ) -> bool:
        """Search a small programme; tell whether it found something better, which is then taken."""
        programme = Programme(self.statement, open_ways, must=frozenset(must), settled=True, shut=shut)
        found = programme.matrix.solve(
            seconds=max(min(seconds, self.limit.left), 0.05),
            gap=_GAP,
            seed=self.seed,
            start=programme.start_from(self.ways) if self.ways else None,
        )
        value = found.objective * programme.unit
        if not found.has_answer or value <= self.value + _NOTICEABLE * abs(value):
            return False
        self.ways, self.value = programme.choices(found), value
        return True

    # ---- what moves

    def _rank(self, project: str) -> tuple[float, float]:
        """Return the order in which projects are put in: by their share in the relaxation, then by what they lose."""
        cost = max(self.whole.ways[project][0].total, 1.0)
        return -round(float(self._shares[project].sum()), 2), float(self._losses[project].min()) / cost

    def _best(self, project: str, most: int) -> tuple[Way, ...]:
        """Return the ways of a project that the relaxation uses, then those that cost it least."""
        order = np.lexsort((self._losses[project], -np.round(self._shares[project], 3)))
        return tuple(self.whole.ways[project][int(position)] for position in order[:most])

    def _picked(self, count: int) -> tuple[set[str], set[str]]:
        """Return chosen projects that may move or go, and others that may come; often around one enterprise."""
        chosen = list(self.ways)
        others = [project for project in self._ranked if project not in self.ways]
        owner = {project.id: project.enterprise for project in self.statement.case.projects}
        near = 6.0 if self._draw.random() < 0.5 else 1.0
        centre = owner[chosen[int(self._draw.integers(len(chosen)))]]
        kin = {project: near if owner[project] == centre else 1.0 for project in owner}
        free = self._drawn(chosen, np.array([kin[p] for p in chosen]), count)
        weights = np.array([kin[p] * (float(self._shares[p].sum()) + 0.05) for p in others])
        coming = self._with_needed(self._drawn(others, weights, count + 1))
        return set(free), {project for project in coming if project not in self.ways}

    def _drawn(self, names: list[str], weights: Vector, count: int) -> list[str]:
        if not names:
            return []
        drawn = self._draw.choice(len(names), min(count, len(names)), replace=False, p=weights / weights.sum())
        return [names[int(position)] for position in drawn]

    def _needed_by(self) -> dict[str, set[str]]:
        """Return what each project needs or waits for."""
        needed: dict[str, set[str]] = defaultdict(set)
        for relation in self.statement.case.relations:
            if relation.kind is RelationKind.PREREQUISITE:
                needed[relation.projects[-1]] |= set(relation.projects[:-1])
        for package in self.statement.packages:
            for member in self.statement.waiting(package):
                needed[member] |= set(package.members)
        return needed

    def _with_needed(self, projects: list[str]) -> list[str]:
        found: list[str] = []
        waiting = list(projects)
        while waiting:
            project = waiting.pop(0)
            if project not in found and self.whole.ways.get(project):
                found.append(project)
                waiting += sorted(self._needed[project])
        return found

    def _little_used(self) -> set[tuple[str, str]]:
        """Return the pairs of project and investor that stay shut: the relaxation hardly uses them."""
        amounts: dict[tuple[str, str], float] = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        for project, source, quarter in self.whole.paid:
            amount = self.whole.amount(self.relaxed, project, source, quarter)
            amounts[project, source] += amount
            totals[project] += amount
        return {
            (project, source)
            for (project, source), amount in amounts.items()
            if (project, source) in self._investing and amount <= _SHUT * totals[project] + 1.0
        }
