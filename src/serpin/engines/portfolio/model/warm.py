"""Compiles the kernels ahead of the first search: ``python -m serpin.engines.portfolio.model.warm``."""

from __future__ import annotations

import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.anneal import anneal
from serpin.engines.portfolio.model.choice import Splitting
from serpin.engines.portfolio.model.matrix import INFINITY, Matrix

_ITEMS = 6


def warm() -> None:
    """Compile the kernels, or load them where they are on disk: a small knapsack, split and annealed."""
    values = np.arange(1.0, _ITEMS + 1.0)
    matrix = Matrix()
    for value in values:
        matrix.column(float(value), 0.0, 1.0, integer=True)
    matrix.row(-INFINITY, 7.0, range(_ITEMS), [2.0] * _ITEMS)
    Splitting(matrix, 0.0).search(Deadline(1.0))
    uses, limits, prices = np.full((_ITEMS, 1), 2.0), np.array([7.0]), np.array([1.0])
    order, chosen = np.arange(_ITEMS), np.zeros(_ITEMS, dtype=bool)
    anneal(values, np.zeros((0, 0)), uses, limits, prices, order, chosen, (1.0, 0.1, 1.0, 1.0), 10, 1)


if __name__ == "__main__":
    warm()
