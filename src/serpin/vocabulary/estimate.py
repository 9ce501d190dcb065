"""Estimates: what is not known exactly, with a stated meaning of its points.

Quantities carry no unit here; the field that holds the estimate names it. Formulas: textbook, ``simulation.md``.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from serpin.base.errors import invalid
from serpin.base.texts import mark
from serpin.vocabulary.limits import pert_limits, triangular_limits
from serpin.vocabulary.noun import Noun, Probability, about

_TOLERANCE = 1e-6
_NORMAL_P90 = 1.2815515655446004


class Fixed(Noun):
    """A value that is known."""

    shape: Literal["fixed"] = about(mark("Shape"), mark("Kind of distribution"), "fixed")
    value: float = about(mark("Value"), mark("The value itself"))

    @property
    def lowest(self) -> float:
        """Smallest possible value."""
        return self.value

    def mean(self) -> float:
        """Return the expected value."""
        return self.value

    def typical(self) -> float:
        """Return the value that a plan uses."""
        return self.value


class ThreePoint(Noun):
    """Three points: the limits, or the 10 % and 90 % quantiles, around the most likely value."""

    shape: Literal["pert", "triangular"] = about(mark("Shape"), mark("Kind of distribution"), "pert")
    low: float = about(mark("Low"), mark("Optimistic value: the minimum, or the value undercut in one case of ten"))
    mode: float = about(mark("Most likely"), mark("The most likely value"))
    high: float = about(mark("High"), mark("Pessimistic value: the maximum, or the value exceeded in one case of ten"))
    points: Literal["limits", "p10_p90"] = about(
        mark("Meaning of low and high"),
        mark("limits: minimum and maximum; p10_p90: the 10 % and 90 % quantiles"),
        "limits",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise invalid(
                mark("low {low}, most likely {mode} and high {high} are not in ascending order"),
                low=self.low,
                mode=self.mode,
                high=self.high,
            )
        return self

    def limits(self) -> tuple[float, float]:
        """Return minimum and maximum of the distribution, solved from the quantiles where those were given."""
        if self.points == "limits" or self.low == self.high:
            return self.low, self.high
        solve = triangular_limits if self.shape == "triangular" else pert_limits
        return solve(self.low, self.mode, self.high)

    @property
    def lowest(self) -> float:
        """Smallest possible value."""
        return self.limits()[0]

    def mean(self) -> float:
        """Return the expected value: (a+m+b)/3 for triangular, (a+4m+b)/6 for PERT."""
        least, most = self.limits()
        weight = 1 if self.shape == "triangular" else 4
        return (least + weight * self.mode + most) / (weight + 2)

    def typical(self) -> float:
        """Return the most likely value."""
        return self.mode


class Lognormal(Noun):
    """A positive value with a long right tail, by its median and its 90 % quantile."""

    shape: Literal["lognormal"] = about(mark("Shape"), mark("Kind of distribution"), "lognormal")
    median: float = about(mark("Median"), mark("Exceeded in one case of two"), gt=0)
    p90: float = about(mark("P90"), mark("Exceeded in one case of ten"), gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.p90 < self.median:
            raise invalid(mark("P90 {p90} is below the median {median}"), p90=self.p90, median=self.median)
        return self

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.p90 / self.median) / _NORMAL_P90

    @property
    def lowest(self) -> float:
        """Smallest possible value."""
        return 0.0

    def mean(self) -> float:
        """Return the expected value, median · exp(σ²/2)."""
        return self.median * math.exp(self.sigma**2 / 2)

    def typical(self) -> float:
        """Return the median."""
        return self.median


class Empirical(Noun):
    """Values that were observed, each as likely as the next."""

    shape: Literal["empirical"] = about(mark("Shape"), mark("Kind of distribution"), "empirical")
    values: tuple[float, ...] = about(mark("Values"), mark("Observed values"), min_length=1)

    @property
    def lowest(self) -> float:
        """Smallest possible value."""
        return min(self.values)

    def mean(self) -> float:
        """Return the average."""
        return math.fsum(self.values) / len(self.values)

    def typical(self) -> float:
        """Return the median (the lower one of two)."""
        return sorted(self.values)[(len(self.values) - 1) // 2]


class Discrete(Noun):
    """A few possible values with their probabilities."""

    shape: Literal["discrete"] = about(mark("Shape"), mark("Kind of distribution"), "discrete")
    values: tuple[float, ...] = about(mark("Values"), mark("Possible values"), min_length=1)
    probabilities: tuple[Probability, ...] = about(mark("Probabilities"), mark("One for each value; they sum to 1"))

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if len(self.values) != len(self.probabilities):
            raise invalid(
                mark("{values} values and {probabilities} probabilities: one probability for each value expected"),
                values=len(self.values),
                probabilities=len(self.probabilities),
            )
        total = math.fsum(self.probabilities)
        if abs(total - 1) > _TOLERANCE:
            raise invalid(mark("probabilities must sum to 1, they sum to {total}"), total=round(total, 6))
        return self

    @property
    def lowest(self) -> float:
        """Smallest possible value."""
        return min(self.values)

    def mean(self) -> float:
        """Return the expected value."""
        return math.fsum(v * p for v, p in zip(self.values, self.probabilities, strict=True))

    def typical(self) -> float:
        """Return the median: the first value that half of the probability does not exceed."""
        total = 0.0
        for value, probability in sorted(zip(self.values, self.probabilities, strict=True)):
            total += probability
            if total >= 0.5 - _TOLERANCE:
                return value
        return max(self.values)


def _short_form(value: Any) -> Any:
    """Read a plain number as fixed, three numbers as PERT, and find the shape of a table without one."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return {"shape": "fixed", "value": value}
    if isinstance(value, list | tuple) and len(value) == 3:
        return {"shape": "pert", "low": value[0], "mode": value[1], "high": value[2]}
    if isinstance(value, dict) and "shape" not in value:
        for names, shape in (
            ("value", "fixed"),
            ("mode", "pert"),
            ("median", "lognormal"),
            ("probabilities", "discrete"),
            ("values", "empirical"),
        ):
            if names in value:
                return {"shape": shape, **value}
    if isinstance(value, str):
        try:
            return {"shape": "fixed", "value": float(value)}
        except ValueError:
            raise invalid(
                mark("{value} is not an estimate (expected a number, or low, most likely and high)"),
                value=value[:60],
            ) from None
    return value


Estimate = Annotated[
    Annotated[Fixed | ThreePoint | Lognormal | Empirical | Discrete, Field(discriminator="shape")],
    BeforeValidator(_short_form),
]
"""An estimate of any shape; a number alone is fixed, three numbers are low, most likely and high of a PERT."""
