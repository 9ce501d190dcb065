"""Shares, concentration and inequality; advantage and complexity from a trade table.

Textbook: ``indicators.md``, sections "Structure" and "Complexity". Hidalgo and Hausmann (2009); Balassa (1965).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from serpin.engines.indicators.problem.tables import published_shares
from serpin.engines.indicators.result.structure import (
    Advantage,
    Complexity,
    Group,
    PlaceLine,
    ProductLine,
    StructureLine,
)
from serpin.vocabulary.indicator import Indicator
from serpin.vocabulary.noun import Words
from serpin.vocabulary.trade import TradeTable

Array = NDArray[np.float64]
_SMALL = 1e-12


def structures(indicators: tuple[Indicator, ...]) -> Iterator[StructureLine]:
    """Yield the structure of every indicator and year that has one, then the published structures."""
    for indicator in indicators:
        by_year: dict[int, dict[str, float]] = defaultdict(dict)
        for share in indicator.structure:
            by_year[share.year][share.group] = by_year[share.year].get(share.group, 0.0) + share.share
        before: Mapping[str, float] | None = None
        for year, groups in sorted(by_year.items()):
            yield structure_of(indicator.id, year, groups, before)
            before = groups
    for known in published_shares():
        line = structure_of(known.id, known.year, {str(at): one.share for at, one in enumerate(known.groups)}, None)
        ordered = tuple(sorted(known.groups, key=lambda one: -one.share))
        told = {"name": known.name, "groups": ordered, "source": known.source, "verified": known.verified}
        yield line.model_copy(update=told)


def structure_of(
    name: str, year: int, groups: Mapping[str, float], before: Mapping[str, float] | None
) -> StructureLine:
    """Return the concentration of shares; what they leave of 1 is a rest that is not divided up."""
    shares = [share for share in groups.values() if share > 0]
    known = math.fsum(shares)
    index = math.fsum(share * share for share in shares)
    rest = max(0.0, 1.0 - known)
    count = len(shares) + (rest > 1e-9)
    most = index + rest * rest
    change = None
    if before is not None:
        change = 0.5 * math.fsum(abs(groups.get(g, 0.0) - before.get(g, 0.0)) for g in {*groups, *before})
    return StructureLine(
        indicator=name,
        year=year,
        groups=tuple(
            Group(name=Words(plain=group), share=share)
            for group, share in sorted(groups.items(), key=lambda pair: -pair[1])
        ),
        known=known,
        hhi=index,
        hhi_most=most,
        normalised=(math.sqrt(most) - math.sqrt(1 / count)) / (1 - math.sqrt(1 / count)) if count > 1 else None,
        theil=_theil(shares),
        effective=1 / most if most else 0.0,
        change=change,
    )


def _theil(values: list[float]) -> float:
    """Return Theil's T over what is above 0: the mean of x/μ · ln(x/μ), in nats."""
    mean = math.fsum(values) / len(values) if values else 0.0
    return math.fsum(v / mean * math.log(v / mean) for v in values) / len(values) if mean else 0.0


def complexity_of(table: TradeTable, threshold: float) -> Complexity:
    """Return advantages, diversity, ubiquity and the complexity of places and products.

    Parameters
    ----------
    table
        Places by products.
    threshold
        From this advantage a product counts as present.
    """
    values = np.asarray(table.values, dtype=np.float64)
    advantage = rca(values)
    present = advantage >= threshold
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    places, products, gap = eigen_indices(present)
    lines = []
    for at, place in enumerate(table.places):
        row = values[at]
        shares = row[row > 0] / row.sum() if row.sum() else row[:0]
        index = float((shares**2).sum())
        lines.append(
            PlaceLine(
                place=place,
                diversity=int(diversity[at]),
                complexity=_or_nothing(places[at]),
                hhi=index,
                theil=_theil([float(v) for v in row if v > 0]),
                effective=1 / index if index else 0.0,
            )
        )
    return Complexity(
        year=table.year,
        places=tuple(lines),
        products=tuple(
            ProductLine(product=product, ubiquity=int(ubiquity[at]), complexity=_or_nothing(products[at]))
            for at, product in enumerate(table.products)
        ),
        advantages=tuple(
            Advantage(place=table.places[i], product=table.products[j], rca=float(advantage[i, j]))
            for i, j in zip(*np.nonzero(present), strict=True)
        ),
        gap=gap,
    )


def rca(values: Array) -> Array:
    """Return the revealed comparative advantage: share of a product in a place over its share in all."""
    total, rows, columns = values.sum(), values.sum(axis=1, keepdims=True), values.sum(axis=0, keepdims=True)
    expected = rows * columns / total
    answer: Array = np.divide(values, expected, out=np.zeros_like(values), where=expected > 0)
    return answer


def eigen_indices(present: NDArray[np.bool_]) -> tuple[Array, Array, float]:
    """Return the complexity of places and products, standardised, and the gap of the eigenvalues.

    The second eigenvector of D⁻¹ M U⁻¹ Mᵀ; computed from the symmetric matrix that is similar to it. Places or products
    without any advantage get NaN.
    """
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    rows, columns = diversity > 0, ubiquity > 0
    places, products = np.full(len(diversity), np.nan), np.full(len(ubiquity), np.nan)
    if rows.sum() < 2 or columns.sum() < 2:
        return places, products, 0.0
    m = present[np.ix_(rows, columns)].astype(np.float64)
    d, u = diversity[rows].astype(np.float64), ubiquity[columns].astype(np.float64)
    half = m / np.sqrt(d)[:, None] / np.sqrt(u)[None, :]
    levels, vectors = np.linalg.eigh(half @ half.T)
    if levels[-2] < _SMALL:
        return places, products, float(levels[-1] - levels[-2])
    second = vectors[:, -2] / np.sqrt(d)
    lean = float(np.dot(second - second.mean(), d - d.mean()))
    first = second[np.argmax(np.abs(second))]
    if lean < -_SMALL or (abs(lean) <= _SMALL and first < 0):
        second = -second
    places[rows] = _standard(second)
    products[columns] = _standard((m.T @ second) / u)
    return places, products, float(levels[-1] - levels[-2])


def _standard(values: Array) -> Array:
    spread = values.std()
    return (values - values.mean()) / spread if spread > _SMALL else np.zeros_like(values)


def _or_nothing(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
