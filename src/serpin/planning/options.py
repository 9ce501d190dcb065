"""Options of the plan: those of its engines, and how often the cash plan may be closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.indicators.options import MeasureOptions
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.network.options import NetworkOptions
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.scheduling.options import SchedulingOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.strategy.options import StrategyOptions
from serpin.vocabulary.noun import Noun, about

FRONTIER = 8
"""Points of the efficient frontier that a plan shows."""


class PlanOptions(Noun):
    """Options of :func:`serpin.plan`."""

    coordination: CoordinationOptions = about(
        mark("Coordination"), mark("Options of the coordination"), CoordinationOptions()
    )
    portfolio: PortfolioOptions = about(
        mark("Selection"), mark("Options of the selection"), PortfolioOptions(frontier=FRONTIER)
    )
    scheduling: SchedulingOptions = about(mark("Scheduling"), mark("Options of the schedule"), SchedulingOptions())
    simulation: SimulationOptions = about(mark("Simulation"), mark("Options of the simulation"), SimulationOptions())
    insurance: InsuranceOptions = about(
        mark("Insurance"), mark("Options of the insurance"), InsuranceOptions(seconds=20)
    )
    indicators: MeasureOptions = about(mark("Indicators"), mark("Options of the indicators"), MeasureOptions())
    strategy: StrategyOptions = about(mark("Strategy"), mark("Options of the forecast"), StrategyOptions())
    integrity: IntegrityOptions = about(mark("Integrity"), mark("Options of the audit"), IntegrityOptions())
    network: NetworkOptions = about(mark("Cooperation"), mark("Options of the cooperation"), NetworkOptions())
    rounds: Annotated[int, Field(ge=1, le=10)] = about(
        mark("Rounds"), mark("Most rounds of selection and schedule until the cash plan closes"), 3
    )
    tolerance: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Tolerance"), mark("Overdraft that still counts as closed, as a share of all money of the source"), 0.01
    )
