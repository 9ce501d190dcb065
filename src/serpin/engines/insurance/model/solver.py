"""HiGHS, quiet and repeatable."""

from __future__ import annotations

from typing import Any

import highspy


class _QuietHighs(highspy.Highs):  # type: ignore[misc]
    """HiGHS without its banner, which it prints when its callbacks are set up, before any option can be given."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name of HiGHS
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def quiet_solver(seed: int) -> Any:
    """Return a solver with a seed that works on one thread and prints nothing.

    The number of threads stays as it is: all solvers of a process share them, and refuse to run with another number.
    """
    solver = _QuietHighs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("random_seed", seed % (2**31 - 1))
    solver.setOptionValue("parallel", "off")
    return solver
