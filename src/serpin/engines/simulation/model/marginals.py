"""Distributions as the kernels use them: base + span · Q(u), with Q a formula, a quantile table or a list.

A quantile table is indexed by the exponent and the first four mantissa bits of the distance of u from the nearer end,
so that its cells shrink towards both tails (textbook, ``simulation.md``, "Quantile tables").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from serpin.vocabulary.estimate import Discrete, Empirical, Fixed, Lognormal, ThreePoint

FIXED, TRIANGULAR, TABLE, EQUAL_LIST, WEIGHTED_LIST = range(5)
HALF = 1 << 22
SIDE = 23 * 16 + 1
"""Knots on each side of a table: 23 octaves of 16 cells."""
_FIRST_CELL = (126 << 4) + 0
_MANTISSA = 1 << 19

Floats = NDArray[np.float64]
AnyEstimate = Fixed | ThreePoint | Lognormal | Empirical | Discrete


def _knots() -> Floats:
    cells = np.arange(SIDE)
    return np.ldexp(1.0 + (cells % 16) / 16.0, cells // 16 - 1) / (2 * HALF)


@lru_cache(maxsize=4096)
def pert_table(ratio: float) -> Floats:
    """Return the quantile table of the PERT distribution on (0, 1) with its mode at a ratio."""
    alpha, beta = 1 + 4 * ratio, 5 - 4 * ratio
    knots = _knots()
    return np.concatenate([betaincinv(alpha, beta, knots), 1.0 - betaincinv(beta, alpha, knots)])


@lru_cache(maxsize=4096)
def lognormal_table(sigma: float) -> Floats:
    """Return the quantile table of the lognormal distribution with median 1."""
    quantiles = ndtri(_knots())
    return np.concatenate([np.exp(sigma * quantiles), np.exp(-sigma * quantiles)])


@dataclass(frozen=True)
class Marginals:
    """Distributions of many items, one a row, with the tables and lists that they share.

    Attributes
    ----------
    kind
        FIXED, TRIANGULAR, TABLE, EQUAL_LIST or WEIGHTED_LIST.
    base, span
        The value is ``base + span · Q(u)``.
    shape
        Position of the mode of a triangular distribution, 0 … 1.
    start, length
        Row of the table, or first position and length of the list.
    tables
        Quantile tables, shape (tables, knots).
    values, limits
        Lists of values, and their cumulated probabilities.
    """

    kind: NDArray[np.int8]
    base: Floats
    span: Floats
    shape: Floats
    start: NDArray[np.int32]
    length: NDArray[np.int32]
    tables: Floats
    values: Floats
    limits: Floats

    def draw(self, row: int, words: NDArray[np.uint32]) -> Floats:
        """Return the values of a row for 23-bit numbers."""
        kind = self.kind[row]
        if kind == FIXED:
            return np.full(words.shape, self.base[row])
        return np.asarray(self.base[row] + self.span[row] * self._quantile(row, kind, words))

    def _quantile(self, row: int, kind: int, words: NDArray[np.uint32]) -> Floats:
        first, length = int(self.start[row]), int(self.length[row])
        share = (words.astype(np.float64) + 0.5) / (2 * HALF)
        if kind == TRIANGULAR:
            mode = self.shape[row]
            rising, falling = np.sqrt(share * mode), 1.0 - np.sqrt((1.0 - share) * (1.0 - mode))
            return np.asarray(np.where(share < mode, rising, falling))
        if kind == TABLE:
            table = self.tables[first]
            upper = words >= HALF
            near = np.where(upper, 2 * HALF - 1 - words, words).astype(np.float32) + np.float32(0.5)
            pattern = near.view(np.uint32).astype(np.int64)
            cell = (pattern >> 19) - _FIRST_CELL + np.where(upper, SIDE, 0)
            part = (pattern & (_MANTISSA - 1)) / _MANTISSA
            return np.asarray(table[cell] + part * (table[cell + 1] - table[cell]))
        values = self.values[first : first + length]
        if kind == EQUAL_LIST:
            return np.asarray(values[(share * length).astype(np.int64)])
        limits = self.limits[first : first + length]
        return np.asarray(values[np.minimum(np.searchsorted(limits, share, side="right"), length - 1)])


@dataclass
class MarginalBuilder:
    """Collects estimates row by row, and shares equal tables."""

    rows: list[tuple[int, float, float, float, int, int]] = field(default_factory=list)
    tables: dict[tuple[str, float], int] = field(default_factory=dict)
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

    def _row(self, estimate: AnyEstimate, scale: float, shift: float) -> tuple[int, float, float, float, int, int]:
        if isinstance(estimate, ThreePoint):
            least, most = estimate.limits()
            if most > least:
                ratio = (estimate.mode - least) / (most - least)
                base, span = shift + scale * least, scale * (most - least)
                if estimate.shape == "triangular":
                    return (TRIANGULAR, base, span, ratio, 0, 0)
                return (TABLE, base, span, 0.0, self._table("pert", ratio), 0)
        elif isinstance(estimate, Lognormal) and estimate.sigma > 0:
            return (TABLE, shift, scale * estimate.median, 0.0, self._table("lognormal", estimate.sigma), 0)
        elif isinstance(estimate, Empirical | Discrete) and len(set(estimate.values)) > 1:
            return self._list(estimate, scale, shift)
        return (FIXED, shift + scale * estimate.typical(), 0.0, 0.0, 0, 0)

    def _list(
        self, estimate: Empirical | Discrete, scale: float, shift: float
    ) -> tuple[int, float, float, float, int, int]:
        start, length = len(self.values), len(estimate.values)
        if isinstance(estimate, Empirical):
            self.values += sorted(estimate.values)
            self.limits += [1.0] * length
            return (EQUAL_LIST, shift, scale, 0.0, start, length)
        pairs = sorted(zip(estimate.values, estimate.probabilities, strict=True))
        self.values += [value for value, _ in pairs]
        self.limits += list(np.cumsum([probability for _, probability in pairs]))
        return (WEIGHTED_LIST, shift, scale, 0.0, start, length)

    def _table(self, shape: str, parameter: float) -> int:
        return self.tables.setdefault((shape, round(parameter, 9)), len(self.tables))

    def build(self) -> Marginals:
        """Return the collected rows as arrays."""
        columns = list(zip(*self.rows, strict=True)) or [()] * 6
        tables = [pert_table(value) if shape == "pert" else lognormal_table(value) for shape, value in self.tables]
        return Marginals(
            kind=np.array(columns[0], dtype=np.int8),
            base=np.array(columns[1], dtype=np.float64),
            span=np.array(columns[2], dtype=np.float64),
            shape=np.array(columns[3], dtype=np.float64),
            start=np.array(columns[4], dtype=np.int32),
            length=np.array(columns[5], dtype=np.int32),
            tables=np.array(tables, dtype=np.float64).reshape(len(tables), 2 * SIDE),
            values=np.array(self.values, dtype=np.float64),
            limits=np.array(self.limits, dtype=np.float64),
        )
