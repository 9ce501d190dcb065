"""Laws that every simulation obeys: degenerate cases, reproducibility, monotony, stopping."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from simulation_cases import case_of, discrete, project, triangular, work

import serpin
from serpin.base.errors import InputError
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.simulation.result import Outcomes
from serpin.vocabulary.result import Status
from serpin.vocabulary.timetable import Placement, ResourceWait, Timetable

FEW = SimulationOptions(iterations=3000)


def rich_case(**more: Any) -> Any:
    """Return a case with all kinds of uncertainty."""
    first = project(
        "P1",
        [
            work("A", triangular(5, 8, 20), [10, 20, 60], demand={"L": 1}),
            work("B", [4, 6, 15], 50, after=("A",), rework={"probability": 0.3, "share": 0.5}),
            work("C", {"median": 10, "p90": 20}, 30, after=({"work": "A", "type": "SS", "lag": 2},), occurrence=0.7),
            work("D", {"values": [3, 5, 9]}, 70, after=("B", {"work": "C", "type": "FF", "lag": 1}), success=0.95),
        ],
        gates=[{"id": "G", "name": "Gate", "after": ["B"], "before": ["D"], "success": 0.8, "abandonment_value": 12}],
        returns={"revenue": [200, 300, 500], "operating_cost": 90, "life": 4, "ramp": 1, "price_drift": 0.02},
    )
    second = project(
        "P2",
        [work("A", [10, 12, 30], 40, demand={"L": 1}), work("B", 7, [5, 6, 9], after=("A",))],
        returns={"revenue": 100, "operating_cost": [10, 20, 40], "life": 3},
    )
    risks = [
        {
            "id": "R1",
            "name": "Late parts",
            "probability": 0.3,
            "group": "supply",
            "impacts": [{"kind": "research", "on": "duration", "effect": "factor", "size": 1.3}],
        },
        {
            "id": "R2",
            "name": "Dear parts",
            "probability": 0.2,
            "group": "supply",
            "impacts": [{"project": "P2", "on": "cost", "size": [5, 10, 30]}],
        },
        {
            "id": "R3",
            "name": "Weak market",
            "rate": 0.4,
            "impacts": [{"on": "returns", "effect": "factor", "size": [0.5, 0.8, 1]}],
        },
    ]
    data = {
        "discount_rate": 0.12,
        "tax_rate": 0.2,
        "resources": [{"id": "L", "name": "Lab", "owner": "E", "capacity": 1, "cost_per_unit_day": 2}],
        "risks": risks,
        **more,
    }
    return case_of(first, second, **data)


def timetable() -> Timetable:
    """Return a timetable in which the laboratory passes from the first project to the second."""
    rows = [("P1", "A", 0, 8), ("P1", "B", 8, 14), ("P1", "C", 2, 12), ("P1", "D", 14, 19)]
    rows += [("P2", "A", 8, 20), ("P2", "B", 20, 27)]
    return Timetable(
        placements=tuple(Placement(project=p, work=w, mode="m", start=s, finish=f) for p, w, s, f in rows),
        waits=(ResourceWait(resource="L", before=("P1", "A"), after=("P2", "A")),),
    )


def without_time(outcomes: Outcomes) -> Outcomes:
    """Return outcomes without the seconds that they took."""
    return outcomes.model_copy(update={"ledger": outcomes.ledger.model_copy(update={"seconds": 0.0})})


def test_without_uncertainty_the_plan_comes_true() -> None:
    """Fixed durations and costs give one finish and one cost in every course: those of the plan."""
    case = case_of(project("P", [work("A", 10, 100), work("B", 5, 50, after=("A",))]))
    outcomes = serpin.simulate(case, seed=1, options=FEW)
    (row,) = outcomes.projects
    assert outcomes.finish is not None
    assert row.finish is not None
    assert (row.finish.mean, row.finish.deviation, row.cost.mean) == (15, 0, 150)
    assert (row.planned_finish, row.planned_cost) == (15, 150)
    assert row.on_time.value == row.in_budget.value == row.success.value == 1.0


def test_same_bits_on_any_number_of_workers() -> None:
    """Threads and processes give the very outcomes of a single worker."""
    case = rich_case()
    alone = without_time(serpin.simulate(case, timetable(), seed=11, options=FEW))
    with ThreadPoolExecutor(3) as threads:
        assert without_time(serpin.simulate(case, timetable(), seed=11, options=FEW, executor=threads)) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert without_time(serpin.simulate(case, timetable(), seed=11, options=FEW, executor=processes)) == alone


def test_self_checks_pass_on_a_rich_case() -> None:
    """The checker, which recomputes courses in plain Python, confirms everything."""
    for plan in (None, timetable()):
        outcomes = serpin.simulate(rich_case(), plan, seed=3, options=FEW)
        assert outcomes.is_sound, outcomes.self_checks
        assert outcomes.status is Status.FEASIBLE


def test_another_seed_gives_other_courses() -> None:
    """The seed matters."""
    one = serpin.simulate(rich_case(), seed=1, options=FEW)
    two = serpin.simulate(rich_case(), seed=2, options=FEW)
    assert one.sample != two.sample


def test_projects_do_not_disturb_each_other() -> None:
    """A project without common resources has the same outcome whatever else is simulated."""
    works = [work("A", triangular(5, 8, 20), [10, 20, 60]), work("B", [4, 6, 15], after=("A",))]
    alone = serpin.simulate(case_of(project("P", works)), seed=5, options=FEW)
    other = project("O", [work("A", [1, 2, 9], 7)])
    beside = serpin.simulate(case_of(other, project("P", works)), seed=5, options=FEW)
    assert beside.projects[1] == alone.projects[0]


def test_more_iterations_give_narrower_intervals() -> None:
    """Sixteen times the iterations quarter the interval of the mean and narrow that of P80."""
    few = serpin.simulate(rich_case(), seed=4, options=SimulationOptions(iterations=1000)).cost
    many = serpin.simulate(rich_case(), seed=4, options=SimulationOptions(iterations=16_000)).cost
    assert few is not None
    assert many is not None
    assert many.mean_high - many.mean_low < 0.35 * (few.mean_high - few.mean_low)
    wide, narrow = few.percentile(0.8), many.percentile(0.8)
    assert narrow.high - narrow.low < wide.high - wide.low


def test_a_certain_gate_is_no_gate() -> None:
    """A gate that is always passed changes nothing and is worth nothing."""
    works = [work("A", [5, 8, 20], 10), work("B", [4, 6, 15], 20, after=("A",))]
    gate = {"id": "G", "name": "Gate", "after": ["A"], "before": ["B"], "success": 1.0}
    plain = serpin.simulate(case_of(project("P", works)), seed=5, options=FEW).projects[0]
    gated = serpin.simulate(case_of(project("P", works, gates=[gate])), seed=5, options=FEW).projects[0]
    assert gated.finish == plain.finish
    assert gated.value == plain.value
    assert gated.gate_value == 0.0


def test_without_gates_projects_spend_to_the_end() -> None:
    """With gates off nothing stops, costs rise to the whole, and failures show in the success alone."""
    works = [work("A", 5, 10), work("B", 5, 20, after=("A",))]
    gate = {"id": "G", "name": "Gate", "after": ["A"], "before": ["B"], "success": 0.5}
    case = case_of(project("P", works, gates=[gate]))
    options = SimulationOptions(iterations=3000, with_gates=False)
    (row,) = serpin.simulate(case, seed=5, options=options).projects
    assert (row.cost.mean, row.cost.deviation) == (30, 0)
    assert row.success.low <= 0.5 <= row.success.high


@pytest.mark.parametrize(
    ("rule", "passed"),
    [
        ({"measure": "cost", "at_most": 15}, 0.5),
        ({"measure": "finish", "at_most": 10}, 0.5),
        ({"measure": "value", "at_least": 0}, 0.75),
    ],
)
def test_a_rule_looks_at_the_simulated_state(rule: dict[str, Any], passed: float) -> None:
    """A gate with a limit on cost, day or value lets through the courses that keep it."""
    works = [
        work("A", discrete((5, 0.5), (15, 0.5)), discrete((10, 0.5), (20, 0.5))),
        work("B", 5, 20, after=("A",)),
    ]
    gate = {"id": "G", "name": "Gate", "after": ["A"], "before": ["B"], "rule": rule}
    returns = {"revenue": discrete((10, 0.25), (100, 0.75)), "life": 1}
    (row,) = serpin.simulate(case_of(project("P", works, gates=[gate], returns=returns)), seed=5, options=FEW).projects
    (found,) = row.gates
    assert found.reached.value == 1.0
    assert found.passed.low <= passed <= found.passed.high


def test_a_late_work_delays_whoever_waits_for_its_laboratory() -> None:
    """The second project begins when the first gives the laboratory back, not before."""
    case = case_of(project("P1", [work("A", discrete((8, 0.5), (20, 0.5)))]), project("P2", [work("A", 12)]))
    rows = tuple(
        Placement(project=p, work="A", mode="m", start=s, finish=f) for p, s, f in (("P1", 0, 8), ("P2", 8, 20))
    )
    waits = (ResourceWait(resource="L", before=("P1", "A"), after=("P2", "A")),)
    outcomes = serpin.simulate(case, Timetable(placements=rows, waits=waits), seed=5, options=FEW)
    finish = outcomes.projects[1].finish
    assert finish is not None
    assert {finish.curve[0], finish.curve[100]} == {20.0, 32.0}


def test_one_risk_hits_all_its_works_together() -> None:
    """A risk on two works happens to both or to neither."""
    risk = {
        "id": "R",
        "name": "Strike",
        "probability": 0.5,
        "impacts": [{"kind": "research", "on": "duration", "size": 10}],
    }
    case = case_of(project("P", [work("A", 10), work("B", 10, after=("A",))]), risks=[risk])
    outcomes = serpin.simulate(case, seed=5, options=FEW)
    assert outcomes.finish is not None
    assert set(outcomes.finish.curve) == {20.0, 40.0}
    (driver,) = outcomes.drivers
    assert driver.finish == pytest.approx(20)
    assert driver.occurrence == pytest.approx(0.5, abs=0.04)


def test_risks_of_a_group_rise_together() -> None:
    """Two risks of a group happen together more often than two without one."""

    def together(group: str) -> float:
        risks = [
            {
                "id": f"R{number}",
                "name": "Risk",
                "probability": 0.3,
                "group": group,
                "impacts": [{"project": "P", "on": "cost", "size": 1}],
            }
            for number in range(2)
        ]
        outcomes = serpin.simulate(case_of(project("P", [work("A", 10)]), risks=risks), seed=5, options=FEW)
        assert outcomes.cost is not None
        return sum(cost == 2 for _, cost, _ in outcomes.sample) / len(outcomes.sample)

    assert together("") == pytest.approx(0.09, abs=0.04)
    assert together("market") > 0.13


def test_a_risk_outside_its_window_does_nothing() -> None:
    """A risk that can happen only after the work is over does not delay it."""
    risk = {
        "id": "R",
        "name": "Flood",
        "probability": 1.0,
        "since": "2028-01-03",
        "impacts": [{"project": "P", "work": "A", "on": "duration", "size": 10}],
    }
    outcomes = serpin.simulate(case_of(project("P", [work("A", 10)]), risks=[risk]), seed=5, options=FEW)
    assert outcomes.finish is not None
    assert outcomes.finish.mean == 10


def test_finished_works_are_certain_and_begun_ones_have_a_rest() -> None:
    """A finished work keeps its books; of one under way only the remaining part is uncertain."""
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-08", "actual_cost": 70}
    begun = {"actual_start": "2027-01-04", "percent": 50, "actual_cost": 40}
    case = case_of(
        project("P", [work("A", [9, 10, 11], 100, progress=done), work("B", 20, 60, after=("A",), progress=begun)])
    )
    (row,) = serpin.simulate(case, seed=5, options=FEW).projects
    assert row.finish is not None
    assert (row.finish.mean, row.cost.mean, row.value.mean) == (10, 140, -30)


def test_stop_returns_what_is_done() -> None:
    """A listener that says stop gets the outcomes of the iterations done so far."""
    heard: list[float] = []

    def listen(done: float, value: float | None, bound: float | None) -> str | None:
        heard.append(done)
        return "stop" if len(heard) == 2 else None

    outcomes = serpin.simulate(rich_case(), seed=5, options=SimulationOptions(iterations=400_000), progress=listen)
    assert outcomes.status is Status.STOPPED
    assert 0 < outcomes.iterations < 400_000
    assert outcomes.is_sound


def test_nothing_to_simulate_is_skipped() -> None:
    """An empty timetable is a status, not an error."""
    assert serpin.simulate(rich_case(), Timetable(), seed=5).status is Status.SKIPPED


def test_a_timetable_that_does_not_fit_is_refused() -> None:
    """A placement of an unknown work is named."""
    wrong = Timetable(placements=(Placement(project="P1", work="X", mode="m", start=0, finish=1),))
    with pytest.raises(InputError, match="there is no work X in project P1"):
        serpin.simulate(rich_case(), wrong, seed=5)


def test_cash_ends_with_the_value_when_nothing_is_discounted() -> None:
    """Without discounting the cumulative cash after the life of the product is the value."""
    case = case_of(project("P", [work("A", 10, 100)], returns={"revenue": 60, "life": 2, "ramp": 1}), tax_rate=0.2)
    outcomes = serpin.simulate(case, seed=5, options=FEW)
    assert outcomes.value is not None
    assert outcomes.value.mean == pytest.approx(-100 + 0.8 * 60 * 1.5)
    assert outcomes.cash[-1].mean == pytest.approx(outcomes.value.mean)
    assert outcomes.cash[0].mean < outcomes.cash[1].mean
