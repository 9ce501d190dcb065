"""The price of every scarce thing: what one unit more would be worth at the margin of the relaxed programme.

Textbook: ``portfolio.md``, section "Prices".
"""

from __future__ import annotations

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.result import Price

_MOST_COLUMNS = 40_000
_SMALLEST = 1e-6


def prices(statement: Statement, limit: Deadline) -> tuple[Price, ...]:
    """Return the prices of money by source and quarter, and of unit-days by resource and quarter; zeros are left out.

    Parameters
    ----------
    statement
        The problem.
    limit
        Time limit of the whole selection; a large programme is priced only while there is time.
    """
    programme = Programme(statement, {project.id: statement.ways_of(project.id) for project in statement.case.projects})
    is_large = len(programme.matrix.costs) > _MOST_COLUMNS
    if is_large and limit.passed:
        return ()
    settings = {"solver": "ipm", "run_crossover": "off"} if is_large else {}
    found = programme.matrix.solve(seconds=max(limit.left, 2.0), relaxed=True, settings=settings)
    if found.status != "optimal":
        return ()
    result = []
    for (source, quarter), row in programme.budget_rows.items():
        price = float(found.duals[row])
        if price > _SMALLEST:
            result.append(Price(kind="source", name=source, quarter=quarter, price=price))
    for (resource, quarter), row in programme.capacity_rows.items():
        scale = max(float(statement.capacity[resource][quarter]), 1.0)
        price = float(found.duals[row]) * programme.unit / scale
        if price > _SMALLEST:
            result.append(Price(kind="resource", name=resource, quarter=quarter, price=price))
    return tuple(result)
