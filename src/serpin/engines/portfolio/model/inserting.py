"""Inserting: projects are put in a few at a time, the best of the relaxation first, beside those that are in already.

Where rules of sources leave nothing of what is rounded, this still finds what can be paid, step by step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way

_DOUBTFUL = 0.05
"""Share of a project in the relaxation from which it is put in."""

_TOGETHER, _PATIENCE = 4, 2.0
"""How many groups are put in at a time, and seconds for each time."""


def inserted(
    statement: Statement, shares: Mapping[str, float], seed: int, limit: Deadline, is_over: Callable[[], bool]
) -> Mapping[str, Way]:
    """Return ways of projects that can be paid together; packages come whole or not at all.

    Parameters
    ----------
    statement
        The problem.
    shares
        How much of each project the relaxation uses, 0 … 1.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time limit.
    is_over
        Whether to end at once with what is in.
    """
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    within = {member: package.members for package in statement.packages for member in package.members}
    groups = {within.get(project, (project,)): None for project in ways if ways[project]}
    wanted = [group for group in groups if max(shares[project] for project in group) > _DOUBTFUL]
    yields = {group: _yield(statement, group) for group in wanted}
    wanted.sort(key=lambda group: (-round(min(shares[project] for project in group), 1), -yields[group]))
    taken: Mapping[str, Way] = {}
    value = -math.inf
    for first in range(0, len(wanted), _TOGETHER):
        if limit.passed or is_over():
            break
        fresh = {name: ways[name] for group in wanted[first : first + _TOGETHER] for name in group}
        programme = Programme(statement, {name: (way,) for name, way in taken.items()} | fresh, must=frozenset(taken))
        solution = programme.matrix.solve(
            seconds=_PATIENCE,
            gap=1e-3,
            seed=seed,
            scale=programme.unit,
            start=programme.start_from(taken) if taken else None,
        )
        if solution.has_answer and solution.objective * programme.unit > value:
            value, taken = solution.objective * programme.unit, programme.choices(solution)
    return taken


def _yield(statement: Statement, group: tuple[str, ...]) -> float:
    """Return what projects are worth by what they cost."""
    worth = math.fsum(max(map(statement.worth, statement.ways_of(project)), default=0.0) for project in group)
    cost = math.fsum(min((way.total for way in statement.ways_of(project)), default=0.0) for project in group)
    return worth / max(cost, 1.0)
