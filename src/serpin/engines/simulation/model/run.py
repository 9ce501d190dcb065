"""Runs blocks on workers, in their order, until there are enough."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from serpin.base.executors import in_order
from serpin.base.progress import Progress, wants_stop
from serpin.engines.simulation.model.arrays import lanes_of, plan_of
from serpin.engines.simulation.model.block import BLOCK, Block, Tally, Task, run_block
from serpin.engines.simulation.model.network import Network
from serpin.engines.simulation.model.records import Plan
from serpin.engines.simulation.model.statistics import reach_of_p80

_WORK_OF_TASK = 40_000_000
"""Works times iterations of a task: about a quarter of a second."""
_DETAIL = 20_000_000
"""Projects times iterations that are kept one by one."""
_FIRST_LOOK = 4096
_WIDTHS = ((64, 1024), (500, 512), (4000, 256))
"""Iterations side by side by rows at most: many where rows are few, for every step of a kernel costs something."""
_NARROW = 128


def width_for(plan: Plan) -> int:
    """Return how many iterations to work out side by side, so that the rows stay in the cache."""
    rows = int(plan.nodes["row"].max(initial=0)) + 1
    return next((width for most, width in _WIDTHS if rows <= most), _NARROW)


@dataclass(frozen=True)
class Runner:
    """Runs a network.

    Attributes
    ----------
    precision
        Reach of the intervals of P80 at which a run ends, as a share of the deviation; nothing to draw all iterations.
    """

    seed: int
    iterations: int
    with_gates: bool = True
    precision: float | None = None
    progress: Progress | None = None
    executor: Executor | None = None

    def run(self, network: Network) -> tuple[Block, bool]:
        """Return the joined blocks, and whether somebody asked to stop before the last one."""
        detail = max(_FIRST_LOOK, _DETAIL // len(network.projects.names) // BLOCK * BLOCK)
        task = Task(plan_of(network), self.seed, self.iterations, detail, self.with_gates)
        count = -(-self.iterations // BLOCK)
        at_once = max(1, min(64, _WORK_OF_TASK // (len(network.nodes) * BLOCK)))
        tally = Tally()
        for first, end in self._rounds(count):
            ranges = [range(begin, min(begin + at_once, end)) for begin in range(first, end, at_once)]
            # a single task is done here: workers would take longer to begin than it takes
            executor = self.executor if len(ranges) > 1 else None
            for blocks in in_order(executor, partial(_run_task, task), ranges):
                for block in blocks:
                    tally.add(block)
                if wants_stop(self.progress, tally.blocks / count) and tally.blocks < count:
                    return tally.block(), True
            if self.precision is not None and self._is_precise(tally):
                break
        return tally.block(), False

    def _rounds(self, count: int) -> Iterator[tuple[int, int]]:
        """Yield ranges of blocks; after each the precision is looked at: at 4096, 8192, 16384 … iterations."""
        first, end = 0, count if self.precision is None else min(count, _FIRST_LOOK // BLOCK)
        while first < count:
            yield first, end
            first, end = end, min(count, 2 * end)

    def _is_precise(self, tally: Tally) -> bool:
        return max(reach_of_p80(np.sort(row)) for row in tally.total()) <= (self.precision or 0.0)


def _run_task(task: Task, numbers: range) -> list[Block]:
    lanes = lanes_of(task.plan, width_for(task.plan), full=True)
    return [run_block(task, lanes, number) for number in numbers]
