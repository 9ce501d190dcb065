"""Runs blocks on workers, in their order."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial

from serpin.base.executors import in_order
from serpin.base.progress import Progress, wants_stop
from serpin.engines.simulation.model.arrays import lanes_of, plan_of
from serpin.engines.simulation.model.block import BLOCK, Block, join, run_block
from serpin.engines.simulation.model.network import Network
from serpin.engines.simulation.model.records import Plan

_WORK_OF_TASK = 40_000_000
"""Works times iterations of a task: about a quarter of a second."""


def width_for(plan: Plan) -> int:
    """Return how many iterations to work out side by side, so that the rows stay in the cache."""
    return 64 if int(plan.nodes["row"].max(initial=0)) > 2000 else 128


def run_all(
    network: Network,
    seed: int,
    iterations: int,
    *,
    with_gates: bool,
    progress: Progress | None,
    executor: Executor | None,
) -> tuple[Block, bool]:
    """Return the joined blocks, and whether somebody asked to stop before the last one."""
    count = -(-iterations // BLOCK)
    at_once = max(1, min(64, _WORK_OF_TASK // (len(network.nodes) * BLOCK)))
    ranges = [range(first, min(first + at_once, count)) for first in range(0, count, at_once)]
    task = partial(_task, plan_of(network), seed, with_gates, iterations)
    blocks: list[Block] = []
    for some in in_order(executor, task, ranges):
        blocks += some
        if wants_stop(progress, len(blocks) / count) and len(blocks) < count:
            return join(blocks), True
    return join(blocks), False


def _task(plan: Plan, seed: int, with_gates: bool, iterations: int, numbers: range) -> list[Block]:
    lanes = lanes_of(plan, width_for(plan), full=True)
    return [run_block(plan, lanes, seed, number, iterations, with_gates=with_gates) for number in numbers]
