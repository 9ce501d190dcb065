"""Losses by risk and course: exact differences by hand, and what the table keeps to itself."""

from __future__ import annotations

import numpy as np
import pytest
from simulation_cases import case_of, discrete, project, work

import serpin
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.simulation.result import Outcomes
from serpin.vocabulary.case import Case
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.timetable import Placement, ResourceWait, Timetable

FEW = SimulationOptions(iterations=2048)


def losses_of(case: object, options: SimulationOptions = FEW) -> LossTable:
    """Return the table of losses of a case."""
    losses = serpin.simulate(case, seed=5, options=options).losses
    assert losses is not None
    return losses


def risk(code: str, *impacts: dict[str, object], **more: object) -> dict[str, object]:
    """Return the data of a risk of one half."""
    return {"id": code, "name": code, "probability": 0.5, "impacts": list(impacts), **more}


def test_damage_is_what_the_cost_impact_adds() -> None:
    """A cost of 20 or 50 on a work is the loss and the damage, in about half of the courses, and nothing else."""
    hit = {"project": "P", "work": "A", "on": "cost", "size": discrete((20, 0.5), (50, 0.5))}
    losses = losses_of(case_of(project("P", [work("A", 10, 100)]), risks=[risk("R", hit)]))
    assert losses.risks == ("R",)
    assert set(np.unique(losses.losses.round(3))) == {0.0, 20.0, 50.0}
    assert (losses.losses == losses.damage).all()
    assert np.count_nonzero(losses.losses) / losses.courses == pytest.approx(0.5, abs=0.03)
    assert losses.cost is not None
    assert losses.cost == pytest.approx(100.0)


def test_a_delay_within_the_float_costs_nothing() -> None:
    """Five days more on a work with ten days of float move neither launch nor cost; on the critical work they do."""
    works = [work("A", 10), work("B", 20), work("C", 5, after=("A", "B"))]
    returns = {"revenue": 1000, "operating_cost": 0, "life": 4}
    late = [risk(f"R{code}", {"project": "P", "work": code, "on": "duration", "size": 5}) for code in "AB"]
    losses = losses_of(case_of(project("P", works, returns=returns), risks=late, discount_rate=0.1))
    assert not losses.losses[:, 0].any()
    assert losses.losses[:, 1].any()
    assert losses.damage is not None
    assert not losses.damage.any()


def test_lost_returns_are_the_value_that_is_missing() -> None:
    """Half the revenue of four years of 1000 without discounting and tax is a loss of 2000."""
    hit = {"project": "P", "on": "returns", "effect": "factor", "size": 0.5}
    plant = project("P", [work("A", 10)], returns={"revenue": 1000, "operating_cost": 0, "life": 4})
    losses = losses_of(case_of(plant, risks=[risk("R", hit)]))
    assert set(np.unique(losses.losses.round(1))) == {0.0, 2000.0}


def test_damage_and_delay_of_one_risk_are_told_apart() -> None:
    """Of a risk that adds 30 of cost and 5 days of resources at 4 a day, 30 are damage and 20 more are the delay."""
    hits = [
        {"project": "P", "work": "A", "on": "cost", "size": 30},
        {"project": "P", "work": "A", "on": "duration", "size": 5},
    ]
    laboratory = {"id": "L", "name": "L", "owner": "E", "kind": "laboratory", "capacity": 1, "cost_per_unit_day": 4}
    plant = project("P", [work("A", 10, demand={"L": 1})])
    losses = losses_of(case_of(plant, risks=[risk("R", *hits)], resources=[laboratory]))
    happens = losses.losses[:, 0] > 0
    assert losses.damage is not None
    assert losses.damage[happens, 0] == pytest.approx(30.0)
    assert losses.losses[happens, 0] == pytest.approx(50.0)


def test_a_work_that_a_gate_has_cut_off_cannot_be_damaged() -> None:
    """A risk on a work behind a gate costs something only where the gate was passed."""
    gate = {"id": "G", "name": "Gate", "after": ["A"], "before": ["B"], "success": 0.4}
    plant = project("P", [work("A"), work("B", after=("A",))], gates=[gate])
    hit = {"project": "P", "work": "B", "on": "cost", "size": 7}
    losses = losses_of(case_of(plant, risks=[risk("R", hit, probability=1.0)]))
    assert np.count_nonzero(losses.losses) / losses.courses == pytest.approx(0.4, abs=0.03)


def test_the_year_is_that_of_the_work_that_is_hit() -> None:
    """A risk on a work that runs in the second year happens in year 1."""
    plant = project("P", [work("A", 300), work("B", 20, after=("A",))])
    hit = {"project": "P", "work": "B", "on": "cost", "size": 7}
    losses = losses_of(case_of(plant, risks=[risk("R", hit)]))
    assert losses.year is not None
    assert (losses.year == 1).all()


def test_the_table_is_neither_stored_nor_compared() -> None:
    """Outcomes read back from a document equal those that were written, without their losses."""
    hit = {"project": "P", "on": "cost", "size": 7}
    outcomes = serpin.simulate(case_of(project("P", [work("A")]), risks=[risk("R", hit)]), seed=5, options=FEW)
    again = Outcomes.model_validate_json(outcomes.model_dump_json())
    assert outcomes.losses is not None
    assert again == outcomes
    assert again.losses is None


def test_without_risks_there_is_no_table() -> None:
    """No register, no losses; nor where they are not wanted."""
    plain = case_of(project("P", [work("A")]))
    assert serpin.simulate(plain, seed=5, options=FEW).losses is None
    hit = {"project": "P", "on": "cost", "size": 7}
    risky = case_of(project("P", [work("A")]), risks=[risk("R", hit)])
    assert serpin.simulate(risky, seed=5, options=SimulationOptions(with_losses=False)).losses is None


def _two_firms() -> Case:
    """Return four projects, the first two joined by a wait, with a risk on each pair and one on all."""
    returns = {"revenue": [700, 1000, 1500], "operating_cost": 100, "life": 4}
    projects = [
        project(code, [work("A", [8, 10, 20], [50, 60, 90]), work("B", 10, after=("A",))], returns=returns)
        for code in ("P", "Q", "R", "S")
    ]
    late = {"project": "P", "work": "A", "on": "duration", "size": [5, 20, 60]}
    dear = {"project": "R", "work": "B", "on": "cost", "size": [5, 20, 60]}
    weak = {"on": "returns", "effect": "factor", "size": [0.5, 0.8, 1]}
    risks = [risk("LATE", late, group="g"), risk("DEAR", dear, group="g"), risk("WEAK", weak)]
    return case_of(*projects, risks=risks, discount_rate=0.1)


def test_a_risk_is_worked_out_where_it_reaches() -> None:
    """Losses of a part of the portfolio are those of the whole: the sample with the risk less the sample without."""
    rows = [Placement(project=code, work="A", mode="m", start=0, finish=10) for code in "PR"]
    rows += [Placement(project=code, work="A", mode="m", start=10, finish=20) for code in "QS"]
    waits = (ResourceWait(resource="L", before=("P", "A"), after=("Q", "A")),)
    plan = Timetable(placements=tuple(rows), waits=waits)
    case = _two_firms()
    scenarios = SimulationOptions(iterations=2048)
    outcomes = serpin.simulate(case, plan, seed=5, options=scenarios)
    assert outcomes.losses is not None
    assert outcomes.losses.risks == ("LATE", "DEAR", "WEAK")
    assert outcomes.losses.damage is not None
    for number, code in enumerate(outcomes.losses.risks):
        fewer = case.model_copy(update={"risks": tuple(one for one in case.risks if one.id != code)})
        without = np.array(serpin.simulate(fewer, plan, seed=5, options=scenarios).sample)
        (_, cost, value), (_, less, more) = np.array(outcomes.sample).T, without.T
        count = len(cost)
        lost, damaged = outcomes.losses.losses[:count, number], outcomes.losses.damage[:count, number]
        assert damaged == pytest.approx(np.maximum(cost - less, 0.0) if code == "DEAR" else 0.0, abs=0.02)
        if code != "DEAR":
            assert lost == pytest.approx(np.maximum(more - value, 0.0), abs=0.02)
        assert lost.any()


def test_many_risks_on_many_works_have_a_table() -> None:
    """Two hundred risks on two hundred projects of ten works are worked out: each reaches one project alone."""
    returns = {"revenue": 1000, "operating_cost": 0, "life": 4}
    works = [work(f"W{k}", [8, 10, 20], after=(f"W{k - 1}",) if k else ()) for k in range(10)]
    projects = [project(f"P{k}", works, returns=returns) for k in range(200)]
    hits = [{"project": f"P{k}", "work": "W5", "on": "duration", "size": 30} for k in range(200)]
    risks = [risk(f"R{k}", hit) for k, hit in enumerate(hits)]
    losses = losses_of(case_of(*projects, risks=risks, discount_rate=0.1), SimulationOptions(iterations=10_240))
    assert losses.courses == 10_240
    assert losses.losses.any(axis=0).all()
