"""Incentives over the dated rules, readiness and obstacles, against numbers worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from serpin import measure
from serpin.base.errors import InputError
from serpin.engines.indicators.model.incentives import deduction, duty
from serpin.engines.indicators.options import GrantPlan, MeasureOptions, ZonePlan
from serpin.engines.indicators.result.incentive import Incentive
from serpin.examples.plant import plant
from serpin.vocabulary.books import MoneyOrigin, YearFigures
from serpin.vocabulary.work import CostRow


def amounts(answer: Incentive) -> list[float]:
    """Return the amounts of the parts."""
    return [part.amount for part in answer.parts if part.amount is not None]


def test_research_that_creates_industrial_property_saves_three_fifths() -> None:
    """At 20 % tax, 100 of research saves 20 by the deduction and 40 by the further reduction: 60 in all."""
    first, second = deduction(100.0, 100.0, None, 0.2)
    assert (first.rule, first.amount, second.rule, second.amount) == ("TX-1", 20.0, "TX-2", 40.0)
    assert (str(first.valid_from), first.verified) == ("2026-01-01", True)
    assert "269" in first.source.text("en")


def test_deductions_stop_at_the_income() -> None:
    """With taxable income of 150 the two deductions together save 30, not 60."""
    first, second = deduction(100.0, 100.0, 150.0, 0.2)
    assert (first.amount, second.amount) == (20.0, 10.0)


def test_a_rule_that_is_not_yet_in_force_saves_nothing() -> None:
    """The deduction of the code of 2025 does not apply to 2024, and the condition says so."""
    first = next(deduction(100.0, 0.0, None, 0.2, year=2024))
    assert first.amount == 0.0
    assert first.conditions[0][1] is False


def test_deduction_of_the_plant() -> None:
    """60.85 mln were notified and are no fixed assets: 12.17 mln of tax; the patent has no act of introduction yet."""
    found = measure(plant(), seed=1, options=MeasureOptions(enterprises=("PLANT",)))
    first, second = (one for one in found.incentives if one.rule in {"TX-1", "TX-2"})
    assert first.amount == pytest.approx(0.2 * 60_850_000)
    assert second.amount == 0.0
    assert amounts(second)[-1] == pytest.approx(0.2 * 2 * 15_200_000)


def test_the_duty_of_a_copper_mine() -> None:
    """1 % of 191 bn, less 0.28 bn brought over and 1.5 bn spent, leaves 0.13 bn missing and due as a penalty."""
    found = measure(plant(), seed=1, options=MeasureOptions(enterprises=("COPPER",)))
    research, training = (one for one in found.incentives if one.rule.startswith("SB"))
    assert (research.rule, research.kind, research.amount) == ("SB-1", "penalty", 130_000_000.0)
    assert amounts(research) == [191e9, 1.91e9, 0.28e9, 1.5e9, 0.13e9, 0.0]
    assert (training.kind, training.amount) == ("duty", 1.91e9)
    assert amounts(training)[-1] == pytest.approx(50_000_000)
    assert str(research.read_on) == "2024-07-22"


def test_an_excess_is_carried_over_for_solid_minerals_only() -> None:
    """The same figures of an oil producer bring nothing over, so 0.41 bn are missing."""
    known = [
        YearFigures(id="1", enterprise="X", year=2024, mining_cost=182e9),
        YearFigures(id="2", enterprise="X", year=2025, mining_cost=191e9, research_duty=2.1e9),
        YearFigures(id="3", enterprise="X", year=2026, research_duty=1.5e9),
    ]
    research = next(duty(known, False, 2026))
    assert amounts(research)[2:5] == [0.0, 1.5e9, 0.41e9]
    assert list(duty(known, False, 2024)) == []


@pytest.mark.parametrize(("category", "last", "left"), [("A", 2031, 6), ("B", 2039, 14), ("C", 2049, 24)])
def test_terms_of_a_zone(category: str, last: int, left: int) -> None:
    """A contract of 2025 runs for 7, 15 or 25 years by category; each year saves a fifth of the income."""
    plan = ZonePlan.model_validate(
        {"enterprise": "PLANT", "category": category, "contract": "2025-03-01", "income": 1_000_000}
    )
    found = measure(plant(), seed=1, options=MeasureOptions(zones=(plan,))).incentives[-1]
    assert found.amount == 200_000.0
    assert found.parts[0].text.values["last_year"] == last
    assert amounts(found) == [200_000.0, 200_000.0 * left]


def test_a_contract_before_the_rule_has_no_term() -> None:
    """A contract of 2023 is older than the rule, and saves nothing by it."""
    plan = ZonePlan.model_validate(
        {"enterprise": "PLANT", "category": "C", "contract": "2023-12-01", "income": 1_000_000}
    )
    found = measure(plant(), seed=1, options=MeasureOptions(zones=(plan,))).incentives[-1]
    assert found.amount == 0.0
    assert found.conditions[0][1] is False


@pytest.mark.parametrize(
    ("cost", "own", "paid", "kept"),
    [(22e6, 2.2e6, 19.8e6, True), (22e6, 2e6, 0.0, False), (30e6, 3e6, 20e6, True), (20e6, 10e6, 10e6, True)],
)
def test_the_own_share_of_a_grant(cost: float, own: float, paid: float, kept: bool) -> None:
    """Nothing is paid below a tenth of own money; else nine tenths, the rest of the cost, or the cap of 20 mln."""
    plan = GrantPlan.model_validate({"rule": "GR-C1", "cost": cost, "own": own})
    found = measure(plant(), seed=1, options=MeasureOptions(grants=(plan,))).incentives[-1]
    assert (found.amount, found.conditions[0][1]) == (paid, kept)
    assert (str(found.valid_from), found.verified) == ("2023-05-25", False)


def test_an_unknown_grant_is_refused() -> None:
    """A rule that no table has is refused by its code."""
    plan = GrantPlan.model_validate({"rule": "GR-X", "cost": 1, "own": 1})
    with pytest.raises(InputError, match="there is no rule GR-X"):
        measure(plant(), seed=1, options=MeasureOptions(grants=(plan,)))


def test_a_grant_that_was_paid_is_held_against_its_own_share() -> None:
    """A project paid by a grant and too little own money does not keep the share that the source asks for."""
    case = plant()
    first = case.payments[0].model_copy(update={"project": "P06", "work": None, "row": CostRow.MARKETING})
    more = {"id": "G1", "source": "GRANT-1", "origin": MoneyOrigin.INSTITUTE, "amount": Decimal(95_000_000)}
    payments = (*case.payments[1:], first, first.model_copy(update=more))
    options = MeasureOptions(enterprises=("PLANT",))
    found = measure(case.model_copy(update={"payments": payments}), seed=1, options=options)
    paid = next(one for one in found.incentives if one.rule == "GRANT-1")
    assert amounts(paid) == [104_400_000.0, 10_440_000.0, 9_400_000.0]
    assert paid.conditions[0][1] is False


def test_every_answer_names_rule_date_and_source() -> None:
    """No answer stands without the code of its rule, a source, and the day from which it is valid or was read."""
    zone = ZonePlan.model_validate({"enterprise": "PLANT", "category": "A", "contract": "2025-03-01", "income": 1})
    grant = GrantPlan.model_validate({"rule": "GR-C1", "cost": 100, "own": 10})
    found = measure(plant(), seed=1, options=MeasureOptions(zones=(zone,), grants=(grant,)))
    assert {one.rule for one in found.incentives} == {"TX-1", "TX-2", "SB-1", "SB-3", "TX-3", "GR-C1"}
    for one in found.incentives:
        assert one.source.text("kk")
        assert one.valid_from or one.read_on


def test_obstacles_are_weighed() -> None:
    """Lack of own money was called main by three of five and significant by one: weight (3 + ½)/5."""
    found = {one.factor: one for one in measure(plant(), seed=1).obstacles}
    money = found["02"]
    assert (money.answered, money.main, money.weight) == (5, 0.6, 0.7)
    assert found["01"].rank == 0


def test_answers_that_are_hard_to_say_are_left_out() -> None:
    """Of five answers on state support two were hard to say: 3, 2 and 2 … weigh by the other three."""
    support = next(one for one in measure(plant(), seed=1).obstacles if one.factor == "03")
    assert (support.answered, support.weight) == (3, pytest.approx((0.5 + 0.5 + 1.0) / 3))


def test_readiness_ranks_the_weakest_clauses() -> None:
    """The two clauses with mark 1 come first, what is good has no rank, what nobody marked comes last."""
    lines = {one.clause: one for one in measure(plant(), seed=1).readiness}
    assert (lines["7.4"].rank, lines["9.2"].rank) == (1, 2)
    assert (lines["5.1"].mark, lines["5.1"].rank) == (4.0, 0)
    assert lines["10.1"].mark is None
    assert lines["10.1"].rank == max(one.rank for one in lines.values())
    assert lines["6.1"].evidence == len(plant().risks)
