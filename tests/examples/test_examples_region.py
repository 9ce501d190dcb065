"""The promises of the sample region, one by one."""

from collections import Counter

import numpy as np
import pytest

import serpin
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.examples.region import region
from serpin.vocabulary.enterprise import EnterpriseRole, TieKind
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.work import WorkKind

PACKAGES = {
    "copper": ("MINE", "SMELTER", "LINE", "PARTS", "BUREAU"),
    "milk": ("FEED", "FARM", "DAIRY", "COLD"),
    "glass": ("QUARTZ", "SODA", "GLASS"),
}
ALONE = {
    "MINE": -600,
    "SMELTER": -1000,
    "LINE": -500,
    "PARTS": -400,
    "BUREAU": -200,
    "GADGET": -700,
    "FEED": -150,
    "FARM": -300,
    "DAIRY": -350,
    "COLD": -200,
    "QUARTZ": -200,
    "SODA": -450,
    "GLASS": -500,
    "WATER": -800,
    "CHEM": 60,
    "GREEN": 50,
    "TEXTILE": 40,
    "TAILINGS": 900,
}
"""What each project of the story is worth alone, in millions of tenge."""


@pytest.fixture(scope="module")
def case():
    return region()


def gain(case, project, members):
    """Return what a project gains by the other members of a group, in millions."""
    return sum(
        float(relation.amounts.get(project, 0)) / 1e6
        for relation in case.relations
        if relation.kind is RelationKind.COMPLEMENT and set(relation.projects) <= set(members)
    )


def test_sizes(case):
    """Sixty enterprises, two partners abroad, 240 projects of three to eight works; works of all nine kinds."""
    assert Counter(enterprise.country for enterprise in case.enterprises) == {"": 60, "DE": 1, "BY": 1}
    assert len(case.projects) == 240
    assert all(3 <= len(project.works) <= 8 for project in case.projects)
    assert {work.kind for project in case.projects for work in project.works} == set(WorkKind)


def test_all_roles_and_all_kinds_of_tie(case):
    """Enterprises of all roles live in four districts, tied in all ways."""
    assert {role for enterprise in case.enterprises for role in enterprise.roles} == set(EnterpriseRole)
    assert len({enterprise.region for enterprise in case.enterprises if not enterprise.country}) == 4
    assert {tie.kind for tie in case.ties} == set(TieKind)
    ends = [(tie.of, tie.to) for tie in case.ties]
    assert len(set(ends)) == len(ends)


def test_values_alone(case):
    """The revenue of every project of the story makes it worth alone what the story says."""
    story = tuple(project for project in case.projects if project.id in ALONE)
    small = case.model_copy(update={"projects": story, "relations": ()})
    statement = state(small, (), PortfolioOptions())
    found = {
        project.id: min(statement.ways_of(project.id), key=lambda way: (way.quarter, way.total)).value / 1e6
        for project in story
    }
    assert found == pytest.approx(ALONE, abs=5)


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_packages_pay_only_together(case, package):
    """Alone every member loses; with all the others every member gains."""
    members = PACKAGES[package]
    assert all(ALONE[project] < 0 for project in members)
    assert all(ALONE[project] + gain(case, project, members) > 0 for project in members)


def test_glass_needs_all_three(case):
    """No two of the glass package help each other."""
    for pair in (("QUARTZ", "SODA"), ("QUARTZ", "GLASS"), ("SODA", "GLASS")):
        assert gain(case, pair[0], pair) == gain(case, pair[1], pair) == 0


def test_copper_is_the_worked_example(case):
    """Together the five copper projects are worth 800 million, as in the worked example."""
    members = PACKAGES["copper"]
    assert sum(ALONE[project] + gain(case, project, members) for project in members) == 800


def test_gadget_should_not_be_built(case):
    """Even with the whole copper package the gadget loses."""
    assert ALONE["GADGET"] + gain(case, "GADGET", (*PACKAGES["copper"], "GADGET")) < 0


def test_water_is_good_for_all_but_its_owner(case):
    """The pipeline gains nothing itself, and its three users gain more than it loses."""
    members = ("WATER", "CHEM", "GREEN", "TEXTILE")
    assert gain(case, "WATER", members) == 0
    assert sum(gain(case, project, members) for project in members) > -ALONE["WATER"]


def test_generated_relations_stay_apart_from_the_story(case):
    """The packages of the story are not mixed with generated projects."""
    story = set(ALONE)
    for relation in case.relations:
        assert set(relation.projects) <= story or not set(relation.projects) & story, relation.id


def test_awards_carry_planted_signs(case):
    """Six calls; in two of them money goes against the median score to a connected applicant without a reason."""
    assert len(case.awards) == 6
    against = []
    for award in case.awards:
        scores = {item.id: float(np.median(item.scores)) for item in award.applications}
        winners = {item.id for item in award.applications if item.awarded > 0}
        best = sorted(scores, key=lambda code: (-scores[code], code))[: len(winners)]
        against += [
            (award.id, item.applicant)
            for item in award.applications
            if item.id in winners - set(best) and item.related and not item.reason
        ]
    assert against == [("CALL-2023", "TAIL-CO"), ("CALL-2025", "TAIL-CO")]


def test_one_call_hardly_anybody_heard_of(case):
    """One call was open for eight days and had one applicant, who kept little of what was promised."""
    lonely = [award for award in case.awards if len(award.applications) == 1]
    assert [(lonely[0].closed - lonely[0].opened).days] == [8]
    promise = lonely[0].applications[0].promises[0]
    assert promise.achieved < 0.2 * promise.promised
    assert lonely[0].applications[0].reclaimed == 0


def test_other_calls_follow_the_scores(case):
    """In the three calls without favour the four best are paid."""
    for award in case.awards:
        if award.id in ("CALL-2021", "CALL-2022", "CALL-2024"):
            medians = {item.id: float(np.median(item.scores)) for item in award.applications}
            paid = [medians[item.id] for item in award.applications if item.awarded > 0]
            refused = [medians[item.id] for item in award.applications if item.awarded == 0]
            assert len(paid) == 4
            assert min(paid) >= max(refused)


def test_strategies_and_market_of_technology(case):
    """Two strategies with targets for indicators that have a series, and offers and requests that can meet."""
    assert len(case.strategies) == 2
    series = {indicator.id: indicator.series for indicator in case.indicators}
    targets = [target for strategy in case.strategies for goal in strategy.goals for target in goal.targets]
    assert all(len(series[target.indicator]) >= 7 for target in targets)
    offered = Counter(field for offer in case.offers for field in offer.fields)
    wanted = Counter(field for request in case.requests for field in request.fields)
    assert len(set(offered) & set(wanted)) >= 5
    assert any(request.is_research_demand for request in case.requests)


def test_the_books_of_the_region_fill_in_the_forms(case):
    """Thirty-eight firms report, four of them introduced something, and every control of their forms holds."""
    found = serpin.measure(case, seed=1)
    assert (len(found.forms), sum(len(form.open_controls) for form in found.forms)) == (76, 0)
    assert found.is_sound
    activity = next(
        row for row in found.figures if row.code == "activity" and not row.enterprise and row.definition == "oslo-2018"
    )
    assert (activity.numerator, activity.denominator) == (4, 38)
