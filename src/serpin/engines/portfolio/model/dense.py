"""Branch and bound on a small dense tableau, compiled by numba: for choices with few limits.

A node costs a few pivots on a tableau of (rows × open columns), which is orders of magnitude less than a node of a
solver for large programmes. Columns that reduced costs fix are dropped on the way down. Textbook: ``portfolio.md``,
section "Pure choices".
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from serpin.engines.portfolio.model.tableau import (
    ABOVE,
    UNSURE,
    Flags,
    Levels,
    Numbers,
    Places,
    Problem,
    descend,
    load,
    proves,
    ray,
    reoptimise,
)

_EPS = 1e-9
_WHOLE = 1e-6


class Open(NamedTuple):
    """Open nodes: bounds, basis, columns at their upper bound, and the bound of each."""

    lower: Numbers
    upper: Numbers
    basis: Places
    above: Flags
    value: Numbers


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _spill(at: Levels, depth: int, out: Open, number: int) -> None:
    """Keep a level as an open node."""
    for name in range(at.lower.shape[1]):
        out.lower[number, name], out.upper[number, name] = at.lower[depth, name], at.upper[depth, name]
    for row in range(at.basis.shape[1]):
        out.basis[number, row] = at.basis[depth, row]
    out.value[number] = at.value[depth]
    for place in range(at.width[depth]):
        out.above[number, at.names[depth, place]] = at.above[depth, place]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _fixes(problem: Problem, at: Levels, depth: int, cutoff: float) -> None:
    """Fix whole columns whose reduced cost shows that nothing better moves them."""
    columns = problem.uses.shape[1]
    room = at.value[depth] - cutoff
    for place in range(at.width[depth]):
        name = at.names[depth, place]
        if name < columns and problem.whole[name] and abs(at.reduced[depth, place]) >= room + _EPS:
            if at.above[depth, place]:
                at.lower[depth, name] = at.upper[depth, name]
            else:
                at.upper[depth, name] = at.lower[depth, name]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _branch(problem: Problem, at: Levels, depth: int, cutoff: float, ratios: Numbers) -> int:
    """Choose the column to split and note it; -1 where all is whole, -2 where a bound was drawn closer instead."""
    rows, columns = problem.uses.shape
    best, chosen, closer = -1.0, -1, False
    for row in range(rows):
        name, value = at.basis[depth, row], at.basics[depth, row]
        if name >= columns or not problem.whole[name] or abs(value - np.floor(value + 0.5)) < _WHOLE:
            continue
        floor = np.floor(value)
        down, place, _ = ray(at, depth, row, value - floor, ratios)
        if place < 0 or at.value[depth] - down <= cutoff:
            kept = at.upper[depth, name]
            at.upper[depth, name] = floor
            sure = place < 0 or proves(problem, at, depth, cutoff, row, place)
            at.upper[depth, name] = kept
            if sure:
                at.lower[depth, name] = floor + 1.0
                closer = True
                continue
        up, place, _ = ray(at, depth, row, value - floor - 1.0, ratios)
        if place < 0 or at.value[depth] - up <= cutoff:
            kept = at.lower[depth, name]
            at.lower[depth, name] = floor + 1.0
            sure = place < 0 or proves(problem, at, depth, cutoff, row, place)
            at.lower[depth, name] = kept
            if sure:
                at.upper[depth, name] = floor
                closer = True
                continue
        score = max(min(down, 1e12), 1e-6) * max(min(up, 1e12), 1e-6)
        if score > best:
            best, chosen = score, name
            at.floor[depth] = floor
            at.turn[depth] = 1 if down <= up else -1
    if closer:
        return -2
    at.split[depth] = chosen
    return chosen


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _keep(  # noqa: C901 - one compiled loop
    problem: Problem, at: Levels, depth: int, answer: Numbers, best: float
) -> float:
    """Take the whole point of a level as the answer where it is better and keeps every row; return the best value."""
    rows, columns = problem.uses.shape
    point = np.zeros(columns)
    for name in range(columns):
        point[name] = at.lower[depth, name]
    for place in range(at.width[depth]):
        name = at.names[depth, place]
        if name < columns and at.above[depth, place]:
            point[name] = at.upper[depth, name]
    for row in range(rows):
        if at.basis[depth, row] < columns:
            point[at.basis[depth, row]] = np.floor(at.basics[depth, row] + 0.5)
    for row in range(rows):
        slack = problem.limits[row]
        for name in range(columns):
            slack -= problem.uses[row, name] * point[name]
        if slack < at.lower[0, columns + row] - _WHOLE or slack > at.upper[0, columns + row] + _WHOLE:
            return best
    total = 0.0
    for name in range(columns):
        total += problem.costs[name] * point[name]
    if total <= best:
        return best
    for name in range(columns):
        answer[name] = point[name]
    return total


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def dive(  # noqa: C901, PLR0912, PLR0915, PLR0917 - one compiled loop
    problem: Problem, at: Levels, out: Open, answer: Numbers, best: float, nodes: int
) -> tuple[float, int, int, int]:
    """Search below the node that stands in level 0 of the levels (bounds, basis, names, sides).

    Parameters
    ----------
    problem
        The problem.
    at
        Levels.
    out
        Gets the nodes that are still open when ``nodes`` are searched.
    answer, best
        The best point, shape (columns,), which is replaced by a better one, and its value.
    nodes
        Nodes to search.

    Returns
    -------
    tuple
        Value of the best point, number of open nodes, nodes searched, and nodes given up for rounding errors.
    """
    rows, columns = problem.uses.shape
    ratios = np.zeros(columns)
    # sizes of a type of their own, so that nothing is compiled for the literal zero as well
    depth, searched, unsure, is_new = int(np.int64(0)), int(np.int64(0)), int(np.int64(0)), True
    load(problem, at, depth)
    most = len(at.value) - 1
    while depth >= 0:
        if is_new and (searched >= nodes or depth >= most):
            break
        if is_new:
            searched += 1
            chosen = -2
            while chosen == -2:
                cutoff = best + problem.grain
                ending = reoptimise(problem, at, depth, cutoff, ratios)
                if ending == UNSURE:
                    load(problem, at, depth)
                    ending = reoptimise(problem, at, depth, cutoff, ratios)
                    unsure += ending == UNSURE
                if ending != ABOVE:
                    break
                _fixes(problem, at, depth, cutoff)
                chosen = _branch(problem, at, depth, cutoff, ratios)
            if ending == ABOVE and chosen == -1:
                best = _keep(problem, at, depth, answer, best)
            at.split[depth] = -1 if ending != ABOVE else chosen
        if at.split[depth] < 0 or at.value[depth] <= best + problem.grain:
            depth -= 1
            is_new = False
            continue
        name, turn = at.split[depth], at.turn[depth]
        descend(at, depth, rows, columns)
        if turn > 0:
            at.upper[depth + 1, name] = at.floor[depth]
        else:
            at.lower[depth + 1, name] = at.floor[depth] + 1.0
        # 1: down, then up (-2, last); -1: up, then down (2, last)
        if abs(turn) == 2:
            at.split[depth] = -1
        at.turn[depth] = -2 * turn
        depth += 1
        is_new = True
    number = int(np.int64(0))
    while depth >= 0:
        if is_new:
            _spill(at, depth, out, number)
            number += 1
        elif at.split[depth] >= 0 and at.value[depth] > best + problem.grain:
            _spill(at, depth, out, number)
            name = at.split[depth]
            if at.turn[depth] == 2:
                out.upper[number, name] = at.floor[depth]
            else:
                out.lower[number, name] = at.floor[depth] + 1.0
            number += 1
        is_new = False
        depth -= 1
    return best, number, searched, unsure
