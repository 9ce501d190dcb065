"""Programmes of few rows: the compiled branch and bound against the solver, and its proofs."""

from __future__ import annotations

import numpy as np
import pytest
from portfolio_cases import case, project, work

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.choice import Splitting, is_dense
from serpin.engines.portfolio.model.direct import direct
from serpin.engines.portfolio.model.matrix import INFINITY, Matrix
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state

ITEMS = 32


def _random_choice(seed: int, *, whole_values: bool) -> Matrix:
    """Return a choice with limits of both kinds, an equation, fixed columns and a column without an upper bound."""
    draw = np.random.default_rng(seed)
    matrix = Matrix()
    values = draw.uniform(10, 100, ITEMS)
    for value in np.round(values) if whole_values else values:
        matrix.column(float(value), 0.0, 1.0, integer=True)
    for _ in range(4):
        uses = draw.integers(1, 100, ITEMS).astype(float)
        matrix.row(-INFINITY, float(np.floor(uses.sum() * 0.4)), range(ITEMS), [float(use) for use in uses])
    matrix.row(3.0, INFINITY, range(0, ITEMS, 3), [1.0] * len(range(0, ITEMS, 3)))
    matrix.row(1.0, 4.0, range(1, ITEMS, 4), [1.0] * len(range(1, ITEMS, 4)))
    matrix.row(-INFINITY, 0.0, [0, 1], [1.0, -1.0])
    together = matrix.column(0.0 if whole_values else 3.5, 0.0, INFINITY)
    matrix.row(0.0, 0.0, [4, 5, 6, together], [1.0, 1.0, 1.0, -1.0])
    matrix.lowers[7] = 1.0
    matrix.uppers[8] = 0.0
    return matrix


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("whole_values", [True, False])
def test_splitting_agrees_with_the_solver(seed: int, whole_values: bool) -> None:
    """Both find the same value, and the point keeps every row."""
    matrix = _random_choice(seed, whole_values=whole_values)
    assert is_dense(matrix)
    known = matrix.solve(seconds=30.0, gap=0.0)
    found = Splitting(matrix, 1e-9).search(Deadline(30.0))
    assert found.status == "optimal"
    assert found.objective == pytest.approx(known.objective, rel=1e-7)
    assert found.bound == pytest.approx(found.objective, rel=1e-6)
    point = found.values
    assert float(point @ np.array(matrix.costs)) == pytest.approx(found.objective)
    for row in range(len(matrix.row_lowers)):
        cells = slice(matrix.row_starts[row], matrix.row_starts[row + 1])
        total = float(point[matrix.indices[cells]] @ np.array(matrix.values[cells]))
        assert matrix.row_lowers[row] - 1e-6 <= total <= matrix.row_uppers[row] + 1e-6


def test_splitting_says_that_nothing_is_feasible() -> None:
    """A choice that asks for more than there is has no point."""
    matrix = _random_choice(1, whole_values=True)
    matrix.row(float(ITEMS - 2), INFINITY, range(ITEMS), [1.0] * ITEMS)
    found = Splitting(matrix, 0.0).search(Deadline(30.0))
    assert found.status == "infeasible"


def test_splitting_keeps_the_best_that_it_is_given() -> None:
    """A search that may do nothing hands back what it began with, and a bound above it."""
    matrix = _random_choice(2, whole_values=True)
    best = Splitting(matrix, 0.0).search(Deadline(30.0))
    again = Splitting(matrix, 0.0)
    again.begin_at([float(value) for value in best.values])
    found = again.search(Deadline(30.0), dives=0)
    assert found.status == "feasible"
    assert found.objective == best.objective
    assert found.bound > best.objective
    assert again.search(Deadline(30.0)).status == "optimal"


def test_splitting_can_be_stopped() -> None:
    """A listener that asks to stop ends the search after its first piece of work, unless that was all."""
    splitting = Splitting(_random_choice(3, whole_values=True), 0.0)
    found = splitting.search(Deadline(30.0), lambda *_: "stop")
    assert found.status in {"stopped", "optimal"}


def test_an_incomplete_start_is_left_alone() -> None:
    """A start that leaves columns open is no answer."""
    splitting = Splitting(_random_choice(4, whole_values=True), 0.0)
    splitting.begin_at([np.inf] * (ITEMS + 1))
    assert splitting.search(Deadline(30.0), dives=0).status == "unknown"


def test_a_selection_without_money_is_split_whatever_else_binds() -> None:
    """Start quarters, exclusions, prerequisites and people: the choice is that of the solver, proven."""
    draw = np.random.default_rng(5)
    projects = [
        project(
            f"P{number}",
            revenue=float(draw.integers(50, 500)),
            works=[work("W1", 60, 0, demand={f"R{r}": int(draw.integers(1, 9)) for r in range(2)})],
        )
        for number in range(16)
    ]
    one = case(
        projects,
        [],
        horizon=3,
        resources=[{"id": f"R{r}", "name": f"R{r}", "owner": "E1", "capacity": 14} for r in range(2)],
        relations=[
            {"id": "A", "kind": "exclusive", "projects": ["P0", "P1", "P2"]},
            {"id": "B", "kind": "prerequisite", "projects": ["P3", "P4"]},
            {"id": "C", "kind": "complement", "projects": ["P5", "P6"], "amounts": {"P5": 40}},
        ],
    )
    statement = state(one, (), PortfolioOptions(seconds=30, gap=1e-9))
    whole = Programme(statement, {p.id: statement.ways_of(p.id) for p in one.projects})
    assert is_dense(whole.matrix)
    found = direct(statement, whole, 1, Deadline(30.0), None)
    known = whole.matrix.solve(seconds=30.0, gap=0.0)
    assert found.status == "optimal"
    assert found.value == pytest.approx(known.objective * whole.unit, rel=1e-7)
    assert found.value == pytest.approx(whole.value_of(found.ways), rel=1e-7)
