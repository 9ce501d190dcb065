"""Series: cleaned with notes, chained, and held against published statements."""

from __future__ import annotations

from typing import Literal

from serpin.vocabulary.noun import Name, Noun
from serpin.vocabulary.result import Message


class CleanSeries(Noun):
    """A series that can be computed with: values by year in one unit, what was repaired, which years are missing."""

    name: str
    unit: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    gaps: tuple[int, ...] = ()
    notes: tuple[Message, ...] = ()


class Chain(Noun):
    """Yearly indices chained to a base year that is 100."""

    name: Name
    base: int
    years: tuple[int, ...]
    levels: tuple[float, ...]
    source: str = ""
    verified: bool = False

    def level(self, year: int) -> float | None:
        """Return the level of a year, nothing where it is not in the chain."""
        return self.levels[self.years.index(year)] if year in self.years else None


class StatementAnswer(Noun):
    """A published statement held against a series: what it claims, what the series says, whether it holds.

    ``low`` and ``high`` are the limits within which it holds; ``years`` where a yearly claim fails.
    """

    id: str
    text: Name
    kind: Literal["level", "grows", "level_text"]
    actual: float | None
    low: float | None = None
    high: float | None = None
    holds: bool
    years: tuple[int, ...] = ()
    source: str = ""
