"""The forms as a workbook, laid out as they are printed, with provenance and controls beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.indicators.options.edition import Edition, Row, Section
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.form import Cell, Form
from serpin.reports.files import write_whole
from serpin.reports.incentives import KINDS, law_line
from serpin.reports.indicators import ANSWERS, control_text
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import SizeClass

MOST_FORMS = 200
"""Most forms in one workbook; a spreadsheet with more sheets is not opened by anybody."""
_LONGEST_SHEET = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_CROSS = "x"
_ROUNDING = 1e-6
_LETTERS_OF_NAMES, _LETTERS_OF_COLUMN = 58, 16
_HIGH, _TALL = 16, 22
"""Merged cells do not grow by themselves: letters that fit a line, and the heights of a line in points."""
_UNVERIFIED = mark("The edition is not verified: compare rows and codes with the official text.")


def write_forms(case: Case, found: Measurement, path: Path, language: str) -> None:
    """Write all forms, indicators and incentives as a workbook, whole or not at all.

    Parameters
    ----------
    case
        Where the names stand.
    found
        What was measured.
    path
        Where the workbook shall stand.
    language
        One of kk, ru and en.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_whole(path, lambda beside: _fill(found, beside, names_in(case, language)))


def _fill(found: Measurement, path: Path, names: Names) -> None:
    import xlsxwriter  # noqa: PLC0415 - needed for workbooks only

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        taken: set[str] = set()
        styles = write_form_sheets(book, found, found.forms[:MOST_FORMS], names, taken)
        _write_figures(
            book.add_worksheet(_sheet_name(names.locale.say(mark("Indicators")), taken)), styles, found, names
        )
        _write_incentives(
            book.add_worksheet(_sheet_name(names.locale.say(mark("Incentives")), taken)), styles, found, names
        )


def write_form_sheets(
    book: Any, found: Measurement, forms: tuple[Form, ...], names: Names, taken: set[str]
) -> dict[str, Any]:
    """Write forms into an open workbook, a sheet each, and return the formats that were made for them.

    Parameters
    ----------
    book
        The workbook that is being written.
    found
        What was measured; it holds the editions.
    forms
        The forms to write.
    names
        Names of the case, in a language.
    taken
        Names of sheets that are there already; those of the new ones are added.
    """
    styles = _styles(book)
    editions = {edition.id: edition for edition in found.editions}
    for form in forms:
        edition = editions[form.edition]
        sheet = book.add_worksheet(_sheet_name(f"{edition.index} {form.enterprise}", taken))
        _Sheet(sheet, styles, edition, form, names).write()
    return styles


def _styles(book: Any) -> dict[str, Any]:
    edge = {"border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "align": "center", "text_wrap": True}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
        "strong": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "warning": book.add_format({"bold": True, "font_color": "#9C2B00", "text_wrap": True}),
        "section": book.add_format({"bold": True, "top": 1, "text_wrap": True}),
        "head": book.add_format({**edge, "bold": True, "align": "center", "bg_color": "#E9EFF5"}),
        "code": book.add_format({**edge, "align": "center"}),
        "text": book.add_format(edge),
        "0": book.add_format({**edge, "num_format": "#,##0"}),
        "1": book.add_format({**edge, "num_format": "#,##0.0"}),
        "cross": book.add_format({**edge, "align": "center", "font_color": "#808080"}),
        "note": book.add_format({"font_color": "#606060", "font_size": 9, "text_wrap": True, "valign": "vcenter"}),
        "fails": book.add_format({**edge, "bg_color": "#F8D7CD", "bold": True}),
        "percent": book.add_format({**edge, "num_format": "0.00%"}),
    }


class _Sheet:
    """One form on one sheet."""

    def __init__(self, sheet: Any, styles: dict[str, Any], edition: Edition, form: Form, names: Names) -> None:
        self.sheet, self.styles, self.edition, self.form = sheet, styles, edition, form
        self.names, self.locale, self.say = names, names.locale, names.locale.say
        self.cells = {(cell.section, cell.row, cell.column): cell for cell in form.cells}
        self.widest = max(len(section.columns) for section in edition.sections)
        self.origin = 2 + self.widest
        self.row = 0

    def write(self) -> None:
        """Write head, sections and controls."""
        self.sheet.set_column(0, 0, 9)
        self.sheet.set_column(1, 1, 52)
        self.sheet.set_column(2, self.origin - 1, 17)
        self.sheet.set_column(self.origin, self.origin, 60)
        self.sheet.hide_gridlines(2)
        self._head()
        for section in self.edition.sections:
            self._section(section)
        self._controls()
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def _line(self, text: str, style: str = "plain") -> None:
        self.sheet.merge_range(self.row, 0, self.row, self.origin - 1, "", self.styles[style])
        self.sheet.write_string(self.row, 0, text, self.styles[style])
        letters = _LETTERS_OF_NAMES + _LETTERS_OF_COLUMN * self.widest
        self.sheet.set_row(self.row, (_TALL if style == "title" else _HIGH) * (1 + len(text) // letters))
        self.row += 1

    def _head(self) -> None:
        edition, locale, say = self.edition, self.locale, self.say
        self._line(locale.name(edition.name), "title")
        self._line(
            say(
                mark("Index: {index}. Period: {period}. Deadline: {deadline}."),
                index=edition.index,
                period=locale.name(edition.periodicity),
                deadline=locale.name(edition.deadline),
            )
        )
        self._line(say(mark("Respondents: {respondents}"), respondents=locale.name(edition.respondents)))
        self._line(say(mark("Edition: {source}"), source=locale.name(edition.source)))
        if not edition.verified:
            self._line(say(_UNVERIFIED), "warning")
        enterprise = self.names.other("enterprise", self.form.enterprise)
        told = mark("{enterprise}, report for {year}")
        self._line(say(told, enterprise=enterprise, year=self.form.year), "strong")

    def _section(self, section: Section) -> None:
        self.row += 1
        title = self.say(
            mark("{number}. {title}, {unit}"),
            number=section.number,
            title=self.locale.name(section.title),
            unit=self.locale.name(section.unit),
        )
        self._line(title, "section")
        head = self.styles["head"]
        self.sheet.write_string(self.row, 0, self.say(mark("Row code")), head)
        self.sheet.write_string(self.row, 1, self.say(mark("Name of the indicator")), head)
        for at, column in enumerate(section.columns):
            self.sheet.write_string(self.row, 2 + at, self.locale.name(column.name), head)
        self.sheet.write_string(self.row, self.origin, self.say(mark("Where it comes from")), head)
        self.row += 1
        self.sheet.write_string(self.row, 0, "A", head)
        self.sheet.write_string(self.row, 1, "B", head)
        for at, column in enumerate(section.columns):
            self.sheet.write_string(self.row, 2 + at, column.code, head)
        self.row += 1
        lines = {row.code: self.row + at for at, row in enumerate(section.rows)}
        for row in section.rows:
            self.sheet.write_string(self.row, 0, row.code, self.styles["code"])
            self.sheet.write_string(self.row, 1, self.locale.name(row.name), self.styles["text"])
            found: list[Cell] = []
            for at, column in enumerate(section.columns):
                cell = self.cells.get((section.number, row.code, column.code))
                crossed = bool(row.columns) and column.code not in row.columns
                if not self._total(2 + at, cell, row, section, column.code, lines):
                    self._cell(2 + at, cell, section, crossed)
                found += [cell] if cell is not None else []
            self.sheet.write_string(self.row, self.origin, self._provenance(found), self.styles["note"])
            self.row += 1

    def _total(  # noqa: PLR0917 - one cell of one form
        self, at: int, cell: Cell | None, row: Row, section: Section, column: str, lines: dict[str, int]
    ) -> bool:
        """Write a total as the sum of its rows, where it is one; tell whether it was written."""
        if not row.total or cell is None or isinstance(cell.value, str) or not all(code in lines for code in row.total):
            return False
        parts = [self.cells.get((section.number, code, column)) for code in row.total]
        values = [part.value for part in parts if part is not None and not isinstance(part.value, str)]
        if abs(sum(values) - cell.value) > _ROUNDING:
            return False
        letter = chr(ord("A") + at)
        formula = "=" + "+".join(f"{letter}{lines[code] + 1}" for code in row.total)
        self.sheet.write_formula(self.row, at, formula, self.styles["1" if section.decimals else "0"], cell.value)
        return True

    def _cell(self, column: int, cell: Cell | None, section: Section, crossed: bool) -> None:
        number = self.styles["1" if section.decimals else "0"]
        if crossed:
            self.sheet.write_string(self.row, column, _CROSS, self.styles["cross"])
        elif cell is None:
            self.sheet.write_blank(self.row, column, None, number)
        elif isinstance(cell.value, str):
            self.sheet.write_string(self.row, column, self._words(cell), self.styles["text"])
        else:
            self.sheet.write_number(self.row, column, cell.value, number)

    def _words(self, cell: Cell) -> str:
        """Return the text of a cell; a size class in words."""
        value = str(cell.value)
        return self.locale.choice(SizeClass(value)) if value in set(SizeClass) else value

    def _provenance(self, cells: list[Cell]) -> str:
        entries = list(dict.fromkeys(entry for cell in cells for entry in cell.entries))
        works = list(dict.fromkeys(work for cell in cells for work in cell.works))
        parts = [self.locale.listed(entries)] if entries else []
        if works:
            parts.append(self.say(mark("works: {works}"), works=self.locale.listed(works)))
        typed = [cell for cell in cells if cell.by_hand is not None]
        if typed:
            notes = self.locale.listed(filter(None, (cell.by_hand for cell in typed)))
            parts.append(self.say(mark("filled in by hand: {note}"), note=notes or "–"))
        return "; ".join(parts)

    def _controls(self) -> None:
        self.row += 1
        self._line(self.say(mark("Controls")), "section")
        head = self.styles["head"]
        titles = (mark("Control"), mark("What is asked"), mark("Left side"), mark("Right side"), mark("Answer"))
        columns = (0, 1, 2, 3, 4)
        for column, title in zip(columns, titles, strict=True):
            self.sheet.write_string(self.row, column, self.say(title), head)
        self.row += 1
        for answer in self.form.controls:
            style = self.styles["fails" if answer.is_open else "text"]
            code = f"{answer.control} {answer.at}".strip()
            self.sheet.write_string(self.row, 0, code, style)
            self.sheet.write_string(self.row, 1, control_text(answer, self.edition, self.names), style)
            for column, side in zip(columns[2:4], (answer.left, answer.right), strict=True):
                if isinstance(side, str):
                    self.sheet.write_string(self.row, column, side, style)
                elif side is None:
                    self.sheet.write_blank(self.row, column, None, style)
                else:
                    self.sheet.write_number(self.row, column, side, style)
            word = self.say(ANSWERS[answer.answer])
            text = f"{word}: {answer.explanation}" if answer.explanation else word
            self.sheet.write_string(self.row, columns[4], text, style)
            self.row += 1


def _write_figures(sheet: Any, styles: dict[str, Any], found: Measurement, names: Names) -> None:
    locale, say = names.locale, names.locale.say
    titles = (
        mark("Indicator"),
        mark("Enterprise"),
        mark("Region (KATO)"),
        mark("Definition"),
        mark("Value"),
        mark("Numerator"),
        mark("Denominator"),
        mark("Formula"),
    )
    for column, (title, width) in enumerate(zip(titles, (48, 30, 10, 34, 12, 20, 20, 60), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(title), styles["head"])
    definitions = {one.id: locale.name(one.name) for one in found.definitions}
    for row, figure in enumerate(found.figures, 1):
        texts = (
            locale.name(figure.name),
            names.other("enterprise", figure.enterprise) if figure.enterprise else say(mark("all that report")),
            figure.region,
            definitions.get(figure.definition, ""),
        )
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles["text"])
        if figure.value is None:
            sheet.write_string(row, 4, "–", styles["text"])
        else:
            sheet.write_number(row, 4, figure.value, styles["percent" if figure.unit == "share" else "1"])
        sheet.write_number(row, 5, figure.numerator, styles["0"])
        sheet.write_number(row, 6, figure.denominator, styles["0"])
        sheet.write_string(row, 7, locale.name(figure.formula), styles["text"])
    sheet.freeze_panes(1, 1)


def _write_incentives(sheet: Any, styles: dict[str, Any], found: Measurement, names: Names) -> None:
    locale, say = names.locale, names.locale.say
    titles = (
        mark("Rule"),
        mark("Name"),
        mark("Enterprise"),
        mark("Kind"),
        mark("Amount"),
        mark("How it comes about"),
        mark("Source and date"),
    )
    for column, (title, width) in enumerate(zip(titles, (9, 40, 30, 14, 18, 70, 60), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(title), styles["head"])
    for row, one in enumerate(found.incentives, 1):
        parts = [
            f"{sentence(part.text, names)}: {locale.exact_money(part.amount)}"
            if part.amount is not None
            else sentence(part.text, names)
            for part in one.parts
        ]
        enterprise = names.other("enterprise", one.enterprise) if one.enterprise else ""
        for column, text in enumerate((one.rule, locale.name(one.name), enterprise, say(KINDS[one.kind]))):
            sheet.write_string(row, column, text, styles["text"])
        sheet.write_number(row, 4, one.amount, styles["0"])
        sheet.write_string(row, 5, "\n".join(parts), styles["text"])
        sheet.write_string(row, 6, law_line(one, names), styles["text"])
    sheet.freeze_panes(1, 1)


def _sheet_name(title: str, taken: set[str]) -> str:
    plain = " ".join(title.translate(_FORBIDDEN).split())[:_LONGEST_SHEET]
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: _LONGEST_SHEET - len(str(number)) - 1]} {number}"
    taken.add(name.casefold())
    return name
