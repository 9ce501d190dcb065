"""The odds of keeping a deadline and the day of the launch, against closed forms."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest
from simulation_cases import case_of, project, triangular, work

import serpin
from serpin.engines.simulation.check import check_outcomes
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.simulation.result import Outcomes

MANY = SimulationOptions(iterations=20_000, with_losses=False)
RETURNS = {"revenue": 100, "operating_cost": 10, "life": 4}


def until(days: int, **more: Any) -> dict[str, Any]:
    """Return a project of one triangular work, 10 to 30 days with the mode 20, and the deadline that allows days."""
    calendar = case_of(project("P", [work("A", 1, 1)])).days
    deadline = calendar.date_of(days) - timedelta(days=1)
    return project("P", [work("A", triangular(10, 20, 30), 1, **more.pop("work", {}))], deadline=deadline, **more)


def triangular_share(day: float) -> float:
    """Return with what probability the triangular duration is no longer than some days."""
    if day <= 10:
        return 0.0
    if day >= 30:
        return 1.0
    return (day - 10) ** 2 / 200 if day <= 20 else 1 - (30 - day) ** 2 / 200


@pytest.mark.parametrize("days", [8, 15, 20, 25, 32])
def test_the_odds_of_a_deadline_are_those_of_the_duration(days: int) -> None:
    """The cumulative distribution of the triangle: 0, 0.125, 0.5, 0.875, 1."""
    (row,) = serpin.simulate(case_of(until(days)), seed=1, options=MANY).projects
    share = triangular_share(days)
    assert row.deadline == days
    assert row.by_deadline is not None
    assert abs(row.by_deadline.value - share) <= 4 * math.sqrt(share * (1 - share) / 20_000)
    assert row.by_deadline.low <= row.by_deadline.value <= row.by_deadline.high


def test_two_works_in_a_row_follow_their_convolution() -> None:
    """Of two durations of ten values each, 55 of the 100 pairs are over within ten days."""
    even = {"values": [number + 0.5 for number in range(10)]}
    works = [work("A", even, 1), work("B", even, 1, after=("A",))]
    calendar = case_of(project("P", works)).days
    late = project("P", works, deadline=calendar.date_of(10) - timedelta(days=1))
    (row,) = serpin.simulate(case_of(late), seed=2, options=MANY).projects
    share = 55 / 100  # i + ½ and j + ½ days with i + j + 1 ≤ 10
    assert row.by_deadline is not None
    assert abs(row.by_deadline.value - share) <= 4 * math.sqrt(share * (1 - share) / 20_000)


def test_a_project_without_a_deadline_has_no_odds_of_it() -> None:
    """Nothing is made up."""
    (row,) = serpin.simulate(case_of(project("P", [work("A", 5, 1)])), seed=1, options=MANY).projects
    assert (row.deadline, row.by_deadline, row.launch) == (None, None, None)


def test_odds_are_over_the_courses_that_reach_the_end() -> None:
    """A gate that stops every second course does not change them."""
    gates = [{"id": "G", "name": "Gate", "after": ["S"], "before": ["A"], "success": 0.5}]
    works = [work("S", 0, 0), work("A", triangular(10, 20, 30), 1)]
    calendar = case_of(project("P", works)).days
    gated = project("P", works, gates=gates, deadline=calendar.date_of(25) - timedelta(days=1))
    (row,) = serpin.simulate(case_of(gated), seed=3, options=MANY).projects
    assert row.by_deadline is not None
    assert abs(row.success.value - 0.5) <= 4 * math.sqrt(0.25 / 20_000)
    assert abs(row.by_deadline.value - 0.875) <= 4 * math.sqrt(0.875 * 0.125 / 10_000)


def test_the_launch_comes_after_the_last_work_and_the_delay() -> None:
    """The quantiles of the triangle, 30 days later; the median is the mode of a symmetric one."""
    (row,) = serpin.simulate(case_of(until(40, returns=RETURNS | {"delay": 30})), seed=4, options=MANY).projects
    assert row.launch is not None
    for share, day in ((0.1, 10 + math.sqrt(20)), (0.5, 20.0), (0.8, 30 - math.sqrt(40))):
        found = row.launch.percentile(share)
        assert found.low <= 30 + day <= found.high


def test_the_launch_may_wait_for_a_work_that_is_not_the_last() -> None:
    """A certain first work of 5 days: the launch is certain, the end is not."""
    works = [work("A", 5, 1), work("B", triangular(10, 20, 30), 1, after=("A",))]
    early = project("P", works, returns=RETURNS | {"launch_after": "A"})
    (row,) = serpin.simulate(case_of(early), seed=5, options=MANY).projects
    assert row.launch is not None
    assert (row.launch.curve[0], row.launch.curve[-1]) == (5.0, 5.0)


def test_courses_that_fail_launch_nothing() -> None:
    """A work that never succeeds."""
    (row,) = serpin.simulate(case_of(until(40, returns=RETURNS, work={"success": 0.0})), seed=6, options=MANY).projects
    assert row.success.value == 0.0
    assert row.launch is None


def test_the_checker_refutes_odds_that_contradict_the_end() -> None:
    """Odds of another deadline."""
    case = case_of(until(20))
    outcomes: Outcomes = serpin.simulate(case, seed=7, options=MANY)
    (row,) = outcomes.projects
    assert all(check.passed for check in outcomes.self_checks)
    assert row.by_deadline is not None
    odds = row.by_deadline.model_copy(update={"value": 0.9, "high": 1.0})
    false = outcomes.model_copy(update={"projects": (row.model_copy(update={"by_deadline": odds}),)})
    refuted = [check.name for check in check_outcomes(case, None, false, []) if not check.passed]
    assert refuted == ["Odds of deadlines agree with the end of each project"]
