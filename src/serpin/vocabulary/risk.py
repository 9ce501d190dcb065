"""Risks: causes, how often, what they hit and how hard, and what can be done before."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.estimate import Estimate
from serpin.vocabulary.noun import Day, Id, Name, Noun, Probability, ProjectId, about
from serpin.vocabulary.work import WorkKind


class RiskClass(StrEnum):
    """Where a risk comes from."""

    TECHNICAL = "technical"
    PRODUCTION = "production"
    MARKET = "market"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    FINANCIAL = "financial"
    ORGANISATIONAL = "organisational"
    LEGAL = "legal"
    ENVIRONMENTAL = "environmental"
    POLITICAL = "political"


class InsuranceClass(StrEnum):
    """Class of insurance by the Law on insurance activity, article 6."""

    ACCIDENT = "accident"
    ILLNESS = "illness"
    CARGO = "cargo"
    PROPERTY = "property"
    LIABILITY = "liability"
    LOAN = "loan"
    MORTGAGE = "mortgage"
    GUARANTEE = "guarantee"
    FINANCIAL_ORGANISATION = "financial_organisation"
    OTHER_FINANCIAL_LOSS = "other_financial_loss"
    LEGAL_COSTS = "legal_costs"
    TITLE = "title"


class ImpactOn(StrEnum):
    """What a risk changes."""

    DURATION = "duration"
    COST = "cost"
    RETURNS = "returns"


class Effect(StrEnum):
    """How the change is applied."""

    ADDITIVE = "additive"
    FACTOR = "factor"


class Impact(Noun):
    """What one risk does to one work, to all works of a kind, or to a whole project."""

    project: ProjectId | None = about(mark("Project"), mark("The project that is hit; all projects when empty"), None)
    work: Id | None = about(mark("Work"), mark("The work that is hit; the project as a whole when empty"), None)
    kind: WorkKind | None = about(mark("Kind of work"), mark("All works of this kind are hit"), None)
    on: ImpactOn = about(mark("On"), mark("Duration, cost or returns"))
    effect: Effect = about(
        mark("Effect"), mark("Additive: working days or money; factor: 1.2 is 20 % more"), Effect.ADDITIVE
    )
    size: Estimate = about(mark("Size"), mark("How much, when it happens"))

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if self.work is not None and self.project is None:
            raise invalid(mark("a work is named without its project"))
        if self.work is not None and self.kind is not None:
            raise invalid(mark("name either a work or a kind of work, not both"))
        if self.effect is Effect.FACTOR and self.size.lowest < 0:
            raise invalid(mark("{value} is too small: expected {ge} or more"), value=round(self.size.lowest, 4), ge=0)
        return self


class Mitigation(Noun):
    """Something that can be done before, what it costs and what it changes."""

    id: Id = about(mark("Code"), mark("Short code of the mitigation, unique in its risk"))
    name: Name = about(mark("Name"), mark("Name of the mitigation"))
    cost: Money = about(mark("Cost"), mark("Cost of the mitigation, in the currency of the case"), Decimal(0))
    probability: Probability | None = about(
        mark("New probability"), mark("Probability that remains; unchanged when empty"), None
    )
    impact: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Impact left"), mark("Share of the impact that remains"), 1.0
    )


class Risk(Noun):
    """Something that may happen."""

    id: Id = about(mark("Code"), mark("Short code of the risk, unique among risks"))
    name: Name = about(mark("Name"), mark("Name of the risk"))
    cause: Name | None = about(mark("Cause"), mark("Why it may happen"), None)
    category: RiskClass = about(mark("Class of risk"), mark("Where the risk comes from"), RiskClass.TECHNICAL)
    probability: Probability | None = about(mark("Probability"), mark("Probability that it happens, from 0 to 1"), None)
    rate: Annotated[float, Field(ge=0, le=100)] | None = about(
        mark("Rate per year"), mark("Expected number of events in a year, instead of a probability"), None
    )
    since: Day | None = about(mark("From"), mark("First day on which it can happen"), None)
    until: Day | None = about(mark("Until"), mark("Last day on which it can happen"), None)
    impacts: tuple[Impact, ...] = about(mark("Impacts"), mark("What it changes when it happens"), ())
    group: str = about(mark("Driver group"), mark("Risks of one group rise and fall together"), "")
    insurance: InsuranceClass | None = about(
        mark("Class of insurance"), mark("Statutory class that could cover it; empty if none"), None
    )
    speculative: bool = about(
        mark("Speculative"),
        mark("Whether gain is possible as well as loss; such a risk cannot be insured"),
        False,
    )
    mitigations: tuple[Mitigation, ...] = about(mark("Mitigations"), mark("What can be done before"), ())

    @model_validator(mode="after")
    def _frequency(self) -> Self:
        if (self.probability is None) == (self.rate is None):
            raise invalid(mark("give either a probability or a rate per year"))
        if self.since and self.until and self.until < self.since:
            raise invalid(
                mark("the end {end} lies before the start {start}"),
                end=str(self.until),
                start=str(self.since),
            )
        return self
