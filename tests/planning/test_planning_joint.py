"""The plan with projects that pay only together, with covers, and with money that is short for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import serpin
from builders import case_data
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.insurance.result import Outlay
from serpin.engines.scheduling.options import SchedulingOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.planning.cash import CashPlan
from serpin.planning.options import PlanOptions
from serpin.planning.outlays import paid_from_own
from serpin.planning.result import CashLine, Plan
from serpin.planning.steps import STEPS
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status


def options(**insurance: Any) -> PlanOptions:
    """Return options of a quick plan."""
    return PlanOptions(
        scheduling=SchedulingOptions(seconds=5, workers=1),
        simulation=SimulationOptions(iterations=1000),
        insurance=InsuranceOptions(**{"cost_of_capital": 0.5, "seconds": 5, **insurance}),
    )


def risky(own: int = 1_000_000) -> dict[str, Any]:
    """Return a case with one risk, a cheap mitigation of it, and own money."""
    data = case_data()
    data["sources"][0]["kind"] = "own"
    data["sources"][0]["available"][0]["amount"] = own
    mitigation = {"id": "M1", "name": "Care", "cost": 30, "probability": 0.0, "impact": 0.0}
    impact = {"project": "P1", "on": "cost", "size": 2000}
    data["risks"] = [{"id": "R1", "name": "Fire", "probability": 0.5, "impacts": [impact], "mitigations": [mitigation]}]
    return data


def planned(data: dict[str, Any], **insurance: Any) -> Plan:
    """Plan a case."""
    return serpin.plan(Case.model_validate(data), seed=3, options=options(**insurance))


def test_the_table_of_steps_is_the_order_of_the_plan() -> None:
    """Each engine is asked in one place."""
    names = [engine for step in STEPS for engine in step.engines]
    assert names[:3] == ["coordination", "portfolio", "scheduling"]
    assert names.index("simulation") < names.index("insurance")
    assert len(set(names)) == len(names)


def test_insurance_sees_the_losses_of_the_very_plan() -> None:
    """The courses are those of the simulation, and what is chosen is paid from own money in its quarter."""
    plan = planned(risky())
    assert plan.cover is not None
    assert plan.cover.simulated
    assert plan.cover.courses == 1000
    assert plan.cover.is_sound
    assert [(one.purpose, one.amount) for one in plan.cover.outlays] == [("mitigation", Decimal(30))]
    assert sum(line.cover for line in plan.cash) == 30
    assert plan.cover.total_before is not None
    assert plan.cover.total_after is not None
    assert plan.cover.total_after.tail < plan.cover.total_before.tail


def test_the_same_plan_without_covers_has_the_same_payments() -> None:
    """Outlays come on top of the payments of the projects."""
    covered, bare = planned(risky()), planned(risky(), budget=0)
    assert bare.cover is not None
    assert not bare.cover.outlays
    assert [line.scheduled - line.cover for line in covered.cash] == [line.scheduled for line in bare.cash]


def test_a_void_cover_is_refused_with_its_article() -> None:
    """A plan with a cover that the law makes void is bad input."""
    data = risky()
    data["risks"][0]["speculative"] = True
    data["covers"] = [{"id": "K", "name": "K", "insurance": "property", "perils": ["R1"], "limit": 100}]
    with pytest.raises(serpin.base.errors.InputError, match="articles 817 and 843"):
        planned(data)


def _cash(case: Case, rows: list[tuple[int, int]]) -> CashPlan:
    lines = tuple(
        CashLine(source="S1", quarter=quarter, available=has, planned=needs, scheduled=needs)
        for quarter, (has, needs) in enumerate(rows)
    )
    assert case.sources[0].id == "S1"
    return CashPlan(lines, Decimal(0), 0.0)


def _outlay(quarter: int, amount: int) -> Outlay:
    return Outlay(purpose="premium", code="K", quarter=quarter, amount=amount)


def test_own_money_is_kept_for_what_comes_later() -> None:
    """Of 100 at hand 80 are needed in the next quarter: only 20 of a premium of 50 can be paid."""
    case = Case.model_validate(risky())
    paid = paid_from_own(case, _cash(case, [(100, 0), (0, 80)]), [_outlay(0, 50)])
    assert paid.missing == 30
    assert paid.total == 20
    assert [(line.scheduled, line.cover) for line in paid.cash.lines] == [(20, 20), (80, 0)]


def test_an_outlay_after_the_last_payment_gets_a_line_of_its_own() -> None:
    """A premium in a later year is paid from what is left."""
    case = Case.model_validate(risky())
    paid = paid_from_own(case, _cash(case, [(100, 40)]), [_outlay(4, 50)])
    assert paid.missing == 0
    assert [(line.quarter, line.scheduled) for line in paid.cash.lines] == [(0, 40), (4, 50)]


def test_own_money_of_a_year_pays_no_premium_of_the_next() -> None:
    """Of 100 of the first quarter 40 are needed in the fourth: 60 are there in the second, and none a year later."""
    data = risky()
    data["sources"][0]["lapse"] = "year"
    case = Case.model_validate(data)
    lines = [(100, 0), (0, 0), (0, 0), (0, 40)]
    assert paid_from_own(case, _cash(case, lines), [_outlay(1, 90)]).total == 60
    assert paid_from_own(case, _cash(case, lines), [_outlay(4, 50)]).total == 0


def test_grants_pay_no_premium() -> None:
    """Where there is no own money nobody pays, and the plan says so."""
    data = risky()
    data["sources"][0]["kind"] = "innovation_grant"
    plan = planned(data)
    step = next(step for step in plan.steps if step.name == "insurance")
    assert step.note is not None
    assert "Own money lacks" in step.note.text
    assert sum(line.cover for line in plan.cash) == 0


def joint() -> dict[str, Any]:
    """Return two projects of two enterprises that pay only together."""
    data = case_data()
    data["enterprises"].append({"id": "E9", "name": "Mine"})
    data["sources"][0] |= {"kind": "programme_financing", "owner": None}
    data["projects"][1]["enterprise"] = "E9"
    for project in data["projects"]:
        project["returns"] = {"revenue": 1, "operating_cost": 0, "life": 1}
    amounts = {"P1": 50_000, "P2": 50_000}
    data["relations"] = [{"id": "L1", "kind": "complement", "projects": ["P1", "P2"], "amounts": amounts}]
    return data


def test_packages_are_handed_to_the_selection() -> None:
    """Both projects lose alone and gain together: one package, which the selection takes as a whole."""
    plan = planned(joint())
    assert plan.coordination is not None
    assert plan.coordination.is_sound
    assert [package.members for package in plan.coordination.packages] == [("P1", "P2")]
    assert plan.portfolio is not None
    assert [(use.package, use.active) for use in plan.portfolio.packages] == [("1", True)]
    assert plan.portfolio.selection.projects == {"P1", "P2"}


def test_one_enterprise_has_nothing_to_coordinate() -> None:
    """Relations within one enterprise are decided by the selection alone."""
    data = joint()
    data["projects"][1]["enterprise"] = data["projects"][0]["enterprise"]
    plan = planned(data)
    assert plan.coordination is None
    assert plan.steps[0].status is Status.SKIPPED


def test_a_plan_with_all_of_it_survives_storage() -> None:
    """The document reads back as the same plan."""
    plan = planned({**joint(), "risks": risky()["risks"]})
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_insurance_searches_after_the_selection_used_its_solver() -> None:
    """All solvers of a process share their threads: the search after a selection ends where enumeration does."""
    data = risky()
    data["covers"] = [
        {"id": "K", "name": "K", "insurance": "property", "perils": ["R1"], "limit": 5000, "premium": 700}
    ]
    data["risks"][0]["insurance"] = "property"
    searched, enumerated = planned(data, exact_programmes=0, gap=0.0), planned(data)
    assert searched.cover is not None
    assert enumerated.cover is not None
    assert searched.cover.cost == pytest.approx(enumerated.cover.cost)
    assert searched.cover.bound <= enumerated.cover.cost + 1e-6
