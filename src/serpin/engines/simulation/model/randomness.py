"""Counter-based random numbers: every number is a function of seed, stream, item and iteration, and of nothing else.

The generator is Threefry4x32-20 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). Iterations come
in tiles of 64 lanes: iteration ``i`` takes word ``(i % 64) // 16`` of the block whose counter is
``(i // 64 * 16 + i % 16, high half of the item key, event, 0)`` under the key ``(seed low, seed high, stream, low half
of the item key)``. Textbook: ``simulation.md``, "Random numbers".
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

TILE = 64
"""Iterations that share their generator blocks."""
QUARTER = TILE // 4
ROTATIONS = ((10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20))
PARITY = 0x1BD11BDA
_BITS = 23

STREAMS = {
    name: 101 + position
    for position, name in enumerate(
        (
            "duration",
            "cost",
            "need",
            "rework",
            "success",
            "gate",
            "occurrence",
            "group",
            "impact",
            "revenue",
            "operating cost",
            "common factor",
        )
    )
}
"""Number of each stream; a new stream goes to the end, so that no other's numbers change."""


def item_key(*names: str) -> int:
    """Return the 64-bit key of an item from its codes; equal codes give equal numbers in every case and process."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(names).encode(), digest_size=8).digest(), "little")


def threefry(counter: list[NDArray[np.uint32]], key: list[NDArray[np.uint32]]) -> list[NDArray[np.uint32]]:
    """Return the four output words of Threefry4x32-20 for arrays of counters and keys.

    Parameters
    ----------
    counter, key
        Four arrays each, of shapes that broadcast together.
    """
    words = [*key, key[0] ^ key[1] ^ key[2] ^ key[3] ^ np.uint32(PARITY)]
    x0, x1, x2, x3 = (c + k for c, k in zip(counter, words, strict=False))
    for turn in range(20):
        first, second = ROTATIONS[turn % 8]
        if turn % 2 == 0:
            x0 = x0 + x1
            x1 = ((x1 << np.uint32(first)) | (x1 >> np.uint32(32 - first))) ^ x0
            x2 = x2 + x3
            x3 = ((x3 << np.uint32(second)) | (x3 >> np.uint32(32 - second))) ^ x2
        else:
            x0 = x0 + x3
            x3 = ((x3 << np.uint32(first)) | (x3 >> np.uint32(32 - first))) ^ x0
            x2 = x2 + x1
            x1 = ((x1 << np.uint32(second)) | (x1 >> np.uint32(32 - second))) ^ x2
        if turn % 4 == 3:
            step = turn // 4 + 1
            x0 = x0 + words[step % 5]
            x1 = x1 + words[(step + 1) % 5]
            x2 = x2 + words[(step + 2) % 5]
            x3 = x3 + words[(step + 3) % 5] + np.uint32(step)
    return [x0, x1, x2, x3]


def bits(seed: int, stream: str, keys: NDArray[np.uint64], lanes: range, event: int = 0) -> NDArray[np.uint32]:
    """Return the 32-bit words of items for a range of iterations, shape (items, count).

    Parameters
    ----------
    lanes
        Range of iterations; its ends must be multiples of the tile of 64.
    event
        Number of the event where an item happens several times in one iteration.
    """
    first, count = lanes.start, len(lanes)
    tiles = count // TILE
    blocks = np.arange(first // TILE * QUARTER, (first // TILE + tiles) * QUARTER, dtype=np.uint32)[None, :]
    low = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)[:, None]
    high = (keys >> np.uint64(32)).astype(np.uint32)[:, None]

    def one(value: int) -> NDArray[np.uint32]:
        return np.array([[value & 0xFFFFFFFF]], dtype=np.uint32)

    words = threefry(
        [blocks, high, one(event), one(0)],
        [one(seed), one(seed >> 32), one(STREAMS[stream]), low],
    )
    shape = (len(keys), tiles, QUARTER)
    stacked = np.stack([np.broadcast_to(word, (len(keys), tiles * QUARTER)).reshape(shape) for word in words], axis=2)
    return stacked.reshape(len(keys), count)


def whole(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the upper 23 bits of words, from which every uniform number is made."""
    return words >> np.uint32(32 - _BITS)


def uniform(seed: int, stream: str, keys: NDArray[np.uint64], lanes: range, event: int = 0) -> NDArray[np.float64]:
    """Return uniform numbers strictly between 0 and 1, shape (items, count): ``(k + ½) / 2²³``."""
    return (whole(bits(seed, stream, keys, lanes, event)).astype(np.float64) + 0.5) / (1 << _BITS)
