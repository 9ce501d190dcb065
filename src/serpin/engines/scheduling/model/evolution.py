# ruff: noqa: C901, PLR0912, PLR0915, PLR0917 - compiled code takes positional arguments, and is read as one loop
# mypy: disable-error-code="no-any-return"
"""Evolution of activity lists: two parents give a child, and every child is justified to both sides.

Textbook: ``scheduling.md``, section on evolution. Two-point crossover of lists after Hartmann (1998), double
justification after Valls, Ballestín and Quintanilla (2005).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.kernel import (
    backward,
    bound_before,
    finish_from,
    first_fit,
    forward,
    occupy,
    place_fixed,
)
from serpin.engines.scheduling.model.measures import VALUE, ranked
from serpin.engines.scheduling.model.orders import sorted_by, topological, topological_reverse
from serpin.engines.scheduling.model.postponing import postpone


@compiled
def overdraft(data: Data, modes: Ints) -> int:
    """Return by how much modes overdraw the stocks, all together."""
    total = 0
    if len(data.stock_limit):
        left = data.stock_limit.copy()
        for mode in modes:
            for entry in range(data.stock_first[mode], data.stock_first[mode + 1]):
                left[data.stock[entry]] -= data.stock_use[entry]
        for amount in left:
            total -= min(amount, 0)
    return total


@compiled
def is_better(one: Ints, other: Ints) -> bool:
    """Tell whether a key comes before another."""
    for position in range(len(one)):
        if one[position] != other[position]:
            return one[position] < other[position]
    return False


@compiled
def justify(
    data: Data,
    plain: bool,
    order: Ints,
    modes: Ints,
    ends: Ints,
    free: Ints,
    starts: Ints,
    finishes: Ints,
    counts: Ints,
    scratch: Ints,
) -> bool:
    """Push a plan to the right and back to the left; the order becomes that of the new starts.

    Parameters
    ----------
    plain
        Whether links only go from finish to start, so that sorting by time keeps them.
    order
        (n,) the order by which the plan was made; is replaced.
    ends
        (P,) scratch.
    starts, finishes
        (n,) the plan; are replaced.
    counts, scratch
        Scratch for sorting, and (n,).
    """
    count = len(order)
    ends[:] = data.base
    for work in range(count):
        ends[data.project[work]] = max(ends[data.project[work]], finishes[work])
    makespan = ends.max()
    for project in range(len(ends)):
        ends[project] = min(max(ends[project], data.due[project]), makespan)
    if plain:
        sorted_by(finishes, order, counts, scratch)
        for position in range(count):
            order[position] = scratch[count - 1 - position]
    else:
        order[:] = topological_reverse(data, -finishes)
    if not backward(data, order, modes, ends, free, starts, finishes):
        return False
    if plain:
        for position in range(count):
            scratch[position] = order[count - 1 - position]
        sorted_by(starts, scratch, counts, order)
    else:
        order[:] = topological(data, starts)
    if not forward(data, order, modes, free, starts, finishes):
        return False
    if plain:
        sorted_by(starts, order, counts, scratch)
        order[:] = scratch
    else:
        order[:] = topological(data, starts)
    return True


@compiled
def cross(one: Ints, other: Ints, first: int, last: int, child: Ints, taken: Ints) -> None:
    """Fill a child: the head and the tail come from one parent, what lies between in the order of the other."""
    taken[:] = 0
    for position in range(first):
        child[position] = one[position]
        taken[one[position]] = 1
    position = first
    for work in other:
        if position >= last:
            break
        if not taken[work]:
            child[position] = work
            taken[work] = 1
            position += 1
    for work in one:
        if not taken[work]:
            child[position] = work
            position += 1


@compiled
def shake(data: Data, order: Ints, chance: float) -> None:
    """Swap neighbours in an order here and there, where no link stands between them."""
    for position in range(len(order) - 1):
        if np.random.random() < chance:  # noqa: NPY002 - the generator of compiled code
            one, other = order[position], order[position + 1]
            linked = False
            for edge in range(data.before_first[other], data.before_first[other + 1]):
                if data.before[edge] == one:
                    linked = True
            if not linked:
                order[position], order[position + 1] = other, one


@compiled
def change_modes(data: Data, modes: Ints, chance: float) -> None:
    """Draw new modes for some works, and then cheaper ones where the stocks are overdrawn."""
    count = len(modes)
    for work in range(count):
        first, last = data.mode_first[work], data.mode_first[work + 1]
        if last - first > 1 and np.random.random() < chance:  # noqa: NPY002
            modes[work] = np.random.randint(first, last)  # noqa: NPY002
    if len(data.stock_limit) == 0:
        return
    excess = overdraft(data, modes)
    tries = 0
    while excess > 0 and tries < 4 * count:
        tries += 1
        work = np.random.randint(0, count)  # noqa: NPY002
        kept = modes[work]
        modes[work] = np.random.randint(data.mode_first[work], data.mode_first[work + 1])  # noqa: NPY002
        after = overdraft(data, modes)
        if after > excess:
            modes[work] = kept
        else:
            excess = after


@compiled
def quicken(data: Data, order: Ints, modes: Ints, free: Ints, starts: Ints, finishes: Ints) -> bool:
    """Place the works one after the other, each in the mode that is finished first and leaves the stocks in order."""
    free[:, :] = data.capacity
    left = data.stock_limit.copy()
    for mode in modes:
        for entry in range(data.stock_first[mode], data.stock_first[mode + 1]):
            left[data.stock[entry]] -= data.stock_use[entry]
    if not place_fixed(data, modes, free, starts, finishes):
        return False
    for work in order:
        if data.fixed[work]:
            continue
        current = modes[work]
        chosen = -1
        sooner = FAR
        first, last = data.mode_first[work], data.mode_first[work + 1]
        for offset in range(last - first):
            mode = first + (current - first + offset) % (last - first)
            if mode != current and not _affords(data, left, current, mode):
                continue
            start = first_fit(data, free, mode, bound_before(data, work, mode, starts, finishes))
            if start < FAR and finish_from(data, mode, start) < sooner:
                sooner = finish_from(data, mode, start)
                chosen = mode
                starts[work] = start
        if chosen < 0:
            return False
        for entry in range(data.stock_first[current], data.stock_first[current + 1]):
            left[data.stock[entry]] += data.stock_use[entry]
        for entry in range(data.stock_first[chosen], data.stock_first[chosen + 1]):
            left[data.stock[entry]] -= data.stock_use[entry]
        modes[work] = chosen
        finishes[work] = sooner
        occupy(data, free, chosen, starts[work], sooner, 1)
    return True


@compiled
def _affords(data: Data, left: Ints, current: int, mode: int) -> bool:
    for entry in range(data.stock_first[mode], data.stock_first[mode + 1]):
        amount = left[data.stock[entry]] - data.stock_use[entry]
        for old in range(data.stock_first[current], data.stock_first[current + 1]):
            if data.stock[old] == data.stock[entry]:
                amount += data.stock_use[old]
        if amount < 0:
            return False
    return True


class Population(NamedTuple):
    """Lists, modes and keys of the members, and the best plan so far; all are changed by :func:`evolve`."""

    lists: Ints
    """(members, n) orders."""
    modes: Ints
    """(members, n) modes."""
    keys: Ints
    """(members, 1 + measures); FAR in the first where a member is not yet born."""
    best_starts: Ints
    best_finishes: Ints
    best_modes: Ints
    best_key: Ints
    flag: Ints
    """(1,) is set from outside to end early."""


@compiled
def evolve(data: Data, plain: bool, ranking: Ints, population: Population, seed: int, children: int) -> int:
    """Let a population live for some children.

    Parameters
    ----------
    data
        The problem.
    plain
        Whether links only go from finish to start.
    ranking
        Numbers of the measures, the most important first.
    population
        Is changed.
    seed
        Seed of this stretch.
    children
        How many are born.

    Returns
    -------
    int
        How many children took the place of a parent.
    """
    np.random.seed(seed)  # noqa: NPY002
    lists, keys = population.lists, population.keys
    members, count = lists.shape
    several = len(data.length) > count
    free = np.empty_like(data.capacity)
    starts = np.empty(count, dtype=np.int64)
    finishes = np.empty(count, dtype=np.int64)
    ends = np.empty(len(data.due), dtype=np.int64)
    counts = np.empty(len(data.capacity) + 3, dtype=np.int64)
    scratch = np.empty(count, dtype=np.int64)
    child = np.empty(count, dtype=np.int64)
    modes = population.modes[0].copy()
    taken = np.empty(count, dtype=np.int64)
    key = np.empty(keys.shape[1], dtype=np.int64)
    progress = 0
    for number in range(children):
        if population.flag[0]:
            break
        if keys[number % members, 0] >= FAR:
            target = number % members
            child[:] = lists[target]
            modes[:] = population.modes[target]
        else:
            one = np.random.randint(0, members)  # noqa: NPY002
            other = np.random.randint(0, members)  # noqa: NPY002
            width = np.random.randint(1, max(2, count))  # noqa: NPY002
            first = np.random.randint(0, max(1, count - width + 1))  # noqa: NPY002
            cross(lists[one], lists[other], first, first + width, child, taken)
            shake(data, child, 0.05 if number % 2 else 0.02)
            target = other if is_better(keys[one], keys[other]) else one
            if several:
                for position in range(count):
                    donor = other if first <= position < first + width else one
                    modes[child[position]] = population.modes[donor, child[position]]
                change_modes(data, modes, 1.0 / count)
        if several and number % 3 == 0:
            if not quicken(data, child, modes, free, starts, finishes):
                continue
        elif not forward(data, child, modes, free, starts, finishes):
            continue
        if not justify(data, plain, child, modes, ends, free, starts, finishes, counts, scratch):
            continue
        if ranking[0] == VALUE:
            postpone(data, child, modes, free, starts, finishes)
        key[0] = overdraft(data, modes)
        ranked(data, ranking, modes, starts, finishes, key[1:])
        if is_better(key, population.best_key):
            population.best_key[:] = key
            population.best_starts[:] = starts
            population.best_finishes[:] = finishes
            population.best_modes[:] = modes
        if not is_better(keys[target], key) and not _is_known(keys, key):
            keys[target] = key
            lists[target] = child
            population.modes[target] = modes
            progress += 1
    return progress


@compiled
def _is_known(keys: Ints, key: Ints) -> bool:
    """Tell whether a member has the very same measures."""
    for member in range(len(keys)):
        same = True
        for position in range(len(key)):
            if keys[member, position] != key[position]:
                same = False
                break
        if same:
            return True
    return False
