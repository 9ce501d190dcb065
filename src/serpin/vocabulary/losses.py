"""Losses: what a simulation hands on to insurance, in the same courses as schedule, cost and gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from serpin.base.errors import refuse
from serpin.base.texts import mark

Table = npt.NDArray[np.float64]
"""Money by course and risk, in the currency of the case, shape (courses, risks)."""


@dataclass(frozen=True)
class LossTable:  # noqa: PLW1641 - the decorator adds it
    """What each risk costs in each simulated course of the plan.

    Parameters
    ----------
    risks
        Codes of the risks, one for each column.
    losses
        All that the risk costs in the course, in the currency of the case: damage, delay and lost returns. Zero
        where it does not happen; never negative. Shape (courses, risks).
    damage
        The part of ``losses`` that is damage and additional cost, without delay and lost returns; a property policy
        pays for this part alone. All of it when empty.
    year
        Year of the plan, from 0, in which the risk happens in the course; year 0 when empty.
    cost
        What the course costs beside these losses, shape (courses,); for the reserve of the plan. Not needed.
    """

    risks: tuple[str, ...]
    losses: Table
    damage: Table | None = None
    year: npt.NDArray[np.int64] | None = None
    cost: Table | None = None

    def __post_init__(self) -> None:
        """Refuse tables that do not fit together.

        Raises
        ------
        InputError
            If a shape does not fit, or an amount is negative or not finite.
        """
        shape = self.losses.shape
        fits = self.losses.ndim == 2 and shape[1] == len(self.risks) and shape[0] > 0
        tables = [table for table in (self.damage, self.year) if table is not None]
        fits = fits and all(table.shape == shape for table in tables)
        fits = fits and (self.cost is None or self.cost.shape == shape[:1])
        if not fits:
            raise refuse(mark("the table of losses has the shape {shape}, which does not fit"), "losses", shape=shape)
        amounts = [self.losses] if self.damage is None else [self.damage, self.losses - self.damage]
        if any(not np.isfinite(table).all() or table.min() < 0 for table in amounts):
            raise refuse(mark("the table of losses has an amount that is negative or not finite"), "losses")

    def __eq__(self, other: object) -> bool:
        """Return whether all amounts are the same to the last bit."""
        if not isinstance(other, LossTable):
            return NotImplemented
        pairs = [(getattr(self, name), getattr(other, name)) for name in ("losses", "damage", "year", "cost")]
        return self.risks == other.risks and all(np.array_equal(one, another) for one, another in pairs)

    @property
    def courses(self) -> int:
        """Number of simulated courses."""
        return int(self.losses.shape[0])
