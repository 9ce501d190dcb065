"""Problems without their days off: what is left out, when it may be, and that values and bounds stay true."""

from __future__ import annotations

from typing import Any

import numpy as np
from scheduling_cases import case, project, work

from serpin import schedule
from serpin.base.progress import Deadline
from serpin.engines.scheduling.model.data import Data
from serpin.engines.scheduling.model.grove import answer, grove_of
from serpin.engines.scheduling.model.instance import read
from serpin.engines.scheduling.model.lists import key_of, list_plan
from serpin.engines.scheduling.model.prices import Market, market_data
from serpin.engines.scheduling.model.responses import respond
from serpin.engines.scheduling.model.tables import arrays
from serpin.engines.scheduling.model.worktime import without_days_off
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.vocabulary.case import Case

LATE = (ObjectiveName.LATENESS,)
WEEK = {"week": [1, 2, 3, 4, 5], "country": ""}


def weekly(seed: int, calendars: tuple[Any, ...] = (WEEK, WEEK), lag: int = 0) -> Case:
    """Return four late projects of four works on two resources that rest, on a case that works every day."""
    draws = np.random.default_rng(seed)
    projects = []
    for number in range(4):
        works = []
        for place in range(4):
            code = ("lab", "bureau")[int(draws.integers(0, 2))]
            entry = work(f"W{place}", int(draws.integers(1, 7)), [f"W{place - 1}"] if place else [], use={code: 1})
            for link in entry["after"]:
                link["lag"] = lag
            works.append(entry)
        projects.append(project(f"P{number}", works, deadline="2027-01-03", weight=int(draws.integers(1, 9))))
    whole = case(projects, {"lab": 1, "bureau": 1}).model_dump(mode="json")
    whole["calendar"] = {"week": [1, 2, 3, 4, 5, 6, 7], "country": ""}
    for resource, calendar in zip(whole["resources"], calendars, strict=True):
        resource["calendar"] = calendar
    return Case.model_validate(whole)


def tables(given: Case) -> Data:
    """Return the arrays of a case for three hundred days."""
    return arrays(read(given, None), 300, None)


def market_of(data: Data) -> Market:
    """Return the prices of a problem that has a first plan."""
    first = list_plan(0, data, LATE, seed=1, rounds=2, deadline=Deadline(None))
    assert first is not None
    return Market(market_data(data, first, 0), LATE, 1, 1, first, 2)


def test_weekends_that_all_works_share_are_left_out() -> None:
    """Of three hundred days from a Monday on, five of seven stay, and each is found again among all days."""
    found = without_days_off(tables(weekly(1)))
    assert found is not None
    data, time = found
    assert len(data.capacity) == len(time.days) == 215
    assert time.days[:7].tolist() == [0, 1, 2, 3, 4, 7, 8]
    begins, ends = time.prolonged(np.array([3, 5]), np.array([5, 6]))
    assert (begins.tolist(), ends.tolist()) == ([3, 7], [5, 8])
    assert time.shortened(ends).tolist() == [5, 6]


def test_days_off_stay_where_works_rest_on_different_days_or_links_have_lags() -> None:
    """Two different weeks, a resource that never rests, or a lag that runs on over the weekend forbid to leave out."""
    other = {"week": [2, 3, 4, 5, 6], "country": ""}
    assert without_days_off(tables(weekly(1, (WEEK, other)))) is None
    assert without_days_off(tables(weekly(1, (WEEK, None)))) is None
    assert without_days_off(tables(weekly(1, lag=1))) is None


def test_prices_without_days_off_bound_the_best_plan_with_them() -> None:
    """The bound lies below the optimum that CP-SAT proves with calendars, and plans are worth what all days say."""
    for seed in range(3):
        given = weekly(seed)
        best = schedule(given, seed=1, options=SchedulingOptions(objectives=LATE, seconds=20, workers=1))
        assert best.status.value == "optimal"
        assert best.is_sound
        data = tables(given)
        market = market_of(data)
        market.run(Deadline(None), 60)
        market.settle(Deadline(0.05))
        found = market.best
        assert found.key == key_of(data, LATE, modes=found.modes, starts=found.starts, finishes=found.finishes)
        assert market.bound <= best.objectives[0].value * 1000 + 1e-6 <= found.key[0] + 2e-6
        assert market.bound >= 0.7 * found.key[0]


def test_the_short_loops_know_calendars() -> None:
    """Works that rest on different days are placed as by the general answer to prices, at the same cost."""
    other = {"week": [1, 2, 3, 6, 7], "country": ""}
    for seed in range(4):
        data = tables(weekly(seed, (WEEK, other), lag=seed % 2))
        market = market_of(data)
        assert market.can_settle
        data, forest, grove = market.data, market.forest, grove_of(market.data, market.forest)
        days, count = market.horizon + 1, len(data.release)
        sums = np.zeros((2, days))
        np.cumsum(np.random.default_rng(seed).exponential(1000.0, (2, days - 1)), axis=1, out=sums[:, 1:])
        tilts = np.zeros((count, 2))
        starts, finishes, modes = (np.zeros(count, dtype=np.int64) for _ in range(3))
        places = np.zeros(count, dtype=np.int64)
        use, change = np.zeros((days, 2)), np.zeros((2, days))
        cost = respond(data, forest, sums, tilts, 0, len(data.due), starts, finishes, modes, use, False)
        assert abs(answer(grove, sums, tilts, 0, len(data.due), places, change) - cost) <= 1e-9 * cost
        assert (places == starts[grove.works]).all()
        assert (change == use.T).all()


def test_projects_on_different_weeks_settle_above_the_bound() -> None:
    """With two different weeks the bound stays below the proven optimum, and the best plan keeps its links."""
    other = {"week": [1, 2, 3, 6, 7], "country": ""}
    for seed in range(3):
        given = weekly(seed, (WEEK, other))
        best = schedule(given, seed=1, options=SchedulingOptions(objectives=LATE, seconds=20, workers=1))
        assert best.status.value == "optimal"
        data = tables(given)
        market = market_of(data)
        market.run(Deadline(None), 60)
        market.settle(Deadline(0.05))
        found = market.best
        later = np.repeat(np.arange(len(found.starts)), np.diff(data.before_first))
        assert (found.starts[later] >= found.finishes[data.before]).all()
        assert market.bound <= best.objectives[0].value * 1000 + 1e-6 <= found.key[0] + 2e-6


def test_prices_stand_on_worked_days_only() -> None:
    """On Saturdays and Sundays nobody works, and nothing is paid."""
    data = tables(weekly(2))
    market = market_of(data)
    market.run(Deadline(None), 30)
    prices = market.best_prices
    weekend = np.arange(len(prices)) % 7 >= 5
    assert (prices[weekend] == 0).all()
    assert (prices[~weekend] > 0).any()
