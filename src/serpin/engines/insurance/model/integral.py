"""The bound again, with whole options: the integer programme over planes, made tighter round by round."""

from __future__ import annotations

import highspy
import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.insurance.model.relaxation import Relaxation, add_plane, master, plane_at
from serpin.engines.insurance.model.search import Choice, Exchange, best_of, rounded
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Numbers

_NEAR = 1.0 - 1e-6
_SHORTEST = 0.5


def tighten(
    table: Table, best: Choice, relaxed: Relaxation, free: Numbers, *, exchange: Exchange, limit: Deadline, gap: float
) -> Choice:
    """Return the best choice and the bound after integer programmes over more and more planes.

    Parameters
    ----------
    table
        The options.
    best
        The best choice so far.
    relaxed
        The linear relaxation, with its planes.
    free
        Options that a better choice may use.
    exchange
        Makes an answer of the programme better, or repairs it.
    limit
        Time limit.
    gap
        Relative gap at which it may end.
    """
    unit = float(max(np.abs(table.costs).max(initial=0.0), 1.0))
    count = len(table.unit)
    solver = master(table, unit, 0)
    kept = np.zeros(count, dtype=bool)
    kept[free] = True
    for place in range(count):
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
        if not kept[place]:
            solver.changeColBounds(place, 0.0, 0.0)
    touching = relaxed.planes @ relaxed.choice if len(relaxed.planes) else np.zeros(0)
    for plane in relaxed.planes[touching >= _NEAR * touching.max(initial=0.0)]:
        add_plane(solver, plane / unit, count)
    bound = relaxed.value
    while limit.left > _SHORTEST and not exchange.stopped:
        if best.status == "feasible" and best.cost - bound <= gap * max(abs(best.cost), 1e-9):
            break
        solver.setOptionValue("time_limit", limit.left)
        solver.setOptionValue("mip_rel_gap", max(gap / 2, 1e-7))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            # nothing that keeps the limits is left among the free options
            bound = max(bound, best.cost) if best.status == "feasible" else np.inf
            break
        info = solver.getInfo()
        bound = max(bound, float(info.mip_dual_bound) * unit)
        values = np.asarray(solver.getSolution().col_value)
        if info.primal_solution_status == 0 or not len(values):
            break
        found = rounded(table, values[:count])
        better = exchange.improve(found)
        best = best_of(best, better)
        assumed = float(values[count]) * unit
        true, _ = plane_at(table, _whole(found, count))
        for some in (found, better.options):
            _, plane = plane_at(table, _whole(some, count))
            add_plane(solver, plane / unit, count)
        if true <= assumed + 1e-9 * max(1.0, abs(true)):
            break
    return Choice(best.options, best.tail, best.cost, min(bound, best.cost), best.status)


def _whole(chosen: Numbers, count: int) -> np.ndarray:
    choice = np.zeros(count)
    choice[chosen] = 1.0
    return choice
