"""Samples moved in time stay the same samples."""

import re
from datetime import date

import pytest

from serpin.examples.moving import moved, years_to
from serpin.examples.samples import sample


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2025, 3, 1), 0),
        (date(2026, 11, 24), 0),
        (date(2027, 6, 30), 0),
        (date(2027, 7, 3), 1),
        (date(2028, 2, 29), 1),
        (date(2031, 12, 31), 5),
    ],
)
def test_the_nearest_turn_of_the_year_is_taken(day: date, years: int) -> None:
    """A demonstration begins at most half a year before or after the day on which it is looked at."""
    assert years_to(sample("plant"), day) == years


@pytest.mark.parametrize("name", ["plant", "region"])
def test_a_moved_sample_is_consistent_and_of_the_same_shape(name: str) -> None:
    """All nouns move together: whatever names a year names another one, laws excepted, and nothing else changes."""
    case = sample(name)
    assert moved(case, 0) is case
    years = re.compile(r"(?<!\d)20(1|2|3)\d(?!\d)")
    before, after = case.model_dump(mode="json"), moved(case, 3).model_dump(mode="json")
    assert [source["legal_basis"] for source in after["sources"]] == [s["legal_basis"] for s in before["sources"]]
    for document in (before, after):
        for source in document["sources"]:
            source["legal_basis"] = ""
    assert sorted(len(str(before[key])) for key in before) == sorted(len(str(after[key])) for key in after)
    assert years.sub("", str(before["strategies"])) == years.sub("", str(after["strategies"]))
    assert after["start"] == "2030-01-04"
    assert "2030" in after["title"]["kk"]
    assert "2027" not in str(after["title"])


@pytest.mark.parametrize("years", [1, 2, 3, 7])
def test_the_plant_can_be_moved_by_any_years(years: int) -> None:
    """No order of days is broken by weekends and leap days, and working weekdays stay working weekdays."""
    case = sample("plant")
    later = moved(case, years)
    assert later.horizon == case.horizon
    for one, other in zip(case.projects, later.projects, strict=True):
        for work, same in zip(one.works, other.works, strict=True):
            if work.progress is not None:
                assert same.progress is not None
                assert same.progress.actual_start.year == work.progress.actual_start.year + years
                assert same.progress.actual_start.weekday() < 5
        assert (one.deadline is None) == (other.deadline is None)
