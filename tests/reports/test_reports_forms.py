"""The forms as a workbook: laid out as a form, with real numbers, provenance and controls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from serpin import measure
from serpin.engines.indicators.options import Entry, MeasureOptions
from serpin.examples.plant import plant
from serpin.reports.forms import write_forms


def rows_of(sheet: Any) -> Iterator[list[Any]]:
    """Yield the rows of a sheet without blank cells."""
    for row in sheet.iter_rows(values_only=True):
        yield [value for value in row if value not in (None, "")]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The first form of the plant with one wrong cell, in Russian."""
    path = tmp_path_factory.mktemp("forms") / "forms.xlsx"
    entry = Entry(form="1-innovation", enterprise="PLANT", cell="5.508.1", value=7_000.0, note="по счету")
    case = plant()
    write_forms(case, measure(case, seed=1, options=MeasureOptions(entries=(entry,))), path, "ru")
    return openpyxl.load_workbook(path)["1-инновация PLANT"]


def test_the_head_names_form_period_edition_and_enterprise(sheet: Any) -> None:
    """Above stand name, index, period and source of the edition, that it is not verified, enterprise and year."""
    head = [row[0] for row in list(rows_of(sheet))[:6]]
    assert head[0] == "Отчет об инновационной деятельности"
    assert "1-инновация" in head[1]
    assert "годовая" in head[1]
    assert "Редакция не проверена" in head[4]
    assert head[5] == "АО «Сарыбельский машиностроительный завод», отчет за 2026 год"


def test_a_section_has_codes_names_numbers_and_provenance(sheet: Any) -> None:
    """Section 5 begins with its heading and the numbers of columns; rows hold code, name, real numbers, entries."""
    rows = list(rows_of(sheet))
    start = next(at for at, row in enumerate(rows) if row and str(row[0]).startswith("5. "))
    assert rows[start + 2] == ["A", "B", "1", "2", "3"]
    assert rows[start + 3][:5] == ["501", "Внутренние затраты на НИОКР", 54270, 46970, 7300]
    assert "payments/PAY01" in rows[start + 3][5]
    assert "P01/W1" in rows[start + 3][5]


def test_crossed_cells_and_cells_by_hand_are_marked(sheet: Any) -> None:
    """A cell that the form has not holds a cross, a total its formula; one that was typed in says so."""
    rows = {row[0]: row for row in rows_of(sheet) if row}
    assert rows["230"][2] == "x"
    assert str(rows["230"][3]).startswith("=")
    assert rows["508"][-1].endswith("по счету")
    assert rows["006"][2] == "крупное" or rows["006"][2] != "large"


def test_open_controls_stand_out(sheet: Any) -> None:
    """The planted error opens the control of costs by kind and source, and its row is coloured."""
    open_rows = [
        row for row in sheet.iter_rows() if str(row[0].value or "").startswith("C2") and row[4].value == "не выполнен"
    ]
    assert len(open_rows) == 1
    assert open_rows[0][2].value == 279650
    assert open_rows[0][3].value == 279400
    assert open_rows[0][0].fill.fgColor.rgb == "FFF8D7CD"


def test_the_workbook_holds_indicators_and_incentives(sheet: Any) -> None:
    """Behind the forms stand the indicators with their parts and formulas, and the incentives with their source."""
    book = sheet.parent
    indicators, incentives = book[book.sheetnames[-2]], book[book.sheetnames[-1]]
    turnover = next(row for row in rows_of(indicators) if row[0] == "Доля новой продукции в обороте" and len(row) == 6)
    assert turnover[2] == pytest.approx(1_466 / 456_480)
    assert turnover[5] == "реализация продукции, новой или улучшенной за три года / оборот"
    copper = next(row for row in rows_of(incentives) if row[0] == "SB-1")
    assert copper[4] == 130_000_000
    assert "Кодекс о недрах" in copper[6]


def test_sheets_of_many_enterprises_have_different_names(tmp_path: Path) -> None:
    """Each form stands on its own sheet, and names that would be too long or equal are told apart."""
    case = plant()
    write_forms(case, measure(case, seed=1), tmp_path / "forms.xlsx", "kk")
    names = openpyxl.load_workbook(tmp_path / "forms.xlsx").sheetnames
    assert len(names) == len(set(names)) == 12
    assert all(len(name) <= 31 for name in names)
