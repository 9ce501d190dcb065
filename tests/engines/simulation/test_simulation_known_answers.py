"""Published and exactly derived answers, at fixed seeds, within the error of the number of iterations."""

from __future__ import annotations

import math
from typing import Any

import pytest
from simulation_cases import case_of, discrete, project, triangular, work

import serpin
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.simulation.result import Distribution, Outcomes

MANY = SimulationOptions(iterations=100_000)


def simulate(case: Any, options: SimulationOptions = MANY) -> Outcomes:
    """Simulate with the seed of these tests and insist on sound self-checks."""
    outcomes = serpin.simulate(case, seed=7, options=options)
    assert outcomes.is_sound, outcomes.self_checks
    return outcomes


def mean_error(distribution: Distribution, iterations: int = 100_000) -> float:
    """Return four standard errors of a mean."""
    return 4 * distribution.deviation / math.sqrt(iterations)


def bridge(days: list[Any]) -> Any:
    """Return the Wheatstone bridge: arcs 12, 13, 23, 24, 34."""
    works = [
        work("a12", days[0]),
        work("a13", days[1]),
        work("a23", days[2], after=("a12",)),
        work("a24", days[3], after=("a12",)),
        work("a34", days[4], after=("a13", "a23")),
    ]
    return case_of(project("P", works))


def exponential() -> dict[str, Any]:
    """Return Exp(1) as 4000 equally likely quantiles."""
    return {"shape": "empirical", "values": [-math.log(1 - (k + 0.5) / 4000) for k in range(4000)]}


def test_discrete_bridge() -> None:
    """The bridge with three-valued durations has its exact mean, variance, criticality and cruciality."""
    modes = (2, 4, 2, 4, 2)
    case = bridge([discrete((m - 1, 0.25), (m, 0.5), (m + 1, 0.25)) for m in modes])
    outcomes = simulate(case)
    assert outcomes.finish is not None
    assert outcomes.finish.mean == pytest.approx(863 / 128, abs=mean_error(outcomes.finish))
    assert outcomes.finish.deviation**2 == pytest.approx(13151 / 16384, rel=0.02)
    cruciality = [row.cruciality for row in outcomes.works]
    assert cruciality == pytest.approx([0.521030, 0.268222, 0.225060, 0.268222, 0.521030], abs=0.013)


def test_exponential_bridge() -> None:
    """The bridge with exponential durations has the mean, variance and P80 of its Markov chain."""
    outcomes = simulate(bridge([exponential()] * 5))
    assert outcomes.finish is not None
    assert outcomes.finish.mean == pytest.approx(83 / 24, abs=mean_error(outcomes.finish))
    assert outcomes.finish.deviation**2 == pytest.approx(1663 / 576, rel=0.03)
    assert outcomes.finish.percentile(0.8).low <= 4.7145197 <= outcomes.finish.percentile(0.8).high


def reliable(shape: str) -> Any:
    """Return Hillier and Lieberman's Reliable Construction with triangular or PERT durations."""
    points = {
        "A": (1, 2, 3),
        "B": (2, 3.5, 8),
        "C": (6, 9, 18),
        "D": (4, 5.5, 10),
        "E": (1, 4.5, 5),
        "F": (4, 4, 10),
        "G": (5, 6.5, 11),
        "H": (5, 8, 17),
        "I": (3, 7.5, 9),
        "J": (3, 9, 9),
        "K": (4, 4, 4),
        "L": (1, 5.5, 7),
        "M": (1, 2, 3),
        "N": (5, 5.5, 9),
    }
    after = {"B": "A", "C": "B", "D": "C", "E": "C", "F": "E", "G": "D", "H": "EG", "I": "C", "J": "FI", "K": "J"}
    after |= {"L": "J", "M": "H", "N": "KL"}
    works = [
        work(code, {"shape": shape, "low": low, "mode": mode, "high": high}, after=tuple(after.get(code, "")))
        for code, (low, mode, high) in points.items()
    ]
    return case_of(project("P", works), horizon=4)


@pytest.mark.parametrize(
    ("shape", "mean", "kept", "p80"), [("triangular", 46.231, 0.594, 49.38), ("pert", 44.327, 0.8165, 46.81)]
)
def test_reliable_construction(shape: str, mean: float, kept: float, p80: float) -> None:
    """Merge bias: PERT promises 47 weeks with 0.84, the network keeps them with 0.59 (triangular)."""
    outcomes = simulate(reliable(shape))
    assert outcomes.finish is not None
    assert outcomes.finish.mean == pytest.approx(mean, abs=0.02 + mean_error(outcomes.finish))
    curve = outcomes.finish.curve
    share = sum(value <= 47 for value in curve) / 101
    assert share == pytest.approx(kept, abs=0.012)
    assert outcomes.finish.percentile(0.8).value == pytest.approx(p80, abs=0.05)


def test_r_project_management_closed_forms() -> None:
    """Triangular and PERT (2, 4, 9) have the textbook means and variances."""
    for shape, mean, variance in (("triangular", 5, 2.166667), ("pert", 4.5, 1.607143)):
        estimate = {"shape": shape, "low": 2, "mode": 4, "high": 9}
        finish = simulate(case_of(project("P", [work("W", estimate)]))).finish
        assert finish is not None
        assert finish.mean == pytest.approx(mean, abs=mean_error(finish))
        assert finish.deviation**2 == pytest.approx(variance, rel=0.02)


def test_rework_loop() -> None:
    """Endless rework of the whole work multiplies its mean duration by 1/(1 − p)."""
    rework = {"probability": 0.4, "share": 1, "rounds": 20}
    finish = simulate(case_of(project("P", [work("W", 10, rework=rework)]))).finish
    assert finish is not None
    assert finish.mean == pytest.approx(10 / 0.6, abs=mean_error(finish))


def test_maximum_of_exponentials() -> None:
    """The longest of five parallel exponential works has the mean 1 + 1/2 + 1/3 + 1/4 + 1/5."""
    finish = simulate(case_of(project("P", [work(f"W{k}", exponential()) for k in range(5)]))).finish
    assert finish is not None
    assert finish.mean == pytest.approx(137 / 60, abs=mean_error(finish))


def phases(code: str, costs: list[float], chances: list[float], revenue: Any) -> dict[str, Any]:
    """Return a project of works one after another, each with a gate behind it."""
    works = [
        work(f"W{number}", 10, cost, after=(f"W{number - 1}",) if number else ()) for number, cost in enumerate(costs)
    ]
    gates = [
        {
            "id": f"G{number}",
            "name": "Gate",
            "after": [f"W{number}"],
            "before": [f"W{number + 1}"] if number + 1 < len(costs) else [],
            "success": chance,
        }
        for number, chance in enumerate(chances)
    ]
    return project(code, works, gates=gates, returns={"revenue": revenue, "life": 1})


def test_stage_gates_of_davanrik() -> None:
    """Merck's Davanrik is worth 13.98, its branches told as three projects that share the first two phases' odds."""
    both = discrete((1850, 0.70), (950, 0.15), (245, 0.05), (0, 0.10))
    case = case_of(
        phases("D", [30, 40, 200], [0.6, 0.10, 0.85], 950),
        phases("W", [0, 0, 150], [0.6, 0.15, 0.75], 245),
        phases("B", [0, 0, 500], [0.6, 0.05, 1.0], both),
    )
    outcomes = simulate(case)
    assert outcomes.value is not None
    assert outcomes.value.mean == pytest.approx(13.98, abs=mean_error(outcomes.value))
    branches = {row.project: row for row in outcomes.projects}
    assert branches["D"].value.mean == pytest.approx(-54 + 0.06 * 607.5, abs=mean_error(branches["D"].value))
    assert branches["W"].value.mean == pytest.approx(0.09 * 33.75, abs=mean_error(branches["W"].value))
    assert branches["B"].value.mean == pytest.approx(0.03 * 949.75, abs=mean_error(branches["B"].value))


@pytest.mark.parametrize(("terms", "expected"), [((30, 0.8, 0.75, 5, 6), 8.25), ((63.75, 0.5, 0.8, 5, 2), 19.5)])
def test_expected_commercial_value(terms: tuple[float, ...], expected: float) -> None:
    """ECV = (PV · Pcs − C) · Pts − D."""
    present, commercial, technical, launch, development = terms
    assert (present * commercial - launch) * technical - development == pytest.approx(expected)
    revenue = discrete((present, commercial), (0, 1 - commercial))
    case = case_of(phases("P", [development, launch], [technical], revenue))
    value = simulate(case).value
    assert value is not None
    assert value.mean == pytest.approx(expected, abs=mean_error(value))


def test_right_to_stop_saves_what_lies_behind_the_gate() -> None:
    """A gate that fails in 4 of 10 courses saves the later cost in those, and brings the abandonment value."""
    data = phases("P", [10, 100], [0.6], 500)
    data["gates"][0]["abandonment_value"] = 5
    (row,) = simulate(case_of(data)).projects
    assert row.gate_value == pytest.approx(0.4 * 105, abs=0.7)
    assert row.success.low <= 0.6 <= row.success.high


def test_expected_impact_of_a_rate() -> None:
    """Events with a rate of 1.5 a year over two years add their mean size 3 times on average."""
    risk = {
        "id": "R",
        "name": "Breakdown",
        "rate": 1.5,
        "impacts": [{"project": "P", "work": "W", "on": "cost", "size": triangular(50, 100, 150)}],
    }
    cost = simulate(case_of(project("P", [work("W", 10, 1000)]), risks=[risk])).cost
    assert cost is not None
    years = (730 - 3) / 365.25
    assert cost.mean == pytest.approx(1000 + 100 * 1.5 * years, abs=mean_error(cost))
    second_moment = 100**2 + 50**2 / 6
    assert cost.deviation**2 == pytest.approx(1.5 * years * second_moment, rel=0.03)


def test_joint_confidence_of_correlated_normals() -> None:
    """Cost that follows the duration keeps both medians together with the chance 1/4 + asin(ρ)/2π."""
    case = case_of(
        project("P", [work("W", triangular(50, 100, 150), triangular(50, 100, 150), demand={"L": 1})]),
        resources=[{"id": "L", "name": "Lab", "owner": "E", "capacity": 1, "cost_per_unit_day": 1}],
    )
    outcomes = simulate(case)
    pair = outcomes.joint[1]
    assert pair.both.value == pytest.approx(0.25 + math.asin(math.sqrt(0.5)) / (2 * math.pi), abs=0.01)
