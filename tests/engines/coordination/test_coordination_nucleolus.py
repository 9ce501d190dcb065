"""The nucleolus against published divisions, and what must hold for any package."""

from __future__ import annotations

import numpy as np
import pytest
from coordination_games import six

import serpin
from serpin.engines.coordination.model.divide import shapley
from serpin.engines.coordination.model.nucleolus import nucleolus


def bankruptcy(estate: int, claims: list[int]) -> np.ndarray:
    """Return what each set of creditors is left with when all others are paid first."""
    sets = range(1 << len(claims))
    owed = [sum(claim for bit, claim in enumerate(claims) if not members >> bit & 1) for members in sets]
    return np.array([max(0, estate - others) for others in owed], dtype=np.int64)


@pytest.mark.parametrize(
    ("estate", "shares"),
    [(100, [100 / 3, 100 / 3, 100 / 3]), (200, [50, 75, 75]), (300, [50, 100, 150])],
)
def test_the_three_widows(estate: int, shares: list[float]) -> None:
    """The Talmud divides estates of 100, 200 and 300 among claims of 100, 200 and 300 by the nucleolus."""
    assert nucleolus(bankruptcy(estate, [100, 200, 300]), 3) == pytest.approx(shares, abs=1e-6)


def test_partners_share_equally() -> None:
    """Two who gain only together share what is left beyond what each has alone."""
    assert nucleolus(np.array([0, 1, 3, 10], dtype=np.int64), 2) == pytest.approx([4, 6])


def test_twelve_equals_get_the_same() -> None:
    """Twelve players of the same kind are treated alike."""
    worth = np.bitwise_count(np.arange(1 << 12, dtype=np.int64)).astype(np.int64) ** 2
    assert nucleolus(worth, 12) == pytest.approx([12.0] * 12, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_no_division_is_fairer_to_the_worst_off(seed: int) -> None:
    """The least advantage over going alone, of any part, is not below that of Shapley's division."""
    draws = np.random.default_rng(seed)
    claims = draws.integers(1, 100, int(draws.integers(2, 8))).tolist()
    values = bankruptcy(int(sum(claims) * draws.uniform(0.3, 0.9)), claims)
    found, other = nucleolus(values, len(claims)), shapley(values, len(claims))
    assert found.sum() == pytest.approx(values[-1])
    assert _least(values, found) >= _least(values, other) - 1e-6
    assert _least(values, found) >= -1e-6


def _least(values: np.ndarray, shares: np.ndarray) -> float:
    proper = range(1, len(values) - 1)
    return min(
        sum(share for bit, share in enumerate(shares) if members >> bit & 1) - values[members] for members in proper
    )


def test_the_worked_example() -> None:
    """The package of the worked example has both divisions, and each divides the whole gain."""
    package = serpin.coordinate(six(), seed=1).packages[0]
    shares = [one.nucleolus for one in package.divisions]
    assert sum(share for share in shares if share is not None) == pytest.approx(8)
    assert package.division_holds
