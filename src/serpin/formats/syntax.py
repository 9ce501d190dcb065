"""What is wrong with the syntax of a text, in our words: the parsers of YAML and JSON speak English only."""

from __future__ import annotations

import json
from typing import Any

from serpin.base.errors import InputError, Problem, refuse, show
from serpin.base.texts import mark

_OTHER_YAML = mark("the text is not YAML: {reason}")
_YAML = (
    (
        "',' or ']'",
        mark("the text is not YAML: the list from line {begin} lacks a comma or its square bracket"),
    ),
    (
        "',' or '}'",
        mark("the text is not YAML: the table from line {begin} lacks a comma or its curly bracket"),
    ),
    (
        "mapping values are not allowed",
        mark(
            "the text is not YAML: in column {column} a colon stands where no new name can begin; check the"
            " indentation, and put texts with colons in quotation marks"
        ),
    ),
    (
        "cannot start any token",
        mark(
            "the text is not YAML: nothing can begin with the sign {sign} (column {column}); put texts in quotation"
            " marks, and indent with spaces, not tabs"
        ),
    ),
    ("end of stream", mark("the text is not YAML: the quotation mark opened on line {begin} is never closed")),
    ("undefined alias", mark("the text is not YAML: in column {column} an anchor is named that was not set before")),
    (
        "expected key",
        mark("the text is not YAML: the indentation does not fit; a name is expected as deep as on line {begin}"),
    ),
    (
        "'-' indicator",
        mark("the text is not YAML: the indentation does not fit; a dash is expected as deep as on line {begin}"),
    ),
    (
        "<document start>",
        mark("the text is not YAML: the indentation does not fit, or something stands behind the end"),
    ),
    ("another document", mark("the text is not YAML: a second document begins here, and a case is one document")),
    (
        "escape character",
        mark("the text is not YAML: a backslash stands in double quotation marks; use single ones (column {column})"),
    ),
    ("node content", mark("the text is not YAML: a value is expected instead of the sign {sign} (column {column})")),
)
"""Part of what the parser of YAML says → our sentence."""

_CONTROL = mark("the text is not YAML: it holds a control character")

_OTHER_JSON = mark("the text is not JSON from line {line}, column {column} on: {reason}")
_JSON = {
    "Expecting value": mark("the text is not JSON from line {line}, column {column} on: a value is expected"),
    "Expecting ',' delimiter": mark(
        "the text is not JSON from line {line}, column {column} on: a comma or the end of a list or table is expected"
    ),
    "Expecting ':' delimiter": mark("the text is not JSON from line {line}, column {column} on: a colon is expected"),
    "Expecting property name enclosed in double quotes": mark(
        "the text is not JSON from line {line}, column {column} on: a name in double quotation marks is expected"
    ),
    "Unterminated string starting at": mark(
        "the text is not JSON from line {line}, column {column} on: the quotation mark is never closed"
    ),
    "Invalid control character at": mark(
        "the text is not JSON from line {line}, column {column} on: a text holds a line break or a control character"
    ),
    "Invalid \\escape": mark(
        "the text is not JSON from line {line}, column {column} on: a backslash stands before a wrong sign"
    ),
    "Extra data": mark("the text is not JSON from line {line}, column {column} on: something stands behind the end"),
}
_SAME = {
    "Illegal trailing comma before end of object": "Expecting property name enclosed in double quotes",
    "Illegal trailing comma before end of array": "Expecting value",
    "Invalid \\uXXXX escape": "Invalid \\escape",
}


def yaml_refusal(error: Any, text: str) -> InputError:
    """Return the error for a text that is not YAML.

    Parameters
    ----------
    error
        What the parser has raised, with or without a mark.
    text
        The text.
    """
    found = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if found is None:
        if "control characters" in str(error) or "not allowed" in str(error):
            line = text[: getattr(error, "position", 0)].count("\n") + 1
            return InputError([Problem(_CONTROL, line=line)])
        return InputError([Problem(_OTHER_YAML, (), {"reason": show(str(error).splitlines()[0])})])
    begin = getattr(error, "context_mark", None) or found
    lines = text.splitlines() or [""]
    here = lines[found.line] if found.line < len(lines) else ""
    sign = here[found.column : found.column + 1]
    values = {
        "begin": begin.line + 1,
        "column": found.column + 1,
        "sign": {"\t": "TAB", "": "–"}.get(sign, sign),
    }
    reason = str(getattr(error, "problem", ""))
    message = next((sentence for part, sentence in _YAML if part in reason), None)
    if message is None:
        reason = " ".join(part for part in (error.context, error.problem) if part)
        return InputError([Problem(_OTHER_YAML, (), {"reason": reason}, line=found.line + 1)])
    return InputError([Problem(message, (), values, line=found.line + 1)])


def json_refusal(error: json.JSONDecodeError) -> InputError:
    """Return the error for a text that is not JSON."""
    reason = _SAME.get(error.msg, error.msg)
    known = next((message for part, message in _JSON.items() if reason.startswith(part)), None)
    if known is not None:
        return refuse(known, line=error.lineno, column=error.colno)
    return refuse(_OTHER_JSON, line=error.lineno, column=error.colno, reason=error.msg)
