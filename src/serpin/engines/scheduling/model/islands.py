"""Islands: one population for each worker, lists that migrate, and fresh blood where a population has stiffened."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np

from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.evolution import Population, evolve
from serpin.engines.scheduling.model.lists import Sketch, first_modes
from serpin.engines.scheduling.model.measures import ranking_of
from serpin.engines.scheduling.model.orders import tails, topological
from serpin.engines.scheduling.options import ObjectiveName

_ELITE = 8
_STALE = 0.012
_FEWEST, _MOST = 24, 150


@dataclass
class Islands:
    """Populations that search side by side.

    Parameters
    ----------
    data
        The problem; its horizon bounds all plans.
    objectives
        What counts, the most important first.
    seed
        Seed of all random choices.
    workers
        Number of islands.
    start
        The best plan so far.
    """

    data: Data
    objectives: tuple[ObjectiveName, ...]
    seed: int
    workers: int
    start: Sketch
    populations: list[Population] = field(default_factory=list)
    flag: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    def __post_init__(self) -> None:
        count = len(self.start.starts)
        members = min(_MOST, max(_FEWEST, 40_000 // max(1, count)))
        self._stretch = max(100, 300_000 // max(1, count))
        self._ranking = ranking_of(self.objectives)
        self._plain = bool((self.data.before_type == 0).all() and (self.data.before_lag >= 0).all())
        self._draws = [stream(self.seed, "scheduling/islands", block) for block in range(self.workers)]
        for worker in range(self.workers):
            start = self.start
            self.populations.append(
                Population(
                    lists=np.zeros((members, count), dtype=np.int64),
                    modes=np.tile(start.modes, (members, 1)),
                    keys=np.full((members, len(self._ranking) + 1), FAR, dtype=np.int64),
                    best_starts=start.starts.copy(),
                    best_finishes=start.finishes.copy(),
                    best_modes=start.modes.copy(),
                    best_key=np.array([0, *start.key], dtype=np.int64),
                    flag=self.flag,
                )
            )
            self._populate(worker, np.arange(members))
        latest = topological(self.data, self.start.starts)
        self.populations[0].lists[0] = latest

    def _populate(self, worker: int, members: Ints) -> None:
        """Give members fresh lists by the latest start with growing noise, and random modes."""
        data, draws, population = self.data, self._draws[worker], self.populations[worker]
        count = population.lists.shape[1]
        shortest = first_modes(data)
        natural = topological(data, np.zeros(count, dtype=np.int64))
        latest = tails(data, shortest, natural, np.full(count, FAR // 4, dtype=np.int64))
        due = tails(data, shortest, natural, np.minimum(data.due, FAR // 4)[data.project])
        several = data.mode_first[1:] - data.mode_first[:-1] > 1
        for number, member in enumerate(members):
            rule = due if number % 2 and self.objectives[0] is ObjectiveName.LATENESS else latest
            spread = 1 + 60 * number // len(members)
            population.lists[member] = topological(data, rule + draws.integers(0, spread, size=count))
            population.keys[member] = FAR
            if several.any():
                drawn = draws.integers(data.mode_first[:-1], data.mode_first[1:])
                mixed = draws.random(count) < draws.random()
                population.modes[member] = np.where(mixed, drawn, shortest)

    def run(self, deadline: Deadline, stretches: int | None = None) -> None:
        """Search until a deadline, or for a number of stretches on each island.

        Parameters
        ----------
        deadline
            When to stop.
        stretches
            How often each population is given its share of children.
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
        population = self.populations[worker]
        draws = self._draws[worker]
        done = 0
        while not (self.flag[0] or deadline.passed or done == stretches):
            seed = int(draws.integers(1 << 31))
            born = evolve(self.data, self._plain, self._ranking, population, seed, self._stretch)
            done += 1
            if born < _STALE * self._stretch:
                order = np.lexsort(population.keys.T[::-1])
                self._populate(worker, order[_ELITE:])
            elif self.workers > 1 and done % 16 == 0:
                self._visit(worker)

    def _visit(self, worker: int) -> None:
        """Take some of the best lists of a neighbour in place of the worst ones; a torn read is only a worse list."""
        other = self.populations[(worker + 1) % self.workers]
        population = self.populations[worker]
        theirs = np.lexsort(other.keys.T[::-1])[:_ELITE]
        own = np.lexsort(population.keys.T[::-1])[-_ELITE:]
        for source, target in zip(theirs, own, strict=True):
            order = other.lists[source].copy()
            if other.keys[source, 0] >= FAR or not _heeds(self.data, order):
                continue
            population.lists[target] = order
            population.modes[target] = other.modes[source]
            population.keys[target] = FAR

    def stop(self) -> None:
        """End the search from another thread."""
        self.flag[0] = 1

    def best(self) -> Sketch | None:
        """Return the best plan of all islands; nothing when it overdraws a stock."""
        best = min(self.populations, key=lambda population: tuple(population.best_key))
        if best.best_key[0] > 0:
            return None
        return Sketch(
            best.best_starts.copy(),
            best.best_finishes.copy(),
            best.best_modes.copy(),
            tuple(int(value) for value in best.best_key[1:]),
        )


def _heeds(data: Data, order: Ints) -> bool:
    """Tell whether an order holds every work once and heeds all links."""
    rank = np.full(len(order), -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    if (rank < 0).any():
        return False
    later = np.repeat(np.arange(len(order)), np.diff(data.before_first))
    return bool((rank[data.before] < rank[later]).all())


def warm(data: Data, objectives: tuple[ObjectiveName, ...], start: Sketch) -> None:
    """Load the compiled code, and compile it where this machine has not yet done so."""
    islands = Islands(data=data, objectives=objectives, seed=0, workers=1, start=start)
    islands.flag[0] = 1
    evolve(islands.data, True, islands._ranking, islands.populations[0], 0, 1)
