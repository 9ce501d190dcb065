"""Forks: branches that exclude each other happen with their exact probabilities."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from simulation_cases import case_of, project, work

import serpin
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.simulation.result import Outcomes

MANY = SimulationOptions(iterations=40_000)


def forked(*branches: tuple[str, str, float, float], **more: object) -> Outcomes:
    """Simulate a project whose first work is followed by works on branches: code, branch, chance, days."""
    works = [work("A", 10, 100)]
    works += [work(code, days, 10, after=("A",), occurrence=p, branch=branch) for code, branch, p, days in branches]
    works.append(work("Z", 1, 0, after=tuple(code for code, *_ in branches)))
    return serpin.simulate(case_of(project("P", works, **more)), seed=3, options=MANY)


def shares(outcomes: Outcomes) -> dict[float, float]:
    """Return the share of courses with each finish, from the S-curve."""
    finish = outcomes.finish
    assert finish is not None
    values = [round(value, 3) for value in finish.curve[1:]]
    return {value: values.count(value) / len(values) for value in sorted(set(values))}


def test_one_branch_at_most_is_taken() -> None:
    """Of branches of 0.5 and 0.3 the end comes after 5 or 20 days more, or, with 0.2, at once: never after both."""
    outcomes = forked(("B", "F/a", 0.5, 5), ("C", "F/b", 0.3, 20))
    assert shares(outcomes) == {
        11.0: pytest.approx(0.2, abs=0.011),
        16.0: pytest.approx(0.5, abs=0.011),
        31.0: pytest.approx(0.3, abs=0.011),
    }
    assert outcomes.cost is not None
    assert outcomes.cost.mean == pytest.approx(108, abs=0.05)
    assert outcomes.cost.curve[100] == 110
    assert outcomes.is_sound


def test_branches_that_sum_to_one_leave_no_third_way() -> None:
    """Branches of 0.4 and 0.6: one of them always is, so that every course costs the same."""
    outcomes = forked(("B", "F/a", 0.4, 5), ("C", "F/b", 0.6, 20))
    assert outcomes.cost is not None
    assert (outcomes.cost.curve[0], outcomes.cost.curve[100]) == (110, 110)


def test_works_of_a_branch_are_needed_together() -> None:
    """Two works of one branch happen in the same courses, those of two forks independently of each other."""
    together = forked(("B", "F/a", 0.5, 5), ("C", "F/a", 0.5, 5))
    apart = forked(("B", "F/a", 0.5, 5), ("C", "G/a", 0.5, 5))
    assert together.cost is not None
    assert apart.cost is not None
    assert together.cost.deviation == pytest.approx(10, abs=0.1)
    assert apart.cost.deviation == pytest.approx(50**0.5, abs=0.1)


def test_a_branch_that_has_begun_is_the_only_one() -> None:
    """Where the books show a work of a branch, it is needed and the other branches are not."""
    works = [
        work("B", 5, 10, occurrence=0.1, branch="F/a", progress={"actual_start": "2027-01-04"}),
        work("C", 20, 10, occurrence=0.9, branch="F/b"),
    ]
    outcomes = serpin.simulate(case_of(project("P", works)), seed=3, options=SimulationOptions(iterations=500))
    assert outcomes.finish is not None
    assert (outcomes.finish.curve[0], outcomes.finish.curve[100]) == (5, 5)


@pytest.mark.parametrize(
    ("branches", "part"),
    [
        ((("B", "F/a", 0.7, 5), ("C", "F/b", 0.4, 5)), "sum to 1.1"),
        ((("B", "F/a", 0.7, 5), ("C", "F/a", 0.4, 5)), "different probabilities"),
        ((("B", "F", 0.7, 5),), "pattern"),
    ],
)
def test_forks_that_cannot_be_are_refused(branches: tuple[tuple[str, str, float, float], ...], part: str) -> None:
    """Branches that are more than certain, unequal works of a branch, and branches without a fork are refused."""
    with pytest.raises(ValidationError, match=part):
        forked(*branches)
