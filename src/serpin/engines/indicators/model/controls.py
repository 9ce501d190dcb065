"""Answers the controls of a form: those of its edition, and those that follow from its layout.

Textbook: ``indicators.md``, section "Controls".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from serpin.engines.indicators.model.forms import Cells, Place
from serpin.engines.indicators.options.edition import Column, Control, Edition, Row, Section
from serpin.engines.indicators.result.form import Cell, ControlAnswer

_HALF = 0.5
_SMALL = 1e-9
Forms = Mapping[str, tuple[Edition, Cells]]


class Controls:
    """The controls of one edition over the forms of one enterprise."""

    def __init__(self, edition: Edition, forms: Forms, explanations: Mapping[str, str]) -> None:
        self.edition = edition
        self.forms = forms
        self.cells = forms[edition.id][1]
        self.explanations = explanations

    def answers(self) -> Iterator[ControlAnswer]:
        """Yield every control with its answer."""
        for section in self.edition.sections:
            yield from self._layout(section)
        for control in self.edition.controls:
            yield from self._one(control)

    def _answer(
        self,
        control: str,
        at: str,
        holds: bool,
        sides: tuple[float | str | None, float | str | None] = (None, None),
        explainable: bool = False,
    ) -> ControlAnswer:
        text = self.explanations.get(control, "") if explainable and not holds else ""
        answer = "holds" if holds else "explained" if text else "fails"
        return ControlAnswer(control=control, at=at, answer=answer, left=sides[0], right=sides[1], explanation=text)

    # what follows from the layout

    def _layout(self, section: Section) -> Iterator[ControlAnswer]:
        for row in section.rows:
            for column in section.columns:
                place = (section.number, row.code, column.code)
                cell = self.cells.get(place)
                if row.columns and column.code not in row.columns:
                    if cell is not None:
                        yield self._answer("crossed", ".".join(place), False, (cell.value, None))
                    continue
                if cell is not None and not isinstance(cell.value, str):
                    yield from self._number_alone(section, place, cell.value)
                yield from self._number_among(section, row, column, cell)

    def _number_alone(self, section: Section, place: Place, value: float) -> Iterator[ControlAnswer]:
        at = ".".join(place)
        if value < 0:
            yield self._answer("negative", at, False, (value, 0.0))
        if abs(value - round(value, section.decimals)) > _SMALL:
            yield self._answer("decimals", at, False, (value, float(section.decimals)))

    def _number_among(self, section: Section, row: Row, column: Column, cell: Cell | None) -> Iterator[ControlAnswer]:
        """Yield the controls of a cell against its rows, its whole and the column that it is part of."""
        number, slack = section.number, 2 * _HALF * 10.0**-section.decimals
        at, own = f"{number}.{row.code}.{column.code}", self._number((number, row.code, column.code))
        if row.total:
            parts = [self._number((number, code, column.code)) for code in row.total]
            if cell is not None or any(parts):
                total = round(sum(parts), 6)
                yield self._answer("total", at, abs(own - total) <= slack * 1e-3 + _SMALL, (own, total))
        if cell is None:
            return
        if row.part_of:
            whole = self._number((number, row.part_of, column.code))
            yield self._answer("part", at, own <= whole + slack, (own, whole))
        if column.part_of:
            whole = self._number((number, row.code, column.part_of))
            yield self._answer("column", at, own <= whole + slack, (own, whole))

    def _number(self, place: tuple[str, str, str]) -> float:
        cell = self.cells.get(place)
        return float(cell.value) if cell is not None and not isinstance(cell.value, str) else 0.0

    # what the edition asks for

    def _one(self, control: Control) -> Iterator[ControlAnswer]:
        if control.kind in {"one_of", "pattern", "ranges"}:
            yield from self._text(control)
            return
        columns = self._columns(control)
        for column in columns:
            left, left_slack, left_known = self._sum(control.left, column)
            right, right_slack, right_known = self._sum(control.right, column)
            if not left_known or not right_known:
                continue
            sides = (round(left, 6), round(right, 6))
            slack = left_slack + right_slack + _SMALL
            holds = {
                "equal": abs(left - right) <= slack,
                "at_most": left <= right + slack,
                "requires": left <= 0 or right > 0,
                "empties": left > 0 or right == 0,
                "filled": left > 0,
            }[control.kind]
            yield self._answer(control.id, column, holds, sides, control.explainable)

    def _columns(self, control: Control) -> list[str]:
        """Return the columns in which a control is asked; one nameless where its cells name theirs or all count."""
        names = [*control.left, *control.right]
        plain = [name for name in names if name.count(".") == 1 and ":" not in name]
        if control.kind not in {"equal", "at_most"} or len(plain) != len(names):
            return [""]
        sections = [self.edition.section(name.split(".")[0]) for name in names]
        shared = [column.code for column in sections[0].columns]
        return [code for code in shared if all(code in {c.code for c in section.columns} for section in sections)]

    def _sum(self, names: tuple[str, ...], column: str) -> tuple[float, float, bool]:
        """Return the sum of cells, what rounding may move it by, and whether the forms are there at all."""
        total = slack = 0.0
        for name in names:
            form, _, own = name.rpartition(":")
            found = self.forms.get(form or self.edition.id)
            if found is None:
                return 0.0, 0.0, False
            edition, cells = found
            section, row, *rest = own.split(".")
            wanted = rest[0] if rest else column
            layout = edition.section(section)
            codes = [wanted] if wanted else [c.code for c in layout.columns]
            for code in codes:
                cell = cells.get((section, row, code))
                if cell is not None:
                    slack += _HALF * 10.0**-layout.decimals * _leaves(layout, row)
                    total += float(cell.value) if not isinstance(cell.value, str) else 1.0
        return total, slack, True

    def _text(self, control: Control) -> Iterator[ControlAnswer]:
        for name in control.left:
            section, row, *rest = name.split(".")
            column = rest[0] if rest else self.edition.section(section).columns[0].code
            cell = self.cells.get((section, row, column))
            value = cell.value if cell is not None else ""
            at = f"{section}.{row}.{column}"
            if control.kind == "ranges":
                number, _, _ = self._sum(control.right, "")
                low, high = control.ranges.get(str(value), (float("-inf"), float("inf")))
                if number:
                    yield self._answer(control.id, at, low <= number <= high, (value, number), control.explainable)
            elif control.kind == "pattern":
                text = _plain(value)
                lengths = {int(length) for length in control.values}
                yield self._answer(
                    control.id, at, text.isdigit() and len(text) in lengths, (text, None), control.explainable
                )
            elif cell is not None:
                yield self._answer(control.id, at, _plain(value) in control.values, (value, None), control.explainable)


def _plain(value: float | str) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _leaves(section: Section, code: str) -> int:
    """Return how many rounded amounts a row is the sum of."""
    row = next(row for row in section.rows if row.code == code)
    return sum(_leaves(section, part) for part in row.total) if row.total else 1
