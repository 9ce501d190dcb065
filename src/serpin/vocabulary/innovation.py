"""Innovations: the record behind every project, classified by both editions of the Oslo Manual."""

from __future__ import annotations

from enum import StrEnum

from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Id, Name, Noun, about


class InnovationType(StrEnum):
    """Type by the Oslo Manual 2018: two of products, six of business processes."""

    GOODS = "goods"
    SERVICE = "service"
    PRODUCTION = "production"
    LOGISTICS = "logistics"
    MARKETING = "marketing"
    INFORMATION = "information"
    ADMINISTRATION = "administration"
    DEVELOPMENT = "development"

    @property
    def is_product(self) -> bool:
        """Whether it is a product innovation; all others are process innovations."""
        return self in (InnovationType.GOODS, InnovationType.SERVICE)


class Oslo2005Type(StrEnum):
    """Type by the Oslo Manual 2005, which the Law on industrial policy uses."""

    PRODUCT = "product"
    PROCESS = "process"
    MARKETING = "marketing"
    ORGANISATIONAL = "organisational"


class Basis(StrEnum):
    """What the innovation stands on."""

    NEW_TECHNOLOGY = "new_technology"
    NEW_USE = "new_use_of_existing"
    IMPROVEMENT = "improvement"


class Novelty(StrEnum):
    """Degree of novelty, from the least to the greatest."""

    IMPROVED = "improved"
    FIRM = "firm"
    DOMESTIC_MARKET = "domestic_market"
    WORLD = "world"

    @property
    def degree(self) -> int:
        """Place in the order, 0 (improved) … 3 (new to the world)."""
        return list(Novelty).index(self)

    @property
    def is_absolute(self) -> bool:
        """Whether no analogue exists at home or abroad; all else is relative novelty."""
        return self is Novelty.WORLD


class PropertyKind(StrEnum):
    """Kind of intellectual property."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    INDUSTRIAL_DESIGN = "industrial_design"
    TRADE_MARK = "trade_mark"
    KNOW_HOW = "know_how"
    SOFTWARE = "software"
    LICENCE = "licence"


class PropertyState(StrEnum):
    """How far the protection has come."""

    PLANNED = "planned"
    FILED = "filed"
    GRANTED = "granted"
    LICENSED_IN = "licensed_in"
    LICENSED_OUT = "licensed_out"
    LAPSED = "lapsed"


class Developer(StrEnum):
    """Who developed an innovation."""

    OWN = "own"
    JOINTLY = "jointly"
    ADAPTED = "adapted"
    OTHERS = "others"


class IntellectualProperty(Noun):
    """One right: patent, utility model, know-how or licence."""

    id: Id = about(mark("Code"), mark("Short code of the right, unique in its innovation"))
    kind: PropertyKind = about(mark("Kind of right"), mark("Invention, utility model, know-how …"))
    state: PropertyState = about(mark("State"), mark("How far the protection has come"), PropertyState.PLANNED)
    office: str = about(mark("Office"), mark("Office where it is filed (KZ, EAPO, EPO, WIPO …)"), "")
    filed: Day | None = about(mark("Filed"), mark("Day of filing"), None)
    granted: Day | None = about(mark("Granted"), mark("Day of grant"), None)
    expires: Day | None = about(mark("Expires"), mark("Last day of protection"), None)
    owner: EnterpriseId | None = about(mark("Owner"), mark("The enterprise that holds the right"), None)
    terms: str = about(mark("Licence terms"), mark("Territory, exclusivity, royalty"), "")


class Innovation(Noun):
    """A new or improved product or process, and what is known of its novelty."""

    id: Id = about(mark("Code"), mark("Short code of the innovation, unique among innovations"))
    name: Name = about(mark("Name"), mark("Name of the innovation"))
    purpose: Name | None = about(mark("Purpose"), mark("Which need it serves, private or public"), None)
    type: InnovationType = about(mark("Type"), mark("Type by the Oslo Manual 2018"))
    type_2005: Oslo2005Type | None = about(
        mark("Type of 2005"), mark("Type by the Oslo Manual 2005; derived when empty"), None
    )
    basis: Basis = about(
        mark("Basis"), mark("New technology, new use of an existing one, or improvement"), Basis.IMPROVEMENT
    )
    novelty: Novelty = about(
        mark("Degree of novelty"),
        mark("Improved, new to the firm, to the domestic market or to the world"),
        Novelty.FIRM,
    )
    priority_good: bool = about(
        mark("Priority good"), mark("Whether the product is in the list of priority goods"), False
    )
    fields: tuple[str, ...] = about(mark("Fields"), mark("Codes of technology or trade (IPC, OKED, HS)"), ())
    properties: tuple[IntellectualProperty, ...] = about(
        mark("Intellectual property"), mark("Rights that belong to the innovation"), ()
    )
    enterprise: EnterpriseId | None = about(
        mark("Enterprise"), mark("The enterprise that introduced it; that of the project when empty"), None
    )
    implemented: Day | None = about(
        mark("Implemented"), mark("Day on which it was brought to the market or into use"), None
    )
    developer: Developer = about(mark("Developed by"), mark("Who developed it"), Developer.OWN)

    @property
    def oslo_2005(self) -> Oslo2005Type:
        """Type by the Oslo Manual 2005: as given, else derived from the type of 2018."""
        if self.type_2005 is not None:
            return self.type_2005
        if self.type.is_product:
            return Oslo2005Type.PRODUCT
        if self.type is InnovationType.MARKETING:
            return Oslo2005Type.MARKETING
        if self.type is InnovationType.ADMINISTRATION:
            return Oslo2005Type.ORGANISATIONAL
        return Oslo2005Type.PROCESS
