"""The promises of the sample plant, one by one."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from serpin.base.errors import InputError
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.examples.plant import plant
from serpin.examples.reading import read_data
from serpin.examples.samples import SAMPLES, sample
from serpin.vocabulary.enterprise import EnterpriseRole
from serpin.vocabulary.innovation import InnovationType, Novelty
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.risk import RiskClass
from serpin.vocabulary.source import SourceKind
from serpin.vocabulary.work import LinkType, Performer, WorkKind


@pytest.fixture(scope="module")
def case():
    return plant()


@pytest.fixture(scope="module")
def economical(case):
    """Each project from the first quarter in its cheapest modes, as the selection sees it."""
    statement = state(case, (), PortfolioOptions())
    return {
        project.id: min(statement.ways_of(project.id), key=lambda way: (way.quarter, way.total))
        for project in case.projects
    }


def test_samples_are_known_by_name(case):
    """The plant and the region are found by name, and nothing else is."""
    assert list(SAMPLES) == ["plant", "region", "nation"]
    assert sample("plant") is case
    with pytest.raises(InputError) as caught:
        sample("factory")
    assert caught.value.problems[0].place == ("sample",)
    assert caught.value.text() == "sample: factory is not one of: plant, region, nation"


def test_dates_and_rates(case):
    """The plan begins in January 2027 and looks twelve quarters ahead."""
    assert (str(case.start), case.horizon, case.discount_rate, case.tax_rate) == ("2027-01-04", 12, 0.16, 0.2)
    assert (case.currency, case.language) == ("KZT", "kk")


def test_twelve_projects_for_twelve_innovations(case):
    """Every innovation that is not yet introduced has exactly one project."""
    planned = [innovation for innovation in case.innovations if innovation.implemented is None]
    assert len(case.projects) == len(planned) == 12
    assert sorted(project.innovation for project in case.projects) == [f"I{number:02d}" for number in range(1, 13)]


def test_all_degrees_of_novelty_and_both_kinds(case):
    """All four degrees occur, and products as well as processes."""
    assert {innovation.novelty for innovation in case.innovations} == set(Novelty)
    assert {innovation.type.is_product for innovation in case.innovations} == {True, False}
    assert {innovation.type for innovation in case.innovations} >= {
        InnovationType.GOODS,
        InnovationType.SERVICE,
        InnovationType.PRODUCTION,
        InnovationType.LOGISTICS,
        InnovationType.INFORMATION,
    }


def test_works_of_all_nine_kinds(case):
    """Every project has eight to sixteen works, and every kind occurs in many projects."""
    assert all(8 <= len(project.works) <= 16 for project in case.projects)
    counts = Counter(work.kind for project in case.projects for work in project.works)
    assert set(counts) == set(WorkKind)
    assert min(counts.values()) >= 8


def test_links_of_several_types(case):
    """Besides plain order there are starts and finishes that are tied with a lag."""
    links = [link for project in case.projects for work in project.works for link in work.after]
    counts = Counter(link.type for link in links)
    assert counts[LinkType.START_START] >= 10
    assert counts[LinkType.FINISH_FINISH] >= 3
    assert any(link.lag > 0 for link in links)


def test_many_works_can_be_done_in_several_ways(case):
    """A third of the works has two to four modes, and all five performers occur."""
    works = [work for project in case.projects for work in project.works]
    several = [work for work in works if len(work.modes) > 1]
    assert len(several) * 3 >= len(works)
    assert max(len(work.modes) for work in works) <= 4
    performers = {mode.performer for work in works for mode in work.modes}
    assert performers == set(Performer)


def test_outside_modes_name_their_contractor(case):
    """Whoever does a work outside is named."""
    for project in case.projects:
        for work in project.works:
            for mode in work.modes:
                assert (mode.contractor is None) == (mode.performer is Performer.IN_HOUSE), (project.id, work.id)


def test_enterprises_of_every_role(case):
    """Three design bureaus, a research institute, and everybody else that a plant deals with."""
    roles = Counter(role for enterprise in case.enterprises for role in enterprise.roles)
    assert set(roles) == set(EnterpriseRole)
    assert roles[EnterpriseRole.DESIGN_BUREAU] == 3
    assert roles[EnterpriseRole.RESEARCH] == 1


def test_identification_numbers_cannot_exist(case):
    """The numbers are empty or have month 00, which no real one has."""
    assert all(not enterprise.bin or enterprise.bin[2:4] == "00" for enterprise in case.enterprises)


def test_seven_kinds_of_money(case):
    """Sources of seven kinds; grants and loans name the act, and what was not checked says so."""
    kinds = {source.kind for source in case.sources}
    assert kinds == {
        SourceKind.OWN,
        SourceKind.INNOVATION_GRANT,
        SourceKind.INDUSTRIAL_GRANT,
        SourceKind.LOAN,
        SourceKind.VENTURE,
        SourceKind.LEASE,
        SourceKind.FOREIGN,
    }
    for source in case.sources:
        if source.kind is not SourceKind.OWN:
            assert source.legal_basis, source.id
        if "assumed" in source.legal_basis or "Rules for innovation grants" in source.legal_basis:
            assert not source.verified, source.id


def test_commercialisation_grant_has_its_two_stages(case):
    """Stage 1 pays 20 million in two quarters, stage 2 pays 80 million in six, each beside a tenth of own money."""
    first, second = (next(s for s in case.sources if s.id == code).rules for code in ("GRANT-1", "GRANT-2"))
    assert (first.max_amount, first.max_quarters, first.own_share) == (20_000_000, 2, 0.1)
    assert (second.max_amount, second.max_quarters, second.own_share) == (80_000_000, 6, 0.1)
    assert second.after_source == "GRANT-1"


def test_risks_of_all_classes(case):
    """About thirty risks of all classes; what can be gained as well as lost has no class of insurance."""
    assert 28 <= len(case.risks) <= 34
    assert {risk.category for risk in case.risks} == set(RiskClass)
    assert not [risk.id for risk in case.risks if risk.speculative and risk.insurance]
    assert sum(risk.speculative for risk in case.risks) >= 4
    assert sum(bool(risk.mitigations) for risk in case.risks) >= 8
    groups = Counter(risk.group for risk in case.risks if risk.group)
    assert sum(count > 1 for count in groups.values()) >= 5


def test_covers_fit_their_perils(case):
    """Eight covers; each covers risks of its own class, and every insurable risk of these classes is covered."""
    insurance = {risk.id: risk.insurance for risk in case.risks}
    assert len(case.covers) == 8
    for cover in case.covers:
        assert {insurance[peril] for peril in cover.perils} == {cover.insurance}, cover.id
    covered = {peril for cover in case.covers for peril in cover.perils}
    assert {risk for risk, name in insurance.items() if name and name.value != "guarantee"} == covered


def test_relations_of_every_kind(case):
    """Pairs, a triple, a prerequisite, an exclusion, a substitute and a shared facility."""
    assert {relation.kind for relation in case.relations} == set(RelationKind)
    complements = [r for r in case.relations if r.kind is RelationKind.COMPLEMENT]
    assert sorted(len(relation.projects) for relation in complements) == [2, 2, 2, 3]


def test_one_project_is_mandatory(case):
    """One project must be done, it pays badly, and it has a deadline."""
    mandatory = [project for project in case.projects if project.mandatory]
    assert [project.id for project in mandatory] == ["P08"]
    assert mandatory[0].deadline is not None


def test_some_works_are_under_way(case):
    """Two projects have begun: one work is finished, two are half done."""
    progress = [w.progress for project in case.projects for w in project.works if w.progress]
    assert sorted(item.percent for item in progress) == [40, 45, 100]
    assert all(item.actual_start < case.start for item in progress)


def test_gates_leave_something_to_chance(case):
    """Every project has a gate with criteria in three languages, and no gate is certain."""
    for project in case.projects:
        assert project.gates, project.id
        for gate in project.gates:
            assert 0.7 < gate.success < 1
            assert gate.criteria


def test_the_rest_of_the_story(case):
    """Ties, offers, requests, agreements, an award, indicators and a strategy are there."""
    assert len(case.ties) >= 15
    assert len(case.offers) >= 4
    assert any(request.is_research_demand for request in case.requests)
    assert len(case.agreements) >= 2
    assert len(case.awards) == len(case.strategies) == len(case.claims) == 1
    used = {item.indicator for project in case.projects for item in project.contributions}
    assert used == {indicator.id for indicator in case.indicators}


def test_projects_last_about_a_year_to_two(case, economical):
    """From the first work to the launch a project takes 180 to 560 working days, most of them 200 to 500."""
    days = [(way.launch - way.quarter) * 62.5 for way in economical.values()]
    assert all(150 <= length <= 600 for length in days), days
    assert sum(200 <= length <= 500 for length in days) >= 8


def test_two_projects_do_not_pay(economical):
    """The environmental duty and the warehouse lose money; all others are worth doing, none is a miracle."""
    losing = sorted(project for project, way in economical.items() if way.value < 0)
    assert losing == ["P08", "P11"]
    assert all(way.value < 0.8 * way.total for way in economical.values())


def test_money_does_not_suffice(case, economical):
    """All projects together cost about twice what all sources have, so that somebody must choose."""
    cost = sum(way.total for way in economical.values())
    money = float(sum(source.total for source in case.sources))
    assert 0.4 < money / cost < 0.6
    assert min(way.total for way in economical.values()) > 80e6
    assert max(way.total for way in economical.values()) < 1.5e9


def test_resources_are_scarce(case):
    """Every resource is asked for, and the projects together want more than one of several resources at a time."""
    demand = {
        (project.id, resource): max(mode.demand.get(resource, 0) for work in project.works for mode in work.modes)
        for project in case.projects
        for resource in (entry.id for entry in case.resources)
    }
    for resource in case.resources:
        wanted = [units for (_, code), units in demand.items() if code == resource.id]
        assert max(wanted) <= resource.capacity, resource.id
        assert sum(wanted) > resource.capacity, resource.id


def test_data_files_are_joined_in_order():
    """Lists of the same name from several files are joined in the order of the file names."""
    data = read_data("plant")
    codes = [project["id"] for project in data["projects"]]
    assert all(first < second for first, second in pairwise(codes))


def test_the_page_of_the_samples_tells_the_truth(case, economical):
    """The table of the documentation has the figures of the case."""
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "samples.md"
    rows = [
        [cell.strip() for cell in line.split("|")[1:9]]
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("| P")
    ]
    types = {innovation.id: (innovation.type.value, innovation.novelty.value) for innovation in case.innovations}
    assert rows == [
        [
            project.id,
            project.name.text("en"),
            types[project.innovation][0],
            types[project.innovation][1].replace("_", " "),
            str(len(project.works)),
            f"{economical[project.id].total / 1e6:.0f}",
            f"{economical[project.id].success:.2f}",
            f"{economical[project.id].value / 1e6:.0f}",
        ]
        for project in case.projects
    ]
