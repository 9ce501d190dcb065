"""Free financing searched by deals: a close bound first, then programmes of the few ways and deals that matter.

Textbook: ``portfolio.md``, section "Deals".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from serpin.base.progress import Deadline, Progress
from serpin.engines.portfolio.model.columns import Columns
from serpin.engines.portfolio.model.deal import Deal
from serpin.engines.portfolio.model.dealing import Dealing
from serpin.engines.portfolio.model.listed import listed
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way

_PRICING = 0.35
"""Part of the time for the bound, at most."""

_RUNGS = ((0, 0.8), (150, 0.5), (400, 0.6), (1200, 1.0))
"""Pairs of a way and a deal beside those that the bound uses, and the part of the time left for a search among them."""

_EFFORT = {"mip_heuristic_effort": 0.4}
_USED = 1e-6


@dataclass(frozen=True)
class Bargain:
    """Chosen ways, their value by the deals struck, and the bound, in currency units; no ways where none was found."""

    ways: Mapping[str, Way]
    value: float
    bound: float


def bargain(
    statement: Statement,
    ways: Mapping[str, tuple[Way, ...]],
    seed: int,
    limit: Deadline,
    *,
    is_over: Callable[[Mapping[str, Way], float, float], bool],
    listener: Callable[[float], Progress | None],
) -> Bargain | None:
    """Return a portfolio and a bound, or nothing where deals cannot be listed.

    Parameters
    ----------
    statement
        The problem, with free financing.
    ways
        Open ways of each project.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time limit.
    is_over
        Whether to end with these ways, value and bound.
    listener
        Returns who listens to a search under a bound.
    """
    columns = Columns(statement, ways)
    if not columns.is_possible:
        return None
    columns.run(Deadline(_PRICING * limit.left), lambda: is_over({}, -math.inf, columns.bound * columns.unit))
    bound = columns.bound * columns.unit
    chosen: Mapping[str, Way] = {}
    value = -math.inf
    if not len(columns.losses):
        return Bargain(chosen, value, bound)
    for more, part in _RUNGS:
        if is_over(chosen, value, bound):
            break
        room = columns.reached - value / columns.unit
        pairs, is_whole = _picked(columns, chosen, more, room)
        programme = _programme(statement, columns, pairs)
        found = programme.matrix.solve(
            seconds=max(part * limit.left, 0.2),
            gap=statement.options.gap,
            seed=seed,
            progress=listener(bound),
            scale=programme.unit,
            start=programme.start_from(chosen) if chosen else None,
            settings=_EFFORT,
        )
        if found.has_answer and found.objective * programme.unit > value:
            value, chosen = found.objective * programme.unit, programme.choices(found)
        if not chosen and (plain := listed(statement, ways, seed)) is not None:
            # not before: the solver finds better answers when it does not start from the list
            value, chosen = plain.value, plain.ways
        if is_whole and found.has_answer:
            bound = min(bound, max(found.bound * programme.unit, value))
        if is_whole or (more and not chosen):
            break
    return Bargain(chosen, value, max(bound, value))


def _picked(columns: Columns, chosen: Mapping[str, Way], more: int, room: float) -> tuple[npt.NDArray[np.intp], bool]:
    """Return the pairs that the bound uses, those of chosen ways, and the next best; and whether no other matters."""
    taken = columns.shares > _USED
    if chosen:
        taken |= columns.of_ways(chosen)
    taken &= np.isfinite(columns.losses)
    others = np.flatnonzero(~taken & (columns.losses <= room))
    order = others[np.argsort(columns.losses[others], kind="stable")]
    return np.sort(np.concatenate([np.flatnonzero(taken), order[:more]])), len(order) <= more


def _programme(statement: Statement, columns: Columns, pairs: npt.NDArray[np.intp]) -> Dealing:
    """Return the programme of some pairs."""
    ways: dict[str, list[Way]] = {}
    deals: dict[tuple[str, int], tuple[Deal, ...]] = {}
    for pair in map(int, pairs):
        way, deal = columns.pair(pair)
        own = ways.setdefault(way.project, [])
        if not own or own[-1] is not way:
            own.append(way)
        key = (way.project, len(own) - 1)
        deals[key] = (*deals.get(key, ()), deal)
    return Dealing(statement, {project: tuple(own) for project, own in ways.items()}, deals=deals)
