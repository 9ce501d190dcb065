"""The whole answer: map, diagnosis, catalyst, matches, register, and whom to call first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from serpin.base.progress import Progress, wants_stop
from serpin.base.randomness import stream
from serpin.base.texts import mark
from serpin.engines.network.model.calls import Calls, ties_of
from serpin.engines.network.model.capacity import Capacity
from serpin.engines.network.model.catalyst import candidates, closeness_of, introductions
from serpin.engines.network.model.clusters import chains_of, clusters_of, quotients_of
from serpin.engines.network.model.communities import Grouping, grouping
from serpin.engines.network.model.diagnosis import Diagnosis
from serpin.engines.network.model.graph import Floats, Graph, flow_of, graph_of
from serpin.engines.network.model.holes import brokerage, holes
from serpin.engines.network.model.market import Exchange
from serpin.engines.network.model.paths import betweenness, cut_nodes, parts
from serpin.engines.network.model.spread import spread
from serpin.engines.network.model.teams import orders_of, teams_for
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.evidence import Market
from serpin.engines.network.problem.register import indicators_of, register
from serpin.engines.network.problem.statement import Network, can_bring_together, is_at_home, is_producing, is_public
from serpin.engines.network.result import Catalyst, Cluster, Community, NewTie, Partnerships, Position, Spread
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger, Message, Status

_SHOWN = 10
_CONFIDENT = 1.96


@dataclass(frozen=True)
class Answer:
    """The result, and the markets by which the checker sees that the matchings are stable."""

    result: Partnerships
    offers: Market | None = None
    teams: Market | None = None


class _StoppedError(Exception):
    """The listener asked to stop."""


def answer(  # noqa: PLR0917 - what was asked, and how to tell
    case: Case,
    network: Network,
    options: NetworkOptions,
    seed: int,
    progress: Progress | None,
    ledger: Callable[[], Ledger],
) -> Answer:
    """Return everything that can be said of a network, or as much as was found when the listener stops it."""
    if not case.enterprises:
        note = Message(text=mark("there are no enterprises, so that nobody can work with anybody"))
        return Answer(Partnerships(status=Status.SKIPPED, ledger=ledger(), notes=(note,)))
    found: dict[str, Any] = {"enterprises": len(case.enterprises)}
    markets: dict[str, Market] = {}
    status = Status.FEASIBLE
    try:
        _fill(found, markets, case, network, options, seed, progress)
    except _StoppedError:
        status = Status.STOPPED
    return Answer(
        Partnerships(status=status, ledger=ledger(), **found),
        markets.get("offers"),
        markets.get("teams"),
    )


def _fill(  # noqa: PLR0917 - the parts of one story
    found: dict[str, Any],
    markets: dict[str, Market],
    case: Case,
    network: Network,
    options: NetworkOptions,
    seed: int,
    progress: Progress | None,
) -> None:
    def report(done: float) -> None:
        if wants_stop(progress, done):
            raise _StoppedError

    report(0.0)
    graph = graph_of(network)
    found["transfers"], found["balances"], notes = register(case)
    found["indicators"] = indicators_of(case, found["transfers"], found["balances"])
    found["notes"] = notes
    chains = chains_of(case, network, options, seed)
    quotients = quotients_of(case, options)
    clusters = clusters_of(case, network, options, chains, quotients)
    report(0.05)
    groups = grouping(graph, options.resolution, options.runs, options.trials, options.left_out, seed)
    report(0.25)
    between, half, sampled = betweenness(graph, options.exact_paths, options.pivots, stream(seed, "network/pivots"))
    found["positions"] = _positions(network, graph, groups, between, half)
    found["communities"] = _communities(network, groups)
    found |= {"modularity": groups.modularity, "agreement": groups.agreement, "sampled": sampled}
    found |= {"chains": chains, "quotients": quotients}
    found["connected"] = int(np.bincount(parts(graph.start, graph.to)).max())
    report(0.45)
    diagnosis = Diagnosis(case, network, options)
    told = tuple(cluster.model_copy(update={"roles": diagnosis.roles(cluster)}) for cluster in clusters)
    found["clusters"] = told
    report(0.55)
    found["worth"] = closeness_of(graph, options.decay)
    catalysts, ties = _catalysts(case, network, graph, between, options)
    found |= {"catalysts": catalysts, "best_ties": ties}
    report(0.65)
    found["spread"] = _spread(case, network, graph, catalysts, options, seed)
    report(0.7)
    _partners(found, markets, case, network, graph, options, told, catalysts, notes)
    report(1.0)


def _partners(  # noqa: PLR0917 - the parts of one story
    found: dict[str, Any],
    markets: dict[str, Market],
    case: Case,
    network: Network,
    graph: Graph,
    options: NetworkOptions,
    clusters: tuple[Cluster, ...],
    catalysts: tuple[Catalyst, ...],
    notes: tuple[Message, ...],
) -> None:
    """Match offers, teams and works, and say whom to call."""
    exchange = Exchange(case, network, options)
    matches, markets["offers"] = exchange.matches()
    if exchange.left_out:
        text = mark("too many offers and requests have no codes of a common system; they were not compared by text")
        notes = (*notes, Message(text=text))
    teams, markets["teams"] = teams_for(case, network, options)
    served = {one.request for one in matches} | {one.request for one in teams}
    assignments, shortages = Capacity(case, network, options).answer()
    calls = Calls(case, network, graph, options).calls(matches, teams, assignments, clusters, catalysts)
    found |= {
        "matches": matches,
        "teams": teams,
        "unmatched": tuple(one.id for one in case.requests if one.id not in served),
        "orders": orders_of(case, options),
        "assignments": assignments,
        "shortages": shortages,
        "calls": calls,
        "ties": ties_of(calls, network, case),
        "notes": notes,
    }


def _positions(network: Network, graph: Graph, groups: Grouping, between: Floats, half: Floats) -> tuple[Position, ...]:
    constraint, effective = holes(graph)
    brokered = brokerage(*flow_of(network), groups.group)
    needed = cut_nodes(graph.start, graph.to)
    strength = np.bincount(np.repeat(np.arange(graph.size), np.diff(graph.start)), graph.weight, minlength=graph.size)
    return tuple(
        Position(
            enterprise=firm.id,
            partners={kind: len(partners) for kind, partners in network.kinds[firm.id].items()},
            degree=int(graph.start[place + 1] - graph.start[place]),
            strength=float(strength[place]),
            betweenness=float(between[place]),
            low=max(0.0, float(between[place] - half[place])),
            high=float(between[place] + half[place]),
            constraint=None if np.isnan(constraint[place]) else float(constraint[place]),
            effective_size=float(effective[place]),
            coordinator=int(brokered[place, 0]),
            itinerant=int(brokered[place, 1]),
            gatekeeper=int(brokered[place, 2]),
            representative=int(brokered[place, 3]),
            liaison=int(brokered[place, 4]),
            needed=bool(needed[place]),
            community=int(groups.group[place]) + 1,
            stability=float(groups.steadiness[place]),
        )
        for place, firm in enumerate(network.enterprises)
    )


def _communities(network: Network, groups: Grouping) -> tuple[Community, ...]:
    members: list[list[str]] = [[] for _ in groups.stability]
    for firm, group in zip(network.enterprises, groups.group.tolist(), strict=True):
        members[group].append(firm.id)
    return tuple(
        Community(number=number, members=tuple(group), stability=float(groups.stability[number - 1]))
        for number, group in enumerate(members, start=1)
    )


def _catalysts(
    case: Case, network: Network, graph: Graph, between: Floats, options: NetworkOptions
) -> tuple[tuple[Catalyst, ...], tuple[NewTie, ...]]:
    """Return the actors that would connect most that is apart, and the most valuable single ties."""
    firms = network.enterprises
    home = np.array([is_at_home(one, case) for one in firms])
    public = np.array([is_public(one) for one in firms])
    allowed = home & np.array([is_producing(one) for one in firms])
    actors = candidates(graph, public & home, between, options.catalysts)
    able = np.array([can_bring_together(one) for one in firms])
    actors = actors[home[actors] & able[actors]]
    chosen, worth, best, value = introductions(
        graph.start, graph.to, actors, allowed, options.introductions, options.decay
    )
    order = np.lexsort((actors, -np.round(worth.sum(axis=1), 9)))
    found = [
        Catalyst(
            enterprise=firms[actors[row]].id,
            public=bool(public[actors[row]]),
            targets=tuple(
                NewTie(enterprise=firms[actors[row]].id, partner=firms[node].id, worth=float(worth[row, turn]))
                for turn, node in enumerate(chosen[row].tolist())
                if node >= 0
            ),
            worth=float(worth[row].sum()),
        )
        for row in order.tolist()
        if best[row] >= 0
    ]
    shown = found[:_SHOWN]
    for kind in (True, False):
        first = next((one for one in found if one.public is kind), None)
        if first is not None and first not in shown:
            shown.append(first)
    ties: dict[frozenset[str], NewTie] = {}
    for row in np.lexsort((actors, -np.round(value, 9))).tolist():
        if best[row] >= 0:
            one, other = firms[actors[row]].id, firms[best[row]].id
            ties.setdefault(frozenset((one, other)), NewTie(enterprise=one, partner=other, worth=float(value[row])))
    return tuple(shown), tuple(ties.values())[:_SHOWN]


def _spread(  # noqa: PLR0917 - the parts of one story
    case: Case,
    network: Network,
    graph: Graph,
    catalysts: tuple[Catalyst, ...],
    options: NetworkOptions,
    seed: int,
) -> Spread | None:
    """Return how cooperation spreads with and without the first catalyst; nothing where there is none."""
    if not catalysts:
        return None
    starters = starters_of(case, graph, network)
    places = network.places
    catalyst = catalysts[0]
    course = spread(
        graph,
        np.array([places[code] for code in starters], np.int64),
        places[catalyst.enterprise],
        np.array([places[tie.partner] for tie in catalyst.targets], np.int64),
        options.passing,
        options.rounds,
        options.draws,
        seed,
    )

    def half(values: Floats) -> Floats:
        return np.asarray(_CONFIDENT * values.std(axis=0, ddof=1) / np.sqrt(options.draws))

    gains = (course.with_catalyst[:, -1] - course.without[:, -1]).astype(float)
    gain, width = float(gains.mean()), float(half(gains))
    return Spread(
        starters=starters,
        without=tuple(course.without.mean(axis=0).tolist()),
        without_half=tuple(half(course.without.astype(float)).tolist()),
        with_catalyst=tuple(course.with_catalyst.mean(axis=0).tolist()),
        with_half=tuple(half(course.with_catalyst.astype(float)).tolist()),
        gain=gain,
        low=gain - width,
        high=gain + width,
    )


def starters_of(case: Case, graph: Graph, network: Network) -> tuple[str, ...]:
    """Return who cooperates today: sides of agreements and partners of projects, else the best connected one."""
    found = Counter(code for one in case.agreements for code in (one.giver, one.taker))
    for project in case.projects:
        if len(project.partners) > 1:
            found.update(partner.enterprise for partner in project.partners)
    if found:
        return tuple(sorted(found, key=lambda code: network.places[code]))
    return (network.enterprises[int(np.argmax(np.diff(graph.start)))].id,)
