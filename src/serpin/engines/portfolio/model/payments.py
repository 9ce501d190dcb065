"""Who pays what: among the cheapest plans the one that uses sources by their priority, in whole cents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.matrix import INFINITY, Solution
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.vocabulary.selection import Payment

_MOST_COLUMNS = 15_000
_SECONDS = 20.0
_LARGE = 5_000
_CRUMB = 100


def plan_payments(statement: Statement, ways: Mapping[str, Way], seed: int, limit: Deadline) -> tuple[Payment, ...]:
    """Return the payments for chosen projects; they balance to the cent.

    Parameters
    ----------
    statement
        The problem.
    ways
        Chosen way of each chosen project.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time that is left; at least a few seconds are taken.

    Raises
    ------
    ArithmeticError
        If no payments exist for these projects.
    """
    if not ways:
        return ()
    chosen = {project: (way,) for project, way in ways.items()}
    for slack in (0.0, 1.0):
        programme = Programme(statement, chosen, must=frozenset(chosen), slack=slack)
        found = _cheapest(programme, seed, max(limit.left, _SECONDS))
        if found is not None:
            return _in_cents(programme, found)
    message = "no payments exist for the chosen projects"
    raise ArithmeticError(message)


@dataclass(frozen=True)
class Paid:
    """The value of chosen ways with their cheapest payments, in currency units, and who pays for what."""

    value: float
    pairs: frozenset[tuple[str, str]]


def cheapest_payments(statement: Statement, ways: Mapping[str, Way], seed: int, seconds: float) -> Paid | None:
    """Return what chosen ways are worth after the cost of money, or nothing when they cannot be paid."""
    programme = Programme(statement, {project: (way,) for project, way in ways.items()}, must=frozenset(ways))
    is_large = len(programme.matrix.costs) > _LARGE and not programme.used
    settings = {"solver": "ipm", "run_crossover": "off"} if is_large else {}
    found = programme.matrix.solve(seconds=seconds, gap=1e-6, seed=seed, relaxed=is_large, settings=settings)
    if not found.has_answer:
        return None
    pairs = {(p, s) for p, s, quarter in programme.paid if programme.amount(found, p, s, quarter) > 1.0}
    return Paid(found.objective * programme.unit, frozenset(pairs))


def _cheapest(programme: Programme, seed: int, seconds: float) -> Solution | None:
    matrix = programme.matrix
    if len(matrix.costs) > _MOST_COLUMNS and not programme.used:
        first = matrix.solve(
            seconds=seconds, seed=seed, relaxed=True, settings={"solver": "ipm", "run_crossover": "on"}
        )
        return first if first.has_answer else None
    first = matrix.solve(seconds=seconds, gap=1e-7, seed=seed)
    if not first.has_answer:
        return None
    costs = list(matrix.costs)
    if len(costs) > _MOST_COLUMNS:
        return first
    priced = [column for column, cost in enumerate(costs) if cost]
    worth = float(sum(costs[column] * first.values[column] for column in priced))
    matrix.row(worth - 1e-7 * max(abs(worth), 1.0), INFINITY, priced, [costs[column] for column in priced])
    matrix.costs = [0.0] * len(costs)
    priorities = {purse.id: purse.source.priority for purse in programme.statement.purses}
    for (_, source, quarter), terms in programme.paid.items():
        for column, factor in terms:
            matrix.costs[column] -= (float(priorities[source]) + 1e-4 * quarter) * factor
    for column in programme.used.values():
        # what is used stays used: the second search only moves money between equally cheap sources
        matrix.lowers[column] = matrix.uppers[column] = round(float(first.values[column]))
    second = matrix.solve(seconds=seconds, gap=1e-6, seed=seed)
    return second if second.has_answer else first


def _in_cents(programme: Programme, found: Solution) -> tuple[Payment, ...]:
    """Round the payments down and give what is missing in a quarter to the payer that has the most left."""
    statement = programme.statement
    cents: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for project, source, quarter in programme.paid:
        amount = math.floor(programme.amount(found, project, source, quarter) * 100.0 + 0.1)
        if amount > 0:
            cents[project, quarter][source] = amount
    for by_source in cents.values():
        # crumbs below one unit of the currency go to the others
        largest = max(by_source, key=lambda source: by_source[source])
        for source in [s for s, amount in by_source.items() if amount < _CRUMB and s != largest]:
            del by_source[source]
    left = _Left(statement)
    for (_, quarter), by_source in cents.items():
        for source, amount in by_source.items():
            left.take(source, quarter, amount)
    payments = []
    order = {purse.id: number for number, purse in enumerate(statement.purses)}
    needs = {project: statement.need(ways[0]) for project, ways in programme.ways.items()}
    for (project, quarter), by_source in sorted(cents.items()):
        missing = int(to_money(float(needs[project][quarter])) * 100) - sum(by_source.values())
        payers = [source for source, amount in by_source.items() if amount + missing >= 0]
        payer = max(payers, key=lambda source: (left.of(source, quarter) >= missing, by_source[source], -order[source]))
        by_source[payer] += missing
        left.take(payer, quarter, missing)
        payments += [
            Payment(project=project, source=source, quarter=quarter, amount=Decimal(amount) / 100)
            for source, amount in sorted(by_source.items(), key=lambda item: order[item[0]])
            if amount > 0
        ]
    return tuple(payments)


class _Left:
    """What sources have left, in cents."""

    def __init__(self, statement: Statement) -> None:
        self.limits = {purse.id: np.round(purse.most_until * 100.0) for purse in statement.purses}
        self.purses = statement.purse_of

    def take(self, source: str, quarter: int, amount: int) -> None:
        self.limits[source][self.purses[source].later(quarter)] -= amount

    def of(self, source: str, quarter: int) -> float:
        return float(self.limits[source][self.purses[source].later(quarter)].min())
