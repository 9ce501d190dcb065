"""The steps of the plan in their order: which engine each asks, when it does not apply, what it hands on.

A new step is a function here and a line in ``STEPS``, with a field in the plan for what it finds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from serpin.base.money import to_money
from serpin.base.texts import mark
from serpin.engines.coordination.result import Package as Found
from serpin.engines.coordination.verb import coordinate
from serpin.engines.indicators.verb import measure
from serpin.engines.insurance.verb import insure
from serpin.engines.integrity.verb import audit
from serpin.engines.network.verb import connect
from serpin.engines.simulation.verb import simulate
from serpin.engines.strategy.verb import forecast
from serpin.planning.draft import Draft
from serpin.planning.launches import launches_from
from serpin.planning.outlays import pay_for_covers
from serpin.planning.rounds import NO_PROJECTS, NOTHING_CHOSEN, close_the_cash_plan
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Package, Pledge

STOPPED_BEFORE = mark("the plan was stopped before this step")
_NO_SCHEDULE = mark("no schedule was found that keeps all demands")
_NOBODY_WAITS = mark("no project gains from a project of another enterprise")
_NO_RISKS = mark("the case has no risks")
_NO_BOOKS = mark("the books hold no entries of {year}")
_NO_TARGETS = mark("the case has no strategy with targets")
_NO_AWARDS = mark("the case has no awards")
_NOBODY_TIED = mark("the case has no ties, offers, requests or agreements between enterprises")
_JOINT = frozenset({RelationKind.COMPLEMENT, RelationKind.SHARED_FACILITY})


@dataclass(frozen=True)
class PlanStep:
    """One step: the engines it asks, the reason why it does not apply (nothing where it does), and what it does."""

    engines: tuple[str, ...]
    unfit: Callable[[Draft], str | None]
    take: Callable[[Draft], None]


def _always(draft: Draft) -> str | None:  # noqa: ARG001 - the common shape of all reasons
    """Let a step be taken in any case; it says itself what it skips."""
    return None


def _nobody_waits(draft: Draft) -> str | None:
    """Tell why there is nothing to coordinate: it takes two enterprises of which one gains from the other's project."""
    if not draft.case.projects:
        return NO_PROJECTS
    owners = {project.id: project.enterprise for project in draft.case.projects}
    joint = [relation.projects for relation in draft.case.relations if relation.kind in _JOINT]
    several = any(len({owners[project] for project in projects}) > 1 for projects in joint)
    return None if several else _NOBODY_WAITS


def _no_schedule(draft: Draft) -> str | None:
    """Tell why there is no schedule to go on with."""
    if draft.schedule is not None and draft.schedule.status.has_answer:
        return None
    if not draft.case.projects:
        return NO_PROJECTS
    empty = draft.portfolio is not None and draft.portfolio.status.has_answer
    return NOTHING_CHOSEN if empty and not draft.chosen.projects else _NO_SCHEDULE


def _nothing_to_insure(draft: Draft) -> str | None:
    """Tell why there is nothing to insure."""
    return _no_schedule(draft) or (None if draft.case.risks else _NO_RISKS)


def _coordinate(draft: Draft) -> None:
    """Find projects that pay only together; the selection gets the packages with their guarantees."""
    draft.coordination = draft.record(
        "coordination",
        coordinate(
            draft.case,
            seed=draft.seed,
            options=draft.options.coordination,
            progress=draft.listener("coordination"),
            executor=draft.executor,
        ),
    )
    draft.packages = tuple(_handed_on(package) for package in draft.coordination.packages if len(package.members) > 1)


def _handed_on(package: Found) -> Package:
    """Return a package as the selection reads it; one enterprise needs a decision of its own, and no promise."""
    promised = package.guarantees if len(package.enterprises) > 1 else ()
    return Package(
        name=str(package.number),
        members=package.members,
        pledges=tuple(
            Pledge(project=one.project, most=one.amount, expected=to_money(one.lasting + one.expected))
            for one in promised
        ),
    )


def _simulate(draft: Draft) -> None:
    """Run the schedule as a policy; insurance gets what each risk costs in each course."""
    if draft.schedule is None:
        return
    draft.outcomes = draft.record(
        "simulation",
        simulate(
            draft.case,
            draft.schedule.timetable,
            seed=draft.seed,
            options=draft.options.simulation,
            progress=draft.listener("simulation"),
            executor=draft.executor,
        ),
    )


def _insure(draft: Draft) -> None:
    """Choose covers, measures and the reserve from the losses of the very plan, and pay for them."""
    draft.cover = draft.record(
        "insurance",
        insure(
            draft.chosen,
            draft.losses,
            seed=draft.seed,
            options=draft.options.insurance,
            progress=draft.listener("insurance"),
            executor=draft.executor,
        ),
    )
    pay_for_covers(draft)


def _no_targets(draft: Draft) -> str | None:
    """Tell why there is nothing to forecast."""
    targets = (goal.targets for strategy in draft.case.strategies for goal in strategy.goals)
    return None if any(targets) else _NO_TARGETS


def _no_awards(draft: Draft) -> str | None:
    """Tell why there is nothing to audit."""
    return None if draft.case.awards else _NO_AWARDS


def _nobody_tied(draft: Draft) -> str | None:
    """Tell why there is nobody to bring together."""
    case = draft.case
    return None if case.ties or case.offers or case.requests or case.agreements else _NOBODY_TIED


def _measure(draft: Draft) -> None:
    """Fill in the forms of the last year from the books, with indicators, readiness and incentives."""
    found = measure(
        draft.case,
        seed=draft.seed,
        options=draft.options.indicators,
        progress=draft.listener("indicators"),
        executor=draft.executor,
    )
    if found.status is Status.SKIPPED:
        draft.skip("indicators", _NO_BOOKS, year=found.year)
    else:
        draft.measurement = draft.record("indicators", found)


def _forecast(draft: Draft) -> None:
    """Say what the chosen projects, launched as the simulation has it, do for the targets of the strategies."""
    selection = draft.portfolio.selection if draft.portfolio and draft.portfolio.status.has_answer else None
    timetable = draft.schedule.timetable if draft.schedule and draft.schedule.status.has_answer else None
    launches = None
    if draft.outcomes is not None and draft.outcomes.status.has_answer and draft.outcomes.projects:
        launches = launches_from(draft.case, draft.outcomes, draft.options.strategy.courses, draft.seed)
    draft.forecast = draft.record(
        "strategy",
        forecast(
            draft.case,
            selection,
            timetable,
            launches,
            seed=draft.seed,
            options=draft.options.strategy,
            progress=draft.listener("strategy"),
            executor=draft.executor,
        ),
    )


def _audit(draft: Draft) -> None:
    """Look for warning signs in calls and awards."""
    found = audit(
        draft.case,
        seed=draft.seed,
        options=draft.options.integrity,
        progress=draft.listener("integrity"),
        executor=draft.executor,
    )
    if found.status is Status.SKIPPED:
        draft.skip("integrity", _NO_AWARDS)
    else:
        draft.audit = draft.record("integrity", found)


def _connect(draft: Draft) -> None:
    """Say who should work with whom, and who could do the works for which people are lacking."""
    draft.partnerships = draft.record(
        "network",
        connect(
            draft.case,
            seed=draft.seed,
            options=draft.options.network,
            progress=draft.listener("network"),
            executor=draft.executor,
        ),
    )


STEPS = (
    PlanStep(("coordination",), _nobody_waits, _coordinate),
    PlanStep(("portfolio", "scheduling"), _always, close_the_cash_plan),
    PlanStep(("simulation",), _no_schedule, _simulate),
    PlanStep(("insurance",), _nothing_to_insure, _insure),
    PlanStep(("indicators",), _always, _measure),
    PlanStep(("strategy",), _no_targets, _forecast),
    PlanStep(("integrity",), _no_awards, _audit),
    PlanStep(("network",), _nobody_tied, _connect),
)
"""All steps, in the order in which they are taken."""
