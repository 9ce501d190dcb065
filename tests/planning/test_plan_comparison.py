"""Two plans compared, project by project, with the reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import serpin
from builders import case_data, work_data
from serpin.engines.scheduling.options import SchedulingOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.planning.comparison import Comparison, compare_plans
from serpin.planning.differences import Difference, differences
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan
from serpin.planning.scenario import with_scenario
from serpin.vocabulary.case import Case

OPTIONS = PlanOptions(scheduling=SchedulingOptions(seconds=5, workers=1), simulation=SimulationOptions(iterations=200))


def planned(case: Case) -> Plan:
    """Plan a case."""
    return serpin.plan(case, seed=7, options=OPTIONS)


def compared(*changes: dict[str, Any], data: dict[str, Any] | None = None) -> Comparison:
    """Compare the plan of a case with that of the case with changes."""
    case = Case.model_validate(data or case_data())
    return compare_plans(planned(case), planned(with_scenario(case, {"changes": list(changes)})))


def test_a_plan_compared_with_itself_says_that_nothing_changed() -> None:
    """No difference of the case, no project that differs, and equal totals."""
    found = compared()
    assert found.differences == ()
    assert found.options == ()
    assert found.changed == ()
    assert found.moved == 0
    assert found.before == found.after


def test_less_money_drops_a_project_and_says_why() -> None:
    """Two projects of about 2 000 fit into 9 000; with 2 500 one of them goes for want of money."""
    found = compared({"list": "sources", "code": "S1", "field": "available.0.amount", "value": 2500})
    assert found.differences == (
        Difference(list="sources", code="S1", field="available.0.amount", before=9000, after=2500),
    )
    assert (found.before.projects, found.after.projects) == (2, 1)
    (gone,) = [one for one in found.changed if one.fate == "goes"]
    assert gone.causes == (0,)
    assert [one.text for one in gone.reasons] == ["it would need {amount} more from source {source} in {quarter}"]
    assert gone.before is not None
    assert gone.before.paid == {"S1": Decimal("2200.00")}
    assert gone.after is not None
    assert not gone.after.is_chosen


def test_more_money_brings_a_project_back_and_names_what_stood_against_it() -> None:
    """The reason before is told as one that holds no longer."""
    data = case_data()
    data["sources"][0]["available"][0]["amount"] = 2500
    found = compared({"list": "sources", "code": "S1", "field": "available.0.amount", "value": 9000}, data=data)
    (come,) = [one for one in found.changed if one.fate == "comes"]
    assert come.reasons[0].text == "it was left out: {reason}; this holds no longer"
    assert come.reasons[0].values["reason"].text.startswith("it would need {amount} more")


def test_a_later_start_is_seen_with_its_own_change() -> None:
    """The moved project names its change; the other one did not change."""
    found = compared({"list": "projects", "code": "P1", "field": "earliest_start", "value": "2027-04-01"})
    (moved,) = found.changed
    assert (moved.project, moved.fate, moved.causes) == ("P1", "stays", (0,))
    assert {"start", "finish"} <= set(moved.differs)
    assert moved.before is not None
    assert moved.after is not None
    assert str(moved.before.start) == "2027-01-04"
    assert str(moved.after.start) == "2027-04-01"
    assert moved.days == 87
    assert [one.text for one in moved.reasons] == ["the selection starts it in {quarter} instead of {first_quarter}"]
    assert moved.reasons[0].values == {"first_quarter": "2027Q1", "quarter": "2027Q2"}
    assert found.moved == 1


def test_waiting_for_another_project_is_a_reason() -> None:
    """With one bench instead of two the second project waits behind the first."""
    data = case_data()
    data["resources"] = [{"id": "B", "name": "Bench", "kind": "equipment", "owner": "E1", "capacity": 2}]
    mode = {"id": "m1", "duration": 10, "cost": 1000, "demand": {"B": 1}}
    for project in data["projects"]:
        project["works"] = [{**work_data("W1"), "modes": [mode]}]
    found = compared({"list": "resources", "code": "B", "field": "capacity", "value": 1}, data=data)
    (moved,) = [one for one in found.changed if one.days]
    other = ({"P1", "P2"} - {moved.project}).pop()
    assert moved.days == 14
    assert [(one.text, one.values) for one in moved.reasons] == [
        ("its works now wait for {resource} behind project {other}", {"resource": "B", "other": other})
    ]
    assert moved.causes == (0,)


def test_nouns_that_come_and_go_are_differences_as_wholes() -> None:
    """A new and a lost project are one line each, within works a field is named by its list."""
    before = Case.model_validate(case_data())
    after = with_scenario(
        before,
        {
            "changes": [
                {"list": "projects", "code": "P2"},
                {"list": "projects/P1/works", "code": "W1", "field": "pinned_start", "value": "2027-01-05"},
            ]
        },
    )
    assert differences(before, after) == (
        Difference(list="projects/P1/works", code="W1", field="pinned_start", after="2027-01-05"),
        Difference(list="projects", code="P2", before="Second"),
    )
    found = compare_plans(planned(before), planned(after))
    gone = next(one for one in found.changed if one.project == "P2")
    assert gone.after is None
    assert [one.text for one in gone.reasons] == ["it is no longer in the case"]


def test_the_earlier_timetable_is_no_option() -> None:
    """A plan that goes on from another one differs from it in what was asked, not in what it goes on from."""
    from serpin.planning.differences import differing_options

    before = {"scheduling": {"previous": None, "seconds": 10.0, "workers": 2}}
    after = {"scheduling": {"previous": {"placements": []}, "seconds": 20.0, "workers": 4}}
    assert [one.field for one in differing_options(before, after)] == ["scheduling.seconds"]
