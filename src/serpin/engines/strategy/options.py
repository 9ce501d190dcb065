"""Options of the strategy engine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.indicator import Year
from serpin.vocabulary.noun import IndicatorId, Name, Noun, Probability, Share, about
from serpin.vocabulary.selection import Selection


class Break(Noun):
    """A year in which the meaning of an indicator changed, for example by a new definition."""

    indicator: IndicatorId = about(mark("Indicator"), mark("The indicator whose series breaks"))
    year: Year = about(mark("Year"), mark("First year of the new meaning"))


class Rival(Noun):
    """Another selection that is compared by how well it closes the gap."""

    name: Name = about(mark("Name"), mark("Name of the selection"))
    selection: Selection


class StrategyOptions(Noun):
    """Options of :func:`serpin.forecast`."""

    courses: Annotated[int, Field(ge=200, le=100_000)] = about(
        mark("Courses"), mark("How many possible courses are drawn where no simulation gives them"), 2000
    )
    until: Year | None = about(
        mark("Until"), mark("History is used up to this year; up to the last known year if empty"), None
    )
    breaks: tuple[Break, ...] = about(mark("Breaks"), mark("Years in which the meaning of an indicator changed"), ())
    break_share: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Probability of a break"), mark("Probability beforehand that a series has an unknown break"), 0.3
    )
    shock_rate: Annotated[float, Field(ge=0, le=0.5)] = about(
        mark("Rate of shocks"), mark("Probability a year that a series will jump in the future"), 0.03
    )
    additional: Share = about(
        mark("Additional share"),
        mark("Part of a contribution that comes on top of the trend; the rest the trend holds already"),
        1.0,
    )
    wanted: Annotated[float, Field(gt=0, lt=1)] = about(
        mark("Wanted probability"), mark("A target counts as safe from this probability on"), 0.8
    )
    budget: Money | None = about(
        mark("Budget"), mark("Most that projects may cost that close the gap; no limit if empty"), None
    )
    rivals: tuple[Rival, ...] = about(mark("Rivals"), mark("Other selections to compare"), ())
    scenarios: Annotated[int, Field(ge=1, le=1000)] = about(
        mark("Scenarios"), mark("So many courses stand for all in the search for projects that close the gap"), 40
    )
    horizons: Annotated[int, Field(ge=1, le=20)] = about(
        mark("Years of the back-test"), mark("Forecasts of the past are tested for so many years ahead"), 5
    )
    seconds: Annotated[float, Field(gt=0)] = about(mark("Seconds"), mark("Time limit of the search"), 20.0)
    gap: Annotated[float, Field(ge=0, lt=1)] = about(mark("Gap"), mark("Stop when the proven gap is this small"), 0.001)
    levels: tuple[Probability, ...] = about(
        mark("Levels"), mark("Intervals that are drawn and tested: 0.8 holds four of five"), (0.5, 0.8, 0.95)
    )
