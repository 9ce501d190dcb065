"""Names of sheets and headings in all languages, and what they stand for."""

from __future__ import annotations

from functools import cache

from serpin.base.texts import LANGUAGES, translate
from serpin.formats.cleaning import clean_text
from serpin.formats.workbook.guide import GUIDE_TITLE, LISTS_TITLE
from serpin.formats.workbook.layout import Field, Parent, Sheet, sheet_name, sheets
from serpin.formats.workbook.notation import EstimateCodec
from serpin.formats.workbook.opening import Grid

Column = tuple[Field, str] | Parent

ASIDE = "#"
"""Sheets and columns whose name begins so are the user's own and not read."""


def folded(words: str) -> str:
    """Return words as they are compared: without case, doubled spaces, look-alike letters and the required mark."""
    return " ".join(clean_text(words)[0].replace("*", " ").split()).casefold()


@cache
def sheets_by_name() -> dict[str, Sheet | None]:
    """Return every sheet by its folded names in all languages; nothing stands for sheets that are not read."""
    found: dict[str, Sheet | None] = {}
    for language in LANGUAGES:
        for title in (GUIDE_TITLE, LISTS_TITLE):
            found[folded(sheet_name(translate(title, language)))] = None
        for sheet in sheets():
            found[folded(sheet.name(language))] = sheet
    return found


@cache
def columns_by_heading(sheet: Sheet) -> dict[str, Column]:
    """Return every column of a sheet by its folded headings in all languages."""
    found: dict[str, Column] = {}
    for language in LANGUAGES:
        for field in sheet.fields:
            for part in field.codec.parts:
                found[folded(field.heading(language, part))] = (field, part)
            if isinstance(field.codec, EstimateCodec):
                found.setdefault(folded(": ".join(translate(title, language) for title in field.titles)), (field, ""))
    for language in LANGUAGES:
        for parent in sheet.parents:
            found[folded(parent.heading(language))] = parent
    return found


def columns_of(sheet: Sheet) -> list[tuple[Field, str]]:
    """Return the columns that one expects: those of the single languages are left out."""
    return [(f, part) for f in sheet.fields for part in f.codec.parts if part not in LANGUAGES]


def language_of(grid: Grid) -> str:
    """Return the language in which a sheet is named."""
    return language_named(grid.title)


def language_named(title: str) -> str:
    """Return the language in which a name of a sheet stands."""
    named = [language for language in LANGUAGES for sheet in sheets() if folded(sheet.name(language)) == folded(title)]
    return named[0] if named else "en"


def sheet_names(grids: list[Grid]) -> list[str]:
    """Return the names of all sheets in the language that most of them have, those at hand left out."""
    at_hand = {folded(grid.title) for grid in grids}
    counts = {lang: sum(folded(sheet.name(lang)) in at_hand for sheet in sheets()) for lang in LANGUAGES}
    best = max(LANGUAGES, key=lambda lang: counts[lang])
    return [sheet.name(best) for sheet in sheets() if folded(sheet.name(best)) not in at_hand]
