"""Purses: each source of money with what it has, what it costs, and which projects it may pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from serpin.base.periods import Quarters, discount_factor
from serpin.base.texts import mark
from serpin.engines.portfolio.options import Rule
from serpin.engines.portfolio.problem.rulebook import rules_of, stricter
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise
from serpin.vocabulary.innovation import Innovation
from serpin.vocabulary.project import Project
from serpin.vocabulary.result import Message
from serpin.vocabulary.source import FundingRules, Source, SourceKind

_NO_RULES = FundingRules()

NOT_OWN = mark("{source}: it pays only for projects of its owner {owner}")
WRONG_STAGE = mark("{source}: the stage of the project is not among those it pays for")
WRONG_SIZE = mark("{source}: the size of enterprise {enterprise} is not among those it pays for")
WRONG_ACTIVITY = mark("{source}: the activity of enterprise {enterprise} is not among those it pays for")
WRONG_REGION = mark("{source}: the region of enterprise {enterprise} is not among those it pays for")
NO_PRIORITY = mark("{source}: the innovation is not a priority good")
NO_PRODUCT = mark("{source}: the innovation is not a product innovation")
NOT_LAWFUL = mark("{source}: rule {rule}, {title}, does not allow it ({act}; in force since {since})")
NO_WORK = mark("{source}: the project has no work of a kind that it pays for")


@dataclass(frozen=True)
class Purse:
    """A source with its money by quarter, what a unit paid in each quarter costs, and the rules that it keeps.

    ``rules`` are its own and those of the law together; ``stage_before`` is the source that must have paid before.
    ``windows`` are the runs of quarters in which unspent money stays.
    """

    source: Source
    available: Vector
    charge: Vector
    windows: tuple[range, ...]
    rules: FundingRules
    legal: tuple[Rule, ...] = ()
    stage_before: str | None = None

    @cached_property
    def id(self) -> str:
        """Code of the source."""
        return self.source.id

    @property
    def is_own(self) -> bool:
        """Whether this is own money of applicants."""
        return self.source.kind is SourceKind.OWN

    @cached_property
    def most_until(self) -> Vector:
        """Most that can have been spent in each quarter and those before it whose money is still there."""
        return self.added_up(self.available)

    @cached_property
    def _window(self) -> tuple[range, ...]:
        return tuple(window for window in self.windows for _ in window)

    def added_up(self, amounts: Vector) -> Vector:
        """Return amounts added up from quarter to quarter as long as money is kept, shape (quarters,)."""
        return np.concatenate([np.cumsum(amounts[window.start : window.stop]) for window in self.windows])

    def window(self, quarter: int) -> range:
        """Return the quarters that share their money with a quarter."""
        return self._window[quarter]

    def later(self, quarter: int) -> slice:
        """Return the quarter and those after it in which its money is still there."""
        return slice(quarter, self.window(quarter).stop)


def purses(case: Case, quarters: int, rulebook: tuple[Rule, ...]) -> tuple[Purse, ...]:
    """Return the purses of a case; money of quarters before the start is there in quarter 0.

    Parameters
    ----------
    case
        The case.
    quarters
        How many quarters the plan looks at.
    rulebook
        Rules of law.
    """
    legal = {source.id: rules_of(source, rulebook) for source in case.sources}
    found = []
    for source in case.sources:
        available, names = np.zeros(quarters), Quarters(case.start)
        for number, amount in source.coming(names).items():
            if number < quarters:
                available[number] += float(amount)
        rules = source.rules
        for rule in legal[source.id]:
            rules = stricter(rules, rule.limits)
        before = source.rules.after_source or _earlier_stage(legal, source.id)
        charges = _charges(source, case, quarters)
        windows = source.purses(names, quarters)
        found.append(Purse(source, available, charges, windows, rules, legal[source.id], before))
    return tuple(found)


def _earlier_stage(legal: Mapping[str, tuple[Rule, ...]], source_id: str) -> str | None:
    """Return the source under the rule that must come before, where the law asks for one and the case has it."""
    asked = {rule.after_rule for rule in legal[source_id] if rule.after_rule}
    return next((other for other, rules in legal.items() if any(rule.id in asked for rule in rules)), None)


def _charges(source: Source, case: Case, quarters: int) -> Vector:
    """Return the present value of the interest on one unit paid in each quarter.

    The debt stands through the grace, then falls in equal parts; without a repayment plan it stands to the horizon.
    """
    price = source.price
    charges = np.zeros(quarters)
    if price.interest <= 0:
        return charges
    for paid in range(quarters):
        last = price.grace_quarters + price.repayment_quarters or max(case.horizon - paid, 1)
        for later in range(1, last + 1):
            fallen = (
                max(later - 1 - price.grace_quarters, 0) / price.repayment_quarters if price.repayment_quarters else 0
            )
            charges[paid] += price.interest / 4 * (1 - fallen) * discount_factor(case.discount_rate, paid + later)
    return charges


@dataclass(frozen=True)
class Applicant:
    """What the rules of sources look at: a project, its leader and its innovation."""

    project: Project
    leader: Enterprise
    innovation: Innovation


def applicants(case: Case) -> tuple[Applicant, ...]:
    """Return all projects with their leaders and innovations."""
    leaders = {enterprise.id: enterprise for enterprise in case.enterprises}
    innovations = {innovation.id: innovation for innovation in case.innovations}
    return tuple(
        Applicant(project, leaders[project.enterprise], innovations[project.innovation]) for project in case.projects
    )


def refusal(purse: Purse, applicant: Applicant) -> Message | None:
    """Return why a source may not pay for a project, or nothing when it may.

    Parameters
    ----------
    purse
        The source.
    applicant
        The project with its leader and innovation.
    """
    source, project, leader = purse.source, applicant.project, applicant.leader
    owner = source.owner if source.kind in (SourceKind.OWN, SourceKind.PARTNER) else None
    if owner is not None and owner != project.enterprise and project.share_of(owner) <= 0:
        return Message(text=NOT_OWN, values={"source": source.id, "owner": owner})
    for rule in purse.legal:
        short_of_role = bool(rule.roles) and not set(rule.roles) & set(leader.roles)
        owes_nothing = rule.needs_obligation and not source.obligations
        if short_of_role or owes_nothing or _broken(rule.limits, applicant) is not None:
            return Message(
                text=NOT_LAWFUL,
                values={
                    "source": source.id,
                    "rule": rule.id,
                    "title": rule.name.model_dump(exclude_none=True),
                    "act": rule.source.model_dump(exclude_none=True),
                    "since": str(rule.valid_from or ""),
                },
            )
    sentence = _broken(source.rules, applicant)
    if sentence is not None:
        values = {"source": source.id, "enterprise": leader.id}
        return Message(text=sentence, values={key: values[key] for key in values if f"{{{key}}}" in sentence})
    return None


def _broken(rules: FundingRules, applicant: Applicant) -> str | None:
    """Return the sentence of the first rule that shuts a project out, or nothing."""
    if rules == _NO_RULES:
        return None
    project, leader, innovation = applicant.project, applicant.leader, applicant.innovation
    kinds = {work.kind for work in project.works}
    refusals = (
        (WRONG_STAGE, bool(rules.stages) and project.stage not in rules.stages),
        (WRONG_SIZE, bool(rules.sizes) and leader.size not in rules.sizes),
        (WRONG_ACTIVITY, bool(rules.activities) and not leader.activity.startswith(rules.activities)),
        (WRONG_REGION, bool(rules.regions) and not leader.region.startswith(rules.regions)),
        (NO_PRIORITY, rules.priority_good and not innovation.priority_good),
        (NO_PRODUCT, rules.products_only and not innovation.type.is_product),
        (NO_WORK, bool(rules.work_kinds) and not kinds & set(rules.work_kinds)),
    )
    return next((sentence for sentence, applies in refusals if applies), None)


def was_paid_before(source_id: str, project: Project, case: Case) -> bool:
    """Tell whether an award on record shows that a project had money from the giver of a source."""
    source = next(item for item in case.sources if item.id == source_id)
    return source.owner is not None and any(
        application.project == project.id and application.awarded > 0
        for award in case.awards
        if award.giver == source.owner
        for application in award.applications
    )


def quarter_bounds(case: Case, quarters: int) -> Vector:
    """Return the working day on which each quarter begins, and one more, shape (quarters + 1,)."""
    days, names = case.days, case.quarters
    bounds = [0, *(days.day_of(names.first_date(number)) for number in range(1, quarters + 1))]
    assert all(earlier <= later for earlier, later in pairwise(bounds))  # noqa: S101 - a calendar without work days
    return np.asarray(bounds, dtype=float)
