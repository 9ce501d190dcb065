"""An exhibit: a picture or a table of a report, and the step of the plan behind it."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.charts.picture import Picture
from serpin.reports.tables.table import Table

MOST_ROWS_OPEN = 24
"""A longer table is folded on the page."""


@dataclass(frozen=True)
class Exhibit:
    """A picture or a table, the step of the plan behind it, and whether the page folds it."""

    body: Picture | Table
    engine: str
    folded: bool = False
    half: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it is drawn; else it is a table."""
        return isinstance(self.body, Picture)


def drawn(picture: Picture | None, engine: str, *, half: bool = False) -> list[Exhibit]:
    """Return a picture as an exhibit, or nothing where there is none."""
    return [] if picture is None else [Exhibit(picture, engine, half=half)]


def told(table: Table, *, folded: bool = False) -> list[Exhibit]:
    """Return a table as an exhibit, or nothing where it is empty; a long one is folded."""
    return [Exhibit(table, table.engine, folded or len(table.rows) > MOST_ROWS_OPEN)] if table.rows else []
