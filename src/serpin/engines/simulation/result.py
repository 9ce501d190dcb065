"""The outcomes: distributions with their precision, chances, and what drives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result


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
    ``gate_value`` is what the right to stop is worth.
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


class WorkOutcome(Noun):
    """How much a work drives the end of its project.

    Criticality: share of courses in which it lies on the critical path. Cruciality: correlation of its duration with
    the finish of the project.
    """

    project: str
    work: str
    criticality: float
    cruciality: float
    mean_duration: float


class DriverOutcome(Noun):
    """What a risk does when it happens: mean differences between courses with it and courses without it."""

    risk: str
    occurrence: float
    finish: float
    cost: float
    value: float


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


class Outcomes(Result):
    """What :func:`serpin.simulate` returns. ``sample`` holds up to 400 courses as (finish, cost, value)."""

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
