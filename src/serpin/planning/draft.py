"""The plan while it is being made: what each step found, and what it hands on to the next."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from serpin.base.progress import STOP, Progress
from serpin.engines.coordination.result import Coordination
from serpin.engines.indicators.result import Measurement
from serpin.engines.insurance.result import CoverPlan
from serpin.engines.integrity.result import Audit
from serpin.engines.network.result import Partnerships
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.scheduling.result import Schedule
from serpin.engines.simulation.result import Outcomes
from serpin.engines.strategy.result import Forecast
from serpin.planning.cash import CashPlan
from serpin.planning.options import PlanOptions
from serpin.planning.result import Round, Step, chosen_alone
from serpin.vocabulary.case import Case
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.result import Message, Result, Status
from serpin.vocabulary.selection import Lesson, Package

PlanProgress = Callable[[str, float, float | None, float | None], str | None]
"""``progress(step, done, value, bound)``: name of the step, then as for every engine; may answer ``"stop"``."""

AnyResult = TypeVar("AnyResult", bound=Result)


@dataclass
class Draft:
    """One call of :func:`serpin.plan`: what was asked, and what the steps so far have found.

    ``packages`` are those of coordination as the selection reads them; ``taught`` is what the schedule of the best
    round taught about the chosen projects.
    """

    case: Case
    seed: int
    options: PlanOptions
    tell: PlanProgress | None = None
    executor: Executor | None = None
    coordination: Coordination | None = None
    packages: tuple[Package, ...] = ()
    portfolio: Portfolio | None = None
    schedule: Schedule | None = None
    cash: CashPlan | None = None
    taught: tuple[Lesson, ...] = ()
    outcomes: Outcomes | None = None
    cover: CoverPlan | None = None
    measurement: Measurement | None = None
    forecast: Forecast | None = None
    audit: Audit | None = None
    partnerships: Partnerships | None = None
    rounds: list[Round] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    stopped: bool = False

    @property
    def chosen(self) -> Case:
        """The case with the chosen projects alone; with all where nothing was selected."""
        return chosen_alone(self.case, self.portfolio)

    @property
    def losses(self) -> LossTable | None:
        """What each risk costs in each simulated course; nothing where there is no simulation of it."""
        return self.outcomes.losses if self.outcomes is not None else None

    def listener(self, step: str) -> Progress | None:
        """Return a listener for an engine, which tells the step and remembers a stop."""
        if self.tell is None:
            return None
        tell = self.tell

        def listen(done: float, value: float | None, bound: float | None) -> str | None:
            answer = tell(step, done, value, bound)
            self.stopped = self.stopped or answer == STOP
            return answer

        return listen

    def record(self, name: str, result: AnyResult) -> AnyResult:
        """Note how a step ended, and return its result."""
        if result.status is Status.STOPPED:
            self.stopped = True
        self.steps.append(Step(name=name, status=result.status, seconds=result.ledger.seconds))
        return result

    def skip(self, name: str, reason: str, **values: Any) -> None:
        """Note why a step was skipped."""
        self.steps.append(Step(name=name, status=Status.SKIPPED, note=Message(text=reason, values=values)))
