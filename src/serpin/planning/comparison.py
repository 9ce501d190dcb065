"""Comparison of two plans: what changed, project by project, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from pydantic import Field

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.engines.portfolio.result import Candidate
from serpin.engines.scheduling.result import ProjectTime
from serpin.engines.simulation.result import ProjectOutcome
from serpin.planning.differences import Difference, differences, differing_options
from serpin.planning.result import Plan
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Status
from serpin.vocabulary.selection import ModeClass
from serpin.vocabulary.timetable import Timetable

_GONE = mark("it is no longer in the case")
_FRESH = mark("it is new in the case")
_OUT_BEFORE = mark("it was left out: {reason}; this holds no longer")
_OTHER_QUARTER = mark("the selection starts it in {quarter} instead of {first_quarter}")
_WAITS = mark("its works now wait for {resource} behind project {other}")
_FREE = mark("its works no longer wait for {resource} behind project {other}")
_UNPROVEN = mark("The best selection is proven only to within {gap}: small differences may come from the search.")
_SEEDS = mark("The plans have different seeds: small differences of odds are chance.")
_MOST_WAITS = 2
_LEAST_MONEY, _LEAST_ODDS = 0.5, 0.005


class Side(Noun):
    """A project in one of the plans. Money in the currency of the case, probabilities from the simulation."""

    is_chosen: bool
    start: date | None = None
    finish: date | None = None
    mode_class: ModeClass | None = None
    cost: Money = Decimal(0)
    value: float = 0.0
    paid: dict[str, Money] = Field(default_factory=dict)
    success: float | None = None
    on_time: float | None = None
    in_budget: float | None = None


class ProjectChange(Noun):
    """A project in both plans, what of it differs, and why.

    ``differs`` names the fields of a side that differ. ``causes`` are places in the differences of the cases: those of
    the project itself, of the sources that pay it, of its resources and risks. ``reasons`` are what the engines say.
    """

    project: str
    before: Side | None
    after: Side | None
    fate: Literal["stays", "comes", "goes", "out"]
    differs: tuple[str, ...] = ()
    causes: tuple[int, ...] = ()
    reasons: tuple[Message, ...] = ()

    @property
    def days(self) -> int | None:
        """Calendar days by which the start moves later."""
        if self.before is None or self.after is None or not self.before.start or not self.after.start:
            return None
        return (self.after.start - self.before.start).days


class Total(Noun):
    """A plan as a whole. Probabilities that everything is on time, in budget, and both."""

    projects: int
    cost: Money
    value: float
    simulated_value: float | None = None
    finish: date | None = None
    on_time: float | None = None
    in_budget: float | None = None
    both: float | None = None


class Comparison(Noun):
    """What differs between two plans; ``projects`` are all of both, those that differ first."""

    before: Total
    after: Total
    differences: tuple[Difference, ...] = ()
    options: tuple[Difference, ...] = ()
    projects: tuple[ProjectChange, ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def changed(self) -> tuple[ProjectChange, ...]:
        """Projects of which something differs."""
        return tuple(project for project in self.projects if project.differs)

    @property
    def moved(self) -> int:
        """Projects of both plans whose start moved."""
        return sum(bool(project.days) for project in self.projects if project.fate == "stays")


def compare_plans(before: Plan, after: Plan) -> Comparison:
    """Return what changed from one plan to another, project by project, and why.

    Parameters
    ----------
    before, after
        The plans; projects are the same where their codes are.
    """
    found = differences(before.case, after.case)
    old, new = _Book(before), _Book(after)
    waits = _waits(before), _waits(after)
    codes = list(dict.fromkeys([*(one.id for one in after.case.projects), *(one.id for one in before.case.projects)]))
    projects = [_change(code, old, new, found, waits) for code in codes]
    ranks = {"comes": 0, "goes": 1, "stays": 2, "out": 3}
    projects.sort(key=lambda one: (not one.differs, ranks[one.fate]))
    return Comparison(
        before=old.total,
        after=new.total,
        differences=found,
        options=_options(before, after),
        projects=tuple(projects),
        notes=tuple(_notes(before, after)),
    )


class _Book:
    """A plan by project."""

    def __init__(self, plan: Plan) -> None:
        self.case: Case = plan.case
        portfolio = plan.portfolio if plan.portfolio is not None and plan.portfolio.status.has_answer else None
        self.candidates: dict[str, Candidate] = {one.project: one for one in portfolio.candidates} if portfolio else {}
        schedule = plan.schedule
        self.times: dict[str, ProjectTime] = {one.project: one for one in schedule.projects} if schedule else {}
        outcomes = plan.outcomes.projects if plan.outcomes is not None else ()
        self.outcomes: dict[str, ProjectOutcome] = {one.project: one for one in outcomes}
        self.paid: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for payment in portfolio.selection.payments if portfolio else ():
            self.paid[payment.project][payment.source] += payment.amount
        self.plan = plan

    def side(self, code: str) -> Side | None:
        """Return a project as this plan has it; nothing where its case has no such project."""
        if all(project.id != code for project in self.case.projects):
            return None
        candidate, time, outcome = self.candidates.get(code), self.times.get(code), self.outcomes.get(code)
        is_chosen = candidate.chosen if candidate is not None else time is not None
        start, finish = self._dates(candidate, time) if is_chosen else (None, None)
        return Side(
            is_chosen=is_chosen,
            start=start,
            finish=finish,
            mode_class=candidate.mode_class if candidate is not None and is_chosen else None,
            cost=candidate.cost if candidate is not None else Decimal(0),
            value=float(candidate.value) if candidate is not None else 0.0,
            paid=dict(sorted(self.paid[code].items())) if code in self.paid else {},
            success=outcome.success.value if outcome is not None else None,
            on_time=outcome.on_time.value if outcome is not None and outcome.finish is not None else None,
            in_budget=outcome.in_budget.value if outcome is not None else None,
        )

    def _dates(self, candidate: Candidate | None, time: ProjectTime | None) -> tuple[date | None, date | None]:
        """Return first and last day by the schedule; by the quarters of the selection where there is none."""
        days, quarters = self.case.days, self.case.quarters
        if time is not None:
            return days.date_of(time.start), days.date_of(max(time.finish - 1, time.start))
        if candidate is None or candidate.quarter is None:
            return None, None
        last = candidate.finish_quarter if candidate.finish_quarter is not None else candidate.quarter
        return quarters.first_date(candidate.quarter), quarters.first_date(last + 1) - timedelta(days=1)

    @property
    def total(self) -> Total:
        """The plan as a whole."""
        chosen = [one for one in self.candidates.values() if one.chosen]
        ends = [self.case.days.date_of(max(one.finish - 1, one.start)) for one in self.times.values()]
        outcomes, portfolio = self.plan.outcomes, self.plan.portfolio
        joint = outcomes.joint[0] if outcomes is not None and outcomes.joint else None
        return Total(
            projects=len(chosen) if self.candidates else len(self.times),
            cost=sum((one.cost for one in chosen), Decimal(0)),
            value=portfolio.value if portfolio is not None else 0.0,
            simulated_value=outcomes.value.mean if outcomes is not None and outcomes.value is not None else None,
            finish=max(ends, default=None),
            on_time=joint.in_time.value if joint is not None else None,
            in_budget=joint.in_budget.value if joint is not None else None,
            both=joint.both.value if joint is not None else None,
        )


_Waits = dict[str, list[tuple[str, str]]]


def _change(
    code: str, old: _Book, new: _Book, found: tuple[Difference, ...], waits: tuple[_Waits, _Waits]
) -> ProjectChange:
    before, after = old.side(code), new.side(code)
    was, is_ = before is not None and before.is_chosen, after is not None and after.is_chosen
    fate: Literal["stays", "comes", "goes", "out"] = (
        ("stays" if is_ else "goes") if was else ("comes" if is_ else "out")
    )
    if fate == "out":
        return ProjectChange(project=code, before=before, after=after, fate=fate)
    differs = tuple(_differing(before, after))
    change = ProjectChange(project=code, before=before, after=after, fate=fate, differs=differs)
    if not differs:
        return change
    paying = {*(before.paid if before else {}), *(after.paid if after else {})}
    return change.model_copy(
        update={
            "causes": tuple(_causes(code, found, paying, new.case)),
            "reasons": tuple(_reasons(change, old, new, waits)),
        }
    )


def _differing(before: Side | None, after: Side | None) -> Iterator[str]:
    """Yield the fields that differ by more than a rounding."""
    if before is None or after is None:
        yield "is_chosen"
        return
    for name in Side.model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if isinstance(old, float | Decimal) and isinstance(new, float | Decimal):
            least = _LEAST_MONEY if name in ("cost", "value") else _LEAST_ODDS
            if abs(float(new) - float(old)) >= least:
                yield name
        elif name == "paid":
            sources = {*old, *new}
            if any(abs(old.get(one, Decimal(0)) - new.get(one, Decimal(0))) >= _LEAST_MONEY for one in sources):
                yield name
        elif old != new:
            yield name


def _reasons(change: ProjectChange, old: _Book, new: _Book, waits: tuple[_Waits, _Waits]) -> Iterator[Message]:
    """Yield why a project came, went or moved, as the engines say it."""
    was, now = old.candidates.get(change.project), new.candidates.get(change.project)
    if change.after is None:
        yield Message(text=_GONE)
    elif change.before is None:
        yield Message(text=_FRESH)
    if change.fate == "goes" and now is not None and now.reason is not None:
        yield now.reason
    if change.fate == "comes" and was is not None and was.reason is not None:
        yield Message(text=_OUT_BEFORE, values={"reason": was.reason})
    if change.fate == "stays":
        if was is not None and now is not None and was.quarter is not None and now.quarter is not None:
            names = old.case.quarters.name_of(was.quarter), new.case.quarters.name_of(now.quarter)
            if names[0] != names[1]:
                yield Message(text=_OTHER_QUARTER, values={"first_quarter": names[0], "quarter": names[1]})
        if not {"start", "finish"}.isdisjoint(change.differs):
            yield from _waiting(change.project, waits)


def _waiting(code: str, waits: tuple[_Waits, _Waits]) -> Iterator[Message]:
    """Yield behind whom a project waits now, and behind whom no longer."""
    for text, these, others in ((_WAITS, waits[1], waits[0]), (_FREE, waits[0], waits[1])):
        fresh = [one for one in these.get(code, ()) if one not in others.get(code, ())]
        for resource, other in fresh[:_MOST_WAITS]:
            yield Message(text=text, values={"resource": resource, "other": other})


def _causes(code: str, found: Iterable[Difference], paying: set[str], case: Case) -> Iterator[int]:
    """Yield the places of the differences that touch a project by name."""
    project = next((one for one in case.projects if one.id == code), None)
    modes = [mode for work in project.works for mode in work.modes] if project is not None else []
    resources = {resource for mode in modes for resource in mode.demand}
    own = {("projects", code), *(("sources", one) for one in paying), *(("resources", one) for one in resources)}
    if project is not None:
        own.add(("innovations", project.innovation))
    for risk in case.risks:
        if any(impact.project in (code, None) for impact in risk.impacts):
            own.add(("risks", risk.id))
    for relation in case.relations:
        if code in relation.projects:
            own.add(("relations", relation.id))
    for place, difference in enumerate(found):
        if difference.noun in own or (not difference.list and difference.field not in ("title", "language")):
            yield place


def _waits(plan: Plan) -> _Waits:
    """Return for each project for which resources it waits behind which other projects, to the day."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    timetable = plan.schedule.timetable if plan.schedule is not None else Timetable()
    places = timetable.by_work()
    for wait in timetable.waits:
        (earlier, _), (later, _) = wait.before, wait.after
        if earlier != later and places[wait.before].finish == places[wait.after].start:
            found[later][wait.resource, earlier] = None
    return {project: list(pairs) for project, pairs in found.items()}


def _options(before: Plan, after: Plan) -> tuple[Difference, ...]:
    if before.ledger is None or after.ledger is None:
        return ()
    return differing_options(before.ledger.options, after.ledger.options)


def _notes(before: Plan, after: Plan) -> Iterator[Message]:
    if before.ledger is not None and after.ledger is not None and before.ledger.seed != after.ledger.seed:
        yield Message(text=_SEEDS)
    gaps = [
        plan.portfolio.gap
        for plan in (before, after)
        if plan.portfolio is not None and plan.portfolio.status in (Status.FEASIBLE, Status.STOPPED)
    ]
    if gaps:
        yield Message(text=_UNPROVEN, values={"gap": max(gaps)})
