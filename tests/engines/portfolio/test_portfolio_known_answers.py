"""Answers that can be worked out by hand, and by trying everything."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import Statement, state
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Lesson, ModeClass

BARE = PortfolioOptions(contingency=0.0)


def chosen(portfolio: Portfolio) -> set[str]:
    """Return the codes of the chosen projects."""
    assert portfolio.is_sound, portfolio.self_checks
    return set(portfolio.selection.projects)


def paid(portfolio: Portfolio) -> dict[tuple[str, int], Decimal]:
    """Return payments by source and quarter."""
    return {(p.source, p.quarter): p.amount for p in portfolio.selection.payments}


def worked_example() -> Case:
    """Return the example of the textbook."""
    works = [work("W1", 63, 630, success=0.9), work("W2", 65, 1300, after=("W1",))]
    gate = {"id": "G1", "name": "G1", "after": ["W1"], "before": ["W2"], "success": 0.8, "abandonment_value": 50}
    returns = {"revenue": 2000, "operating_cost": 1000, "life": 4}
    grant = source(
        "GRANT",
        "innovation_grant",
        money=(600, 800),
        carry_over=False,
        rules={"max_amount": 900, "max_share": 0.5, "own_share": 0.1},
    )
    price = {"interest": 0.12, "grace_quarters": 2, "repayment_quarters": 2}
    loan = source("LOAN", "loan", money=(0, 500), price=price)
    return case(
        [project("P1", works=works, gates=[gate], returns=returns)],
        [source("OWN", money=(1000,)), grant, loan],
        horizon=2,
        tax_rate=0.2,
    )


def test_the_worked_example_of_the_textbook() -> None:
    """Value, cost and payments are those of the page: 747 less 0.105 of a loan of 223."""
    portfolio = select(worked_example(), seed=1)
    assert chosen(portfolio) == {"P1"}
    assert portfolio.status is Status.OPTIMAL
    assert portfolio.candidates[0].value == Decimal("747.00")
    assert portfolio.candidates[0].success == pytest.approx(0.72)
    assert portfolio.selection.choices[0].budget == Decimal(1930)
    assert sum(p.amount for p in portfolio.selection.payments if p.source == "LOAN") == Decimal(223)
    assert sum(p.amount for p in portfolio.selection.payments) == Decimal(2123)
    assert portfolio.value == pytest.approx(723.585)


def test_the_worth_of_returns_grows_along_the_ramp_and_with_the_prices() -> None:
    """One year, ramp of one year, drift of 21 %: levels 1/8 … 7/8 of a quarter of the yearly returns, with drift."""
    returns = {"revenue": 400, "life": 1, "ramp": 1, "price_drift": 0.21}
    portfolio = select(case([project("P1", cost=0, returns=returns)]), seed=1)
    by_hand = sum(100 * x * 1.21**x for x in (0.125, 0.375, 0.625, 0.875))
    assert portfolio.value == pytest.approx(by_hand)


def test_a_dear_project_waits_for_money_that_carries_over() -> None:
    """Sixty a quarter pay for a project of a hundred from the second quarter on, and for none when money lapses."""
    own = source(money=(60, 60))
    kept = select(case([project("P1", revenue=300)], [own]), seed=1, options=BARE)
    assert [(c.project, c.quarter) for c in kept.selection.choices] == [("P1", 1)]
    assert paid(kept) == {("OWN", 1): Decimal(100)}
    lapsed = select(case([project("P1", revenue=300)], [{**own, "carry_over": False}]), seed=1, options=BARE)
    assert chosen(lapsed) == set()
    reason = lapsed.candidates[0].reason
    assert reason is not None
    assert (reason.values["amount"], reason.values["source"]) == (40.0, "OWN")


def test_the_contingency_has_to_be_financed_too() -> None:
    """A project of 100 needs 110 where the contingency is a tenth."""
    one = case([project("P1", revenue=300)], [source(money=(105,))])
    assert chosen(select(one, seed=1)) == set()
    assert chosen(select(one, seed=1, options=PortfolioOptions(contingency=0.05))) == {"P1"}


RULES: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "stage that fits": ({"stages": ["pilot"]}, {"stage": "pilot"}, True),
    "stage that does not": ({"stages": ["pilot"]}, {"stage": "idea"}, False),
    "size that does not": ({"sizes": ["small"]}, {}, False),
    "size that fits": ({"sizes": ["small"]}, {"enterprise": "E2"}, True),
    "activity that fits": ({"activities": ["28"]}, {}, True),
    "activity that does not": ({"activities": ["28"]}, {"enterprise": "E2"}, False),
    "region that does not": ({"regions": ["71"]}, {}, False),
    "region that fits": ({"regions": ["35"]}, {}, True),
    "product where products are paid": ({"products_only": True}, {}, True),
    "kind of work that fits": ({"work_kinds": ["research"]}, {}, True),
    "applicant's limit large enough": ({"per_applicant": 100}, {}, True),
    "priority good": ({"priority_good": True}, {}, True),
    "no priority good": ({"priority_good": True}, {"innovation": "I2"}, False),
    "process where products are paid": ({"products_only": True}, {"innovation": "I2"}, False),
    "kind of work that does not fit": ({"work_kinds": ["training"]}, {}, False),
    "amount too small": ({"max_amount": 99}, {}, False),
    "amount large enough": ({"max_amount": 100}, {}, True),
    "share too small": ({"max_share": 0.99}, {}, False),
    "own share required and no own money": ({"own_share": 0.1}, {}, False),
    "applicant's limit too small": ({"per_applicant": 99}, {}, False),
    "one quarter, one quarter long": ({"max_quarters": 1}, {}, True),
    "one quarter, two quarters long": ({"max_quarters": 1}, {"works": [work("W1", 100, 100)]}, False),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_a_grant_is_kept(name: str) -> None:
    """A grant alone pays for a project exactly where its rule allows all of it."""
    rules, traits, pays = RULES[name]
    one = case([project("P1", revenue=300, **traits)], [source("GRANT", "innovation_grant", rules=rules)])
    portfolio = select(one, seed=1, options=BARE)
    assert chosen(portfolio) == ({"P1"} if pays else set())
    if not pays:
        assert portfolio.candidates[0].reason is not None


def test_own_money_pays_only_for_projects_of_its_owner() -> None:
    """The money of one enterprise helps another only where it takes part."""
    other = project("P1", revenue=300, enterprise="E2")
    assert chosen(select(case([other]), seed=1)) == set()
    shares = [{"enterprise": "E2", "share": 0.6}, {"enterprise": "E1", "share": 0.4}]
    assert chosen(select(case([{**other, "partners": shares}]), seed=1)) == {"P1"}


def test_a_second_stage_comes_after_the_first() -> None:
    """Money of the second stage flows only in quarters after a payment of the first."""
    works = [work("W1", 63, 100), work("W2", 65, 100, after=("W1",))]
    first = source("G1", "innovation_grant", money=(100,))
    second = source("G2", "innovation_grant", money=(100, 200), rules={"after_source": "G1"})
    together = select(case([project("P1", revenue=900, works=works)], [first, second]), seed=1, options=BARE)
    assert paid(together) == {("G1", 0): Decimal(100), ("G2", 1): Decimal(100)}
    alone = {**second, "available": [*second["available"], {"quarter": "2027Q3", "amount": 500}]}
    poor = source("G1", "innovation_grant", money=())
    assert chosen(select(case([project("P1", revenue=900, works=works)], [poor, alone]), seed=1, options=BARE)) == set()


def test_an_investor_takes_a_share_of_the_returns() -> None:
    """A quarter of returns of 400 makes a project of 100 worth 200 instead of 300."""
    venture = source("VC", "venture", price={"equity_share": 0.25})
    portfolio = select(case([project("P1", revenue=400)], [venture]), seed=1, options=BARE)
    assert portfolio.value == pytest.approx(200.0)


RELATIONS: dict[str, tuple[dict[str, Any], set[str], float]] = {
    "complement": ({"kind": "complement", "amounts": {"A": 30}}, {"A", "B"}, 110.0),
    "shared facility": ({"kind": "shared_facility", "amounts": {"A": 10, "B": 20}}, {"A", "B"}, 110.0),
    "light substitute": ({"kind": "substitute", "amounts": {"A": 10}}, {"A", "B"}, 70.0),
    "heavy substitute": ({"kind": "substitute", "amounts": {"A": 60}}, {"A"}, 50.0),
    "exclusive": ({"kind": "exclusive"}, {"A"}, 50.0),
}


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_counts(name: str) -> None:
    """Two projects worth 50 and 30 gain, lose or exclude each other."""
    relation, answer, value = RELATIONS[name]
    projects = [project("A", revenue=150), project("B", revenue=130)]
    relations = [{"id": "R1", "projects": ["A", "B"], **relation}]
    portfolio = select(case(projects, relations=relations), seed=1)
    assert chosen(portfolio) == answer
    assert portfolio.value == pytest.approx(value)


def test_a_prerequisite_is_finished_before_the_other_starts() -> None:
    """A project that loses money is carried out for the sake of the one that needs it, a quarter before it."""
    projects = [project("A", revenue=80), project("B", revenue=200)]
    relations = [{"id": "R1", "kind": "prerequisite", "projects": ["A", "B"]}]
    portfolio = select(case(projects, relations=relations), seed=1)
    quarters = {choice.project: choice.quarter for choice in portfolio.selection.choices}
    assert portfolio.value == pytest.approx(80.0)
    assert quarters["A"] < quarters["B"]


def test_a_resource_forces_projects_apart() -> None:
    """Two projects of forty days on one laboratory do not share a quarter of 63 days."""
    works = [work("W1", 40, 100, demand={"LAB": 1})]
    lab = {"id": "LAB", "name": "Lab", "owner": "E1", "kind": "laboratory", "capacity": 1}
    projects = [project(code, revenue=200, works=works) for code in "AB"]
    portfolio = select(case(projects, resources=[lab]), seed=1)
    assert len({choice.quarter for choice in portfolio.selection.choices}) == 2


def test_a_project_under_way_costs_only_what_is_left() -> None:
    """Three quarters done: a quarter of the cost is left, and it goes on at once."""
    works = [work("W1", 40, 100, progress={"actual_start": "2026-11-02", "percent": 75})]
    portfolio = select(case([project("P1", revenue=60, works=works)]), seed=1, options=BARE)
    assert [(c.quarter, c.budget) for c in portfolio.selection.choices] == [(0, Decimal(25))]
    assert portfolio.value == pytest.approx(35.0)


def test_the_fast_class_is_taken_where_the_horizon_asks_for_it() -> None:
    """Where only one quarter is left, the dear and fast mode is the only way to be done in time."""
    modes = [{"id": "slow", "duration": 100, "cost": 100}, {"id": "fast", "duration": 40, "cost": 150}]
    needed = project("A", revenue=200, works=[work("W1", 1, 1, modes=modes)])
    second = project("B", revenue=300)
    relations = [{"id": "R1", "kind": "prerequisite", "projects": ["A", "B"]}]
    portfolio = select(case([needed, second], relations=relations, horizon=2), seed=1)
    assert {(c.project, c.mode_class) for c in portfolio.selection.choices} == {
        ("A", ModeClass.FAST),
        ("B", ModeClass.ECONOMICAL),
    }


def test_a_lesson_replaces_cost_and_finish() -> None:
    """A schedule that needs two quarters and 200 is believed."""
    lesson = Lesson(project="P1", mode_class=ModeClass.ECONOMICAL, costs=(Decimal(80), Decimal(120)), finish_quarter=1)
    portfolio = select(case([project("P1", revenue=300)]), (lesson,), seed=1, options=BARE)
    assert paid(portfolio) == {("OWN", 0): Decimal(80), ("OWN", 1): Decimal(120)}
    assert portfolio.candidates[0].finish_quarter == 1
    assert portfolio.value == pytest.approx(100.0)


def test_contributions_are_weighed() -> None:
    """Ten jobs at 12 each make a project worth while that loses 100."""
    jobs = [{"indicator": "JOBS", "amount": 10}]
    indicators = [{"id": "JOBS", "name": "Jobs", "unit": "jobs"}]
    one = case([project("P1", revenue=0, contributions=jobs)], indicators=indicators)
    assert chosen(select(one, seed=1)) == set()
    weighed = select(one, seed=1, options=PortfolioOptions(contribution_weights={"JOBS": 12.0}))
    assert weighed.value == pytest.approx(20.0)


def random_case(seed: int) -> Case:
    """Return a case of four projects with two classes of modes, relations and scarce money."""
    draw = random.Random(seed)  # noqa: S311 - a test case
    projects = []
    for code in "ABCD":
        days, cost = draw.randint(20, 110), draw.randint(50, 200)
        modes = [
            {"id": "a", "duration": days, "cost": cost},
            {"id": "b", "duration": days // 2, "cost": cost + draw.randint(5, 60)},
        ]
        projects.append(project(code, revenue=draw.randint(50, 400), works=[work("W1", 1, 1, modes=modes)]))
    kinds = ["complement", "substitute", "exclusive", "prerequisite", "shared_facility"]
    relations = []
    for number in range(3):
        kind = draw.choice(kinds)
        pair = draw.sample("ABCD", 2)
        amounts = {} if kind in ("exclusive", "prerequisite") else {"amounts": {pair[0]: draw.randint(10, 150)}}
        relations.append({"id": f"R{number}", "kind": kind, "projects": pair, **amounts})
    money = tuple(draw.randint(0, 250) for _ in range(3))
    own = source(money=money, carry_over=draw.random() < 0.5)
    return case(projects, [own], relations=relations, horizon=3, discount_rate=0.2)


def best_by_trying(one: Case) -> float:
    """Return the best value over all combinations of ways, with own money as the only source."""
    statement = state(one, (), BARE)
    options: list[list[Way | None]] = [[None, *ways] for ways in statement.ways]
    best = 0.0
    for combination in itertools.product(*options):
        ways = {way.project: way for way in combination if way is not None}
        need = sum((statement.need(way) for way in ways.values()), np.zeros(statement.quarters))
        spent = np.cumsum(need) if one.sources[0].carry_over else need
        if np.all(spent <= statement.purses[0].most_until + 1e-6) and relations_hold(one, statement, ways):
            best = max(best, worth(one, statement, ways))
    return best


def relations_hold(one: Case, statement: Statement, ways: dict[str, Way]) -> bool:
    """Tell whether exclusions and prerequisites are kept."""
    for relation in one.relations:
        first, last = relation.projects
        if relation.kind == "exclusive" and first in ways and last in ways:
            return False
        is_bound = relation.kind == "prerequisite" and last in ways
        if is_bound and (first not in ways or ways[first].finish >= ways[last].quarter):
            return False
    return True


def worth(one: Case, statement: Statement, ways: dict[str, Way]) -> float:
    """Return the value of a combination."""
    value = sum(statement.worth(way) for way in ways.values())
    for relation in one.relations:
        if relation.amounts and all(name in ways for name in relation.projects):
            value += float(relation.total) * (-1 if relation.kind == "substitute" else 1)
    return value


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_better_than_the_choice(seed: int) -> None:
    """The value is that of the best of all combinations."""
    one = random_case(seed)
    portfolio = select(one, seed=seed, options=BARE)
    assert portfolio.is_sound, portfolio.self_checks
    assert portfolio.value == pytest.approx(best_by_trying(one), abs=0.01)
