"""The plan as a workbook that people can go on working with: real numbers and dates, filters, totals as formulas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from serpin.base.texts import mark
from serpin.charts.money import uses
from serpin.charts.names import Names
from serpin.planning.result import Plan
from serpin.reports import findings
from serpin.reports.annexes import annex_tables
from serpin.reports.beyond import around
from serpin.reports.files import write_whole
from serpin.reports.forms import write_form_sheets
from serpin.reports.simulation import report_tables
from serpin.reports.tables import choices, covers, finance, odds, packages, provenance, register, works, worth
from serpin.reports.tables.measured import shown_forms
from serpin.reports.tables.table import Column, Kind, Table, Value, is_number
from serpin.reports.words import names_in

_SUMMARY, _FINDING, _FIGURES, _AGAINST, _NEXT, _CONFLICTS, _TOTAL = (
    mark("Summary"),
    mark("Finding"),
    mark("Key figures"),
    mark("What stands against it"),
    mark("What to do next"),
    mark("Conflicting demands"),
    mark("Total"),
)
_LONGEST_SHEET = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_NUMBER_FORMATS = {
    Kind.MONEY: "#,##0;[Red]-#,##0",
    Kind.NUMBER: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.PERCENT: "0.0%",
}
_DATE_FORMATS = {"kk": "dd.mm.yyyy", "ru": "dd.mm.yyyy", "en": "d mmm yyyy"}


def write_workbook(plan: Plan, path: Path | str, language: str) -> None:
    """Write the plan as an Excel workbook, whole or not at all.

    Parameters
    ----------
    plan
        The plan.
    path
        Where the workbook shall stand.
    language
        One of kk, ru and en.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_whole(Path(path), lambda beside: _fill(plan, beside, names_in(plan.case, language)))


def write_tables(found: Iterable[Table], path: Path | str, names: Names) -> None:
    """Write tables as a workbook, each on a sheet of its own, whole or not at all; empty ones are left out.

    Parameters
    ----------
    found
        The tables.
    path
        Where the workbook shall stand.
    names
        Names of the case, in a language.

    Raises
    ------
    OSError
        If the file cannot be written.
    """

    def fill(beside: Path) -> None:
        import xlsxwriter  # noqa: PLC0415 - needed for workbooks only

        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(beside), options) as book:
            forms = _Forms.of(book, names.locale.language)
            taken: set[str] = set()
            for table in found:
                if table.rows or not taken:
                    _write_table(book.add_worksheet(_sheet_name(table.title, taken)), forms, table, names)

    write_whole(Path(path), fill)


def _fill(plan: Plan, path: Path, names: Names) -> None:
    import xlsxwriter  # noqa: PLC0415 - needed for workbooks only

    # names of the case are data: nothing in them may become a formula or a link
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        made = datetime(plan.case.start.year, plan.case.start.month, plan.case.start.day, tzinfo=UTC)
        book.set_properties({"title": names.locale.name(plan.case.title), "created": made.replace(tzinfo=None)})
        forms = _Forms.of(book, names.locale.language)
        taken: set[str] = set()
        _write_summary(book, forms, plan, names, taken)
        for table in tables(plan, names):
            _write_table(book.add_worksheet(_sheet_name(table.title, taken)), forms, table, names)
        measured = plan.measurement
        if measured is not None and measured.status.has_answer:
            write_form_sheets(book, measured, shown_forms(measured), names, taken)


def tables(plan: Plan, names: Names) -> tuple[Table, ...]:
    """Return the tables of the workbook in the order of its sheets; empty ones are left out."""
    found: list[Table] = []
    if plan.coordination is not None and plan.coordination.status.has_answer:
        together = plan.coordination
        found += [packages.packages(together, names, plan.portfolio), packages.promises(together, names)]
        found += [packages.divisions(together, names), packages.effects(together, names)]
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        found += [choices.chosen(plan.portfolio, names, plan.schedule), choices.rejected(plan.portfolio, names)]
        found += [choices.relations(plan.portfolio, names), worth.worth(plan.portfolio, names)]
        found += [worth.refusals(plan.portfolio, names)]
    if plan.schedule is not None and plan.schedule.status.has_answer:
        found += [works.works(plan.schedule, names, plan.outcomes), works.gates(plan.schedule, names, plan.outcomes)]
        found += [works.loads(plan.schedule, names)]
    if plan.cash:
        rows = uses(plan.case, plan.cash)
        found += [finance.payments(rows, names, plan.portfolio), finance.at_hand(rows, names)]
    if plan.portfolio is not None:
        makers = (
            finance.payers,
            worth.tranches,
            worth.debts,
            worth.guarantees,
            worth.owed,
            worth.duties,
            worth.prices,
        )
        found += [make(plan.portfolio, names) for make in makers]
    if plan.outcomes is not None and plan.outcomes.status.has_answer:
        found += [finance.cash(plan.outcomes.cash, names), odds.distributions(plan.outcomes, names)]
        found += [odds.joint(plan.outcomes, names), odds.projects(plan.outcomes, names)]
        found += [odds.deadlines(plan.outcomes, names)]
        found += [odds.drivers(plan.outcomes, names), *report_tables(plan.outcomes, names)]
    if plan.cover is not None and plan.cover.status.has_answer:
        makers_of_covers = (
            covers.before_and_after,
            covers.programmes,
            covers.decisions,
            covers.premiums,
            covers.outlays,
            covers.reserve,
            covers.judgements,
        )
        found += [make(plan.cover, names) for make in makers_of_covers]
    found += [one.table for one in around(plan, names, drawn=False)]
    found += [register.register(plan, names), *annex_tables(plan, names)]
    found += [provenance.steps(plan, names), finance.rounds(plan.rounds, names)]
    found += [provenance.checks(plan, names), provenance.ledgers(plan, names)]
    return tuple(table for table in found if table.rows)


@dataclass(frozen=True)
class _Forms:
    """The cell formats of a workbook: by kind of column, plain or strong."""

    cells: dict[tuple[str, bool], Any]
    heading: Any
    number_heading: Any
    title: Any
    lead: Any

    @classmethod
    def of(cls, book: Any, language: str) -> _Forms:
        cells = {}
        for strong in (False, True):
            base = {"valign": "top", "bold": strong}
            cells["text", strong] = book.add_format({**base, "text_wrap": True})
            cells["date", strong] = book.add_format({**base, "num_format": _DATE_FORMATS[language], "align": "left"})
            for kind, pattern in _NUMBER_FORMATS.items():
                cells[kind.value, strong] = book.add_format({**base, "num_format": pattern})
        shared = {"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True, "bg_color": "#E9EFF5"}
        return cls(
            cells,
            book.add_format(shared),
            book.add_format({**shared, "align": "right"}),
            book.add_format({"bold": True, "font_size": 14}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )


def _write_summary(book: Any, forms: _Forms, plan: Plan, names: Names, taken: set[str]) -> None:
    say = names.locale.say
    sheet = book.add_worksheet(_sheet_name(say(_SUMMARY), taken))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, names.locale.name(plan.case.title), forms.title)
    row = 2
    parts = (
        (_FINDING, findings.headline(plan, names)),
        (_CONFLICTS, findings.conflicts(plan, names)),
        (_AGAINST, findings.cautions(plan, names)),
        (_NEXT, findings.next_steps(plan, names)),
    )
    sheet.write_string(row, 0, say(_FIGURES), forms.heading)
    sheet.write_string(row, 1, "", forms.heading)
    sheet.write_string(row, 2, "", forms.heading)
    for figure in findings.figures(plan, names):
        row += 1
        sheet.write_string(row, 0, figure.label)
        sheet.write_string(row, 1, figure.value, forms.cells["text", True])
        sheet.write_string(row, 2, figure.note)
    row += 2
    for title, sentences in parts:
        if not sentences:
            continue
        sheet.merge_range(row, 0, row, 2, "", forms.heading)
        sheet.write_string(row, 0, say(title), forms.heading)
        for sentence in sentences:
            row += 1
            sheet.merge_range(row, 0, row, 2, "", forms.lead)
            sheet.write_string(row, 0, sentence, forms.lead)
            sheet.set_row(row, 15 * (1 + len(sentence) // 115))
        row += 2
    _print_wide(sheet)


def _write_table(sheet: Any, forms: _Forms, table: Table, names: Names) -> None:
    last = len(table.rows)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        heading = column.title
        if column.kind is Kind.MONEY:
            heading = f"{column.title}, {names.locale.sign}"
        is_number = column.kind in _NUMBER_FORMATS
        sheet.write_string(0, place, heading, forms.number_heading if is_number else forms.heading)
    for number, row in enumerate(table.rows, 1):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, forms, (number, place), value, column, strong=number - 1 in table.strong)
    if table.name == "payments":
        _write_cross_totals(sheet, forms, table)
    if table.name == "register":
        _write_expected_losses(sheet, forms, table)
    if table.totals:
        sheet.write_string(last + 1, 0, names.locale.say(_TOTAL), forms.cells["text", True])
        for place in table.totals:
            letter = _letter(place)
            formula = f"=SUBTOTAL(9,{letter}2:{letter}{last + 1})"
            form = forms.cells[Kind.MONEY.value, True]
            sheet.write_formula(last + 1, place, formula, form, float(table.total(place)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    if table.note:
        sheet.write_string(last + 3, 0, table.note)
    _print_wide(sheet)


def _write_cross_totals(sheet: Any, forms: _Forms, table: Table) -> None:
    """Write the totals of the lines and their shares as formulas: people change payments and want to see it."""
    total = len(table.columns) - 3
    for number, row in enumerate(table.rows, 1):
        first, last = _letter(1), _letter(total - 1)
        money, share = forms.cells[Kind.MONEY.value, True], forms.cells[Kind.PERCENT.value, False]
        paid, has = f"{_letter(total)}{number + 1}", f"{_letter(total + 1)}{number + 1}"
        sheet.write_formula(number, total, f"=SUM({first}{number + 1}:{last}{number + 1})", money, _plain(row[total]))
        sheet.write_formula(number, total + 2, f'=IF({has}=0,"",{paid}/{has})', share, _plain(row[total + 2]))


def _write_expected_losses(sheet: Any, forms: _Forms, table: Table) -> None:
    """Write the loss on average as probability times loss: people judge both anew."""
    for number, row in enumerate(table.rows, 1):
        if row[register.EXPECTED] is not None:
            chance, loss = (f"{_letter(place)}{number + 1}" for place in (register.CHANCE, register.LOSS))
            money = forms.cells[Kind.MONEY.value, False]
            sheet.write_formula(number, register.EXPECTED, f"={chance}*{loss}", money, _plain(row[register.EXPECTED]))


def _write_cell(
    sheet: Any, forms: _Forms, place: tuple[int, int], value: Value, column: Column, *, strong: bool
) -> None:
    row, position = place
    if value is None:
        return
    if isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
        sheet.write_datetime(row, position, moment, forms.cells["date", strong])
    elif isinstance(value, str) or column.kind in (Kind.TEXT, Kind.CODE):
        sheet.write_string(row, position, str(value), forms.cells["text", strong])
    else:
        sheet.write_number(row, position, float(value), forms.cells[column.kind.value, strong])


def _plain(value: Value) -> float | str:
    return float(value) if is_number(value) else ""


def _letter(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a title as the name of a sheet: short enough, of whole words, without forbidden signs, once only."""
    whole = title.translate(_FORBIDDEN).strip(" '")
    base = whole[:_LONGEST_SHEET].rstrip()
    if len(whole) > _LONGEST_SHEET and " " in base and whole[_LONGEST_SHEET] != " ":
        base = base.rpartition(" ")[0]
    for name in _numbered(base):
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
    return base


def _numbered(base: str) -> Iterable[str]:
    yield base
    for number in range(2, 100):
        ending = f" {number}"
        yield base[: _LONGEST_SHEET - len(ending)] + ending


def _print_wide(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
