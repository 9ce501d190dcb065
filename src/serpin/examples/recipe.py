"""What a generated case is made of: sizes, shares and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from serpin.base.randomness import stream

_HUNDRED_THOUSAND = 100_000


@dataclass(frozen=True)
class Recipe:
    """Sizes and shares of a generated case.

    Parameters
    ----------
    seed
        The same seed and sizes give the same case.
    enterprises, projects
        How many there are.
    works
        Fewest and most works of a project.
    resources
        How many resources the works share.
    density
        Ties of an enterprise, on average.
    choice
        Share of works that can be done in more than one mode.
    pairs, triples, prerequisites, exclusions
        Relations of each kind, as a share of the number of projects.
    risks
        Risks, as a share of the number of projects.
    budget
        Money of all sources together, as a share of what all projects would cost.
    start, horizon
        First day of the plan, and its quarters.
    prefix
        Stands before every generated code.
    regions
        Codes of the regions; most enterprises of an industry settle in one of them.
    """

    seed: int
    enterprises: int
    projects: int
    works: tuple[int, int] = (20, 20)
    resources: int = 10
    density: float = 4.0
    choice: float = 0.4
    pairs: float = 0.1
    triples: float = 0.05
    prerequisites: float = 0.05
    exclusions: float = 0.05
    risks: float = 0.5
    budget: float = 0.4
    start: date = date(2027, 1, 4)
    horizon: int = 16
    prefix: str = ""
    regions: tuple[str, ...] = ("350000000", "750000000", "710000000", "630000000", "150000000", "550000000")

    def draws(self, name: str, block: int = 0) -> np.random.Generator:
        """Return the random stream of one part of the case."""
        return stream(self.seed, f"examples/{name}", block)

    def code(self, letter: str, number: int) -> str:
        """Return the code of a generated noun: the letter and a number from 1, padded so that codes sort."""
        return f"{self.prefix}{letter}{number + 1:04d}"


def rounded(amount: float) -> int:
    """Return an amount of money in whole hundred thousands: nobody estimates finer."""
    return max(1, round(amount / _HUNDRED_THOUSAND)) * _HUNDRED_THOUSAND


def spread(low: float, mode: float, high: float) -> list[int]:
    """Return three points as money."""
    return [rounded(low), rounded(mode), rounded(high)]
