"""Published figures, formulas worked by hand, and networkx."""

import math

import networkx as nx
import numpy as np
import pytest
from network_cases import BRIDGE, case_of

from serpin.engines.network.model.catalyst import closeness_of, introductions, worth_of_ties
from serpin.engines.network.model.chains import dispersion, from_table, leontief, similarities, templates
from serpin.engines.network.model.clusters import location_quotient
from serpin.engines.network.model.communities import grouping, likeness, louvain, modularity
from serpin.engines.network.model.graph import build
from serpin.engines.network.model.holes import brokerage, holes
from serpin.engines.network.model.paths import betweenness, cut_nodes, parts
from serpin.engines.network.model.spread import spread
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.verb import connect

NONE = np.zeros(0, np.int64)


def graph_of_pairs(size, pairs, weights=None):
    """Return the graph of pairs of numbers."""
    return build(size, np.array(pairs, np.int64).reshape(-1, 2), np.ones(len(pairs)) if weights is None else weights)


@pytest.fixture
def club():
    """Return Zachary's karate club, without weights."""
    network = nx.karate_club_graph()
    return graph_of_pairs(34, list(network.edges()))


@pytest.fixture
def bridge():
    """Return the two triangles of the textbook page."""
    return graph_of_pairs(6, [("ABCDEF".index(a), "ABCDEF".index(b)) for a, b in BRIDGE])


def test_betweenness_of_the_club(club):
    """The instructor and the president have the published 231.07 and 160.55."""
    found, half, sampled = betweenness(club, 100, 16, np.random.default_rng(1))
    assert (round(found[0], 2), round(found[33], 2)) == (231.07, 160.55)
    assert not sampled
    assert not half.any()


def test_communities_of_the_club(club):
    """Four communities with modularity 0.4198, which is proved to be the largest."""
    found = grouping(club, 1.0, 20, 20, 0.1, 1)
    assert round(found.modularity, 4) == 0.4198
    assert int(found.group.max()) + 1 == 4
    assert (found.stability > 0.6).all()


def test_constraint_of_the_club(club):
    """The instructor's constraint is 0.1554, as igraph and networkx give it."""
    constraint, _ = holes(club)
    assert round(float(constraint[0]), 4) == 0.1554


def test_sampled_betweenness_holds_the_exact_one(club):
    """Nearly all 95 % intervals from a sample of sources hold the exact value."""
    exact, _, _ = betweenness(club, 100, 16, np.random.default_rng(1))
    inside = []
    for seed in range(40):
        found, half, sampled = betweenness(club, 10, 20, np.random.default_rng(seed))
        assert sampled
        inside.append(np.abs(found - exact) <= half + 1e-9)
    assert np.mean(inside) > 0.85


@pytest.mark.parametrize("seed", range(15))
def test_positions_agree_with_networkx(seed):
    """Betweenness, constraint, effective size, cut nodes and parts of random networks are those of networkx."""
    network = nx.gnp_random_graph(25, 0.02 + 0.02 * seed, seed=seed)
    graph = graph_of_pairs(25, list(network.edges()))
    between, _, _ = betweenness(graph, 100, 16, np.random.default_rng(1))
    expected = nx.betweenness_centrality(network, normalized=False)
    assert between == pytest.approx([expected[node] for node in range(25)])
    constraint, effective = holes(graph)
    theirs, sizes = nx.constraint(network), nx.effective_size(network)
    for node in network:
        if network.degree(node):
            assert constraint[node] == pytest.approx(theirs[node])
            assert effective[node] == pytest.approx(sizes[node])
        else:
            assert math.isnan(constraint[node])
    assert set(np.flatnonzero(cut_nodes(graph.start, graph.to))) == set(nx.articulation_points(network))
    assert int(parts(graph.start, graph.to).max()) + 1 == nx.number_connected_components(network)


def test_weighted_constraint_agrees_with_networkx():
    """With strengths, too, constraint is that of networkx."""
    network = nx.gnp_random_graph(20, 0.3, seed=3)
    draws = np.random.default_rng(1)
    for one, other in network.edges():
        network[one][other]["weight"] = float(draws.uniform(0.1, 1))
    weights = np.array([network[one][other]["weight"] for one, other in network.edges()])
    constraint, _ = holes(graph_of_pairs(20, list(network.edges()), weights))
    theirs = nx.constraint(network, weight="weight")
    assert constraint == pytest.approx([theirs[node] for node in range(20)])


def test_the_bridge_by_hand(bridge):
    """Betweenness 6, constraint 145/144 and 11/18, effective size 7/3, modularity 5/14, closeness 9."""
    between, _, _ = betweenness(bridge, 100, 16, np.random.default_rng(1))
    assert between.tolist() == [0, 0, 6, 6, 0, 0]
    constraint, effective = holes(bridge)
    assert constraint[:3] == pytest.approx([145 / 144, 145 / 144, 11 / 18])
    assert effective[2] == pytest.approx(7 / 3)
    group = louvain(bridge, 1.0, np.random.default_rng(1))
    assert group.tolist() == [0, 0, 0, 1, 1, 1]
    assert modularity(bridge, group) == pytest.approx(5 / 14)
    assert closeness_of(bridge, 0.5) == 9
    assert np.flatnonzero(cut_nodes(bridge.start, bridge.to)).tolist() == [2, 3]


def test_one_more_tie_by_hand(bridge):
    """A tie of A with E is worth 2: itself, and the pairs A–F and B–E that then have a common partner."""
    worth = worth_of_ties(bridge.start, bridge.to, 0, NONE, 0.5)
    assert worth.tolist() == [0, 0, 0, 1.5, 2, 2]


def test_introductions_add_up(bridge):
    """Ties that are chosen one after the other are worth together what the network gains."""
    chosen, worth, _, _ = introductions(bridge.start, bridge.to, np.array([0]), np.ones(6, bool), 2, 0.5)
    pairs = [("ABCDEF".index(a), "ABCDEF".index(b)) for a, b in BRIDGE] + [(0, int(node)) for node in chosen[0]]
    assert closeness_of(graph_of_pairs(6, pairs), 0.5) - 9 == pytest.approx(worth.sum())


def test_five_kinds_of_brokerage():
    """One broker for each kind of Gould and Fernandez, and none where the two deal with each other."""
    lines = [(first, first + 1) for first in (0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16)]
    flows = [*lines, (15, 17)]
    group = np.array([0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 2, 0, 0, 0])
    order = sorted(flows)
    start = np.searchsorted([flow[0] for flow in order], np.arange(19))
    found = brokerage(start, np.array([flow[1] for flow in order]), group)
    kinds = {1: 0, 4: 1, 7: 2, 10: 3, 13: 4}
    for broker, kind in kinds.items():
        assert found[broker].tolist() == [int(place == kind) for place in range(5)]
    assert found.sum() == 5


def test_the_inverse_of_miller_and_blair():
    """The two-sector example of the book gives 1.2541, 0.3300, 0.2640, 1.1221."""
    sales, output = np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
    assert np.round(leontief(sales, output), 4).tolist() == [[1.2541, 0.33], [0.264, 1.1221]]
    backward, forward = dispersion(sales, output)
    assert backward.sum() == pytest.approx(2)
    assert forward.sum() == pytest.approx(2)


def test_templates_part_two_separate_economies():
    """Activities of two groups that trade only inside load on two different chains."""
    table = {("10", "10"): 5, ("01", "10"): 40, ("10", "01"): 6, ("01", "01"): 9}
    table |= {("24", "24"): 8, ("07", "24"): 50, ("24", "07"): 7, ("07", "07"): 10}
    chains = from_table({key: float(value) for key, value in table.items()})
    assert [sorted(chain.activities) for chain in chains] == [["01", "10"], ["07", "24"]]
    assert all(loading >= 0.6 for chain in chains for loading in chain.activities.values())


def test_likeness_of_trade_is_symmetric():
    """The largest of four correlations does not depend on the order of the two."""
    sales = np.random.default_rng(1).random((6, 6))
    found = similarities(sales)
    assert found == pytest.approx(found.T)
    assert np.diag(found) == pytest.approx(np.ones(6))
    assert templates(sales).shape[0] == 6


def test_location_quotients_by_hand():
    """60 of 100 here against 200 of 1000 everywhere is three times the share."""
    assert location_quotient(60, 100, 200, 1000) == pytest.approx(3)
    firms = [("A", "71", "24.44", 60), ("B", "71", "10.51", 40), ("C", "63", "24.10", 140), ("D", "63", "10.51", 760)]
    enterprises = [
        {"id": code, "name": code, "region": f"{region}0000000", "activity": activity, "headcount": people}
        for code, region, activity, people in firms
    ]
    found = connect(case_of((), "", enterprises=enterprises), seed=1)
    quotients = {(one.region[:2], one.activity): one.quotient for one in found.quotients}
    assert quotients["71", "24"] == pytest.approx(3)
    assert quotients["71", "10"] == pytest.approx(0.5)
    assert quotients["63", "24"] == pytest.approx(7 / 9)


def test_quotients_against_a_given_economy():
    """With a reference economy the shares there count, not those of the case."""
    enterprises = [
        {"id": "A", "name": "A", "region": "710000000", "activity": "24.44", "headcount": 50},
        {"id": "B", "name": "B", "region": "710000000", "activity": "10.51", "headcount": 50},
    ]
    options = NetworkOptions(reference={"24": 100, "10": 300})
    found = connect(case_of((), "", enterprises=enterprises), seed=1, options=options)
    assert {one.activity: one.quotient for one in found.quotients} == pytest.approx({"24": 2.0, "10": 2 / 3})


def test_spread_along_a_line():
    """On a line with chance ½ the expected number of cooperating enterprises is 1 + ½ + ¼ + ⅛."""
    graph = graph_of_pairs(4, [(0, 1), (1, 2), (2, 3)])
    course = spread(graph, np.array([0]), 0, NONE, 0.5, 8, 20_000, 1)
    mean = course.without[:, -1].mean()
    half = 1.96 * course.without[:, -1].std() / math.sqrt(20_000)
    assert abs(mean - 1.875) < 2 * half
    assert (course.without == course.with_catalyst).all()


def test_a_catalyst_never_reaches_fewer():
    """On the same random numbers no draw and no round has fewer with the catalyst."""
    network = nx.gnp_random_graph(40, 0.06, seed=2)
    graph = graph_of_pairs(40, list(network.edges()))
    free = [node for node in range(1, 40) if not network.has_edge(7, node) and node != 7][:4]
    course = spread(graph, np.array([0]), 7, np.array(free), 0.4, 6, 500, 3)
    assert (course.with_catalyst >= course.without).all()
    assert (course.with_catalyst[:, -1] > course.without[:, -1]).any()


def test_likeness_of_groupings():
    """Equal groupings agree to one, whatever their numbers; a published example gives 0.2424."""
    one = np.array([0, 0, 0, 1, 1, 1])
    assert likeness(one, 1 - one) == 1
    assert round(likeness(one, np.array([0, 0, 1, 1, 2, 2])), 4) == 0.2424
