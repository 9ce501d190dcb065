"""What the simulation answers beyond percentiles: indices, precision, frontier, contingency, tails, scenarios."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from simulation_cases import case_of, discrete, project, triangular, work
from test_simulation_known_answers import bridge, exponential, mean_error, simulate
from test_simulation_laws import rich_case

import serpin
from serpin.base.errors import InputError
from serpin.engines.simulation.model.statistics import frontier, joint_chance, percentile, tail
from serpin.engines.simulation.options import Scenario, SimulationOptions


def test_indices_of_the_discrete_bridge() -> None:
    """Criticality, sensitivity and significance of the bridge are those of the enumeration of its 3⁵ courses."""
    modes = (2, 4, 2, 4, 2)
    works = simulate(bridge([discrete((m - 1, 0.25), (m, 0.5), (m + 1, 0.25)) for m in modes])).works
    found = {row.work: row for row in works}
    order = [found[name] for name in ("a12", "a13", "a23", "a24", "a34")]
    criticality = [401 / 512, 261 / 512, 123 / 256, 261 / 512, 401 / 512]
    assert [row.criticality for row in order] == pytest.approx(criticality, abs=0.007)
    sensitivity = [0.618144, 0.402333, 0.379211, 0.402333, 0.618144]
    assert [row.sensitivity for row in order] == pytest.approx(sensitivity, abs=0.01)
    significance = [0.896678, 0.852179, 0.758884, 0.852179, 0.896678]
    assert [row.significance for row in order] == pytest.approx(significance, abs=0.005)


def test_stochastic_activity_network() -> None:
    """Elmaghraby's network of 13 exponential arcs has the mean, P80 and P95 of its Markov chain."""
    arcs = ["12", "13", "23", "24", "26", "36", "45", "47", "56", "58", "69", "78", "89"]
    works = [work(arc, exponential(), after=tuple(other for other in arcs if other[1] == arc[0])) for arc in arcs]
    finish = simulate(case_of(project("P", works))).finish
    assert finish is not None
    assert finish.mean == pytest.approx(6.566019, abs=mean_error(finish) + 0.002)
    assert finish.deviation**2 == pytest.approx(4.907042, rel=0.03)
    assert finish.percentile(0.8).low <= 8.272401 <= finish.percentile(0.8).high
    assert finish.percentile(0.95).low <= 10.643996 <= finish.percentile(0.95).high


def test_interval_of_a_percentile_covers_as_often_as_it_says() -> None:
    """The 95 % interval of P80 holds the true value in about 95 of 100 samples."""
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(1000):
        found = percentile(np.sort(rng.normal(size=1000)), 0.8)
        hits += found.low <= 0.8416212 <= found.high
    assert 930 <= hits <= 975


def test_precision_is_reached_and_told() -> None:
    """A run with a target ends at 4096 · 2ᵏ iterations, and the intervals of P80 reach no further than asked."""
    options = SimulationOptions(iterations=200_000, precision=0.02, compare_mitigations=False)
    outcomes = serpin.simulate(rich_case(), seed=3, options=options)
    assert outcomes.iterations in {4096 * 2**k for k in range(6)}
    assert outcomes.iterations > 4096
    assert outcomes.precision <= 0.02
    loose = serpin.simulate(rich_case(), seed=3, options=options.model_copy(update={"precision": 0.5}))
    assert loose.iterations == 4096


def test_joint_confidence_of_normals() -> None:
    """With a correlation of 0.6, both at P70 are kept together with 0.5727, and 70 % together needs both at P80.06."""
    rng = np.random.default_rng(1)
    finish = rng.normal(size=400_000)
    cost = 0.6 * finish + 0.8 * rng.normal(size=400_000)
    assert joint_chance(finish, cost, 0.524401, 0.524401).both.value == pytest.approx(0.572748, abs=0.003)
    limit = 0.844
    assert joint_chance(finish, cost, limit, limit).both.value == pytest.approx(0.70, abs=0.004)
    points = frontier(finish, cost, 0.7, points=41)
    nearest = min(points, key=lambda point: abs(point.finish - limit))
    assert nearest.cost == pytest.approx(limit, abs=0.08)


def test_every_pair_of_the_frontier_is_kept_as_often_as_it_says() -> None:
    """The share of courses within a pair of the frontier is its chance, and later finishes need less money."""
    outcomes = serpin.simulate(rich_case(), seed=3, options=SimulationOptions(iterations=4096))
    courses = np.array(outcomes.sample)
    for chance in (0.5, 0.7, 0.8):
        points = [point for point in outcomes.frontier if point.chance == chance]
        assert [point.cost for point in points] == sorted((point.cost for point in points), reverse=True)
        for point in points:
            share = np.mean((courses[:, 0] <= point.finish) & (courses[:, 1] <= point.cost))
            assert share == pytest.approx(chance, abs=0.1)


def test_contingency_is_p80_less_the_plan_and_is_drawn_down() -> None:
    """What is held back shrinks as works are done, and nothing is left at the end."""
    works = [work(f"W{k}", 60, [80, 100, 200], after=(f"W{k - 1}",) if k else ()) for k in range(4)]
    outcomes = simulate(case_of(project("P", works)), SimulationOptions(iterations=4096))
    cost = next(row for row in outcomes.contingencies if row.measure == "cost")
    assert outcomes.cost is not None
    expected = 4 * (80 + 4 * 100 + 200) / 6
    assert cost.planned == pytest.approx(expected)
    assert cost.amount == pytest.approx(outcomes.cost.percentile(0.8).value - expected)
    amounts = [row.amount for row in outcomes.drawdown]
    assert cost.amount >= amounts[0] > amounts[2] > 0
    assert amounts[-1] == 0.0


def test_tail_of_two_projects() -> None:
    """The mean of the worst twentieth is that of the enumeration, and the parts of the projects add up to it."""
    case = case_of(
        project("P", [work("A", 10, discrete((0, 0.9), (100, 0.1)))]),
        project("Q", [work("A", 10, discrete((0, 0.8), (30, 0.2)))]),
    )
    outcomes = simulate(case)
    found = next(row for row in outcomes.tails if row.measure == "cost")
    expected = (0.02 * 130 + 0.03 * 100) / 0.05
    assert found.mean == pytest.approx(expected, abs=1.5)
    assert found.mean_low <= expected <= found.mean_high
    assert math.fsum(part.amount for part in found.parts) == pytest.approx(found.mean)
    assert {part.project: part.amount for part in found.parts}["P"] == pytest.approx(100)


def test_tail_of_a_normal() -> None:
    """The mean beyond the 5 % quantile of a standard normal is −2.0627."""
    values = np.random.default_rng(3).normal(size=200_000)
    found = tail("value", values, values[None, :], ("P",))
    assert found.mean == pytest.approx(-2.062713, abs=0.02)
    assert found.mean_low <= -2.062713 <= found.mean_high
    assert found.threshold == pytest.approx(-1.644854, abs=0.02)


def risky(**more: Any) -> Any:
    """Return a case with a risk that costs 100 in half of the courses, and three mitigations."""
    risk = {
        "id": "R",
        "name": "Fire",
        "probability": 0.5,
        "impacts": [{"project": "P", "work": "A", "on": "cost", "size": 100}],
        "mitigations": [
            {"id": "M1", "name": "Alarm", "cost": 10, "probability": 0.1},
            {"id": "M2", "name": "Wall", "cost": 5, "impact": 0.5},
            {"id": "M3", "name": "Prayer", "cost": 7},
        ],
    }
    return case_of(project("P", [work("A", triangular(5, 8, 20), [10, 20, 40])]), risks=[risk], **more)


def test_mitigations_are_compared_on_the_same_luck() -> None:
    """Differences are exact where luck does not matter, and have an interval where it does."""
    outcomes = serpin.simulate(risky(), seed=5, options=SimulationOptions(iterations=8192))
    found = {row.scenario: row for row in outcomes.scenarios}
    assert set(found) == {"R/M1", "R/M2", "R/M3"}
    assert found["R/M1"].cost.low <= 10 - 40 <= found["R/M1"].cost.high
    assert found["R/M2"].cost.low <= 5 - 25 <= found["R/M2"].cost.high
    assert (found["R/M3"].cost.low, found["R/M3"].cost.mean, found["R/M3"].cost.high) == pytest.approx((7, 7, 7))
    assert found["R/M1"].value.mean == pytest.approx(-found["R/M1"].cost.mean)
    assert all(row.finish.mean == row.finish.high == 0 for row in found.values())


def test_a_taken_mitigation_changes_the_plain_run() -> None:
    """Options that take a mitigation give the costs of the scenario that takes it."""
    plain = SimulationOptions(iterations=8192, compare_mitigations=False)
    without = serpin.simulate(risky(), seed=5, options=plain)
    taken = serpin.simulate(risky(), seed=5, options=plain.model_copy(update={"mitigations": ("R/M1",)}))
    scenario = Scenario(id="calm", mitigations=("R/M1",))
    beside = serpin.simulate(risky(), seed=5, options=plain.model_copy(update={"scenarios": (scenario,)}))
    assert without.cost is not None
    assert taken.cost is not None
    assert taken.mitigation_cost == 10
    assert taken.is_sound
    assert taken.cost.mean - without.cost.mean == pytest.approx(beside.scenarios[0].cost.mean)
    nothing = Scenario(id="none", without=("R",))
    calm = serpin.simulate(risky(), seed=5, options=plain.model_copy(update={"scenarios": (nothing,)}))
    assert calm.scenarios[0].cost.mean == pytest.approx(-50, abs=2)


def test_an_unknown_mitigation_is_refused() -> None:
    """A mitigation that the register has not is named."""
    with pytest.raises(InputError, match="there is no mitigation R/M9"):
        serpin.simulate(risky(), seed=5, options=SimulationOptions(mitigations=("R/M9",)))


def test_need_is_the_deepest_point_of_the_cash() -> None:
    """Without returns the largest need of cash is the whole cost."""
    outcomes = simulate(case_of(project("P", [work("A", 10, [80, 100, 200])])), SimulationOptions(iterations=4096))
    assert outcomes.need is not None
    assert outcomes.cost is not None
    assert outcomes.need.mean == pytest.approx(outcomes.cost.mean, rel=1e-5)
