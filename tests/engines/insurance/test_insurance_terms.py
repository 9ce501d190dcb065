"""Terms of contracts: under-insurance, instalments, pools, mutual societies, claims, before and after."""

from typing import Any

import numpy as np
import pytest
from insurance_cases import cover_data, insured_case, risk_data

import serpin
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.insurance.result import CoverPlan
from serpin.vocabulary.case import Case
from serpin.vocabulary.losses import LossTable


def insured(*covers: dict[str, Any], horizon: int = 4, **more: Any) -> CoverPlan:
    """Insure one risk of 20 % that costs 50, at a high cost of capital."""
    case = insured_case([risk_data("A", 0.2, 50)], list(covers), horizon=horizon, **more)
    return serpin.insure(case, seed=1, options=InsuranceOptions(cost_of_capital=0.5))


@pytest.mark.parametrize(
    ("terms", "claims"),
    [
        ({}, 10),
        ({"sum_insured": 60, "value": 100}, 6),
        ({"sum_insured": 60, "value": 100, "first_loss": True}, 10),
        ({"sum_insured": 30, "value": 100, "first_loss": True}, 6),
        ({"sum_insured": 60, "value": 100, "insurance": "liability"}, 10),
        ({"sum_insured": 60, "value": 100, "share": 0.5}, 3),
    ],
)
def test_under_insurance_pays_in_proportion(terms: dict[str, Any], claims: float) -> None:
    """A thing insured for 60 of 100 is paid for at 60 %: of 50 lost in one of five years 6 are expected, not 10."""
    kind = terms.get("insurance", "property")
    case = insured_case([risk_data("A", 0.2, 50, insurance=kind)], [cover_data("K", ["A"], 0, 90, **terms)])
    plan = serpin.insure(case, seed=1)
    assert float(plan.premiums[0].expected_claims) == pytest.approx(claims)
    assert plan.is_sound


def test_under_insurance_is_said() -> None:
    """The note names the cover and the part that is insured."""
    plan = insured(cover_data("K", ["A"], 0, 90, sum_insured=60, value=100, premium=1))
    assert plan.decisions[0].answer.covers == ("K",)
    assert [note.values for note in plan.notes if "of the value" in note.text] == [{"cover": "K", "share": 0.6}]


def test_a_premium_is_paid_in_instalments() -> None:
    """Four instalments of a premium of 8 for each of two years are 2 in each of eight quarters."""
    risks = [{**risk_data("A", 0.2, 50), "probability": None, "rate": 0.2}]
    case = insured_case(risks, [cover_data("K", ["A"], 0, 90, premium=8, instalments=4)], horizon=8)
    plan = serpin.insure(case, seed=1, options=InsuranceOptions(cost_of_capital=0.5))
    paid = [(one.quarter, float(one.amount)) for one in plan.outlays]
    assert paid == [(quarter, 2.0) for quarter in range(8)]
    assert plan.is_sound


def test_pools_and_mutual_societies_are_said() -> None:
    """The notes name the articles on joint liability and on mutual societies."""
    plan = insured(cover_data("K", ["A"], 0, 90, premium=1, pool={"E1": 1.0}, mutual=True))
    words = " ".join(note.text for note in plan.notes)
    assert "article 823" in words
    assert "article 845" in words


@pytest.mark.parametrize(("more", "warned"), [({}, True), ({"evidence": "act 12", "notified": "2027-03-02"}, False)])
def test_a_claim_needs_notice_and_evidence(more: dict[str, Any], *, warned: bool) -> None:
    """The burden of proof is the policyholder's: a claim without either is named with the article."""
    claim = {"id": "C1", "cover": "K", "risk": "A", "event": "2027-03-01", "loss": 40, **more}
    plan = insured(cover_data("K", ["A"], 0, 90, premium=1), claims=[claim])
    named = [note.values["claim"] for note in plan.notes if "article 817" in note.text]
    assert named == (["C1"] if warned else [])


def _table(case: Case) -> LossTable:
    numbers = np.random.default_rng(3)
    happens = numbers.random((2000, 1)) < 0.2
    losses = np.where(happens, numbers.uniform(20, 80, (2000, 1)), 0.0)
    return LossTable(tuple(risk.id for risk in case.risks), losses, cost=numbers.uniform(100, 200, 2000))


def test_before_and_after_are_of_the_same_courses() -> None:
    """With a full cover at a fixed premium every course costs its plain cost and the premium, and nothing else."""
    case = insured_case([risk_data("A", 0.2, 50)], [cover_data("K", ["A"], 0, 1000, premium=2)])
    table = _table(case)
    plan = serpin.insure(case, table, seed=1, options=InsuranceOptions(cost_of_capital=0.5))
    assert plan.decisions[0].answer.covers == ("K",)
    assert plan.total_before is not None
    assert plan.total_after is not None
    assert table.cost is not None
    assert float(plan.total_after.mean) == pytest.approx(float(table.cost.mean()) + 2, abs=0.01)
    assert float(plan.total_before.mean) == pytest.approx(float((table.cost + table.losses[:, 0]).mean()), abs=0.01)
    assert plan.total_after.curve[0] == pytest.approx(float(table.cost.min()) + 2, abs=0.01)
    assert len(plan.total_before.curve) == 101
    assert list(plan.total_before.curve) == sorted(plan.total_before.curve)
