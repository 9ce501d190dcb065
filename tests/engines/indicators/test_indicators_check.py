"""The check refutes answers that are wrong, one kind at a time, and confirms what random books give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serpin import measure
from serpin.engines.indicators.check import check_measurement
from serpin.engines.indicators.options import MeasureOptions
from serpin.engines.indicators.problem.books import Books
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.form import Cell, Form
from serpin.examples.plant import plant
from serpin.vocabulary.books import Expense, MoneyOrigin, Payment
from serpin.vocabulary.case import Case
from serpin.vocabulary.work import CostRow


def failing(found: Measurement) -> set[str]:
    """Return the first words of the checks that fail."""
    checks = check_measurement(Books(plant(), 3), found)
    return {" ".join(check.name.split()[:2]) for check in checks if not check.passed}


def with_cells(found: Measurement, change: Callable[[Cell], Cell | None]) -> Measurement:
    """Return a measurement whose first form has changed cells; those that become nothing are gone."""
    first = found.forms[0]
    cells = tuple(cell for old in first.cells if (cell := change(old)) is not None)
    return found.model_copy(update={"forms": (first.model_copy(update={"cells": cells}), *found.forms[1:])})


def at(cell: Cell, place: str) -> bool:
    """Tell whether a cell is at a place."""
    return f"{cell.section}.{cell.row}.{cell.column}" == place


@pytest.fixture(scope="module")
def measured() -> Measurement:
    """The sample plant, as it is measured without options."""
    return measure(plant(), seed=1)


def test_the_sample_passes(measured: Measurement) -> None:
    """Nothing fails on the answer as it is."""
    assert failing(measured) == set()


def test_an_invented_entry_is_refuted(measured: Measurement) -> None:
    """A cell that names an entry which the books do not have is found."""
    changed = with_cells(
        measured, lambda c: c.model_copy(update={"entries": ("payments/NONE",)}) if at(c, "7.705.1") else c
    )
    assert "every cell" in failing(changed)


def test_a_wrong_amount_is_refuted(measured: Measurement) -> None:
    """An amount that is not the sum of its entries is found, and the totals around it, too."""
    changed = with_cells(measured, lambda c: c.model_copy(update={"value": 1.0}) if at(c, "5.507.1") else c)
    assert failing(changed) == {"amounts are", "controls that", "every payment"}


def test_a_lost_cell_is_refuted(measured: Measurement) -> None:
    """A payment that stands in no row is found."""
    changed = with_cells(measured, lambda c: None if at(c, "5.508.1") else c)
    assert "every payment" in failing(changed)


def test_a_control_that_was_passed_wrongly_is_refuted(measured: Measurement) -> None:
    """A total that does not add up, but is said to hold, is found."""
    changed = with_cells(measured, lambda c: c.model_copy(update={"value": 1.0}) if at(c, "8.800.1") else c)
    assert failing(changed) == {"controls that"}


def test_a_wrong_share_is_refuted(measured: Measurement) -> None:
    """A share that does not follow from its parts is found."""
    figures = tuple(f.model_copy(update={"value": 0.9}) if f.code == "turnover" else f for f in measured.figures)
    assert failing(measured.model_copy(update={"figures": figures})) == {"shares are"}


def test_a_chain_without_its_base_is_refuted(measured: Measurement) -> None:
    """A chain whose base year is not 100 is found."""
    chain = measured.chains[0]
    wrong = chain.model_copy(update={"levels": tuple(level * 2 for level in chain.levels)})
    assert failing(measured.model_copy(update={"chains": (wrong,)})) == {"chains give"}


def payments() -> st.SearchStrategy[list[Payment]]:
    """Return random payments of the plant, to the hundredth of a tenge."""
    one = st.builds(
        Payment,
        id=st.just("X"),
        enterprise=st.just("PLANT"),
        day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        amount=st.decimals(Decimal("0.01"), Decimal(10**10), places=2),
        origin=st.sampled_from(MoneyOrigin),
        row=st.sampled_from(CostRow),
        expense=st.sampled_from(Expense),
    )
    return st.lists(one, min_size=1, max_size=40)


def with_payments(made: list[Payment]) -> Case:
    """Return the plant with these payments alone, each with a code of its own."""
    named = tuple(one.model_copy(update={"id": f"X{number}"}) for number, one in enumerate(made))
    return plant().model_copy(update={"payments": named})


def form_of(found: Measurement, edition: str) -> Form:
    """Return the form of an edition."""
    return next(form for form in found.forms if form.edition == edition)


@settings(max_examples=60, deadline=None)
@given(payments())
def test_random_books_keep_every_control_of_sums(made: list[Payment]) -> None:
    """Whatever was paid: kinds, sources and budget agree within the rounding, and the check confirms every cell."""
    options = MeasureOptions(enterprises=("PLANT",), only_forms=True)
    found = measure(with_payments(made), seed=1, options=options)
    assert found.is_sound
    sums = {"C2", "C3", "C4", "C5", "D2", "D6", "C17", "total", "part", "column", "decimals", "negative"}
    assert sums & {answer.control for form in found.forms for answer in form.open_controls} == set()
    total = next(cell.value for cell in form_of(found, "1-innovation").cells if at(cell, "5.500.1"))
    paid = float(sum(one.amount for one in made)) / 1000
    assert float(total) == pytest.approx(paid, abs=0.05 * 9 + 1e-6)
