"""The generator: sizes, shares, determinism, and cases that can be planned."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from serpin.base.errors import InputError
from serpin.examples.generator import generate
from serpin.vocabulary.case import Case
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.source import SourceKind
from serpin.vocabulary.work import WorkKind


@pytest.fixture(scope="module")
def hundred():
    return generate(7, 20, 100)


def test_sizes_are_as_asked(hundred):
    """A hundred projects of twenty works, twenty enterprises, ten resources."""
    assert (len(hundred.enterprises), len(hundred.projects), len(hundred.resources)) == (20, 100, 10)
    assert {len(project.works) for project in hundred.projects} == {20}


@pytest.mark.parametrize(
    ("enterprises", "projects", "works", "resources"),
    [(1, 1, 1, 0), (1, 3, (1, 2), 1), (2, 0, 5, 3), (7, 9, (3, 8), 2)],
)
def test_small_sizes(enterprises, projects, works, resources):
    """The smallest cases are valid too."""
    case = generate(1, enterprises, projects, works=works, resources=resources)
    assert (len(case.enterprises), len(case.projects), len(case.resources)) == (enterprises, projects, resources)
    least, most = works if isinstance(works, tuple) else (works, works)
    assert all(least <= len(project.works) <= most for project in case.projects)


def test_same_seed_same_case():
    """The same arguments give the same case, another seed another one."""
    first, again, other = generate(3, 6, 8), generate(3, 6, 8), generate(4, 6, 8)
    assert first == again
    assert first.digest() == again.digest() != other.digest()


def test_the_case_does_not_depend_on_the_process():
    """Another process with another hash seed draws the same case."""
    code = "from serpin.examples.generator import generate; print(generate(3, 6, 8).digest())"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == generate(3, 6, 8).digest()


def test_projects_keep_their_works_when_there_are_more(hundred):
    """The works of the first projects do not change when projects are added."""
    more = generate(7, 20, 120)
    for old, new in zip(hundred.projects, more.projects[:100], strict=True):
        assert old.works == new.works


def test_a_generated_case_survives_its_own_validation(hundred):
    """Written as plain data and read again, the case is the same."""
    assert Case.model_validate(hundred.model_dump()) == hundred


def test_shares_of_relations(hundred):
    """A tenth of pairs, a twentieth of triples, prerequisites and exclusions, but for doubles that were dropped."""
    counts = Counter((relation.kind, len(relation.projects)) for relation in hundred.relations)
    assert 8 <= counts[RelationKind.COMPLEMENT, 2] <= 10
    assert 3 <= counts[RelationKind.COMPLEMENT, 3] <= 5
    assert 3 <= counts[RelationKind.PREREQUISITE, 2] <= 5
    assert 3 <= counts[RelationKind.EXCLUSIVE, 2] <= 5


def test_prerequisites_form_no_circle():
    """What is needed always stands before what needs it."""
    case = generate(11, 5, 30, works=2, prerequisites=2.0)
    order = {project.id: place for place, project in enumerate(case.projects)}
    needs = [relation for relation in case.relations if relation.kind is RelationKind.PREREQUISITE]
    assert len(needs) > 30
    assert all(order[relation.projects[0]] < order[relation.projects[1]] for relation in needs)


def test_money_is_the_asked_share_of_the_demand(hundred):
    """All sources together have about forty per cent of what all projects cost in their first modes."""
    prices = {resource.id: float(resource.cost_per_unit_day) for resource in hundred.resources}
    cost = sum(
        mode.cost.mean() + mode.planned_days * sum(prices[code] * units for code, units in mode.demand.items())
        for project in hundred.projects
        for mode in (work.modes[0] for work in project.works)
    )
    money = float(sum(source.total for source in hundred.sources))
    assert money == pytest.approx(0.4 * cost, rel=0.02)


def test_every_leader_has_own_funds(hundred):
    """Each enterprise that leads a project has own money, for outside money asks for a share of it."""
    leaders = {project.enterprise for project in hundred.projects}
    owners = {source.owner for source in hundred.sources if source.kind is SourceKind.OWN}
    assert owners == leaders


def test_all_kinds_of_work_and_several_modes(hundred):
    """All nine kinds occur, and about two fifths of the works have a choice."""
    works = [work for project in hundred.projects for work in project.works]
    assert {work.kind for work in works} == set(WorkKind)
    assert 0.3 < sum(len(work.modes) > 1 for work in works) / len(works) < 0.5


def test_no_mode_asks_for_more_than_there_is(hundred):
    """Every mode fits the capacity of its resources."""
    capacity = {resource.id: resource.capacity for resource in hundred.resources}
    for project in hundred.projects:
        for work in project.works:
            for mode in work.modes:
                assert all(units <= capacity[code] for code, units in mode.demand.items())


def test_risks_gates_and_ties(hundred):
    """Risks for half of the projects, a gate for each, four ties an enterprise but for doubles."""
    assert len(hundred.risks) == 50
    assert all(project.gates for project in hundred.projects)
    assert 60 <= len(hundred.ties) <= 80
    assert all(tie.of != tie.to for tie in hundred.ties)


def test_density_sets_the_number_of_ties():
    """Without density there are no ties; with more there are more."""
    assert generate(2, 30, 0, density=0).ties == ()
    assert len(generate(2, 300, 0, density=8).ties) > 2300


def test_large_cases_scale():
    """Three hundred projects with six thousand works are generated and valid."""
    case = generate(1, 60, 300)
    assert sum(len(project.works) for project in case.projects) == 6000


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("enterprises", {"enterprises": 0}),
        ("projects", {"projects": -1}),
        ("works", {"works": 0}),
        ("works", {"works": (5, 3)}),
        ("pairs", {"pairs": -0.1}),
        ("horizon", {"horizon": 0}),
        ("seed", {"seed": -1}),
    ],
)
def test_impossible_sizes_are_refused_at_their_place(name, arguments):
    """A size that cannot be is refused by name."""
    with pytest.raises(InputError) as caught:
        generate(**{"seed": 1, **arguments})
    assert caught.value.problems[0].place == (name,)
