"""Numbers, money and dates are written as the languages write them."""

from datetime import date
from decimal import Decimal

import pytest

from serpin.charts.locale import MINUS, NO_BREAK, Locale


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (4_123_456_789, "4.12 bn ₸"),
        (Decimal("412345678.90"), "412 mln ₸"),
        (-29_500_000, f"{MINUS}29.5 mln ₸"),
        (999_700, "1.00 mln ₸"),
        (12_345, "12.3 thousand ₸"),
        (999, "999 ₸"),
        (0, "0.00 ₸"),
    ],
)
def test_money_is_shown_in_the_unit_that_suits_its_size(amount: float | Decimal, shown: str) -> None:
    """Three significant figures and a named unit, kept on one line."""
    assert Locale("en").money(amount) == shown.replace(" ", NO_BREAK)


def test_exact_money_has_all_its_figures() -> None:
    """Nothing is rounded away where the exact amount is asked for."""
    assert Locale("ru").exact_money(Decimal(4123456789)).replace(NO_BREAK, " ") == "4 123 456 789 ₸"


@pytest.mark.parametrize(("language", "shown"), [("kk", "2027 ж. 5 нау."), ("ru", "5 мар. 2027"), ("en", "5 Mar 2027")])
def test_dates_follow_the_language(language: str, shown: str) -> None:
    """Kazakh puts the year first, Russian and English the day."""
    assert Locale(language).day(date(2027, 3, 5)).replace(NO_BREAK, " ") == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("kk", "2027 ж. 3\u2011тқс."), ("ru", "3 кв. 2027"), ("en", "Q3 2027")]
)
def test_quarters_follow_the_language(language: str, shown: str) -> None:
    """Quarters are named in words, not by code."""
    assert Locale(language).quarter("2027Q3").replace(NO_BREAK, " ") == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.125, "12 %"), (0.9999, ">99 %"), (0.0004, "<1 %"), (1.0, "100 %"), (0.0, "0 %")]
)
def test_rounding_makes_neither_certainty_nor_impossibility(share: float, shown: str) -> None:
    """Only what is certain reads as 100 %, only what is impossible as 0 %."""
    assert Locale("en").percent(share).replace(NO_BREAK, " ") == shown


def test_the_browser_gets_kazakh_months_and_commas() -> None:
    """Vega's locales hold what the browser does not know."""
    locale = Locale("kk")
    assert locale.time_locale["months"][2] == "Наурыз"
    assert locale.time_locale["shortDays"][0] == "жс"
    assert locale.number_locale["decimal"] == ","
