"""The plan: the case and all results, in one document that can be stored and read back."""

from __future__ import annotations

from decimal import Decimal

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.engines.coordination.result import Coordination
from serpin.engines.indicators.result import Measurement
from serpin.engines.insurance.result import CoverPlan
from serpin.engines.integrity.result import Audit
from serpin.engines.network.result import Partnerships
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.scheduling.result import Schedule
from serpin.engines.simulation.result import Outcomes
from serpin.engines.strategy.result import Forecast
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Noun, about
from serpin.vocabulary.result import Ledger, Message, Status

PLAN_FORMAT = 1


class Step(Noun):
    """One step of the plan: what was done, how it ended, or why it was skipped."""

    name: str = about(mark("Step"), mark("Name of the engine"))
    status: Status
    seconds: float = 0.0
    note: Message | None = None


class Round(Noun):
    """One round of closing the cash plan: what was selected, and the worst overdraft that its schedule caused."""

    number: int
    value: float
    projects: int
    overdraft: Money
    """Largest amount by which the scheduled payments exceed a source in a quarter."""


class CashLine(Noun):
    """A source in a quarter: what it has, what the selection planned, what is needed.

    ``scheduled`` is what the schedule and the covers need; ``cover`` is the part of it for premiums and measures.
    """

    source: str
    quarter: int
    available: Money
    planned: Money
    scheduled: Money
    cover: Money = Decimal(0)


class Plan(Noun):
    """The case with everything that was found out about it; every engine's result is there or was skipped."""

    format: int = PLAN_FORMAT
    case: Case
    coordination: Coordination | None = None
    portfolio: Portfolio | None = None
    schedule: Schedule | None = None
    outcomes: Outcomes | None = None
    cover: CoverPlan | None = None
    measurement: Measurement | None = None
    forecast: Forecast | None = None
    audit: Audit | None = None
    partnerships: Partnerships | None = None
    steps: tuple[Step, ...] = ()
    rounds: tuple[Round, ...] = ()
    cash: tuple[CashLine, ...] = ()
    ledger: Ledger | None = None


def chosen_alone(case: Case, portfolio: Portfolio | None) -> Case:
    """Return the case with the chosen projects alone; as it is where nothing was selected."""
    if portfolio is None or not portfolio.status.has_answer:
        return case
    chosen = portfolio.selection.projects
    return case.model_copy(update={"projects": tuple(project for project in case.projects if project.id in chosen)})
