"""Robust portfolio modelling against the published sets, and by trying everything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from serpin.engines.portfolio.model.robust import core_index, non_dominated, ordinal_weights

# The example of fifteen projects: three criteria and a cost each, budget 300 (documentation of the R package rpm).
PROJECTS = np.array(
    [
        (46, 55, 31, 79), (61, 49, 49, 32), (22, 65, 57, 31), (43, 88, 42, 73), (8, 82, 51, 19),
        (60, 92, 71, 32), (72, 62, 38, 94), (92, 78, 100, 22), (81, 75, 37, 44), (85, 23, 22, 10),
        (50, 17, 53, 27), (9, 37, 83, 100), (64, 32, 51, 51), (98, 57, 17, 98), (9, 16, 13, 2),
    ],
    dtype=float,
)  # fmt: skip
FREE = {
    (2, 3, 5, 6, 8, 9, 10, 11, 13, 15),
    (2, 5, 6, 8, 9, 10, 11, 14, 15),
    (2, 3, 5, 6, 8, 9, 10, 14, 15),
    (2, 3, 4, 5, 6, 8, 9, 10, 11, 15),
    (2, 4, 6, 8, 9, 10, 11, 13, 15),
    (1, 2, 3, 5, 6, 8, 9, 10, 11, 15),
    (2, 3, 6, 8, 9, 10, 11, 14, 15),
    (2, 3, 4, 5, 6, 8, 10, 11, 13, 15),
    (1, 2, 6, 8, 9, 10, 11, 13, 15),
}
ORDERED = {
    (2, 3, 5, 6, 8, 9, 10, 11, 13, 15),
    (2, 5, 6, 8, 9, 10, 11, 14, 15),
    (2, 3, 4, 5, 6, 8, 9, 10, 11, 15),
    (2, 4, 6, 8, 9, 10, 11, 13, 15),
    (1, 2, 3, 5, 6, 8, 9, 10, 11, 15),
    (2, 3, 6, 8, 9, 10, 11, 14, 15),
}


def sets(weights: np.ndarray) -> set[tuple[int, ...]]:
    """Return the non-dominated portfolios of the example as sets of project numbers."""
    values, costs = PROJECTS[:, :3], PROJECTS[:, 3:]
    found = non_dominated(values, values, costs, np.array([300.0]), weights)
    return {tuple(int(number) for number in np.flatnonzero(row) + 1) for row in found}


def test_nine_portfolios_without_preferences() -> None:
    """The published set, and its core."""
    assert sets(np.eye(3)) == FREE


def test_six_portfolios_with_ordered_weights() -> None:
    """The published set for weights in falling order."""
    assert sets(ordinal_weights(3)) == ORDERED


@pytest.mark.parametrize(
    ("weights", "core"),
    [(np.eye(3), {2, 6, 8, 10, 15}), (ordinal_weights(3), {2, 6, 8, 9, 10, 11, 15})],
    ids=["free", "ordered"],
)
def test_the_core_of_the_example(weights: np.ndarray, core: set[int]) -> None:
    """Core projects are in every portfolio; 7 and 12 are in none."""
    values = PROJECTS[:, :3]
    index = core_index(non_dominated(values, values, PROJECTS[:, 3:], np.array([300.0]), weights))
    assert {number + 1 for number in range(15) if index[number] == 1} == core
    assert {7, 12} <= {number + 1 for number in range(15) if index[number] == 0}


@pytest.mark.parametrize("seed", range(6))
def test_interval_dominance_is_that_of_the_definition(seed: int) -> None:
    """For seven projects with intervals, every pair of feasible portfolios is compared."""
    draw = np.random.Generator(np.random.Philox(key=seed))
    low = draw.uniform(0, 10, (7, 2))
    high = low + draw.uniform(0, 2, (7, 2))
    costs, budget, weights = draw.uniform(1, 5, (7, 1)), np.array([12.0]), ordinal_weights(2)
    every = np.array(list(itertools.product([False, True], repeat=7)))
    feasible = every[(every @ costs <= budget)[:, 0]]

    def dominates(one: np.ndarray, other: np.ndarray) -> bool:
        gain = (one & ~other) @ low - (other & ~one) @ high
        loss = (one & ~other) @ high - (other & ~one) @ low
        return bool(np.all(gain @ weights.T >= -1e-9) and np.any(loss @ weights.T > 1e-9))

    expected = {
        tuple(one) for one in feasible if not any(dominates(other, one) for other in feasible if (other != one).any())
    }
    found = non_dominated(low, high, costs, budget, weights)
    assert {tuple(row) for row in found} == expected
