"""The efficient frontier: for each budget, or each weight of risk, the best portfolio with its bound.

Textbook: ``portfolio.md``, section "The frontier".
"""

from __future__ import annotations

from collections.abc import Mapping

from serpin.base.money import to_money
from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.model.tail import make_tail, search_tail, worst_mean
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.result import FrontierPoint


def frontier(statement: Statement, ways: Mapping[str, Way], seed: int) -> tuple[FrontierPoint, ...]:
    """Return the frontier that the options ask for; every point gets an equal part of the time limit again.

    Parameters
    ----------
    statement
        The problem.
    ways
        Chosen way of each chosen project of the unrestricted best: its need is the largest budget.
    seed
        Seed of the tie-breaking of the solver and of the scenarios.
    """
    count = statement.options.frontier
    seconds = max(statement.options.seconds / max(count, 1), 0.5)
    if statement.options.frontier_of == "tail":
        weights = [number / max(count - 1, 1) for number in range(count)]
        return tuple(point for weight in weights if (point := _risky(statement, weight, seed, seconds)) is not None)
    need = sum(float(statement.need(way).sum()) for way in ways.values())
    budgets = [need * (number + 1) / count for number in range(count)]
    return tuple(point for budget in budgets if (point := _frugal(statement, budget, seed, seconds)) is not None)


def _frugal(statement: Statement, budget: float, seed: int, seconds: float) -> FrontierPoint | None:
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    # a little more than the need itself, so that rounding does not shut out what exactly fits
    programme = Programme(statement, ways, spend=budget * (1 + 1e-9) + 0.01)
    found = programme.matrix.solve(seconds=seconds, gap=statement.options.gap, seed=seed)
    if not found.has_answer:
        return None
    return FrontierPoint(
        budget=to_money(budget),
        value=found.objective * programme.unit,
        bound=max(found.bound, found.objective) * programme.unit,
        projects=tuple(programme.choices(found)),
    )


def _risky(statement: Statement, weight: float, seed: int, seconds: float) -> FrontierPoint | None:
    # at the ends the other aim still decides between equals
    risk = make_tail(statement, seed, min(max(weight, 1e-6), 1.0 - 1e-6))
    found = search_tail(statement, risk, seed, Deadline(seconds), None)
    if not found.has_answer:
        return None
    tail = worst_mean(statement, risk, found.ways)
    mean = sum(way.value for way in found.ways.values())
    rest = found.value - (1 - risk.weight) * mean - risk.weight * tail
    return FrontierPoint(
        risk_weight=weight,
        value=mean + rest,
        bound=mean + rest + found.bound - found.value,
        tail=tail + rest,
        projects=tuple(found.ways),
    )
