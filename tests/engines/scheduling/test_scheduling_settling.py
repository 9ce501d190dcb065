"""Settling of projects among each other: what may be overbooked, and what never may."""

from __future__ import annotations

import numpy as np
import pytest
from scheduling_cases import case, project, work

from serpin.base.progress import Deadline
from serpin.engines.scheduling.model.grove import answer, grove_of
from serpin.engines.scheduling.model.instance import read
from serpin.engines.scheduling.model.lists import list_plan
from serpin.engines.scheduling.model.prices import Market, market_data
from serpin.engines.scheduling.model.responses import implied, respond
from serpin.engines.scheduling.model.settling import settle
from serpin.engines.scheduling.model.tables import arrays
from serpin.engines.scheduling.options import ObjectiveName
from serpin.vocabulary.case import Case


def portfolio(seed: int) -> Case:
    """Return eight late projects of six works with random links on one laboratory."""
    draws = np.random.default_rng(seed)
    projects = []
    for number in range(8):
        works = [
            work(
                f"W{place}",
                int(draws.integers(0, 6)),
                [f"W{other}" for other in range(place) if draws.random() < 0.4],
                use={"lab": int(draws.integers(0, 3))},
            )
            for place in range(6)
        ]
        projects.append(project(f"P{number}", works, deadline="2027-01-03", weight=int(draws.integers(1, 9))))
    return case(projects, {"lab": 4})


def market(seed: int) -> Market:
    """Return the priced portfolio after thirty rounds."""
    instance = read(portfolio(seed), None)
    data = arrays(instance, 300, None)
    objectives = (ObjectiveName.LATENESS,)
    best = list_plan(0, data, objectives, seed=1, rounds=2, deadline=Deadline(None))
    assert best is not None
    found = Market(market_data(data, best, 0), objectives, 1, 1, best, len(instance.columns))
    found.run(Deadline(None), 30)
    return found


def test_projects_that_settle_keep_their_links() -> None:
    """Whatever the prices, every work starts after all works it waits for, and lasts its days."""
    for seed in range(5):
        priced = market(seed)
        data = priced.data
        assert priced.can_settle
        grove = grove_of(data, priced.forest)
        places = priced.best.starts[grove.works]
        prices = np.ascontiguousarray(priced.best_prices.T)
        capacity = np.full_like(prices, 4.0)
        for steep in (0.0, 1.0, 100.0):
            turns = np.arange(len(data.due))
            slope = np.full(len(prices), steep * 100)
            tilts = np.zeros((len(places), 2))
            settle(grove, prices, slope, tilts, capacity, turns, places)
            starts = np.empty_like(places)
            starts[grove.works] = places
            later = np.repeat(np.arange(len(starts)), np.diff(data.before_first))
            assert (starts[later] >= starts[data.before] + data.length[data.before] + data.before_lag).all()
            assert (starts >= 0).all()


def test_the_swift_answer_to_prices_is_the_general_one() -> None:
    """Loops without branches find what those find that know calendars, modes and all links."""
    for seed in range(5):
        priced = market(seed)
        data, forest, grove = priced.data, priced.forest, grove_of(priced.data, priced.forest)
        days, count = priced.horizon + 1, len(data.release)
        sums = np.concatenate([[0.0], np.random.default_rng(seed).exponential(100.0, days - 1).cumsum()])[None, :]
        tilts = np.random.default_rng(seed).normal(0.0, 50.0, (count, 2))
        tilts[:, 1] = np.abs(tilts[:, 1])
        starts, finishes, modes = (np.zeros(count, dtype=np.int64) for _ in range(3))
        use, change, places = np.zeros((days, 1)), np.zeros((1, days)), np.zeros(count, dtype=np.int64)
        cost = respond(data, forest, sums, tilts, 0, len(data.due), starts, finishes, modes, use, False)
        other = answer(grove, sums, tilts[grove.works], 0, len(data.due), places, change)
        assert abs(cost - other) <= 1e-9 * cost
        assert (places == starts[grove.works]).all()
        assert (change == use.T).all()


def test_settling_makes_no_plan_worse_and_stays_above_the_bound() -> None:
    """The best plan after settling is as good as before at least, and not below what the prices prove."""
    for seed in range(3):
        priced = market(seed)
        before = priced.best.key
        priced.settle(Deadline(0.05))
        assert priced.best.key <= before
        assert priced.best.key[0] >= priced.bound - 1e-6


def test_a_link_that_a_chain_tells_is_implied() -> None:
    """Of A before B, B before C and A before C, only the last one is told by the others."""
    works = [work("A", 2), work("B", 0, ["A"]), work("C", 1, ["A", "B"])]
    instance = read(case([project("P", works)]), None)
    data = arrays(instance, 20, None)
    told = {(int(data.before[edge]), later) for later in range(3) for edge in range(3) if _leads_to(data, edge, later)}
    assert {pair for pair in told if implied(data)[_edge(data, *pair)]} == {(0, 2)}


def _leads_to(data, edge: int, later: int) -> bool:  # type: ignore[no-untyped-def]
    return bool(data.before_first[later] <= edge < data.before_first[later + 1])


def _edge(data, earlier: int, later: int) -> int:  # type: ignore[no-untyped-def]
    return next(edge for edge in range(3) if _leads_to(data, edge, later) and data.before[edge] == earlier)


def test_projects_that_need_no_resource_are_bounded_by_their_links() -> None:
    """Without resources there is nothing to price: bound and plan meet at what the links allow."""
    projects = [
        project(f"P{days}", [work("A", days), work("B", 1, ["A"])], deadline="2027-01-03", weight=days)
        for days in (5, 9)
    ]
    for objective in (ObjectiveName.LATENESS, ObjectiveName.VALUE):
        instance = read(case(projects), None)
        data = arrays(instance, 300, None)
        best = list_plan(0, data, (objective,), seed=1, rounds=2, deadline=Deadline(None))
        assert best is not None
        priced = Market(market_data(data, best, 0), (objective,), 1, 1, best, len(instance.columns))
        priced.run(Deadline(None), 5)
        assert priced.bound == pytest.approx(priced.best.key[0], abs=1e-6)
