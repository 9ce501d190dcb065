"""What a block of iterations yields, and how blocks are put together in their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 1024
"""Iterations of a block: the unit that is handed to a worker, the same for any number of workers."""
CASH_ITERATIONS = 4096
"""Iterations whose cash is followed quarter by quarter."""
TRACED = 64
"""Iterations whose every day and cost is kept for the checker."""


@dataclass(frozen=True)
class Trace:
    """Everything about a few iterations; arrays have shape (nodes, iterations) or (projects, iterations)."""

    start: Floats
    days: Floats
    cost: Floats
    stop: Floats
    finish: Floats
    paid: Floats


@dataclass(frozen=True)
class Block:
    """Vectors by project and iteration, and sums over the iterations of a block.

    Attributes
    ----------
    finish
        Working day on which a project is finished; not a number where it was stopped. Shape (projects, iterations).
    cost, value
        Cost and value of a project, same shape.
    total
        Finish, cost and value of all projects together, shape (3, iterations).
    saved
        Sum over the iterations of what the right to stop is worth, by project.
    gates
        How often each gate is reached and passed, shape (2, gates).
    works
        Sums by node over the courses in which its project ends: critical courses, d, d², d·T. Shape (4, nodes).
    ends
        Sums by project over the same courses: their number, T, T², number of successes. Shape (4, projects).
    drivers
        Sums by risk over the courses in which it happens: number, finish, cost, value. Shape (4, risks).
    cash
        Cumulative cash at the ends of quarters, shape (iterations, quarters); empty after the first iterations.
    """

    finish: Floats
    cost: Floats
    value: Floats
    total: Floats
    saved: Floats
    gates: Floats
    works: Floats
    ends: Floats
    drivers: Floats
    cash: Floats
    trace: Trace | None = None

    @property
    def iterations(self) -> int:
        """Number of iterations."""
        return int(self.total.shape[1])


def join(blocks: list[Block]) -> Block:
    """Return blocks as one; sums are added in the order of the blocks."""

    def side_by_side(name: str) -> Floats:
        return np.concatenate([getattr(block, name) for block in blocks], axis=1)

    def added(name: str) -> Floats:
        total: Floats = np.zeros_like(getattr(blocks[0], name))
        for block in blocks:
            total = np.asarray(total + getattr(block, name))
        return total

    return Block(
        **{name: side_by_side(name) for name in ("finish", "cost", "value", "total")},
        **{name: added(name) for name in ("saved", "gates", "works", "ends", "drivers")},
        cash=np.concatenate([block.cash for block in blocks], axis=0),
        trace=blocks[0].trace,
    )
