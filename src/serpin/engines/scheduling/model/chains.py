"""Chains: one annealed list for each worker, cooled by the clock or by the number of stretches."""

from __future__ import annotations

import threading
from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np

from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.scheduling.model.annealing import Chain, anneal
from serpin.engines.scheduling.model.bounds import earliest
from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.lists import Sketch
from serpin.engines.scheduling.model.measures import LATE, MAKESPAN, ranking_of
from serpin.engines.scheduling.model.orders import tails, topological
from serpin.engines.scheduling.model.swift import is_plain, swift_of
from serpin.engines.scheduling.options import ObjectiveName

_HOT, _COLD = 1.0, 0.1
_STEPS = 100_000
_MEETINGS, _LAG = 10, 2.0
"""How often chains look at each other, and by how many temperatures one must lag to go on from the best."""


def can_anneal(data: Data, objectives: tuple[ObjectiveName, ...], focus: int) -> bool:
    """Tell whether a problem is plain, and the measure that is to be improved is lateness or makespan."""
    return int(ranking_of(objectives)[focus]) in (LATE, MAKESPAN) and is_plain(data)


@dataclass
class Chains:
    """Annealed lists side by side.

    Parameters
    ----------
    data
        The problem, which must be plain; its horizon bounds all plans.
    objectives
        What counts, the most important first.
    seed
        Seed of all random choices.
    workers
        Number of chains.
    start
        The best plan so far.
    focus
        Position of the objective that is to be improved.
    heat
        Temperatures of the beginning and the end, in days.
    """

    data: Data
    objectives: tuple[ObjectiveName, ...]
    seed: int
    workers: int
    start: Sketch
    focus: int = 0
    heat: tuple[float, float] = (_HOT, _COLD)
    chains: list[Chain] = field(default_factory=list)
    flag: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    def __post_init__(self) -> None:
        self._ranking = ranking_of(self.objectives)
        self._lock = threading.Lock()
        self._stands: dict[int, tuple[float, float, Ints, Ints]] = {}
        data, start = self.data, self.start
        counted = data.weight[(data.due < FAR) & (data.weight > 0)]
        self._unit = float(counted.mean()) if len(counted) else 1.0
        self._early, self._tail = _chains_around(data)
        for _ in range(self.workers):
            self.chains.append(
                Chain(
                    order=topological(data, start.starts),
                    modes=start.modes.copy(),
                    cost=np.array([np.inf]),
                    spread=np.zeros(1),
                    best_starts=start.starts.copy(),
                    best_finishes=start.finishes.copy(),
                    best_modes=start.modes.copy(),
                    best_key=np.array([0, *start.key], dtype=np.int64),
                    flag=self.flag,
                )
            )

    def run(self, deadline: Deadline, stretches: int | None = None) -> None:
        """Search until a deadline, or for a number of stretches of each chain.

        Parameters
        ----------
        deadline
            When to stop.
        stretches
            How often each chain is given its share of steps.
        """
        threads = [
            threading.Thread(target=self._live, args=(worker, deadline, stretches), daemon=True)
            for worker in range(self.workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _live(self, worker: int, deadline: Deadline, stretches: int | None) -> None:
        # Compiled code counts references to arrays; those of another thread would slow it down.
        data: Data = deepcopy(self.data)
        swift, chain = swift_of(data), self.chains[worker]
        early, tail = self._early.copy(), self._tail.copy()
        draws = stream(self.seed, "scheduling/chains", worker)
        steps = max(10, _STEPS // max(1, len(data.release)))
        hot, cold = self.heat
        done = met = 0
        while not (self.flag[0] or deadline.passed or done == stretches):
            share = min(1.0, deadline.share) if stretches is None else done / stretches
            heat = hot * (cold / hot) ** share
            seed = int(draws.integers(1 << 31))
            anneal(data, swift, early, tail, self._ranking, self.focus, self._unit, chain, seed, heat, steps)
            done += 1
            if stretches is None and int(_MEETINGS * share) > met:
                met = int(_MEETINGS * share)
                self._meet(worker, heat)

    def _meet(self, worker: int, heat: float) -> None:
        """Show the others where this chain stands; go on from the best of them if this one lags far behind."""
        chain = self.chains[worker]
        with self._lock:
            own = float(chain.cost[0]), float(chain.spread[0]), chain.order.copy(), chain.modes.copy()
            self._stands[worker] = own
            cost, spread, order, modes = min(self._stands.values(), key=lambda stand: stand[0])
        if chain.cost[0] - cost > _LAG * heat:
            chain.order[:], chain.modes[:] = order, modes
            chain.cost[0], chain.spread[0] = cost, spread

    def stop(self) -> None:
        """End the search from another thread."""
        self.flag[0] = 1

    def best(self) -> Sketch | None:
        """Return the best plan of all chains."""
        best = min(self.chains, key=lambda chain: tuple(chain.best_key))
        return Sketch(
            best.best_starts.copy(),
            best.best_finishes.copy(),
            best.best_modes.copy(),
            tuple(int(value) for value in best.best_key[1:]),
        )


def _chains_around(data: Data) -> tuple[Ints, Ints]:
    """Return the earliest start of each work under the links alone, and the days that at least come after it."""
    count = len(data.release)
    natural = topological(data, np.zeros(count, dtype=np.int64))
    early = data.release.copy()
    earliest(data, natural, early, np.zeros(count, dtype=np.int64))
    shortest = np.array(
        [
            first + int(np.argmin(data.length[first:last]))
            for first, last in zip(data.mode_first[:-1], data.mode_first[1:], strict=True)
        ],
        dtype=np.int64,
    )
    tail = -tails(data, shortest, natural, np.zeros(count, dtype=np.int64)) - data.length[shortest]
    return early, tail


def warm_chains(data: Data, objectives: tuple[ObjectiveName, ...], start: Sketch, focus: int) -> None:
    """Load the compiled code, and compile it where this machine has not yet done so."""
    chains = Chains(data=data, objectives=objectives, seed=0, workers=1, start=start, focus=focus)
    chains.flag[0] = 1
    arrays = (data, swift_of(data), chains._early, chains._tail, chains._ranking)
    anneal(*arrays, focus, chains._unit, chains.chains[0], 0, 1.0, 1)
