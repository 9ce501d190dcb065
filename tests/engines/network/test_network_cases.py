"""Whole answers: the sample region and plant, gaps, capacity, transfers, hand-over, bad input."""

import pytest
from network_cases import case_of, offer, request

from serpin.base.errors import InputError
from serpin.engines.coordination.verb import coordinate
from serpin.engines.network.check import check_network
from serpin.engines.network.options import Flow, NetworkOptions
from serpin.engines.network.problem.register import way_of
from serpin.engines.network.problem.statement import state
from serpin.engines.network.result import Balance, Occasion, ReasonKind, RoleState, Way
from serpin.engines.network.verb import connect
from serpin.engines.scheduling.verb import schedule
from serpin.examples.plant import plant
from serpin.examples.region import region
from serpin.vocabulary.enterprise import TieKind
from serpin.vocabulary.reading import read_case
from serpin.vocabulary.result import Status
from serpin.vocabulary.work import Performer

DISTRICT = [
    {
        "id": "MILL",
        "name": "Mill",
        "region": "710000000",
        "activity": "10.61",
        "headcount": 50,
        "roles": ["manufacturer"],
    },
    {
        "id": "FARM",
        "name": "Farm",
        "region": "710000000",
        "activity": "01.11",
        "headcount": 80,
        "roles": ["manufacturer"],
    },
    {
        "id": "BAKERY",
        "name": "Bakery",
        "region": "710000000",
        "activity": "10.71",
        "headcount": 30,
        "roles": ["manufacturer"],
    },
    {
        "id": "BUREAU",
        "name": "Bureau",
        "region": "710000000",
        "activity": "71.12",
        "roles": ["design_bureau"],
        "fields": ["10.61"],
    },
    {"id": "FAR", "name": "Far bureau", "region": "630000000", "activity": "71.12", "roles": ["design_bureau"]},
    {"id": "BANK", "name": "Bank", "region": "710000000", "activity": "64.19", "roles": ["financier"]},
]
CHAIN = [
    {"id": "T1", "of": "MILL", "to": "FARM", "kind": "input_supplier", "strength": 0.8},
    {"id": "T2", "of": "BAKERY", "to": "MILL", "kind": "input_supplier", "strength": 0.8},
    {"id": "T3", "of": "MILL", "to": "BANK", "kind": "financier", "strength": 0.1},
]


def district(**more):
    """Return a district with a chain of three, two bureaus and a bank that hardly lends."""
    return case_of((), "", **({"enterprises": DISTRICT, "ties": CHAIN} | more))


@pytest.fixture(scope="module")
def case():
    """Return the sample region."""
    return region()


@pytest.fixture(scope="module")
def answer(case):
    """Return what is found for the region."""
    return connect(case, seed=1)


def test_the_region_is_answered(answer):
    """Every self-check holds; there are gaps, a catalyst, matches, teams, works for bureaus and ten calls."""
    assert answer.status is Status.FEASIBLE
    assert answer.is_sound
    assert len(answer.self_checks) == 11
    assert len(answer.calls) == 10
    assert sum(len(cluster.gaps) for cluster in answer.clusters) > 5
    assert answer.matches
    assert answer.teams
    assert answer.assignments
    assert answer.spread.low > 0


def test_the_story_chains_are_clusters(answer):
    """Copper in the first district, milk in the third and glass in the last hang together as chains."""
    members = {frozenset(cluster.members) for cluster in answer.clusters}
    for chain in (
        {"MINE-CO", "SMELTER-CO", "PARTS-CO"},
        {"FEED-CO", "FARM-CO", "DAIRY-CO"},
        {"QUARTZ-CO", "SODA-CO", "GLASS-CO"},
    ):
        assert any(chain <= found for found in members)


def test_calls_have_reasons_and_are_of_many_kinds(answer):
    """Each call says why; offers, research, capacity, missing roles and the catalyst all have a place."""
    assert all(call.reasons for call in answer.calls)
    assert {occasion for call in answer.calls for occasion in call.occasions} == set(Occasion)
    ends = [frozenset((call.enterprise, call.partner)) for call in answer.calls]
    assert len(set(ends)) == 10


def test_the_same_seed_gives_the_same_answer(case, answer):
    """Apart from the clock nothing changes."""
    again = connect(case, seed=1)
    assert again.model_copy(update={"ledger": answer.ledger}) == answer


def test_roles_of_a_district():
    """Input suppliers are there, the bank is weak, a bureau is missing and the near one of the field could fill it."""
    found = connect(district(), seed=1)
    assert [cluster.members for cluster in found.clusters] == [("MILL", "FARM", "BAKERY")]
    roles = {role.kind: role for role in found.clusters[0].roles}
    assert roles[TieKind.INPUT_SUPPLIER].state is RoleState.PRESENT
    assert roles[TieKind.INPUT_SUPPLIER].holders == ("MILL", "FARM")
    assert roles[TieKind.BUYER].holders == ("MILL", "BAKERY")
    assert roles[TieKind.FINANCIER].state is RoleState.WEAK
    assert roles[TieKind.DESIGN_BUREAU].state is RoleState.MISSING
    best = roles[TieKind.DESIGN_BUREAU].candidates[0]
    assert best.enterprise == "BUREAU"
    assert [reason.kind for reason in best.reasons[:2]] == [ReasonKind.FILLS_GAP, ReasonKind.SAME_REGION]
    assert found.clusters[0].inner == pytest.approx(2 / 3)


def test_ended_ties_do_not_count():
    """A tie that ended before the plan begins is no tie."""
    ended = [dict(CHAIN[0], until="2026-12-31"), *CHAIN[1:]]
    assert connect(district(ties=ended), seed=1).connected == 3
    assert connect(district(), seed=1).connected == 4


def test_weights_of_kinds_change_the_network():
    """A kind of tie with weight nought is left out."""
    found = connect(district(), seed=1, options=NetworkOptions(tie_weights={TieKind.FINANCIER: 0}))
    assert next(one for one in found.positions if one.enterprise == "BANK").degree == 0


def test_a_table_makes_the_chains():
    """With an input–output table chains come from it, and activities that it lacks stand alone."""
    flows = (
        Flow(seller="01", buyer="10", amount=40),
        Flow(seller="10", buyer="10", amount=5),
        Flow(seller="01", buyer="01", amount=9),
        Flow(seller="10", buyer="01", amount=6),
        Flow(seller="07", buyer="24", amount=50),
        Flow(seller="24", buyer="24", amount=8),
        Flow(seller="07", buyer="07", amount=10),
        Flow(seller="24", buyer="07", amount=7),
    )
    found = connect(district(), seed=1, options=NetworkOptions(flows=flows))
    assert [sorted(chain.activities) for chain in found.chains][:2] == [["01", "10"], ["07", "24"]]
    assert found.clusters[0].activities == ("01", "10")


def test_a_table_without_trade_is_refused():
    """Activities that sell to themselves only make no chain; the place says so."""
    with pytest.raises(InputError, match=r"options\.flows: no activity sells to another"):
        connect(district(), seed=1, options=NetworkOptions(flows=(Flow(seller="01", buyer="01", amount=1),)))


def test_teams_answer_research_demands():
    """A demand gets the team of its field; a state order names the demand-holders."""
    asked = [
        request("Q1", "MILL", fields=["10.61"], is_research_demand=True),
        request("Q2", "FARM", fields=["30.20"], is_research_demand=True),
    ]
    found = connect(district(requests=asked), seed=1)
    assert [(team.request, team.enterprise) for team in found.teams] == [("Q1", "BUREAU")]
    assert ReasonKind.ONLY_ONE in {reason.kind for reason in found.teams[0].reasons}
    assert found.unmatched == ("Q2",)


def test_state_orders_without_demand_say_so():
    """The plant has works on state order; those in whose field nobody has registered a demand have no holders."""
    case = plant()
    found = connect(case, seed=1)
    ordered = {(order.project, order.work): order.holders for order in found.orders if order.project}
    works = {
        (project.id, work.id)
        for project in case.projects
        for work in project.works
        if any(mode.performer is Performer.STATE_ORDER for mode in work.allowed_modes)
    }
    assert set(ordered) == works
    bare = connect(case.model_copy(update={"requests": ()}), seed=1)
    assert all(order.holders == () for order in bare.orders)
    assert found.is_sound


def test_works_that_lack_capacity_go_to_a_bureau(case, answer):
    """Every proposal starts earlier than the own people could, with people that the bureau has."""
    by_id = {enterprise.id: enterprise for enterprise in case.enterprises}
    for one in answer.assignments:
        saved = next(reason.value for reason in one.reasons if reason.kind is ReasonKind.DAYS_SAVED)
        assert saved > 0
        assert one.waits > NetworkOptions().patience
        assert one.contractor in by_id
    assert {(one.project, one.work) for one in answer.shortages}.isdisjoint(
        (one.project, one.work) for one in answer.assignments
    )


def test_the_extended_case_goes_to_the_siblings(case, answer):
    """New modes are open to the schedule, new ties to coordination, and the case stays valid."""
    extended = answer.extended(case)
    first = answer.assignments[0]
    modes = extended.project(first.project).work(first.work).modes
    assert modes[-1] == first.mode
    assert len(extended.ties) == len(case.ties) + len(answer.ties)
    assert all(tie.evidence == "proposed" for tie in answer.ties)
    few = extended.model_copy(update={"projects": (extended.project(first.project),), "relations": (), "risks": ()})
    placed = schedule(few, seed=1)
    assert placed.status.has_answer
    assert coordinate(extended, seed=1).is_sound


def test_the_register_rolls_up(case, answer):
    """Directions follow from the countries; licences count in the balance, equipment and people do not."""
    assert {(row.year, row.kind.value, row.way): row.agreements for row in answer.transfers} == {
        (2024, "results", Way.DOMESTIC): 1,
        (2025, "licence", Way.INWARD): 1,
        (2025, "results", Way.DOMESTIC): 1,
        (2026, "licence", Way.INWARD): 0,
        (2026, "know_how", Way.OUTWARD): 1,
        (2026, "equipment", Way.INWARD): 1,
        (2026, "people", Way.INWARD): 1,
    }
    assert answer.balances == (
        Balance(year=2024, receipts=0, payments=0),
        Balance(year=2025, receipts=0, payments=60e6),
        Balance(year=2026, receipts=22e6, payments=36e6),
    )
    series = {one.id: {item.year: item.value for item in one.series} for one in answer.indicators}
    assert series["TECH-BALANCE"] == {2024: 0, 2025: -60e6, 2026: -14e6}
    assert series["TECH-AGREEMENTS"] == {2024: 1, 2025: 2, 2026: 3}
    assert case.agreements[0].id


def test_an_agreement_that_hides_its_side_is_noted():
    """Said to be with abroad, but both at home: it is counted at home, and a note says so."""
    deal = {
        "id": "G1",
        "giver": "A",
        "taker": "B",
        "kind": "licence",
        "signed": "2026-05-05",
        "abroad": True,
        "payment": 7,
    }
    case = case_of(agreements=[deal])
    assert way_of(case.agreements[0], {"A": True, "B": True}) is None
    found = connect(case, seed=1)
    assert [note.values for note in found.notes] == [{"agreement": "G1"}]
    assert found.balances == (Balance(year=2026, receipts=0, payments=0),)


def test_a_wrong_answer_is_caught(case, answer):
    """The checker sees a broken partition, a wrong sum of paths, a wrong pair and a lost payment."""
    options = NetworkOptions()
    network = state(case, options)
    moved = answer.positions[0].model_copy(update={"betweenness": 1e6})
    swapped = answer.matches[0].model_copy(update={"offer": answer.matches[1].offer})
    wrong = answer.model_copy(
        update={
            "communities": answer.communities[1:],
            "positions": (moved, *answer.positions[1:]),
            "matches": (swapped, *answer.matches[1:]),
            "transfers": answer.transfers[1:],
            "worth": answer.worth + 1,
        }
    )
    failed = {check.name for check in check_network(case, network, options, wrong, None, None) if not check.passed}
    assert failed >= {"paths", "communities", "feasible", "register", "catalyst"}


def test_nobody_is_skipped():
    """A case without enterprises has no answer, and says why."""
    found = connect(case_of((), ""), seed=1)
    assert found.status is Status.SKIPPED
    assert len(found.notes) == 1


def test_a_listener_can_stop():
    """What was found until then is handed over, and the status says so."""
    seen = []

    def listen(done, value, bound):
        seen.append(done)
        return "stop" if done > 0.2 else None

    found = connect(district(), seed=1, progress=listen)
    assert found.status is Status.STOPPED
    assert found.clusters == ()
    assert seen == sorted(seen)


BAD = {
    "a tie to itself": (
        {"ties": [{"id": "T1", "of": "A", "to": "A", "kind": "buyer"}]},
        "ties[0]: a tie needs two different enterprises, both are A",
    ),
    "an unknown kind of tie": (
        {"ties": [{"id": "T1", "of": "A", "to": "B", "kind": "friend"}]},
        (
            "ties[0].kind: friend is not one of: buyer, equipment_supplier, input_supplier, competitor, design_bureau, "
            "research, association, financier"
        ),
    ),
    "an offer without owner": (
        {"offers": [{"id": "O1", "title": "Something"}]},
        "offers[0].owner: a value is required here",
    ),
    "an offer of nobody": ({"offers": [offer("O1", "Z")]}, "offers[0].owner: there is no enterprise Z"),
    "a preference for nothing": (
        {"requests": [request("Q1", "A", prefers=["O9"])]},
        "requests[0].prefers[0]: there is no technology offer O9",
    ),
    "an agreement with itself": (
        {"agreements": [{"id": "G1", "giver": "A", "taker": "A", "kind": "licence", "signed": "2026-01-01"}]},
        "agreements[0]: an agreement needs two different enterprises, both are A",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_at_its_place(name):
    """What cannot be is refused, with the place and the value."""
    more, sentence = BAD[name]
    data = {
        "title": "Bad",
        "start": "2027-01-04",
        "enterprises": [{"id": "A", "name": "A"}, {"id": "B", "name": "B"}],
    }
    with pytest.raises(InputError) as caught:
        read_case(data | more)
    assert caught.value.text() == sentence
