"""How stable a choice is: the best portfolios for other values, weights and budgets, and what is regretted.

Textbook: ``portfolio.md``, section "Core, borderline, exterior".
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.portfolio.model.matrix import Matrix
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.result import Stability, Standing

_SECONDS = 3.0
_GAP = 1e-4
_SETTINGS = {"mip_allow_restart": False}


def stability(statement: Statement, ways: Mapping[str, Way], seed: int, limit: Deadline) -> Stability:
    """Solve the selection again for drawn values, weights and budgets, each project in its chosen or most valuable way.

    Parameters
    ----------
    statement
        The problem; its options say how many scenarios and how uncertain.
    ways
        Chosen way of each chosen project.
    seed
        Seed of the draws and of the solver.
    limit
        Time for all scenarios; those that it does not reach are left out.
    """
    options = statement.options
    names = [project.id for project in statement.case.projects if statement.ways_of(project.id)]
    open_ways = {name: (ways.get(name) or max(statement.ways_of(name), key=statement.worth),) for name in names}
    programme = Programme(statement, open_ways)
    draws, weighed = stream(seed, "portfolio/stability"), stream(seed, "portfolio/weights")
    counts, regrets = dict.fromkeys(names, 0), []
    for _ in range(options.stability):
        if limit.passed:
            break
        matrix = _drawn(programme, draws, weighed)
        found = matrix.solve(seconds=_SECONDS, gap=_GAP, seed=seed, settings=_SETTINGS)
        if not found.has_answer:
            continue
        chosen, kept = programme.choices(found), found
        if set(chosen) - set(ways):
            # the choice is kept as far as the money of the scenario goes
            matrix.uppers = list(matrix.uppers)
            for name in set(names) - set(ways):
                matrix.uppers[programme.chosen[name, 0]] = 0.0
            kept = matrix.solve(seconds=_SECONDS, gap=_GAP, seed=seed, settings=_SETTINGS)
        if not kept.has_answer:
            continue
        for name in chosen:
            counts[name] += 1
        regrets.append(max(found.objective - kept.objective, 0.0) * programme.unit)
    solved = max(len(regrets), 1)
    standings = tuple(_standing(name, count / solved) for name, count in counts.items())
    return Stability(
        scenarios=len(regrets),
        standings=standings,
        mean_regret=to_money(float(np.mean(regrets)) if regrets else 0.0),
        largest_regret=to_money(max(regrets, default=0.0)),
    )


def _drawn(programme: Programme, draws: np.random.Generator, weighed: np.random.Generator) -> Matrix:
    """Return the matrix with other values of the projects, weights of the indicators and budgets."""
    statement, options = programme.statement, programme.statement.options
    names = list(programme.ways)
    factors = 1.0 + options.uncertainty * draws.uniform(-1.0, 1.0, len(names))
    budget = 1.0 + options.uncertainty * float(draws.uniform(-1.0, 1.0))
    weights = {
        name: weight * (1.0 + options.uncertainty * float(weighed.uniform(-1.0, 1.0)))
        for name, weight in options.contribution_weights.items()
    }
    matrix = copy.copy(programme.matrix)
    matrix.costs = list(matrix.costs)
    matrix.row_lowers, matrix.row_uppers = list(matrix.row_lowers), list(matrix.row_uppers)
    for name, factor in zip(names, factors, strict=True):
        way = programme.ways[name][0]
        change = (float(factor) - 1.0) * way.value + statement.contribution(way, weights) - statement.contribution(way)
        matrix.costs[programme.chosen[name, 0]] += change / programme.unit
    for row in programme.budget_rows.values():
        matrix.row_lowers[row] *= budget
        matrix.row_uppers[row] *= budget
    return matrix


def _standing(project: str, share: float) -> Standing:
    place = "core" if share >= 1.0 else ("exterior" if share <= 0.0 else "borderline")
    return Standing.model_validate({"project": project, "share": share, "place": place})
