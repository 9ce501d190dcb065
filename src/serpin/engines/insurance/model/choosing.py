"""From options to a choice: all programmes where they are few, else bound, rounding, exchange and integer programme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from serpin.base.progress import Deadline, Progress
from serpin.engines.insurance.model.integral import tighten
from serpin.engines.insurance.model.offers import Ledgers, Unit
from serpin.engines.insurance.model.programme import solve_active
from serpin.engines.insurance.model.relaxation import Relaxation, relax
from serpin.engines.insurance.model.search import Choice, Exchange, best_of, enumerate_all, rounded
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Events, Statement

_SMALL = 80
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
    relaxed = relax(table, Deadline(0.25 * limit.left), seed)
    if not relaxed.feasible:
        return None
    exchange = Exchange(table, limit, progress)
    best = exchange.improve(rounded(table, relaxed.choice))
    best = best_of(best, exchange.improve(table.starts[:-1].copy()))

    def done() -> bool:
        near = best.status == "feasible" and best.cost - relaxed.value <= gap * max(abs(best.cost), 1e-9)
        return near or exchange.stopped or limit.passed

    bound = relaxed.value
    if not done():
        best = exchange.restarts(best, relaxed.choice, _pool(relaxed, best), Deadline(0.25 * limit.left), seed=seed)
    if not done():
        pool = _pool(relaxed, best)
        if len(pool) <= _SMALL:
            planes = relaxed.planes[-_PLANES:]
            other = solve_active(table, best, pool, relaxed.choice, limit, gap=gap / 2, seed=seed, planes=planes)
        else:
            other = tighten(table, best, relaxed, pool, exchange=exchange, limit=limit, gap=gap)
        best, bound = best_of(best, other), max(bound, other.bound)
    if best.status != "feasible":
        return None
    proven = best.cost - bound <= max(gap, 1e-9) * max(abs(best.cost), 1e-9)
    status = "stopped" if exchange.stopped else "optimal" if proven else "feasible"
    return Choice(best.options, best.tail, best.cost, min(bound, best.cost), status)


def _pool(relaxed: Relaxation, best: Choice) -> np.ndarray:
    """Return the options that a choice cheaper than the best may use, those of the best among them."""
    spread = best.cost - relaxed.value if best.status == "feasible" else np.inf
    return np.union1d(np.nonzero(relaxed.reduced <= spread * (1 + 1e-9))[0], best.options)
