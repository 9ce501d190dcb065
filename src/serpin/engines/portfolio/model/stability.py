"""How stable a choice is: the best portfolios for other values and budgets, and what is regretted.

Textbook: ``portfolio.md``, section "Core, borderline, exterior".
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.result import Stability, Standing

_SECONDS = 3.0


def stability(statement: Statement, ways: Mapping[str, Way], value: float, seed: int, limit: Deadline) -> Stability:
    """Solve the selection again for drawn values and budgets, each project in its chosen or most valuable way.

    Parameters
    ----------
    statement
        The problem; its options say how many scenarios and how uncertain.
    ways
        Chosen way of each chosen project.
    value
        Value of the chosen portfolio.
    seed
        Seed of the draws and of the solver.
    limit
        Time for all scenarios; those that it does not reach are left out.
    """
    options = statement.options
    names = [project.id for project in statement.case.projects if statement.ways_of(project.id)]
    open_ways = {name: (ways.get(name) or max(statement.ways_of(name), key=statement.worth),) for name in names}
    programme = Programme(statement, open_ways)
    draws = stream(seed, "portfolio/stability")
    counts, regrets = dict.fromkeys(names, 0), []
    for _ in range(options.stability):
        if limit.passed:
            break
        factors = 1.0 + options.uncertainty * draws.uniform(-1.0, 1.0, len(names))
        budget = 1.0 + options.uncertainty * float(draws.uniform(-1.0, 1.0))
        matrix = copy.copy(programme.matrix)
        matrix.costs = list(matrix.costs)
        matrix.row_lowers, matrix.row_uppers = list(matrix.row_lowers), list(matrix.row_uppers)
        shift = 0.0
        for name, factor in zip(names, factors, strict=True):
            change = (float(factor) - 1.0) * open_ways[name][0].value
            matrix.costs[programme.chosen[name, 0]] += change / programme.unit
            shift += change if name in ways else 0.0
        for row in programme.budget_rows.values():
            matrix.row_lowers[row] *= budget
            matrix.row_uppers[row] *= budget
        found = matrix.solve(seconds=_SECONDS, gap=1e-4, seed=seed)
        if not found.has_answer:
            continue
        for name in programme.choices(found):
            counts[name] += 1
        regrets.append(max(found.objective * programme.unit - (value + shift), 0.0))
    solved = max(len(regrets), 1)
    standings = tuple(_standing(name, count / solved) for name, count in counts.items())
    return Stability(
        scenarios=len(regrets),
        standings=standings,
        mean_regret=to_money(float(np.mean(regrets)) if regrets else 0.0),
        largest_regret=to_money(max(regrets, default=0.0)),
    )


def _standing(project: str, share: float) -> Standing:
    place = "core" if share >= 1.0 else ("exterior" if share <= 0.0 else "borderline")
    return Standing.model_validate({"project": project, "share": share, "place": place})
