"""What a forecast says: fans, targets with their probabilities, what closes the gap, and how it did in the past."""

from __future__ import annotations

from enum import StrEnum

from serpin.base.money import Money
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result
from serpin.vocabulary.strategy import Direction


class Outlook(StrEnum):
    """What can be said of a target."""

    SAFE = "safe"
    OPEN = "open"
    UNLIKELY = "unlikely"
    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


class FanYear(Noun):
    """A year of a forecast, in the unit of the indicator: quantiles of trend alone and with the planned projects.

    ``trend`` and ``planned`` hold the 2.5, 10, 25, 50, 75, 90 and 97.5 % quantiles.
    """

    year: int
    trend: tuple[float, ...]
    planned: tuple[float, ...]


class Fan(Noun):
    """The forecast of an indicator.

    ``slope`` is the yearly change of the trend at the end of history, in the unit of the indicator (as a share where
    ``is_logarithmic``); ``break_year`` the most probable break and ``break_probability`` that of any break at all.
    """

    indicator: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    is_logarithmic: bool
    slope: float
    break_year: int | None
    break_probability: float
    course: tuple[FanYear, ...]


class TargetOutcome(Noun):
    """What becomes of a target. Probabilities are empty where nothing can be said.

    ``trend`` is without any project, ``probability`` with the planned ones (95 % interval of the drawing ``low``,
    ``high``), ``all_in`` with every project of the case that can go together. ``gap`` is what the middle forecast
    lacks, ``needed`` what has to be added for the wanted probability; both in the unit of the indicator, 0 where
    nothing is lacking.
    """

    strategy: str
    goal: str
    indicator: str
    year: int
    value: float
    direction: Direction
    tolerance: float
    outlook: Outlook
    trend: float | None = None
    probability: float | None = None
    low: float | None = None
    high: float | None = None
    all_in: float | None = None
    expected: float | None = None
    gap: float = 0.0
    needed: float = 0.0
    observed: float | None = None


class Contributor(Noun):
    """What a project does for a target: mean contribution in the target's year, and the change of the probability.

    ``is_planned``: the probability falls by ``change`` without it; else it rises by ``change`` with it and without the
    planned projects that it excludes.
    """

    target: int
    project: str
    amount: float
    change: float
    is_planned: bool


class MeasureEffect(Noun):
    """What a measure does for the targets of its goal: probability without and with all of its projects."""

    target: int
    measure: str
    amount: float
    without: float
    with_all: float


class Closing(Noun):
    """The projects that close the gap best beside the planned ones.

    ``shortfall`` is the expected shortfall of all targets, each as a share of its target, summed over targets;
    ``bound`` is proven: no set of projects comes lower in the scenarios of the search. ``probabilities`` by target.
    """

    name: str
    projects: tuple[str, ...]
    cost: Money
    shortfall_before: float
    shortfall: float
    searched: float
    bound: float
    proven: bool
    probabilities: tuple[float | None, ...]


class RivalOutcome(Noun):
    """A whole selection judged by the targets: probabilities by target, and how many of them are met on average."""

    name: str
    projects: int
    cost: Money
    shortfall: float
    met: float
    probabilities: tuple[float | None, ...]


class Coverage(Noun):
    """How the method did in the past of a series: how often intervals of a level held what came.

    ``error`` is the mean absolute error of the middle forecast, ``naive`` that of "as last year".
    """

    indicator: str
    level: float
    cases: int
    covered: int
    error: float
    naive: float

    @property
    def share(self) -> float:
        """Share of the cases in which the interval held what came."""
        return self.covered / self.cases if self.cases else 0.0


class Forecast(Result):
    """What :func:`serpin.forecast` returns; lists of contributors and measures name targets by their place."""

    courses: int = 0
    simulated: bool = False
    planned: tuple[str, ...] = ()
    fans: tuple[Fan, ...] = ()
    targets: tuple[TargetOutcome, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    measures: tuple[MeasureEffect, ...] = ()
    closing: Closing | None = None
    rivals: tuple[RivalOutcome, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    notes: tuple[Message, ...] = ()

    def fan(self, indicator: str) -> Fan | None:
        """Return the fan of an indicator, or nothing."""
        return next((fan for fan in self.fans if fan.indicator == indicator), None)
