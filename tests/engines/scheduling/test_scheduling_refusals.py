"""What cannot be done is said in the nouns of the case."""

from __future__ import annotations

import pytest
from scheduling_cases import case, day, project, work

from serpin.base.errors import InputError
from serpin.engines.scheduling.options import SchedulingOptions
from serpin.engines.scheduling.verb import schedule
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Selection

OPTIONS = SchedulingOptions(seconds=5, workers=1)


def conflict(subject: Case) -> str:
    """Return the first sentence of an infeasible schedule."""
    answer = schedule(subject, seed=1, options=OPTIONS)
    assert answer.status is Status.INFEASIBLE
    assert answer.timetable.placements == ()
    message = answer.conflicts[0]
    return message.text.format(**message.values)


def test_capacity_below_a_single_demand() -> None:
    """A work that needs 3 of a laboratory with 2 places is named with both numbers."""
    sentence = conflict(case([project("P", [work("A", 3, use={"lab": 3})])], {"lab": 2}))
    assert sentence == "work A of project P needs 3 of lab, but there are 2 at most"


def test_a_fixed_start_against_a_link() -> None:
    """A work fixed to day 2 after a work of 5 days is named with both dates."""
    sentence = conflict(case([project("P", [work("A", 5), work("B", 1, ["A"], pinned_start=day(2))])]))
    assert sentence == f"work B of project P must start by {day(2)}, but its links allow it from {day(5)} on"


def test_a_fixed_start_in_the_past() -> None:
    """A work that has not begun cannot be fixed to a day before the plan."""
    sentence = conflict(case([project("P", [work("A", 5, pinned_start=day(-3))])]))
    assert sentence == f"work A of project P must start by {day(-3)}, but cannot before {day(0)}"


def test_lags_that_contradict_each_other() -> None:
    """A longest lag shorter than the chain between the same works is named as a circle, work by work."""
    works = [work("A", 1), work("B", 5, ["A"]), work("C", 1, ["B", {"work": "A", "lag": 0, "longest": 3}])]
    sentence = conflict(case([project("P", works)]))
    assert sentence.startswith("least and longest lags of project P contradict each other: ")
    assert {"A", "B", "C"} == set(sentence.split(": ")[1].split(" → "))


def test_two_fixed_starts_on_one_place() -> None:
    """Two works fixed to the same days of one laboratory are named with it; a third one elsewhere is not."""
    works = [
        *(work(code, 2, use={"lab": 1}, pinned_start=day(1)) for code in "AB"),
        work("C", 1, use={"people": 1}, pinned_start=day(5)),
    ]
    answer = schedule(case([project("P", works)], {"lab": 1, "people": 1}), seed=1, options=OPTIONS)
    assert answer.status is Status.INFEASIBLE
    assert [message.text.format(**message.values) for message in answer.conflicts] == [
        "these demands cannot be kept together",
        "resource lab has 1 at most",
        f"work A of project P is fixed to start on {day(1)}",
        f"work B of project P is fixed to start on {day(1)}",
    ]


def test_a_selection_of_nothing_known() -> None:
    """A selection that names an unknown project is refused at its place."""
    selection = Selection.model_validate({"choices": [{"project": "X", "quarter": 0, "budget": 0}]})
    with pytest.raises(InputError) as caught:
        schedule(case([project("P", [work("A", 1)])]), selection, seed=1, options=OPTIONS)
    assert caught.value.problems[0].path() == "selection.choices[0].project"
