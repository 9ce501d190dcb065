"""Coordination against networkx and a plain mixed-integer programme, in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from itertools import combinations, pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.coordination_peers import cut_with_networkx, optimum_with_milp, order_with_milp
from serpin.base.progress import Deadline
from serpin.engines.coordination.model.announce import Search, announce, lasting_needs
from serpin.engines.coordination.model.budget import corners
from serpin.engines.coordination.model.cut import best_coalition
from serpin.engines.coordination.model.kernel import equal_support, fall, rise
from serpin.engines.coordination.model.network import Network, assemble, restrict
from serpin.engines.coordination.model.order import greedy_order, promises_of
from serpin.engines.coordination.problem.game import LAST_DAY

UNIT = 10**6


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the figures and write them."""
    options = _parse(arguments)
    _warm_up()
    summary: dict[str, Any] = {"brute_force": _brute_force(options.games)}
    _say("brute force", summary["brute_force"])
    for kind, hopeless in (("trust", 0.0), ("transfers", 0.1)):
        summary[kind] = _large(options, hopeless)
        for name, part in summary[kind].items():
            _say(f"{kind}, {name}", part)
    summary["optimum_milp"] = _optimum_milp(options)
    _say("optimum_milp", summary["optimum_milp"])
    summary["coalitions"] = _coalitions(options)
    for row in summary["coalitions"]:
        _say("coalitions", row)
    if options.output:
        machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        document = {"summary": summary, "options": vars(options), "machine": machine, "date": time.strftime("%Y-%m-%d")}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench coordination")
    parser.add_argument("-o", "--output", help="JSON file to write")
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--groups", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=14.0, help="time limit of one search for an order")
    parser.add_argument("--coalition-seconds", type=float, default=10.0, help="time limit of a coalition, for both")
    parser.add_argument("--peer-seconds", type=float, default=60.0, help="time limit of a peer")
    parser.add_argument("--games", type=int, default=200, help="random games for brute force")
    parser.add_argument("--repeats", type=int, default=2, help="coalitions of each size")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def economy(  # noqa: PLR0917 - figures of one recipe
    projects: int, links: int, groups: int, seed: int, shares: tuple[float, float], hopeless: float = 0.0
) -> Network:
    """Return a random economy: each loses alone a share, between two limits, of what all others together give it.

    Hopeless ones lose two and a half times as much as they can gain; in most of the rest they break the trust.
    """
    draws = np.random.default_rng(seed)
    gainers = draws.integers(0, projects, links)
    givers = (gainers + draws.integers(1, projects, links)) % projects
    amounts = (draws.exponential(1.0, links) * UNIT).astype(np.int64) + 1
    members = [draws.choice(projects, 3, replace=False).tolist() for _ in range(groups)]
    gains = [(draws.exponential(1.0, 3) * UNIT).astype(np.int64).tolist() for _ in range(groups)]
    total = np.zeros(projects, np.int64)
    np.add.at(total, gainers, amounts)
    for seats, shared in zip(members, gains, strict=True):
        np.add.at(total, seats, shared)
    share = draws.uniform(*shares, projects)
    share[draws.random(projects) < hopeless] = 2.5
    base = -(share * total).astype(np.int64)
    dates = (np.zeros(projects, np.int64), np.full(projects, LAST_DAY, np.int64))
    nothing = np.zeros(projects, np.int64)
    return assemble(
        base,
        nothing,
        np.zeros(projects, np.bool_),
        dates,
        (gainers, givers, amounts),
        (members, gains, [0] * groups),
    )


def _warm_up() -> None:
    """Compile once for this machine."""
    network = economy(60, 300, 10, 0, (0.3, 0.9))
    nobody = np.zeros(network.size, np.bool_)
    rise(network, np.zeros(network.size, np.int64), 1, nobody)
    fall(network, np.zeros(network.size, np.int64), ~nobody)
    equal_support(network)
    corners(network, np.ones(network.size, np.int64), 4)
    announce(network, Search(Deadline(2), 1, 0))


def _timed(function: Callable[[], Any], times: int = 5) -> tuple[Any, float]:
    """Return the answer and the median of the seconds of some calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        answer = function()
        seconds.append(time.perf_counter() - start)
    return answer, round(statistics.median(seconds), 4)


def _large(options: argparse.Namespace, hopeless: float) -> dict[str, Any]:
    """Measure equilibria, optimum, budget curve and order of announcement on one large economy."""
    network = economy(options.projects, options.links, options.groups, options.seed, (0.2, 0.9), hopeless)
    nothing, nobody = np.zeros(network.size, np.int64), np.zeros(network.size, np.bool_)
    least, seconds_least = _timed(lambda: rise(network, nothing, 1, nobody))
    greatest, seconds_greatest = _timed(lambda: fall(network, nothing, ~nobody))
    best, seconds_best = _timed(lambda: best_coalition(network))
    found = {
        "equilibria": {
            "least": int(least.sum()),
            "greatest": int(greatest.sum()),
            "seconds": round(seconds_least + seconds_greatest, 4),
        },
        "optimum": {"projects": int(best.included.sum()), "value": best.value, "seconds": seconds_best},
    }
    value, seconds = _timed(lambda: cut_with_networkx(network), 1)
    found["optimum_networkx"] = {"value": value, "seconds": seconds, "same": value == best.value}
    cost = np.random.default_rng(options.seed).integers(1, 100, network.size).astype(np.int64)
    curve, seconds = _timed(lambda: corners(network, cost, 13), 1)
    found["budget_curve"] = {"points": len(curve), "seconds": seconds}
    small, _ = restrict(network, best.included & ~least, least)
    start = time.perf_counter()
    order = announce(small, Search(Deadline(options.seconds), options.seed, 80))
    seconds = round(time.perf_counter() - start, 2)
    lasting = lasting_needs(small)
    draws = np.random.default_rng(options.seed)
    found["announcement"] = {
        "projects": small.size,
        "naive": int(np.maximum(0, -small.base).sum()),
        "equal": int(equal_support(small)) * small.size,
        "random_order": int(promises_of(small, draws.permutation(small.size)).sum()),
        "smallest_loss_first": int(promises_of(small, np.argsort(-small.base)).sum()),
        "greedy": int(promises_of(small, greedy_order(small, lasting, 0.0)).sum()),
        "found": order.cost,
        "bound": order.bound,
        "spent_in_any_case": int(lasting.sum()),
        "seconds": seconds,
    }
    return found


def _optimum_milp(options: argparse.Namespace) -> dict[str, Any]:
    """Compare the cut with a plain mixed-integer programme, on an economy of a tenth of the size."""
    sizes = (options.projects // 10, options.links // 10, options.groups // 10)
    network = economy(*sizes, options.seed, (0.2, 0.9), 0.1)
    best, seconds = _timed(lambda: best_coalition(network))
    value, peer_seconds = _timed(lambda: optimum_with_milp(network, options.peer_seconds), 1)
    same = value is not None and abs(value - best.value) <= 1e-6 * best.value
    return {"projects": sizes[0], "seconds": seconds, "milp_seconds": peer_seconds, "same": same}


def _coalitions(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Order coalitions of some sizes to proof, and the same by a plain mixed-integer programme."""
    rows = []
    for size, mean in ((20, 4), (20, 8), (40, 4), (40, 8), (80, 4)):
        runs = []
        for repeat in range(options.repeats):
            whole = economy(size, size * mean, 0, options.seed + repeat, (0.3, 0.8))
            nobody = np.zeros(size, np.bool_)
            inside = fall(whole, np.zeros(size, np.int64), ~nobody)
            network, _ = restrict(whole, inside, nobody)
            start = time.perf_counter()
            order = announce(network, Search(Deadline(options.coalition_seconds), options.seed, 80))
            seconds = time.perf_counter() - start
            start = time.perf_counter()
            peer = order_with_milp(network, options.coalition_seconds)
            runs.append((network, order, seconds, peer, time.perf_counter() - start))
        rows.append(
            {
                "projects": size,
                "links_of_each": mean,
                "members": [network.size for network, *_ in runs],
                "naive": [int(np.maximum(0, -network.base).sum()) for network, *_ in runs],
                "greedy": [
                    int(promises_of(network, greedy_order(network, lasting_needs(network), 0.0)).sum())
                    for network, *_ in runs
                ],
                "found": [order.cost for _, order, *_ in runs],
                "bound": [order.bound for _, order, *_ in runs],
                "proven": sum(order.cost - order.bound <= 1e-6 * order.cost for _, order, *_ in runs),
                "seconds": [round(seconds, 2) for _, _, seconds, *_ in runs],
                "milp": [peer.cost for *_, peer, _ in runs],
                "milp_bound": [peer.bound for *_, peer, _ in runs],
                "milp_seconds": [round(seconds, 2) for *_, seconds in runs],
            }
        )
    return rows


def _brute_force(games: int) -> dict[str, int]:
    """Compare all that is found for random games of up to seven players with trying all sets and all orders."""
    same = 0
    for number in range(games):
        draws = np.random.default_rng(number)
        size = int(draws.integers(2, 8))
        network = economy(size, int(draws.integers(1, 4 * size)), int(size > 3), number, (0.0, 1.2))
        nothing, nobody = np.zeros(size, np.int64), np.zeros(size, np.bool_)
        payoffs = {members: _payoffs(network, members) for count in range(size + 1) for members in _sets(size, count)}
        steady = [
            set(members)
            for members, payoff in payoffs.items()
            if all(payoff[one] >= 0 if one in members else payoff[one] <= 0 for one in range(size))
        ]
        best = best_coalition(network)
        small, numbers = restrict(network, best.included, nobody)
        order = announce(small, Search(Deadline(10), 1, 80))
        costs = [int(promises_of(small, np.array(each, np.int64)).sum()) for each in permutations(range(len(numbers)))]
        same += (
            set(np.flatnonzero(rise(network, nothing, 1, nobody))) == set.intersection(*steady)
            and set(np.flatnonzero(fall(network, nothing, ~nobody))) == set.union(*steady)
            and best.value == max(sum(payoff[one] for one in members) for members, payoff in payoffs.items())
            and order.cost == min(costs) == order.bound
        )
    return {"games": games, "same": same}


def _sets(size: int, count: int) -> list[tuple[int, ...]]:
    return list(combinations(range(size), count))


def _payoffs(network: Network, members: tuple[int, ...]) -> list[int]:
    """Return what each player gains, or would gain, beside some members."""
    found = network.base.tolist()
    for player, (first, last) in enumerate(pairwise(network.gain_start)):
        found[player] += sum(
            int(network.gain_amount[link]) for link in range(first, last) if int(network.gain_from[link]) in members
        )
    for first, last in pairwise(network.group_start):
        seats = network.group_member[first:last].tolist()
        for slot, player in zip(range(first, last), seats, strict=True):
            if all(other in members for other in seats if other != player):
                found[player] += int(network.group_amount[slot])
    return found


def _say(name: str, part: dict[str, Any]) -> None:
    sys.stdout.write(f"{name}: {', '.join(f'{key} {value}' for key, value in part.items())}\n")
    sys.stdout.flush()
