"""The first sheet: how the workbook is filled in, and what the other sheets are for."""

from __future__ import annotations

from typing import Any

from serpin.base.texts import mark, translate
from serpin.formats.workbook.layout import NEEDED, sheet_name, sheets
from serpin.formats.workbook.styles import DARK, GREY, LINE, Styles, height_of

GUIDE_TITLE = mark("How to fill in")
LISTS_TITLE = mark("Lists")

_HEADLINE = mark("How to fill in this workbook")
_RULES = (
    mark(
        "A sheet holds one kind of thing, a row one of them. Sheets with a dark tab are needed; fill in the others"
        " where you have something to say."
    ),
    mark("Columns with * are required. Point at a heading: a note says what belongs there."),
    mark(
        "Codes are short and without spaces; other sheets refer to them. Where only certain values are possible, the"
        " cell offers a list."
    ),
    mark(
        "Grey rows whose code stands in [brackets] are examples and are not read. Delete them, or take the brackets"
        " away to use them: all nine kinds of work stand ready."
    ),
    mark(
        "An estimate has four columns. The most likely value alone is taken as certain; add low and high when it"
        " is not."
    ),
    mark("Links between works are written as W1; W2 SS+5; W3 FF-2, resources of a work as lab: 1; people: 3."),
    mark("For names in several languages add columns with the language in brackets: (kk), (ru), (en)."),
    mark("Money is in whole units of the currency of the case, never in thousands or millions."),
    mark("Sheets and columns whose name begins with # are your own and are not read."),
    mark("Then run serpin check with the name of the file: it lists everything that is wrong, cell by cell."),
)
_COLUMNS = (mark("Sheet"), mark("What it holds"), mark("Needed?"))
_NEEDED = (mark("optional"), mark("needed"))


def draw_guide(book: Any, styles: Styles, language: str) -> None:
    """Draw the first sheet.

    Parameters
    ----------
    book
        The workbook of XlsxWriter.
    styles
        Its cell formats.
    language
        Its language.
    """
    paper = book.add_worksheet(sheet_name(translate(GUIDE_TITLE, language)))
    paper.hide_gridlines(2)
    paper.set_tab_color("#C8963E")
    paper.set_column(0, 0, 4)
    paper.set_column(1, 1, 34)
    paper.set_column(2, 2, 78)
    paper.set_column(3, 3, 16)
    paper.set_row(0, 34)
    paper.write_string(0, 1, translate(_HEADLINE, language), styles.of(bold=True, font_color=DARK, font_size=20))
    row = 2
    for number, rule in enumerate(_RULES, start=1):
        text = translate(rule, language)
        paper.write_number(row, 0, number, styles.of(font_color=DARK, bold=True, align="right", valign="top"))
        paper.merge_range(row, 1, row, 3, text, styles.of(text_wrap=True, valign="top"))
        paper.set_row(row, height_of([(text, 118)]))
        row += 1
    row += 1
    for column, title in enumerate(_COLUMNS, start=1):
        paper.write_string(
            row, column, translate(title, language), styles.heading(required=True, parent=False, inner=False)
        )
    for sheet in sheets():
        row += 1
        needed = sheet.key in NEEDED
        name = sheet.name(language)
        ink = {"border": 1, "border_color": LINE, "valign": "top"}
        link = styles.of(font_color=DARK, underline=1, bold=needed, **ink)
        paper.write_url(row, 1, f"internal:'{name}'!A1", link, name)
        paper.write_string(row, 2, translate(sheet.description, language), styles.of(text_wrap=True, **ink))
        words = translate(_NEEDED[int(needed)], language)
        paper.write_string(row, 3, words, styles.of(font_color=DARK if needed else GREY, bold=needed, **ink))
    paper.set_landscape()
    paper.set_paper(9)
    paper.fit_to_pages(1, 0)
