"""The few figures of a plan that lists and comparisons show."""

from __future__ import annotations

from typing import Any

from serpin.planning.result import Plan


def figures_of(plan: Plan) -> dict[str, Any]:
    """Return the figures of a plan: projects, value, gap, end and odds, as far as there are any."""
    found: dict[str, Any] = {"steps": {step.name: str(step.status) for step in plan.steps}}
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        found["value"] = float(plan.portfolio.value)
        found["chosen"] = sorted(choice.project for choice in plan.portfolio.selection.choices)
    if plan.schedule is not None and plan.schedule.timetable.placements:
        found["days"] = plan.schedule.timetable.makespan
        found["end"] = plan.case.days.date_of(max(0, plan.schedule.timetable.makespan - 1)).isoformat()
    return found
