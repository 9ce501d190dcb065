"""Cooperation against plain networkx, in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.network_cases import nation, plain_matching, small_graphs
from serpin.engines.network.model.catalyst import closeness_of, worth_of_ties
from serpin.engines.network.model.communities import grouping, louvain, modularity
from serpin.engines.network.model.graph import Graph, build, graph_of
from serpin.engines.network.model.holes import holes
from serpin.engines.network.model.market import Exchange
from serpin.engines.network.model.matching import deferred_acceptance
from serpin.engines.network.model.paths import betweenness, cut_nodes, parts
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.closeness import closeness
from serpin.engines.network.problem.evidence import blocking
from serpin.engines.network.problem.statement import state
from serpin.engines.network.verb import connect
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import TieKind

OURS, THEIRS = "serpin", "networkx"


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the figures and write them."""
    options = _parse(arguments)
    warm = nation(60, 200, 20, 20, options.seed)
    connect(warm, seed=options.seed)
    summary: dict[str, Any] = {"karate": _karate()}
    _say("karate", summary["karate"])
    summary["small"] = _small(options)
    _say("small", summary["small"])
    case, made = _timed(lambda: nation(options.enterprises, options.ties, 0, 0, options.seed))
    summary["making_the_case_seconds"] = made
    summary["map"] = _map(case, options)
    _say("map", summary["map"])
    summary["parts"] = _parts(case, options)
    for row in summary["parts"]:
        _say("parts", row)
    summary["matching"] = _matching(options)
    _say("matching", summary["matching"])
    if options.output:
        machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        document = {"summary": summary, "options": vars(options), "machine": machine, "date": str(date.today())}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench network")
    parser.add_argument("-o", "--output", help="JSON file to write")
    parser.add_argument("--enterprises", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=100_000)
    parser.add_argument("--offers", type=int, default=5_000)
    parser.add_argument("--graphs", type=int, default=100, help="small random networks for comparison")
    parser.add_argument("--peer-pivots", type=int, default=20, help="sources of the betweenness of networkx")
    parser.add_argument("--exact", action="store_true", help="also count all shortest paths of the large network")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, round(time.perf_counter() - start, 3)


def _karate() -> dict[str, Any]:
    """Return the published figures of Zachary's club, and ours."""
    club = nx.karate_club_graph()
    graph = build(34, np.array(club.edges()), np.ones(club.number_of_edges()))
    found, _, _ = betweenness(graph, 100, 16, np.random.default_rng(1))
    groups = grouping(graph, 1.0, 20, 0, 0.0, 1)
    constraint, _ = holes(graph)
    return {
        "betweenness_of_1_and_34": [round(float(found[0]), 2), round(float(found[33]), 2)],
        "betweenness_published": [231.07, 160.55],
        "modularity": round(groups.modularity, 4),
        "modularity_published": 0.4198,
        "communities": int(groups.group.max()) + 1,
        "communities_published": 4,
        "constraint_of_1": round(float(constraint[0]), 4),
        "constraint_published": 0.1554,
    }


def _small(options: argparse.Namespace) -> dict[str, Any]:
    """Return the largest difference to networkx, and to counting by definition, over small random networks."""
    worst = dict.fromkeys(("betweenness", "constraint", "effective_size", "cut_nodes", "worth_of_a_tie"), 0.0)
    for network in small_graphs(options.graphs, options.seed):
        size = network.number_of_nodes()
        graph = build(size, np.array(network.edges()), np.ones(network.number_of_edges()))
        theirs = nx.betweenness_centrality(network, normalized=False)
        ours, _, _ = betweenness(graph, 1000, 16, np.random.default_rng(1))
        worst["betweenness"] = max(worst["betweenness"], *(abs(ours[n] - theirs[n]) for n in network))
        constraint, effective = holes(graph)
        burt, sizes = nx.constraint(network), nx.effective_size(network)
        tied = [node for node in network if network.degree(node)]
        worst["constraint"] = max(worst["constraint"], *(abs(constraint[n] - burt[n]) for n in tied))
        worst["effective_size"] = max(worst["effective_size"], *(abs(effective[n] - sizes[n]) for n in tied))
        cuts = set(np.flatnonzero(cut_nodes(graph.start, graph.to)).tolist())
        worst["cut_nodes"] = max(worst["cut_nodes"], len(cuts ^ set(nx.articulation_points(network))))
        names, pairs = [str(n) for n in network], [(str(a), str(b)) for a, b in network.edges()]
        before = closeness(names, pairs, 0.5)
        gains = worth_of_ties(graph.start, graph.to, 0, np.zeros(0, np.int64), 0.5)
        for other in range(1, size):
            if not network.has_edge(0, other):
                true = closeness(names, [*pairs, ("0", str(other))], 0.5) - before
                worst["worth_of_a_tie"] = max(worst["worth_of_a_tie"], abs(true - gains[other]))
    return {"graphs": options.graphs} | {name: float(f"{value:.3g}") for name, value in worst.items()}


def _map(case: Case, options: argparse.Namespace) -> dict[str, Any]:
    """Return how long the whole map takes: positions, communities, chains, clusters, gaps, catalyst, spread."""
    found, seconds = _timed(lambda: connect(case, seed=options.seed, options=NetworkOptions(passing=0.1)))
    return {
        "enterprises": len(case.enterprises),
        "pairs": len(state(case, NetworkOptions()).weights),
        "seconds": seconds,
        "limit": 30,
        "sound": found.is_sound,
        "communities": len(found.communities),
        "modularity": round(found.modularity, 4),
        "clusters": len(found.clusters),
        "betweenness_sampled": found.sampled,
        "catalyst_gain": [round(value, 1) for value in (found.spread.low, found.spread.gain, found.spread.high)]
        if found.spread
        else None,
    }


def _parts(case: Case, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the seconds of single parts, ours and those of networkx."""
    network = state(case, NetworkOptions())
    graph = graph_of(network)
    plain = nx.Graph()
    plain.add_nodes_from(range(graph.size))
    plain.add_weighted_edges_from((network.places[a], network.places[b], w) for (a, b), w in network.weights.items())
    draws = np.random.default_rng(options.seed)
    rows = []

    def row(name: str, ours: Callable[[], Any], theirs: Callable[[], Any], note: str = "") -> tuple[Any, Any]:
        mine, fast = _timed(ours)
        other, slow = _timed(theirs)
        rows.append({"part": name, OURS: fast, THEIRS: slow, "note": note})
        return mine, other

    pivots, few = NetworkOptions().pivots, options.peer_pivots
    ours, _ = row(
        "betweenness",
        lambda: betweenness(graph, 0, pivots, draws),
        lambda: nx.betweenness_centrality(plain, k=few, seed=1, normalized=False),
        f"{pivots} sources against {few}",
    )
    groups, others = row(
        "communities",
        lambda: louvain(graph, 1.0, np.random.default_rng(1)),
        lambda: nx.community.louvain_communities(plain, seed=1),
    )
    rows[-1]["modularity"] = [
        round(modularity(graph, groups), 4),
        round(nx.community.modularity(plain, others), 4),
    ]
    sample = list(range(50))
    row("constraint", lambda: holes(graph), lambda: nx.constraint(plain, sample, "weight"), "all against 50")
    row("cut nodes", lambda: cut_nodes(graph.start, graph.to), lambda: list(nx.articulation_points(plain)))
    row("parts", lambda: parts(graph.start, graph.to), lambda: list(nx.connected_components(plain)))
    _, seconds = _timed(lambda: closeness_of(graph, 0.5))
    rows.append({"part": "closeness", OURS: seconds})
    if options.exact:
        exact, seconds = _timed(lambda: betweenness(graph, graph.size, pivots, draws))
        rows.append({"part": "betweenness, exact", OURS: seconds} | _coverage(graph, exact[0], ours))
    return rows


def _coverage(graph: Graph, exact: np.ndarray, sampled: tuple[np.ndarray, np.ndarray, bool]) -> dict[str, Any]:
    value, half, _ = sampled
    inside = np.abs(value - exact) <= half
    top = np.argsort(-exact)[: max(10, graph.size // 100)]
    error = np.abs(value[top] - exact[top]) / exact[top]
    return {
        "intervals_that_hold_the_exact_value": round(float(inside.mean()), 4),
        "median_error_of_the_top_percent": round(statistics.median(error.tolist()), 4),
    }


def _matching(options: argparse.Namespace) -> dict[str, Any]:
    """Return how long offers and requests take, and whether the matching is stable and that of a plain programme."""
    case = nation(2_000, 4_000, options.offers, options.offers, options.seed)
    choices = NetworkOptions()
    network = state(case, choices)
    (matches, market), seconds = _timed(lambda: Exchange(case, network, choices).matches())
    matched = {match.request: match.offer for match in matches}
    plain, slow = _timed(lambda: plain_matching(market))
    ours = {market.seekers[s]: market.givers[g] for s, g in deferred_acceptance(market).items()}
    return {
        "offers": len(case.offers),
        "requests": len(case.requests),
        "possible_pairs": len(market.seeker),
        "matched": len(matches),
        "seconds": seconds,
        "limit": 20,
        "blocking_pair": blocking(market, matched),
        "equal_to_plain_programme": plain == ours == matched,
        "plain_programme_seconds_for_acceptance_alone": slow,
        "kinds_of_tie": len(TieKind),
    }


def _say(name: str, figures: dict[str, Any]) -> None:
    sys.stderr.write(f"{name}: {json.dumps(figures)}\n")
