"""Sources of money: how much, when, under which rules, at what price, in return for what."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.periods import Quarters
from serpin.base.texts import mark
from serpin.vocabulary.enterprise import SizeClass
from serpin.vocabulary.noun import Day, EnterpriseId, Id, IndicatorId, Name, Noun, QuarterName, Share, about
from serpin.vocabulary.project import Stage
from serpin.vocabulary.work import WorkKind

_TOLERANCE = 1e-6


class SourceKind(StrEnum):
    """Where money comes from."""

    OWN = "own"
    INNOVATION_GRANT = "innovation_grant"
    INDUSTRIAL_GRANT = "industrial_grant"
    VENTURE = "venture"
    LOAN = "loan"
    LEASE = "lease"
    STATE_ORDER = "state_order"
    PROGRAMME = "programme_financing"
    FOREIGN = "foreign"
    PARTNER = "partner"
    GUARANTEE = "guarantee"


class Lapse(StrEnum):
    """When money that is not spent lapses."""

    NEVER = "never"
    YEAR = "year"
    QUARTER = "quarter"


class Available(Noun):
    """Money that a source has in a quarter."""

    quarter: QuarterName = about(mark("Quarter"), mark("Calendar quarter, for example 2027Q1"))
    amount: Money = about(mark("Amount"), mark("Money available in this quarter, in the currency of the case"))


class FundingRules(Noun):
    """What a source pays for, and up to where."""

    max_amount: Money | None = about(
        mark("Most per project"), mark("Largest amount for one project; no limit when empty"), None
    )
    max_share: Share = about(
        mark("Largest share of cost"), mark("Largest share of the cost of a project that it pays"), 1.0
    )
    own_share: Share = about(
        mark("Own share required"),
        mark("Smallest share of the cost that the applicant pays from own funds"),
        0.0,
    )
    max_quarters: Annotated[int, Field(ge=1, le=80)] | None = about(
        mark("Longest, quarters"),
        mark("It pays only in so many quarters from the start of the project"),
        None,
    )
    per_applicant: Money | None = about(
        mark("Most per applicant"),
        mark("Largest amount for all projects of one enterprise; no limit when empty"),
        None,
    )
    work_kinds: tuple[WorkKind, ...] = about(
        mark("Kinds of work"), mark("Only works of these kinds are paid; all when empty"), ()
    )
    stages: tuple[Stage, ...] = about(mark("Stages"), mark("Only projects at these stages; all when empty"), ())
    sizes: tuple[SizeClass, ...] = about(mark("Sizes"), mark("Only enterprises of these sizes; all when empty"), ())
    activities: tuple[str, ...] = about(
        mark("Activities"), mark("Only activities whose OKED code begins so; all when empty"), ()
    )
    regions: tuple[str, ...] = about(
        mark("Regions"), mark("Only regions whose KATO code begins so; all when empty"), ()
    )
    priority_good: bool = about(
        mark("Priority goods only"), mark("Only projects whose innovation is a priority good"), False
    )
    products_only: bool = about(mark("Products only"), mark("Only product innovations"), False)
    after_source: Id | None = about(
        mark("After source"),
        mark("Only projects that were paid from this source before (first stage passed)"),
        None,
    )


class Price(Noun):
    """What the money costs."""

    interest: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Interest per year"), mark("Interest on the debt, as a fraction"), 0.0
    )
    equity_share: Share = about(mark("Equity share"), mark("Share of the returns that the investor takes"), 0.0)
    grace_quarters: Annotated[int, Field(ge=0, le=40)] = about(
        mark("Grace, quarters"), mark("Quarters without repayment"), 0
    )
    repayment_quarters: Annotated[int, Field(ge=0, le=80)] = about(
        mark("Repayment, quarters"),
        mark("Quarters over which it is paid back in equal parts; 0 for no repayment"),
        0,
    )
    fee: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Fee per year"), mark("Fee of a guarantee on the debt that it covers, as a fraction"), 0.0
    )


class Obligation(Noun):
    """What is owed in return."""

    text: Name = about(mark("Obligation"), mark("What is promised in return"))
    indicator: IndicatorId | None = about(mark("Indicator"), mark("Indicator on which it is measured"), None)
    amount: float | None = about(mark("Promised"), mark("Promised value of the indicator"), None)
    until: Day | None = about(mark("Until"), mark("Day by which it is due"), None)


class Tranche(Noun):
    """Part of the money, paid after a gate."""

    gate: Id | None = about(
        mark("Gate"), mark("Code of the gate after which it is paid; at the start when empty"), None
    )
    share: Share = about(mark("Share"), mark("Share of the amount; the shares of the tranches sum to 1"))


class Source(Noun):
    """A source of money with its rules.

    A guarantee is a source that pays nothing: what it has is the debt that it may cover, its largest share is that of a
    debt, its price a yearly fee. Money that names a guarantee is lent only where the guarantee is given.
    """

    id: Id = about(mark("Code"), mark("Short code of the source, unique among sources"))
    name: Name = about(mark("Name"), mark("Name of the source"))
    kind: SourceKind = about(mark("Kind of source"), mark("Own funds, grant, venture, loan …"))
    owner: EnterpriseId | None = about(mark("Owner"), mark("The enterprise whose money it is, or that gives it"), None)
    available: tuple[Available, ...] = about(mark("Available"), mark("Money by quarter"), ())
    carry_over: bool = about(
        mark("Carry-over"), mark("Whether money that is not spent in a quarter stays for the next"), True
    )
    lapse: Lapse | None = about(
        mark("Lapses"),
        mark(
            "When money that is not spent lapses: never, at the end of the calendar year, as money of a budget does, "
            "or at the end of the quarter; as the carry-over says when empty"
        ),
        None,
    )
    rules: FundingRules = about(mark("Rules"), mark("What it pays for, and up to where"), FundingRules())
    price: Price = about(mark("Price"), mark("What the money costs"), Price())
    obligations: tuple[Obligation, ...] = about(mark("Counter-obligations"), mark("What is owed in return"), ())
    tranches: tuple[Tranche, ...] = about(mark("Tranches"), mark("Parts tied to gates"), ())
    guarantee: Id | None = about(
        mark("Guarantee"), mark("Code of the source of kind guarantee without which this money is not lent"), None
    )
    guaranteed_share: Share = about(
        mark("Guaranteed share"), mark("Share of the debt that the guarantee has to cover"), 1.0
    )
    priority: Annotated[int, Field(ge=0, le=100)] = about(
        mark("Priority"), mark("Among equally cheap sources the smaller number is used first"), 10
    )
    legal_basis: str = about(mark("Legal basis"), mark("Act, rule and date on which the rules rest"), "")
    verified: bool = about(mark("Verified"), mark("Whether the rules were checked against the act in force"), False)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        quarters = [item.quarter for item in self.available]
        for quarter in quarters:
            if quarters.count(quarter) > 1:
                raise invalid(mark("quarter {value} stands twice"), value=quarter)
        if self.tranches:
            total = math.fsum(tranche.share for tranche in self.tranches)
            if abs(total - 1) > _TOLERANCE:
                raise invalid(mark("shares of the tranches must sum to 1, they sum to {total}"), total=round(total, 6))
        return self

    @property
    def pays(self) -> bool:
        """Whether it gives money; a guarantee only covers debts."""
        return self.kind is not SourceKind.GUARANTEE

    @property
    def total(self) -> Decimal:
        """All money of the source, over all quarters."""
        return sum((item.amount for item in self.available), Decimal(0))

    @property
    def lapses(self) -> Lapse:
        """When unspent money lapses, by whichever of the two fields says so."""
        return self.lapse or (Lapse.NEVER if self.carry_over else Lapse.QUARTER)

    def kept_since(self, quarter: int, quarters: Quarters) -> int:
        """Return the first quarter whose unspent money is still there in a quarter.

        Quarters with the same answer share a purse: in each of them, what was spent since then is at most what came
        since then.

        Parameters
        ----------
        quarter
            Number of the quarter.
        quarters
            The quarters of the case.
        """
        if self.lapses is Lapse.NEVER:
            return 0
        if self.lapses is Lapse.QUARTER:
            return quarter
        year = quarters.year_of(quarter)
        return max(quarters.parse(f"{year}Q1"), 0)

    def purses(self, quarters: Quarters, count: int) -> tuple[range, ...]:
        """Return the runs of quarters that share a purse, in order.

        Parameters
        ----------
        quarters
            The quarters of the case.
        count
            How many quarters are looked at.
        """
        runs = groupby(range(count), key=lambda quarter: self.kept_since(quarter, quarters))
        return tuple(range(first, first + len(list(run))) for first, run in runs)

    def coming(self, quarters: Quarters) -> dict[int, Decimal]:
        """Return the money by quarter number; money of before the start is there in quarter 0 unless its year is over.

        Parameters
        ----------
        quarters
            The quarters of the case.
        """
        money: dict[int, Decimal] = {}
        for item in self.available:
            number = quarters.parse(item.quarter)
            if self.lapses is not Lapse.YEAR or quarters.year_of(number) >= quarters.year_of(0):
                money[max(number, 0)] = money.get(max(number, 0), Decimal(0)) + item.amount
        return money
