"""Pure choices: selections in which no money moves, so that only limits, exclusions and pairs bind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.anneal import Numbers, anneal
from serpin.engines.portfolio.model.matrix import INFINITY, Matrix
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.vocabulary.relation import RelationKind

_STEPS = 300_000
_LEAST_PROJECTS = 30
_RUNS = 5000
_SCHEDULES = (
    (0.15, 10.0, 1.2, 3.0),
    (0.15, 10.0, 1.6, 3.0),
    (0.15, 60.0, 1.6, 1.0),
    (0.15, 10.0, 2.5, 3.0),
    (0.08, 20.0, 3.0, 2.5),
)
"""First temperature in average values, its fall, factor of prices, preference for doubtful items; by turns."""

_WITH_PAIRS = (0.25, 200.0, 1e6, 1.0)
"""The same where pairs gain: there the limits always hold."""


def anneal_bundle(
    statement: Statement, seed: int, limit: Deadline, is_over: Callable[[], bool] = lambda: False, runs: int = _RUNS
) -> Mapping[str, Way]:
    """Return a good choice by annealing, for a selection that is a pure choice.

    Parameters
    ----------
    statement
        The problem.
    seed
        Seed of the moves.
    limit
        Time limit.
    is_over
        Tells whether to end sooner.
    runs
        Most runs.
    """
    names = [project.id for project in statement.case.projects if statement.ways_of(project.id)]
    ways = [statement.ways_of(name)[0] for name in names]
    place = {name: number for number, name in enumerate(names)}
    values = np.array([statement.worth(way) for way in ways])
    pairs = np.zeros((0, 0))
    rows: list[Numbers] = []
    limits: list[float] = []
    for resource, capacity in statement.capacity.items():
        for quarter, most in enumerate(capacity):
            use = [float(way.demand[resource][quarter]) if resource in way.demand else 0.0 for way in ways]
            row = np.minimum(np.array(use), float(most))
            if row.sum() > most:
                rows.append(row / max(float(most), 1.0))
                limits.append(float(most) / max(float(most), 1.0))
    for relation in statement.case.relations:
        members = [place[name] for name in relation.projects if name in place]
        if relation.kind is RelationKind.EXCLUSIVE:
            row = np.zeros(len(names))
            row[members] = 1.0
            rows.append(row)
            limits.append(1.0)
        elif len(members) == 2:
            if not len(pairs):
                pairs = np.zeros((len(names), len(names)))
            sign = -1.0 if relation.kind is RelationKind.SUBSTITUTE else 1.0
            pairs[members[0], members[1]] += sign * float(relation.total)
            pairs[members[1], members[0]] += sign * float(relation.total)
    weights = np.ascontiguousarray(np.array(rows).T if rows else np.zeros((len(names), 0)))
    best = _best_run(_Choice(values, pairs, weights, np.array(limits)), seed, limit, is_over, runs)
    return {name: way for name, way, taken in zip(names, ways, best, strict=True) if taken}


@dataclass(frozen=True)
class _Choice:
    """Values (items), gains of pairs (items, items), uses (items, limits) and limits."""

    values: Numbers
    pairs: Numbers
    weights: Numbers
    limits: Numbers

    def relaxed(self) -> tuple[Numbers, Numbers, Numbers, float]:
        """Return shares, reduced values and prices of the relaxation without pairs, and its value."""
        matrix = Matrix()
        for value in self.values:
            matrix.column(float(value), 0.0, 1.0)
        columns = list(range(len(self.values)))
        for row, limit in zip(self.weights.T, self.limits, strict=True):
            matrix.row(-INFINITY, float(limit), columns, [float(use) for use in row])
        found = matrix.solve(seconds=10.0)
        prices = np.maximum(found.duals, 0.0)
        return found.values, self.values - self.weights @ prices, prices, found.objective


def is_pure(statement: Statement) -> bool:
    """Tell whether a selection is a pure choice that is worth annealing."""
    relations = statement.case.relations
    kinds = {relation.kind for relation in relations}
    gains = [r for r in relations if r.kind is not RelationKind.EXCLUSIVE]
    return (
        len(statement.case.projects) >= _LEAST_PROJECTS
        and not any(statement.is_decided(project.id) for project in statement.case.projects)
        and RelationKind.PREREQUISITE not in kinds
        and all(len(relation.projects) == 2 for relation in gains)
        and not statement.options.limits
        and not statement.packages
        and all(len(ways) <= 1 and all(way.total == 0.0 for way in ways) for ways in statement.ways)
    )


def _best_run(
    choice: _Choice, seed: int, limit: Deadline, is_over: Callable[[], bool], runs: int
) -> npt.NDArray[np.bool_]:
    """Anneal again and again, from the relaxation and from the best, until the time is over.

    Items whose reduced value is more than the distance between bound and best stay as the relaxation has them.
    """
    count = len(choice.values)
    average = float(np.abs(choice.values).mean())
    with_pairs = len(choice.pairs) > 0
    if with_pairs:
        average += float(np.abs(choice.pairs).sum()) / count / 4.0
    least = average * count / np.maximum(choice.weights.sum(axis=0), 1e-9) * 0.1
    shares, reduced, prices, bound = choice.relaxed()
    doubt = np.zeros(count) if with_pairs else np.abs(reduced)
    order = np.argsort(doubt, kind="stable")
    best, most = np.zeros(count, dtype=bool), 0.0
    for run in range(runs):
        kind = run % len(_SCHEDULES)
        heat, ratio, dear, power = _WITH_PAIRS if with_pairs else _SCHEDULES[kind]
        start = best.copy() if run % 3 == 2 or with_pairs else shares > 0.5
        hot = heat * average + 1e-9
        found = float(
            anneal(
                choice.values,
                choice.pairs,
                choice.weights,
                choice.limits,
                np.maximum(prices, least),
                order,
                start,
                (hot, hot / ratio, dear, power),
                _STEPS * (4 if with_pairs else 1),
                seed % 1_000_003 * 1000 + run + 1,
            )
        )
        if found > most + 1e-9:
            best, most = start, found
            if not with_pairs:
                order = order[doubt[order] <= bound - most + 1e-9]
        if limit.passed or is_over() or not len(order):
            break
    return best
