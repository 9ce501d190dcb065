"""Writing a workbook: the same layout filled with a case, or with examples in grey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from pydantic import BaseModel

from serpin.base.errors import refuse, show
from serpin.base.texts import LANGUAGES, mark, translate
from serpin.formats.plain import plain
from serpin.formats.workbook.cells import Cell, Choice, Emptiable
from serpin.formats.workbook.guide import LISTS_TITLE, draw_guide
from serpin.formats.workbook.keys import (
    GUIDE,
    LISTS,
    choices_of,
    key_of_codes,
    key_of_column,
    key_of_sheet,
    key_of_words,
    marked,
)
from serpin.formats.workbook.layout import NEEDED, Field, Key, Parent, Sheet, sheet_name, sheets
from serpin.formats.workbook.notation import WordsCodec
from serpin.formats.workbook.rows import Column, rows_of, shows_that_it_is, value_at
from serpin.formats.workbook.sample import sample_case
from serpin.formats.workbook.styles import DARK, LIGHT, QUIET, Styles, height_of, style_of, width_of
from serpin.formats.workbook.validation import Validation, comment_of, letters_of
from serpin.vocabulary.case import Case

Columns = list[Column]

_LONGEST_TEXT = 32767
_UNWRITABLE = "\ufffe\uffff"
_MOST_COLUMNS_OF_A_PAGE = 14
_LEAST_HEIGHT = 20
_LAST_COLUMN = 16383
"""Last column that a sheet can have: the name of a sheet points there, where nobody deletes."""

_LEFT_BLANK = {("title",), ("start",)}
"""What the template leaves blank: nobody else can know it."""

_UPRIGHT = (mark("What"), mark("Value"), mark("Explanation"), mark("Example"))


def workbook_of(case: Case, language: str) -> bytes:
    """Return a case as a workbook in a language.

    Raises
    ------
    InputError
        If a text is longer than a cell, or holds a sign that none can hold.
    """
    return _Writing(case, language, example=False).content()


def template_of(language: str) -> bytes:
    """Return a workbook to fill in, with examples in grey."""
    return _Writing(sample_case(language), language, example=True).content()


class _Writing:
    """Draws all sheets of one workbook."""

    def __init__(self, case: Case, language: str, *, example: bool) -> None:
        self.case = case
        self.language = language
        self.example = example

    def content(self) -> bytes:
        """Return the bytes of the workbook."""
        import xlsxwriter  # noqa: PLC0415 - heavy

        stream = BytesIO()
        plain_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(stream, {"in_memory": True, **plain_text})
        book.set_properties({"title": self.case.title.text(self.language), "created": datetime(2026, 1, 1)})
        book.set_size(2400, 1400)
        self._names = book.defined_names
        self.styles = Styles(book, self.language)
        self.columns = {sheet.key: self._columns_of(sheet) for sheet in sheets()}
        self.validation = Validation(self.language, self.columns)
        draw_guide(book, self.styles, self.language)
        for sheet in sheets():
            paper = book.add_worksheet(sheet.name(self.language))
            rows = list(rows_of(self.case, sheet.key))
            paper.set_tab_color(DARK if sheet.key in NEEDED else LIGHT if rows else QUIET)
            if sheet.key:
                self._draw(paper, sheet, rows)
            else:
                self._draw_upright(paper)
        self._draw_lists(book)
        self._mark_sheets(book)
        book.close()
        return stream.getvalue()

    def _columns_of(self, sheet: Sheet) -> Columns:
        """Return the columns of a sheet; those of single languages only where a text is given by language."""
        nouns = [noun for _, noun in rows_of(self.case, sheet.key)]
        columns: Columns = list(sheet.parents)
        for field in sheet.fields:
            parts = field.codec.parts
            if isinstance(field.codec, WordsCodec):
                used = {part for noun in nouns for part in field.codec.write(value_at(noun, field.path), "")}
                order = sorted(parts[1:], key=lambda part: part != self.language)
                parts = tuple(part for part in ("", *order) if part in used) or ("",)
            columns += [(field, part) for part in parts]
        return columns

    def _draw(self, paper: Any, sheet: Sheet, rows: list[tuple[tuple[str, ...], BaseModel]]) -> None:
        columns = self.columns[sheet.key]
        widths = [self._width_of(column) for column in columns]
        headings = [self._heading(column) for column in columns]
        paper.set_row(0, height_of([(words, width - 2) for words, width in zip(headings, widths, strict=True)]) + 6)
        for position, column in enumerate(columns):
            self._draw_heading(paper, position, column)
            self._mark(paper, 0, position, key_of_column(sheet, column), headings[position])
            self.validation.apply(paper, sheet, position, column, len(rows))
        for number, (codes, noun) in enumerate(rows, start=1):
            cells = list(self._cells(columns, codes, noun))
            paper.set_row(number, height_of([(cell[0], width - 2) for cell, width in zip(cells, widths, strict=True)]))
            for position, (value, style) in enumerate(cells):
                shown = f"[{value}]" if self.example and position == 0 else value
                self._put(paper, number, position, shown, self.styles.body(style, value, example=self.example))
        frozen = sheet.code_column + (1 if "id" in sheet.model.model_fields else 0)
        paper.freeze_panes(1, frozen)
        paper.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        paper.set_landscape()
        paper.set_paper(9)
        if len(columns) <= _MOST_COLUMNS_OF_A_PAGE:
            paper.fit_to_pages(1, 0)
        paper.repeat_rows(0)
        paper.repeat_columns(0, frozen - 1)

    def _heading(self, column: Column) -> str:
        """Return the words of a heading; what is required ends in a mark."""
        words = (
            column.heading(self.language) if isinstance(column, Parent) else column[0].heading(self.language, column[1])
        )
        return f"{words} *" if _is_required(column) else words

    def _width_of(self, column: Column) -> float:
        if isinstance(column, Parent):
            return 12
        return width_of(column[0].codec, column[1], column[0].path[-1], self.language)

    def _draw_heading(self, paper: Any, position: int, column: Column) -> None:
        inner = not isinstance(column, Parent) and len(column[0].path) > 1
        is_parent = isinstance(column, Parent)
        style = self.styles.heading(required=_is_required(column), parent=is_parent, inner=inner)
        paper.write_string(0, position, self._heading(column), style)
        text = comment_of(column, self.language)
        paper.write_comment(0, position, text, _comment_box(text))
        kind = "text" if isinstance(column, Parent) else style_of(column[0].codec, column[1])
        below = self.styles.of(num_format=self.styles.number_format(kind, None), valign="top")
        paper.set_column(position, position, self._width_of(column), below)

    def _cells(self, columns: Columns, codes: tuple[str, ...], noun: BaseModel) -> Iterator[tuple[Cell, str]]:
        written: dict[Key, dict[str, Cell]] = {}
        for position, column in enumerate(columns):
            if isinstance(column, Parent):
                yield codes[position], "text"
                continue
            field, part = column
            if field.path not in written:
                written[field.path] = self._written(field, noun)
            yield written[field.path].get(part), style_of(field.codec, part)

    def _written(self, field: Field, noun: BaseModel) -> dict[str, Cell]:
        """Return the cells of a field; what equals the default is left blank, but choices are always shown."""
        value = value_at(noun, field.path)
        holder = value_at(noun, field.path[:-1]) if len(field.path) > 1 else noun
        if value is None or holder is None:
            return {}
        if not field.info.is_required() and not isinstance(field.codec, Choice | Emptiable):
            first_of_default = len(field.path) > 1 and shows_that_it_is(noun, field.path)
            if plain(value) == plain(field.info.get_default()) and not first_of_default:
                return {}
        return field.codec.write(value, self.language)

    def _put(self, paper: Any, row: int, column: int, value: Cell, look: Any) -> None:
        if value is None:
            paper.write_blank(row, column, None, look)
        elif isinstance(value, str):
            paper.write_string(row, column, _writable(value), look)
        elif isinstance(value, date):
            paper.write_datetime(row, column, datetime(value.year, value.month, value.day), look)
        else:
            paper.write_number(row, column, value, look)

    def _draw_upright(self, paper: Any) -> None:
        """Draw the case itself: a row for each field."""
        heading = self.styles.heading(required=True, parent=False, inner=False)
        for position, title in enumerate(_UPRIGHT if self.example else _UPRIGHT[:3]):
            paper.write_string(0, position, translate(title, self.language), heading)
        for position, width in enumerate((32, 34, 74, 26)):
            paper.set_column(position, position, width)
        for number, (field, part) in enumerate((c for c in self.columns[()] if not isinstance(c, Parent)), start=1):
            words = field.heading(self.language, part)
            inner = len(field.path) > 1
            style = self.styles.heading(required=field.required, parent=False, inner=inner)
            paper.write_string(number, 0, f"{words} *" if field.required else words, style)
            self._mark(paper, number, 0, key_of_column(sheets()[0], (field, part)), words)
            text = comment_of((field, part), self.language)
            paper.write_comment(number, 0, text, _comment_box(text))
            kind = style_of(field.codec, part)
            cell = field.codec.write(value_at(self.case, field.path), self.language).get(part)
            blank = self.example and field.path in _LEFT_BLANK
            look = self.styles.body(kind, cell, example=False, align="left")
            self._put(paper, number, 1, None if blank else cell, look)
            grey = self.styles.of(font_color="#5F6B70", text_wrap=True, valign="top", border=1, border_color="#D5DDE0")
            told = translate(field.description, self.language)
            paper.write_string(number, 2, told, grey)
            height = height_of([(words, 29), (cell, 32), (told, 70), (cell if self.example else None, 24)])
            paper.set_row(number, max(height, _LEAST_HEIGHT))
            if self.example:
                self._put(paper, number, 3, cell, self.styles.body(kind, cell, example=True, align="left"))
            self.validation.apply_to_cell(paper, field, number)
        paper.freeze_panes(1, 1)
        paper.set_landscape()
        paper.set_paper(9)
        paper.fit_to_pages(1, 0)

    def _draw_lists(self, book: Any) -> None:
        """Draw the words of all choices on a hidden sheet; the dropdown lists point there."""
        paper = book.add_worksheet(sheet_name(translate(LISTS_TITLE, self.language)))
        kinds = {choice.kind for sheet in sheets() for field in sheet.fields for choice in choices_of(field.codec)}
        lists = dict(self.validation.lists)
        codes = {kind.__name__: [str(choice) for choice in kind] for kind in sorted(kinds, key=lambda k: k.__name__)}
        for kind in sorted(kinds, key=lambda k: k.__name__):
            lists.setdefault(kind.__name__, Choice(kind).choices(self.language))
        for position, (name, words) in enumerate(lists.items()):
            for number, word in enumerate(words):
                paper.write_string(number, position, word)
            if name in codes:
                beside = len(lists) + 1 + position
                for number, code in enumerate(codes[name]):
                    paper.write_string(number, beside, code)
                self._mark(paper, 0, position, key_of_words(name), words[0])
                self._mark(paper, 0, beside, key_of_codes(name), codes[name][0])
        paper.hide()

    def _mark_sheets(self, book: Any) -> None:
        """Give every sheet the hidden name that says what it is."""
        papers = book.worksheets()
        keys = [GUIDE, *(key_of_sheet(sheet) for sheet in sheets()), LISTS]
        for paper, key in zip(papers, keys, strict=True):
            self._mark(paper, 0, _LAST_COLUMN, key, paper.get_name())

    def _mark(self, paper: Any, row: int, column: int, key: str, words: str) -> None:
        """Name a cell out of sight: the name goes with the cell wherever it is moved."""
        title = paper.get_name().replace("'", "''")
        self._names.append([marked(key, words), -1, f"'{title}'!${letters_of(column)}${row + 1}", 1])


def _is_required(column: Column) -> bool:
    return isinstance(column, Parent) or (column[0].required and column[1] in ("", *LANGUAGES))


def _writable(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        message = mark("{value} is longer than a cell of a workbook can hold ({limit} letters)")
        raise refuse(message, value=show(text), limit=_LONGEST_TEXT)
    if any(letter in _UNWRITABLE or "\ud800" <= letter <= "\udfff" for letter in text):
        raise refuse(mark("{value} holds a sign that a workbook cannot hold"), value=show(ascii(text)))
    return text


def _comment_box(text: str) -> dict[str, Any]:
    lines = sum(1 + len(line) // 46 for line in text.split("\n"))
    return {
        "author": "Serpin",
        "x_scale": 2.4,
        "y_scale": max(0.5, 0.24 * (lines + 1)),
        "font_size": 9,
        "color": "#FFFBE8",
    }
