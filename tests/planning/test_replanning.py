"""Portfolios under way planned anew, and plans that are stopped with what they have."""

from __future__ import annotations

from typing import Any

import pytest

import serpin
from builders import case_data, work_data
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.planning.comparison import compare_plans
from serpin.planning.options import PlanOptions
from serpin.planning.replanning import replanned
from serpin.planning.result import Plan
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

OPTIONS = PlanOptions(scheduling=SchedulingOptions(seconds=5, workers=1), simulation=SimulationOptions(iterations=200))


def crowded() -> dict[str, Any]:
    """Return the data of three projects of one work each, one after the other on one bench."""
    data = case_data()
    data["resources"] = [{"id": "B", "name": "Bench", "kind": "equipment", "owner": "E1", "capacity": 1}]
    mode = {"id": "m1", "duration": 20, "cost": 1000, "demand": {"B": 1}}
    common = {"innovation": "I1", "enterprise": "E1", "returns": {"revenue": 20_000, "life": 4}}
    data["projects"] = [
        {"id": name, "name": name, "works": [{**work_data("W1"), "modes": [mode]}], **common}
        for name in ("P1", "P2", "P3")
    ]
    return data


def under_way(first: str) -> Case:
    """Return the crowded case some weeks on: the work of the first project began late and is half done."""
    data = crowded()
    for project in data["projects"]:
        if project["id"] == first:
            project["works"][0]["progress"] = {"actual_start": "2027-01-11", "percent": 50}
    return Case.model_validate(data)


def order(plan: Plan) -> list[str]:
    """Return the projects by their start."""
    assert plan.schedule is not None
    return [one.project for one in sorted(plan.schedule.projects, key=lambda one: one.start)]


def test_a_portfolio_under_way_keeps_its_order() -> None:
    """From actuals the late project goes on, the others keep their order behind it, and starts that moved count."""
    baseline = serpin.plan(Case.model_validate(crowded()), seed=5, options=OPTIONS)
    first = order(baseline)[0]
    now = under_way(first)
    options = replanned(OPTIONS, now, baseline, 2)
    assert options.portfolio.kept == (first,)
    assert options.scheduling.objectives == (ObjectiveName.LATENESS, ObjectiveName.STABILITY)
    plan = serpin.plan(now, seed=5, options=options)
    assert order(plan) == order(baseline)
    found = compare_plans(baseline, plan)
    assert found.moved == sum(bool(one.days) for one in found.projects)
    assert [one.project for one in found.projects if one.fate == "stays"] == [one.project for one in found.projects]


def test_stability_is_graded() -> None:
    """At 0 nothing is kept, at 1 what has begun, at 3 every project of the earlier plan and starts first of all."""
    baseline = serpin.plan(Case.model_validate(crowded()), seed=5, options=OPTIONS)
    now = under_way("P2")
    assert replanned(OPTIONS, now, baseline, 0) == OPTIONS
    assert replanned(OPTIONS, now, baseline, 1).portfolio.kept == ("P2",)
    assert replanned(OPTIONS, now, baseline, 1).scheduling.objectives[-1] is ObjectiveName.STABILITY
    most = replanned(OPTIONS, now, baseline, 3)
    assert most.portfolio.kept == ("P1", "P2", "P3")
    assert most.scheduling.objectives[0] is ObjectiveName.STABILITY


def test_projects_that_began_stay_when_money_runs_short() -> None:
    """With money for one of two equal projects, the one that has begun is carried on."""
    data = case_data()
    baseline = serpin.plan(Case.model_validate(data), seed=5, options=OPTIONS)
    data["projects"][1]["works"] = [
        {**work_data("W1"), "progress": {"actual_start": "2027-01-04", "percent": 10}},
        work_data("W2", days=[5, 8, 14], after=("W1",)),
    ]
    data["projects"][1]["returns"] = {"revenue": 3_000, "life": 4}
    data["sources"][0]["available"][0]["amount"] = 2500
    now = Case.model_validate(data)
    plan = serpin.plan(now, seed=5, options=replanned(OPTIONS, now, baseline, 1))
    assert plan.portfolio is not None
    assert plan.portfolio.selection.projects == {"P2"}


@pytest.mark.parametrize("after", range(12))
def test_a_plan_stopped_anywhere_is_sound(after: int) -> None:
    """Whenever the listener says stop, what is there passes its checks, and the rest says that it was stopped."""
    calls = 0

    def listen(step: str, done: float, value: float | None, bound: float | None) -> str | None:
        nonlocal calls
        calls += 1
        return "stop" if calls > after else None

    data = crowded()
    data["risks"] = [
        {"id": "R1", "name": "Fire", "probability": 0.5, "impacts": [{"project": "P1", "on": "cost", "size": 2000}]}
    ]
    plan = serpin.plan(Case.model_validate(data), seed=5, options=OPTIONS, progress=listen)
    results = [plan.portfolio, plan.schedule, plan.outcomes, plan.cover]
    for result in results:
        assert result is None or result.is_sound
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    reasons = {step.note.text for step in plan.steps if step.status is Status.SKIPPED and step.note is not None}
    if calls > after:
        assert "the plan was stopped before this step" in reasons or plan.steps[-1].status is not Status.SKIPPED
