"""Large selections: the ladder, pure choices, and knapsacks of the literature."""

from __future__ import annotations

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import Financing, PortfolioOptions
from serpin.engines.portfolio.verb import select
from serpin.vocabulary.case import Case


def knapsack(items: int, seed: int) -> tuple[Case, float]:
    """Return a knapsack as a case without money, and its optimum by dynamic programming."""
    draw = np.random.Generator(np.random.Philox(key=seed))
    values, weights = draw.integers(10, 100, items), draw.integers(5, 60, items)
    limit = int(weights.sum() // 2)
    best = np.zeros(limit + 1)
    for value, weight in zip(values, weights, strict=True):
        best[weight:] = np.maximum(best[weight:], best[:-weight] + value)
    projects = [
        project(f"P{item}", revenue=float(values[item]), works=[work("W1", 63, 0, demand={"LAB": int(weights[item])})])
        for item in range(items)
    ]
    lab = {"id": "LAB", "name": "Lab", "owner": "E1", "kind": "laboratory", "capacity": limit}
    return case(projects, [], resources=[lab], horizon=1), float(best[-1])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_knapsack_is_solved_to_its_optimum(seed: int) -> None:
    """Forty items and one limit: the optimum of dynamic programming."""
    one, best = knapsack(40, seed)
    portfolio = select(one, seed=seed, options=PortfolioOptions(seconds=5))
    assert portfolio.is_sound, portfolio.self_checks
    assert portfolio.value == pytest.approx(best)


def many_projects(count: int) -> Case:
    """Return projects whose own money and grants are scarce in every quarter."""
    draw = np.random.Generator(np.random.Philox(key=count))
    projects = [
        project(f"P{n}", cost=float(draw.integers(50, 150)), revenue=float(draw.integers(60, 400)))
        for n in range(count)
    ]
    grant = source("GRANT", "innovation_grant", money=(900, 900, 900), rules={"max_share": 0.5, "own_share": 0.2})
    venture = source("VC", "venture", money=(900,), rules={"own_share": 0.1}, price={"equity_share": 0.2})
    return case(projects, [source(money=(900, 900)), grant, venture])


def test_the_ladder_keeps_every_rule_and_states_its_gap() -> None:
    """Three hundred projects with four starts each are climbed, checked, and close to the bound."""
    portfolio = select(many_projects(300), seed=1, options=PortfolioOptions(seconds=6, gap=0.02))
    assert portfolio.is_sound, portfolio.self_checks
    assert portfolio.value > 0
    assert portfolio.bound >= portfolio.value


def test_a_constant_mix_is_never_better_than_a_free_one() -> None:
    """The same share in all quarters asks for more."""
    works = [work("W1", 63, 60), work("W2", 65, 40, after=("W1",))]
    projects = [project(f"P{n}", revenue=150 + 10 * n, works=works) for n in range(5)]
    grant = source("GRANT", "innovation_grant", money=(50, 60, 40), carry_over=False)
    one = case(projects, [source(money=(80, 60)), grant])
    free = select(one, seed=1, options=PortfolioOptions(contingency=0.0))
    constant = select(one, seed=1, options=PortfolioOptions(contingency=0.0, financing=Financing.CONSTANT))
    assert constant.is_sound, constant.self_checks
    assert constant.value <= free.value + 0.01


def test_fewer_start_quarters_are_never_better() -> None:
    """One start quarter per project leaves less to choose."""
    one = many_projects(12)
    few = select(one, seed=1, options=PortfolioOptions(starts=1))
    assert few.value <= select(one, seed=1).value + 0.01
    assert {choice.quarter for choice in few.selection.choices} <= {0}
