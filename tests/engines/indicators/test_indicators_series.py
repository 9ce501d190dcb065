"""Series: what is repaired with a note, what is refused, and chains held against published statements."""

from __future__ import annotations

import pytest

from serpin import measure
from serpin.base.errors import InputError
from serpin.engines.indicators.model.series import clean
from serpin.engines.indicators.options import MeasureOptions, Point, RawSeries
from serpin.examples.plant import plant


def series(
    *points: tuple[int, float] | tuple[int, float, str], unit: str = "%", kind: str = "level", name: str = "S"
) -> RawSeries:
    """Return a raw series from pairs or triples of year, value and unit."""
    made = tuple(Point(year=p[0], value=p[1], unit=p[2] if len(p) == 3 else "") for p in points)
    return RawSeries.model_validate({"name": name, "unit": unit, "kind": kind, "points": made})


def test_a_good_series_stays_as_it_is() -> None:
    """Values in one unit, a year each, come through in the order of years without a note."""
    found = clean(series((2011, 5.7), (2009, 4.0), (2010, 4.3)))
    assert (found.years, found.values) == ((2009, 2010, 2011), (4.0, 4.3, 5.7))
    assert (found.notes, found.gaps) == ((), ())


def test_gaps_of_levels_are_left_open_with_a_note() -> None:
    """Missing years are named and nothing is put in their place."""
    found = clean(series((2009, 4.0), (2012, 5.7)))
    assert found.gaps == (2010, 2011)
    assert found.values == (4.0, 5.7)
    assert "left open" in found.notes[0].text


def test_gaps_of_indices_are_refused() -> None:
    """A chain cannot jump over a year."""
    with pytest.raises(InputError, match="missing years: 1992"):
        clean(series((1991, 99.1), (1993, 85.2), kind="index"))


def test_a_year_twice_with_one_value_is_counted_once() -> None:
    """The same value twice is a slip, and is noted."""
    found = clean(series((2009, 4.0), (2009, 4.0), (2010, 4.3)))
    assert found.years == (2009, 2010)
    assert len(found.notes) == 1


def test_a_year_twice_with_two_values_is_refused() -> None:
    """Two values for a year cannot both be right."""
    with pytest.raises(InputError, match="twice"):
        clean(series((2009, 4.0), (2009, 4.1)))


@pytest.mark.parametrize(
    ("unit", "given", "value", "expected"),
    [
        ("mln KZT", "thousand KZT", 1_420_000.0, 1_420.0),
        ("mln KZT", "bn KZT", 1.42, 1_420.0),
        ("млн тенге", "тыс. тенге", 1_420_000.0, 1_420.0),
        ("%", "fraction", 0.057, 5.7),
        ("share", "%", 5.7, 0.057),
    ],
)
def test_units_of_one_kind_are_turned(unit: str, given: str, value: float, expected: float) -> None:
    """Thousands and millions, per cents and fractions are brought to the unit of the series, with a note."""
    found = clean(series((2020, value, given), unit=unit))
    assert found.values == (pytest.approx(expected),)
    assert "was given in" in found.notes[0].text


@pytest.mark.parametrize("given", ["tonnes", "KZT"])
def test_units_of_another_kind_are_refused(given: str) -> None:
    """Money or tonnes cannot stand in a series of per cents."""
    with pytest.raises(InputError, match="cannot be turned"):
        clean(series((2020, 5.0, given)))


def test_a_fraction_among_per_cents_is_repaired() -> None:
    """0.081 among 8.0, 9.3 and 9.6 was a fraction; it becomes 8.1, and the note says so."""
    found = clean(series((2014, 8.0), (2015, 0.081), (2016, 9.3), (2017, 9.6)))
    assert found.values == (8.0, 8.1, 9.3, 9.6)
    assert found.notes[0].values["repaired"] == 8.1


def test_a_per_cent_among_fractions_is_repaired() -> None:
    """8.1 among fractions near 0.09 was a per cent."""
    found = clean(series((2014, 0.08), (2015, 8.1), (2016, 0.093), (2017, 0.096), unit="share"))
    assert found.values[1] == pytest.approx(0.081)
    assert len(found.notes) == 1


def test_small_per_cents_are_left_alone() -> None:
    """Research to output is a fraction of a per cent in every year, and nothing is changed."""
    found = clean(series((2005, 0.28), (2009, 0.23), (2013, 0.18)))
    assert found.values == (0.28, 0.23, 0.18)


def test_a_fraction_among_indices_is_repaired_and_growth_is_refused() -> None:
    """1.091 is an index of 109.1; 9.1 may be growth, and is refused."""
    assert clean(series((2002, 110.5), (2003, 1.091), kind="index")).values == (110.5, pytest.approx(109.1))
    with pytest.raises(InputError, match="may be growth"):
        clean(series((2002, 110.5), (2003, 9.1), kind="index"))


def test_the_index_of_industry_is_chained() -> None:
    """With 1990 as 100 industry stood at 48.0 in 1995, 73.0 in 2002 and 79.7 in 2003."""
    chain = measure(plant(), seed=1).chains[0]
    levels = {year: round(chain.level(year) or 0.0, 1) for year in (1990, 1991, 1995, 1998, 2002, 2003)}
    assert levels == {1990: 100.0, 1991: 99.1, 1995: 48.0, 1998: 49.0, 2002: 73.0, 2003: 79.7}
    assert not chain.verified


def test_published_statements_are_held_against_the_series() -> None:
    """Half in 1995, 72.9 in 2002 and growth from 1999 hold; close to 1990 in 2003 and growth since 1995 do not."""
    found = {one.id: one for one in measure(plant(), seed=1).statements}
    assert {code: one.holds for code, one in found.items()} == {
        "half-1995": True,
        "level-2002": True,
        "near-2003": False,
        "grows-1999": True,
        "grows-1995": False,
    }
    assert found["grows-1995"].years == (1998,)
    assert found["near-2003"].actual == pytest.approx(79.67, abs=0.005)


def test_a_series_of_indices_is_chained_to_its_base() -> None:
    """Yearly indices of the user are chained, to another base year where one is asked for."""
    raw = series((2001, 110.0), (2002, 120.0), kind="index", name="Output")
    found = measure(plant(), seed=1, options=MeasureOptions(series=(raw,)))
    own = found.chains[-1]
    assert (own.base, own.years, own.levels) == (2000, (2000, 2001, 2002), (100.0, pytest.approx(110.0), 132.0))


def test_the_base_year_can_be_moved() -> None:
    """With 1995 as 100, 2002 is the quotient of the two levels."""
    found = measure(plant(), seed=1, options=MeasureOptions(base_year=1995))
    assert found.chains[0].level(2002) == pytest.approx(73.0214638 / 48.0387929 * 100, rel=1e-6)
    with pytest.raises(InputError, match="base year 1950"):
        measure(plant(), seed=1, options=MeasureOptions(base_year=1950))
