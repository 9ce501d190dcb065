"""The kernels against the same simulation in plain NumPy, and against themselves in other shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from simulation_cases import case_of, project, triangular, work
from simulation_reference import accounts, cash_of, run_courses
from test_simulation_laws import rich_case, timetable

from serpin.engines.simulation.model.arrays import lanes_of, plan_of
from serpin.engines.simulation.model.block import Block, Task, run_block
from serpin.engines.simulation.model.compile import compile_network
from serpin.engines.simulation.model.kernel import run_finish
from serpin.engines.simulation.model.network import Network
from serpin.engines.simulation.options import SimulationOptions


def ruled_case() -> Any:
    """Return a case whose gates have rules, with a windowed risk and links of all kinds."""
    works = [
        work("A", triangular(5, 8, 20), [10, 20, 60]),
        work("B", [4, 6, 15], 50, after=({"work": "A", "type": "SS", "lag": 3},)),
        work("C", [2, 3, 9], 30, after=({"work": "B", "type": "SF", "lag": 8},), success=0.9),
        work("D", [5, 6, 9], 70, after=("B", {"work": "C", "type": "FF", "lag": 1}, "A", "C")),
    ]
    gates = [
        {"id": "G", "name": "Gate", "after": ["A"], "before": ["D"], "rule": {"measure": "cost", "at_most": 70}},
        {"id": "H", "name": "Gate", "after": ["B"], "before": ["D"], "rule": {"measure": "value", "at_least": 50}},
    ]
    risk = {
        "id": "R",
        "name": "Flood",
        "rate": 1.0,
        "since": "2027-01-11",
        "until": "2027-01-20",
        "impacts": [
            {"project": "P", "on": "duration", "effect": "factor", "size": [1, 1.2, 2]},
            {"project": "P", "on": "duration", "size": 4},
            {"project": "P", "on": "returns", "size": [-60, -20, 0]},
        ],
    }
    returns = {"revenue": [50, 60, 120], "life": 3, "launch_after": "C", "delay": 5}
    return case_of(project("P", works, gates=gates, returns=returns), risks=[risk], discount_rate=0.1)


def network(case: Any, plan: Any = None, **options: Any) -> Network:
    """Return the compiled network of a case."""
    return compile_network(case, plan, SimulationOptions(**options))


def block(compiled: Network, width: int, iterations: int = 1024, number: int = 0) -> Block:
    """Return the first block, worked out in groups of some width."""
    plan = plan_of(compiled)
    return run_block(Task(plan, 9, iterations, iterations), lanes_of(plan, width, full=True), number)


@pytest.mark.parametrize("compiled", [network(rich_case(), timetable()), network(ruled_case())], ids=["rich", "ruled"])
def test_kernels_agree_with_the_oracle(compiled: Network) -> None:
    """Finish, cost, value, savings and cash are those of the oracle, course by course."""
    found = block(compiled, 128)
    course = run_courses(compiled, 9, range(1024), with_gates=True)
    finish, cost, value, saved, _, launch = accounts(course)
    stopped = np.isfinite(course.stop)
    assert (np.isnan(found.finish) == stopped).mean() > 0.999
    same = ~np.isnan(found.finish) & ~stopped
    assert found.finish[same] == pytest.approx(finish[same], rel=1e-3)
    agrees = np.isnan(found.finish) == stopped
    assert found.cost[agrees] == pytest.approx(cost[agrees], rel=2e-3)
    assert found.value[agrees] == pytest.approx(value[agrees], rel=2e-3, abs=0.2)
    assert found.saved == pytest.approx(saved.sum(axis=1), rel=1e-2, abs=1)
    assert found.cash.mean(axis=0) == pytest.approx(cash_of(course, launch).mean(axis=0), rel=5e-3, abs=0.2)


def test_results_do_not_depend_on_the_lanes_side_by_side() -> None:
    """Groups of 64, 256 and 1024 iterations give the same bits."""
    compiled = network(rich_case(), timetable())
    one, two, three = (block(compiled, width) for width in (64, 256, 1024))
    for name in ("finish", "cost", "value", "total", "works", "gates", "ends", "drivers", "cash", "present", "moments"):
        first = getattr(one, name)
        assert np.array_equal(first, getattr(two, name), equal_nan=True), name
        assert np.array_equal(first, getattr(three, name), equal_nan=True), name


def test_a_block_is_the_same_wherever_the_run_ends() -> None:
    """The first 500 iterations are the same in a run of 500 and in one of 1024."""
    compiled = network(rich_case())
    short, long = block(compiled, 128, 500), block(compiled, 128, 1024)
    assert np.array_equal(short.total, long.total[:, :500])
    assert short.ends[0].sum() == (~np.isnan(long.finish[:, :500])).sum()


def test_reused_rows_give_the_same_finishes() -> None:
    """The pass for finishes alone, with rows reused, agrees with the full one bit by bit."""
    rng = np.random.default_rng(3)
    works = [
        work(f"W{k}", triangular(1, 3, 9), after=tuple(f"W{e}" for e in {int(x) for x in rng.integers(0, k, 3)} if k))
        if k
        else work("W0", 3)
        for k in range(60)
    ]
    compiled = network(case_of(project("P", works)))
    plan = plan_of(compiled, in_slots=True)
    finish = np.zeros((1, 1024), dtype=np.float32)
    run_finish(plan, lanes_of(plan, 256, full=False), 9, 0, 1024, True, finish)
    assert plan.nodes["row"].max() < 40
    assert np.array_equal(finish, block(compiled, 64).finish)


def test_correlated_durations_spread_the_finish() -> None:
    """Durations that rise together leave the mean of a chain alone and widen its spread as theory says."""
    chain = [work(f"W{k}", [5, 8, 17], after=(f"W{k - 1}",) if k else ()) for k in range(10)]
    alone = block(network(case_of(project("P", chain))), 128).finish[0]
    tied = block(network(case_of(project("P", chain)), work_correlation=0.5), 128).finish[0]
    assert tied.mean() == pytest.approx(alone.mean(), rel=0.02)
    assert tied.var() / alone.var() == pytest.approx(1 + 9 * 0.49, rel=0.15)
