"""What was changed in a case, in words: nothing of the notation of programs is left."""

import pytest

from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.examples.samples import sample
from serpin.planning.differences import Difference
from serpin.reports.tables.changes import values_in_words


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_part_that_is_new_is_listed_by_its_values(language: str) -> None:
    """The progress of a work is told by its days and per cent, without braces and names of fields."""
    progress = {"actual_start": "2027-04-05", "actual_finish": None, "percent": 40.0, "mode": "own"}
    one = Difference(list="projects", code="P01", field="progress", before=None, after=progress)
    assert values_in_words(one, Names(sample("plant"), Locale(language))) == ("–", "2027-04-05; 40; own")
