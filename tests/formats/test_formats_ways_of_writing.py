"""Russian and Kazakh ways of writing links, lags, quarters, days and numbers are read; our own form is written back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from serpin.examples.samples import sample
from serpin.formats.workbook.cells import CellError, Numeric, QuarterCodec, day_of, number_of
from serpin.formats.workbook.dates import day_in, quarter_in
from serpin.formats.workbook.links import Links, in_weeks_of
from serpin.formats.workbook.reading import case_from_workbook
from serpin.formats.workbook.writing import workbook_of
from serpin.vocabulary.work import Link


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("W2 ОН+5", ("FS", 5)),
        ("W2 НН", ("SS", None)),
        ("W2 ОО-2", ("FF", -2)),
        ("W2 НО+1", ("SF", 1)),
        ("W2 АБ+10 күн", ("FS", 10)),
        ("W2 ББ", ("SS", None)),
        ("W2 АА+3 жұмыс күні", ("FF", 3)),
        ("W2 БА+1 апта", ("SF", 5)),
        ("W2НН+5 дн", ("SS", 5)),
        ("W2ОН+10 дней", ("FS", 10)),
        ("W2ОО−2 нед.", ("FF", -10)),
        ("W2 +10\u00a0раб. дн.", (None, 10)),
        ("W2 +2 нед", (None, 10)),
        ("W2 OH+5д", ("FS", 5)),
        ("W2SS+5d", ("SS", 5)),
        ("W2 FS + 2 wks", ("FS", 10)),
    ],
)
def test_links_are_read_as_project_programs_write_them(text: str, expected: tuple[str | None, int | None]) -> None:
    """Type and lag, in three languages, behind a space or right behind the code."""
    (link,) = Links().understand(text)
    assert (link["work"], link.get("type"), link.get("lag")) == ("W2", *expected)


def test_the_greatest_lag_takes_units_too() -> None:
    """Days and weeks, in brackets or not."""
    found = Links().understand("W1 FS+5 (не более 2 нед); W2 ББ (ең көбі 20 күн)")
    assert [link["longest"] for link in found] == [10, 20]


@pytest.mark.parametrize("text", ["W2 ОО+3 пдней", "W2 FS+2 мес", "W2 FS+50%", "W2 XX+1"])
def test_what_a_link_does_not_know_is_refused(text: str) -> None:
    """Elapsed days, months and shares of a duration are no working days."""
    with pytest.raises(CellError):
        Links().understand(text)


def test_weeks_are_as_long_as_those_of_the_case() -> None:
    """Two weeks of six working days are twelve days; days stay as they are."""
    found = in_weeks_of(Links().understand("W1 +2 нед; W2 +10 дн"), 6)
    assert [link["lag"] for link in found] == [12, 10]


def test_a_code_that_ends_like_a_link_type_keeps_its_name() -> None:
    """It is written with its type, and read as it was."""
    links = (Link(work="A1SS"), Link(work="A1SS", lag=2), Link(work="X1FF+3"))
    text = Links().one(links, "en")
    assert text == "A1SS FS; A1SS FS+2; X1FF+3 FS"
    assert [Link.model_validate(link) for link in Links().understand(text)] == list(links)


@pytest.mark.parametrize(
    "text",
    [
        "2027Q1",
        "2027-Q1",
        "Q1 2027",
        "1 кв. 2027",
        "1\u00a0кв.\u00a02027 г.",
        "I квартал 2027",
        "І квартал 2027 года",
        "1-й квартал 2027",
        "2027 ж. 1-тоқсан",
        "2027 жылғы 1-ші тоқсан",
        "1-тоқсан 2027",
        "2027 жылдың I тоқсаны",
    ],
)
def test_quarters_are_read_in_words(text: str) -> None:
    """Arabic and Roman figures, before or behind the year."""
    assert QuarterCodec().understand(text) == "2027Q1"


def test_roman_figures_are_told_apart() -> None:
    """One to four, with the Cyrillic letter that looks like one too."""
    assert [quarter_in(f"{figure} кв. 2028") for figure in ("I", "II", "ІІІ", "IV")] == [
        "2028Q1",
        "2028Q2",
        "2028Q3",
        "2028Q4",
    ]


@pytest.mark.parametrize("text", ["5 кв. 2027", "кв. 2027", "1 полугодие 2027", "2027"])
def test_what_is_no_quarter_is_left_to_be_refused(text: str) -> None:
    """The text goes on as it is."""
    assert QuarterCodec().understand(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2027-12-31",
        "31.12.2027",
        "31.12.2027 г.",
        "31.12.27",
        "31 декабря 2027 г.",
        "31 желтоқсан 2027 ж.",
        "2027 ж. 31 желтоқсан",
        "2027 жылғы 31 желтоқсанда",
        "31 December 2027",
    ],
)
def test_days_are_read_in_words(text: str) -> None:
    """Figures with points, and names of months in three languages."""
    assert day_of(text) == date(2027, 12, 31)


def test_every_month_is_known_in_russian_and_kazakh() -> None:
    """The names as they stand in dates."""
    russian = "января, февраля, марта, апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря"
    kazakh = "қаңтар, ақпан, наурыз, сәуір, мамыр, маусым, шілде, тамыз, қыркүйек, қазан, қараша, желтоқсан"
    for names in (russian, kazakh):
        assert [day_in(f"5 {name} 2027") for name in names.split(", ")] == [
            date(2027, month, 5) for month in range(1, 13)
        ]


def test_a_day_that_does_not_exist_is_no_day() -> None:
    """The thirty-first of February."""
    assert day_in("31 февраля 2027") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12\u202f500,5", 12500.5),
        ("12\u00a0500,50 тг", 12500.5),
        ("1\u2009000\u2009000 ₸", 1000000),
        ("\u22125,5", -5.5),
        ("12 500 теңге", 12500),
    ],
)
def test_numbers_are_read_as_they_are_typed(text: str, expected: float) -> None:
    """Narrow and hard spaces, decimal comma, the long minus, the currency behind."""
    assert number_of(text) == expected


@pytest.mark.parametrize("text", ["15 %", "15%", "15,0\u00a0%", "0,15"])
def test_shares_are_read_with_their_sign(text: str) -> None:
    """In percent or as a fraction."""
    assert Numeric("share").understand(text) == 0.15


def test_a_workbook_with_russian_and_kazakh_forms_is_the_same_case() -> None:
    """Links and quarters of the plant are written over in words; the case that is read does not change."""
    case = sample("plant")
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(case, "en")))
    words = {"FS": "ОН", "SS": "НН", "FF": "ОО", "SF": "НО"}
    after = _column(book["Works"], "After")
    changed = 0
    for cell in after:
        for kind, russian in words.items():
            if cell.value and f" {kind}" in str(cell.value):
                cell.value = str(cell.value).replace(f" {kind}", f" {russian}")
                changed += 1
    for cell in _column(book["Money by quarter"], "Quarter"):
        year, quarter = str(cell.value).split("Q")
        cell.value = f"{quarter} кв. {year} г." if quarter in "12" else f"{year} ж. {quarter}-тоқсан"
    content = io.BytesIO()
    book.save(content)
    assert changed > 0
    assert case_from_workbook(content.getvalue(), "plant.xlsx")[0] == case


def _column(sheet: Any, heading: str) -> list[Any]:
    """Return the cells under a heading."""
    number = next(cell.column for cell in sheet[1] if str(cell.value).replace(" *", "") == heading)
    return [sheet.cell(row, number) for row in range(2, sheet.max_row + 1) if sheet.cell(row, number).value]
