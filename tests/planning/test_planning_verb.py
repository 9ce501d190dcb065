"""plan() as a whole, on small cases and real engines."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import serpin
from builders import case_data, small_case
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.scheduling.options import SchedulingOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.examples.generator import generate
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

OPTIONS = PlanOptions(scheduling=SchedulingOptions(seconds=5, workers=1), simulation=SimulationOptions(iterations=1000))


def without_times(plan: Plan) -> dict[str, Any]:
    """Return a plan as data without the seconds that it took and the workers that it had."""

    def strip(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: strip(value) for key, value in data.items() if key not in ("seconds", "workers")}
        return [strip(item) for item in data] if isinstance(data, list) else data

    stripped: dict[str, Any] = strip(plan.model_dump(mode="json"))
    return stripped


def test_every_step_has_an_answer() -> None:
    """A small case is selected, scheduled and simulated, and every self-check passes."""
    plan = serpin.plan(small_case(), seed=7, options=OPTIONS)
    answered = [step.name for step in plan.steps if step.status.has_answer]
    assert answered == ["portfolio", "scheduling", "simulation"]
    skipped = {step.name: step.note.text for step in plan.steps if step.note is not None}
    assert skipped == {
        "coordination": "no project gains from a project of another enterprise",
        "insurance": "the case has no risks",
        "indicators": "the books hold no entries of {year}",
        "strategy": "the case has no strategy with targets",
        "integrity": "the case has no awards",
        "network": "the case has no ties, offers, requests or agreements between enterprises",
    }
    assert plan.portfolio is not None
    assert plan.portfolio.selection.projects == {"P1", "P2"}
    assert plan.schedule is not None
    assert plan.outcomes is not None
    assert plan.portfolio.is_sound
    assert plan.schedule.is_sound
    assert plan.outcomes.is_sound
    assert plan.rounds[0].overdraft == 0


def test_the_same_seed_gives_the_same_plan_on_any_number_of_threads() -> None:
    """Nothing but the seconds differs between one thread and three."""
    first = serpin.plan(small_case(), seed=7, options=OPTIONS)
    with ThreadPoolExecutor(3) as executor:
        second = serpin.plan(small_case(), seed=7, options=OPTIONS, executor=executor)
    assert without_times(first) == without_times(second)


def test_a_case_without_projects_is_skipped_with_its_reason() -> None:
    """Nothing to plan is not an error."""
    plan = serpin.plan(small_case(projects=[]), seed=1)
    assert [step.status for step in plan.steps] == [Status.SKIPPED] * 9
    reasons = [step.note.text for step in plan.steps if step.note is not None]
    assert reasons[:5] == ["the case has no projects"] * 5
    assert plan.steps[5].note is not None
    assert plan.steps[5].note.values == {"year": 2026}


def test_a_case_without_sources_schedules_all_projects() -> None:
    """Without sources of money the selection is skipped and says so."""
    plan = serpin.plan(small_case(sources=[]), seed=1, options=OPTIONS)
    assert plan.portfolio is None
    assert "portfolio" in {step.name for step in plan.steps if step.status is Status.SKIPPED}
    assert plan.schedule is not None
    assert {item.project for item in plan.schedule.timetable.placements} == {"P1", "P2"}


def test_an_unpayable_mandatory_project_is_answered_with_the_conflict() -> None:
    """Infeasible is a status, the later steps are skipped, and the conflict names the project."""
    data = case_data()
    data["projects"][0]["mandatory"] = True
    data["sources"][0]["available"][0]["amount"] = 10
    plan = serpin.plan(Case.model_validate(data), seed=1, options=OPTIONS)
    statuses = {step.name: step.status for step in plan.steps}
    assert statuses.pop("portfolio") is Status.INFEASIBLE
    assert set(statuses.values()) == {Status.SKIPPED}
    assert plan.portfolio is not None
    assert "P1" in str([conflict.values for conflict in plan.portfolio.conflicts])


def test_a_listener_can_stop_the_plan() -> None:
    """After stop the plan ends early, and what it has is there."""
    heard: list[str] = []

    def listen(step: str, done: float, value: float | None, bound: float | None) -> str | None:
        heard.append(step)
        return "stop"

    plan = serpin.plan(small_case(), seed=7, options=OPTIONS, progress=listen)
    assert heard
    assert plan.case == small_case()


def test_a_plan_survives_storage() -> None:
    """The document reads back as the same plan."""
    plan = serpin.plan(small_case(), seed=7, options=OPTIONS)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_the_same_seed_gives_the_same_plan_on_any_number_of_workers() -> None:
    """A generated case solved to the best has equal documents with one worker, with two threads and two processes."""
    case = generate(3, enterprises=3, projects=4, works=3, risks=0.5, resources=3)
    plans = []
    for workers in (1, 2, 2):
        options = OPTIONS.model_copy(
            update={
                "portfolio": PortfolioOptions(seconds=60, explanation=0),
                "scheduling": SchedulingOptions(seconds=60, workers=workers),
            }
        )
        if len(plans) < 2:
            with ThreadPoolExecutor(workers) as threads:
                plans.append(serpin.plan(case, seed=7, options=options, executor=threads))
        else:
            with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
                plans.append(serpin.plan(case, seed=7, options=options, executor=processes))
    first, *others = [without_times(plan) for plan in plans]
    assert plans[0].portfolio is not None
    assert plans[0].portfolio.status is Status.OPTIMAL
    assert plans[0].schedule is not None
    assert plans[0].schedule.status is Status.OPTIMAL
    assert others == [first, first]
