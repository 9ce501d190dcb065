"""Laws that hold for every case, under random ones."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scheduling_cases import case, project, work

from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.engines.scheduling.result import Schedule
from serpin.engines.scheduling.verb import schedule
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

OPTIONS = SchedulingOptions(seconds=20, workers=1, objectives=(ObjectiveName.MAKESPAN,))
LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
CODES = "ABCDE"


@st.composite
def works(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw up to five works with finish-start links and demands of up to 2."""
    count = draw(st.integers(1, 5))
    found = []
    for number in range(count):
        after = [CODES[i] for i in range(number) if draw(st.integers(0, 3)) == 0]
        found.append(work(CODES[number], draw(st.integers(0, 4)), after, use={"lab": draw(st.integers(0, 2))}))
    return found


def solve(subject: Case) -> Schedule:
    """Schedule and insist on a sound, proven answer."""
    answer = schedule(subject, seed=3, options=OPTIONS)
    assert answer.status is Status.OPTIMAL
    assert answer.is_sound, answer.self_checks
    return answer


def enumerated(members: list[dict[str, Any]], capacity: int) -> int:
    """Return the shortest makespan over all orders, each placed as early as possible: some order is best."""
    best = 10**9
    for order in permutations(members):
        finish: dict[str, int] = {}
        used: dict[int, int] = {}
        for member in order:
            if any(link["work"] not in finish for link in member["after"]):
                break
            mode = member["modes"][0]
            units, days = mode["demand"]["lab"], mode["duration"]
            start = max([0, *(finish[link["work"]] for link in member["after"])])
            while any(used.get(d, 0) + units > capacity for d in range(start, start + days)):
                start += 1
            for d in range(start, start + days):
                used[d] = used.get(d, 0) + units
            finish[member["id"]] = start + days
        else:
            best = min(best, max(finish.values()))
    return best


@LAW
@given(works())
def test_the_best_of_all_orders_is_found(members: list[dict[str, Any]]) -> None:
    """The makespan equals the best over all orders of the works."""
    assert solve(case([project("P", members)], {"lab": 2})).timetable.makespan == enumerated(members, 2)


@LAW
@given(works())
def test_more_capacity_is_never_later(members: list[dict[str, Any]]) -> None:
    """One more place in the laboratory never makes the plan longer."""
    tight = solve(case([project("P", members)], {"lab": 2}))
    wide = solve(case([project("P", members)], {"lab": 3}))
    assert wide.timetable.makespan <= tight.timetable.makespan


@LAW
@given(works())
def test_a_dropped_link_is_never_later(members: list[dict[str, Any]]) -> None:
    """Without the links of the last work the plan is never longer."""
    free = [*members[:-1], {**members[-1], "after": []}]
    linked = solve(case([project("P", members)], {"lab": 2}))
    assert solve(case([project("P", free)], {"lab": 2})).timetable.makespan <= linked.timetable.makespan


@LAW
@given(works())
def test_a_pinned_plan_reproduces_itself(members: list[dict[str, Any]]) -> None:
    """When every start is fixed to the day of the plan, the plan comes out again."""
    subject = case([project("P", members)], {"lab": 2})
    first = solve(subject)
    date_of = {place.work: str(subject.days.date_of(place.start)) for place in first.timetable.placements}
    pinned = [{**member, "pinned_start": date_of[member["id"]]} for member in members]
    assert solve(case([project("P", pinned)], {"lab": 2})).timetable.placements == first.timetable.placements


@LAW
@given(works(), st.integers(0, 1000))
def test_same_seed_same_plan(members: list[dict[str, Any]], seed: int) -> None:
    """The same seed and one worker give the same timetable to the last day."""
    subject = case([project("P", members)], {"lab": 2})
    plans = [schedule(subject, seed=seed, options=OPTIONS).timetable for _ in range(2)]
    assert plans[0] == plans[1]


def test_steps_make_a_long_search_repeatable() -> None:
    """Twenty late projects on one laboratory, searched for two steps with one worker, give the same plan twice."""
    many = [
        project(
            f"P{number}",
            [work(code, 1 + (3 * number + len(code)) % 4, use={"lab": 1 + number % 2}) for code in ("A", "B", "C")],
            deadline="2027-01-03",
            weight=1 + number % 3,
        )
        for number in range(20)
    ]
    options = SchedulingOptions(steps=2, workers=1, objectives=(ObjectiveName.LATENESS, ObjectiveName.MAKESPAN))
    plans = [schedule(case(many, {"lab": 3}), seed=5, options=options) for _ in range(2)]
    assert plans[0].is_sound
    assert plans[0].timetable == plans[1].timetable
    assert plans[0].objectives == plans[1].objectives
