"""Hand-made projects whose best plans are known by enumeration."""

from __future__ import annotations

from scheduling_cases import case, day, project, work

from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.engines.scheduling.result import Schedule
from serpin.engines.scheduling.verb import schedule
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Selection

OPTIONS = SchedulingOptions(seconds=10, workers=1)


def plan(subject: Case, selection: Selection | None = None) -> Schedule:
    """Schedule and insist on a sound and proven answer."""
    answer = schedule(subject, selection, seed=1, options=OPTIONS)
    assert answer.status is Status.OPTIMAL, answer.conflicts
    assert answer.is_sound, [check for check in answer.self_checks if not check.passed]
    return answer


def value(answer: Schedule, name: ObjectiveName) -> float:
    """Return the value of an objective and insist that it is its own bound."""
    objective = next(objective for objective in answer.objectives if objective.name is name)
    assert objective.bound == objective.value
    return objective.value


def starts(answer: Schedule) -> dict[str, int]:
    """Return the start of each work of the only project."""
    return {placement.work: placement.start for placement in answer.timetable.placements}


def test_a_chain_takes_the_sum_of_its_days() -> None:
    """Three works in a row of 2, 3 and 4 days take 9 days, and all are critical."""
    answer = plan(case([project("P", [work("A", 2), work("B", 3, ["A"]), work("C", 4, ["B"])])]))
    assert value(answer, ObjectiveName.MAKESPAN) == 9
    assert answer.critical_path == (("P", "A"), ("P", "B"), ("P", "C"))
    assert all(entry.is_critical for entry in answer.floats)


def test_one_laboratory_serves_two_works_one_after_the_other() -> None:
    """Two works of 3 and 4 days in one laboratory take 7 days, and the later one waits for the earlier one."""
    answer = plan(case([project("P", [work("A", 3, use={"lab": 1}), work("B", 4, use={"lab": 1})])], {"lab": 1}))
    assert value(answer, ObjectiveName.MAKESPAN) == 7
    (wait,) = answer.timetable.waits
    assert {wait.before[1], wait.after[1]} == {"A", "B"}
    assert {entry.total for entry in answer.floats} == {0}


def test_works_that_fit_together_run_together() -> None:
    """Units 3, 2, 1 and 2 for 2, 3, 4 and 1 days on four people: the energy bound of 5 days is reached."""
    works = [
        work("A", 2, use={"people": 3}),
        work("B", 3, use={"people": 2}),
        work("C", 4, use={"people": 1}),
        work("D", 1, use={"people": 2}),
    ]
    answer = plan(case([project("P", works)], {"people": 4}))
    assert value(answer, ObjectiveName.MAKESPAN) == 5


def test_all_types_of_links_with_lags() -> None:
    """FS+1, SS+2, FF+3 and SF+9 from a work of 5 days give starts 6, 2, 6 and 7 for works of 2 days."""
    works = [
        work("A", 5),
        work("B", 2, [{"work": "A", "type": "FS", "lag": 1}]),
        work("C", 2, [{"work": "A", "type": "SS", "lag": 2}]),
        work("D", 2, [{"work": "A", "type": "FF", "lag": 3}]),
        work("E", 2, [{"work": "A", "type": "SF", "lag": 9}]),
    ]
    assert starts(plan(case([project("P", works)]))) == {"A": 0, "B": 6, "C": 2, "D": 6, "E": 7}


def test_a_longest_lag_delays_the_earlier_work() -> None:
    """C waits for B until day 6 and may follow A by one day at most, so A starts on day 3 and not on day 0."""
    works = [work("A", 2), work("B", 6), work("C", 1, ["B", {"work": "A", "lag": 0, "longest": 1}])]
    answer = starts(plan(case([project("P", works)])))
    assert answer["C"] == 6
    assert answer["A"] == 3


def test_a_gate_holds_back_what_comes_after_it() -> None:
    """Works before a gate of 2 and 5 days let the work behind it start on day 5."""
    gate = {"id": "G", "name": "G", "after": ["A", "B"], "before": ["C"]}
    answer = plan(case([project("P", [work("A", 2), work("B", 5), work("C", 1)], gates=[gate])]))
    assert starts(answer)["C"] == 5


def test_the_heavier_project_goes_first() -> None:
    """Two projects of 3 days want one laboratory by day 3: the one with weight 5 is in time, the other 3 days late."""
    both = [
        project("P", [work("A", 3, use={"lab": 1})], deadline=day(2), weight=1),
        project("Q", [work("A", 3, use={"lab": 1})], deadline=day(2), weight=5),
    ]
    answer = plan(case(both, {"lab": 1}))
    assert value(answer, ObjectiveName.LATENESS) == 3
    assert {time.project: time.lateness for time in answer.projects} == {"P": 3, "Q": 0}


def test_the_faster_mode_is_taken_while_the_budget_allows() -> None:
    """A bureau does it in 2 days for 90, own people in 5 for 10: a budget of 50 keeps the work in house."""
    modes = [
        {"id": "own", "duration": 5, "cost": 10},
        {"id": "bureau", "duration": 2, "cost": 90, "performer": "design_bureau"},
    ]
    subject = case([project("P", [work("A", 0, modes=modes)])])

    def with_budget(amount: int) -> Selection:
        return Selection.model_validate({"choices": [{"project": "P", "quarter": 0, "budget": amount}]})

    assert plan(subject).timetable.placements[0].mode == "bureau"
    assert plan(subject, with_budget(90)).timetable.placements[0].mode == "bureau"
    assert plan(subject, with_budget(50)).timetable.placements[0].mode == "own"
    assert plan(subject, with_budget(5)).timetable.placements[0].mode == "own"


def test_a_selection_releases_projects_by_quarter() -> None:
    """A project chosen for the second quarter starts on the first day of that quarter, and the other is left out."""
    subject = case([project("P", [work("A", 3)]), project("Q", [work("A", 3)])])
    selection = Selection.model_validate({"choices": [{"project": "P", "quarter": 1, "budget": 0}]})
    (placement,) = plan(subject, selection).timetable.placements
    assert (placement.project, placement.start) == ("P", subject.days.day_of(subject.quarters.first_date(1)))


def test_capacity_changes_by_date() -> None:
    """The laboratory closes from day 2 to day 6, so a work of 3 days waits until day 6."""
    lab = {"capacity": 1, "changes": [{"since": day(2), "capacity": 0}, {"since": day(6), "capacity": 1}]}
    answer = plan(case([project("P", [work("A", 3, use={"lab": 1})])], {"lab": lab}))
    assert starts(answer)["A"] == 6
    assert [(load.start, load.finish, load.used, load.capacity) for load in answer.loads] == [
        (0, 2, 0, 1),
        (2, 6, 0, 0),
        (6, 9, 1, 1),
    ]


def test_a_work_rests_on_the_days_off_of_its_people() -> None:
    """From Monday on, 7 days of work of people with a week of five days end on the Tuesday after: 9 days in all."""
    people = {"capacity": 1, "calendar": {"week": [1, 2, 3, 4, 5], "country": ""}}
    answer = plan(case([project("P", [work("A", 7, use={"people": 1}), work("B", 1, ["A"])])], {"people": people}))
    assert [(place.start, place.finish) for place in answer.timetable.placements] == [(0, 9), (9, 10)]


def test_works_done_and_under_way_are_facts() -> None:
    """A finished work keeps its days, one that is 40 % done of 10 days takes 6 more from day 0."""
    works = [
        work("A", 4, progress={"actual_start": day(-9), "actual_finish": day(-5)}),
        work("B", 10, ["A"], use={"lab": 1}, progress={"actual_start": day(-4), "percent": 40}),
        work("C", 2, ["B"], use={"lab": 1}),
    ]
    answer = plan(case([project("P", works)], {"lab": 1}))
    places = {place.work: (place.start, place.finish) for place in answer.timetable.placements}
    assert places == {"A": (-9, -4), "B": (-4, 6), "C": (6, 8)}


def test_a_fixed_start_is_kept_and_others_go_round_it() -> None:
    """A is fixed to day 2 in the only laboratory; B of 3 days does not fit before it and follows."""
    works = [work("A", 2, use={"lab": 1}, pinned_start=day(2)), work("B", 3, use={"lab": 1})]
    assert starts(plan(case([project("P", works)], {"lab": 1}))) == {"A": 2, "B": 4}


def test_floats_count_what_may_slip() -> None:
    """Beside a work of 5 days, a work of 2 days followed by one of 1 day has 2 days of total float."""
    answer = plan(case([project("P", [work("A", 5), work("B", 2), work("C", 1, ["B"]), work("D", 1, ["A", "C"])])]))
    assert {entry.work: (entry.total, entry.free) for entry in answer.floats} == {
        "A": (0, 0),
        "B": (2, 0),
        "C": (2, 2),
        "D": (0, 0),
    }


def test_an_empty_selection_is_planned_at_once() -> None:
    """No project gives an empty timetable that is worth nothing."""
    answer = plan(case([project("P", [work("A", 3)])]), Selection())
    assert answer.timetable.placements == ()
    assert value(answer, ObjectiveName.MAKESPAN) == 0
