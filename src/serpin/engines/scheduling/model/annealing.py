# ruff: noqa: C901, PLR0912, PLR0915, PLR0917 - compiled code takes positional arguments, read as one loop
# mypy: disable-error-code="no-any-return"
"""Annealing of an activity list: a stretch is shuffled, the plan justified to both sides, and worse borne at times.

Textbook: ``scheduling.md``, section on annealing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Data, Ints
from serpin.engines.scheduling.model.evolution import is_better
from serpin.engines.scheduling.model.measures import LATE, ranked
from serpin.engines.scheduling.model.orders import sorted_by
from serpin.engines.scheduling.model.swift import (
    Swift,
    move_one,
    reordered,
    run_backward,
    run_forward,
    take_modes,
)

_LONGEST = 36
_REACH = 30
_MOVES = 4
_TRIES = 20
_LOOSER, _GAIN = 1.5, 4
"""Days by which a plan may be more compact than the one before, and by which pulling to the left shortens a plan."""


class Chain(NamedTuple):
    """One chain of plans, changed by :func:`anneal`: where it stands, and the best plan so far."""

    order: Ints
    modes: Ints
    cost: np.ndarray
    """(1,) cost of the plan where the chain stands; infinite before the first."""
    spread: np.ndarray
    """(1,) the part of this cost that tells compact plans from loose ones."""
    best_starts: Ints
    best_finishes: Ints
    best_modes: Ints
    best_key: Ints
    flag: Ints
    """(1,) is set from outside to end early."""


@compiled
def exchange_modes(data: Data, modes: Ints, left: Ints) -> bool:
    """Draw another mode for one work, and then others until the stocks suffice; undo where they do not."""
    count = len(modes)
    changed = np.empty(_TRIES, dtype=np.int64)
    former = np.empty(_TRIES, dtype=np.int64)
    for number in range(_TRIES):
        work = np.random.randint(0, count)  # noqa: NPY002 - the generator of compiled code
        changed[number], former[number] = work, modes[work]
        mode = np.random.randint(data.mode_first[work], data.mode_first[work + 1])  # noqa: NPY002
        short = 0
        for stock in left:
            short += min(stock, 0)
        _draw(data, modes[work], left, 1)
        _draw(data, mode, left, -1)
        after = 0
        for stock in left:
            after += min(stock, 0)
        if number > 0 and after < short:
            _draw(data, mode, left, 1)
            _draw(data, modes[work], left, -1)
            after = short
        else:
            modes[work] = mode
        if after == 0:
            return True
    for number in range(_TRIES - 1, -1, -1):
        work = changed[number]
        _draw(data, modes[work], left, 1)
        modes[work] = former[number]
        _draw(data, modes[work], left, -1)
    return False


@compiled
def _draw(data: Data, mode: int, left: Ints, sign: int) -> None:
    """Give back what a mode draws from the stocks, or take it with sign -1."""
    for entry in range(data.stock_first[mode], data.stock_first[mode + 1]):
        left[data.stock[entry]] += sign * data.stock_use[entry]


@compiled
def anneal(
    data: Data,
    swift: Swift,
    early: Ints,
    tail: Ints,
    ranking: Ints,
    focus: int,
    unit: float,
    chain: Chain,
    seed: int,
    heat: float,
    steps: int,
) -> None:
    """Let a chain go some steps at one temperature.

    Parameters
    ----------
    data, swift
        The problem, which must be plain.
    early, tail
        (n,) earliest starts under the links alone; days that at least come after the finish of each work.
    ranking
        Numbers of the measures, the most important first.
    focus
        Position of the measure that is improved; those before it may not become worse than in the best plan.
    unit
        How much of the measure counts like a day.
    chain
        Is changed.
    seed
        Seed of this stretch.
    heat
        Temperature in days.
    steps
        How many plans are made.
    """
    np.random.seed(seed)  # noqa: NPY002
    length, demand, words, guard = swift.length, swift.demand, swift.words, swift.guard
    release, before_first, before, lag = swift.release, swift.before_first, swift.before, swift.lag
    after_first, after, after_lag = swift.after_first, swift.after, swift.after_lag
    project, capacity = swift.project, swift.capacity
    count = len(release)
    several = len(length) > count
    order, modes, flag = chain.order, chain.modes, chain.flag
    best_key = chain.best_key
    due, base, weight = data.due, data.base, data.weight
    child = order.copy()
    trial = modes.copy()
    days, need = np.empty(count, dtype=np.int64), np.empty(count * words, dtype=np.int64)
    take_modes(length, demand, words, modes, days, need)
    left = data.stock_limit.copy()
    if several:
        for mode in modes:
            _draw(data, mode, left, -1)
    before_left = left.copy()
    free = np.empty_like(capacity)
    starts, finishes = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    ends = np.empty(len(due), dtype=np.int64)
    counts = np.empty(len(capacity) // words + 3, dtype=np.int64)
    scratch = np.empty(count, dtype=np.int64)
    urge = np.empty(count)
    inside = np.zeros(count, dtype=np.int64)
    rank = np.zeros(count, dtype=np.int64)
    key = np.empty(len(ranking), dtype=np.int64)
    cost = chain.cost[0]
    late = ranking[focus] == LATE
    # Where only the last finish counts, a plan need not be made forwards before it is justified.
    both = not late and (focus == 0 or len(due) == 1)
    horizon = len(capacity) // words
    nothing = np.zeros(count, dtype=np.int64)
    spread = chain.spread[0]
    top, wide = horizon, horizon
    limit = np.inf
    widest = max(3, min(_LONGEST, count * 3 // 10))
    for _ in range(steps):
        if flag[0]:
            break
        child[:] = order
        if cost < 1e300:
            turned = False
            if several and np.random.random() < 0.5:  # noqa: NPY002
                trial[:] = modes
                before_left[:] = left
                turned = exchange_modes(data, trial, left)
                take_modes(length, demand, words, trial, days, need)
            if not turned or np.random.random() < 0.5:  # noqa: NPY002
                if np.random.random() < 0.5:  # noqa: NPY002
                    size = np.random.randint(2, widest)  # noqa: NPY002
                    begin = np.random.randint(0, count - size + 1) if count > size else 0  # noqa: NPY002
                    reordered(child, before_first, before, begin, min(count, begin + size), urge, inside)
                else:
                    for _ in range(np.random.randint(1, _MOVES + 1)):  # noqa: NPY002
                        move_one(child, rank, before_first, before, after_first, after, _REACH)
        else:
            turned = False
        behind = 0.0
        if cost < 1e300:
            limit = cost - heat * np.log(1.0 - np.random.random())  # noqa: NPY002
        fits = True
        if both:
            if cost < 1e300:
                # Plans that end later than this will not be borne, and are given up on the way.
                top = int(min(float(horizon), np.floor(limit - spread + _LOOSER)))
                wide = min(horizon, top + _GAIN)
            ends[:] = wide
        else:
            fits = run_forward(
                child, days, need, release, before_first, before, lag, capacity, guard, words, free, starts, finishes,
                horizon, nothing,
            )  # fmt: skip
            if fits:
                ends[:] = base
                makespan = 0
                for work in range(count):
                    ends[project[work]] = max(ends[project[work]], finishes[work])
                for number in range(len(ends)):
                    makespan = max(makespan, ends[number])
                for number in range(len(ends)):
                    ends[number] = min(max(ends[number], due[number]), makespan)
                sorted_by(finishes, child, counts, scratch)
                child[:] = scratch
        if fits:
            for position in range(count):
                scratch[position] = child[count - 1 - position]
            fits = run_backward(
                scratch, days, need, early if both else release, after_first, after, after_lag, project, ends,
                capacity, guard, words, free, starts, finishes,
            )  # fmt: skip
        if fits:
            for work in range(count):
                behind += wide - starts[work]
            sorted_by(starts, child, counts, scratch)
            child[:] = scratch
            fits = run_forward(
                child, days, need, release, before_first, before, lag, capacity, guard, words, free, starts, finishes,
                top, tail if both else nothing,
            )  # fmt: skip
        taken = False
        if fits:
            total = 0
            ends[:] = base
            for work in range(count):
                total += finishes[work]
                ends[project[work]] = max(ends[project[work]], finishes[work])
            value = 0.0
            if late:
                for number in range(len(ends)):
                    if ends[number] > due[number]:
                        value += float(weight[number]) * (ends[number] - due[number])
                value /= unit
            else:
                makespan = 0
                for number in range(len(ends)):
                    makespan = max(makespan, ends[number])
                value = float(makespan)
            loose = (total + behind) / count if both else total / count
            value += loose
            borne = value <= limit
            if borne:
                ranked(data, ranking, trial if turned else modes, starts, finishes, key)
                for position in range(focus):
                    if key[position] > best_key[position + 1]:
                        borne = False
            if borne:
                cost, spread = value, loose
                taken = True
                sorted_by(finishes if both else starts, child, counts, order)
                if turned:
                    modes[:] = trial
                if is_better(key, best_key[1:]):
                    best_key[0] = 0
                    best_key[1:] = key
                    chain.best_starts[:] = starts
                    chain.best_finishes[:] = finishes
                    chain.best_modes[:] = modes
        if turned and not taken:
            left[:] = before_left
            take_modes(length, demand, words, modes, days, need)
    chain.cost[0] = cost
    chain.spread[0] = spread
