"""Estimates: what their points mean, what they expect, and what is refused."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from scipy import stats

from serpin.base.errors import problems_of
from serpin.vocabulary.estimate import Estimate, Lognormal, ThreePoint


class Holder(BaseModel):
    """Something with an estimate."""

    value: Estimate


def read(value: Any) -> Any:
    """Return the estimate that plain data stand for."""
    return Holder(value=value).value


def complaint(value: Any) -> str:
    """Return what is said about a wrong estimate, in English."""
    with pytest.raises(ValidationError) as caught:
        Holder(value=value)
    return problems_of(caught.value.errors(include_url=False))[0].sentence("en")


@pytest.mark.parametrize(
    ("short", "shape"),
    [
        (5, "fixed"),
        ("5.5", "fixed"),
        ([1, 2, 4], "pert"),
        ({"value": 5}, "fixed"),
        ({"low": 1, "mode": 2, "high": 4}, "pert"),
        ({"median": 10, "p90": 14}, "lognormal"),
        ({"values": [1, 2]}, "empirical"),
        ({"values": [1, 2], "probabilities": [0.5, 0.5]}, "discrete"),
    ],
)
def test_short_forms(short: Any, shape: str) -> None:
    """A number, three numbers or a table without its shape are understood."""
    assert read(short).shape == shape


def test_expected_values_by_hand() -> None:
    """PERT of 2, 4, 12 expects 5; triangular expects 6; the others as any textbook has it."""
    assert read([2, 4, 12]).mean() == pytest.approx(5)
    assert read({"shape": "triangular", "low": 2, "mode": 4, "high": 12}).mean() == pytest.approx(6)
    assert read({"values": [1, 2, 6]}).mean() == pytest.approx(3)
    assert read({"values": [10, 20], "probabilities": [0.3, 0.7]}).mean() == pytest.approx(17)
    assert read(7).mean() == 7


def test_the_lognormal_has_its_quantiles() -> None:
    """Median and 90 % quantile are those that were given, and the mean agrees with scipy."""
    estimate = Lognormal(median=10, p90=14)
    law = stats.lognorm(s=estimate.sigma, scale=10)
    assert law.ppf(0.9) == pytest.approx(14, rel=1e-12)
    assert estimate.mean() == pytest.approx(law.mean(), rel=1e-12)


@given(
    low=st.floats(1, 100),
    rise=st.floats(0.5, 50),
    fall=st.floats(0.5, 50),
)
@settings(max_examples=25, deadline=None)
def test_limits_are_solved_back_to_the_quantiles(low: float, rise: float, fall: float) -> None:
    """Given 10 % and 90 % points, the triangular distribution of the solved limits has just these quantiles."""
    points = {"low": low, "mode": low + rise, "high": low + rise + fall, "points": "p10_p90"}
    estimate = ThreePoint(shape="triangular", **points)
    least, most = estimate.limits()
    law = stats.triang(c=(estimate.mode - least) / (most - least), loc=least, scale=most - least)
    assert law.cdf(estimate.low) == pytest.approx(0.1, abs=1e-6)
    assert law.cdf(estimate.high) == pytest.approx(0.9, abs=1e-6)


@pytest.mark.parametrize(("low", "mode", "high"), [(8, 10, 15), (9, 10, 30), (5, 19, 20)])
def test_pert_limits_are_solved_back_to_the_quantiles(low: float, mode: float, high: float) -> None:
    """The PERT distribution of the solved limits has the given 10 % and 90 % points."""
    estimate = ThreePoint(low=low, mode=mode, high=high, points="p10_p90")
    least, most = estimate.limits()
    rise = (mode - least) / (most - least)
    law = stats.beta(1 + 4 * rise, 5 - 4 * rise, loc=least, scale=most - least)
    assert law.cdf(low) == pytest.approx(0.1, abs=1e-6)
    assert law.cdf(high) == pytest.approx(0.9, abs=1e-6)


def test_typical_values() -> None:
    """A plan uses the mode, or the median where there is no mode."""
    assert read([1, 2, 9]).typical() == 2
    assert read({"median": 10, "p90": 14}).typical() == 10
    assert read({"values": [5, 1, 3]}).typical() == 3
    assert read({"values": [30, 10, 20], "probabilities": [0.4, 0.3, 0.3]}).typical() == 20


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([4, 2, 9], "low 4, most likely 2 and high 9 are not in ascending order"),
        ("about ten", "about ten is not an estimate (expected a number, or low, most likely and high)"),
        ({"values": [1, 2], "probabilities": [0.5, 0.6]}, "probabilities must sum to 1, they sum to 1.1"),
        (
            {"values": [1, 2], "probabilities": [1]},
            "2 values and 1 probabilities: one probability for each value expected",
        ),
        ({"median": 10, "p90": 9}, "P90 9 is below the median 10"),
        (math.inf, "inf is not a finite number"),
    ],
)
def test_wrong_estimates_say_what_is_wrong(value: Any, sentence: str) -> None:
    """Each refusal names the values and what was expected."""
    assert complaint(value) == sentence


@given(points=st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted))
@settings(max_examples=50)
def test_the_expected_value_lies_between_the_limits(points: list[float]) -> None:
    """No three points expect more than their maximum or less than their minimum."""
    estimate = read(points)
    assert points[0] - 1e-6 <= estimate.mean() <= points[2] + 1e-6


@given(
    value=st.one_of(st.floats(-1e6, 1e6), st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted)),
)
@settings(max_examples=50)
def test_an_estimate_survives_json(value: Any) -> None:
    """What is written as JSON is read back as the same estimate."""
    holder = Holder(value=value)
    assert Holder.model_validate_json(holder.model_dump_json()) == holder
