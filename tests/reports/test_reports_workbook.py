"""The workbook holds real numbers and dates, totals as formulas, and nothing that a name could set off."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from report_plans import report_plan
from serpin.reports.words import names_in
from serpin.reports.xlsx import tables, write_workbook


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """Return the workbook of the plan, read back."""
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_workbook(report_plan(), path, "en")
    return openpyxl.load_workbook(path)


def test_every_table_has_its_sheet(book: openpyxl.Workbook) -> None:
    """A summary first, then one sheet per table."""
    plan = report_plan()
    assert book.sheetnames[0] == "Summary"
    assert len(book.sheetnames) == 1 + len(tables(plan, names_in(plan.case, "en")))
    assert {"Chosen projects", "Rejected projects", "Works", "Gates", "Risks", "Ledger"} <= set(book.sheetnames)


def test_money_is_summed_by_formulas(book: openpyxl.Workbook) -> None:
    """Lines and columns of the payments are formulas with the right ranges."""
    sheet = book["Payments by source and quarter"]
    assert [cell.value for cell in sheet[1]][:3] == ["Source", "Q1 2027, ₸", "Q2 2027, ₸"]
    assert sheet["B2"].value == 80_000_000
    assert sheet["F2"].value == "=SUM(B2:E2)"
    assert sheet["B5"].value == "=SUBTOTAL(9,B2:B4)"
    assert sheet["H2"].value == '=IF(G2=0,"",F2/G2)'


def test_formulas_carry_their_values(tmp_path: Path) -> None:
    """A reader that computes nothing sees the sums as well."""
    path = tmp_path / "plan.xlsx"
    write_workbook(report_plan(), path, "en")
    sheet = openpyxl.load_workbook(path, data_only=True)["Payments by source and quarter"]
    assert sheet["F2"].value == 80_000_000 + 81_000_000 + 82_000_000 + 83_000_000
    assert sheet["B5"].value == 80_000_000 + 50_000_000 + 20_000_000


def test_the_finance_plan_has_its_sheets(book: openpyxl.Workbook) -> None:
    """Worth, parts by gate, debts, promises and duties can be worked on with."""
    worth = [cell.value for cell in book["What the projects are worth"][4]]
    assert worth == ["All together", 300_000_000, 300_000_000, 0.31, 3.4, 4.2, -200_000_000, "Q4\u00a02027"]
    assert book["Parts of the money, by gate"]["C2"].value == "Sample accepted"
    assert book["Debts"]["C4"].value == "=SUBTOTAL(9,C2:C3)"
    assert book["Counter-obligations"]["B2"].value == "Show a sample"


def test_dates_and_numbers_are_no_texts(book: openpyxl.Workbook) -> None:
    """One can go on computing with them."""
    sheet = book["Works"]
    heading = [cell.value for cell in sheet[1]]
    first = dict(zip(heading, [cell.value for cell in sheet[2]], strict=True))
    assert isinstance(first["Start"], datetime)
    assert first["Working days"] == 40
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:N11"


def test_a_name_never_becomes_a_formula(tmp_path: Path) -> None:
    """Texts that begin like a formula or a link are written as texts."""
    plan = report_plan()
    words = type(plan.case.title)
    evil = ["=1+1", "+1", "-1", "@SUM(A1)"]
    projects = tuple(
        project.model_copy(update={"name": words(plain=name)})
        for project, name in zip(plan.case.projects, evil, strict=True)
    )
    case = plan.case.model_copy(update={"projects": projects, "title": words(plain="=HYPERLINK(1)")})
    path = tmp_path / "plan.xlsx"
    write_workbook(plan.model_copy(update={"case": case}), path, "kk")
    cells = {
        cell.value: cell.data_type
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in (*evil, "=HYPERLINK(1)")
    }
    assert cells == dict.fromkeys((*evil, "=HYPERLINK(1)"), "s")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_sheets_and_headings_follow_the_language(tmp_path: Path, language: str) -> None:
    """The first heading of the chosen projects is translated, and every name of a sheet is short enough."""
    path = tmp_path / "plan.xlsx"
    write_workbook(report_plan(), path, language)
    read = openpyxl.load_workbook(path)
    assert all(len(name) <= 31 for name in read.sheetnames)
    assert read.worksheets[1]["B1"].value != "Project"
    assert read.worksheets[1]["B2"].value == report_plan().case.projects[0].name.text(language)


def test_the_same_plan_gives_the_same_workbook(tmp_path: Path) -> None:
    """No clock stands in the file."""
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    write_workbook(report_plan(), one, "en")
    write_workbook(report_plan(), two, "en")
    assert one.read_bytes() == two.read_bytes()


def test_the_risk_register_counts_by_formulas(tmp_path: Path) -> None:
    """Whoever judges a probability anew sees the loss on average change, and the sum with it."""
    path = tmp_path / "plan.xlsx"
    write_workbook(report_plan(), path, "en")
    sheet = openpyxl.load_workbook(path)["Risk register"]
    assert [cell.value for cell in sheet[1]][:3] == ["Code", "Risk", "Class of risk"]
    assert sheet["H2"].value == "=F2*G2"
    assert sheet["H5"].value == "=SUBTOTAL(9,H2:H4)"
    assert sheet["F2"].number_format == "0.0%"
    assert sheet.auto_filter.ref == "A1:I4"
    assert sheet.freeze_panes == "B2"
    computed = openpyxl.load_workbook(path, data_only=True)["Risk register"]
    assert computed["H2"].value == pytest.approx(computed["F2"].value * computed["G2"].value)
