"""From options to a choice: all programmes where they are few, else bound, rounding, exchange and integer programme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from serpin.base.progress import Deadline, Progress
from serpin.engines.insurance.model.anneal import anneal
from serpin.engines.insurance.model.offers import Ledgers, Unit
from serpin.engines.insurance.model.programme import solve_active
from serpin.engines.insurance.model.relaxation import relax
from serpin.engines.insurance.model.search import Choice, Exchange, enumerate_all, rounded
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Events, Statement

_ANNEALING = 40_000
_PRICE = 6.0
_SMALL = 400
_PLANES = 60


def table_of(statement: Statement, events: Events, units: Sequence[Unit], ledgers: Ledgers) -> Table:
    """Return the options of all units side by side, with what is retained in every course."""
    options = statement.options
    count = sum(len(unit.options) for unit in units)
    retained = np.zeros((count, events.courses))
    place = 0
    for unit in units:
        for option in unit.options:
            parted = ledgers.part(unit, option)
            retained[place] = ledgers.by_course(parted.places, parted.retained)
            place += 1
    return Table(
        unit=np.repeat(np.arange(len(units)), [len(unit.options) for unit in units]),
        outlay=np.array([option.outlay for unit in units for option in unit.options]),
        mean=retained @ events.weights,
        retained=retained,
        weights=events.weights,
        level=options.tail_level,
        charge=statement.charge,
        budget=None if options.budget is None else float(options.budget),
        limit=None if options.tail_limit is None else float(options.tail_limit),
        even=bool(np.ptp(events.weights) < 1e-15),
    )


def choose(
    table: Table, limit: Deadline, *, programmes: int, gap: float, seed: int, progress: Progress | None = None
) -> Choice | None:
    """Return one option for each unit, with the bound; nothing when no programme keeps budget and limit.

    Parameters
    ----------
    table
        The options.
    limit
        Time limit.
    programmes
        Up to so many programmes are all compared.
    gap
        Relative gap at which the search may end.
    seed
        Seed of the whole run.
    progress
        Listener; it may answer "stop".
    """
    sizes = np.diff(table.starts)
    if float(np.prod(sizes.astype(float))) <= programmes:
        return enumerate_all(table)
    relaxed = relax(table, Deadline(0.35 * limit.left), seed)
    if not relaxed.feasible:
        return None
    exchange = Exchange(table, limit, progress)
    best = exchange.improve(rounded(table, relaxed.choice))
    best = _shorter(best, exchange.improve(table.starts[:-1].copy()))
    everything = np.arange(len(table.unit))

    def done() -> bool:
        near = best.status == "feasible" and best.cost - relaxed.value <= gap * max(abs(best.cost), 1e-9)
        return near or exchange.stopped or limit.passed

    if not done():
        spread = max(best.cost - relaxed.value, 0.0)
        near = np.nonzero((relaxed.reduced <= spread) | np.isin(everything, best.options))[0]
        best = _shorter(best, exchange.pairs(best, near[np.argsort(relaxed.reduced[near])][:_SMALL]))
    if not done():
        found = anneal(
            table,
            best.options,
            near,
            Deadline(0.3 * limit.left),
            rounds=_ANNEALING,
            seed=seed,
            price=_PRICE * max(relaxed.price, 1e-6),
            progress=progress,
        )
        best = _shorter(best, exchange.improve(found))
    bound = relaxed.value
    if not done():
        planes = relaxed.planes[-_PLANES:]
        spread = best.cost - relaxed.value if best.status == "feasible" else np.inf
        open_still = np.nonzero((relaxed.reduced <= spread) | np.isin(everything, best.options))[0]
        near = _nearest(table, relaxed.reduced, relaxed.choice, best)
        if len(near) < len(open_still):
            inner = solve_active(
                table, best, near, relaxed.choice, Deadline(0.5 * limit.left), gap=gap / 2, seed=seed, planes=planes
            )
            best = _shorter(best, exchange.improve(inner.options))
        if not done():
            outer = solve_active(
                table, best, open_still, relaxed.choice, Deadline(limit.left), gap=gap / 2, seed=seed, planes=planes
            )
            best, bound = _shorter(best, outer), max(bound, outer.bound)
    if best.status != "feasible":
        return None
    proven = best.cost - bound <= max(gap, 1e-9) * max(abs(best.cost), 1e-9)
    status = "stopped" if exchange.stopped else "optimal" if proven else "feasible"
    return Choice(best.options, best.tail, best.cost, min(bound, best.cost), status)


def _shorter(one: Choice, other: Choice) -> Choice:
    """Return the better of two choices: one that keeps the limits, then the cheaper one."""
    if one.status != other.status:
        return one if one.status == "feasible" else other
    return one if one.cost <= other.cost else other


def _nearest(table: Table, reduced: np.ndarray, mixed: np.ndarray, best: Choice) -> np.ndarray:
    """Return options that the relaxation mixes, those of the best choice, and as many that cost little to use."""
    near = np.nonzero((mixed > 1e-6) | np.isin(np.arange(len(table.unit)), best.options))[0]
    return np.union1d(near, np.argsort(reduced, kind="stable")[: len(near)])
