"""Peers of the simulation: a networkx loop, the best plain NumPy, and mcprojsim, all on triangular durations."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np

from benchmarks.peers import make_importable
from benchmarks.simulation_problems import Problem

Result = np.ndarray | None
BATCH = 256


def with_networkx(problem: Problem) -> Callable[[int, int], Result]:
    """Return the loop that one writes first: a graph, its order, one duration at a time."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(problem.after)))
    graph.add_edges_from((earlier, later) for later, after in enumerate(problem.after) for earlier in after)
    order = list(nx.topological_sort(graph))
    points = list(zip(problem.low.tolist(), problem.mode.tolist(), problem.high.tolist(), strict=True))

    def run(first: int, iterations: int) -> Result:
        import random  # noqa: PLC0415 - this peer's generator

        draw = random.Random(first).triangular  # noqa: S311 - no secret
        finishes = []
        for _ in range(iterations):
            finish: dict[int, float] = {}
            for node in order:
                low, mode, high = points[node]
                start = max((finish[earlier] for earlier in graph.predecessors(node)), default=0.0)
                finish[node] = start + draw(low, high, mode)
            finishes.append(max(finish.values()))
        return np.array(finishes)

    return run


def with_numpy(problem: Problem) -> Callable[[int, int], Result]:
    """Return NumPy in batches: a row of 256 iterations an activity, single precision, by the inverse function."""
    least, span = problem.low.astype(np.float32), (problem.high - problem.low).astype(np.float32)
    mode = ((problem.mode - problem.low) / (problem.high - problem.low)).astype(np.float32)

    def run(first: int, iterations: int) -> Result:
        rng = np.random.Generator(np.random.SFC64(first))
        results = []
        for _ in range(iterations // BATCH):
            uniform = rng.random((len(problem.after), BATCH), dtype=np.float32)
            turn = mode[:, None]
            days = np.where(uniform < turn, np.sqrt(uniform * turn), 1 - np.sqrt((1 - uniform) * (1 - turn)))
            days *= span[:, None]
            days += least[:, None]
            for node, after in enumerate(problem.after):
                if len(after) == 1:
                    days[node] += days[after[0]]
                elif after:
                    start = np.maximum(days[after[0]], days[after[1]])
                    for earlier in after[2:]:
                        np.maximum(start, days[earlier], out=start)
                    days[node] += start
            results.append(days.max(axis=0))
        return np.concatenate(results).astype(np.float64)

    return run


def with_mcprojsim(problem: Problem) -> Callable[[int, int], Result]:
    """Return mcprojsim on the same network.

    Raises
    ------
    ImportError
        If it can be neither found nor installed; it is no part of Serpin's environment.
    """
    make_importable("mcprojsim", "mcprojsim==0.15.2")
    from mcprojsim import Project, SimulationEngine, Task  # noqa: PLC0415 - an optional peer

    tasks = [
        Task.model_validate(
            {
                "id": f"W{number}",
                "name": f"W{number}",
                "estimate": {
                    "distribution": "triangular",
                    "low": float(problem.low[number]),
                    "expected": float(problem.mode[number]),
                    "high": float(problem.high[number]),
                    "unit": "hours",
                },
                "dependencies": [f"W{earlier}" for earlier in after],
            }
        )
        for number, after in enumerate(problem.after)
    ]
    project = Project.model_validate({"project": {"name": "P", "start_date": "2027-01-04"}, "tasks": tasks})

    def run(first: int, iterations: int) -> Result:
        engine = SimulationEngine(iterations=iterations, random_seed=first + 1, show_progress=False)
        return np.asarray(engine.run(project).durations, dtype=np.float64)

    return run
