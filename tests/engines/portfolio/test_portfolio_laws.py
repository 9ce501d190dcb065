"""Laws: what must hold for every case."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.check import check_portfolio
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.examples.plant import plant

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OPTIONS = PortfolioOptions(seconds=10)

projects = st.lists(st.tuples(st.integers(20, 200), st.integers(0, 400)), min_size=1, max_size=5)
money = st.lists(st.integers(0, 300), min_size=1, max_size=3).map(tuple)


def build(pairs: list[tuple[int, int]], own: tuple[int, ...], rules: dict[str, Any] | None = None) -> Portfolio:
    """Select among projects of given cost and revenue, with own money and a grant under rules."""
    found = [project(f"P{number}", cost=cost, revenue=revenue) for number, (cost, revenue) in enumerate(pairs)]
    grant = source("GRANT", "innovation_grant", money=(120, 60), carry_over=False, rules=rules or {})
    portfolio = select(case(found, [source(money=own), grant]), seed=3, options=OPTIONS)
    assert portfolio.is_sound, portfolio.self_checks
    return portfolio


@FEW
@given(projects, money, st.integers(1, 200))
def test_more_money_is_never_worse(pairs: list[tuple[int, int]], own: tuple[int, ...], more: int) -> None:
    """The value does not fall when own money grows."""
    assert build(pairs, (own[0] + more, *own[1:])).value >= build(pairs, own).value - 0.01


@FEW
@given(projects, money)
def test_one_project_more_is_never_worse(pairs: list[tuple[int, int]], own: tuple[int, ...]) -> None:
    """The value does not fall when there is one project more to choose from."""
    assert build(pairs, own).value >= build(pairs[:-1] or pairs, own).value - 0.01


RULES: list[dict[str, Any]] = [
    {"max_share": 0.4},
    {"max_amount": 50},
    {"own_share": 0.3},
    {"per_applicant": 60},
    {"max_quarters": 1},
    {"stages": ["pilot"]},
    {"sizes": ["small"]},
    {"priority_good": True, "own_share": 0.1},
]


@FEW
@given(projects, money, st.sampled_from(RULES))
def test_a_rule_less_is_never_worse(pairs: list[tuple[int, int]], own: tuple[int, ...], rules: dict[str, Any]) -> None:
    """The value does not fall when a rule of a grant is taken away."""
    assert build(pairs, own).value >= build(pairs, own, rules).value - 0.01


@FEW
@given(projects, money, st.integers(0, 150), st.integers(0, 90), st.sampled_from(RULES[:5]))
def test_money_in_is_money_out_in_every_quarter(
    pairs: list[tuple[int, int]], own: tuple[int, ...], lent: int, covered: int, rules: dict[str, Any]
) -> None:
    """Uses are what sources pay, these pay what they have, and a debt is what is drawn less what is repaid."""
    works = [[work("W1", 40, cost / 2), work("W2", 40, cost / 2, ("W1",))] for cost, _ in pairs]
    found = [project(f"P{n}", revenue=revenue, works=works[n]) for n, (_, revenue) in enumerate(pairs)]
    price = {"interest": 0.1, "grace_quarters": 1, "repayment_quarters": 3}
    sources = [
        source(money=own),
        source("GRANT", "innovation_grant", money=(60, 60), carry_over=False, rules=rules),
        source("LOAN", "loan", money=(lent,), price=price, guarantee="FUND", guaranteed_share=0.5),
        source("FUND", "guarantee", money=(covered,), price={"fee": 0.02}),
    ]
    one = case(found, sources)
    portfolio = select(one, seed=3, options=OPTIONS)
    assert portfolio.is_sound, portfolio.self_checks
    plan, paid = portfolio.finance, portfolio.selection.payments
    need: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for item in paid:
        need[item.project, item.quarter] += item.amount
    assert {(line.project, line.quarter): line.works + line.contingency for line in plan.lines} == need
    assert all(sum(line.sources.values()) == line.works + line.contingency for line in plan.lines)
    budget = sum(choice.budget for choice in portfolio.selection.choices)
    assert abs(sum(line.works for line in plan.lines) - budget) <= Decimal("0.01") * len(plan.lines)
    assert all(use.used <= use.available + 2 for use in portfolio.sources)
    assert sum(line.drawn for line in plan.debts) == sum(item.amount for item in paid if item.source == "LOAN")
    left: dict[str, Decimal] = defaultdict(Decimal)
    for line in plan.debts:
        left[line.project] += line.drawn - line.repaid
        assert line.owed == left[line.project] >= 0
    assert set(left.values()) <= {Decimal(0)}


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    """Return the selection of the sample plant."""
    return select(plant(), seed=7, options=PortfolioOptions(seconds=20, gap=0.01))


def test_the_sample_plant_is_selected_soundly(sample: Portfolio) -> None:
    """Every check holds, some projects are chosen and each of the others has a reason."""
    assert sample.is_sound, sample.self_checks
    assert sample.selection.choices
    assert all(candidate.chosen or candidate.reason for candidate in sample.candidates)
    assert sample.gap <= 0.01


def test_the_checker_sees_a_missing_tenge(sample: Portfolio) -> None:
    """A payment that is one unit short breaks the balance."""
    statement = state(plant(), (), PortfolioOptions())
    first, *rest = sample.selection.payments
    short = first.model_copy(update={"amount": first.amount - 1})
    selection = sample.selection.model_copy(update={"payments": (short, *rest)})
    checks = {c.name: c.passed for c in check_portfolio(statement, sample.model_copy(update={"selection": selection}))}
    assert not checks["balance"]
    assert checks["relations"]


def test_the_checker_sees_a_wrong_value(sample: Portfolio) -> None:
    """A value that is not the sum of its parts is refuted."""
    statement = state(plant(), (), PortfolioOptions())
    wrong = sample.model_copy(update={"value": sample.value + 1e6, "bound": sample.bound + 1e6})
    checks = {check.name: check.passed for check in check_portfolio(statement, wrong)}
    assert [name for name, passed in checks.items() if not passed] == ["value"]


def test_the_checker_sees_a_source_that_may_not_pay(sample: Portfolio) -> None:
    """A payment from a source whose rules refuse the project breaks the rules."""
    statement = state(plant(), (), PortfolioOptions())
    project_id, source_id = next(pair for pair in statement.refusals if pair[0] in sample.selection.projects)
    payments = tuple(
        p.model_copy(update={"source": source_id}) if p.project == project_id else p for p in sample.selection.payments
    )
    selection = sample.selection.model_copy(update={"payments": payments})
    checks = {c.name: c.passed for c in check_portfolio(statement, sample.model_copy(update={"selection": selection}))}
    assert not checks["rules"]
