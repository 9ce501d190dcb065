"""Cases for the benchmark of cooperation, and a plain programme for stable matching."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import networkx as nx
import numpy as np

from serpin.engines.network.problem.evidence import Market
from serpin.examples.wording import lists, title
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import TieKind

ACTIVITIES = (
    "24.44",
    "10.51",
    "20.13",
    "27.12",
    "28.92",
    "30.20",
    "23.51",
    "01.41",
    "07.29",
    "71.12",
    "72.19",
    "64.19",
)
ROLES = ("manufacturer",) * 9 + ("design_bureau", "research", "financier")
REGIONS = 80


def nation(enterprises: int, ties: int, offers: int, requests: int, seed: int) -> Case:
    """Return a country of regions with ties that are mostly near, and offers and requests in thirty trades.

    Parameters
    ----------
    enterprises, ties, offers, requests
        How many there are; ties between the same two are drawn once.
    seed
        Seed of the draws.
    """
    draws = np.random.default_rng(seed)
    start = date(2027, 1, 4)
    home = draws.integers(0, REGIONS, enterprises)
    order = np.argsort(home, kind="stable")
    first = np.searchsorted(home[order], np.arange(REGIONS + 1))
    kinds = list(TieKind)
    of = draws.integers(0, enterprises, 2 * ties)
    near = draws.random(2 * ties) < 0.7
    place = first[home[of]] + (draws.random(2 * ties) * (first[home[of] + 1] - first[home[of]])).astype(np.int64)
    to = np.where(near, order[np.minimum(place, enterprises - 1)], draws.integers(0, enterprises, 2 * ties))
    kept = of != to
    _, unique = np.unique((np.minimum(of, to) * enterprises + np.maximum(of, to))[kept], return_index=True)
    chosen = np.flatnonzero(kept)[np.sort(unique)][:ties]
    names = [f"E{number:05d}" for number in range(enterprises)]
    industries = lists()["industries"]
    data = {
        "title": "Nation",
        "start": start,
        "enterprises": [
            {
                "id": names[number],
                "name": names[number],
                "region": f"{10 + home[number] // 8}{10 + home[number] % 8}00000",
                "activity": ACTIVITIES[number % len(ACTIVITIES)],
                "roles": [ROLES[number % len(ROLES)]],
                "headcount": int(draws.integers(5, 500)),
                "size": "medium",
            }
            for number in range(enterprises)
        ],
        "ties": [
            {
                "id": f"T{number}",
                "of": names[of[row]],
                "to": names[to[row]],
                "kind": kinds[number % len(kinds)],
                "strength": round(float(draws.uniform(0.1, 0.9)), 2),
            }
            for number, row in enumerate(chosen.tolist())
        ],
        "offers": [
            {
                "id": f"O{number}",
                "owner": names[int(draws.integers(enterprises))],
                "title": title(number % len(industries), int(draws.integers(30))).technology,
                "readiness": int(draws.integers(3, 10)),
                "fields": [industries[number % len(industries)]["activity"]],
                "price": int(draws.integers(5, 100)) * 1_000_000,
                "since": start + timedelta(days=int(draws.integers(0, 400))),
                "kind": ("licence", "know_how", "equipment", "results")[int(draws.integers(4))],
            }
            for number in range(offers)
        ],
        "requests": [
            {
                "id": f"Q{number}",
                "enterprise": names[int(draws.integers(enterprises))],
                "title": title(number % len(industries), int(draws.integers(30))).demand,
                "readiness": int(draws.integers(2, 8)),
                "fields": [industries[number % len(industries)]["activity"]],
                "budget": int(draws.integers(20, 150)) * 1_000_000,
                "until": start + timedelta(days=int(draws.integers(200, 1000))),
            }
            for number in range(requests)
        ],
    }
    return Case.model_validate(data)


def small_graphs(count: int, seed: int) -> Iterator[nx.Graph]:
    """Yield random networks of 5 to 40 enterprises that have at least one tie."""
    draws = np.random.default_rng(seed)
    for _ in range(count):
        size = int(draws.integers(5, 41))
        graph = nx.gnp_random_graph(size, float(draws.uniform(0.05, 0.4)), seed=int(draws.integers(2**31)))
        if graph.number_of_edges():
            yield graph


def plain_matching(market: Market) -> dict[str, str]:
    """Return the matching in which seekers propose, by a programme that says it plainly."""
    wishes: dict[int, list[tuple[int, int, int]]] = {}
    rows = zip(
        *(column.tolist() for column in (market.seeker, market.giver, market.seeker_rank, market.giver_rank)),
        strict=True,
    )
    for seeker, giver, mine, theirs in rows:
        wishes.setdefault(seeker, []).append((mine, giver, theirs))
    for order in wishes.values():
        order.sort(reverse=True)
    held: dict[int, list[tuple[int, int]]] = {}
    free = list(wishes)
    while free:
        seeker = free.pop()
        if not wishes[seeker]:
            continue
        _, giver, rank = wishes[seeker].pop()
        group = held.setdefault(giver, [])
        group.append((rank, seeker))
        group.sort()
        if len(group) > market.places[giver]:
            free.append(group.pop()[1])
    return {market.seekers[seeker]: market.givers[giver] for giver, group in held.items() for _, seeker in group}
