"""Compiles the kernels ahead of the first simulation: ``python -m serpin.engines.simulation.model.warm``."""

from __future__ import annotations

from serpin.engines.simulation.model.arrays import lanes_of, plan_of
from serpin.engines.simulation.model.block import Task, run_block
from serpin.engines.simulation.model.compile import compile_network
from serpin.engines.simulation.options import SimulationOptions
from serpin.vocabulary.case import Case

_CASE = {
    "title": "Warm",
    "start": "2027-01-04",
    "calendar": {"country": ""},
    "enterprises": [{"id": "E", "name": "E"}],
    "innovations": [{"id": "I", "name": "I", "type": "goods"}],
    "projects": [
        {
            "id": "P",
            "name": "P",
            "innovation": "I",
            "enterprise": "E",
            "works": [{"id": "W", "name": "W", "kind": "research", "modes": [{"id": "m", "duration": [1, 2, 3]}]}],
        }
    ],
}


def warm() -> None:
    """Compile the kernels, or load them where they are on disk."""
    network = compile_network(Case.model_validate(_CASE), None, SimulationOptions())
    plan = plan_of(network)
    run_block(Task(plan, 0, 64, 64), lanes_of(plan, 64, full=True), 0)


if __name__ == "__main__":
    warm()
