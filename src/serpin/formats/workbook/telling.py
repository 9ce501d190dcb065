"""What is told of a workbook: problems with their cells, and what is missing as a whole only once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from serpin.base.errors import SENTENCES, Place, Problem, show
from serpin.base.texts import LANGUAGES, mark
from serpin.formats.nearness import near
from serpin.formats.workbook.headings import columns_of, language_named, language_of
from serpin.formats.workbook.layout import Key, Sheet, sheets
from serpin.formats.workbook.opening import Grid
from serpin.vocabulary.review import LISTS_BY_MESSAGE, MISSING

_UNKNOWN_SHEET = mark("sheet {value} was not recognised; expected: {expected}")
_UNKNOWN_HEADING = mark("heading {value} was not recognised; expected: {expected}")
_GUESSED = {
    _UNKNOWN_SHEET: mark("sheet {value} was not recognised"),
    _UNKNOWN_HEADING: mark("heading {value} was not recognised"),
}
"""What is said instead where something is near."""
_WITHIN: dict[str, Key] = {
    MISSING["work"]: ("projects", "works"),
    MISSING["gate"]: ("projects", "gates"),
    mark("work {work} has no mode {value}"): ("projects", "works", "modes"),
}
"""Sheets of nouns within others, by the message that one of them is missing."""


@dataclass(frozen=True)
class At:
    """A cell, by sheet, row and column, all from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.sheet}!{letters}{self.row + 1}"


class Telling:
    """Collects what is wrong with a workbook, and knows what only follows from something told."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.told: set[Place] = set()
        """Places of which a problem was told already."""
        self.cells: dict[Place, At] = {}
        """Where each value stood."""
        self.found: dict[Key, Grid] = {}
        """The sheets that are there."""
        self.unread: set[Key] = set()
        """Sheets that are there and cannot be read as a whole, which was told."""
        self._absent: set[Key] = set()
        self._lacking: set[tuple[Key, Key]] = set()
        """Columns that must be there and are not, by sheet and path."""

    def problem(self, message: str, place: Place = (), where: str = "", **values: Any) -> None:
        """Tell a problem."""
        self.problems.append(Problem(message, place, values, where=where))
        if place:
            self.told.add(place)

    def unknown_sheet(self, title: str, expected: list[str]) -> None:
        """Tell that a sheet is not known, with what it may be."""
        every = {name: sheet.key for sheet in sheets() for name in map(sheet.name, LANGUAGES)}
        free = [name for name, key in every.items() if key not in self.found]
        self._unknown(_UNKNOWN_SHEET, title, title, expected, free)

    def unknown_heading(self, sheet: Sheet, language: str, name: str, at: At) -> None:
        """Tell that a heading is not known, with what it may be."""
        words = {
            spoken: [
                *(parent.heading(spoken) for parent in sheet.parents),
                *(field.heading(spoken, part) for field, part in columns_of(sheet)),
            ]
            for spoken in LANGUAGES
        }
        candidates = [*words[language], *(word for spoken in LANGUAGES for word in words[spoken])]
        self._unknown(_UNKNOWN_HEADING, name, str(at), words[language], candidates)

    def _unknown(self, message: str, name: str, where: str, expected: list[str], candidates: list[str]) -> None:
        if names := near(name, candidates):
            self.problems.append(Problem(_GUESSED[message], values={"value": show(name)}, where=where, near=names))
        else:
            self.problem(message, where=where, value=show(name), expected="; ".join(expected))

    def without_columns(self, sheet: Sheet, grid: Grid, known: set[Key]) -> bool:
        """Tell once which columns every row needs and the sheet does not have; return whether it cannot be read."""
        language = language_of(grid)
        lacking = [(field.path, field.heading(language)) for field in sheet.fields if field.required]
        lacking = [(path, heading) for path, heading in lacking if path not in known]
        parents = [(p.target, p.heading(language)) for p in sheet.parents if ("of", *p.target) not in known]
        names = [heading for _, heading in (*parents, *lacking)]
        meant = {
            name for problem in self.problems if problem.where.startswith(f"{grid.title}!") for name in problem.near
        }
        names = [name for name in names if name not in meant]
        if names:
            message = mark("sheet {value} has no column {expected}, which every row needs")
            self.problem(message, where=grid.title, value=grid.title, expected="; ".join(names))
        self._lacking |= {(sheet.key, path) for path, _ in lacking}
        if parents or ("id",) in [path for path, _ in lacking]:
            self.unread.add(sheet.key)
        return sheet.key in self.unread

    def absence(self, target: Key, title: str) -> None:
        """Tell once that a sheet to which another refers is missing, unless one that may be it was told as unknown."""
        sheet = next(other for other in sheets() if other.key == target)
        names = {sheet.name(language) for language in LANGUAGES}
        guessed = any(
            names & set(problem.near) or (problem.message == _UNKNOWN_SHEET and problem.values["expected"] in names)
            for problem in self.problems
        )
        if target not in self._absent | self.unread and not guessed:
            language = language_named(title)
            columns = [str(parent.heading(language)) for parent in sheet.parents]
            columns += [field.heading(language) for field in sheet.fields if field.required]
            message = mark(
                "sheet {expected} is missing, to which sheet {value} refers; every row of it needs: {columns}"
            )
            expected, needed = sheet.name(language), "; ".join(columns)
            self.problem(message, where=title, value=title, expected=expected, columns=needed)
        self._absent.add(target)

    def forget(self, place: Place) -> None:
        """Forget the cells of a noun that is not read on."""
        self.cells = {other: cell for other, cell in self.cells.items() if other[: len(place)] != place}

    def is_there(self, key: Key) -> bool:
        """Tell whether a sheet is there and read."""
        return key in self.found and key not in self.unread

    def follows(self, problem: Problem) -> bool:
        """Tell whether a problem only repeats that a whole sheet or column is missing; of a sheet it is told once."""
        names = tuple(part for part in problem.place if isinstance(part, str))
        lacks = problem.message in (SENTENCES["missing"], SENTENCES["too_short"])
        if lacks and any((names[:cut], names[cut:]) in self._lacking for cut in range(len(names))):
            return True
        target = _WITHIN.get(problem.message) or (LISTS_BY_MESSAGE.get(problem.message, ""),)
        if lacks and any(sheet.key == names for sheet in sheets()):
            target = names
        if target == ("",):
            return False
        gone = next((target[:depth] for depth in range(1, len(target) + 1) if not self.is_there(target[:depth])), None)
        if gone is None:
            return False
        self.absence(gone, self.with_cell(problem).where.partition("!")[0])
        return True

    def with_cell(self, problem: Problem) -> Problem:
        """Return a problem with the cell of the nearest value that a sheet holds."""
        for depth in range(len(problem.place), 0, -1):
            at = self.cells.get(problem.place[:depth])
            if at is not None:
                return replace(problem, where=str(at))
        return problem

    def with_rows(self, problem: Problem, data: dict[str, Any]) -> Problem:
        """Return a problem in the words of a workbook: parts that a noun lacks are rows of another sheet."""
        names = tuple(part for part in problem.place if isinstance(part, str))
        sheet = next((sheet for sheet in sheets() if sheet.key and sheet.key == names), None)
        lacks = problem.message in (SENTENCES["missing"], SENTENCES["too_short"])
        if sheet is None or not lacks or isinstance(problem.place[-1], int):
            return problem
        noun: Any = data
        for part in problem.place[:-1]:
            noun = noun[part]
        values = {"value": show(noun.get("id", "")), "sheet": self.found[sheet.key].title}
        return replace(problem, message=mark("{value} needs at least one row in sheet {sheet}"), values=values)
