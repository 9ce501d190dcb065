"""Stable matching under random inputs, hard constraints one by one, codes and texts."""

from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_cases import case_of, offer, request

from serpin.engines.network.model.market import Exchange, by_field
from serpin.engines.network.model.matching import deferred_acceptance, ranks
from serpin.engines.network.model.texts import latin, likeness
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.evidence import Market, blocking
from serpin.engines.network.problem.statement import state
from serpin.engines.network.problem.terms import agreement, covers, levels_of, obstacles
from serpin.engines.network.verb import connect
from serpin.vocabulary.noun import Words
from serpin.vocabulary.technology import TechnologyOffer, TechnologyRequest, TransferKind

FIELDS = ("24.44", "24.10", "10.51", "28.92")


@st.composite
def markets(draw):
    """Draw a market: some pairs are possible, both sides like them differently, givers can serve one or two."""
    seekers, givers = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    pairs = [(one, other) for one in range(seekers) for other in range(givers)]
    chosen = sorted(draw(st.sets(st.sampled_from(pairs))))
    left = np.array([pair[0] for pair in chosen], np.int64)
    right = np.array([pair[1] for pair in chosen], np.int64)
    likes = st.lists(st.integers(0, 5), min_size=len(chosen), max_size=len(chosen))
    mine, theirs = np.array(draw(likes), float), np.array(draw(likes), float)
    places = draw(st.lists(st.integers(1, 2), min_size=givers, max_size=givers))
    return Market(
        tuple(f"Q{number}" for number in range(seekers)),
        tuple(f"O{number}" for number in range(givers)),
        left,
        right,
        ranks(left, right, mine),
        ranks(right, left, theirs),
        np.array(places, np.int64),
    )


def named(market, found):
    """Return a matching by codes."""
    return {market.seekers[seeker]: market.givers[giver] for seeker, giver in found.items()}


@given(markets())
def test_matchings_are_stable(market):
    """Every matched pair is possible, nobody serves too many, and no pair blocks."""
    found = deferred_acceptance(market)
    possible = set(zip(market.seeker.tolist(), market.giver.tolist(), strict=True))
    assert all(pair in possible for pair in found.items())
    assert (np.bincount(list(found.values()), minlength=len(market.givers)) <= market.places).all()
    assert blocking(market, named(market, found)) is None


def stable_matchings(market):
    """Yield all stable matchings of a small market, by trying every one."""
    seats = [giver for giver, count in enumerate(market.places.tolist()) for _ in range(count)]
    seats += [-1] * len(market.seekers)
    possible = set(zip(market.seeker.tolist(), market.giver.tolist(), strict=True))
    for chosen in set(permutations(seats, len(market.seekers))):
        found = {seeker: giver for seeker, giver in enumerate(chosen) if giver >= 0}
        if all(pair in possible for pair in found.items()) and blocking(market, named(market, found)) is None:
            yield found


@settings(max_examples=40, deadline=None)
@given(markets().filter(lambda market: len(market.seekers) <= 3 and len(market.givers) <= 3))
def test_seekers_get_the_best_that_is_stable(market):
    """No seeker does better in any stable matching, and the same ones are matched in all."""
    found = deferred_acceptance(market)
    pairs = zip(market.seeker.tolist(), market.giver.tolist(), market.seeker_rank.tolist(), strict=True)
    rank = {(seeker, giver): place for seeker, giver, place in pairs}
    for other in stable_matchings(market):
        assert set(other) == set(found)
        assert all(rank[seeker, found[seeker]] <= rank[seeker, giver] for seeker, giver in other.items())


def test_a_blocking_pair_is_seen():
    """Two couples that would rather swap are named."""
    left, right = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    likes = np.array([2.0, 1.0, 1.0, 2.0])
    one = np.ones(2, np.int64)
    market = Market(("Q0", "Q1"), ("O0", "O1"), left, right, ranks(left, right, likes), ranks(right, left, likes), one)
    assert blocking(market, {"Q0": "O1", "Q1": "O0"}) == ("Q0", "O0")
    assert blocking(market, {"Q0": "O0", "Q1": "O1"}) is None


OBSTACLES = {
    "owner": ({}, {"enterprise": "A"}),
    "readiness": ({}, {"readiness": 8}),
    "kind": ({"kind": "equipment"}, {"kinds": ["licence"]}),
    "exclusive": ({}, {"exclusive": True}),
    "region": ({"regions": ["710000000"]}, {"region": "631000000"}),
    "time": ({"since": "2028-05-01"}, {"until": "2028-04-30"}),
    "price": ({"price": 11}, {"budget": 10}),
}


@pytest.mark.parametrize("name", OBSTACLES)
def test_each_hard_constraint_keeps_a_pair_apart(name):
    """One constraint at a time makes a pair impossible, for the rule and for the market alike."""
    ours, theirs = OBSTACLES[name]
    offered = TechnologyOffer.model_validate(offer("O1", "A", **ours))
    wanted = TechnologyRequest.model_validate(request("Q1", "B") | theirs)
    assert obstacles(offered, wanted) == (name,)
    case = case_of(offers=[offered], requests=[wanted])
    assert connect(case, seed=1).matches == ()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_the_market_keeps_the_rules(seed):
    """Of random offers and requests exactly those pairs are possible that the plain rules allow."""
    draws = np.random.default_rng(seed)
    start = date(2027, 1, 4)
    kinds = list(TransferKind)

    def pick(options):
        return options[int(draws.integers(len(options)))]

    offers = [
        offer(
            f"O{number}",
            pick("ABC"),
            readiness=int(draws.integers(3, 9)),
            fields=[pick(FIELDS)],
            kind=pick(kinds),
            price=pick([None, 5, 9]),
            regions=pick([[], ["710000000"], ["710000000", "630000000"]]),
            since=pick([None, start + timedelta(days=int(draws.integers(300)))]),
            exclusive=bool(draws.random() < 0.5),
        )
        for number in range(8)
    ]
    requests = [
        request(
            f"Q{number}",
            pick("CDE"),
            readiness=int(draws.integers(3, 9)),
            fields=[pick(FIELDS)],
            kinds=pick([[], [pick(kinds), pick(kinds)]]),
            budget=pick([None, 6]),
            region=pick(["", "710000000", "631000000"]),
            until=pick([None, start + timedelta(days=int(draws.integers(300)))]),
            exclusive=bool(draws.random() < 0.3),
        )
        for number in range(8)
    ]
    case = case_of(offers=offers, requests=requests)
    options = NetworkOptions()
    pairs = Exchange(case, state(case, options), options).pairs()
    found = set(zip(pairs.request.tolist(), pairs.offer.tolist(), strict=True))
    expected = {
        (one, other)
        for one, wanted in enumerate(case.requests)
        for other, offered in enumerate(case.offers)
        if not obstacles(offered, wanted) and (agreement(wanted.fields, offered.fields) or 0) >= options.least_field
    }
    assert found == expected


def test_levels_of_codes():
    """OKED, IPC and HS are taken apart from the broad to the narrow."""
    assert levels_of("24.44") == ("O24", "O24.4", "O24.44")
    assert [level.strip() for level in levels_of("C22B 15/00")] == ["IC22", "IC22 B", "IC22 B 15", "IC22 B 15 00"]
    assert levels_of("740311") == ("H7403", "H740311")
    assert agreement(("24.44",), ("24.10",)) == pytest.approx(1 / 3)
    assert agreement(("24",), ("24.44",)) == 1
    assert agreement(("24.44",), ("C22B 15/00",)) is None
    assert agreement(("C22B 15/00", "24.44"), ("C22B 3/00", "10.51")) == 0.5


@given(st.lists(st.sampled_from(FIELDS), max_size=2), st.lists(st.sampled_from(FIELDS), max_size=2))
def test_pairs_by_field_agree_with_the_rule(wanted, offered):
    """The pairs that an index finds have the agreement that the rule gives."""
    _, _, value = by_field([tuple(wanted)], [tuple(offered)])
    expected = agreement(tuple(wanted), tuple(offered)) or 0.0
    assert (value[0] if len(value) else 0.0) == pytest.approx(expected)


def test_regions_hold_each_other():
    """An oblast holds its districts, a district does not hold the oblast."""
    assert covers("350000000", "351000000")
    assert not covers("351000000", "350000000")
    assert covers("", "")


def test_texts_are_compared_in_a_common_language():
    """Endings do not count; without a common language Latin letters serve."""
    smelting = Words(kk="Металды балқыту технологиясы", ru="Технология плавки металла")
    wanted = [smelting, Words(ru="Мембрана полимерная")]
    offered = [Words(kk="Металл балқытудың технологиялары"), Words(en="Polymer membrane"), Words(ru="Сушка зерна")]
    left, right = np.array([0, 0, 1, 1]), np.array([0, 2, 1, 2])
    found = likeness(wanted, offered, left, right)
    assert found[0] > 0.6 > found[1]
    assert found[2] > 0.6 > found[3]
    assert latin("Жүн және қағаз") == "zhun zhane kagaz"


def test_without_codes_titles_decide():
    """Where codes cannot be compared a likely title is matched, an unlikely one is not."""
    offers = [offer("O1", "A", fields=[], title="Membrane separation of milk protein")]
    asked = [
        request("Q1", "B", fields=[], title="Separation of milk protein by membrane"),
        request("Q2", "C", fields=[], title="Jaw crusher for quarries"),
    ]
    found = connect(case_of(offers=offers, requests=asked), seed=1)
    assert [(one.request, one.offer) for one in found.matches] == [("Q1", "O1")]
    assert found.unmatched == ("Q2",)


def test_written_preferences_come_first():
    """Both sides may write their order; it goes before everything that is computed."""
    offers = [offer("O1", "A", price=9, prefers=["Q2"]), offer("O2", "B", price=1)]
    asked = [request("Q1", "C", budget=10), request("Q2", "D", budget=10, prefers=["O1"])]
    case = case_of(offers=offers, requests=asked)
    found = connect(case, seed=1)
    assert {one.request: one.offer for one in found.matches} == {"Q1": "O2", "Q2": "O1"}
    assert found.is_sound


def test_an_exclusive_offer_has_one_taker():
    """Ten takers are one when the offer is exclusive."""
    asked = [request("Q1", "C"), request("Q2", "D")]
    shared = connect(case_of(offers=[offer("O1", "A", takers=10)], requests=asked), seed=1)
    alone = connect(case_of(offers=[offer("O1", "A", takers=10, exclusive=True)], requests=asked), seed=1)
    assert (len(shared.matches), len(alone.matches)) == (2, 1)
    assert shared.is_sound
    assert alone.is_sound
