"""Severities: quantiles of estimates, drawn so that every stratum is hit once, and the sizes of discrete ones."""

from __future__ import annotations

import itertools
import math

import numpy as np
from scipy import special

from serpin.engines.insurance.problem.money import Part, Shape
from serpin.engines.insurance.problem.statement import Vector
from serpin.vocabulary.estimate import Discrete, Empirical, Fixed, Lognormal, ThreePoint


def quantile(size: Shape, u: Vector) -> Vector:
    """Return the quantiles of an estimate.

    Parameters
    ----------
    size
        The estimate.
    u
        Probabilities, each strictly between 0 and 1.
    """
    if isinstance(size, Fixed):
        return np.full(len(u), size.value)
    if isinstance(size, Lognormal):
        return np.asarray(size.median * np.exp(size.sigma * special.ndtri(u)))
    if isinstance(size, ThreePoint):
        return _three_point(size, u)
    values, chances = atoms(size)
    order = np.argsort(values)
    steps = np.cumsum(np.asarray(chances)[order])
    return np.asarray(np.asarray(values)[order][np.minimum(np.searchsorted(steps, u, side="right"), len(values) - 1)])


def _three_point(size: ThreePoint, u: Vector) -> Vector:
    least, most = size.limits()
    if most <= least:
        return np.full(len(u), least)
    mode = (size.mode - least) / (most - least)
    if size.shape == "triangular":
        rising = np.sqrt(u * mode)
        falling = 1.0 - np.sqrt((1.0 - u) * (1.0 - mode))
        return np.asarray(least + (most - least) * np.where(u < mode, rising, falling))
    return np.asarray(least + (most - least) * special.betaincinv(1.0 + 4.0 * mode, 5.0 - 4.0 * mode, u))


def atoms(size: Shape) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the possible values of an estimate with their probabilities, empty where there is a continuum."""
    if isinstance(size, Fixed):
        return (size.value,), (1.0,)
    if isinstance(size, Discrete):
        return size.values, size.probabilities
    if isinstance(size, Empirical):
        return size.values, (1.0 / len(size.values),) * len(size.values)
    if isinstance(size, ThreePoint) and math.isclose(size.low, size.high):
        return (size.mode,), (1.0,)
    return (), ()


def split(impacts: tuple[tuple[Part, ...], ...], sizes: list[Vector]) -> tuple[Vector, Vector]:
    """Return damage and other loss of events, given the size of each impact in each; never below nothing."""
    count = len(sizes[0]) if sizes else 0
    damage, other = np.zeros(count), np.zeros(count)
    for parts, drawn in zip(impacts, sizes, strict=True):
        for part in parts:
            (damage if part.damage else other)[...] += part.scale * drawn + part.offset
    return np.maximum(damage, 0.0), np.maximum(other, 0.0)


def outcomes(impacts: tuple[tuple[Part, ...], ...]) -> tuple[Vector, Vector, Vector]:
    """Return all (damage, other, probability) of an event whose sizes are discrete; empty where one is not."""
    used = [parts for parts in impacts if parts]
    each = [atoms(parts[0].size) for parts in used]
    if not used or not all(values for values, _ in each):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    values = np.array(list(itertools.product(*(values for values, _ in each))))
    chances = np.array([math.prod(row) for row in itertools.product(*(chances for _, chances in each))])
    damage, other = split(tuple(used), [values[:, place] for place in range(len(used))])
    return damage, other, chances


def stratified(count: int, generator: np.random.Generator) -> Vector:
    """Return probabilities, one in each of so many equal strata, in random order."""
    return np.asarray((generator.permutation(count) + generator.random(count)) / max(count, 1)).clip(1e-12, 1 - 1e-12)


def sizes_of(impacts: tuple[tuple[Part, ...], ...], count: int, generator: np.random.Generator) -> list[Vector]:
    """Return the drawn sizes of so many events: each impact has one size for all that it hits."""
    return [quantile(parts[0].size, stratified(count, generator)) if parts else np.zeros(count) for parts in impacts]
