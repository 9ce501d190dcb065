"""The random numbers: published vectors, independence of ranges, and quantile tables."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, lognorm

from serpin.engines.simulation.model.marginals import MarginalBuilder
from serpin.engines.simulation.model.randomness import bits, item_key, threefry, uniform
from serpin.vocabulary.estimate import Lognormal, ThreePoint


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (0x00000000, (0x9C6CA96A, 0xE17EAE66, 0xFC10ECD4, 0x5256A7D8)),
        (0xFFFFFFFF, (0x2A881696, 0x57012287, 0xF6C7446E, 0xA16A6732)),
    ],
)
def test_published_vectors(word: int, expected: tuple[int, ...]) -> None:
    """Threefry4x32-20 gives the known answers of Random123 for zeros and ones."""
    words = [np.array([word], dtype=np.uint32)] * 4
    assert tuple(int(x[0]) for x in threefry(words, words)) == expected


def test_a_range_is_a_part_of_a_longer_range() -> None:
    """The numbers of iterations 128 … 255 are the same whether or not others are drawn with them."""
    keys = np.array([item_key("P", "W"), item_key("P", "V")], dtype=np.uint64)
    whole = bits(7, "duration", keys, range(512))
    assert (bits(7, "duration", keys, range(128, 256)) == whole[:, 128:256]).all()
    assert (bits(7, "duration", keys[1:], range(512)) == whole[1:]).all()


def test_streams_and_items_are_independent() -> None:
    """Numbers of different streams, items and seeds are uncorrelated and uniform."""
    keys = np.array([item_key("P", "W"), item_key("P", "V")], dtype=np.uint64)
    rows = np.vstack(
        [
            uniform(7, "duration", keys, range(65_536)),
            uniform(7, "cost", keys, range(65_536)),
            uniform(8, "cost", keys, range(65_536)),
        ]
    )
    assert np.abs(np.corrcoef(rows) - np.eye(6)).max() < 0.02
    assert np.abs(rows.mean(axis=1) - 0.5).max() < 0.005
    assert rows.min() > 0
    assert rows.max() < 1


@pytest.mark.parametrize("share", [1e-6, 0.001, 0.05, 0.3, 0.5, 0.8, 0.99, 0.9999])
def test_quantile_tables_are_exact_to_a_thousandth_of_a_deviation(share: float) -> None:
    """PERT and lognormal quantiles from tables agree with the exact ones down to the tails."""
    builder = MarginalBuilder()
    builder.add(ThreePoint(low=2, mode=4, high=9))
    builder.add(Lognormal(median=10, p90=20))
    marginals = builder.build()
    word = np.array([int(share * 2**23)], dtype=np.uint32)
    exact = (float(word[0]) + 0.5) / 2**23
    pert = 2 + 7 * beta(1 + 4 * 2 / 7, 5 - 4 * 2 / 7).ppf(exact)
    assert marginals.draw(0, word)[0] == pytest.approx(pert, abs=1e-3 * 1.27)
    sigma = Lognormal(median=10, p90=20).sigma
    assert marginals.draw(1, word)[0] == pytest.approx(lognorm(sigma, scale=10).ppf(exact), rel=1e-3)
