"""Answers the controls of a form: those of its edition, and those that follow from its layout.

Textbook: ``indicators.md``, section "Controls".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from serpin.engines.indicators.model.forms import Cells, Place
from serpin.engines.indicators.options.edition import Column, Control, Edition, Row, Section
from serpin.engines.indicators.result.form import ControlAnswer

_HALF = 0.5
_SMALL = 1e-9
_TEXTS = frozenset({"one_of", "pattern", "ranges"})
Values = Mapping[Place, float | str]


class _Cell(NamedTuple):
    """What the layout asks of a cell: its total, whole and column, the slack of a comparison, or that it is blank."""

    place: Place
    at: str
    decimals: int
    slack: float
    crossed: bool
    total: tuple[Place, ...]
    whole: Place | None
    around: Place | None


class _Side(NamedTuple):
    """A cell on a side of a control: its form, its place, and what rounding may move it by."""

    form: str
    place: Place
    slack: float


class _Asked(NamedTuple):
    """A control in a column: its two sides."""

    control: Control
    at: str
    left: tuple[_Side, ...]
    right: tuple[_Side, ...]


class Controls:
    """The controls of one edition, prepared once for any number of enterprises.

    Parameters
    ----------
    edition
        Whose controls they are.
    editions
        All editions by code; controls may name cells of others.
    """

    def __init__(self, edition: Edition, editions: Mapping[str, Edition]) -> None:
        self.edition = edition
        self._editions = editions
        laid_out = [
            _laid_out(section, row, column)
            for section in edition.sections
            for row in section.rows
            for column in section.columns
        ]
        self._cells = {cell.place: cell for cell in laid_out}
        self._totals = tuple(cell for cell in laid_out if cell.total and not cell.crossed)
        self._known: dict[tuple[str, str, float | str], ControlAnswer] = {}
        self._asked = tuple(asked for control in edition.controls for asked in self._prepared(control))

    def answers(self, forms: Mapping[str, Cells], explanations: Mapping[str, str]) -> Iterator[ControlAnswer]:
        """Yield every control with its answer.

        Parameters
        ----------
        forms
            The cells of all forms of one enterprise, by edition.
        explanations
            Why a control does not hold, by its code.
        """
        values: dict[str, Values] = {
            form: {place: cell.value for place, cell in cells.items()} for form, cells in forms.items()
        }
        own = values[self.edition.id]
        for place, value in own.items():
            yield from _layout(self._cells[place], value, own)
        for cell in self._totals:
            if cell.place in own or any(part in own for part in cell.total):
                left, right = _number(own, cell.place), round(sum(_number(own, part) for part in cell.total), 6)
                yield _said("total", cell.at, abs(left - right) <= cell.slack * 1e-3 + _SMALL, left, right)
        for asked in self._asked:
            if asked.control.kind == "one_of":
                yield from self._code(asked, own)
            else:
                yield from _answered(asked, own, values, explanations)

    def _code(self, asked: _Asked, own: Values) -> Iterator[ControlAnswer]:
        """Yield whether a cell is one of some codes; there are few answers, and each is made once."""
        value = own.get(asked.left[0].place)
        if value is not None:
            key = (asked.control.id, asked.at, value)
            answer = self._known.get(key)
            if answer is None:
                answer = _said(asked.control.id, asked.at, _plain(value) in asked.control.values, value, None)
                self._known[key] = answer
            yield answer

    def _prepared(self, control: Control) -> Iterator[_Asked]:
        if control.kind in _TEXTS:
            for name in control.left:
                (side,) = self._sides((name,), "", first=True)
                yield _Asked(control, ".".join(side.place), (side,), self._sides(control.right, ""))
            return
        for column in self._columns(control):
            yield _Asked(control, column, self._sides(control.left, column), self._sides(control.right, column))

    def _columns(self, control: Control) -> list[str]:
        """Return the columns in which a control is asked; one nameless where its cells name theirs or all count."""
        names = [*control.left, *control.right]
        plain = all(name.count(".") == 1 and ":" not in name for name in names)
        if control.kind not in {"equal", "at_most"} or not plain:
            return [""]
        sections = [self.edition.section(name.split(".")[0]) for name in names]
        shared = [column.code for column in sections[0].columns]
        return [code for code in shared if all(code in {c.code for c in section.columns} for section in sections)]

    def _sides(self, names: tuple[str, ...], column: str, first: bool = False) -> tuple[_Side, ...]:
        found = []
        for name in names:
            form, _, own = name.rpartition(":")
            edition = self._editions.get(form or self.edition.id)
            if edition is None:
                found.append(_Side(form, ("", "", ""), 0.0))
                continue
            number, row, *rest = own.split(".")
            section = edition.section(number)
            wanted = rest[0] if rest else column
            codes = [wanted] if wanted else [one.code for one in section.columns][: 1 if first else None]
            slack = _rounding(section) * _leaves(section, row)
            found += [_Side(edition.id, (number, row, code), slack) for code in codes]
        return tuple(found)


def _laid_out(section: Section, row: Row, column: Column) -> _Cell:
    number = section.number
    return _Cell(
        place=(number, row.code, column.code),
        at=f"{number}.{row.code}.{column.code}",
        decimals=section.decimals,
        slack=2 * _rounding(section),
        crossed=bool(row.columns) and column.code not in row.columns,
        total=tuple((number, code, column.code) for code in row.total),
        whole=(number, row.part_of, column.code) if row.part_of else None,
        around=(number, row.code, column.part_of) if column.part_of else None,
    )


def _rounding(section: Section) -> float:
    """Return what rounding may move an amount by: half of the last decimal, nothing where numbers are not scaled."""
    return _HALF * 10.0**-section.decimals if section.scale > 1 else 0.0


def _leaves(section: Section, code: str) -> int:
    """Return how many rounded amounts a row is the sum of."""
    row = next(row for row in section.rows if row.code == code)
    return sum(_leaves(section, part) for part in row.total) if row.total else 1


def _number(values: Values, place: Place) -> float:
    value = values.get(place, 0.0)
    return 0.0 if isinstance(value, str) else float(value)


def _said(control: str, at: str, holds: bool, left: float | str | None, right: float | str | None) -> ControlAnswer:
    return ControlAnswer(control=control, at=at, answer="holds" if holds else "fails", left=left, right=right)


def _layout(cell: _Cell, value: float | str, values: Values) -> Iterator[ControlAnswer]:
    """Yield what the layout asks of a cell that is not blank."""
    if cell.crossed:
        yield _said("crossed", cell.at, False, value, None)
        return
    if isinstance(value, str):
        return
    if value < 0:
        yield _said("negative", cell.at, False, value, 0.0)
    if abs(value - round(value, cell.decimals)) > _SMALL:
        yield _said("decimals", cell.at, False, value, float(cell.decimals))
    for name, place in (("part", cell.whole), ("column", cell.around)):
        if place is not None:
            whole = _number(values, place)
            yield _said(name, cell.at, value <= whole + cell.slack, float(value), whole)


def _answered(
    asked: _Asked, own: Values, values: Mapping[str, Values], explanations: Mapping[str, str]
) -> Iterator[ControlAnswer]:
    """Yield the answer of a control of the edition, or none where it does not apply."""
    control = asked.control
    if any(side.form not in values for side in (*asked.left, *asked.right)):
        return
    is_text = control.kind in _TEXTS
    found = _of_text(asked, own, values) if is_text else _of_sums(asked, values)
    if found is None:
        return
    holds, left, right = found
    text = explanations.get(control.id, "") if control.explainable and not holds else ""
    answer = "holds" if holds else "explained" if text else "fails"
    yield ControlAnswer(control=control.id, at=asked.at, answer=answer, left=left, right=right, explanation=text)


_Found = tuple[bool, float | str | None, float | str | None]


def _sum(sides: tuple[_Side, ...], values: Mapping[str, Values]) -> tuple[float, float]:
    """Return the sum of a side, a text counting as one, and what rounding may move it by."""
    total = slack = 0.0
    for form, place, moved in sides:
        value = values[form].get(place)
        if value is not None:
            total += 1.0 if isinstance(value, str) else value
            slack += moved
    return total, slack


def _of_sums(asked: _Asked, values: Mapping[str, Values]) -> _Found:
    (left, left_slack), (right, right_slack) = _sum(asked.left, values), _sum(asked.right, values)
    slack = left_slack + right_slack + _SMALL
    kind = asked.control.kind
    if kind == "equal":
        holds = abs(left - right) <= slack
    elif kind == "at_most":
        holds = left <= right + slack
    elif kind == "requires":
        holds = left <= 0 or right > 0
    elif kind == "empties":
        holds = left > 0 or right == 0
    else:
        holds = left > 0
    return holds, round(left, 6), round(right, 6)


def _of_text(asked: _Asked, own: Values, values: Mapping[str, Values]) -> _Found | None:
    control = asked.control
    value = own.get(asked.left[0].place, "")
    if control.kind == "ranges":
        number, _ = _sum(asked.right, values)
        low, high = control.ranges.get(str(value), (float("-inf"), float("inf")))
        return (low <= number <= high, value, number) if number else None
    text = _plain(value)
    return text.isdigit() and len(text) in {int(length) for length in control.values}, text, None


def _plain(value: float | str) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
