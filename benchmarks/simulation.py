"""Simulation against networkx, NumPy and mcprojsim, in one run: speed, and beside it what each engine found."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.simulation_peers import Result, with_mcprojsim, with_networkx, with_numpy
from benchmarks.simulation_problems import Problem, case_of, problem_of
from serpin.engines.simulation.model.arrays import lanes_of, plan_of
from serpin.engines.simulation.model.block import BLOCK, Task, run_block
from serpin.engines.simulation.model.compile import compile_network
from serpin.engines.simulation.model.kernel import run_finish
from serpin.engines.simulation.model.kernel_numbers import fill, outer_kernel
from serpin.engines.simulation.model.run import width_for
from serpin.engines.simulation.options import SimulationOptions

SEED = 7
WORK_OF_ROUND = 8_000_000
"""Activities times iterations of one round of a fast engine."""


@dataclass
class Runner:
    """One engine: runs iterations from a first one on, and remembers its times and results."""

    name: str
    run: Callable[[int, int], Result]
    iterations: int
    nanoseconds: list[float] = field(default_factory=list)
    found: list[Result] = field(default_factory=list)

    def turn(self, number: int, activities: int) -> None:
        """Run one round and take its processor time."""
        begin = time.process_time()
        found = self.run(number * self.iterations, self.iterations)
        spent = time.process_time() - begin
        self.nanoseconds.append(spent * 1e9 / (self.iterations * activities))
        if found is not None:
            self.found.append(found)

    def figures(self) -> dict[str, Any]:
        """Return the best time, and mean and P80 over all rounds."""
        figures: dict[str, Any] = {
            "ns": round(min(self.nanoseconds), 3),
            "iterations_per_round": self.iterations,
            "rounds_ns": [round(value, 3) for value in self.nanoseconds],
        }
        if self.found:
            values = np.concatenate(self.found)
            figures["mean"] = round(float(values.mean()), 4)
            figures["mean_error"] = round(float(values.std() / np.sqrt(len(values))), 4)
            figures["p80"] = round(float(np.quantile(values, 0.8)), 4)
        return figures


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the figures and write them."""
    options = _parse(arguments)
    summary: dict[str, Any] = {}
    for activities in options.activities:
        summary[str(activities)] = _size(activities, options)
    if options.output:
        machine = {"processor": _processor(), "cores": os.cpu_count(), "python": platform.python_version()}
        document = {"summary": summary, "machine": machine, "date": time.strftime("%Y-%m-%d")}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        return [int(part) for part in text.split(",")]

    parser = argparse.ArgumentParser(prog="bench simulation")
    parser.add_argument("--activities", type=numbers, default=[20, 300, 3000, 30000])
    parser.add_argument("--against", type=lambda text: text.split(","), default=["networkx", "numpy"])
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("-o", "--output", help="JSON file to write")
    return parser.parse_args(arguments)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _size(activities: int, options: argparse.Namespace) -> dict[str, Any]:
    """Run all engines in turn on one network, and return their figures."""
    problem = problem_of(activities)
    runners = _runners(problem, activities, options.against)
    for runner in runners:
        runner.run(0, min(runner.iterations, BLOCK))
    for number in range(options.rounds):
        for runner in runners:
            runner.turn(number, activities)
    figures = {runner.name: runner.figures() for runner in runners}
    base = figures["serpin"]["ns"]
    for row in figures.values():
        row["ratio_to_serpin"] = round(row["ns"] / base, 2)
    _print(activities, figures)
    return figures


def _runners(problem: Problem, activities: int, against: list[str]) -> list[Runner]:
    blocks = max(2, WORK_OF_ROUND // (activities * BLOCK))
    fast = blocks * BLOCK
    runners = [
        Runner("serpin", _forward(problem), fast),
        Runner("serpin_mixed", _forward(problem, mixed=True), fast),
        Runner("serpin_full", _full(problem), fast),
        Runner("numbers_alone", _numbers(activities), fast),
    ]
    peers: dict[str, tuple[Callable[[Problem], Callable[[int, int], Result]], int]] = {
        "networkx": (with_networkx, max(10, 100_000 // activities)),
        "numpy": (with_numpy, max(256, min(8192, 2_000_000 // activities // 256 * 256))),
        "mcprojsim": (with_mcprojsim, max(20, min(1000, 60_000 // activities))),
    }
    for name in against:
        if name not in peers:
            message = f"no engine {name!r}; there are {', '.join(peers)}"
            raise SystemExit(message)
        make, iterations = peers[name]
        if name == "mcprojsim" and activities > 3000:
            continue
        try:
            runners.append(Runner(name, make(problem), iterations))
        except ImportError as missing:
            sys.stderr.write(f"{name} is left out: {missing}\n")
    return runners


def _forward(problem: Problem, *, mixed: bool = False) -> Callable[[int, int], Result]:
    """Return the pass for finishes alone."""
    network = compile_network(case_of(problem, mixed=mixed, money=False), None, SimulationOptions())
    plan = plan_of(network, in_slots=True)
    lanes = lanes_of(plan, 1024, full=False)

    def run(first: int, iterations: int) -> Result:
        finish = np.zeros((1, iterations), dtype=np.float32)
        run_finish(plan, lanes, SEED, first // 64, iterations, True, finish)
        return np.asarray(finish[0], dtype=np.float64)

    return run


def _full(problem: Problem) -> Callable[[int, int], Result]:
    """Return the whole analysis: mixed distributions, costs, a gate, values and the sums of all indices."""
    network = compile_network(case_of(problem, mixed=True, money=True), None, SimulationOptions())
    plan = plan_of(network)
    lanes = lanes_of(plan, width_for(plan), full=True)
    task = Task(plan, SEED, 2**40, 2**40)
    offset = 4 * BLOCK  # the quarters are followed in the first blocks only

    def run(first: int, iterations: int) -> Result:
        numbers = range((first + offset) // BLOCK, (first + offset + iterations) // BLOCK)
        finish = np.concatenate([run_block(task, lanes, number).finish[0] for number in numbers])
        return finish[~np.isnan(finish)].astype(np.float64)

    return run


@outer_kernel
def _fill_many(bits: Any, seed: int, activities: int, tile: int) -> int:
    """Draw one number for each activity and lane, and use it, so that the compiler keeps it."""
    together = np.uint32(0)
    for activity in range(activities):
        fill(bits, seed, 101, np.uint64(activity) * np.uint64(0x9E3779B97F4A7C15), tile, 0)
        together ^= bits[activity % bits.shape[0]]
    return int(together)


def _numbers(activities: int) -> Callable[[int, int], Result]:
    """Return the physical reference: the same random numbers, and nothing else."""
    bits = np.zeros(256, dtype=np.uint32)

    def run(first: int, iterations: int) -> Result:
        for group in range(iterations // 256):
            _fill_many(bits, SEED, activities, first // 64 + 4 * group)

    return run


def _print(activities: int, figures: dict[str, Any]) -> None:
    sys.stdout.write(f"\n{activities} activities: ns of processor time per activity and iteration\n")
    for name, row in figures.items():
        found = (
            f"mean {row['mean']:.3f} ± {1.96 * row['mean_error']:.3f}  P80 {row['p80']:.3f}" if "mean" in row else ""
        )
        sys.stdout.write(f"  {name:14s} {row['ns']:10.2f}  × {row['ratio_to_serpin']:9.2f}  {found}\n")
    sys.stdout.flush()
