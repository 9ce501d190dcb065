"""Distributions as the kernels use them: base + span · Q(u), with Q a formula, a curve or a list.

Curves are polynomials in −ln 4u(1−u) for the even and the odd part of Q about its median (textbook, ``simulation.md``,
"Quantile curves").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

from serpin.vocabulary.estimate import Discrete, Empirical, Fixed, Lognormal, ThreePoint

FIXED, TRIANGULAR, CURVE, LOGNORMAL, EQUAL_LIST, WEIGHTED_LIST, SHARED_CURVE, SHARED_LOGNORMAL = range(8)
EVEN, ODD = 7, 8
"""Coefficients of the even and of the odd part of a curve."""
SIDE = 9
"""Coefficients on each side of the median of a curve of a normal number; the length of half a row."""
_DEPTH = 15.26
"""Largest −ln 4u(1−u); the outermost of 2²³ numbers has 15.25."""
_NORMAL_REACH = 6.0

Floats = NDArray[np.float64]
Quantile = Callable[[Floats], Floats]
AnyEstimate = Fixed | ThreePoint | Lognormal | Empirical | Discrete


def _triangular(share: Floats, mode: Floats) -> Floats:
    rising, falling = np.sqrt(share * mode), 1.0 - np.sqrt((1.0 - share) * (1.0 - mode))
    return np.asarray(np.where(share < mode, rising, falling))


def _pert(share: Floats, mode: Floats) -> Floats:
    return np.asarray(betaincinv(1 + 4 * mode, 5 - 4 * mode, share))


@cache
def _nodes(count: int) -> tuple[Floats, Floats]:
    """Return the Chebyshev nodes on (−1, 1), and the matrix that turns values there into coefficients."""
    nodes = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    return nodes, np.linalg.inv(np.vander(nodes, count, increasing=True))


def _parts(below: Quantile, above: Quantile, rows: int) -> NDArray[np.float32]:
    """Return the coefficients of the even and the odd part of quantile functions, from their values at the nodes.

    Parameters
    ----------
    below, above
        Give the quantiles that leave a share below, or above them.
    """
    found = np.zeros((rows, 2 * SIDE), dtype=np.float32)
    for count, first, sign in ((EVEN, 0, 1.0), (ODD, SIDE, -1.0)):
        nodes, matrix = _nodes(count)
        depth = (nodes + 1) / 2 * _DEPTH
        out = np.sqrt(-np.expm1(-depth))
        tails = np.exp(-depth) / (2 * (1 + out))
        values = (above(tails[None, :]) + sign * below(tails[None, :])) / 2
        found[:, first : first + count] = (values if sign > 0 else values / out) @ matrix.T
    return found


def curves_of(shape: str, modes: Floats, *, of_normal: bool) -> NDArray[np.float32]:
    """Return the coefficients of PERT or triangular distributions on (0, 1), shape (modes, 18).

    Parameters
    ----------
    modes
        Where their modes lie.
    of_normal
        Whether the curves start from a normal number: then they have nine coefficients on each side of the median.
    """
    quantile = _pert if shape == "pert" else _triangular
    mode = np.clip(np.asarray(modes, dtype=np.float64), 0.0, 1.0)[:, None]
    if not of_normal:
        return _parts(lambda tails: quantile(tails, mode), lambda tails: 1.0 - quantile(tails, 1.0 - mode), len(mode))
    nodes, matrix = _nodes(SIDE)
    tails = ndtr(-(nodes + 1) / 2 * _NORMAL_REACH)[None, :]
    below, above = quantile(tails, mode), 1.0 - quantile(tails, 1.0 - mode)
    return np.concatenate([below @ matrix.T, above @ matrix.T], axis=1).astype(np.float32)


@cache
def normal_curve() -> NDArray[np.float32]:
    """Return the coefficients of the standard normal distribution."""
    return np.asarray(_parts(ndtri, lambda tails: -ndtri(tails), 1)[0])


@dataclass(frozen=True)
class Marginals:
    """Distributions of many items, one a row, with the curves and lists that they share.

    Attributes
    ----------
    kind
        One of FIXED … SHARED_LOGNORMAL.
    base, span
        The value is ``base + span · Q(u)``.
    shape
        Position of the mode of a triangular distribution, 0 … 1; σ of a lognormal one.
    start, length
        Row of the curve, or first position and length of the list.
    coefficients
        Curves, shape (curves, 18).
    values, limits
        Lists of values, and their cumulated probabilities.
    """

    kind: NDArray[np.int8]
    base: Floats
    span: Floats
    shape: Floats
    start: NDArray[np.int32]
    length: NDArray[np.int32]
    coefficients: NDArray[np.float32]
    values: Floats
    limits: Floats


Line = tuple[int, float, float, float, int, int]


@dataclass
class MarginalBuilder:
    """Collects estimates row by row, and shares equal curves.

    Parameters
    ----------
    shared
        Whether continuous distributions are to be mixed with a common normal factor.
    """

    shared: bool = False
    rows: list[Line] = field(default_factory=list)
    curves: dict[tuple[str, float], int] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def add(self, estimate: AnyEstimate, scale: float = 1.0, shift: float = 0.0) -> int:
        """Add ``shift + scale · estimate`` and return its row."""
        self.rows.append(self._row(estimate, scale, shift))
        return len(self.rows) - 1

    def fixed(self, value: float) -> int:
        """Add a known value and return its row."""
        self.rows.append((FIXED, value, 0.0, 0.0, 0, 0))
        return len(self.rows) - 1

    def _row(self, estimate: AnyEstimate, scale: float, shift: float) -> Line:
        if isinstance(estimate, ThreePoint):
            least, most = estimate.limits()
            if most > least:
                mode = (estimate.mode - least) / (most - least)
                base, span = shift + scale * least, scale * (most - least)
                if self.shared:
                    return (SHARED_CURVE, base, span, mode, self._curve(estimate.shape, mode), 0)
                if estimate.shape == "triangular":
                    return (TRIANGULAR, base, span, mode, 0, 0)
                return (CURVE, base, span, mode, self._curve("pert", mode), 0)
        elif isinstance(estimate, Lognormal) and estimate.sigma > 0:
            kind = SHARED_LOGNORMAL if self.shared else LOGNORMAL
            return (kind, shift, scale * estimate.median, estimate.sigma, 0, 0)
        elif isinstance(estimate, Empirical | Discrete) and len(set(estimate.values)) > 1:
            return self._list(estimate, scale, shift)
        return (FIXED, shift + scale * estimate.typical(), 0.0, 0.0, 0, 0)

    def _list(self, estimate: Empirical | Discrete, scale: float, shift: float) -> Line:
        start, length = len(self.values), len(estimate.values)
        if isinstance(estimate, Empirical):
            self.values += sorted(estimate.values)
            self.limits += [1.0] * length
            return (EQUAL_LIST, shift, scale, 0.0, start, length)
        pairs = sorted(zip(estimate.values, estimate.probabilities, strict=True))
        self.values += [value for value, _ in pairs]
        self.limits += list(np.cumsum([probability for _, probability in pairs]))
        return (WEIGHTED_LIST, shift, scale, 0.0, start, length)

    def _curve(self, shape: str, mode: float) -> int:
        return self.curves.setdefault((shape, round(mode, 7)), len(self.curves))

    def build(self) -> Marginals:
        """Return the collected rows as arrays."""
        columns = list(zip(*self.rows, strict=True)) or [()] * 6
        coefficients = np.zeros((len(self.curves), 2 * SIDE), dtype=np.float32)
        for shape in {shape for shape, _ in self.curves}:
            rows = [row for (other, _), row in self.curves.items() if other == shape]
            modes = np.array([mode for other, mode in self.curves if other == shape])
            coefficients[rows] = curves_of(shape, modes, of_normal=self.shared)
        return Marginals(
            kind=np.array(columns[0], dtype=np.int8),
            base=np.array(columns[1], dtype=np.float64),
            span=np.array(columns[2], dtype=np.float64),
            shape=np.array(columns[3], dtype=np.float64),
            start=np.array(columns[4], dtype=np.int32),
            length=np.array(columns[5], dtype=np.int32),
            coefficients=coefficients,
            values=np.array(self.values, dtype=np.float64),
            limits=np.array(self.limits, dtype=np.float64),
        )


def loadings(correlation: float) -> tuple[float, float]:
    """Return the weights of the common and of the own normal number that give a correlation."""
    return math.sqrt(correlation), math.sqrt(1.0 - correlation)
