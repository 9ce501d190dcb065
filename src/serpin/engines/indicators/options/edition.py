"""The edition of a statistical form: sections, rows, columns and controls, as a table that a user can replace."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.texts import mark
from serpin.vocabulary.noun import Name, Noun

Code = Annotated[str, Field(min_length=1, pattern=r"^[^\s.:]+$")]
Where = dict[str, str | tuple[str, ...]]
Fact = Literal[
    "",
    "title",
    "cost",
    "output",
    "sold",
    "exported",
    "innovation",
    "agreement",
    "agreement_payment",
    "cooperation",
    "right",
    "answer",
    "figure",
    "project",
]
"""What the books hold; a row without one is filled in by hand, or is the sum of others."""


class Column(Noun):
    """A column: its code, and which facts count in it, in which measure where it is not that of the row.

    ``part_of`` names a column that it may not exceed.
    """

    code: Code
    name: Name
    where: Where = Field(default={})
    fact: Fact = ""
    measure: Literal["", "sum", "count", "yes", "value"] = ""
    part_of: str = ""


class Row(Noun):
    """A row: which facts count in it and how, of which rows it is the sum, and of which row it is a part.

    ``measure`` is sum (divided by the scale of the section), count, yes (1 or 0) or value (as it is). ``columns`` are
    the only ones that it has; all when empty.
    """

    code: Code
    name: Name
    fact: Fact = ""
    where: Where = Field(default={})
    measure: Literal["sum", "count", "yes", "value"] = "sum"
    total: tuple[str, ...] = ()
    part_of: str = ""
    columns: tuple[str, ...] = ()


class Section(Noun):
    """A section of a form. ``scale`` is what money is divided by; ``extra`` are rows for what no row names."""

    number: Code
    title: Name
    unit: Name
    scale: Annotated[int, Field(ge=1)] = 1
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class Control(Noun):
    """An arithmetic or logical control.

    ``left`` and ``right`` are cells, written ``section.row`` or ``section.row.column``, with the form before a colon
    where it is another. Kinds: equal (sums agree), at_most, requires (left above 0 asks for right above 0), empties
    (left all 0 asks for right blank), filled (left has something), one_of (left is one of ``values``), pattern (left
    has as many digits as ``values`` say), ranges (right lies in the range that ``ranges`` gives for the text on the
    left). ``explainable`` controls pass with an explanation.
    """

    id: Code
    kind: Literal["equal", "at_most", "requires", "empties", "filled", "one_of", "pattern", "ranges"]
    text: Name
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    ranges: dict[str, tuple[float, float]] = Field(default={})
    explainable: bool = False


class Edition(Noun):
    """An edition of a form, with where it comes from and whether it was compared with the official text."""

    id: Code
    index: str
    name: Name
    source: Name
    verified: bool = False
    valid_from: date | None = None
    periodicity: Name
    deadline: Name
    respondents: Name
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    controls: tuple[Control, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _once([section.number for section in self.sections])
        for section in self.sections:
            columns = [column.code for column in section.columns]
            rows = [row.code for row in section.rows]
            _once([f"{section.number}.{code}" for code in columns])
            _once([f"{section.number}.{code}" for code in rows])
            for row in section.rows:
                named = [*row.total, *([row.part_of] if row.part_of else [])]
                lost = [code for code in named if code not in rows]
                lost += [code for code in row.columns if code not in columns]
                if lost:
                    raise invalid(mark("the form has no cell {value}"), value=f"{section.number}.{lost[0]}")
        self._controls_know_their_cells()
        return self

    def _controls_know_their_cells(self) -> None:
        known = {(s.number, row.code, column.code) for s in self.sections for row in s.rows for column in s.columns}
        rows_known = {(section, row) for section, row, _ in known}
        for control in self.controls:
            for name in (*control.left, *control.right):
                parts = tuple(name.split("."))
                if ":" not in name and parts not in known and parts not in rows_known:
                    raise invalid(mark("the form has no cell {value}"), value=name)

    def section(self, number: str) -> Section:
        """Return a section by its number.

        Raises
        ------
        KeyError
            If the form has none of this number.
        """
        for section in self.sections:
            if section.number == number:
                return section
        raise KeyError(number)


def _once(codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise invalid(mark("code {value} is used twice"), value=code)
