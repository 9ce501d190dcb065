"""The bound: the linear relaxation of the choice, by cutting planes at points between the best and the last.

The tail is the largest mean under all weights of the courses that no course exceeds 1/(1 − a) times its own. The worst
courses of any point, mixed ones too, give such weights, and with them a plane below the tail that is valid everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.insurance.model.solver import quiet_solver
from serpin.engines.insurance.model.table import Matrix, Table
from serpin.engines.insurance.problem.statement import Vector

_TOLERANCE = 1e-5
_MOST_ROUNDS = 400
_INFINITY = highspy.kHighsInf


@dataclass
class Relaxation:
    """A linear bound: its value, the mixed choice, the planes, reduced costs of the options; ``feasible`` or not.

    ``price`` is what the value falls by when budget or limit has a unit of money more, the larger of the two.
    """

    value: float
    choice: Vector
    planes: Matrix
    reduced: Vector
    feasible: bool
    price: float = 0.0


def relax(table: Table, limit: Deadline, seed: int) -> Relaxation:
    """Return the bound of the linear relaxation; it holds whenever the search is cut short.

    Parameters
    ----------
    table
        The options.
    limit
        Time limit.
    seed
        Seed of the tie-breaking of the solver.
    """
    unit = float(max(np.abs(table.costs).max(initial=0.0), 1.0))
    solver = master(table, unit, seed)
    count = len(table.unit)
    fixed, limits = len(table.starts) - 1, (table.budget is not None) + (table.limit is not None)
    planes: list[Vector] = []
    centre: Vector | None = None
    value, choice, reduced, price = -np.inf, np.zeros(count), np.zeros(count), 0.0
    for _ in range(_MOST_ROUNDS):
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return Relaxation(value, choice, np.array(planes).reshape(-1, count), reduced, feasible=False)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        value = float(solver.getInfo().objective_function_value) * unit
        solution = solver.getSolution()
        values = np.asarray(solution.col_value)
        choice, assumed = values[:count], values[count] * unit
        reduced = np.asarray(solution.col_dual)[:count] * unit
        price = float(np.abs(np.asarray(solution.row_dual)[fixed : fixed + limits]).max(initial=0.0))
        true, plane = plane_at(table, choice)
        if true <= assumed + _TOLERANCE * max(abs(true), 1e-9) or limit.passed:
            break
        centre = choice if centre is None else 0.5 * centre + 0.5 * choice
        for point in (centre, choice):
            _, plane = plane_at(table, point)
            planes.append(plane)
            add_plane(solver, plane / unit, count)
    return Relaxation(value, choice, np.array(planes).reshape(-1, count), reduced, feasible=True, price=price)


def plane_at(table: Table, choice: Vector) -> tuple[float, Vector]:
    """Return the tail of a mixed choice, and the plane that touches it there."""
    used = np.nonzero(choice > 1e-12)[0]
    tail, places, share = table.tail(np.asarray(choice[used] @ table.retained[used]))
    return tail, np.asarray(table.retained[:, places] @ share)


def add_plane(solver: Any, plane: Vector, count: int) -> None:
    """Add: the tail is at least the plane."""
    places = np.concatenate([np.nonzero(plane)[0], [count]]).astype(np.int32)
    values = np.concatenate([-plane[plane != 0], [1.0]])
    solver.addRow(0.0, _INFINITY, len(places), places, values)


def master(table: Table, unit: float, seed: int) -> Any:
    """Return the programme without planes: a part of each option, the tail last; money in units of ``unit``."""
    solver = quiet_solver(seed)
    count = len(table.unit)
    for cost in table.costs / unit:
        solver.addCol(float(cost), 0.0, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
    solver.addCol(table.charge, 0.0, _INFINITY, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
    for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True):
        places = np.arange(begin, end, dtype=np.int32)
        solver.addRow(1.0, 1.0, len(places), places, np.ones(len(places)))
    paid = np.nonzero(table.outlay)[0].astype(np.int32)
    if table.budget is not None:
        solver.addRow(-_INFINITY, table.budget / unit, len(paid), paid, table.outlay[paid] / unit)
    if table.limit is not None:
        places = np.concatenate([paid, [count]]).astype(np.int32)
        values = np.concatenate([table.outlay[paid] / unit, [1.0]])
        solver.addRow(-_INFINITY, table.limit / unit, len(places), places, values)
    return solver
