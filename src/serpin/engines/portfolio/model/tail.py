"""Mean and tail: the mean of the worst scenarios in the programme, by the few sets of worst ones that matter.

The mean of the worst share of scenarios is the least of the means over all sets of that size, so a set that is the
worst for some portfolio gives one row for all. Textbook: ``portfolio.md``, section "Mean and tail".
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.portfolio.model.direct import Found
from serpin.engines.portfolio.model.programme import Programme, Tail
from serpin.engines.portfolio.problem.scenario import draw_scenarios, tail
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector

_ROUNDS = 60
_CLOSE = 1e-6


def make_tail(statement: Statement, seed: int, weight: float) -> Tail:
    """Return how risk counts, with the scenarios of the options; the mean of all bounds the mean of the worst."""
    options = statement.options
    scenarios = draw_scenarios(statement, seed, options.scenarios, options.correlation)
    return Tail(weight, scenarios, [np.arange(options.scenarios)])


def worst_mean(statement: Statement, risk: Tail, ways: Mapping[str, Way]) -> float:
    """Return the mean of the worst scenarios of chosen ways, projects alone, in currency units."""
    return tail(_outcomes(risk, ways), statement.options.risk_share)[0]


def _outcomes(risk: Tail, ways: Mapping[str, Way]) -> Vector:
    total = np.zeros(risk.scenarios.count)
    for way in ways.values():
        total += risk.of(way)
    return total


def search_tail(  # noqa: PLR0917 - a search with its start
    statement: Statement,
    risk: Tail,
    seed: int,
    limit: Deadline,
    progress: Progress | None,
    known_ways: Mapping[str, Way] | None = None,
) -> Found:
    """Search for the best mix of expected value and mean of the worst scenarios.

    Parameters
    ----------
    statement
        The problem.
    risk
        Weight, scenarios, and the sets of worst ones, which grow here.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time limit.
    progress
        Listener; it may answer "stop".
    known_ways
        Chosen ways of a portfolio that is known, from which the search starts.
    """
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    _relax(statement, risk, ways, Deadline(0.4 * limit.left))
    best: Found | None = None
    bound = math.inf
    while True:
        programme = Programme(statement, ways, tail=risk)
        start = best.ways if best else known_ways
        solution = programme.matrix.solve(
            seconds=max(limit.left, 0.5),
            gap=max(statement.options.gap, 1e-6),
            seed=seed,
            progress=progress,
            scale=programme.unit,
            start=programme.start_from(start) if start else None,
        )
        if not solution.has_answer:
            return best or Found(solution.status, {}, -math.inf, bound)
        bound = min(bound, solution.bound * programme.unit)
        chosen = programme.choices(solution)
        mean, worst = tail(_outcomes(risk, chosen), statement.options.risk_share)
        known = float(solution.values[programme.tail_column]) * programme.unit
        value = solution.objective * programme.unit - risk.weight * (known - mean)
        if best is None or value > best.value:
            best = Found("feasible", chosen, value, bound)
        is_closed = bound - best.value <= max(statement.options.gap, _CLOSE) * max(abs(best.value), 1.0)
        if is_closed:
            return Found("optimal", best.ways, best.value, max(bound, best.value))
        if limit.passed or wants_stop(progress, limit.share, best.value, bound):
            status = "feasible" if limit.passed else "stopped"
            return Found(status, best.ways, best.value, max(bound, best.value))
        if known - mean <= _CLOSE * max(abs(mean), 1.0):
            return Found("feasible", best.ways, best.value, max(bound, best.value))
        risk.known.append(worst)


def _relax(statement: Statement, risk: Tail, ways: Mapping[str, tuple[Way, ...]], limit: Deadline) -> None:
    """Collect the sets of worst scenarios that matter to the relaxation."""
    for _ in range(_ROUNDS):
        programme = Programme(statement, ways, tail=risk)
        solution = programme.matrix.solve(seconds=max(limit.left, 0.5), relaxed=True)
        if solution.status != "optimal":
            return
        total = np.zeros(risk.scenarios.count)
        for (project, position), column in programme.chosen.items():
            if solution.values[column] > 1e-9:
                total += float(solution.values[column]) * risk.of(ways[project][position])
        mean, worst = tail(total, statement.options.risk_share)
        known = float(solution.values[programme.tail_column]) * programme.unit
        if known - mean <= 1e-4 * max(abs(mean), 1.0) or limit.passed:
            return
        risk.known.append(worst)
