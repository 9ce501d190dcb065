"""Annealing of the choice on the courses that matter: those that are among the worst of some choice on the way.

The mean of the worst of some courses is never above that of all, so a choice that looks good here is looked at again
in all courses before it counts; what is among its worst joins the courses that matter.
"""

from __future__ import annotations

import math

import numpy as np

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.randomness import stream
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Numbers, Vector

_BATCH = 512
_EVERY = 4


def anneal(
    table: Table,
    start: Numbers,
    candidates: Numbers,
    limit: Deadline,
    *,
    rounds: int,
    seed: int,
    price: float,
    progress: Progress | None = None,
) -> Numbers:
    """Return the best choice on the way that keeps budget and limit in all courses; the start when there is none.

    Parameters
    ----------
    table
        The options.
    start
        One option for each unit.
    candidates
        Options among which exchanges are drawn.
    limit
        Time limit.
    rounds
        Number of exchanges that are tried.
    seed
        Seed of the whole run.
    price
        What a unit of money beyond budget or limit costs.
    progress
        Listener; it may answer "stop".
    """
    numbers = stream(seed, "insurance/annealing")
    chosen = start.copy()
    losses = table.losses(chosen)
    tail, _, _ = table.tail(losses)
    best, best_cost = start.copy(), math.inf
    if table.excess(chosen, tail) <= 0:
        best_cost = table.cost(chosen, tail)
    reach = min(3.0, 1.0 / (1.0 - table.level))
    width = int(len(losses) * (1.0 - table.level) * reach) + 1
    active = np.sort(np.argpartition(-losses, min(width, len(losses) - 1))[: width + 1])
    part = np.ascontiguousarray(table.retained[:, active])
    mine = losses[active]
    worst = (1.0 - table.level) * len(losses)
    now = _penalised(table, chosen, _tail(mine, worst), price)
    scale = float(np.median(np.abs(table.costs[candidates] - table.costs[chosen[table.unit[candidates]]]))) + 1e-12
    for step in range(rounds):
        if step % _BATCH == 0:
            drawn, luck = numbers.choice(candidates, _BATCH), numbers.random(_BATCH)
            done = max(step / rounds, limit.share)
            heat = scale * 0.3 * (1.0 - done) ** 2 + 1e-9 * scale
            if limit.passed or wants_stop(progress, limit.share, None if math.isinf(best_cost) else best_cost):
                break
            if step % (_BATCH * _EVERY) == 0 and step:
                losses = table.losses(chosen)
                fresh = np.argpartition(-losses, min(width, len(losses) - 1))[: width + 1]
                active = np.union1d(fresh, active if len(active) < 2 * width else fresh)
                part, mine = np.ascontiguousarray(table.retained[:, active]), losses[active]
                now = _penalised(table, chosen, _tail(mine, worst), price)
        option = int(drawn[step % _BATCH])
        unit = table.unit[option]
        old = chosen[unit]
        if option == old:
            continue
        moved = mine + part[option] - part[old]
        chosen[unit] = option
        then = _penalised(table, chosen, _tail(moved, worst), price)
        if then <= now or luck[step % _BATCH] < math.exp((now - then) / heat):
            mine, now = moved, then
            if then < best_cost - 1e-9 * max(1.0, abs(best_cost)):
                tail, _, _ = table.tail(table.losses(chosen))
                if table.excess(chosen, tail) <= 0 and table.cost(chosen, tail) < best_cost:
                    best, best_cost = chosen.copy(), table.cost(chosen, tail)
        else:
            chosen[unit] = old
    return best


def _penalised(table: Table, chosen: Numbers, tail: float, price: float) -> float:
    return table.cost(chosen, tail) + price * table.excess(chosen, tail)


def _tail(losses: Vector, worst: float) -> float:
    """Return the mean of the worst of some courses that are equally likely, where ``worst`` is how many that are."""
    whole = max(math.ceil(worst - 1e-9), 1)
    if whole >= len(losses):
        return float(losses.sum()) / worst
    top = np.partition(losses, len(losses) - whole)[len(losses) - whole :]
    return float(top.sum() - (whole - worst) * top[0]) / worst
