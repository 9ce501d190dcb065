"""Indicators with their parts, and beside them what was published."""

from __future__ import annotations

from serpin.vocabulary.noun import Name, Noun


class Definition(Noun):
    """A statutory definition: which types of 2005 count, from and until which year, and by which source."""

    id: str
    name: Name
    types: tuple[str, ...]
    first: int
    last: int | None = None
    source: str
    verified: bool = False


class Figure(Noun):
    """An indicator: value = numerator / denominator, in parts or in money.

    ``enterprise`` is empty for all that report; ``region`` two digits of KATO or empty; ``definition`` the definition
    where there are several. The value is nothing where the denominator is 0. ``unit`` is share, ratio or money.
    """

    code: str
    name: Name
    enterprise: str = ""
    region: str = ""
    definition: str = ""
    value: float | None
    numerator: float
    denominator: float
    unit: str
    formula: Name
    note: str = ""


class Comparison(Noun):
    """An own figure beside a published one, both as shares or in the unit of the series.

    ``distance`` is in sizes of the unit (percentage points where it is a share). ``same_definition`` is false over a
    break of the series.
    """

    code: str
    name: Name
    region: str = ""
    region_name: Name | None = None
    own: float | None = None
    year: int
    published: float
    definition: str = ""
    same_definition: bool = True
    source: Name
    verified: bool = False
