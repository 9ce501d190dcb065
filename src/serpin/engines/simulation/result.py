"""The outcomes: distributions with their precision, chances, and what drives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result

if TYPE_CHECKING:
    from serpin.vocabulary.losses import LossTable


class Percentile(Noun):
    """A percentile with its 95 % interval from order statistics; ``share`` is 0 … 1."""

    share: float
    value: float
    low: float
    high: float


class Chance(Noun):
    """A probability with its 95 % interval (Wilson)."""

    value: float
    low: float
    high: float


class Distribution(Noun):
    """A simulated quantity; ``curve`` holds the quantiles 0 %, 1 % … 100 % of the S-curve."""

    mean: float
    mean_low: float
    mean_high: float
    deviation: float
    percentiles: tuple[Percentile, ...] = ()
    curve: tuple[float, ...] = ()

    def percentile(self, share: float) -> Percentile:
        """Return one of the stored percentiles.

        Raises
        ------
        KeyError
            If that percentile was not stored.
        """
        for percentile in self.percentiles:
            if abs(percentile.share - share) < 1e-9:
                return percentile
        raise KeyError(share)


class GateOutcome(Noun):
    """How often a gate is reached, and passed when reached."""

    gate: str
    reached: Chance
    passed: Chance


class ProjectOutcome(Noun):
    """How a project may turn out.

    Finish in working days from the start of the case, over the courses that reach the end; cost and value (NPV at the
    start, after tax) in the currency of the case, over all courses. ``on_time`` is the chance to keep the planned
    finish, over the courses that reach the end; ``in_budget`` the chance to keep the planned cost, over all.
    ``gate_value`` is what the right to stop is worth. ``deadline`` is the working day at whose begin the project must
    be finished, ``by_deadline`` the chance of that, over the courses that reach the end. ``launch`` is the working day
    of the launch, over the courses that succeed, of a project with returns.
    """

    project: str
    success: Chance
    finish: Distribution | None
    cost: Distribution
    value: Distribution
    planned_finish: int
    planned_cost: float
    on_time: Chance
    in_budget: Chance
    gates: tuple[GateOutcome, ...] = ()
    gate_value: float = 0.0
    deadline: int | None = None
    by_deadline: Chance | None = None
    launch: Distribution | None = None


class WorkOutcome(Noun):
    """How much a work drives the end of its project, over the courses that reach the end.

    Criticality: share of courses in which it has no float. Cruciality: correlation of its duration with the finish of
    the project. Significance: mean of duration / (duration + float) · finish / mean finish. Sensitivity: criticality
    times the ratio of the deviations of its duration and of the finish.
    """

    project: str
    work: str
    criticality: float
    cruciality: float
    mean_duration: float
    significance: float = 0.0
    sensitivity: float = 0.0


class DriverOutcome(Noun):
    """What a risk does when it happens: mean differences between courses with it and courses without it.

    The errors are the half-widths of the 95 % intervals of the differences.
    """

    risk: str
    occurrence: float
    finish: float
    cost: float
    value: float
    finish_error: float = 0.0
    cost_error: float = 0.0
    value_error: float = 0.0


class CashOutcome(Noun):
    """Cumulative cash at the end of a quarter (undiscounted): mean, and 20 % and 80 % quantiles."""

    quarter: int
    mean: float
    p20: float
    p80: float


class JointChance(Noun):
    """With what probability time and cost are kept together, and each alone, for one pair of limits."""

    finish: float
    cost: float
    both: Chance
    in_time: Chance
    in_budget: Chance


class FrontierPoint(Noun):
    """A finish and a cost that are kept together with a chance."""

    chance: float
    finish: float
    cost: float


class Contingency(Noun):
    """What to hold back so that a plan is kept in four of five courses: P80 less the planned figure, not below 0."""

    measure: Literal["finish", "cost"]
    planned: float
    p80: float
    amount: float


class DrawDown(Noun):
    """Contingency of cost that is still needed after a quarter."""

    quarter: int
    amount: float


class TailPart(Noun):
    """What a project contributes to the mean of a tail."""

    project: str
    amount: float


class Tail(Noun):
    """The worst courses: their share, where they begin, their mean (CVaR) with its 95 % interval, and who causes it.

    The value is worst where it is low, the cost where it is high.
    """

    measure: Literal["value", "cost"]
    share: float
    threshold: float
    mean: float
    mean_low: float
    mean_high: float
    parts: tuple[TailPart, ...] = ()


class Difference(Noun):
    """A mean difference with its 95 % interval, from courses with the same random numbers."""

    mean: float
    low: float
    high: float


class ScenarioOutcome(Noun):
    """What a scenario or a mitigation changes: with it less without it; its own cost is counted."""

    scenario: str
    iterations: int
    finish: Difference
    cost: Difference
    value: Difference


_LOSSES = "losses by course"


class Outcomes(Result):
    """What :func:`serpin.simulate` returns. ``sample`` holds up to 400 courses as (finish, cost, value).

    Figures of single projects come from the first ``detail_iterations``. ``precision`` is the largest reach of the 95 %
    intervals of P80 of finish, cost and value, as a share of the standard deviation. ``need`` is the largest
    cumulative outflow of cash.
    """

    iterations: int = 0
    projects: tuple[ProjectOutcome, ...] = ()
    finish: Distribution | None = None
    cost: Distribution | None = None
    value: Distribution | None = None
    joint: tuple[JointChance, ...] = ()
    works: tuple[WorkOutcome, ...] = ()
    drivers: tuple[DriverOutcome, ...] = ()
    cash: tuple[CashOutcome, ...] = ()
    sample: tuple[tuple[float, float, float], ...] = ()
    notes: tuple[Message, ...] = ()
    detail_iterations: int = 0
    precision: float = 0.0
    frontier: tuple[FrontierPoint, ...] = ()
    contingencies: tuple[Contingency, ...] = ()
    drawdown: tuple[DrawDown, ...] = ()
    need: Distribution | None = None
    tails: tuple[Tail, ...] = ()
    scenarios: tuple[ScenarioOutcome, ...] = ()
    mitigation_cost: float = 0.0

    @property
    def losses(self) -> LossTable | None:
        """What each risk costs in each of the first courses, for :func:`serpin.insure`; documents do not keep it."""
        return self.__dict__.get(_LOSSES)

    def with_losses(self, losses: LossTable | None) -> Outcomes:
        """Return the same outcomes with a table of losses beside them; it is not compared and not stored."""
        copy = self.model_copy()
        copy.__dict__[_LOSSES] = losses
        return copy


@dataclass(frozen=True)
class CourseRecord:
    """One simulated course in full, for the checker: days and money by (project, work), and what came of projects.

    A gate stands among the works under the code ``gate CODE``. ``stop`` is infinite and ``finish`` not a number where
    they do not apply; ``paid`` is the cost from the start of the case on.
    """

    start: Mapping[tuple[str, str], float]
    days: Mapping[tuple[str, str], float]
    cost: Mapping[tuple[str, str], float]
    stop: Mapping[str, float]
    finish: Mapping[str, float]
    paid: Mapping[str, float]
