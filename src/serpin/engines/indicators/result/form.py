"""A filled form: its cells with their provenance, and its controls with their answers."""

from __future__ import annotations

from typing import Literal

from serpin.vocabulary.noun import Noun


class Cell(Noun):
    """A cell that is not blank: where it stands, its value, and where that comes from.

    ``entries`` name lists and codes of the books (``payments/PAY1``), ``works`` projects and works (``P01/W2``). A cell
    that is the sum of others has neither; ``by_hand`` says why it was typed in, if it was.
    """

    section: str
    row: str
    column: str
    value: float | str
    entries: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    by_hand: str | None = None


class ControlAnswer(Noun):
    """A control and its answer. ``left`` and ``right`` are the sums that were compared, ``at`` the column or cell.

    ``control`` is the code of a control of the edition, or ``total``, ``part``, ``column``, ``negative``,
    ``decimals`` and ``crossed`` for those that follow from its layout.
    """

    control: str
    at: str = ""
    answer: Literal["holds", "fails", "explained"]
    left: float | str | None = None
    right: float | str | None = None
    explanation: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is to be mended or explained."""
        return self.answer == "fails"


class Form(Noun):
    """The form of an enterprise for a year, by an edition."""

    edition: str
    enterprise: str
    year: int
    cells: tuple[Cell, ...] = ()
    controls: tuple[ControlAnswer, ...] = ()

    @property
    def open_controls(self) -> tuple[ControlAnswer, ...]:
        """Controls that fail and are not explained."""
        return tuple(answer for answer in self.controls if answer.is_open)
