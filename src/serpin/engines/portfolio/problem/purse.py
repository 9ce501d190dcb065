"""Purses: each source of money with what it has, what it costs, and which projects it may pay."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

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
NOT_LAWFUL = mark("{source}: rule {rule}, {title}, does not allow it: {why} ({act}; in force since {since})")
NOT_LAWFUL_UNDATED = mark("{source}: rule {rule}, {title}, does not allow it: {why} ({act}; date not known)")
NO_WORK = mark("{source}: the project has no work of a kind that it pays for")
_CONDITIONS = {
    WRONG_STAGE: mark("stage of the project"),
    WRONG_SIZE: mark("size of the enterprise"),
    WRONG_ACTIVITY: mark("activity of the enterprise"),
    WRONG_REGION: mark("region of the enterprise"),
    NO_PRIORITY: mark("not a priority good"),
    NO_PRODUCT: mark("not a product innovation"),
    NO_WORK: mark("no work of a kind that is paid for"),
}
"""What a rule of law asks for, in a few words, by the sentence of a source that asks for the same."""

NO_ROLE, NO_OBLIGATION = mark("role of the enterprise"), mark("the source names no counter-obligation")
NOT_GUARANTEED = mark("{source}: it is not lent without guarantee {guarantee}, which may not be given")
COVERS_LESS = mark("{source}: {share} of the debt must be guaranteed, and {guarantee} covers at most {covered}")
LAW_COVERS_LESS = mark(
    "{source}: {share} of the debt must be guaranteed, and by rule {rule}, {title}, "
    "{guarantee} covers at most {covered} ({act})"
)


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
    fees = {source.id: source.price.fee for source in case.sources if not source.pays}
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
        charges = _charges(source, fees.get(source.guarantee or "", 0.0), case, quarters)
        windows = source.purses(names, quarters)
        found.append(Purse(source, available, charges, windows, rules, legal[source.id], before))
    return tuple(found)


def _earlier_stage(legal: Mapping[str, tuple[Rule, ...]], source_id: str) -> str | None:
    """Return the source under the rule that must come before, where the law asks for one and the case has it."""
    asked = {rule.after_rule for rule in legal[source_id] if rule.after_rule}
    return next((other for other, rules in legal.items() if any(rule.id in asked for rule in rules)), None)


def _charges(source: Source, fee: float, case: Case, quarters: int) -> Vector:
    """Return the present value of the interest on one unit paid in each quarter, and of the fee of its guarantee.

    The debt stands through the grace, then falls in equal parts; without a repayment plan it stands to the horizon.
    """
    price = source.price
    charges = np.zeros(quarters)
    yearly = price.interest + fee * source.guaranteed_share
    if yearly <= 0 or not source.pays:
        return charges
    for paid in range(quarters):
        last = price.grace_quarters + price.repayment_quarters or max(case.horizon - paid, 1)
        for later in range(1, last + 1):
            fallen = (
                max(later - 1 - price.grace_quarters, 0) / price.repayment_quarters if price.repayment_quarters else 0
            )
            charges[paid] += yearly / 4 * (1 - fallen) * discount_factor(case.discount_rate, paid + later)
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


def refusal(purse: Purse, applicant: Applicant, guarantee: Purse | None = None) -> Message | None:
    """Return why a source may not pay for a project, or nothing when it may.

    Parameters
    ----------
    purse
        The source.
    applicant
        The project with its leader and innovation.
    guarantee
        The guarantee without which the source does not lend, if it asks for one.
    """
    source, project, leader = purse.source, applicant.project, applicant.leader
    owner = source.owner if source.kind in (SourceKind.OWN, SourceKind.PARTNER) else None
    if owner is not None and owner != project.enterprise and project.share_of(owner) <= 0:
        return Message(text=NOT_OWN, values={"source": source.id, "owner": owner})
    for rule in purse.legal:
        why = _unmet(rule, source, applicant)
        if why is not None:
            return _unlawful(source, rule, why)
    sentence = _broken(source.rules, applicant)
    if sentence is not None:
        values = {"source": source.id, "enterprise": leader.id}
        return Message(text=sentence, values={key: values[key] for key in values if f"{{{key}}}" in sentence})
    return _unguaranteed(source, guarantee, applicant) if guarantee is not None else None


def _unmet(rule: Rule, source: Source, applicant: Applicant) -> str | None:
    """Return in a few words what a rule of law asks for and does not find, or nothing when it is kept."""
    if rule.roles and not set(rule.roles) & set(applicant.leader.roles):
        return NO_ROLE
    if rule.needs_obligation and not source.obligations:
        return NO_OBLIGATION
    sentence = _broken(rule.limits, applicant)
    return None if sentence is None else _CONDITIONS[sentence]


def _unlawful(source: Source, rule: Rule, why: str) -> Message:
    """Return the sentence that names the rule, what it asks for, its act and its date."""
    values = {
        "source": source.id,
        "rule": rule.id,
        "why": {"text": why},
        "title": rule.name.model_dump(exclude_none=True),
        "act": rule.source.model_dump(exclude_none=True),
    }
    if rule.valid_from is None:
        return Message(text=NOT_LAWFUL_UNDATED, values=values)
    return Message(text=NOT_LAWFUL, values={**values, "since": str(rule.valid_from)})


def _unguaranteed(source: Source, guarantee: Purse, applicant: Applicant) -> Message | None:
    """Return why the debts of a project cannot be guaranteed as a source asks for, or nothing when they can."""
    values: dict[str, Any] = {"source": source.id, "guarantee": guarantee.id}
    if refusal(guarantee, applicant) is not None:
        return Message(text=NOT_GUARANTEED, values=values)
    cover = cover_of(guarantee, applicant.innovation)
    if source.guaranteed_share <= cover.share:
        return None
    values |= {"share": source.guaranteed_share, "covered": cover.share}
    if cover.rule is None:
        return Message(text=COVERS_LESS, values=values)
    title, act = cover.rule.name.model_dump(exclude_none=True), cover.rule.source.model_dump(exclude_none=True)
    return Message(text=LAW_COVERS_LESS, values={**values, "rule": cover.rule.id, "title": title, "act": act})


@dataclass(frozen=True)
class Cover:
    """What a guarantee covers at most: which share of a debt, by which rule of law, and how much for one project."""

    share: float
    most: float
    rule: Rule | None = None


def cover_of(guarantee: Purse, innovation: Innovation) -> Cover:
    """Return what a guarantee covers at most of the debts of a project.

    Parameters
    ----------
    guarantee
        A source of kind guarantee, with its rules of law.
    innovation
        The innovation of the project: the law covers more where it is a priority good.
    """
    found = Cover(guarantee.rules.max_share, float(guarantee.rules.max_amount or math.inf))
    for rule in guarantee.legal:
        given = rule.parameters
        prefix = "priority_" if innovation.priority_good and "priority_share" in given else ""
        share, most = given.get(f"{prefix}share", 1.0), given.get(f"{prefix}most", math.inf)
        found = Cover(min(share, found.share), min(most, found.most), rule if share < found.share else found.rule)
    return found


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
