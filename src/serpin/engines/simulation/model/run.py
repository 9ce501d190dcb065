"""Runs blocks on workers, in their order."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial

from serpin.base.executors import in_order
from serpin.base.progress import Progress, wants_stop
from serpin.engines.simulation.model.account import run_block
from serpin.engines.simulation.model.block import BLOCK, Block, join
from serpin.engines.simulation.model.network import Network


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
    number_of_blocks = -(-iterations // BLOCK)
    task = partial(_task, network, seed, with_gates, iterations)
    blocks: list[Block] = []
    for block in in_order(executor, task, range(number_of_blocks)):
        blocks.append(block)
        if wants_stop(progress, len(blocks) / number_of_blocks) and len(blocks) < number_of_blocks:
            return join(blocks), True
    return join(blocks), False


def _task(network: Network, seed: int, with_gates: bool, iterations: int, number: int) -> Block:
    return run_block(network, seed, with_gates, number, iterations)
