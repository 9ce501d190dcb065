"""Compound distributions on a lattice: Panjer's recursion, the Fourier transform, layers and stop-loss.

A severity is a vector f with f[j] = P(X = j·h); h is the step of the lattice. Textbook: ``insurance.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from serpin.engines.insurance.problem.statement import Vector


@dataclass(frozen=True)
class Frequency:
    """A counting distribution of the (a, b, 0) class: p_n = (a + b/n)·p_{n−1}, beginning with ``none`` = p_0."""

    a: float
    b: float
    none: float

    @classmethod
    def poisson(cls, mean: float) -> Frequency:
        """Return a Poisson frequency."""
        return cls(0.0, mean, math.exp(-mean))

    @classmethod
    def binomial(cls, count: int, chance: float) -> Frequency:
        """Return a binomial frequency; one trial is an event that happens or not."""
        odds = chance / (1.0 - chance)
        return cls(-odds, (count + 1) * odds, (1.0 - chance) ** count)

    @classmethod
    def negative_binomial(cls, shape: float, scale: float) -> Frequency:
        """Return a negative binomial frequency with mean shape·scale and variance shape·scale·(1 + scale)."""
        ratio = scale / (1.0 + scale)
        return cls(ratio, (shape - 1.0) * ratio, (1.0 + scale) ** -shape)

    def generating(self, z: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the generating function E[z^N] of complex z."""
        if self.a == 0:
            return np.asarray(np.exp(self.b * (z - 1.0)))
        power = (self.a + self.b) / self.a
        return np.asarray(((1.0 - self.a) / (1.0 - self.a * z)) ** power)


def panjer(frequency: Frequency, severity: Vector, size: int) -> Vector:
    """Return P(S = j·h) for j < ``size`` by Panjer's recursion.

    Parameters
    ----------
    frequency
        How many events.
    severity
        P(X = j·h); X = 0 is allowed.
    size
        How many points of the lattice.
    """
    f = np.zeros(size)
    f[: min(len(severity), size)] = severity[:size]
    found = np.zeros(size)
    found[0] = frequency.generating(np.array([f[0]]))[0]
    scale = 1.0 / (1.0 - frequency.a * f[0])
    places = np.arange(1, size)
    for s in range(1, size):
        j = places[:s]
        found[s] = scale * np.sum((frequency.a + frequency.b * j / s) * f[1 : s + 1] * found[s - j])
    return found


def fourier(frequency: Frequency, severity: Vector, size: int) -> Vector:
    """Return P(S = j·h) for j < ``size`` by the discrete Fourier transform; ``size`` must hold the whole tail."""
    padded = np.zeros(2 * size)
    padded[: min(len(severity), size)] = severity[:size]
    found = np.fft.irfft(frequency.generating(np.fft.rfft(padded)), 2 * size)[:size]
    return np.asarray(np.maximum(found, 0.0))


def lattice(amounts: Vector, chances: Vector, step: float, size: int) -> Vector:
    """Return a distribution on the lattice 0, h, 2h … with the same total and mean (mass split between neighbours).

    What lies beyond the lattice is put on its last point.
    """
    place = np.minimum(amounts / step, size - 1)
    low = np.minimum(np.floor(place).astype(np.int64), size - 1)
    part = place - low
    found = np.bincount(low, chances * (1.0 - part), minlength=size)[:size]
    upper = np.minimum(low + 1, size - 1)
    return np.asarray(found + np.bincount(upper, chances * part, minlength=size)[:size])


def stop_loss(distribution: Vector, step: float, deductible: float) -> float:
    """Return E[(S − d)₊]."""
    amounts = np.arange(len(distribution)) * step
    return float(np.maximum(amounts - deductible, 0.0) @ distribution)


def capped(distribution: Vector, step: float, limit: float) -> Vector:
    """Return the distribution of min(S, limit); the limit has to lie on the lattice or beyond."""
    last = min(round(limit / step), len(distribution) - 1)
    found = distribution[: last + 1].copy()
    found[last] += distribution[last + 1 :].sum()
    return found


def convolved(one: Vector, other: Vector, size: int) -> Vector:
    """Return the distribution of the sum of two independent amounts, what lies beyond on the last point."""
    length = len(one) + len(other) - 1
    whole = np.maximum(np.fft.irfft(np.fft.rfft(one, length) * np.fft.rfft(other, length), length), 0.0)
    if length <= size:
        return whole
    found = whole[:size].copy()
    found[-1] += whole[size:].sum()
    return found
