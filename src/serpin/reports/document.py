"""The document of a plan: the case and all results as JSON, written whole and read back with its errors named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from serpin.base.errors import InputError, Problem, problems_of
from serpin.base.texts import mark
from serpin.planning.result import PLAN_FORMAT, Plan
from serpin.reports.files import write_text_whole

LARGEST_DOCUMENT = 512 * 1024 * 1024
"""Bytes; a larger file is refused before it is read."""

_NO_JSON = mark("this is not a JSON document: {reason}")
_NO_PLAN = mark("this is not the document of a plan: a table with a case is expected")
_TOO_NEW = mark("format {value} is newer than this version of the program reads ({newest})")
_TOO_LARGE = mark("the file has {megabytes} MB; at most {most} MB are read")
_NOT_READABLE = mark("the file cannot be read: {reason}")


def plan_text(plan: Plan) -> str:
    """Return a plan as JSON text."""
    return plan.model_dump_json(indent=1) + "\n"


def write_plan(plan: Plan, path: Path | str) -> None:
    """Write a plan to a file, whole or not at all.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_text_whole(Path(path), plan_text(plan))


def read_plan(path: Path | str) -> Plan:
    """Read a plan from a file.

    Raises
    ------
    InputError
        If the file cannot be read or holds no plan; every problem is named.
    """
    return parse_plan(_text_of(Path(path)), str(path))


def parse_plan(text: str, where: str = "") -> Plan:
    """Read a plan from JSON text.

    Parameters
    ----------
    text
        The document.
    where
        Name of the file, for the messages about the document as a whole.

    Raises
    ------
    InputError
        If the text is no plan; every problem is named.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError([Problem(_NO_JSON, where=where, values={"reason": str(error)})]) from None
    if not isinstance(data, dict) or not isinstance(data.get("case"), dict):
        raise InputError([Problem(_NO_PLAN, where=where)])
    number = data.get("format", PLAN_FORMAT)
    if isinstance(number, int) and number > PLAN_FORMAT:
        raise InputError([Problem(_TOO_NEW, ("format",), {"value": number, "newest": PLAN_FORMAT})])
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(list(error.errors(include_url=False)))) from None


def is_plan(path: Path | str) -> bool:
    """Tell whether a file looks like the document of a plan rather than of a case; junk is neither."""
    try:
        data: Any = json.loads(_text_of(Path(path)))
    except (InputError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and isinstance(data.get("case"), dict)


def _text_of(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST_DOCUMENT:
            values = {"megabytes": size // 2**20, "most": LARGEST_DOCUMENT // 2**20}
            raise InputError([Problem(_TOO_LARGE, where=str(path), values=values)])
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(_NOT_READABLE, where=str(path), values={"reason": reason})]) from None
