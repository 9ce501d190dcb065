"""Decided projects: all of them come, however short the time and however little they are worth."""

from __future__ import annotations

import pytest

import serpin
from builders import case_data
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.result import Portfolio
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Choice


def decided(money: int, seconds: float) -> Portfolio:
    """Select two decided projects of which the second earns nothing."""
    data = case_data()
    data["projects"][1]["returns"] = {"revenue": 0, "life": 4}
    data["sources"][0]["available"][0]["amount"] = money
    pinned = tuple(Choice(project=name, quarter=0, budget=5000) for name in ("P1", "P2"))
    return serpin.select(Case.model_validate(data), seed=1, options=PortfolioOptions(pinned=pinned, seconds=seconds))


@pytest.mark.parametrize("seconds", [0.01, 5.0])
def test_decided_projects_all_come_even_when_they_lose_money(seconds: float) -> None:
    """The second project costs more than it brings; it was decided, so it is paid."""
    found = decided(9000, seconds)
    assert found.status is Status.OPTIMAL
    assert found.selection.projects == {"P1", "P2"}
    assert found.is_sound


def test_decided_projects_that_cannot_be_paid_are_a_conflict() -> None:
    """Money for one of two decided projects is infeasible, and both of them are named with the source."""
    found = decided(3000, 5.0)
    assert found.status is Status.INFEASIBLE
    assert found.selection.choices == ()
    assert sorted(str(one.values["name"]) for one in found.conflicts) == ["P1", "P2", "S1"]
