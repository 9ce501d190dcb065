"""Randomness: named streams of one seed.

A stream is keyed by the seed and its name, so that a new engine, or a new draw in an old one, shifts no other's
numbers. Streams are counter-based (Philox 4x64, Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"):
a block of iterations is reached by its number, without drawing what comes before, on whatever worker.
"""

from __future__ import annotations

import hashlib

import numpy as np

LARGEST_SEED = 2**63 - 1


def stream_key(seed: int, name: str) -> int:
    """Return the 128-bit key of a named stream.

    Parameters
    ----------
    seed
        The seed of the whole run, 0 … 2⁶³−1.
    name
        What the stream is for, for example ``simulation/durations``.
    """
    digest = hashlib.blake2b(f"{seed}\x1f{name}".encode(), digest_size=16).digest()
    return int.from_bytes(digest, "little")


def stream(seed: int, name: str, block: int = 0) -> np.random.Generator:
    """Return the generator of a named stream, placed at the start of a block.

    Parameters
    ----------
    seed
        The seed of the whole run.
    name
        What the stream is for.
    block
        Which block of it; blocks lie 2⁶⁴ draws of the counter apart and never overlap.
    """
    bits = np.random.Philox(key=stream_key(seed, name), counter=[0, block, 0, 0])
    return np.random.Generator(bits)
