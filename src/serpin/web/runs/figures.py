"""The few figures of a plan that lists and comparisons show."""

from __future__ import annotations

from typing import Any

from serpin.planning.result import Plan


def figures_of(plan: Plan) -> dict[str, Any]:
    """Return the figures of a plan: projects, both values, and the end, as far as there are any.

    ``value`` is what the selection counted on; ``expected`` is the mean of the simulation with delays, risks and
    gates.
    """
    found: dict[str, Any] = {"steps": {step.name: str(step.status) for step in plan.steps}}
    found["currency"] = plan.case.currency
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        found["value"] = float(plan.portfolio.value)
        found["chosen"] = sorted(choice.project for choice in plan.portfolio.selection.choices)
        found["projects"] = len(found["chosen"])
    if plan.outcomes is not None and plan.outcomes.value is not None:
        found["expected"] = float(plan.outcomes.value.mean)
    if plan.schedule is not None and plan.schedule.timetable.placements:
        found["days"] = plan.schedule.timetable.makespan
        found["end"] = plan.case.days.date_of(max(0, plan.schedule.timetable.makespan - 1)).isoformat()
    return found
