"""What a sign found, in columns, before it is said in words."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from serpin.engines.integrity.problem.record import Floats, Ints
from serpin.engines.integrity.result import Sign


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _nothing() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True)
class Finding:
    """The flagged things of a sign.

    ``call``, ``row`` (application), ``applicant`` and ``reviewer`` are numbers, −1 where they do not apply; all columns
    have one entry for each flag. ``expected`` is what honest giving would have given, where that is known.
    """

    sign: Sign
    tested: int
    threshold: float
    base_rate: float = 0.0
    call: Ints = field(default_factory=_none)
    row: Ints = field(default_factory=_none)
    applicant: Ints = field(default_factory=_none)
    reviewer: Ints = field(default_factory=_none)
    observed: Floats = field(default_factory=_nothing)
    expected: Floats = field(default_factory=_nothing)
    probability: Floats = field(default_factory=_nothing)
    adjusted: Floats = field(default_factory=_nothing)
    money: Floats = field(default_factory=_nothing)

    @property
    def count(self) -> int:
        """Number of flags."""
        return int(self.observed.size)


def found(
    sign: Sign,
    tested: int,
    threshold: float,
    observed: Floats,
    money: Floats,
    *,
    base_rate: float = 0.0,
    call: Ints | None = None,
    row: Ints | None = None,
    applicant: Ints | None = None,
    reviewer: Ints | None = None,
    expected: Floats | None = None,
    probability: Floats | None = None,
    adjusted: Floats | None = None,
) -> Finding:
    """Return a finding whose missing columns are filled with −1, or with not a number."""
    size = observed.size
    empty, unknown = np.full(size, -1, dtype=np.int64), np.full(size, np.nan)
    return Finding(
        sign,
        tested,
        threshold,
        base_rate,
        empty if call is None else call,
        empty if row is None else row,
        empty if applicant is None else applicant,
        empty if reviewer is None else reviewer,
        observed,
        unknown if expected is None else expected,
        unknown if probability is None else probability,
        unknown if adjusted is None else adjusted,
        money,
    )
