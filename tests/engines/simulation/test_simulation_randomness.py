"""The random numbers: published vectors, independence of ranges, and quantile tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import beta

from serpin.engines.simulation.model.kernel_numbers import curve_row, fill, odd_row, outer_kernel
from serpin.engines.simulation.model.marginals import curves_of, normal_curve
from serpin.engines.simulation.model.randomness import bits, item_key, threefry, uniform


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


@pytest.mark.parametrize("mode", [0.0, 0.1, 0.5, 0.8, 1.0])
def test_quantile_curves_are_exact_to_a_thousandth_of_a_deviation(mode: float) -> None:
    """PERT quantiles from curves agree with the exact ones down to the outermost of 2²³ numbers."""
    words = np.unique(np.concatenate([2 ** np.arange(23), 2**23 - 2 ** np.arange(23), np.arange(0, 2**23, 9973)]))
    share = (words + 0.5) / 2**23
    found = np.zeros(len(words), dtype=np.float32)
    evaluate((words << 9).astype(np.uint32), found, curves_of("pert", np.array([mode]), of_normal=False)[0])
    exact = beta(1 + 4 * mode, 5 - 4 * mode)
    assert np.abs(found - exact.ppf(share)).max() < 1e-3 * exact.std()


def test_the_normal_curve_is_exact_to_a_thousandth() -> None:
    """Standard normal quantiles agree with the exact ones down to the outermost of 2²³ numbers."""
    words = np.unique(np.concatenate([2 ** np.arange(23), 2**23 - 2 ** np.arange(23), np.arange(0, 2**23, 9973)]))
    found = np.zeros(len(words), dtype=np.float32)
    from_words((words << 9).astype(np.uint32), found, normal_curve())
    assert np.abs(found - ndtri((words + 0.5) / 2**23)).max() < 1e-3


@outer_kernel
def evaluate(words: Any, out: Any, coefficients: Any) -> None:
    """Evaluate a curve for words."""
    curve_row(words, out, np.float32(0.0), np.float32(1.0), coefficients)


@outer_kernel
def from_words(words: Any, out: Any, coefficients: Any) -> None:
    """Evaluate a curve without an even part for words."""
    odd_row(words, out, np.float32(1.0), coefficients)


def test_the_kernel_gives_the_published_generator() -> None:
    """The compiled generator and the one in plain NumPy, which has the published vectors, give the same words."""
    words = np.zeros(256, dtype=np.uint32)
    fill_words(words, 2**40 + 7, 101, item_key("P", "W"), 3, 2)
    keys = np.array([item_key("P", "W")], dtype=np.uint64)
    assert (words == bits(2**40 + 7, "duration", keys, range(192, 448), 2)[0]).all()


@outer_kernel
def fill_words(words: Any, seed: int, stream: int, key: int, tile: int, event: int) -> None:  # noqa: PLR0917
    """Fill a row of words."""
    fill(words, seed, stream, np.uint64(key), tile, event)
