"""A block of iterations: runs the kernels, and what they yield; blocks are put together in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.model.kernel import Results, run_full
from serpin.engines.simulation.model.kernel_account import WORK_SUMS
from serpin.engines.simulation.model.randomness import TILE
from serpin.engines.simulation.model.records import Lanes, Plan

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

BLOCK = 1024
"""Iterations of a block: the unit whose sums are formed alone, the same for any number of workers."""
CASH_ITERATIONS = 4096
"""Iterations whose cash is followed quarter by quarter."""
LOSS_ITERATIONS = 10_240
"""Iterations for which it is known what each risk costs."""
TRACED = 64
"""Iterations whose every day and cost is kept for the checker."""


@dataclass(frozen=True)
class Trace:
    """Everything about a few iterations; arrays have shape (nodes, iterations) or (projects, iterations)."""

    start: Singles
    days: Singles
    cost: Singles
    stop: Singles
    finish: Singles
    paid: Singles


@dataclass(frozen=True)
class Block:
    """Vectors by project and iteration, and sums over iterations.

    Attributes
    ----------
    finish
        Working day on which a project is finished; not a number where it was stopped. Shape (projects, iterations).
    launch
        Working day on which a project is launched; not a number where it does not succeed. Same shape.
    cost, value
        Cost and value of a project, same shape.
    total
        Finish, cost and value of all projects together, shape (3, iterations).
    saved
        Sum over the iterations of what the right to stop is worth, by project.
    gates
        How often each gate is reached and passed, shape (2, gates).
    works
        Sums by node over the courses in which its project ends, with d the days less their mean and T the finish less
        the planned one: d, d², d·T, critical courses, significance. Shape (5, nodes).
    ends
        Sums by project over the same courses: their number, T, T², number of successes. Shape (4, projects).
    means
        Sums of cost and value by project over all courses, shape (2, projects).
    drivers
        Sums by risk over the courses in which it happens: number, finish, cost, value, and the squares of these.
        Shape (7, risks).
    present
        Present value at the start of all that is paid, shape (1, iterations).
    moments
        Day on which each risk first hits something, infinite where it hits nothing, shape (risks, iterations); only
        for the first iterations.
    cash, paid
        Cumulative cash, and cumulative cost alone, at the ends of quarters, shape (iterations, quarters); only for the
        first iterations.
    """

    finish: Singles
    launch: Singles
    cost: Singles
    value: Singles
    total: Floats
    saved: Floats
    gates: Floats
    works: Floats
    ends: Floats
    means: Floats
    drivers: Floats
    present: Floats
    moments: Singles
    cash: Singles
    paid: Singles
    trace: Trace | None = None

    @property
    def iterations(self) -> int:
        """Number of iterations."""
        return int(self.total.shape[1])


SIDE_BY_SIDE = ("finish", "launch", "cost", "value", "total", "present", "moments")
ONE_BELOW_ANOTHER = ("cash", "paid")
ADDED = ("saved", "gates", "works", "ends", "means", "drivers")


class Tally:
    """Puts blocks together, one after the other: vectors side by side, sums added in the order of the blocks."""

    def __init__(self) -> None:
        self._vectors: dict[str, list[Any]] = {name: [] for name in SIDE_BY_SIDE + ONE_BELOW_ANOTHER}
        self._sums: dict[str, Floats] = {}
        self._trace: Trace | None = None
        self.blocks = 0

    def add(self, block: Block) -> None:
        """Add the next block."""
        for name, vectors in self._vectors.items():
            vectors.append(getattr(block, name))
        for name in ADDED:
            new = getattr(block, name)
            self._sums[name] = new if self.blocks == 0 else self._sums[name] + new
        self._trace = self._trace or block.trace
        self.blocks += 1

    def total(self) -> Floats:
        """Return finish, cost and value of all projects together so far."""
        return np.concatenate(self._vectors["total"], axis=1)

    def block(self) -> Block:
        """Return all blocks so far as one."""
        fields: dict[str, Any] = dict(self._sums)
        for names, axis in ((SIDE_BY_SIDE, 1), (ONE_BELOW_ANOTHER, 0)):
            fields |= {name: np.concatenate(self._vectors[name], axis=axis) for name in names}
        return Block(**fields, trace=self._trace)


def _results(plan: Plan, kept: int, *, with_cash: bool, with_moments: bool, traced: int) -> Results:
    projects, nodes = len(plan.projects), len(plan.nodes)
    quarters = len(plan.quarter_ends)
    followed = kept if with_cash else 0

    def singles(*shape: int) -> Singles:
        return np.zeros(shape, dtype=np.float32)

    return Results(
        finish=singles(projects, kept),
        launch=singles(projects, kept),
        cost=singles(projects, kept),
        value=singles(projects, kept),
        total=np.zeros((3, kept)),
        saved=np.zeros(projects),
        good=np.zeros(projects),
        gates=np.zeros((2, len(plan.gates))),
        works=singles(nodes, WORK_SUMS * 16),
        events=np.zeros((len(plan.risks), kept), dtype=np.bool_),
        present=np.zeros((1, kept)),
        moments=np.full((len(plan.risks), kept if with_moments else 0), np.inf, dtype=np.float32),
        cash=singles(followed, quarters),
        paid=singles(followed, quarters),
        trace_start=singles(nodes, traced),
        trace_days=singles(nodes, traced),
        trace_cost=singles(nodes, traced),
        trace_stop=singles(projects, traced),
        trace_paid=singles(projects, traced),
    )


@dataclass(frozen=True)
class Task:
    """What is the same for all blocks of a run.

    Attributes
    ----------
    iterations
        Iterations of the whole run: the last block is cut off there.
    detail
        Iterations whose projects are kept one by one.
    """

    plan: Plan
    seed: int
    iterations: int
    detail: int
    with_gates: bool = True


def run_block(task: Task, lanes: Lanes, number: int) -> Block:
    """Return the accounts of one block.

    Parameters
    ----------
    lanes
        Rows to work in; their content does not matter.
    number
        Number of the block; it begins with iteration ``number · 1024``.
    """
    plan = task.plan
    first = number * BLOCK
    kept = min(BLOCK, task.iterations - first)
    with_cash = first < CASH_ITERATIONS
    with_moments = first < LOSS_ITERATIONS
    traced = min(TRACED, kept) if number == 0 else 0
    results = _results(plan, kept, with_cash=with_cash, with_moments=with_moments, traced=traced)
    run_full(plan, lanes, task.seed, first // TILE, kept, task.with_gates, with_cash, results)
    works = results.works.reshape(-1, WORK_SUMS, 16).astype(np.float64).sum(axis=2).T
    offset = results.finish.astype(np.float64) - plan.projects["planned_finish"][:, None]
    reached = ~np.isnan(offset)
    offset = np.where(reached, offset, 0.0)
    happens = results.events.astype(np.float64)
    detailed = kept if first < task.detail else 0
    trace = None
    if number == 0:
        few = slice(0, min(TRACED, kept))
        trace = Trace(
            start=results.trace_start,
            days=results.trace_days,
            cost=results.trace_cost,
            stop=results.trace_stop,
            finish=results.finish[:, few].copy(),
            paid=results.trace_paid,
        )
    return Block(
        finish=results.finish[:, :detailed].copy(),
        launch=results.launch[:, :detailed].copy(),
        cost=results.cost[:, :detailed].copy(),
        value=results.value[:, :detailed].copy(),
        total=results.total,
        saved=results.saved,
        gates=results.gates,
        works=works,
        ends=np.array([reached.sum(axis=1), offset.sum(axis=1), (offset**2).sum(axis=1), results.good]),
        means=np.array([results.cost.sum(axis=1, dtype=np.float64), results.value.sum(axis=1, dtype=np.float64)]),
        drivers=np.array([happens.sum(axis=1), *(happens @ row for row in (*results.total, *results.total**2))]),
        present=results.present,
        moments=results.moments,
        cash=results.cash,
        paid=results.paid,
        trace=trace,
    )
