"""The whole problem: ways of every project, purses, capacities and relations, ready for model and check."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from serpin.engines.portfolio.options import PortfolioOptions, Rule, ShareLimit
from serpin.engines.portfolio.problem.law import ResearchDuty, Year, duties, relief, researched, saved
from serpin.engines.portfolio.problem.placement import is_under_way, left_of
from serpin.engines.portfolio.problem.purse import (
    Purse,
    applicants,
    cover_of,
    purses,
    quarter_bounds,
    refusal,
    was_paid_before,
)
from serpin.engines.portfolio.problem.rulebook import standard_rules
from serpin.engines.portfolio.problem.shares import part_of
from serpin.engines.portfolio.problem.way import DAYS_PER_QUARTER, KINDS, Calendar, Way, calendar_of, ways_of
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.result import Message
from serpin.vocabulary.selection import Choice, Lesson, ModeClass, Package

MOST_WAYS = 2000
"""With more ways than that in all, start quarters are thinned out evenly."""

TOKEN_SHARE = 0.01
"""A source that asks for an earlier stage wants at least this share of the cost paid by that stage."""


@dataclass(frozen=True)
class Statement:
    """Everything that the selection knows, in numbers.

    Parameters
    ----------
    case, options
        As given.
    calendar
        Quarters, more of them than the horizon has, so that every project ends in one.
    ways
        Ways of doing each project, in the order of the projects.
    purses
        Sources of money.
    refusals
        Why a source may not pay for a project, by (project, source).
    capacity
        Unit-days of each resource by quarter, shape (quarters,).
    packages
        Projects that come together or not at all.
    """

    case: Case
    options: PortfolioOptions
    calendar: Calendar
    ways: tuple[tuple[Way, ...], ...]
    purses: tuple[Purse, ...]
    refusals: Mapping[tuple[str, str], Message]
    capacity: Mapping[str, Vector]
    packages: tuple[Package, ...] = ()

    @property
    def quarters(self) -> int:
        """How many quarters the plan looks at."""
        return len(self.calendar.discount)

    @property
    def rulebook(self) -> tuple[Rule, ...]:
        """Rules of law: one's own, or those of the package."""
        return standard_rules() if self.options.rulebook is None else self.options.rulebook

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Projects by code."""
        return {project.id: project for project in self.case.projects}

    @cached_property
    def purse_of(self) -> dict[str, Purse]:
        """Purses by code of the source."""
        return {purse.id: purse for purse in self.purses}

    def ways_of(self, project: str) -> tuple[Way, ...]:
        """Return the ways of a project."""
        return self._ways_by_project[project]

    @cached_property
    def _ways_by_project(self) -> dict[str, tuple[Way, ...]]:
        return {project.id: ways for project, ways in zip(self.case.projects, self.ways, strict=True)}

    def way(self, project: str, quarter: int, mode_class: ModeClass) -> Way | None:
        """Return one way of a project, or nothing when it is not open."""
        for way in self.ways_of(project):
            if way.quarter == quarter and way.mode_class is mode_class:
                return way
        return None

    def need(self, way: Way) -> Vector:
        """Return the money that a way needs by quarter, contingency included, in whole cents; shape (quarters,)."""
        key = (way.project, way.mode_class, way.quarter)
        if key not in self._needs:
            self._needs[key] = np.asarray(np.round(way.cost * (1.0 + self.options.contingency), 2), dtype=float)
        return self._needs[key]

    @cached_property
    def _needs(self) -> dict[tuple[str, ModeClass, int], Vector]:
        return {}

    def eligible_cost(self, way: Way, purse: Purse) -> Vector:
        """Return how much of the need of each quarter a source may pay: kinds of work and months; shape (quarters,)."""
        rules = purse.rules
        cost: Vector = self.need(way)
        if rules.work_kinds:
            rows = [KINDS.index(kind) for kind in rules.work_kinds]
            cost = np.minimum(way.by_kind[rows].sum(axis=0) * (1.0 + self.options.contingency), cost)
        if rules.max_quarters is not None:
            cost = cost.copy()
            cost[: way.quarter] = 0.0
            cost[way.quarter + rules.max_quarters :] = 0.0
        return cost

    def most_from(self, way: Way, purse: Purse) -> float:
        """Return the largest amount that a source may pay in all for a way: amount, share and eligible cost."""
        rules = purse.rules
        limits = [rules.max_share * float(self.need(way).sum()), float(self.eligible_cost(way, purse).sum())]
        if rules.max_amount is not None:
            limits.append(float(rules.max_amount))
        guarantee = self.guarantee_of(purse)
        if guarantee is not None and purse.source.guaranteed_share > 0:
            limits.append(self.most_covered(way.project, guarantee) / purse.source.guaranteed_share)
        return min(limits)

    def guarantee_of(self, purse: Purse) -> Purse | None:
        """Return the guarantee without which a source does not lend, or nothing when it asks for none."""
        return self.purse_of[purse.source.guarantee] if purse.source.guarantee is not None else None

    def most_covered(self, project: str, guarantee: Purse) -> float:
        """Return how much of the debts of a project a guarantee covers at most."""
        innovation = next(item for item in self.case.innovations if item.id == self.projects[project].innovation)
        return cover_of(guarantee, innovation).most

    def may_pay(self, project: str, purse: Purse) -> bool:
        """Tell whether a source may pay for a project at all."""
        return purse.source.pays and (project, purse.id) not in self.refusals

    def is_decided(self, project: str) -> bool:
        """Tell whether a project has to be carried out: it is mandatory, kept or pinned."""
        given = self.options
        return (
            self.projects[project].mandatory
            or project in given.kept
            or any(choice.project == project for choice in given.pinned)
        )

    def waiting(self, package: Package) -> tuple[str, ...]:
        """Return the members of a package that only come with all others; what is decided comes in any case."""
        return tuple(member for member in package.members if not self.is_decided(member))

    def comes(self, package: Package, chosen: Collection[str]) -> bool:
        """Tell whether a package comes about among chosen projects."""
        return bool(self.waiting(package)) and all(member in chosen for member in package.members)

    def promised(self, package: Package, chosen: Collection[str]) -> float:
        """Return what the promises of a package cost on average among chosen projects, in currency units."""
        return float(package.expected) if self.comes(package, chosen) else 0.0

    def contribution(self, way: Way, weights: Mapping[str, float] | None = None) -> float:
        """Return the expected yearly contributions of a way by weights, its own or those of the options."""
        weights = self.options.contribution_weights if weights is None else weights
        return way.success * math.fsum(
            weights.get(item.indicator, 0.0) * item.amount for item in self.projects[way.project].contributions
        )

    def worth(self, way: Way) -> float:
        """Return what a way adds to the objective by itself: expected NPV and weighted contributions."""
        return way.value + self.contribution(way) + self.saved_tax(way)

    def saved_tax(self, way: Way) -> float:
        """Return today's worth of the tax that the research of a way saves, where the options count it."""
        if not self.options.tax_and_duty:
            return 0.0
        return float(relief(way, self.projects[way.project], self.case, self.rulebook) @ self.calendar.discount)

    @cached_property
    def duties(self) -> dict[Year, ResearchDuty]:
        """Research duties that count in the value."""
        return duties(self.case, self.calendar, self.rulebook) if self.options.tax_and_duty else {}

    def saved_duty(self, ways: Mapping[str, Way]) -> float:
        """Return today's worth of the penalties that the research of chosen ways saves."""
        spent: dict[Year, float] = defaultdict(float)
        for name, way in ways.items() if self.duties else ():
            for year, amount in researched(way, self.projects[name], self.case, self.duties).items():
                spent[year] += amount
        return saved(self.duties, spent)

    def is_ready(self, earlier: Way, project: str, quarter: int) -> bool:
        """Tell whether a project may start in a quarter when an earlier one is done in a given way.

        It waits for the quarter after the end; what is under way, or has nothing left to do, holds nobody up.
        """
        return (
            earlier.finish < quarter
            or is_under_way(self.projects[project])
            or not any(left_of(work) > 0 for work in self.projects[earlier.project].works)
        )

    def cost_with(self, way: Way, limit: ShareLimit) -> float:
        """Return the part of the cost of a way that has the trait of a limit."""
        return part_of(way, self.projects[way.project], self.case, limit)

    def released(self, way: Way, purse: Purse) -> Vector:
        """Return which share of its money a source has released until each quarter: tranches whose gate is passed."""
        released = np.zeros(self.quarters)
        for tranche in purse.source.tranches:
            gate = way.gates.get(tranche.gate) if tranche.gate is not None else None
            released[gate if gate is not None else 0 :] += tranche.share
        return released if purse.source.tranches else np.ones(self.quarters)

    def needs_stage_of(self, project: str, purse: Purse) -> str | None:
        """Return the source whose stage must come first, or nothing when none must or it is on record."""
        before = purse.stage_before
        if before is None or was_paid_before(before, self.projects[project], self.case):
            return None
        return before


def state(
    case: Case, lessons: tuple[Lesson, ...], options: PortfolioOptions, packages: tuple[Package, ...] = ()
) -> Statement:
    """Put a case into numbers.

    Parameters
    ----------
    case
        The case.
    lessons
        What schedules taught about projects.
    options
        Contingency and weights.
    packages
        Projects that come together or not at all.
    """
    quarters = case.horizon + _longest(case)
    calendar = calendar_of(case, quarter_bounds(case, quarters))
    taught = {(lesson.project, lesson.mode_class): lesson for lesson in lessons}
    most = max(2, MOST_WAYS // (2 * max(len(case.projects), 1)))
    starts = min(most, options.starts or most)
    ways = tuple(ways_of(project, case, calendar, taught, starts=starts) for project in case.projects)
    if options.pinned:
        ways = _pinned(case, ways, options.pinned)
    found = purses(case, quarters, standard_rules() if options.rulebook is None else options.rulebook)
    guarantees = {purse.id: purse for purse in found if not purse.source.pays}
    refusals = {
        (applicant.project.id, purse.id): message
        for applicant in applicants(case)
        for purse in found
        if (message := refusal(purse, applicant, guarantees.get(purse.source.guarantee or ""))) is not None
    }
    return Statement(case, options, calendar, ways, found, refusals, _capacity(case, calendar), packages)


def _pinned(case: Case, ways: tuple[tuple[Way, ...], ...], pinned: tuple[Choice, ...]) -> tuple[tuple[Way, ...], ...]:
    """Return only the ways that are decided."""
    decided = {(choice.project, choice.quarter, choice.mode_class) for choice in pinned}
    return tuple(
        tuple(way for way in own if (project.id, way.quarter, way.mode_class) in decided)
        for project, own in zip(case.projects, ways, strict=True)
    )


def _longest(case: Case) -> int:
    """Return more quarters than any project takes when its works follow each other."""
    most = 0
    for project in case.projects:
        days = sum(
            max(mode.planned_days for mode in work.modes) + sum(max(link.lag, 0) for link in work.after)
            for work in project.works
        )
        most = max(most, days)
        bound = [day for work in project.works for day in (work.earliest, work.pinned_start) if day]
        late = max((case.quarters.number_of(day) for day in bound), default=0)
        if project.earliest_start:
            late = max(late, case.quarters.number_of(project.earliest_start))
        most = max(most, int(days + (late - case.horizon) * DAYS_PER_QUARTER))
    return math.ceil(most / (DAYS_PER_QUARTER * 0.85)) + 2


def _capacity(case: Case, calendar: Calendar) -> dict[str, Vector]:
    """Return the unit-days of each resource by quarter; other capacities count from their day on."""
    found = {}
    for resource in case.resources:
        steps = [(0.0, resource.capacity)]
        steps += [(float(max(case.days.day_of(change.since), 0)), change.capacity) for change in resource.changes]
        total = np.zeros(len(calendar.discount))
        for position, (since, units) in enumerate(steps):
            until = steps[position + 1][0] if position + 1 < len(steps) else float(calendar.bounds[-1])
            total += units * np.diff(np.clip(calendar.bounds, since, max(until, since)))
        found[resource.id] = total
    return found
