"""Lagrangian decomposition by project: prices for resources, a proven bound, and orders for the list scheduler.

Textbook: ``scheduling.md``, section on prices.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

import numpy as np

from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.scheduling.model.bounds import earliest
from serpin.engines.scheduling.model.data import FAR, Data, Ints, lanes_of, shortened
from serpin.engines.scheduling.model.evolution import justify
from serpin.engines.scheduling.model.grove import NEVER, Grove, answer, grove_of
from serpin.engines.scheduling.model.kernel import forward
from serpin.engines.scheduling.model.lists import Sketch, key_of
from serpin.engines.scheduling.model.orders import tails, topological
from serpin.engines.scheduling.model.postponing import postponed
from serpin.engines.scheduling.model.responses import Floats, Forest, grow, respond
from serpin.engines.scheduling.model.settling import finishes_of, heads, settle
from serpin.engines.scheduling.model.swift import Hasty, is_plain
from serpin.engines.scheduling.model.worktime import WorkTime, without_days_off
from serpin.engines.scheduling.options import ObjectiveName

_PATIENCE = 10
_MEMORY = 0.9
_INERTIA = 0.6
_CONVERGED = 1e-3
_PLANNING = 0.4
_LONG = 0.95
_PLANNING_SETTLED = 0.1
_PLANNING_LATE = 20.0
_LOCAL, _REACH = 0.7, 15.0
_STEEP, _STEEPER, _STEEPEST = (3.0, 5.0), 1.2, 100.0
_TURNS = 100


@dataclass
class Market:
    """Prices of resources, what projects answer to them, and the plans that are made from the answers.

    Parameters
    ----------
    data
        The problem, for as many days as the last project may need without waiting (:func:`market_data`).
    objectives
        What counts, the most important first; lateness or value is priced.
    seed
        Seed of all random choices.
    workers
        Threads.
    best
        The best plan so far.
    resources
        Number of resources that can bind.
    """

    data: Data
    objectives: tuple[ObjectiveName, ...]
    seed: int
    workers: int
    best: Sketch
    resources: int

    def __post_init__(self) -> None:
        self.values = self.objectives[0] is ObjectiveName.VALUE
        self._all_days = data = self.data
        worked = None if self.values else without_days_off(data)
        self._time: WorkTime | None = None
        if worked is not None:
            data, self._time = worked
            self.data = data
        first = self._worked(self.best.starts)
        self._plain = is_plain(data)
        calm = is_plain(data._replace(calendar=np.full_like(data.calendar, -1)))
        count = len(data.release)
        zero = np.zeros(count, dtype=np.int64)
        shortest = np.array(
            [
                min(range(data.mode_first[w], data.mode_first[w + 1]), key=lambda mode: data.length[mode])
                for w in range(count)
            ],
            dtype=np.int64,
        )
        natural = topological(data, data.project)
        end = int(max(self._worked(self.best.finishes).max(initial=0), data.base.max(initial=0)))
        tail = tails(data, shortest, natural, zero)
        # After the end of the best plan no price stands, so whatever is left takes no longer than its longest chain.
        # Value is bounded for plans that end within the days of the data only: who may pay ever later pays nothing.
        self.end = len(data.capacity) - 1 if self.values else end
        last = np.zeros(count, dtype=np.int64)
        earliest(data, natural, np.maximum(data.release, self.end), last)
        self.horizon = min(len(data.capacity) - 1, int(last.max(initial=self.end)) + 1)
        days = np.arange(self.horizon + 1)
        worth = np.exp(-0.5 * data.decay * np.arange(2 * self.horizon + 3)) if self.values else np.zeros(0)
        charge = self._charges(days, worth)
        lanes = lanes_of(data, data.demand)
        later = np.repeat(np.arange(count), np.diff(data.before_first))
        single = len(data.length) == count
        within = bool((data.project[data.before] == data.project[later]).all())
        self._used = np.arange(lanes.shape[1]) < self.resources
        self._capacity = lanes_of(data, data.capacity[: self.end])[:, self._used].astype(np.float64)
        if self._plain or (calm and single):
            self.data = data = data._replace(release=heads(data))
        self.forest: Forest = grow(data, natural, tail, charge=charge, worth=worth, lanes=lanes[:, self._used])
        self._grove: Grove | None = None
        if calm and within and single and bool((finishes_of(data, data.release) <= self.horizon).all()):
            self._grove = grove_of(data, self.forest)
        self.prices: Floats = self._first_prices(lanes[:, self._used][shortest] * data.length[shortest][:, None])
        self.bound = -np.inf
        self.starts = first.astype(np.float64)
        self.answer_starts = first.copy()
        self._lister = self._lister_of(self.data)
        self._lock = threading.Lock()
        self.stopped = False
        self.rounds = 0
        self._theta, self._waited = 1.0, 0
        kinds = self.forest.dropped[:, 2]
        self._ends = (np.isin(kinds, (0, 2)), np.isin(kinds, (2, 3)))
        self.tolls: Floats = np.zeros(len(self.forest.dropped))
        self._kept = (self.prices, self.tolls)
        self._turn = (np.zeros_like(self.prices), np.zeros_like(self.tolls))
        self._swing = (np.zeros_like(self.prices), np.zeros_like(self.tolls))

    def _charges(self, days: Ints, worth: Floats) -> Floats:
        """Return (P, H+1) what each project costs by the day on which it is finished."""
        if self.values:
            charge = -self.data.gain_last[:, None] * worth[None, 2 * days]
        else:
            real = self._all_days
            done = np.maximum(days if self._time is None else self._time.last_day(days), real.base[:, None])
            charge = (real.weight[:, None] * np.maximum(0, done - np.minimum(real.due, FAR)[:, None])).astype(
                np.float64
            )
        charge[days[None, :] < self.data.base[:, None]] = NEVER
        return charge

    def _first_prices(self, loads: Ints) -> Floats:
        """Return the prices under which projects that flow through the resources one after the other pay their way.

        Parameters
        ----------
        loads
            (n, R) unit-days that each work asks of each resource.
        """
        if self.values or not loads.shape[1]:
            return np.zeros((self.end, loads.shape[1]))
        data = self.data
        load = np.zeros((len(data.due), loads.shape[1]))
        np.add.at(load, data.project, loads)
        capacity = np.maximum(np.median(self._capacity, axis=0), 1.0)
        spent = (load / capacity).mean(axis=1)
        order = np.argsort(spent / np.maximum(data.weight, 1), kind="stable")
        passed = np.concatenate([[0.0], np.cumsum(spent[order])])
        left = np.concatenate([[0.0], np.cumsum(data.weight[order][::-1])])[::-1]
        level = np.interp(np.arange(self.end) + 0.5, passed, left, right=0.0)
        prices: Floats = level[:, None] / capacity[None, :] / loads.shape[1]
        return prices

    @property
    def best_prices(self) -> Floats:
        """(days, R) the prices of the best bound, a column for each resource that can bind; nothing on days off."""
        if self._time is None:
            return self._kept[0]
        days = self._time.days[: self.end]
        prices = np.zeros((int(days.max(initial=-1)) + 1, self.prices.shape[1]))
        prices[days] = self._kept[0]
        return prices

    def _worked(self, days: Ints) -> Ints:
        """Return days as numbers of worked days before them, where days off are left out."""
        return days if self._time is None else self._time.shortened(days)

    def run(self, deadline: Deadline, rounds: int | None = None) -> None:
        """Move the prices and make plans until a deadline, or for a number of rounds.

        Projects answer side by side; between two moves every thread makes plans for a part of the time.
        """
        draws = [stream(self.seed, "scheduling/prices", number) for number in range(self.workers)]
        with ThreadPoolExecutor(self.workers) as pool:
            owed = 0.0
            while not (self.stopped or deadline.passed):
                clock = Deadline(None)
                self._move(pool)
                if self.has_converged and self.can_settle and rounds is None:
                    return
                share = _PLANNING_LATE if self.has_converged else _PLANNING_SETTLED if self.can_settle else _PLANNING
                owed += clock.elapsed * share
                if owed >= 0 or rounds is not None:
                    clock = Deadline(None)
                    pause = Deadline(owed if rounds is None else 0.0)
                    list(pool.map(self._make_plans, draws, [pause] * len(draws)))
                    owed -= clock.elapsed
                if self.rounds == rounds:
                    return

    def _make_plans(self, draws: np.random.Generator, pause: Deadline) -> None:
        while True:
            self._plan(draws)
            if pause.passed or self.stopped:
                return

    def _respond(self, pool: ThreadPoolExecutor) -> tuple[float, Floats, Floats]:
        """Ask all projects, and return the value, the excess of use by day, and that of the links that were dropped."""
        data, forest = self.data, self.forest
        sums = np.zeros((self.prices.shape[1], self.horizon + 1))
        np.cumsum(self.prices.T, axis=1, out=sums[:, 1 : self.end + 1])
        sums[:, self.end + 1 :] = sums[:, self.end : self.end + 1]
        count = len(data.release)
        starts, finishes, modes = (np.zeros(count, dtype=np.int64) for _ in range(3))
        earlier, later, _, lag = forest.dropped.T
        grove = self._grove
        from_finish, to_finish = self._ends
        tilts = self._tilts(self.tolls)
        cuts = np.linspace(0, len(data.due), self.workers + 1).astype(int)

        if grove is not None:
            tilts = tilts[grove.works]

        def ask(begin: int, end: int) -> tuple[float, Floats]:
            if grove is not None:
                change = np.zeros_like(sums)
                return answer(grove, sums, tilts, begin, end, modes, change), change.T
            use = np.zeros((self.horizon + 1, self.prices.shape[1]))
            value = respond(data, forest, sums, tilts, begin, end, starts, finishes, modes, use, False)
            return value, use

        parts = list(pool.map(ask, cuts[:-1], cuts[1:]))
        if grove is not None:
            starts[grove.works] = modes
            finishes = starts + data.length if self._plain else finishes_of(data, starts)
        use = np.cumsum(sum(part[1] for part in parts), axis=0)[: self.end]
        value = sum(part[0] for part in parts)
        value += float((self.tolls * lag).sum() - (self.prices * self._capacity).sum())
        origin = np.where(from_finish, finishes[earlier], starts[earlier])
        target = np.where(to_finish, finishes[later], starts[later])
        weight = 1.0 if not self.rounds else 1 - _MEMORY
        self.starts = (1 - weight) * self.starts + weight * starts
        self.answer_starts = starts
        return value, use - self._capacity, (origin + lag - target).astype(np.float64)

    def _tilts(self, tolls: Floats) -> Floats:
        """Return (n, 2) the cost of a day by which each work starts, and is finished, later."""
        from_finish, to_finish = self._ends
        size = 2 * len(self.data.release)
        charged = np.bincount(2 * self.forest.dropped[:, 0] + from_finish, tolls, size)
        credited = np.bincount(2 * self.forest.dropped[:, 1] + to_finish, tolls, size)
        return (charged - credited).astype(np.float64).reshape(-1, 2)

    @property
    def can_settle(self) -> bool:
        """Whether projects can settle among each other: with plain links and one mode for each work."""
        return self._grove is not None

    @property
    def has_converged(self) -> bool:
        """Whether the step has become so small that the bound hardly moves."""
        return self._theta < _CONVERGED

    def settle(self, deadline: Deadline) -> None:
        """Let projects settle among each other at the best prices, and list what comes of it, until a deadline."""
        draws = [stream(self.seed, "scheduling/settling", number) for number in range(self.workers)]
        with ThreadPoolExecutor(self.workers) as pool:
            list(pool.map(self._settle, draws, range(self.workers), [deadline] * self.workers))

    def _is_over(self, deadline: Deadline) -> bool:
        return self.stopped or deadline.passed

    def _settle(self, draws: np.random.Generator, worker: int, deadline: Deadline) -> None:
        prices, capacity = np.ascontiguousarray(self._kept[0].T), np.ascontiguousarray(self._capacity.T)
        assert self._grove is not None  # noqa: S101 - only a market that can settle is asked to
        # Compiled code counts references to arrays; those of another thread would slow it down.
        data: Data = deepcopy(self.data)
        grove: Grove = deepcopy(self._grove)
        tilts = self._tilts(self._kept[1])[grove.works]
        lister = self._lister_of(data)
        level = prices.mean(axis=1) / max(1.0, float(capacity.mean()))
        # The first use loads the compiled code, so that none is loaded within the time.
        settle(grove, prices, level, tilts, capacity, np.zeros(0, dtype=np.int64), self.answer_starts[grove.works])
        steep, places, starts = np.inf, self.best.starts, np.empty_like(self.best.starts)
        while not self._is_over(deadline):
            if steep > _STEEPEST:
                with self._lock:
                    places = self._worked(self.best.starts)[grove.works]
                steep = _STEEP[worker % len(_STEEP)] * (0.7 + 0.6 * draws.random())
            turns = draws.permutation(len(data.due))
            for part in np.array_split(turns, max(1, len(turns) // _TURNS)):
                settle(grove, prices, steep * level, tilts, capacity, part, places)
                if self._is_over(deadline):
                    break
            starts[grove.works] = places
            order = topological(data, starts)
            for plan in lister(order):
                self._offer(*plan, self.best.modes)
            steep *= _STEEPER

    def _move(self, pool: ThreadPoolExecutor) -> None:
        """Follow the deflected subgradient with Polyak's step; the step shrinks when the bound stands still."""
        value, excess, breach = self._respond(pool)
        self.rounds += 1
        if value > self.bound + 1e-9:
            self._waited = 0 if value > self.bound + 1e-5 * abs(value) else self._waited + 1
            self.bound, self._kept = value, (self.prices.copy(), self.tolls.copy())
        else:
            self._waited += 1
        if self._waited >= _PATIENCE:
            self._theta, self._waited = self._theta * 0.7, 0
            self.prices, self.tolls = (part.copy() for part in self._kept)
            self._turn[0][:] = 0
            self._turn[1][:] = 0
        excess[(self.prices <= 0) & (excess < 0)] = 0
        breach[(self.tolls <= 0) & (breach < 0)] = 0
        self._turn = (
            _INERTIA * self._turn[0] + (1 - _INERTIA) * excess,
            _INERTIA * self._turn[1] + (1 - _INERTIA) * breach,
        )
        self._swing = (_LONG * self._swing[0] + excess**2, _LONG * self._swing[1] + breach**2)
        # What swings widely from round to round is moved by less.
        ease = [1.0 / np.sqrt(part + 0.01 * part.mean() + 1e-9) if part.size else part for part in self._swing]
        length = sum(float((scale * part**2).sum()) for scale, part in zip(ease, self._turn, strict=True))
        if length <= 0 or self.bound >= self.best.key[0] - 1e-6:
            self.stopped = True
            return
        # The bound is known to lie below the best plan, mostly by a few percent: the target lies between.
        target = self.bound + 0.5 * max(self.best.key[0] - self.bound, 1e-4 * abs(self.bound))
        step = self._theta * max(target - value, 0.0) / length
        self.prices = np.maximum(0.0, self.prices + step * ease[0] * self._turn[0])
        self.tolls = np.maximum(0.0, self.tolls + step * ease[1] * self._turn[1])

    def _plan(self, draws: np.random.Generator) -> None:
        """List the works by priced starts, their running mean or a blend of both; keep the plan if it is better."""
        data = self.data
        if draws.random() < _LOCAL:
            # A few projects of the best plan change their places.
            shift = np.zeros(len(data.due))
            moved = draws.integers(0, len(data.due), size=int(draws.integers(1, 4)))
            shift[moved] = draws.normal(0.0, _REACH, size=len(moved))
            wish = self._worked(self.best.starts) + shift[data.project]
        else:
            blend = draws.random()
            noise = draws.normal(0.0, 1.0 + 3.0 * draws.random(), size=len(self.starts))
            wish = blend * self.starts + (1 - blend) * self.answer_starts + (draws.random() < 0.5) * noise
        order = topological(data, np.round(64 * wish).astype(np.int64))
        for starts, finishes in self._lister(order):
            self._offer(starts, finishes, self.best.modes)

    def _lister_of(self, data: Data) -> Callable[[Ints], list[tuple[Ints, Ints]]]:
        """Return what makes plans of orders: the swift scheduler, or the one that knows calendars and all links."""
        modes = self.best.modes
        early = Hasty(data, modes).plans if self._plain else partial(_listed, data, modes)
        if not self.values:
            return early

        def late(order: Ints) -> list[tuple[Ints, Ints]]:
            plans = early(order)
            for starts, finishes in plans:
                postponed(data, topological(data, starts), modes, starts, finishes)
            return plans

        return late

    def _offer(self, starts: Ints, finishes: Ints, modes: Ints) -> None:
        if self._time is not None:
            starts, finishes = self._time.prolonged(starts, finishes)
        key = key_of(self._all_days, self.objectives, modes=modes, starts=starts, finishes=finishes)
        with self._lock:
            if key < self.best.key:
                self.best = Sketch(starts, finishes, modes.copy(), key)


def market_data(data: Data, sketch: Sketch, least: int) -> Data:
    """Return the problem for as many days as prices may need, and for a least number."""
    reach = int(sketch.finishes.max(initial=0))
    # Days off lie thicker in some seasons than in others.
    times = 3 if (data.calendar >= 0).any() else 2
    return shortened(data, min(len(data.capacity), max(times * reach + 20, least + 1)))


def _listed(data: Data, modes: Ints, order: Ints) -> list[tuple[Ints, Ints]]:
    """Return the plan of an order, and the plan that justification makes of it; none where it breaks a longest lag."""
    starts, finishes, free = np.zeros_like(order), np.zeros_like(order), np.empty_like(data.capacity)
    if not forward(data, order, modes, free, starts, finishes):
        return []
    found = [(starts.copy(), finishes.copy())]
    ends, counts = np.empty(len(data.due), dtype=np.int64), np.empty(len(data.capacity) + 3, dtype=np.int64)
    plain = bool((data.before_type == 0).all() and (data.before_lag >= 0).all())
    if justify(data, plain, order, modes, ends, free, starts, finishes, counts, np.empty_like(order)):
        found.append((starts, finishes))
    return found
