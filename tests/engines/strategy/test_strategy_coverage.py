"""The test on the past: intervals hold what came as often as they say; the figures stand in the textbook."""

import numpy as np
import pytest
from strategy_cases import NILE

from serpin.engines.strategy.model import history
from serpin.engines.strategy.problem.series import Series
from serpin.examples.nation import nation

LEVELS = (0.5, 0.8, 0.95)


def published() -> list[Series]:
    """Return the series of the country with at least seven values, and the Nile in two halves."""
    found = [
        Series(
            indicator.id,
            tuple(one.year for one in indicator.series),
            tuple(one.value for one in indicator.series),
            indicator.unit == "%",
        )
        for indicator in nation().indicators
        if len(indicator.series) > 6
    ]
    for first, last in ((0, 50), (50, 100)):
        years = tuple(range(1871 + first, 1871 + last))
        found.append(Series(f"NILE-{first}", years, tuple(map(float, NILE[first:last])), False))
    return found


@pytest.fixture(scope="module")
def results():
    return {one.indicator: history.tested(one, LEVELS, 5, (0.3, 0.03), 1) for one in published()}


def test_coverage_on_published_series(results):
    """Over all forecasts of the past, half, 80 % and 95 % intervals hold about half, 80 % and 95 % of what came."""
    cases = sum(result.cases for result in results.values())
    shares = [sum(result.covered[place] for result in results.values()) / cases for place in range(3)]
    assert cases > 500
    assert shares[0] == pytest.approx(0.50, abs=0.06)
    assert shares[1] == pytest.approx(0.80, abs=0.05)
    assert shares[2] == pytest.approx(0.96, abs=0.03)


def test_short_national_series_are_covered_too(results):
    """The activity level and research of the country: 80 % intervals hold at least seven tenths, 95 % nine tenths."""
    for name in ("ACTIVITY", "RESEARCH"):
        result = results[name]
        assert result.covered[1] / result.cases >= 0.7
        assert result.covered[2] / result.cases >= 0.9


def test_the_method_beats_as_last_year_where_there_is_a_trend(results):
    """The middle forecast of the activity level errs less than the last value does."""
    assert results["ACTIVITY"].error < results["ACTIVITY"].naive


def test_coverage_on_drawn_walks():
    """Random walks with drift of twenty years: 80 % and 95 % intervals are kept on average over fifty series."""
    numbers = np.random.default_rng(12)
    covered, cases = np.zeros(3), 0
    for number in range(50):
        values = 100 + np.cumsum(numbers.normal(0.8, 2.0, 20))
        result = history.tested(
            Series(f"W{number}", tuple(range(2000, 2020)), tuple(values.tolist()), False), LEVELS, 3, (0.3, 0.03), 1
        )
        covered += np.array(result.covered)
        cases += result.cases
    shares = covered / cases
    assert 0.75 <= shares[1] <= 0.9
    assert shares[2] >= 0.93
