"""What goes in comes out: percentiles, risks on one work, launches, blocks of a run, and what is said beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from simulation_cases import case_of, discrete, project, work
from test_simulation_kernels import block, network
from test_simulation_laws import FEW, rich_case, timetable

import serpin
from serpin.engines.simulation.model.block import Tally
from serpin.engines.simulation.options import SimulationOptions

MANY = SimulationOptions(iterations=40_000)


@pytest.mark.parametrize("shape", ["pert", "triangular"])
def test_points_given_as_percentiles_are_undercut_and_exceeded_in_a_tenth(shape: str) -> None:
    """A duration, a cost and a revenue given by P10 and P90 keep to them within the error of the simulation."""
    points = {"shape": shape, "low": 20, "mode": 30, "high": 70, "points": "p10_p90"}
    returns = {"revenue": points, "life": 1, "delay": 0}
    outcomes = serpin.simulate(
        case_of(project("P", [work("A", points, points)], returns=returns)), seed=4, options=MANY
    )
    (row,) = outcomes.projects
    for found in (row.finish, row.cost):
        assert found is not None
        for share, expected in ((0.1, 20), (0.9, 70)):
            point = found.percentile(share)
            assert point.low - 0.1 <= expected <= point.high + 0.1
    assert row.value.mean == pytest.approx(0, abs=4 * row.value.deviation / 200)


def _risk(code: str, effect: str, size: float) -> dict[str, Any]:
    impact = {"project": "P", "work": "A", "on": "duration", "effect": effect, "size": size}
    return {"id": code, "name": code, "probability": 0.5, "impacts": [impact]}


def test_many_risks_on_one_work_do_not_depend_on_their_order() -> None:
    """Factors come first, then additions, in whatever order the register names them: 10 · 1.2 + 5 + 3 = 20."""
    risks = [_risk("R1", "additive", 5), _risk("R2", "factor", 1.2), _risk("R3", "additive", 3)]
    one = case_of(project("P", [work("A", 10)]), risks=risks)
    other = case_of(project("P", [work("A", 10)]), risks=risks[::-1])
    found = [serpin.simulate(case, seed=4, options=MANY) for case in (one, other)]
    assert found[0].finish == found[1].finish
    assert found[0].finish is not None
    assert {round(value, 4) for value in found[0].finish.curve} == {10.0, 12.0, 13.0, 15.0, 17.0, 18.0, 20.0}
    assert found[0].finish.mean == pytest.approx(10 * 1.1 + 4, abs=0.1)


def test_a_run_may_go_on_at_any_block() -> None:
    """Blocks 2 and 3, worked out later, in other widths, continue blocks 0 and 1 to the bits of one run."""
    compiled = network(rich_case(), timetable())
    whole, resumed = Tally(), Tally()
    for number in range(4):
        whole.add(block(compiled, 256, 4096, number))
    later = [block(network(rich_case(), timetable()), 64, 4096, number) for number in (2, 3)]
    for part in [block(compiled, 1024, 4096, number) for number in (0, 1)] + later:
        resumed.add(part)
    for name in ("finish", "cost", "value", "total", "works", "ends", "saved", "gates", "drivers"):
        assert np.array_equal(getattr(whole.block(), name), getattr(resumed.block(), name), equal_nan=True), name


def test_a_launch_earns_from_its_own_day_on() -> None:
    """Returns that begin after a middle work and a delay are discounted from that day, whatever comes later."""
    works = [work("A", discrete((20, 0.5), (120, 0.5))), work("B", 300, after=("A",))]
    returns = {"revenue": 100, "life": 2, "launch_after": "A", "delay": 30}
    case = case_of(project("P", works, returns=returns), discount_rate=0.1)
    (row,) = serpin.simulate(case, seed=4, options=FEW).projects
    year = case.days.day_of(case.start.replace(year=case.start.year + 2)) / 2
    force = np.log(1.1)
    annuity = (1 - np.exp(-2 * force)) / force
    expected = [100 * annuity * float(np.exp(-force * day / year)) for day in (150, 50)]
    assert [row.value.curve[1], row.value.curve[99]] == pytest.approx(expected, rel=2e-3)


def test_the_contingency_is_never_drawn_down_below_what_comes_later() -> None:
    """A delay moves money behind a quarter: what is held back neither grows nor passes the contingency."""
    works = [work("A", [50, 60, 200], 100), work("B", 60, [80, 100, 200], after=("A",))]
    outcomes = serpin.simulate(case_of(project("P", works)), seed=4, options=MANY)
    amounts = [row.amount for row in outcomes.drawdown]
    held = next(row.amount for row in outcomes.contingencies if row.measure == "cost")
    assert amounts == sorted(amounts, reverse=True)
    assert max(amounts) <= held
    assert amounts[-1] == 0.0


def test_what_is_simulated_without_a_schedule_is_said() -> None:
    """Several projects without a timetable are noted; a single one, or a timetable, is not."""
    assert len(serpin.simulate(rich_case(), seed=4, options=FEW).notes) == 1
    assert serpin.simulate(rich_case(), timetable(), seed=4, options=FEW).notes == ()
    assert serpin.simulate(case_of(project("P", [work("A", 5)])), seed=4, options=FEW).notes == ()
