"""Technology transfer: offers, requests and agreements."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Id, Name, Noun, OfferId, RequestId, YearName, about

Readiness = Annotated[int, Field(ge=1, le=9)]


class TransferKind(StrEnum):
    """What passes from one enterprise to another."""

    PATENT_RIGHTS = "patent_rights"
    LICENCE = "licence"
    KNOW_HOW = "know_how"
    EQUIPMENT = "equipment"
    RESULTS = "results"
    PEOPLE = "people"


class TechnologyOffer(Noun):
    """A technology that somebody offers."""

    id: Id = about(mark("Code"), mark("Short code of the offer, unique among offers"))
    owner: EnterpriseId = about(mark("Owner"), mark("The enterprise that offers it"))
    title: Name = about(mark("Title"), mark("What is offered"))
    text: Name | None = about(mark("Description"), mark("What it does, and how well"), None)
    kind: TransferKind = about(
        mark("Kind of transfer"), mark("What would pass to the other side"), TransferKind.LICENCE
    )
    readiness: Readiness = about(mark("Readiness"), mark("Technology readiness level, 1 to 9"), 5)
    fields: tuple[str, ...] = about(mark("Fields"), mark("Codes of technology or trade (IPC, OKED, HS)"), ())
    price: Money | None = about(mark("Price"), mark("Asked price, in the currency of the case"), None)
    regions: tuple[str, ...] = about(mark("Regions"), mark("Where it may be used; everywhere when empty"), ())
    since: Day | None = about(mark("From"), mark("First day on which it can be had"), None)
    terms: str = about(mark("Terms"), mark("Exclusivity, territory, payments"), "")
    exclusive: bool = about(mark("Exclusive"), mark("Whether one taker alone may have it"), False)
    takers: Annotated[int, Field(ge=1, le=10_000)] = about(
        mark("Takers"), mark("How many can be served at the same time"), 1
    )
    prefers: tuple[RequestId, ...] = about(
        mark("Preferred requests"), mark("Requests in the order of the owner; others come after them"), ()
    )


class TechnologyRequest(Noun):
    """A technology that somebody looks for."""

    id: Id = about(mark("Code"), mark("Short code of the request, unique among requests"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that looks for it"))
    title: Name = about(mark("Title"), mark("What is looked for"))
    text: Name | None = about(mark("Description"), mark("What it should do, and how well"), None)
    readiness: Readiness = about(
        mark("Least readiness"), mark("Lowest technology readiness level that is of use, 1 to 9"), 5
    )
    fields: tuple[str, ...] = about(mark("Fields"), mark("Codes of technology or trade (IPC, OKED, HS)"), ())
    budget: Money | None = about(mark("Budget"), mark("Most that can be paid, in the currency of the case"), None)
    region: str = about(mark("Region (KATO)"), mark("Where it will be used"), "")
    until: Day | None = about(mark("Until"), mark("Last day on which it is of use"), None)
    is_research_demand: bool = about(
        mark("Research demand"), mark("Whether research is needed first, for a state order"), False
    )
    kinds: tuple[TransferKind, ...] = about(
        mark("Kinds of transfer"), mark("What may pass from the other side; anything when empty"), ()
    )
    exclusive: bool = about(mark("Exclusive"), mark("Whether one taker alone may have it"), False)
    prefers: tuple[OfferId, ...] = about(
        mark("Preferred offers"), mark("Offers in the order of the enterprise; others come after them"), ()
    )


class Agreement(Noun):
    """A transfer that was agreed."""

    id: Id = about(mark("Code"), mark("Short code of the agreement, unique among agreements"))
    giver: EnterpriseId = about(mark("Giver"), mark("The enterprise that gives the technology"))
    taker: EnterpriseId = about(mark("Taker"), mark("The enterprise that takes it"))
    kind: TransferKind = about(mark("Kind of transfer"), mark("What passes to the other side"))
    signed: Day = about(mark("Signed"), mark("Day of signature"))
    abroad: bool = about(mark("Abroad"), mark("Whether one side is abroad"), False)
    payment: Money = about(
        mark("Payment"), mark("Payments for the technology, in the currency of the case"), Decimal(0)
    )
    terms: str = about(mark("Terms"), mark("Exclusivity, territory, royalty"), "")
    territory: str = about(mark("Territory"), mark("Where the technology may be used; everywhere when empty"), "")
    until: Day | None = about(mark("Until"), mark("Last day of the agreement"), None)
    payments: dict[YearName, Money] = about(
        mark("Payments by year"),
        mark("Payments by year, for example 2027: 5000000; the whole payment in the year of signature when empty"),
        {},
    )

    @model_validator(mode="after")
    def _two_sides(self) -> Self:
        if self.giver == self.taker:
            raise invalid(mark("an agreement needs two different enterprises, both are {value}"), value=self.giver)
        if self.until and self.until < self.signed:
            raise invalid(
                mark("the end {end} lies before the start {start}"), end=str(self.until), start=str(self.signed)
            )
        return self

    @property
    def paid(self) -> dict[str, Decimal]:
        """Payments by year: as written, else the whole payment in the year of signature."""
        return self.payments or {str(self.signed.year): self.payment}
