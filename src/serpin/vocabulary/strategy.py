"""Strategies: goals, yearly targets and the measures that serve them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.indicator import Year
from serpin.vocabulary.noun import Id, IndicatorId, Name, Noun, ProjectId, SourceId, about


class Direction(StrEnum):
    """On which side of the target one should be."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Target(Noun):
    """What an indicator should be in a year."""

    indicator: IndicatorId = about(mark("Indicator"), mark("The indicator that is aimed at"))
    year: Year = about(mark("Year"), mark("Calendar year"))
    value: float = about(mark("Value"), mark("Target value in the unit of the indicator"))
    direction: Direction = about(mark("Direction"), mark("At least or at most"), Direction.AT_LEAST)
    tolerance: Annotated[float, Field(ge=0)] = about(
        mark("Tolerance"), mark("Distance from the target that still counts as met"), 0.0
    )


class Measure(Noun):
    """What serves a goal: projects and sources of money."""

    id: Id = about(mark("Code"), mark("Short code of the measure, unique in its goal"))
    name: Name = about(mark("Name"), mark("Name of the measure"))
    projects: tuple[ProjectId, ...] = about(mark("Projects"), mark("Projects that serve it"), ())
    sources: tuple[SourceId, ...] = about(mark("Sources"), mark("Sources of money that serve it"), ())


class Goal(Noun):
    """A goal with its targets and measures."""

    id: Id = about(mark("Code"), mark("Short code of the goal, unique in its strategy"))
    name: Name = about(mark("Name"), mark("Name of the goal"))
    targets: tuple[Target, ...] = about(mark("Targets"), mark("Yearly targets"), ())
    measures: tuple[Measure, ...] = about(mark("Measures"), mark("What serves the goal"), ())


class Strategy(Noun):
    """A strategy of an enterprise, a region or a country."""

    id: Id = about(mark("Code"), mark("Short code of the strategy, unique among strategies"))
    name: Name = about(mark("Name"), mark("Name of the strategy"))
    goals: tuple[Goal, ...] = about(mark("Goals"), mark("Goals of the strategy"), ())
