"""What cannot be kept together is named; what is wrong is refused."""

from __future__ import annotations

import pytest
from portfolio_cases import case, project, source

from serpin.base.errors import InputError
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.verb import select
from serpin.vocabulary.result import Status
from serpin.vocabulary.selection import Lesson, ModeClass


def test_mandatory_projects_without_money_are_named_with_the_source() -> None:
    """Two mandatory projects share money for one: both and the budget conflict, the third project does not."""
    projects = [project("A", mandatory=True), project("B", mandatory=True), project("C")]
    portfolio = select(case(projects, [source(money=(150,))]), seed=1)
    assert portfolio.status is Status.INFEASIBLE
    assert [message.values["name"] for message in portfolio.conflicts] == ["A", "B", "OWN"]
    assert portfolio.selection.choices == ()


def test_mandatory_projects_that_exclude_each_other_are_named() -> None:
    """The relation and its two projects are the conflict; money is not."""
    projects = [project("A", mandatory=True), project("B", mandatory=True)]
    relations = [{"id": "R1", "kind": "exclusive", "projects": ["A", "B"]}]
    portfolio = select(case(projects, relations=relations), seed=1)
    assert [message.values["name"] for message in portfolio.conflicts] == ["R1", "A", "B"]


def test_a_rule_can_be_the_conflict() -> None:
    """A grant that pays half of the only project is named with its rules."""
    grant = source("GRANT", "innovation_grant", rules={"max_share": 0.5})
    portfolio = select(case([project("A", mandatory=True)], [grant]), seed=1)
    assert [message.values["name"] for message in portfolio.conflicts] == ["A", "GRANT"]


def test_a_mandatory_project_without_payer_is_named() -> None:
    """Where no source may pay, the project alone is the conflict."""
    portfolio = select(case([project("A", enterprise="E2", mandatory=True)]), seed=1)
    assert [message.values for message in portfolio.conflicts] == [{"project": "A"}]
    assert "no source" in portfolio.conflicts[0].text


def test_a_mandatory_project_beyond_the_horizon_is_named() -> None:
    """A project that may only start after the horizon cannot be carried out."""
    late = project("A", mandatory=True, earliest_start="2029-01-01")
    portfolio = select(case([late]), seed=1)
    assert [message.values for message in portfolio.conflicts] == [{"project": "A"}]
    assert "horizon" in portfolio.conflicts[0].text


def test_an_unknown_indicator_is_refused() -> None:
    """A weight for an indicator that the case does not have names its place."""
    with pytest.raises(InputError) as caught:
        select(case([project("A")]), seed=1, options=PortfolioOptions(contribution_weights={"X": 1.0}))
    assert caught.value.problems[0].path() == "options.contribution_weights"


def test_a_lesson_about_nobody_is_refused() -> None:
    """A lesson for a project that the case does not have names its place."""
    lesson = Lesson(project="Z", mode_class=ModeClass.FAST, costs=(), finish_quarter=0)
    with pytest.raises(InputError) as caught:
        select(case([project("A")]), (lesson,), seed=1)
    assert caught.value.problems[0].path() == "lessons[0].project"


def test_a_listener_can_stop_the_search() -> None:
    """A search that is told to stop at once still answers, or says that it was stopped."""
    portfolio = select(case([project("A", revenue=200)]), seed=1, progress=lambda *_: "stop")
    assert portfolio.status in (Status.STOPPED, Status.OPTIMAL)


def test_a_case_without_sources_chooses_nothing() -> None:
    """Projects that cost money stay out where there is none."""
    portfolio = select(case([project("A", revenue=200)], []), seed=1)
    assert portfolio.status is Status.OPTIMAL
    assert portfolio.selection.choices == ()
    assert portfolio.candidates[0].reason is not None
