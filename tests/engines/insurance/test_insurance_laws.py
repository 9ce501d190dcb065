"""Laws: what must hold for any register, whatever the figures."""

from typing import Any

import numpy as np
import pytest
from insurance_cases import cover_data, five_options, five_risks, insured_case, risk_data

import serpin
from serpin.engines.insurance.model import premiums
from serpin.engines.insurance.options import InsuranceOptions, Sharing
from serpin.engines.insurance.result import CoverPlan
from serpin.vocabulary.case import Case
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.result import Status

_SIZES = {"median": 100, "p90": 400}


def mixed_case(**cover: Any) -> Case:
    """Return three risks with continuous sizes, one of them with a rate, and covers of two."""
    mitigation = {"id": "M1", "name": "Care", "cost": 2, "probability": 0.1, "impact": 0.8}
    risks = [
        risk_data("A", 0.2, _SIZES, group="site", mitigations=[mitigation]),
        risk_data("B", 0.1, [50, 100, 300], group="site"),
        {**risk_data("C", 0.5, [10, 20, 60]), "probability": None, "rate": 1.5},
    ]
    covers = [
        cover_data("K1", ["A", "B"], 20, 500, share=0.9, **cover),
        cover_data("K2", ["C"], 15, 60, deductible_kind="conditional", loading=0.3),
    ]
    return insured_case(risks, covers)


def insured(case: Case, **options: Any) -> CoverPlan:
    """Insure with few courses."""
    return serpin.insure(case, seed=3, options=InsuranceOptions(**{"iterations": 2000, **options}))


def test_every_check_passes() -> None:
    """Retained, ceded, shared and avoided losses sum to the gross loss in every course, and all else holds."""
    plan = insured(mixed_case(), sharing=(Sharing(risk="C", share=0.5, cost=3),))
    assert [check.detail for check in plan.self_checks if not check.passed] == []
    assert len(plan.self_checks) == 5
    for layer in plan.layers:
        parts = layer.avoided + layer.ceded + layer.shared + layer.retained
        assert float(abs(layer.gross - parts)) <= 0.03


def test_the_same_seed_gives_the_same_plan() -> None:
    """All figures follow from the seed."""
    one, other = (insured(mixed_case()).model_dump(exclude={"ledger"}) for _ in range(2))
    assert one == other


def test_courses_are_stratified() -> None:
    """The mean of many courses is that of the register to a part in a thousand."""
    plan = insured(insured_case([risk_data("A", 0.25, [50, 100, 300])]), exact_courses=0)
    assert float(plan.judgements[0].expected) == pytest.approx(0.25 * 125, rel=1e-3)


def test_a_wider_cover_never_raises_the_tail() -> None:
    """A lower deductible or a higher limit retains less in the tail."""
    tails = []
    for deductible, limit in ((80, 200), (40, 200), (40, 900), (0, 900)):
        case = insured_case([risk_data("A", 0.3, _SIZES)], [cover_data("K", ["A"], deductible, limit, premium=0.01)])
        plan = insured(case, cost_of_capital=0.5)
        assert plan.decisions[0].answer.covers == ("K",)
        tails.append(float(next(one for one in plan.programmes if one.name == "chosen").tail))
    assert tails == sorted(tails, reverse=True)


def test_a_dearer_premium_never_lowers_the_deductible() -> None:
    """The deductible of the rule rises with the loading."""
    ranks = (np.arange(1000) + 0.5) / 1000
    loss = premiums.Spread(-np.log1p(-ranks), np.full(1000, 1e-3))
    found = [premiums.deductible(loss, loading, 0.12, 0.95) for loading in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)]
    assert found == sorted(found)


def test_a_tighter_limit_never_costs_less() -> None:
    """The cost falls as the limit of the tail is loosened, and retaining everything is its end."""
    costs = [
        serpin.insure(five_risks(), seed=1, options=five_options(tail_limit=limit)).cost for limit in (110, 150, 300)
    ]
    assert costs == sorted(costs, reverse=True)


def test_a_budget_is_kept() -> None:
    """Premiums and measures together stay within the budget."""
    plan = serpin.insure(five_risks(), seed=1, options=five_options(cost_of_capital=0.3, budget=9))
    chosen = next(one for one in plan.programmes if one.name == "chosen")
    assert chosen.outlay <= 9
    assert chosen.premium > 0


def test_an_impossible_limit_is_an_answer() -> None:
    """A limit that nothing keeps is infeasible, and the conflict names it."""
    plan = serpin.insure(five_risks(), seed=1, options=five_options(tail_limit=10))
    assert plan.status is Status.INFEASIBLE
    assert plan.conflicts[0].values["limit"] == 10
    assert plan.conflicts[0].values["amount"] > 10


def test_search_finds_what_enumeration_finds() -> None:
    """Relaxation, exchange and the integer programme end at the optimum of all programmes, and its bound holds."""
    proven = serpin.insure(five_risks(), seed=1, options=five_options(tail_limit=150))
    searched = serpin.insure(
        five_risks(), seed=1, options=five_options(tail_limit=150, exact_programmes=0, seconds=10, gap=0.0)
    )
    assert searched.cost == pytest.approx(proven.cost, abs=1e-6)
    assert searched.bound <= proven.cost + 1e-6


def test_search_with_capital_finds_what_enumeration_finds() -> None:
    """The same with a charge for the tail instead of a limit."""
    plan = serpin.insure(
        five_risks(), seed=1, options=five_options(cost_of_capital=0.12, exact_programmes=0, seconds=10, gap=0.0)
    )
    assert plan.cost == pytest.approx(50.5178736, abs=1e-6)


def test_losses_of_a_simulation_are_used() -> None:
    """A table of losses replaces the draws; risks that it does not name are left out."""
    losses = np.zeros((400, 2))
    losses[:40, 0] = np.linspace(50, 250, 40)
    losses[20:60, 1] = 70
    table = LossTable(("A", "B"), losses, damage=losses * 0.5)
    plan = serpin.insure(mixed_case(loading=0.4), table, seed=1)
    assert plan.simulated
    assert plan.courses == 400
    assert [one.risk for one in plan.judgements] == ["A", "B"]
    assert float(plan.judgements[0].expected) == pytest.approx(losses[:, 0].mean(), abs=0.01)
    assert plan.is_sound


def test_delay_is_not_damage() -> None:
    """A property cover pays nothing for delay; a cover of other financial losses does."""
    delay = {"project": "P1", "work": "W1", "on": "duration", "size": 30}
    found = {}
    for kind in ("property", "other_financial_loss"):
        risk = {"id": "A", "name": "A", "probability": 0.2, "insurance": kind, "impacts": [delay]}
        case = insured_case([risk], [cover_data("K", ["A"], 0, 90_000, insurance=kind)])
        found[kind] = float(serpin.insure(case, seed=1).premiums[0].expected_claims)
    assert found["property"] == 0
    assert found["other_financial_loss"] == pytest.approx(0.2 * 30 * 20_000 / 250, rel=1e-6)


def test_no_register_is_skipped() -> None:
    """A case without risks has nothing to insure."""
    assert serpin.insure(insured_case([]), seed=1).status is Status.SKIPPED


def test_a_listener_may_stop() -> None:
    """A search that is stopped gives the best it has, with its bound."""
    plan = serpin.insure(
        five_risks(),
        seed=1,
        options=five_options(tail_limit=150, exact_programmes=0),
        progress=lambda done, value, bound: "stop",
    )
    assert plan.status in {Status.STOPPED, Status.OPTIMAL, Status.FEASIBLE}
    assert plan.bound <= plan.cost
    assert plan.is_sound
