"""Options of the plan: those of its engines, and how often the cash plan may be closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.scheduling.options import SchedulingOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.vocabulary.noun import Noun, about


class PlanOptions(Noun):
    """Options of :func:`serpin.plan`."""

    coordination: CoordinationOptions = about(
        mark("Coordination"), mark("Options of the coordination"), CoordinationOptions()
    )
    portfolio: PortfolioOptions = about(mark("Selection"), mark("Options of the selection"), PortfolioOptions())
    scheduling: SchedulingOptions = about(mark("Scheduling"), mark("Options of the schedule"), SchedulingOptions())
    simulation: SimulationOptions = about(mark("Simulation"), mark("Options of the simulation"), SimulationOptions())
    insurance: InsuranceOptions = about(
        mark("Insurance"), mark("Options of the insurance"), InsuranceOptions(seconds=20)
    )
    rounds: Annotated[int, Field(ge=1, le=10)] = about(
        mark("Rounds"), mark("Most rounds of selection and schedule until the cash plan closes"), 3
    )
    tolerance: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Tolerance"), mark("Overdraft that still counts as closed, as a share of all money of the source"), 0.01
    )
