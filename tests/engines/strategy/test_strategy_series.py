"""Bad series are refused, or repaired with a note; never silently."""

import pytest
from pydantic import ValidationError
from strategy_cases import project, strategy_case

import serpin
from serpin.base.errors import InputError
from serpin.engines.strategy.options import Break, StrategyOptions
from serpin.engines.strategy.result import Outlook
from serpin.vocabulary.indicator import Indicator, Observation
from serpin.vocabulary.launches import LaunchTable
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Choice, Selection

QUICK = StrategyOptions(courses=300)
TARGET = [{"year": 2030, "value": 20}]


def told(found):
    """Return the notes of a forecast as text."""
    return " ".join(note.text.format(**note.values) for note in found.notes)


def test_a_year_twice_is_refused():
    """A series with a year that stands twice never becomes an indicator, and would be refused by the engine, too."""
    twice = (Observation(year=2020, value=1), Observation(year=2020, value=2))
    with pytest.raises(ValidationError, match="2020"):
        Indicator(id="X", name="X", series=twice)
    case = strategy_case({2019: 1, 2020: 2, 2021: 3, 2022: 4}, TARGET)
    smuggled = case.indicators[0].model_copy(update={"series": (*case.indicators[0].series, *twice[:1])})
    with pytest.raises(InputError, match="stands twice"):
        serpin.forecast(case.model_copy(update={"indicators": (smuggled,)}), seed=1)


def test_percent_given_as_a_fraction_is_repaired_with_a_note():
    """0.113 among 10.2, 10.6 and 11.7 is 11.3 %."""
    values = {2020: 9.7, 2021: 10.2, 2022: 10.6, 2023: 0.113, 2024: 11.7}
    found = serpin.forecast(strategy_case(values, TARGET, unit="%"), seed=1, options=QUICK)
    assert found.fans[0].values == pytest.approx((9.7, 10.2, 10.6, 11.3, 11.7))
    assert "0.113 in 2023" in told(found)
    assert found.is_sound


def test_small_percents_are_left_alone():
    """0.12 % of GDP among 0.13 and 0.14 is no fraction; nor is a real fall from 8 to 0.5."""
    small = {2018: 0.12, 2019: 0.12, 2020: 0.13, 2021: 0.13, 2022: 0.14}
    found = serpin.forecast(strategy_case(small, [{"year": 2025, "value": 0.5}], unit="%"), seed=1, options=QUICK)
    assert found.fans[0].values == tuple(small.values())
    fall = {2018: 8.0, 2019: 8.2, 2020: 0.5, 2021: 7.9, 2022: 8.1}
    found = serpin.forecast(strategy_case(fall, TARGET, unit="%"), seed=1, options=QUICK)
    assert found.fans[0].values == tuple(fall.values())


def test_mixed_units_are_refused():
    """From thousands to millions: a jump by a thousand is named with both years."""
    values = {2018: 6900, 2019: 8100, 2020: 8.8, 2021: 10.9, 2022: 12.6}
    with pytest.raises(InputError, match="from 2019 to 2020"):
        serpin.forecast(strategy_case(values, TARGET), seed=1)


def test_a_short_gap_stays_open_with_a_note():
    """Two missing years are named; nothing is put in their place."""
    values = {2015: 10, 2016: 11, 2019: 13, 2020: 14, 2021: 15}
    found = serpin.forecast(strategy_case(values, TARGET), seed=1, options=QUICK)
    assert found.fans[0].years == tuple(values)
    assert "[2017, 2018]" in told(found)


def test_a_long_gap_is_refused():
    """Five missing years are too many."""
    with pytest.raises(InputError, match="no values between 2010 and 2016"):
        serpin.forecast(strategy_case({2009: 1, 2010: 2, 2016: 3, 2017: 4}, TARGET), seed=1)


def test_a_target_as_a_fraction_of_percents_is_refused():
    """A target of 0.2 beside a series of ten percent means twenty percent, or nothing."""
    values = {2020: 9.7, 2021: 10.2, 2022: 10.6, 2023: 11.0}
    with pytest.raises(InputError, match="looks like a fraction"):
        serpin.forecast(strategy_case(values, [{"year": 2030, "value": 0.2}], unit="%"), seed=1)


def test_a_target_in_another_unit_is_refused():
    """A target of 15 (thousands) for a series of about 11 000 is named."""
    values = {2020: 9700, 2021: 10_200, 2022: 10_600, 2023: 11_000}
    with pytest.raises(InputError, match="about a thousand times"):
        serpin.forecast(strategy_case(values, [{"year": 2030, "value": 15}]), seed=1)


def test_a_series_too_short_says_nothing():
    """Three values are not forecast, and that is said."""
    found = serpin.forecast(strategy_case({2020: 1, 2021: 2, 2022: 3}, TARGET), seed=1, options=QUICK)
    assert found.targets[0].outlook is Outlook.UNKNOWN
    assert found.targets[0].probability is None
    assert "too few values for a forecast: 3" in told(found)


def test_a_level_series_and_a_negative_one_are_forecast():
    """Equal values give a narrow fan around them, and negative ones are not taken by their logarithm."""
    flat = serpin.forecast(strategy_case(dict.fromkeys(range(2015, 2026), 5.0), TARGET), seed=1, options=QUICK)
    assert flat.fans[0].course[-1].trend[3] == pytest.approx(5.0, rel=1e-3)
    below = {2018: -3.0, 2019: -1.0, 2020: 0.0, 2021: 1.0, 2022: 2.5}
    found = serpin.forecast(strategy_case(below, TARGET), seed=1, options=QUICK)
    assert not found.fans[0].is_logarithmic
    assert flat.is_sound
    assert found.is_sound


def test_percents_stay_between_nothing_and_all():
    """A share of 97 % that grows does not pass 100 %."""
    values = {2018 + place: 90.0 + 1.4 * place for place in range(6)}
    found = serpin.forecast(strategy_case(values, [{"year": 2035, "value": 99}], unit="%"), seed=1, options=QUICK)
    assert max(max(year.trend) for year in found.fans[0].course) <= 100


def test_nothing_to_forecast_is_skipped():
    """A case without targets gives a result without an answer."""
    assert serpin.forecast(strategy_case({2020: 1}, []), seed=1).status is Status.SKIPPED


def test_a_stop_leaves_the_search_out():
    """A listener that stops gets targets without what closes the gap."""
    values = {2016 + place: 100.0 + place for place in range(11)}
    case = strategy_case(values, [{"year": 2029, "value": 5000}], [project("P", 10_000)])
    found = serpin.forecast(case, seed=1, options=QUICK, progress=lambda *_: "stop")
    assert found.status is Status.STOPPED
    assert found.closing is None
    assert found.targets[0].probability == 0.0


def test_wrong_calls_are_refused():
    """Seeds, projects, indicators and launches that do not fit are refused by name."""
    case = strategy_case({2020: 1, 2021: 2, 2022: 3, 2023: 4}, TARGET)
    with pytest.raises(InputError, match="seed"):
        serpin.forecast(case, seed=-1)
    with pytest.raises(InputError, match="NOPE"):
        serpin.forecast(case, Selection(choices=(Choice(project="NOPE", quarter=0, budget=1),)), seed=1)
    with pytest.raises(InputError, match="NOPE"):
        serpin.forecast(case, seed=1, options=StrategyOptions(breaks=(Break(indicator="NOPE", year=2020),)))
    import numpy as np

    with pytest.raises(InputError, match="shape"):
        LaunchTable(("P1", "P2"), np.zeros((3, 1)))
    with pytest.raises(InputError, match="infinite"):
        LaunchTable(("P1",), np.array([[np.inf]]))
