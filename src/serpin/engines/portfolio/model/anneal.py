"""Annealing for pure choices: values, gains of pairs, and limits that nothing may exceed; compiled by numba.

Used where no money is at stake: the choice is then a knapsack with many limits, and moves are cheap. Textbook:
``portfolio.md``, section "The ladder".
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _next(state: npt.NDArray[np.uint64]) -> float:
    """Return the next number in [0, 1) of a xorshift64* generator."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _excess(  # noqa: PLR0917
    load: Numbers, weights: Numbers, limits: Numbers, prices: Numbers, out: int, add: int
) -> float:
    """Return what stands above the limits after a move, at the prices of the limits."""
    excess = 0.0
    for row in range(len(limits)):
        new = load[row]
        if out >= 0:
            new -= weights[out, row]
        if add >= 0:
            new += weights[add, row]
        if new > limits[row] + 1e-9:
            excess += prices[row] * (new - limits[row])
    return excess


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _worth(out: int, add: int, gain: Numbers, pairs: Numbers) -> float:
    """Return by how much the value changes when one item goes and another comes; -1 stands for none."""
    change = 0.0
    if out >= 0:
        change -= gain[out]
    if add >= 0:
        change += gain[add]
    if out >= 0 and add >= 0 and pairs.shape[0] > 0:
        change -= pairs[out, add]
    return change


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _flip(item: int, sign: float, load: Numbers, gain: Numbers, weights: Numbers, pairs: Numbers) -> None:  # noqa: PLR0917
    load += sign * weights[item]
    if pairs.shape[0] > 0:
        gain += sign * pairs[item]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def anneal(  # noqa: C901, PLR0917 - one compiled loop
    values: Numbers,
    pairs: Numbers,
    weights: Numbers,
    limits: Numbers,
    prices: Numbers,
    order: npt.NDArray[np.int64],
    chosen: npt.NDArray[np.bool_],
    schedule: tuple[float, float, float, float],
    steps: int,
    seed: int,
) -> float:
    """Improve a choice by adding, dropping and swapping items; ``chosen`` becomes the best feasible one that was met.

    Parameters
    ----------
    values
        Value of each item, shape (items,).
    pairs
        What two items gain together, symmetric, shape (items, items), or (0, 0) for none.
    weights, limits, prices
        Use of each limit by each item, shape (items, limits); the limits, and what a unit above each costs.
    order
        Items that may move, the most doubtful first.
    chosen
        The start, shape (items,).
    schedule
        First and last temperature in units of value, factor of the prices, and how much doubtful items are preferred
        (a power, 1 for not at all).
    steps
        Number of moves that are tried.
    seed
        Seed of the moves.

    Returns
    -------
    float
        Value of the best, -1 when nothing feasible was met.
    """
    hot, cold, dear, power = schedule
    state = np.array([seed * 2654435761 + 88172645463325252], dtype=np.uint64)
    load, gain, total = np.zeros(len(limits)), values.copy(), 0.0
    current = chosen.copy()
    for item in range(len(values)):
        if current[item]:
            total += gain[item]
            _flip(item, 1.0, load, gain, weights, pairs)
    above = _excess(load, weights, limits, prices, -1, -1)
    best = total if above <= 1e-9 else -1.0
    cooling = (cold / hot) ** (1.0 / max(steps, 1))
    heat, moving = hot, len(order)
    for _ in range(steps):
        heat *= cooling
        first = order[int(_next(state) ** power * moving)]
        second = order[int(_next(state) ** power * moving)]
        out, add = -1, -1
        if current[first]:
            out = first
            if not current[second]:
                add = second
        else:
            add = first
            if current[second]:
                out = second
        new_above = _excess(load, weights, limits, prices, out, add)
        change = _worth(out, add, gain, pairs)
        rise = change - dear * (new_above - above)
        if rise < 0.0 and _next(state) >= np.exp(rise / heat):
            continue
        if out >= 0:
            current[out] = False
            _flip(out, -1.0, load, gain, weights, pairs)
        if add >= 0:
            current[add] = True
            _flip(add, 1.0, load, gain, weights, pairs)
        total += change
        above = new_above
        if above <= 1e-9 and total > best + 1e-9:
            best = total
            chosen[:] = current
    return best
