"""Scenarios: changes of a case and of options by name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from builders import small_case
from serpin.base.errors import InputError
from serpin.planning.options import PlanOptions
from serpin.planning.scenario import with_options, with_scenario


def change(**parts: Any) -> dict[str, Any]:
    """Return a scenario of one change."""
    return {"changes": [parts]}


def test_a_field_within_a_noun_is_changed_by_its_path() -> None:
    """Money of a source, a date and a pinned work change; the case itself stays as it was."""
    case = small_case()
    richer = with_scenario(
        case,
        {
            "title": "Richer",
            "changes": [
                {"list": "sources", "code": "S1", "field": "available.0.amount", "value": 12000},
                {"list": "projects", "code": "P1", "field": "earliest_start", "value": "2027-07-01"},
                {"list": "projects/P2/works", "code": "W1", "field": "pinned_start", "value": "2027-02-01"},
                {"field": "discount_rate", "value": 0.2},
            ],
        },
    )
    assert richer.sources[0].available[0].amount == Decimal(12000)
    assert str(richer.projects[0].earliest_start) == "2027-07-01"
    assert str(richer.projects[1].works[0].pinned_start) == "2027-02-01"
    assert richer.discount_rate == 0.2
    assert case == small_case()


def test_a_noun_is_added_replaced_and_taken_out() -> None:
    """Without a field a value is a whole noun, and no value takes it out."""
    impact = {"project": "P1", "on": "cost", "size": 2000}
    risk = {"name": "Fire", "probability": 0.5, "impacts": [impact]}
    risky = with_scenario(small_case(), change(list="risks", code="R1", value=risk))
    assert [one.id for one in risky.risks] == ["R1"]
    milder = with_scenario(risky, change(list="risks", code="R1", value={**risk, "probability": 0.25}))
    assert [one.probability for one in milder.risks] == [0.25]
    assert with_scenario(risky, change(list="risks", code="R1", value=None)) == small_case()
    assert [one.id for one in with_scenario(small_case(), change(list="projects", code="P1")).projects] == ["P2"]


def test_options_of_a_scenario_stand_in_the_place_of_the_given_ones() -> None:
    """Only what is named differs."""
    options = PlanOptions(rounds=2)
    found = with_options(options, {"options": {"portfolio": {"contribution_weights": {"N1": 5.0}}}})
    assert found.portfolio.contribution_weights == {"N1": 5.0}
    assert found.model_copy(update={"portfolio": options.portfolio}) == options


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (change(list="sources", code="S9", field="name", value="x"), "there is no {value} in {list}"),
        (change(list="risks", code="R9"), "there is no {value} in {list}"),
        (change(list="sources", code="S1", field="available.7.amount", value=1), "{value} is no field"),
        (change(list="sources", code="S1", field="name.en.x", value=1), "{value} is no field"),
        ({"changes": "all"}, "this is no scenario"),
        ({"change": []}, "this is no scenario"),
        ([], "this is no scenario"),
    ],
)
def test_what_is_not_there_is_refused(scenario: Any, message: str) -> None:
    """A wrong name is an error of the user, never an accident."""
    with pytest.raises(InputError) as caught:
        with_scenario(small_case(), scenario)
    assert caught.value.problems[0].message.startswith(message)


def test_a_changed_case_that_is_not_consistent_is_refused() -> None:
    """The changed case is checked like any other, and so are options."""
    with pytest.raises(InputError):
        with_scenario(small_case(), change(list="projects", code="P1", field="innovation", value="I9"))
    with pytest.raises(InputError):
        with_options(PlanOptions(), {"options": {"rounds": 0}})
