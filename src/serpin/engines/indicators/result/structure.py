"""Structure, diversification and complexity."""

from __future__ import annotations

from serpin.vocabulary.noun import Name, Noun


class Group(Noun):
    """A group and its share, 0 … 1."""

    name: Name
    share: float


class StructureLine(Noun):
    """Concentration of the shares of a year. Shares are fractions; ``known`` is their sum.

    Where a part is not divided up, the index lies between ``hhi`` (the rest is split up without end) and ``hhi_most``
    (the rest is one group). ``theil`` is in nats over the named groups, ``effective`` the number 1/HHI; ``change`` is
    half the sum of absolute changes since the year before in the series, nothing where there is none.
    """

    indicator: str
    name: Name | None = None
    year: int
    groups: tuple[Group, ...]
    known: float
    hhi: float
    hhi_most: float
    normalised: float | None
    theil: float
    effective: float
    change: float | None = None
    source: Name | None = None
    verified: bool = False


class PlaceLine(Noun):
    """A place in the trade table: number of products with an advantage, complexity, concentration."""

    place: str
    diversity: int
    complexity: float | None
    hhi: float
    theil: float
    effective: float


class ProductLine(Noun):
    """A product in the trade table: how many places have an advantage in it, and its complexity."""

    product: str
    ubiquity: int
    complexity: float | None


class Advantage(Noun):
    """The revealed comparative advantage of a place in a product; only those that reach the threshold are kept."""

    place: str
    product: str
    rca: float


class Complexity(Noun):
    """What a trade table says: places and products, with advantages.

    ``gap`` is the distance of the second eigenvalue from the first: near 0 the ranking is not to be trusted.
    """

    year: int
    places: tuple[PlaceLine, ...]
    products: tuple[ProductLine, ...]
    advantages: tuple[Advantage, ...] = ()
    gap: float = 0.0
