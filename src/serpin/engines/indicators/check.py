"""What a right answer is: cells follow from the books, totals from their rows, shares from their parts.

Everything is added up once more from the entries of the case, by another way than the model goes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from serpin.base.texts import mark
from serpin.engines.indicators.options.edition import Edition
from serpin.engines.indicators.problem.books import Books
from serpin.engines.indicators.result import Measurement
from serpin.vocabulary.result import SelfCheck
from serpin.vocabulary.work import CostRow

_CLOSE = 1e-6
Place = tuple[str, str, str]
_LISTS = ("payments", "sales", "figures", "cooperations", "agreements", "innovations", "past_projects", "answers")


def check_measurement(books: Books, found: Measurement) -> tuple[SelfCheck, ...]:
    """Check a measurement against the books.

    Parameters
    ----------
    books
        The books that it was made from.
    found
        What the model found.
    """
    checks = (
        (mark("every cell names entries that stand in the books"), _provenance(books, found)),
        (mark("every payment stands in one row by kind and in one by source"), _complete(books, found)),
        (mark("amounts are the sums of the entries that they name"), _amounts(books, found)),
        (mark("controls that hold can be repeated from the cells"), _controls(found)),
        (mark("shares are between their limits and follow from their parts"), _shares(found)),
        (mark("chains give the yearly indices back"), _chains(found)),
    )
    return tuple(_checked(name, problems) for name, problems in checks)


def _checked(name: str, problems: Iterator[str]) -> SelfCheck:
    first = next(problems, None)
    return SelfCheck(name=name, passed=first is None, detail=first or "")


def _provenance(books: Books, found: Measurement) -> Iterator[str]:
    known = {f"{name}/{noun.id}" for name in (*_LISTS, "enterprises", "projects") for noun in getattr(books.case, name)}
    for form in found.forms:
        for cell in form.cells:
            if cell.by_hand is None and any(entry not in known for entry in cell.entries):
                yield f"{form.enterprise}, {cell.section}.{cell.row}.{cell.column}"


def _complete(books: Books, found: Measurement) -> Iterator[str]:
    """Add the payments of every enterprise up, and look for them in the two sections that divide costs."""
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for payment in books.case.payments:
        if payment.day.year == found.year:
            paid[payment.enterprise] += payment.amount
    for edition in found.editions:
        for section in edition.sections:
            rows = [row for row in section.rows if row.fact == "cost"]
            whole = {"row", "origin"} & {name for row in rows for name in row.where}
            plain = section.columns[0]
            if not rows or len(whole) != 1 or plain.where or any(len(row.where) > 1 for row in rows):
                continue
            if next(iter(whole)) == "row" and len(rows) < len(CostRow):
                continue
            codes = {row.code for row in rows}
            slack = 0.5 * 10**-section.decimals * len(rows) + _CLOSE
            for form in found.forms:
                if form.edition != edition.id or any(cell.by_hand is not None for cell in form.cells):
                    continue
                total = math.fsum(
                    float(cell.value)
                    for cell in form.cells
                    if cell.section == section.number and cell.row in codes and cell.column == plain.code
                )
                if abs(total - float(paid[form.enterprise]) / section.scale) > slack:
                    yield f"{form.enterprise}, {edition.id}, {section.number}"


def _amounts(books: Books, found: Measurement) -> Iterator[str]:
    """Sum the named entries of every plain amount of money again."""
    nouns: dict[str, Any] = {f"payments/{one.id}": one for one in books.case.payments}
    nouns |= {f"sales/{one.id}": one for one in books.case.sales}
    layouts = {edition.id: _layout(edition) for edition in found.editions}
    for form in found.forms:
        for cell in form.cells:
            fact, scale, decimals, market = layouts[form.edition].get(
                (cell.section, cell.row, cell.column), ("", 1, 0, ())
            )
            if not fact or cell.by_hand is not None or isinstance(cell.value, str):
                continue
            total = Decimal(0)
            for entry in cell.entries:
                total += _amount(nouns[entry], fact, market, cell.entries.count(entry))
            exact = (total / scale).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
            if abs(float(exact) - cell.value) > _CLOSE:
                yield f"{form.enterprise}, {cell.section}.{cell.row}.{cell.column}"


def _amount(noun: Any, fact: str, market: tuple[str, ...], times: int) -> Decimal:
    if fact == "cost":
        return Decimal(noun.amount)
    if fact != "exported":
        return Decimal(getattr(noun, fact))
    union = noun.exported_union if not market or "union" in market else Decimal(0)
    abroad = noun.exported_abroad if not market or "abroad" in market else Decimal(0)
    return Decimal(union + abroad) / times


def _layout(edition: Edition) -> dict[tuple[str, str, str], tuple[str, int, int, tuple[str, ...]]]:
    """Return fact, scale, decimals and market of every cell that is a sum of payments or sales."""
    found: dict[tuple[str, str, str], tuple[str, int, int, tuple[str, ...]]] = {}
    for section in edition.sections:
        for row in section.rows:
            for column in section.columns:
                fact = column.fact or row.fact
                if (
                    row.total
                    or (column.measure or row.measure) != "sum"
                    or fact not in {"cost", "output", "sold", "exported"}
                ):
                    continue
                market = column.where.get("market", row.where.get("market", ()))
                among = (market,) if isinstance(market, str) else market
                found[section.number, row.code, column.code] = (fact, section.scale, section.decimals, among)
    return found


def _controls(found: Measurement) -> Iterator[str]:
    """Add every total up again and hold it against what the control says."""
    totals = {edition.id: _totals(edition) for edition in found.editions}
    for form in found.forms:
        values = {(cell.section, cell.row, cell.column): cell.value for cell in form.cells}
        failing = {answer.at for answer in form.controls if answer.control == "total" and answer.answer == "fails"}
        for at, place, parts, slack in totals[form.edition]:
            own, summed = values.get(place, 0.0), [values.get(part, 0.0) for part in parts]
            if isinstance(own, str) or any(isinstance(part, str) for part in summed):
                continue
            if (abs(own - math.fsum(float(part) for part in summed)) < slack) == (at in failing):
                yield f"{form.enterprise}, {at}"


def _totals(edition: Edition) -> list[tuple[str, Place, list[Place], float]]:
    """Return every cell that is a total: its name, its place, those of its parts, and the slack."""
    return [
        (
            f"{section.number}.{row.code}.{column.code}",
            (section.number, row.code, column.code),
            [(section.number, code, column.code) for code in row.total],
            0.5 * 10**-section.decimals,
        )
        for section in edition.sections
        for row in section.rows
        for column in section.columns
        if row.total and (not row.columns or column.code in row.columns)
    ]


def _shares(found: Measurement) -> Iterator[str]:
    for figure in found.figures:
        if figure.value is None or figure.unit == "money":
            continue
        if abs(figure.value * figure.denominator - figure.numerator) > _CLOSE * max(1.0, abs(figure.numerator)):
            yield f"{figure.code} {figure.enterprise}"
    for line in found.structures:
        count = len([group for group in line.groups if group.share > 0]) + (line.known < 1 - 1e-9)
        if not 1 / max(count, 1) - _CLOSE <= line.hhi_most <= 1 + _CLOSE or line.hhi > line.hhi_most + _CLOSE:
            yield f"{line.indicator} {line.year}"


def _chains(found: Measurement) -> Iterator[str]:
    for chain in found.chains:
        base = chain.level(chain.base)
        if base is None or abs(base - 100.0) > _CLOSE or any(level <= 0 for level in chain.levels):
            yield str(chain.base)
