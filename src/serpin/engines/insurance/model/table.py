"""The table that is optimised: for each option its outlay, its mean, and what is retained in every course."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from serpin.engines.insurance.problem.statement import Numbers, Vector

Matrix = npt.NDArray[np.float64]


def sums(places: Numbers, amounts: Vector, count: int) -> Vector:
    """Return the sum of the amounts at each of so many places."""
    return np.bincount(places, amounts, minlength=count).astype(np.float64)


@dataclass(frozen=True)
class Table:
    """Options of all units side by side.

    ``unit`` is the number of the unit of each option, options of a unit stand together; ``retained`` has the shape
    (options, courses). ``charge`` is the cost of a unit of capital, ``level`` that of the tail; ``budget`` and
    ``limit`` bind the outlay, and the outlay with the tail of what is retained.
    """

    unit: Numbers
    outlay: Vector
    mean: Vector
    retained: Matrix
    weights: Vector
    level: float
    charge: float
    budget: float | None
    limit: float | None
    even: bool

    @property
    def starts(self) -> Numbers:
        """Where the options of each unit begin, and the end."""
        return np.searchsorted(self.unit, np.arange(int(self.unit[-1]) + 2 if len(self.unit) else 1))

    @property
    def costs(self) -> Vector:
        """What each option costs beside the charge for the tail: outlay and mean, less the charge for the mean."""
        return self.outlay + (1.0 - self.charge) * self.mean

    def losses(self, chosen: Numbers) -> Vector:
        """Return what is retained in each course with one option for each unit."""
        return np.asarray(self.retained[chosen].sum(axis=0)) if len(chosen) else np.zeros(len(self.weights))

    def tail(self, losses: Vector) -> tuple[float, Numbers, Vector]:
        """Return the mean of the worst courses, which they are, and their weights in that mean."""
        if self.even:
            count = len(losses)
            worst = (1.0 - self.level) * count
            whole = min(max(int(np.ceil(worst - 1e-9)), 1), count)
            places = np.argpartition(losses, count - whole)[count - whole :]
            share = np.full(whole, 1.0 / worst)
            least = int(np.argmin(losses[places]))
            share[least] -= (whole - worst) / worst
        else:
            order = np.argsort(-losses, kind="stable")
            steps = np.cumsum(self.weights[order])
            last = min(int(np.searchsorted(steps, 1.0 - self.level - 1e-15)) + 1, len(order))
            places = order[:last]
            share = self.weights[places] / (1.0 - self.level)
            share[-1] -= (steps[last - 1] - (1.0 - self.level)) / (1.0 - self.level)
        return float(losses[places] @ share), places, share

    def cost(self, chosen: Numbers, tail: float) -> float:
        """Return what a choice costs: outlay, mean, and the charge for the tail beyond the mean."""
        return float(self.costs[chosen].sum()) + self.charge * tail

    def excess(self, chosen: Numbers, tail: float) -> float:
        """Return by how much a choice breaks budget and limit, in money; 0 when it keeps them."""
        outlay = float(self.outlay[chosen].sum())
        over = 0.0
        if self.budget is not None:
            over += max(0.0, outlay - self.budget - _slack(self.budget))
        if self.limit is not None:
            over += max(0.0, outlay + tail - self.limit - _slack(self.limit))
        return over


def _slack(limit: float) -> float:
    return 1e-9 * max(1.0, abs(limit))
