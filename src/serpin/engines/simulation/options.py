"""Options of the simulation engine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.noun import Noun, about


class SimulationOptions(Noun):
    """Options of :func:`serpin.simulate`."""

    iterations: Annotated[int, Field(ge=100, le=10_000_000)] = about(
        mark("Iterations"), mark("How many possible courses are drawn"), 10_000
    )
    with_risks: bool = about(mark("Risk events"), mark("Whether the events of the risk register are drawn"), True)
    with_gates: bool = about(mark("Gates"), mark("Whether projects may stop at gates"), True)
    group_correlation: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Correlation in a driver group"),
        mark("How strongly risks of one driver group rise and fall together, from 0 to 1"),
        0.5,
    )
    work_correlation: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Correlation of durations"),
        mark("How strongly the durations of the works of one project rise and fall together, from 0 to 1"),
        0.0,
    )
