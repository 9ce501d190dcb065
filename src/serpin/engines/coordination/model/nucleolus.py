"""The nucleolus: the division whose worst-off part of the members is as well off as can be, then the next, and so on.

Each round is a linear programme: the least advantage over going alone, of all parts that are not settled yet, is made
as large as it can be; parts with a price in the programme are settled at it. Only parts that a division breaks are put
into the programme. Textbook: ``coordination.md``, section "Dividing the gain".
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from serpin.engines.coordination.model.network import Floats, Ints

MOST_MEMBERS = 12
_TIGHT = 1e-9
_ADDED = 24


class _QuietHighs(highspy.Highs):  # type: ignore[misc]
    """HiGHS without its banner, which it prints when its callbacks are set up, before any option can be given."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name of HiGHS
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def nucleolus(values: Ints, size: int) -> Floats | None:
    """Return the nucleolus of a game given by the values of all its sets, shape (n,); nothing where it is not found.

    Parameters
    ----------
    values
        What each set of players is worth, shape (2ⁿ,); player i is bit i of the position.
    size
        Number of players, at most :data:`MOST_MEMBERS`.
    """
    if size == 1:
        return np.asarray(values[1:], dtype=np.float64)
    unit = float(max(np.abs(values).max(), 1))
    worth = values / unit
    everybody = len(values) - 1
    masks = np.arange(1, everybody)
    inside = (masks[:, None] >> np.arange(size) & 1).astype(np.float64)
    settled: dict[int, float] = {everybody: float(worth[everybody])}
    share = np.full(size, worth[everybody] / size)
    seen = {1 << player for player in range(size)} | {everybody ^ (1 << player) for player in range(size)}
    while np.linalg.matrix_rank(_rows(settled, size)) < size:
        open_ = ~_spanned(inside, _rows(settled, size))
        found = _round(worth, inside, masks, open_=open_, settled=settled, seen=seen)
        if found is None or not found[-1]:
            return None
        share, advantage, seen, priced = found
        for mask in priced:
            settled[mask] = float(worth[mask]) + advantage
    return share * unit


def _rows(settled: dict[int, float], size: int) -> Floats:
    masks = np.array(list(settled), dtype=np.int64)
    return (masks[:, None] >> np.arange(size) & 1).astype(np.float64)


def _spanned(inside: Floats, rows: Floats) -> Any:
    """Tell of each part whether what it gets follows from the settled parts."""
    _, singular, basis = np.linalg.svd(rows)
    basis = basis[: int((singular > 1e-9).sum())]
    return np.abs(inside - inside @ basis.T @ basis).max(axis=1) < 1e-7


def _round(
    worth: Floats, inside: Floats, masks: Ints, *, open_: Any, settled: dict[int, float], seen: set[int]
) -> tuple[Floats, float, set[int], list[int]] | None:
    """Return a division of the greatest least advantage, this advantage, the parts listed and those that are settled.

    Nothing where the solver gives no answer.
    """
    programme = _Programme(inside.shape[1], settled)
    waiting = masks[open_].tolist()
    programme.add([mask for mask in waiting if mask in seen], worth)
    while True:
        share, advantage = programme.solved()
        if share is None:
            if programme.add(waiting, worth):
                continue
            return None
        lack = np.where(open_, advantage - (inside @ share - worth[masks]), -np.inf)
        worst = np.argsort(-lack, kind="stable")[:_ADDED]
        if not programme.add([int(masks[place]) for place in worst if lack[place] > _TIGHT], worth):
            return share, advantage, seen | set(programme.listed), programme.priced()


class _Programme:
    """The linear programme of one round: shares, and the least advantage of the parts that are listed.

    Parameters
    ----------
    size
        Number of players.
    settled
        What parts get that are settled already.
    """

    def __init__(self, size: int, settled: dict[int, float]) -> None:
        self.listed: list[int] = []
        self._size = size
        self._settled = len(settled)
        self._solver = _QuietHighs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("parallel", "off")
        for _ in range(size + 1):
            self._solver.addVar(-highspy.kHighsInf, highspy.kHighsInf)
        self._solver.changeColCost(size, -1.0)
        for mask, amount in settled.items():
            members = self._members(mask)
            self._solver.addRow(amount, amount, len(members), members, np.ones(len(members)))

    def _members(self, mask: int) -> Any:
        return np.flatnonzero(mask >> np.arange(self._size) & 1).astype(np.int32)

    def add(self, masks: list[int], worth: Floats) -> bool:
        """Add parts that are not listed yet, and tell whether there were any."""
        known = set(self.listed)
        new = [mask for mask in masks if mask not in known]
        for mask in new:
            members = self._members(mask)
            places, factors = np.append(members, np.int32(self._size)), np.append(np.ones(len(members)), -1.0)
            self._solver.addRow(float(worth[mask]), highspy.kHighsInf, len(places), places, factors)
        self.listed += new
        return bool(new)

    def solved(self) -> tuple[Floats | None, float]:
        """Return shares and least advantage; no shares where too few parts are listed to bound the advantage."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None, 0.0
        found = np.asarray(self._solver.getSolution().col_value)
        return found[: self._size], float(found[self._size])

    def priced(self) -> list[int]:
        """Return the listed parts whose advantage cannot grow: they have a price."""
        prices = np.abs(np.asarray(self._solver.getSolution().row_dual))[self._settled :]
        return [mask for mask, price in zip(self.listed, prices, strict=True) if price > _TIGHT]
