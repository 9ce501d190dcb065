"""Deals: what is found by them is what the whole programme finds, and their bound is never below the best."""

from __future__ import annotations

import math

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.bargain import bargain
from serpin.engines.portfolio.model.columns import Columns
from serpin.engines.portfolio.model.deal import deals_of
from serpin.engines.portfolio.model.flow import pay
from serpin.engines.portfolio.model.matrix import Matrix
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import Statement, state
from serpin.examples.plant import plant

PLAIN = PortfolioOptions(contingency=0.0)


def strict_case(seed: int) -> Statement:
    """Return a random problem with own shares, a grant, a loan, two investors, relations and a cap per applicant."""
    draw = np.random.default_rng(seed)
    found = []
    for number in range(int(draw.integers(4, 9))):
        costs = [float(amount) for amount in draw.integers(20, 120, size=2)]
        works = [work("W1", 60, costs[0]), work("W2", 60, costs[1], ("W1",))]
        revenue = float(draw.integers(100, 700))
        found.append(
            project(
                f"P{number}",
                returns={"revenue": revenue, "life": 1},
                works=works,
                mandatory=number == 0 and seed % 3 == 0,
            )
        )
    money = [
        source(money=tuple(map(int, draw.integers(20, 120, size=4)))),
        source("GRANT", "innovation_grant", money=(150, 0, 80), rules={"max_share": 0.6, "own_share": 0.1}),
        source(
            "LOAN",
            "loan",
            money=(100, 60, 60),
            price={"interest": 0.2, "grace_quarters": 1, "repayment_quarters": 4},
            rules={"max_share": 0.5, "own_share": 0.3, "per_applicant": 150},
        ),
        source("FUND", "venture", money=(90, 90), price={"equity_share": 0.2}, rules={"own_share": 0.2}),
        source("ABROAD", "foreign", money=(0, 120), price={"equity_share": 0.1}, rules={"max_share": 0.4}),
    ]
    relations = [
        {"id": "R1", "kind": "complement", "projects": ["P1", "P2"], "amounts": {"P1": 20, "P2": 15}},
        {"id": "R2", "kind": "exclusive", "projects": ["P2", "P3"]},
    ]
    return state(case(found, money, relations=relations), (), PLAIN)


@pytest.mark.parametrize("seed", range(8))
def test_deals_find_what_the_whole_programme_finds(seed: int) -> None:
    """The best by deals is the optimum of the programme with single sources, and the bound does not pass below it."""
    statement = strict_case(seed)
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    whole = Programme(statement, ways)
    best = whole.matrix.solve(seconds=60.0)
    struck = bargain(statement, ways, 1, Deadline(60.0), is_over=lambda *_: False, listener=lambda _bound: None)
    if best.status == "infeasible":
        assert struck is not None
        assert not struck.ways
        return
    assert struck is not None
    assert struck.value == pytest.approx(best.objective * whole.unit, rel=1e-5, abs=0.01)
    assert struck.bound >= struck.value - 0.01


def test_the_bound_of_the_plant_lies_between_its_best_and_its_relaxation() -> None:
    """With tranches and stages too: what deals leave out only makes the bound larger."""
    statement = state(plant(), (), PortfolioOptions())
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    whole = Programme(statement, ways)
    best = whole.matrix.solve(seconds=60.0, gap=1e-3)
    columns = Columns(statement, ways)
    columns.run(Deadline(60.0), lambda: False)
    assert columns.bound * columns.unit >= best.objective * whole.unit * (1 - 1e-6)


def test_a_deal_is_a_level_of_own_money_and_a_set_of_investors() -> None:
    """Own money alone; with the grant; with the fund; with the loan; and with the investors beside these."""
    deals = deals_of(strict_case(1), "P1")
    assert {deal.own_share for deal in deals} == {0.0, 0.1, 0.2, 0.3}
    assert all(any(purse.is_own for purse in deal.purses) for deal in deals)
    assert len({(deal.own_share, frozenset(purse.id for purse in deal.purses)) for deal in deals}) == len(deals)


@pytest.mark.parametrize("seed", range(20))
def test_payments_are_the_cheapest(seed: int) -> None:
    """The flow costs what a linear programme finds, or both find nothing."""
    draw = np.random.default_rng(seed)
    sources, quarters = int(draw.integers(1, 5)), int(draw.integers(1, 5))
    need = draw.integers(1, 20, size=quarters).astype(float)
    cost = draw.integers(0, 9, size=(sources, quarters)).astype(float)
    most = draw.integers(0, 20, size=(sources, quarters)).astype(float)
    cap = draw.integers(5, 40, size=sources).astype(float)
    outer = draw.random(sources) < 0.6
    gate = float(draw.integers(0, 40))
    matrix = Matrix()
    columns = [[matrix.column(-cost[s, q], 0.0, most[s, q]) for q in range(quarters)] for s in range(sources)]
    for quarter in range(quarters):
        matrix.row(need[quarter], need[quarter], [row[quarter] for row in columns], [1.0] * sources)
    for number in range(sources):
        matrix.row(-math.inf, cap[number], columns[number], [1.0] * quarters)
    beyond = [column for number in range(sources) if outer[number] for column in columns[number]]
    matrix.row(-math.inf, gate, beyond, [1.0] * len(beyond))
    exact = matrix.solve(seconds=10.0, relaxed=True)
    paid = np.empty((sources, quarters))
    price = pay(need, cost, most, cap, outer, gate, paid)
    if exact.status == "infeasible":
        assert price == math.inf
        return
    assert price == pytest.approx(-exact.objective)
    assert (cost * paid).sum() == pytest.approx(price)
    assert paid.sum(axis=0) == pytest.approx(need)
    assert paid[outer].sum() <= gate + 1e-6
