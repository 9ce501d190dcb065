"""Enterprises, their roles, and the ties between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Id, Name, Noun, Share, about


class EnterpriseRole(StrEnum):
    """What an enterprise can be to others."""

    MANUFACTURER = "manufacturer"
    DESIGN_BUREAU = "design_bureau"
    RESEARCH = "research"
    EQUIPMENT_SUPPLIER = "equipment_supplier"
    INPUT_SUPPLIER = "input_supplier"
    BUYER = "buyer"
    ASSOCIATION = "association"
    FINANCIER = "financier"
    INSURER = "insurer"
    AUTHORITY = "authority"


class SizeClass(StrEnum):
    """Size of an enterprise as the Entrepreneurial Code divides it."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Enterprise(Noun):
    """A firm, bureau, institute, bank or body that takes part."""

    id: Id = about(mark("Code"), mark("Short code of the enterprise, unique among enterprises"))
    name: Name = about(mark("Name"), mark("Name of the enterprise"))
    bin: str = about(
        mark("BIN"),
        mark("Business identification number, 12 digits; empty if unknown"),
        "",
        pattern=r"^(\d{12})?$",
    )
    region: str = about(mark("Region (KATO)"), mark("Code of the region by the classifier KATO"), "")
    activity: str = about(mark("Activity (OKED)"), mark("Code of the main activity by the classifier OKED"), "")
    size: SizeClass = about(mark("Size"), mark("Size class of the enterprise"), SizeClass.LARGE)
    headcount: int = about(mark("Headcount"), mark("Number of employees"), 0, ge=0)
    turnover: Money = about(mark("Turnover"), mark("Turnover per year, in the currency of the case"), 0)
    roles: tuple[EnterpriseRole, ...] = about(
        mark("Roles"), mark("What the enterprise does for others; several are possible"), ()
    )
    subsoil_user: bool = about(
        mark("Subsoil user"), mark("Whether the 1 % research duty of subsoil users applies"), False
    )
    fields: tuple[str, ...] = about(mark("Fields"), mark("Codes of technology or trade (IPC, OKED, HS)"), ())
    country: str = about(
        mark("Country"),
        mark("Country of the enterprise (two letters); that of the calendar when empty"),
        "",
        pattern=r"^([A-Z]{2})?$",
    )


class TieKind(StrEnum):
    """What one enterprise is to another."""

    BUYER = "buyer"
    EQUIPMENT_SUPPLIER = "equipment_supplier"
    INPUT_SUPPLIER = "input_supplier"
    COMPETITOR = "competitor"
    DESIGN_BUREAU = "design_bureau"
    RESEARCH = "research"
    ASSOCIATION = "association"
    FINANCIER = "financier"


class Tie(Noun):
    """A tie between two enterprises: the second is … to the first."""

    id: Id = about(mark("Code"), mark("Short code of the tie, unique among ties"))
    of: EnterpriseId = about(mark("Enterprise"), mark("The enterprise whose tie this is"))
    to: EnterpriseId = about(mark("Partner"), mark("The enterprise that it is tied to"))
    kind: TieKind = about(mark("Kind of tie"), mark("What the partner is to the enterprise"))
    strength: Share = about(mark("Strength"), mark("Strength of the tie, from 0 to 1"), 0.5)
    since: Day | None = about(mark("Since"), mark("First day of the tie"), None)
    until: Day | None = about(mark("Until"), mark("Last day of the tie"), None)
    evidence: str = about(mark("Evidence"), mark("Contract, order or source that shows the tie"), "")

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        if self.of == self.to:
            raise invalid(mark("a tie needs two different enterprises, both are {value}"), value=self.of)
        if self.since and self.until and self.until < self.since:
            raise invalid(
                mark("the end {end} lies before the start {start}"),
                end=str(self.until),
                start=str(self.since),
            )
        return self
