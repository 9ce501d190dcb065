"""Units of indicators in the language of the reader."""

from __future__ import annotations

import pytest

from serpin.examples.samples import sample
from serpin.reports.words import names_in

UNITS = {
    "NEW-SALES": "млн ₸",
    "PRODUCTIVITY": "млн ₸ на работника",
    "JOBS": "чел.",
    "PATENTS": "шт.",
    "WATER": "тыс. м³",
}


def test_units_of_the_plant_are_russian_words() -> None:
    """Money has the sign of the currency, counts and volumes have words."""
    names = names_in(sample("plant"), "ru")
    assert {code: names.unit(code) for code in UNITS} == UNITS
    assert names.unit("NOTHING") == ""


@pytest.mark.parametrize("code", ["plant", "region"])
def test_no_unit_of_a_sample_is_left_in_english(code: str) -> None:
    """In Kazakh and Russian no unit holds Latin words; a base such as 2009 = 100 has none."""
    case = sample(code)
    for language in ("kk", "ru"):
        names = names_in(case, language)
        units = {names.unit(indicator.id) for indicator in case.indicators}
        assert all(not (letter.isascii() and letter.isalpha()) for unit in units for letter in unit), units
