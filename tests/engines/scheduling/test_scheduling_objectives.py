"""Value, stability and levelling, each against an answer that is known by hand."""

from __future__ import annotations

from math import exp, log1p
from typing import Any

import pytest
from scheduling_cases import case, project, work

from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.engines.scheduling.result import Schedule
from serpin.engines.scheduling.verb import schedule
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.timetable import Placement, Timetable

DECAY = log1p(0.15) / 250


def plan(subject: Case, *objectives: ObjectiveName, **options: Any) -> Schedule:
    """Schedule and insist on a sound answer."""
    seconds = 60 if "steps" in options else 3  # steps end by themselves, so that a busy machine changes nothing
    settings = SchedulingOptions(seconds=seconds, workers=1, objectives=objectives, **options)
    answer = schedule(subject, seed=1, options=settings)
    assert answer.status.has_answer, answer.conflicts
    assert answer.is_sound, [check for check in answer.self_checks if not check.passed]
    return answer


def starts(answer: Schedule) -> dict[str, int]:
    """Return the start of each work of the only project."""
    return {placement.work: placement.start for placement in answer.timetable.placements}


def test_what_only_costs_is_paid_as_late_as_the_launch_allows() -> None:
    """A costly work of 2 days beside a chain of 10 days starts on day 8, and the launch is not delayed."""
    works = [work("A", 10), work("B", 2, cost=1000), work("C", 1, ["A", "B"])]
    subject = case([project("P", works, returns={"revenue": 10_000, "life": 1})])
    answer = plan(subject, ObjectiveName.VALUE, steps=1000)
    assert starts(answer) == {"A": 0, "B": 8, "C": 10}
    assert answer.status is Status.OPTIMAL


def test_the_value_is_discounted_by_the_day() -> None:
    """One work of 4 days that costs 1000 and brings 4 quarters of 2500: paid on day 2, earned from day 4 on."""
    subject = case([project("P", [work("A", 4, cost=1000)], returns={"revenue": 12500, "life": 1})])
    (objective,) = plan(subject, ObjectiveName.VALUE).objectives
    quarters = sum(2500 * 1.15 ** -((number + 0.5) / 4) for number in range(4))
    assert objective.value == pytest.approx(quarters * exp(-4 * DECAY) - 1000 * exp(-2 * DECAY), abs=0.02)


def test_the_project_that_earns_more_goes_first() -> None:
    """Two projects want the only laboratory; the one with the greater return has it first."""
    both = [
        project(code, [work("A", 5, use={"lab": 1})], returns={"revenue": revenue, "life": 2})
        for code, revenue in (("P", 1000), ("Q", 9000))
    ]
    answer = plan(case(both, {"lab": 1}), ObjectiveName.VALUE)
    assert {time.project: time.start for time in answer.projects} == {"P": 5, "Q": 0}
    assert answer.objectives[0].value <= answer.objectives[0].bound


def test_a_new_plan_stays_with_the_old_one() -> None:
    """B and C stood on days 4 and 9; although they could start earlier, they stay."""
    works = [work("A", 2), work("B", 3, ["A"]), work("C", 1)]
    old = Timetable(
        placements=tuple(
            Placement(project="P", work=code, mode="own", start=start, finish=start + days)
            for code, start, days in (("A", 0, 2), ("B", 4, 3), ("C", 9, 1))
        )
    )
    answer = plan(case([project("P", works)]), ObjectiveName.STABILITY, ObjectiveName.MAKESPAN, previous=old)
    assert starts(answer) == {"A": 0, "B": 4, "C": 9}
    assert answer.objectives[0].value == 0


def test_levelling_lowers_the_peak_without_a_longer_plan() -> None:
    """Three works of 2 days for two people each beside a chain of 6 days need only two people at any time."""
    works = [work("A", 6), *(work(code, 2, use={"people": 2}) for code in "BCD")]
    answer = plan(case([project("P", works)], {"people": 6}), ObjectiveName.MAKESPAN, ObjectiveName.LEVELLING)
    assert [(objective.value, objective.bound) for objective in answer.objectives] == [(6, 6), (2, 2)]


def test_prices_show_the_bottleneck() -> None:
    """Many projects want one laboratory and hardly any people: only the laboratory has a price."""
    many = [
        project(f"P{number}", [work("A", 3, use={"lab": 1, "people": 1})], deadline="2027-01-03", weight=number + 1)
        for number in range(12)
    ]
    settings = SchedulingOptions(seconds=2, workers=1, objectives=(ObjectiveName.LATENESS,))
    answer = schedule(case(many, {"lab": 1, "people": 11}), seed=1, options=settings)
    order = sorted(range(12), key=lambda number: -number)
    best = sum((number + 1) * 3 * (place + 1) for place, number in enumerate(order))
    assert answer.objectives[0].value == best
    assert {price.resource for price in answer.prices} <= {"lab"}
