"""Fills forms in: every row and column chooses the atoms that count in it.

Textbook: ``indicators.md``, section "Cells".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from serpin.engines.indicators.options import Entry
from serpin.engines.indicators.options.edition import Column, Edition, Row, Section, Where
from serpin.engines.indicators.problem.books import Atom
from serpin.engines.indicators.result.form import Cell

Place = tuple[str, str, str]
Cells = dict[Place, Cell]

_MONEY_FACTS = frozenset({"cost", "output", "sold", "exported", "agreement_payment"})
_IS_MONEY = ("is", "money")


class _Spot(NamedTuple):
    """A cell that may hold something: its place, how amounts count, and what money is divided by."""

    place: Place
    measure: str
    scale: int
    decimals: int
    where: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(slots=True)
class _Found:
    """What counts in a cell: the amount so far, whether it is money in hundredths, and where it comes from."""

    spot: _Spot
    amount: int | str
    is_money: bool
    entries: list[str]
    works: list[str]


def _counted(measure: str, before: int, amount: int) -> int:
    if measure == "sum":
        return before + amount
    return 1 if measure == "yes" else before + 1


class Filling:
    """The filling of one edition, prepared once for any number of enterprises."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._spots: dict[str, list[_Spot]] = {}
        self._chosen: dict[tuple[str, tuple[tuple[str, str], ...]], list[_Spot]] = {}
        self._answers: list[_Spot] = []
        self._totals: list[tuple[Section, Row]] = []
        for section in edition.sections:
            for row in section.rows:
                self._prepare(section, row)
        self._ordered = self._in_order()
        self._noes: Cells = {
            (section, row, column): Cell(section=section, row=row, column=column, value=0)
            for section, row, column in (spot.place for spot in self._answers)
        }

    def _prepare(self, section: Section, row: Row) -> None:
        if row.total:
            self._totals.append((section, row))
            return
        for column in section.columns:
            if row.columns and column.code not in row.columns:
                continue
            fact = column.fact or row.fact
            if not fact:
                continue
            place = (section.number, row.code, column.code)
            measure = column.measure or row.measure
            spot = _Spot(place, measure, section.scale, section.decimals, _merged(row, column))
            self._spots.setdefault(fact, []).append(spot)
            if measure == "yes":
                self._answers.append(spot)

    def _spots_for(self, atom: Atom) -> list[_Spot]:
        key = (atom.fact, atom.properties)
        found = self._chosen.get(key)
        if found is None:
            properties = dict(atom.properties)
            spots = self._spots.get(atom.fact, ())
            found = [spot for spot in spots if all(properties.get(name) in among for name, among in spot.where)]
            self._chosen[key] = found
        return found

    def fill(self, atoms: Iterable[Atom], entries: Iterable[Entry]) -> Cells:
        """Return the cells of a form that are not blank, by place, from what the books say and what was typed in."""
        cells = dict(self._noes)
        for place, found in self._collected(atoms).items():
            value: float | str = found.amount
            if not isinstance(found.amount, str) and found.is_money and found.spot.measure in {"sum", "value"}:
                value = rounded(found.amount, found.spot.scale, found.spot.decimals)
            cells[place] = Cell(
                section=place[0],
                row=place[1],
                column=place[2],
                value=value,
                entries=tuple(found.entries),
                works=tuple(dict.fromkeys(found.works)),
            )
        typed = _typed(cells, entries)
        for section, row in self._ordered:
            self._sum_row(section, row, cells, typed)
        return cells

    def _collected(self, atoms: Iterable[Atom]) -> dict[Place, _Found]:
        """Return what counts in each cell."""
        collected: dict[Place, _Found] = {}
        for atom in atoms:
            is_money = atom.fact in _MONEY_FACTS or _IS_MONEY in atom.properties
            for spot in self._spots_for(atom):
                found = collected.get(spot.place)
                if found is None:
                    found = collected[spot.place] = _Found(spot, 0, is_money, [], [])
                if isinstance(atom.amount, str) or spot.measure == "value":
                    found.amount = atom.amount
                elif not isinstance(found.amount, str):
                    found.amount = _counted(spot.measure, found.amount, atom.amount)
                found.entries.append(atom.entry)
                if atom.work:
                    found.works.append(atom.work)
        return collected

    def _in_order(self) -> list[tuple[Section, Row]]:
        """Return the rows that are sums of others, those of sums last; a row that waits for itself is left out."""
        waiting, ordered = list(self._totals), []
        while waiting:
            open_rows = {(section.number, row.code) for section, row in waiting}
            ready = [
                at
                for at, (section, row) in enumerate(waiting)
                if not any((section.number, code) in open_rows for code in row.total)
            ]
            if not ready:
                break
            ordered += [waiting[at] for at in ready]
            waiting = [pair for at, pair in enumerate(waiting) if at not in ready]
        return ordered

    @staticmethod
    def _sum_row(section: Section, row: Row, cells: Cells, typed: set[Place]) -> None:
        for column in section.columns:
            place = (section.number, row.code, column.code)
            if place in typed or (row.columns and column.code not in row.columns):
                continue
            parts = [cells[key] for code in row.total if (key := (section.number, code, column.code)) in cells]
            if parts:
                value = round(sum(float(part.value) for part in parts), section.decimals)
                entries = tuple(dict.fromkeys(entry for part in parts for entry in part.entries))
                works = tuple(dict.fromkeys(work for part in parts for work in part.works))
                cells[place] = Cell(
                    section=place[0], row=place[1], column=place[2], value=value, entries=entries, works=works
                )


def _merged(row: Row, column: Column) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (*_listed(row.where), *_listed(column.where))


def _listed(where: Where) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, (among,) if isinstance(among, str) else among) for name, among in where.items())


def rounded(cents: int, scale: int, decimals: int) -> float:
    """Return money in hundredths in the unit of a section, rounded half up, as reports ask for."""
    exact = Decimal(cents) / (100 * scale)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def _typed(cells: Cells, entries: Iterable[Entry]) -> set[Place]:
    """Put what was filled in by hand in place of what the books give."""
    typed = set()
    for entry in entries:
        section, row, column = entry.cell.split(".")
        place = (section, row, column)
        typed.add(place)
        if entry.value is None:
            cells.pop(place, None)
            continue
        cells[place] = Cell(section=section, row=row, column=column, value=entry.value, by_hand=entry.note or "")
    return typed
