"""The choice: every programme where there are few, else rounding and exchange, with the bound of the relaxation."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.randomness import stream
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Numbers, Vector

_MEANINGFUL = 1e-9
_MOST_RESTARTS = 400
_State = tuple[Numbers, Vector, float, Numbers, Vector, tuple[float, float]]
"""A choice with its losses, its tail, the worst courses with their weights, and how it ranks (excess, cost)."""


@dataclass
class Choice:
    """One option for each unit, its tail and cost, the proven bound, and how the search ended."""

    options: Numbers
    tail: float
    cost: float
    bound: float
    status: str


def enumerate_all(table: Table) -> Choice | None:
    """Compare all programmes; nothing when none keeps budget and limit."""
    groups = [range(begin, end) for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True)]
    best: tuple[float, float, Numbers] | None = None
    half = _half(groups)
    heads = [np.array(head, dtype=np.int64) for head in itertools.product(*groups[:half])]
    tails = [np.array(rest, dtype=np.int64) for rest in itertools.product(*groups[half:])]
    rests = [table.losses(rest) for rest in tails]
    for head in heads:
        mine = table.losses(head)
        for rest, losses in zip(tails, rests, strict=True):
            chosen = np.concatenate([head, rest])
            if (
                best is not None
                and float(table.costs[chosen].sum()) + table.charge * table.mean[chosen].sum() >= best[0]
            ):
                continue  # the tail is at least the mean
            tail, _, _ = table.tail(mine + losses)
            if table.excess(chosen, tail) > 0:
                continue
            cost = table.cost(chosen, tail)
            if best is None or cost < best[0] - _MEANINGFUL * max(1.0, abs(cost)):
                best = cost, tail, chosen
    if best is None:
        return None
    return Choice(best[2], best[1], best[0], best[0], "optimal")


def _half(groups: list[range]) -> int:
    """Return how many units stand before the middle, so that neither half has more than the root of all programmes."""
    sizes = np.cumprod([len(group) for group in groups]) if groups else np.ones(1)
    return int(np.searchsorted(sizes, np.sqrt(float(sizes[-1])), side="right"))


class Exchange:
    """Exchanges the option of one unit, or of two, as long as that is better.

    Parameters
    ----------
    table
        The options.
    limit
        Time limit.
    progress
        Listener; it may answer "stop".
    """

    def __init__(self, table: Table, limit: Deadline, progress: Progress | None = None) -> None:
        self._table = table
        self._limit = limit
        self._progress = progress
        self.stopped = False

    def improve(self, chosen: Numbers) -> Choice:
        """Return what no single exchange makes better, beginning with a choice; infeasible ones are repaired first."""
        table = self._table
        state = self._state(chosen.copy(), table.losses(chosen))
        while not self._limit.passed and not self.stopped:
            found = self._step(state)
            if found is None:
                break
            state = found
            excess, cost = state[5]
            if wants_stop(self._progress, self._limit.share, cost if excess <= 0 else None):
                self.stopped = True
        chosen, _, tail, _, _, rank = state
        return Choice(chosen, tail, rank[1], -np.inf, "feasible" if rank[0] <= 0 else "infeasible")

    def _state(self, chosen: Numbers, losses: Vector) -> _State:
        tail, places, share = self._table.tail(losses)
        return chosen, losses, tail, places, share, (self._table.excess(chosen, tail), self._table.cost(chosen, tail))

    def _step(self, state: _State) -> _State | None:
        """Return the best exchange that is better, or nothing.

        The worst courses of now weigh every other choice from below, so that an exchange that is no better under
        these weights is none at all.
        """
        table = self._table
        chosen, losses, tail, places, share, rank = state
        plane = table.retained[:, places] @ share
        now = chosen[table.unit]
        outlay = table.outlay[chosen].sum() + table.outlay - table.outlay[now]
        least = tail + plane - plane[now]
        cost = table.costs[chosen].sum() + table.costs - table.costs[now] + table.charge * least
        over = np.zeros(len(cost))
        if table.budget is not None:
            over += np.maximum(0.0, outlay - table.budget)
        if table.limit is not None:
            over += np.maximum(0.0, outlay + least - table.limit)
        over[over <= _MEANINGFUL * max(1.0, abs(rank[1]))] = 0.0
        order = np.lexsort((cost, over))
        best: _State | None = None
        for option in order:
            if option == now[option]:
                continue
            target = rank if best is None else best[5]
            if not _better((over[option], cost[option]), target):
                break
            moved = losses + table.retained[option] - table.retained[now[option]]
            tried = self._state(np.where(chosen == now[option], option, chosen), moved)
            if _better(tried[5], target):
                best = tried
        return best

    def restarts(self, best: Choice, mixed: Vector, pool: Numbers, limit: Deadline, *, seed: int) -> Choice:
        """Begin again from randomly rounded mixed choices, then from the best one shaken, and return the best found.

        Parameters
        ----------
        best
            The best choice so far.
        mixed
            Parts of the options in the linear relaxation; they are the chances of rounding.
        pool
            Options that a better choice may use.
        limit
            Time limit of the restarts; half of it each for rounding and for shaking.
        seed
            Seed of the whole run.
        """
        table, numbers = self._table, stream(seed, "insurance/restarts")
        units = len(table.starts) - 1
        by_unit = [pool[table.unit[pool] == unit] for unit in range(units)]
        chances = np.maximum(mixed, 0.0)
        for number in range(_MOST_RESTARTS):
            if limit.left <= 0 or self.stopped:
                break
            if limit.share < 0.5 and number < _MOST_RESTARTS // 2:
                begun = _drawn(table, chances, numbers)
            else:
                begun = best.options.copy()
                for unit in numbers.choice(units, min(int(numbers.integers(2, 6)), units), replace=False):
                    begun[unit] = numbers.choice(by_unit[unit])
            best = best_of(best, self.improve(begun))
        return best


def best_of(one: Choice, other: Choice) -> Choice:
    """Return the better of two choices: one that keeps the limits, then the cheaper one."""
    if one.status != other.status:
        return one if one.status == "feasible" else other
    return one if one.cost <= other.cost else other


def _drawn(table: Table, chances: Vector, numbers: np.random.Generator) -> Numbers:
    """Return an option for each unit, drawn with the chances of the options."""
    found = []
    for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True):
        mine = chances[begin:end]
        found.append(begin + int(numbers.choice(end - begin, p=mine / mine.sum())))
    return np.array(found, dtype=np.int64)


def _better(one: tuple[float, float], other: tuple[float, float]) -> bool:
    slack = _MEANINGFUL * max(1.0, abs(other[1]))
    if one[0] < other[0] - slack:
        return True
    return one[0] <= other[0] + slack and one[1] < other[1] - slack


def rounded(table: Table, mixed: Vector) -> Numbers:
    """Return the option with the largest part of each unit."""
    return np.array(
        [
            begin + int(np.argmax(mixed[begin:end]))
            for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True)
        ],
        dtype=np.int64,
    )
