"""Indicators with their series and structures."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.texts import mark
from serpin.vocabulary.noun import Id, Name, Noun, Share, about

Year = Annotated[int, Field(ge=1900, le=2200)]


class Observation(Noun):
    """The value of an indicator in a year."""

    year: Year = about(mark("Year"), mark("Calendar year"))
    value: float = about(mark("Value"), mark("Value in the unit of the indicator"))
    source: str = about(mark("Source of the figure"), mark("Where the figure comes from"), "")
    verified: bool = about(mark("Verified"), mark("Whether the figure was checked against the source"), False)


class StructureShare(Noun):
    """The share of a group in a year, for example of an export group."""

    year: Year = about(mark("Year"), mark("Calendar year"))
    group: str = about(mark("Group"), mark("Name or code of the group"), min_length=1)
    share: Share = about(mark("Share"), mark("Share of the group, from 0 to 1"))


class Indicator(Noun):
    """Something that is measured every year."""

    id: Id = about(mark("Code"), mark("Short code of the indicator, unique among indicators"))
    name: Name = about(mark("Name"), mark("Name of the indicator"))
    unit: str = about(mark("Unit"), mark("Unit of measurement, for example % or tonnes"), "")
    formula: str = about(mark("Formula"), mark("How it is computed, if it is"), "")
    series: tuple[Observation, ...] = about(mark("Series"), mark("Values by year"), ())
    structure: tuple[StructureShare, ...] = about(mark("Structure"), mark("Shares by group and year"), ())

    @model_validator(mode="after")
    def _each_year_once(self) -> Self:
        years = [observation.year for observation in self.series]
        for year in years:
            if years.count(year) > 1:
                raise invalid(mark("year {value} stands twice in the series"), value=year)
        return self
