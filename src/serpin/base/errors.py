"""Errors that name the place, the value and what was expected, in any of the languages.

A problem is kept free of language: the English sentence is the key of the catalogue, the numbers and names stand
beside it. Words are made only when somebody reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import PydanticCustomError

from serpin.base.texts import mark, translate

Place = tuple[str | int, ...]
"""Where a problem lies: names of fields, positions in lists and identifiers, outermost first."""


class SerpinError(Exception):
    """Base of every error that Serpin raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    message
        The English sentence with ``{placeholders}``; it is also the key of the translation.
    place
        The path to the offending value, outermost name first.
    values
        What the placeholders stand for.
    where
        The place in the words of the file (``Works!F12``); empty when the path says it all.
    severity
        ``error`` stops the reading, ``warning`` reports what was repaired or is doubtful.
    line
        Number of the line in a text file, from 1; 0 when there is none.
    near
        What may have been meant, the nearest first; empty where nothing is near.
    """

    message: str
    place: Place = ()
    values: dict[str, Any] = field(default_factory=dict)
    where: str = ""
    severity: str = "error"
    line: int = 0
    near: tuple[str, ...] = ()

    def path(self) -> str:
        """Return the place as a path: ``projects[2].works[0].duration``."""
        text = ""
        for part in self.place:
            text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
        return text

    def sentence(self, language: str = "en") -> str:
        """Say what is wrong, in a language, without the place."""
        values = dict(self.values)
        if values.get("reason") in REASONS:
            values["reason"] = translate(values["reason"], language)
        sentence = translate(self.message, language, **values)
        if self.near:
            sentence += ". " + translate(mark("Did you mean {names}?"), language, names=", ".join(self.near))
        return sentence

    def text(self, language: str = "en") -> str:
        """Say where and what, in a language."""
        place = self.where or self.path()
        if self.line:
            line = translate(mark("line {line}"), language, line=self.line)
            place = f"{line}, {place}" if place else line
        sentence = self.sentence(language)
        return f"{place}: {sentence}" if place else sentence

    def at(self, *prefix: str | int) -> Problem:
        """Return the same problem, seen from further out."""
        return replace(self, place=(*prefix, *self.place))


REASONS = frozenset(
    {
        mark("Is a directory"),
        mark("Not a directory"),
        mark("No such file or directory"),
        mark("Permission denied"),
        mark("No space left on device"),
        mark("Read-only file system"),
        mark("File name too long"),
    }
)
"""Why the operating system refuses a file, in its own words, which a reader knows in the own language only."""


class InputError(SerpinError):
    """The input is wrong; every problem that was found is listed.

    Parameters
    ----------
    problems
        At least one problem.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text() for problem in self.problems))

    def text(self, language: str = "en") -> str:
        """Say every problem in a language, one a line."""
        return "\n".join(problem.text(language) for problem in self.problems)


def refuse(message: str, *place: str | int, **values: Any) -> InputError:
    """Return the error for one problem, ready to be raised."""
    return InputError([Problem(message, tuple(place), values)])


def invalid(message: str, **values: Any) -> PydanticCustomError:
    """Return the error that a validator raises; :func:`problems_of` turns it back into a :class:`Problem`."""
    return PydanticCustomError("serpin", message, {"message": message, **values})


_EXAMPLES = (("Q[1-4]", "2027Q3"), ("[A-Z]", "KZT"), (r"\d{12}", "123456789012"))
"""What a pattern holds → an example of what it expects: nobody who fills in a workbook reads patterns."""

SENTENCES = {
    "missing": mark("a value is required here"),
    "extra_forbidden": mark("this name is not known here; known names: see the vocabulary"),
    "greater_than": mark("{value} is too small: expected more than {gt}"),
    "greater_than_equal": mark("{value} is too small: expected {ge} or more"),
    "less_than": mark("{value} is too large: expected less than {lt}"),
    "less_than_equal": mark("{value} is too large: expected {le} or less"),
    "enum": mark("{value} is not one of: {expected}"),
    "literal_error": mark("{value} is not one of: {expected}"),
    "union_tag_invalid": mark("{value} is not one of: {expected_tags}"),
    "union_tag_not_found": mark("{value} does not say of which kind it is: {discriminator} is missing"),
    "string_pattern_mismatch": mark("{value} was not understood; expected for example {example}"),
    "string_too_short": mark("text of at least {min_length} characters expected"),
    "string_too_long": mark("text of at most {max_length} characters expected"),
    "too_short": mark("at least {min_length} entries expected"),
    "too_long": mark("at most {max_length} entries expected"),
    "string_type": mark("{value} is not text"),
    "bool_type": mark("{value} is neither yes nor no"),
    "bool_parsing": mark("{value} is neither yes nor no"),
    "int_type": mark("{value} is not a whole number"),
    "int_parsing": mark("{value} is not a whole number"),
    "int_from_float": mark("{value} is not a whole number"),
    "float_type": mark("{value} is not a number"),
    "float_parsing": mark("{value} is not a number"),
    "finite_number": mark("{value} is not a finite number"),
    "decimal_type": mark("{value} is not a number"),
    "decimal_parsing": mark("{value} is not a number"),
    "decimal_max_places": mark("{value} has more than {decimal_places} decimal places"),
    "decimal_max_digits": mark("{value} has more than {max_digits} digits"),
    "date_type": mark("{value} is not a date"),
    "date_parsing": mark("{value} is not a date (expected for example 2027-03-31)"),
    "date_from_datetime_parsing": mark("{value} is not a date (expected for example 2027-03-31)"),
    "date_from_datetime_inexact": mark("{value} is a date with a time; a plain date is expected"),
    "list_type": mark("{value} is not a list"),
    "tuple_type": mark("{value} is not a list"),
    "dict_type": mark("{value} is not a table of names and values"),
    "model_type": mark("{value} is not a table of names and values"),
    "model_attributes_type": mark("{value} is not a table of names and values"),
}
"""Kinds of problem, as pydantic names them → marked sentences."""
_OTHER = mark("{value} was not understood: {reason}")
_PERCENT = mark("{value} is too large: a share from 0 to 1 is expected; {value} per cent is {share} or {value} %")
_LONGEST_VALUE = 60
_LARGEST_EXACT = 2.0**53


def show(value: Any) -> str:
    """Return a value as short text for a message; whole numbers carry no decimal point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT:
        value = int(value)
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _context(key: str, value: Any) -> str:
    """Return a value that belongs to an error; what would be allowed is listed whole, without quotation marks."""
    return str(value).replace("'", "").replace(" or ", ", ") if key.startswith("expected") else show(value)


def _is_percent(error: Any) -> bool:
    """Tell whether a per cent was probably written where a share belongs: 30 instead of 0.3."""
    limits = error.get("ctx") or {}
    value = error.get("input")
    share = error["type"] in ("less_than_equal", "less_than") and 1 in (limits.get("le"), limits.get("lt"))
    return share and isinstance(value, int | float) and 1 < value <= 100


def problems_of(errors: list[Any]) -> list[Problem]:
    """Turn the error list of pydantic (``ValidationError.errors()``) into problems.

    Parameters
    ----------
    errors
        Dictionaries with ``type``, ``loc``, ``input`` and ``ctx``, as pydantic gives them.
    """
    found = []
    for error in errors:
        values = {key: _context(key, value) for key, value in (error.get("ctx") or {}).items()}
        values.setdefault("value", show(error.get("input")))
        if error["type"] == "serpin":
            message = str(error["ctx"]["message"])
            values.pop("message", None)
        else:
            message = SENTENCES.get(error["type"], _OTHER)
            if _is_percent(error):
                message, values["share"] = _PERCENT, show(error["input"] / 100)
            if "pattern" in values:
                pattern = values["pattern"]
                values["example"] = next((shown for part, shown in _EXAMPLES if part in pattern), "P1")
            values["reason"] = error.get("msg", "")
        found.append(Problem(message, tuple(error["loc"]), values))
    return found
