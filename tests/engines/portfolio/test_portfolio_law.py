"""Tax and duty by rule in the value."""

from __future__ import annotations

import pytest
from portfolio_cases import case, project, source

from serpin import select
from serpin.engines.portfolio.options import PortfolioOptions

COUNTED = PortfolioOptions(contingency=0.0, gap=0.0, tax_and_duty=True)
PLAIN = PortfolioOptions(contingency=0.0, gap=0.0)
PATENT = {"id": "I1", "name": "Pump", "type": "goods", "properties": [{"id": "R1", "kind": "invention"}]}
MINE = {"id": "E1", "name": "Mine", "subsoil_user": True, "turnover": 5000}


def test_research_is_deducted_once_and_thrice_with_industrial_property() -> None:
    """At 20 % tax, research of 100 saves 20, and 60 where an invention arises; that lets a losing project in."""
    losing = project("A", 100, 100, returns={"revenue": 100, "life": 1})
    plain = select(case([losing], tax_rate=0.2), seed=1, options=PLAIN)
    once = select(case([losing], tax_rate=0.2, discount_rate=0), seed=1, options=COUNTED)
    thrice = select(case([losing], tax_rate=0.2, innovations=[PATENT]), seed=1, options=COUNTED)
    assert not plain.selection.choices
    assert once.value == pytest.approx(-20 + 20)
    assert thrice.value == pytest.approx(-20 + 60)
    assert once.is_sound
    assert thrice.is_sound


def test_own_research_of_a_subsoil_user_saves_the_penalty_up_to_the_duty() -> None:
    """A turnover of 5 000 makes a duty of 50: research of 100 saves 50 of penalties, no more."""
    losing = project("A", 100, 70)
    found = select(case([losing], enterprises=[MINE]), seed=1, options=COUNTED)
    assert found.value == pytest.approx(-30 + 50)
    assert found.is_sound
    assert not select(case([losing], enterprises=[MINE]), seed=1, options=PLAIN).selection.choices


def test_two_projects_share_one_duty() -> None:
    """The duty of a year is saved once: the second project that loses by itself stays out."""
    both = [project("A", 100, 70), project("B", 100, 60)]
    found = select(case(both, [source(money=(200,))], enterprises=[MINE]), seed=1, options=COUNTED)
    assert found.selection.projects == {"A"}
