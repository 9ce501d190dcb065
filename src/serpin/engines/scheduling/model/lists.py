"""The first plans: priority rules, list scheduling and justification."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.scheduling.model.data import FAR, Data, Ints, lanes_of
from serpin.engines.scheduling.model.kernel import (
    backward,
    excess_of,
    forward,
)
from serpin.engines.scheduling.model.measures import ranked, ranking_of
from serpin.engines.scheduling.model.orders import tails, topological, topological_reverse
from serpin.engines.scheduling.model.postponing import postponed
from serpin.engines.scheduling.options import ObjectiveName

_REPAIRS = 200


@dataclass
class Sketch:
    """A plan as numbers: starts, finishes, modes, and its measures in the order of importance."""

    starts: Ints
    finishes: Ints
    modes: Ints
    key: tuple[int, ...]


def key_of(
    data: Data, objectives: tuple[ObjectiveName, ...], *, modes: Ints, starts: Ints, finishes: Ints
) -> tuple[int, ...]:
    """Return the measures of a plan in the order of importance; compactness comes last."""
    ranking = ranking_of(objectives)
    key = np.empty(len(ranking), dtype=np.int64)
    ranked(data, ranking, modes, starts, finishes, key)
    return tuple(int(value) for value in key)


def sketched(data: Data, objectives: tuple[ObjectiveName, ...], modes: Ints, starts: Ints, finishes: Ints) -> Sketch:
    """Return a plan with its measures."""
    return Sketch(starts, finishes, modes, key_of(data, objectives, modes=modes, starts=starts, finishes=finishes))


def first_modes(data: Data) -> Ints:
    """Return the shortest mode of each work, made cheaper where a stock would run out."""
    count = len(data.release)
    if len(data.length) == count:
        return np.arange(count, dtype=np.int64)
    modes = np.empty(count, dtype=np.int64)
    for work in range(count):
        options = range(data.mode_first[work], data.mode_first[work + 1])
        modes[work] = min(options, key=lambda mode: (data.length[mode], int(data.demand[mode].sum())))
    left = data.stock_limit.copy()
    for work in range(count):
        for entry in range(data.stock_first[modes[work]], data.stock_first[modes[work] + 1]):
            left[data.stock[entry]] -= data.stock_use[entry]
    while len(left) and left.min() < 0:
        if not _cheaper(data, modes, left):
            break
    return modes


def _cheaper(data: Data, modes: Ints, left: Ints) -> bool:
    """Change one mode so that the overdraft of all stocks shrinks most per day that the work becomes longer."""
    best = (0.0, -1, -1)
    for work in range(len(modes)):
        for mode in range(data.mode_first[work], data.mode_first[work + 1]):
            after = left + _use(data, modes[work], len(left)) - _use(data, mode, len(left))
            gain = int(np.minimum(after, 0).sum() - np.minimum(left, 0).sum())
            if gain > 0:
                longer = max(0, int(data.length[mode] - data.length[modes[work]]))
                best = max(best, (gain / (1.0 + longer), work, mode))
    _, work, mode = best
    if work < 0:
        return False
    left += _use(data, modes[work], len(left)) - _use(data, mode, len(left))
    modes[work] = mode
    return True


def _use(data: Data, mode: int, count: int) -> Ints:
    use = np.zeros(count, dtype=np.int64)
    for entry in range(data.stock_first[mode], data.stock_first[mode + 1]):
        use[data.stock[entry]] += data.stock_use[entry]
    return use


def is_affordable(data: Data, modes: Ints) -> bool:
    """Tell whether modes keep all stocks."""
    left = data.stock_limit.copy()
    for mode in modes if len(left) else ():
        left -= _use(data, mode, len(left))
    return bool((left >= 0).all())


def list_plan(
    block: int,
    data: Data,
    objectives: tuple[ObjectiveName, ...],
    *,
    seed: int,
    rounds: int,
    deadline: Deadline,
) -> Sketch | None:
    """Return the best plan of some rounds of list scheduling; nothing when none kept windows and longest lags.

    Parameters
    ----------
    block
        Number of the block of rounds; the first begins with the plain rules.
    data
        The problem.
    objectives
        What counts, the most important first.
    seed
        Seed of the variations of the priority rule.
    rounds
        How many orders are tried at most.
    deadline
        When to stop.
    """
    draws = stream(seed, "scheduling/lists", block)
    modes = first_modes(data)
    if not is_affordable(data, modes):
        return None
    free = np.empty_like(data.capacity)
    zero = np.zeros(len(modes), dtype=np.int64)
    natural = topological(data, zero)
    critical = tails(data, modes, natural, np.full(len(modes), FAR // 4, dtype=np.int64))
    due = np.minimum(data.due, FAR // 4)[data.project] if len(modes) else zero
    urgent = tails(data, modes, natural, due)
    fluid = fluid_finishes(data, modes)
    heavy = tails(data, modes, natural, fluid[data.project]) if len(modes) else zero
    rules = (heavy, urgent, critical) if objectives[0] is ObjectiveName.LATENESS else (urgent, critical)
    best: Sketch | None = None
    for number in range(block * rounds, (block + 1) * rounds):
        latest = rules[number % len(rules)]
        noise = draws.integers(0, 1 + number * 2, size=len(modes)) if number >= len(rules) else zero
        order = topological(data, latest + noise)
        for plan in _varied(data, objectives[0], order, modes, _justified(data, order, modes, free)):
            key = key_of(data, objectives, modes=modes, starts=plan[0], finishes=plan[1])
            if best is None or key < best.key:
                best = Sketch(plan[0], plan[1], modes.copy(), key)
        if deadline.passed:
            break
    return best


def _justified(data: Data, order: Ints, modes: Ints, free: Ints) -> list[tuple[Ints, Ints]]:
    """Return the plan of an order, and what pushing everything to the right and back to the left makes of it."""
    plan = _repaired(data, order, modes, free)
    if plan is None:
        return []
    found = [plan]
    starts, finishes = plan[0].copy(), plan[1].copy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    late_first = topological_reverse(data, -finishes * (len(order) + 1) - rank)
    if backward(data, late_first, modes, justified_ends(data, finishes), free, starts, finishes):
        again = topological(data, starts * (len(order) + 1) + rank)
        starts, finishes = starts.copy(), finishes.copy()
        if forward(data, again, modes, free, starts, finishes):
            found.append((starts, finishes))
    return found


def fluid_finishes(data: Data, modes: Ints) -> Ints:
    """Return when each project would be finished if resources flowed to projects one after the other.

    Projects come in the order of weight over load, where the load is counted on the resource that has least to spare.
    """
    lanes = lanes_of(data, data.demand[modes]) * data.length[modes][:, None]
    load = np.zeros((len(data.due), lanes.shape[1]))
    np.add.at(load, data.project, lanes)
    capacity = np.maximum(lanes_of(data, data.capacity[-1:])[0], 1)
    days = load / capacity
    order = np.argsort(days.sum(axis=1) / np.maximum(data.weight, 1), kind="stable")
    finishes = np.empty(len(data.due), dtype=np.int64)
    finishes[order] = np.cumsum(days[order], axis=0).max(axis=1).astype(np.int64) if len(order) else 0
    return np.maximum(finishes, np.minimum(data.due, FAR // 4))


def _varied(
    data: Data, objective: ObjectiveName, order: Ints, modes: Ints, plans: list[tuple[Ints, Ints]]
) -> list[tuple[Ints, Ints]]:
    """Add what suits an objective that is not served by starting early."""
    if objective is ObjectiveName.VALUE:
        for starts, finishes in plans:
            postponed(data, topological(data, starts), modes, starts, finishes)
    if objective is ObjectiveName.STABILITY:
        wished = data._replace(release=np.where(data.fixed, data.release, np.maximum(data.release, data.previous)))
        starts, finishes = np.zeros_like(order), np.zeros_like(order)
        free = np.empty_like(data.capacity)
        earlier = topological(data, np.where(data.previous >= 0, data.previous, FAR // 4))
        if forward(wished, earlier, modes, free, starts, finishes):
            plans.append((starts, finishes))
    return plans


def justified_ends(data: Data, finishes: Ints) -> Ints:
    """Return to which day each project may be pushed so that neither lateness nor makespan grows."""
    ends = data.base.copy()
    np.maximum.at(ends, data.project, finishes)
    return np.minimum(np.maximum(ends, data.due), max(int(ends.max(initial=0)), 0))


def _repaired(data: Data, order: Ints, modes: Ints, free: Ints) -> tuple[Ints, Ints] | None:
    """Place the works; where a longest lag is overrun, release the earlier work later and try again."""
    release = data.release.copy()
    trial = data._replace(release=release)
    starts = np.zeros(len(order), dtype=np.int64)
    finishes = np.zeros(len(order), dtype=np.int64)
    longest_lags = bool((data.before_most < FAR).any())
    for _ in range(_REPAIRS):
        if forward(trial, order, modes, free, starts, finishes):
            return starts, finishes
        if not longest_lags or not _postpone(trial, release, starts, finishes):
            return None
    return None


def _postpone(data: Data, release: Ints, starts: Ints, finishes: Ints) -> bool:
    moved = False
    for work in range(len(starts)):
        excess, edge = excess_of(data, work, starts, finishes)
        if excess > 0:
            other = int(data.before[edge])
            if data.fixed[other] or starts[other] + excess > data.latest[other]:
                return False
            release[other] = max(release[other], starts[other] + excess)
            moved = True
    return moved
