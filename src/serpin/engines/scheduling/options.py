"""Options of the scheduling engine."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.noun import Noun, about
from serpin.vocabulary.timetable import Timetable


class ObjectiveName(StrEnum):
    """What a schedule is good at."""

    LATENESS = "lateness"
    MAKESPAN = "makespan"
    VALUE = "value"
    STABILITY = "stability"
    LEVELLING = "levelling"


class SchedulingOptions(Noun):
    """Options of :func:`serpin.schedule`."""

    objectives: tuple[ObjectiveName, ...] = about(
        mark("Objectives"),
        mark("What is minimised, the most important first"),
        (ObjectiveName.LATENESS, ObjectiveName.MAKESPAN),
        min_length=1,
    )
    seconds: Annotated[float, Field(gt=0)] = about(mark("Seconds"), mark("Time limit of the search"), 10.0)
    previous: Timetable | None = about(
        mark("Earlier plan"), mark("Plan from which a new one should not depart without need"), None
    )
    steps: Annotated[int, Field(ge=1)] | None = about(
        mark("Steps"),
        mark("Length of the search in steps instead of seconds; with one worker it is then repeatable to the last day"),
        None,
    )
    workers: Annotated[int, Field(ge=1, le=256)] = about(mark("Workers"), mark("Parallel searches"), 2)
