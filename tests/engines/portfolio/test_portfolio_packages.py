"""Packages that coordination hands over: all members or none, for what the promises cost."""

from __future__ import annotations

import pytest
from portfolio_cases import case, project, source

from serpin import select
from serpin.base.errors import InputError
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.vocabulary.selection import Package, Pledge

EXACT = PortfolioOptions(contingency=0.0, gap=0.0)


def pair(expected: int = 10, most: int = 40) -> Package:
    """Return a package of A and B with one promise to A."""
    return Package(name="1", members=("A", "B"), pledges=(Pledge(project="A", most=most, expected=expected),))


def chosen(money: int, package: Package, options: PortfolioOptions = EXACT, **more: object) -> set[str]:
    """Return what is chosen of A (worth 50), B (worth 20) and C (worth 30), each for 100."""
    projects = [project("A", 100, 150, **more), project("B", 100, 120), project("C", 100, 130)]
    result = select(case(projects, [source(money=(money,))]), seed=1, options=options, packages=(package,))
    assert result.is_sound
    return set(result.selection.projects)


def test_members_come_together_or_not_at_all() -> None:
    """With money for one project neither member comes; with money for two both do."""
    assert chosen(100, pair()) == {"C"}
    assert chosen(200, pair()) == {"A", "B"}


def test_promises_are_charged_and_limited() -> None:
    """Promises that cost more than they bring, or more than may be promised, shut the package out."""
    assert chosen(300, pair(expected=80)) == {"C"}
    assert chosen(300, pair(), PortfolioOptions(contingency=0.0, gap=0.0, promises=30)) == {"C"}
    assert chosen(300, pair(), PortfolioOptions(contingency=0.0, gap=0.0, promises=40)) == {"A", "B", "C"}


def test_what_is_decided_comes_without_the_package() -> None:
    """A mandatory member is carried out although there is no money for the other."""
    assert chosen(100, pair(), mandatory=True) == {"A"}


def test_value_and_use_of_a_package() -> None:
    """The value is that of the projects less the expected promises, and the result tells what is promised."""
    projects = [project("A", 100, 150), project("B", 100, 120)]
    result = select(case(projects), seed=1, options=EXACT, packages=(pair(),))
    assert result.value == pytest.approx(60)
    (use,) = result.packages
    assert (use.package, use.active, use.most, use.expected) == ("1", True, 40, 10)


def test_unknown_member_is_refused() -> None:
    """A package that names no project of the case is refused."""
    with pytest.raises(InputError):
        select(case([project("A")]), seed=1, packages=(Package(name="1", members=("A", "X")),))
