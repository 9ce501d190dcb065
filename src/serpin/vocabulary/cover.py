"""Covers: what an insurer offers, and claims made under it."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Id, Name, Noun, RiskId, Share, about
from serpin.vocabulary.risk import InsuranceClass

_TOLERANCE = 1e-6
_OF_VALUE = frozenset({InsuranceClass.PROPERTY, InsuranceClass.CARGO, InsuranceClass.TITLE})
"""Classes that insure a thing up to its value."""


class DeductibleKind(StrEnum):
    """How the deductible works (Civil Code, article 826)."""

    CONDITIONAL = "conditional"
    UNCONDITIONAL = "unconditional"


class Cover(Noun):
    """An insurance offer: perils, deductible, limit, share and price."""

    id: Id = about(mark("Code"), mark("Short code of the cover, unique among covers"))
    name: Name = about(mark("Name"), mark("Name of the cover"))
    insurer: EnterpriseId | None = about(mark("Insurer"), mark("The enterprise that offers it"), None)
    insurance: InsuranceClass = about(mark("Class of insurance"), mark("Statutory class of the cover"))
    perils: tuple[RiskId, ...] = about(mark("Perils"), mark("Risks that are covered"), min_length=1)
    deductible_kind: DeductibleKind = about(
        mark("Kind of deductible"),
        mark("Unconditional: deducted from every loss; conditional: small losses are not paid, larger ones in full"),
        DeductibleKind.UNCONDITIONAL,
    )
    deductible: Money = about(mark("Deductible"), mark("Amount that is not paid, per event"), Decimal(0))
    limit: Money = about(mark("Limit"), mark("Most that is paid, per year"))
    share: Share = about(mark("Insured share"), mark("Share of the loss above the deductible that is paid"), 1.0)
    sum_insured: Money | None = about(
        mark("Sum insured"), mark("Sum insured by the contract; not above the actual value"), None
    )
    value: Money | None = about(mark("Actual value"), mark("Actual value of what is insured"), None)
    premium: Money | None = about(
        mark("Premium"), mark("Quoted premium per year; computed from the loading when empty"), None
    )
    loading: Annotated[float, Field(ge=0, le=20)] = about(
        mark("Loading"), mark("Addition to the expected claims, 0.5 is 50 %"), 0.5
    )
    fee: Money = about(mark("Fee"), mark("Fixed fee per year"), Decimal(0))
    instalments: Annotated[int, Field(ge=1, le=12)] = about(
        mark("Instalments"), mark("In how many equal parts the premium of a year is paid"), 1
    )
    first_loss: bool = about(
        mark("First loss"),
        mark("Losses are paid in full up to the sum insured although it is below the actual value"),
        False,
    )
    pool: dict[EnterpriseId, Share] = about(
        mark("Co-insurers"), mark("Share of each insurer of a pool, for example I1: 0.6; they are liable jointly"), {}
    )
    mutual: bool = about(
        mark("Mutual society"), mark("Whether the insurer is a mutual society of its policyholders"), False
    )

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        if self.limit <= self.deductible:
            raise invalid(
                mark("the limit {limit} is not above the deductible {deductible} (Civil Code, article 826)"),
                limit=str(self.limit),
                deductible=str(self.deductible),
            )
        if self.sum_insured is not None and self.value is not None and self.sum_insured > self.value:
            raise invalid(
                mark("the sum insured {sum} is above the actual value {value} (Civil Code, article 819)"),
                sum=str(self.sum_insured),
                value=str(self.value),
            )
        if self.pool and abs(math.fsum(self.pool.values()) - 1.0) > _TOLERANCE:
            raise invalid(
                mark("shares of the pool must sum to 1, they sum to {total} (Civil Code, article 823)"),
                total=round(math.fsum(self.pool.values()), 6),
            )
        return self

    @property
    def proportion(self) -> float:
        """Part of the value that is insured: every loss is paid in this proportion, unless by first loss."""
        if self.first_loss or self.insurance not in _OF_VALUE or not self.value or self.sum_insured is None:
            return 1.0
        return min(1.0, float(self.sum_insured / self.value))


class Claim(Noun):
    """An event that was notified under a cover, and what came of it."""

    id: Id = about(mark("Code"), mark("Short code of the claim, unique among claims"))
    cover: Id = about(mark("Cover"), mark("The cover under which it is claimed"))
    risk: RiskId = about(mark("Risk"), mark("The risk that happened"))
    event: Day = about(mark("Day of the event"), mark("Day on which it happened"))
    notified: Day | None = about(mark("Notified"), mark("Day on which the insurer was told"), None)
    loss: Money = about(mark("Loss"), mark("Amount of the loss, in the currency of the case"))
    paid: Money = about(mark("Paid"), mark("What the insurer paid"), Decimal(0))
    evidence: str = about(mark("Evidence"), mark("Documents that prove event and loss"), "")
