"""The choice: every programme where there are few, else rounding and exchange, with the bound of the relaxation."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Numbers, Vector

_MEANINGFUL = 1e-9
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

    def pairs(self, choice: Choice, candidates: Numbers) -> Choice:
        """Exchange the options of two units at once, among some candidates, then single ones again."""
        table = self._table
        while not self._limit.passed and not self.stopped:
            found: Numbers | None = None
            _, losses, tail, places, share, rank = self._state(choice.options, table.losses(choice.options))
            plane = table.retained[:, places] @ share
            now = choice.options[table.unit]
            steps = [option for option in candidates if option != now[option]]
            cost = table.costs - table.costs[now] + table.charge * (plane - plane[now])
            outlay = table.outlay - table.outlay[now]
            risen = outlay + plane - plane[now]
            base = float(table.outlay[choice.options].sum())
            trials = [
                (cost[one] + cost[other], one, other)
                for one, other in itertools.combinations(steps, 2)
                if table.unit[one] != table.unit[other]
                and cost[one] + cost[other] < -_MEANINGFUL * abs(rank[1])
                and (table.limit is None or base + tail + risen[one] + risen[other] <= table.limit * (1 + 1e-9))
                and (table.budget is None or base + outlay[one] + outlay[other] <= table.budget * (1 + 1e-9))
            ]
            for _, one, other in sorted(trials):
                if self._limit.left <= 0:
                    break
                moved = losses + table.retained[one] - table.retained[now[one]]
                moved = moved + table.retained[other] - table.retained[now[other]]
                new_tail, _, _ = table.tail(moved)
                picked = choice.options.copy()
                picked[table.unit[one]], picked[table.unit[other]] = one, other
                new_rank = (table.excess(picked, new_tail), table.cost(picked, new_tail))
                if _better(new_rank, rank):
                    found = picked
                    break
            if found is None:
                break
            choice = self.improve(found)
        return choice


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
