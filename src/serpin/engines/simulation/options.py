"""Options of the simulation engine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.noun import Id, Noun, RiskId, about

MitigationId = Annotated[str, Field(pattern=r"^[^/]+/[^/]+$")]
"""A mitigation by risk and code: ``R1/M2``."""


class Scenario(Noun):
    """Another state of affairs, compared with the plain one on the same random numbers."""

    id: Id = about(mark("Code"), mark("Short code of the scenario"))
    mitigations: tuple[MitigationId, ...] = about(
        mark("Mitigations"), mark("Mitigations that are taken, for example R1/M2"), ()
    )
    without: tuple[RiskId, ...] = about(mark("Without risks"), mark("Risks that do not happen"), ())


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
    precision: Annotated[float, Field(gt=0, le=1)] | None = about(
        mark("Precision"),
        mark(
            "Stop when the 95 % intervals of P80 reach no further than this share of a standard deviation; "
            "the iterations are then the most that are drawn"
        ),
        None,
    )
    mitigations: tuple[MitigationId, ...] = about(
        mark("Mitigations"), mark("Mitigations that are taken, for example R1/M2"), ()
    )
    scenarios: tuple[Scenario, ...] = about(
        mark("Scenarios"), mark("Other states of affairs to compare on the same random numbers"), ()
    )
    compare_mitigations: bool = about(
        mark("Compare mitigations"),
        mark("Whether every mitigation of the register is compared with doing nothing"),
        True,
    )
    with_losses: bool = about(
        mark("Losses by risk"),
        mark("Whether it is worked out what each risk costs in each course; insurance is chosen by these losses"),
        True,
    )
