"""The integer programme of Rockafellar and Uryasev on active courses: those that are among the worst of a choice.

An inactive course has no variable, so that the programme is a relaxation: its bound holds. Its answer is looked at in
all courses; what is new among the worst becomes active, and it is solved again until nothing is new.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.insurance.model.search import Choice
from serpin.engines.insurance.model.solver import quiet_solver
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Numbers, Vector

_INFINITY = highspy.kHighsInf
_MOST_ROUNDS = 12
_REACH = 1.5


def solve_active(
    table: Table,
    best: Choice,
    free: Numbers,
    mixed: Vector,
    limit: Deadline,
    *,
    gap: float,
    seed: int,
    planes: Any,
    all_courses: bool = False,
) -> Choice:
    """Return the best choice among free options, with a bound that holds for these alone.

    Parameters
    ----------
    table
        The options.
    best
        Where it begins.
    free
        Options that may be chosen, those of the beginning among them.
    mixed
        Choice of the linear relaxation; its worst courses are active from the beginning.
    limit
        Time limit.
    gap
        Relative gap at which the search may end.
    seed
        Seed of the tie-breaking of the solver.
    planes
        Planes below the tail, shape (planes, options).
    all_courses
        Make every course active from the beginning: the plain programme, which is far slower.
    """
    reach = min(_REACH, 1.0 / (1.0 - table.level))
    width = min(int(np.ceil(len(table.weights) * (1.0 - table.level) * reach)) + 1, len(table.weights))
    first = np.argsort(-table.losses(best.options), kind="stable")[:width]
    second = np.argsort(-(mixed[free] @ table.retained[free]), kind="stable")[:width]
    active = np.arange(len(table.weights)) if all_courses else np.union1d(first, second)
    bound = -np.inf
    for _ in range(_MOST_ROUNDS):
        solver, unit = _built(table, free, active, planes, seed)
        solver.setOptionValue("time_limit", max(limit.left, 0.1))
        solver.setOptionValue("mip_rel_gap", gap)
        if best.status == "feasible":
            _offer(solver, table, best, active, free=free, unit=unit)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return Choice(best.options, best.tail, best.cost, max(bound, best.cost), best.status)
        info = solver.getInfo()
        bound = max(bound, float(info.mip_dual_bound) * unit)
        values = np.asarray(solver.getSolution().col_value)
        if info.primal_solution_status == 0 or not len(values):
            break
        chosen = free[np.argsort(-values[: len(free)], kind="stable")[: len(best.options)]]
        chosen = np.sort(chosen)
        losses = table.losses(chosen)
        tail, worst, _ = table.tail(losses)
        cost = table.cost(chosen, tail)
        if table.excess(chosen, tail) <= 0 and (cost < best.cost or best.status != "feasible"):
            best = Choice(chosen, tail, cost, best.bound, "feasible")
        new = np.setdiff1d(worst, active)
        if not len(new) or limit.passed:
            break
        active = np.union1d(active, worst)
    return Choice(best.options, best.tail, best.cost, min(bound, best.cost), best.status)


def _offer(solver: Any, table: Table, best: Choice, active: Numbers, *, free: Numbers, unit: float) -> None:
    """Offer the solver the best choice as a beginning: its threshold, tail, and what courses exceed it by."""
    losses = table.losses(best.options)
    tail, worst, _ = table.tail(losses)
    edge = float(losses[worst].min())
    solution = highspy.HighsSolution()
    excess = np.maximum(losses[active] - edge, 0.0) / unit
    solution.col_value = np.concatenate([np.isin(free, best.options).astype(float), [tail / unit, edge / unit], excess])
    solver.setSolution(solution)


def _built(table: Table, free: Numbers, active: Numbers, planes: Any, seed: int) -> tuple[Any, float]:
    """Return the programme: options, tail, threshold, excess of each active course."""
    unit = float(max(np.abs(table.costs).max(initial=0.0), 1.0))
    count, courses = len(free), len(active)
    columns = count + 2 + courses
    rows: list[tuple[float, float, Numbers, Vector]] = []
    units = table.unit[free]
    for number in np.unique(units):
        places = np.nonzero(units == number)[0]
        rows.append((1.0, 1.0, places, np.ones(len(places))))
    outlay = table.outlay[free] / unit
    paid = np.nonzero(outlay)[0]
    if table.budget is not None:
        rows.append((-_INFINITY, table.budget / unit, paid, outlay[paid]))
    if table.limit is not None:
        rows.append((-_INFINITY, table.limit / unit, np.append(paid, count), np.append(outlay[paid], 1.0)))
    weights = table.weights[active] / (1.0 - table.level)
    tail_places = np.concatenate([[count, count + 1], np.arange(courses) + count + 2])
    rows.append((0.0, _INFINITY, tail_places, np.concatenate([[1.0, -1.0], -weights])))
    lost = table.retained[np.ix_(free, active)] / unit
    for place in range(courses):
        used = np.nonzero(lost[:, place])[0]
        rows.append(
            (
                0.0,
                _INFINITY,
                np.concatenate([used, [count + 1, count + 2 + place]]),
                np.concatenate([-lost[used, place], [1.0, 1.0]]),
            )
        )
    for plane in planes:
        mine = plane[free] / unit
        used = np.nonzero(mine)[0]
        rows.append((0.0, _INFINITY, np.append(used, count), np.append(-mine[used], 1.0)))
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = columns, len(rows)
    programme.col_cost_ = np.concatenate([table.costs[free] / unit, [table.charge, 0.0], np.zeros(courses)])
    lower = np.zeros(columns)
    programme.col_lower_ = lower
    programme.col_upper_ = np.concatenate([np.ones(count), np.full(2 + courses, _INFINITY)])
    programme.row_lower_ = np.array([row[0] for row in rows])
    programme.row_upper_ = np.array([row[1] for row in rows])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in rows)]).astype(np.int32)
    programme.a_matrix_.index_ = np.concatenate([row[2] for row in rows]).astype(np.int32)
    programme.a_matrix_.value_ = np.concatenate([row[3] for row in rows])
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    programme.integrality_ = [kinds[place < count] for place in range(columns)]
    solver = quiet_solver(seed)
    solver.passModel(programme)
    return solver, unit
