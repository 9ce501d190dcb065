"""A small dense tableau and the dual simplex method with long steps, compiled by numba.

Every column has bounds, so any basis can be made dual feasible by its sides. Textbook: ``portfolio.md``, section
"Pure choices".
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_EPS = 1e-9
_FEASIBLE = 1e-7
_PIVOT = 1e-7
ABOVE, BELOW, EMPTY, UNSURE = 0, 1, 2, 3
"""How the relaxation of a node ends: above the cutoff, proven not to be, without any point, or by rounding errors."""


class Problem(NamedTuple):
    """Maximise ``costs · x``, ``uses · x + slack = limits``; columns are the structural ones, then the slacks.

    ``uses`` (rows, columns), ``limits`` (rows,), ``costs`` (columns,), ``whole`` whether a column is a whole number
    (columns + rows,), ``grain`` the least difference between two values of the objective.
    """

    uses: Numbers
    limits: Numbers
    costs: Numbers
    whole: Flags
    grain: float


class Levels(NamedTuple):
    """The nodes on the way down from the root of a dive, one to a depth."""

    table: Numbers
    reduced: Numbers
    basics: Numbers
    names: Places
    basis: Places
    lower: Numbers
    upper: Numbers
    above: Flags
    width: Places
    value: Numbers
    turn: Places
    split: Places
    floor: Numbers


def levels(problem: Problem, depth: int) -> Levels:
    """Return empty levels."""
    rows, columns = problem.uses.shape
    every = rows + columns
    return Levels(
        np.zeros((depth, rows, columns)),
        np.zeros((depth, columns)),
        np.zeros((depth, rows)),
        np.zeros((depth, columns), dtype=np.int64),
        np.zeros((depth, rows), dtype=np.int64),
        np.zeros((depth, every)),
        np.zeros((depth, every)),
        np.zeros((depth, columns), dtype=np.bool_),
        np.zeros(depth, dtype=np.int64),
        np.zeros(depth),
        np.zeros(depth, dtype=np.int64),
        np.zeros(depth, dtype=np.int64),
        np.zeros(depth),
    )


@numba.njit(cache=True, nogil=True, fastmath=True)  # type: ignore[untyped-decorator]
def _pivot(table: Numbers, reduced: Numbers, row: int, column: int, width: int) -> None:
    """Exchange the basic variable of a row for that of a column."""
    by = 1.0 / table[row, column]
    pivot_row = table[row]
    for place in range(width):
        pivot_row[place] *= by
    for other in range(table.shape[0]):
        if other != row:
            factor = table[other, column]
            if factor != 0.0:
                line = table[other]
                for place in range(width):
                    line[place] -= factor * pivot_row[place]
                line[column] = -factor * by
    factor = reduced[column]
    for place in range(width):
        reduced[place] -= factor * pivot_row[place]
    reduced[column] = -factor * by
    pivot_row[column] = by


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def load(  # noqa: C901, PLR0912 - one compiled loop
    problem: Problem, at: Levels, depth: int
) -> None:
    """Fill a level from its bounds, basis and sides: the tableau is worked out anew."""
    rows, columns = problem.uses.shape
    table, reduced, names = at.table[depth], at.reduced[depth], at.names[depth]
    lower, upper, above = at.lower[depth], at.upper[depth], at.above[depth]
    wanted = np.zeros(rows + columns, dtype=np.bool_)
    sides = np.zeros(rows + columns, dtype=np.bool_)
    for row in range(rows):
        wanted[at.basis[depth, row]] = True
    for place in range(at.width[depth]):
        sides[names[place]] = above[place]
    for place in range(columns):
        names[place] = place
        reduced[place] = problem.costs[place]
        for row in range(rows):
            table[row, place] = problem.uses[row, place]
    for row in range(rows):
        at.basis[depth, row] = columns + row
    for place in range(columns):
        if not wanted[names[place]]:
            continue
        best, chosen = _PIVOT, -1
        for row in range(rows):
            if not wanted[at.basis[depth, row]] and abs(table[row, place]) > best:
                best, chosen = abs(table[row, place]), row
        if chosen >= 0:
            _pivot(table, reduced, chosen, place, columns)
            names[place], at.basis[depth, chosen] = at.basis[depth, chosen], names[place]
    width = columns
    at.width[depth] = width
    values = np.zeros(rows + columns)
    for place in range(width):
        name = names[place]
        if upper[name] - lower[name] < _EPS:
            above[place] = False
        elif reduced[place] > _EPS:
            above[place] = True
        elif reduced[place] < -_EPS:
            above[place] = False
        else:
            above[place] = sides[name] and upper[name] < np.inf
        values[name] = upper[name] if above[place] else lower[name]
    # rows say: uses · x + slack = limit; the basic values follow from the inverse, which is in the slack columns
    _basics(problem, at, depth, values)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _basics(problem: Problem, at: Levels, depth: int, values: Numbers) -> None:
    """Work out the basic values and the objective from the sides of all others."""
    rows, columns = problem.uses.shape
    table, names, basis = at.table[depth], at.names[depth], at.basis[depth]
    # Σ_j table[i, j] x_j over the others + basic_i = (inverse · limits)_i; column of slack k is inverse[:, k]
    for row in range(rows):
        total = 0.0
        if basis[row] >= columns:
            total += problem.limits[basis[row] - columns]
        at.basics[depth, row] = total
    for place in range(at.width[depth]):
        name = names[place]
        amount = -values[name]
        if name >= columns:
            amount += problem.limits[name - columns]
        if amount != 0.0:
            for row in range(rows):
                at.basics[depth, row] += table[row, place] * amount
    objective = 0.0
    for name in range(columns):
        objective += problem.costs[name] * values[name]
    for row in range(rows):
        if basis[row] < columns:
            objective += problem.costs[basis[row]] * at.basics[depth, row]
    at.value[depth] = objective


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def ray(at: Levels, depth: int, row: int, excess: float, ratios: Numbers) -> tuple[float, int, float]:
    """Move along the dual ray of a row as far as the bound falls; return its fall, the place that enters, the ratio.

    The basic variable has to fall by ``excess``, or to rise where that is negative. Sides that are passed are those
    with a smaller ratio. The place is -1 where the fall has no end: no point keeps the bounds.
    """
    table, reduced, names = at.table[depth, row], at.reduced[depth], at.names[depth]
    lower, upper, above = at.lower[depth], at.upper[depth], at.above[depth]
    width = at.width[depth]
    for place in range(width):
        slope = table[place] if excess > 0.0 else -table[place]
        if above[place]:
            slope = -slope
        is_open = slope > _PIVOT and upper[names[place]] > lower[names[place]]
        ratios[place] = abs(reduced[place]) / slope if is_open else np.inf
    fall, before, left = 0.0, 0.0, abs(excess)
    while True:
        least, chosen, size = np.inf, -1, 0.0
        for place in range(width):
            ratio = ratios[place]
            if ratio < least or (ratio == least and ratio < np.inf and abs(table[place]) > size):
                least, chosen, size = ratio, place, abs(table[place])
        if chosen < 0:
            return np.inf, -1, np.inf
        fall += left * (least - before)
        before = least
        left -= size * (upper[names[chosen]] - lower[names[chosen]])
        if left <= _FEASIBLE:
            return fall, chosen, least
        ratios[chosen] = np.inf


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def reoptimise(  # noqa: C901, PLR0912 - one compiled loop
    problem: Problem, at: Levels, depth: int, cutoff: float, ratios: Numbers
) -> int:
    """Solve the relaxation of a level by the dual simplex method while it stays above the cutoff; say how it ends."""
    rows = problem.uses.shape[0]
    table, reduced, names, basis = at.table[depth], at.reduced[depth], at.names[depth], at.basis[depth]
    lower, upper, above, basics = at.lower[depth], at.upper[depth], at.above[depth], at.basics[depth]
    for _ in range(50 * rows + 500):
        row, excess = rows, 0.0
        for number in range(rows):
            over = basics[number] - upper[basis[number]]
            under = basics[number] - lower[basis[number]]
            if over > max(abs(excess), _FEASIBLE):
                row, excess = number, over
            if -under > max(abs(excess), _FEASIBLE):
                row, excess = number, under
        if row == rows:
            return ABOVE
        fall, place, ratio = ray(at, depth, row, excess, ratios)
        if place < 0:
            return EMPTY
        if at.value[depth] - fall <= cutoff:
            return BELOW if proves(problem, at, depth, cutoff, row, place) else UNSURE
        at.value[depth] -= fall
        line = table[row]
        for other in range(at.width[depth]):
            if other == place or ratios[other] < np.inf:
                continue
            slope = line[other] if excess > 0.0 else -line[other]
            if above[other]:
                slope = -slope
            step = upper[names[other]] - lower[names[other]]
            if slope > _PIVOT and step > 0.0 and abs(reduced[other]) / slope <= ratio:
                if above[other]:
                    step = -step
                above[other] = not above[other]
                for number in range(rows):
                    basics[number] -= table[number, other] * step
        bound = upper[basis[row]] if excess > 0.0 else lower[basis[row]]
        step = (basics[row] - bound) / line[place]
        for number in range(rows):
            basics[number] -= table[number, place] * step
        entering = names[place]
        basics[row] = (upper[entering] if above[place] else lower[entering]) + step
        names[place], basis[row] = basis[row], entering
        above[place] = excess > 0.0
        _pivot(table, reduced, row, place, at.width[depth])
    return UNSURE


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def proves(problem: Problem, at: Levels, depth: int, cutoff: float, row: int, place: int) -> bool:  # noqa: PLR0917
    """Tell whether prices of the rows prove that nothing in a level is above the cutoff, from the data alone.

    The prices are those after the pivot at ``row`` and ``place``, which need not be carried out; -1 for no pivot.
    """
    rows, columns = problem.uses.shape
    prices = np.zeros(rows)
    lower, upper, names = at.lower[depth], at.upper[depth], at.names[depth]
    factor = 0.0
    if row >= 0:
        factor = at.reduced[depth, place] / at.table[depth, row, place]
        if at.basis[depth, row] >= columns:
            prices[at.basis[depth, row] - columns] = factor
    for other in range(at.width[depth]):
        if names[other] >= columns and other != place:
            price = -at.reduced[depth, other]
            if row >= 0:
                price += factor * at.table[depth, row, other]
            prices[names[other] - columns] = price
    total = 0.0
    for number in range(rows):
        price, slack = prices[number], columns + number
        if price < 0.0 and upper[slack] == np.inf:
            prices[number] = price = 0.0
        total += price * problem.limits[number]
        total -= price * lower[slack] if price > 0.0 else (price * upper[slack] if price < 0.0 else 0.0)
    for name in range(columns):
        worth = problem.costs[name]
        for number in range(rows):
            worth -= prices[number] * problem.uses[number, name]
        total += worth * (upper[name] if worth > 0.0 else lower[name])
    return total <= cutoff + _EPS * max(abs(cutoff), 1.0)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def descend(at: Levels, depth: int, rows: int, columns: int) -> None:
    """Copy a level to the next one without the columns whose bounds meet."""
    new = depth + 1
    width = 0
    for name in range(at.lower.shape[1]):
        at.lower[new, name], at.upper[new, name] = at.lower[depth, name], at.upper[depth, name]
    for place in range(at.width[depth]):
        name = at.names[depth, place]
        if name >= columns or at.upper[depth, name] - at.lower[depth, name] > _EPS:
            at.names[new, width] = name
            at.reduced[new, width] = at.reduced[depth, place]
            at.above[new, width] = at.above[depth, place]
            for row in range(rows):
                at.table[new, row, width] = at.table[depth, row, place]
            width += 1
    at.width[new] = width
    at.value[new] = at.value[depth]
    for row in range(rows):
        at.basics[new, row] = at.basics[depth, row]
        at.basis[new, row] = at.basis[depth, row]
