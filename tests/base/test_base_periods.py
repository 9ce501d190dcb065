"""Working days become dates and back; quarters have numbers and names."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serpin.base.periods import Quarters, WorkCalendar, discount_factor, national_holidays

KAZAKH = WorkCalendar(date(2027, 1, 1), country="KZ")


def test_day_zero_is_the_first_working_day() -> None:
    """New Year, the weekend after it and Orthodox Christmas are free in Kazakhstan."""
    first = KAZAKH.date_of(0)
    assert first == next(day for day in (date(2027, 1, n) for n in range(1, 31)) if KAZAKH.is_working(day))
    assert first >= date(2027, 1, 4)
    assert not KAZAKH.is_working(date(2027, 1, 7))


def test_nauryz_is_free() -> None:
    """The three days of Nauryz are holidays, and so is the Day of the Republic."""
    holidays = national_holidays("KZ", 2027)
    assert {date(2027, 3, 21), date(2027, 3, 22), date(2027, 3, 23), date(2027, 10, 25)} <= holidays


def test_an_unknown_country_is_refused() -> None:
    """A country without holiday tables is an error, not a country without holidays."""
    with pytest.raises(ValueError, match="'ZZ' is not known"):
        national_holidays("ZZ", 2027)


def test_days_off_and_worked_days_change_the_count() -> None:
    """A day off moves the next day; a Saturday that is worked counts."""
    plain = WorkCalendar(date(2027, 6, 7))
    changed = WorkCalendar(date(2027, 6, 7), free=[date(2027, 6, 8)], worked=[date(2027, 6, 12)])
    assert plain.date_of(1) == date(2027, 6, 8)
    assert changed.date_of(1) == date(2027, 6, 9)
    assert changed.date_of(4) == date(2027, 6, 12)


def test_days_before_the_start_are_negative() -> None:
    """What lies before the start is counted backwards, as the books of a running project need."""
    calendar = WorkCalendar(date(2027, 6, 7))
    assert calendar.date_of(-1) == date(2027, 6, 4)
    assert calendar.day_of(date(2027, 6, 4)) == -1
    assert calendar.day_of(date(2027, 5, 31)) == -5


def test_a_date_between_working_days_is_the_next_one() -> None:
    """A Saturday has the number of the Monday after it."""
    calendar = WorkCalendar(date(2027, 6, 7))
    assert calendar.day_of(date(2027, 6, 12)) == calendar.day_of(date(2027, 6, 14)) == 5


@given(day=st.integers(-300, 3000))
@settings(max_examples=40, deadline=None)
def test_there_and_back(day: int) -> None:
    """The date of a working day has the number of that day."""
    assert KAZAKH.day_of(KAZAKH.date_of(day)) == day
    assert KAZAKH.is_working(KAZAKH.date_of(day))


def test_quarters_are_counted_from_the_one_that_holds_the_start() -> None:
    """A start in May lies in quarter 0, whose name is of the calendar."""
    quarters = Quarters(date(2027, 5, 20))
    assert quarters.name_of(0) == "2027Q2"
    assert quarters.number_of(date(2027, 4, 1)) == 0
    assert quarters.number_of(date(2028, 1, 1)) == 3
    assert quarters.first_date(3) == date(2028, 1, 1)
    assert quarters.parse("2026Q4") == -2


@given(number=st.integers(-40, 200))
@settings(max_examples=30)
def test_names_of_quarters_are_read_back(number: int) -> None:
    """Name and first date of a quarter lead back to its number."""
    quarters = Quarters(date(2027, 5, 20))
    assert quarters.parse(quarters.name_of(number)) == number
    assert quarters.number_of(quarters.first_date(number)) == number


def test_discounting_a_year() -> None:
    """Four quarters at 25 % divide by 1.25; half of that time by its root."""
    assert discount_factor(0.25, 4) == pytest.approx(0.8, rel=1e-15)
    assert discount_factor(0.21, 2) == pytest.approx(1 / 1.1, rel=1e-15)
    assert discount_factor(0.0, 7) == 1.0
