"""Cases in files: read and written by the ending of the name; a file is whole or not there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from serpin.base.errors import InputError, Place, Problem, refuse
from serpin.base.texts import mark
from serpin.formats.cleaning import clean_data, look_alikes
from serpin.formats.decoding import decoded
from serpin.formats.json_text import data_from_json, json_of
from serpin.formats.nearness import with_near
from serpin.formats.yaml_text import data_from_yaml, yaml_of
from serpin.vocabulary.case import Case
from serpin.vocabulary.reading import read_case as case_from_data

ENDINGS = (".yaml", ".yml", ".json", ".xlsx")
"""Endings of the files that a case can be written to whole and read from exactly."""

FOREIGN = (".xml", ".sm", ".mm", ".rcp")
"""Endings of files of other programs that hold projects, works and resources: MS Project, PSPLIB, Patterson."""

LARGEST_FILE = 64 * 2**20
"""Largest file that is read, in bytes; the largest generated cases stay far below."""


def read_case(path: str | Path) -> tuple[Case, list[Problem]]:
    """Return the case of a file, and what was repaired or is doubtful in it.

    Parameters
    ----------
    path
        A file that ends in ``.yaml``, ``.yml``, ``.json`` or ``.xlsx``, one of :data:`FOREIGN`, or a folder of tables
        (CSV).

    Raises
    ------
    InputError
        If the file is missing, broken, empty, too large or of another kind, or with every problem of its content;
        each says its line, path or cell.
    """
    path = Path(path)
    if path.suffix.lower() in FOREIGN or (path.is_dir() and path.suffix.lower() not in ENDINGS):
        return _foreign(path)
    ending = _ending(path)
    content = read_bytes(path)
    if ending == ".xlsx":
        from serpin.formats.workbook.reading import case_from_workbook  # noqa: PLC0415 - openpyxl is heavy

        return case_from_workbook(content, path.name)
    text = decoded(content, str(path))
    try:
        data, lines = data_from_yaml(text) if ending != ".json" else (data_from_json(text), {})
    except InputError as error:
        raise InputError([replace(problem, where=problem.where or str(path)) for problem in error.problems]) from None
    if data is None:
        raise refuse(_EMPTY, file=str(path))
    data, notes = clean_data(data)
    try:
        case = case_from_data(data)
    except InputError as error:
        hints = look_alikes(list(error.problems), data)
        told = with_near(list(error.problems), data)
        raise InputError([_with_line(problem, lines) for problem in (*told, *hints, *notes)]) from None
    return case, [_with_line(note, lines) for note in notes]


def read_data(path: Path) -> Any:
    """Return the plain data of a YAML or JSON file that is no case, such as a scenario.

    Raises
    ------
    InputError
        If the file is missing, too large, or neither YAML nor JSON.
    """
    text = decoded(read_bytes(path), str(path))
    try:
        return data_from_json(text) if path.suffix.lower() == ".json" else data_from_yaml(text)[0]
    except InputError as error:
        raise InputError([replace(problem, where=problem.where or str(path)) for problem in error.problems]) from None


def _foreign(path: Path) -> tuple[Case, list[Problem]]:
    """Return the case of a folder of tables or of a file of another program."""
    if path.is_dir():
        from serpin.formats.tables import case_from_tables, read_folder  # noqa: PLC0415 - asks for files itself

        return case_from_tables(read_folder(path))
    if path.suffix.lower() == ".xml":
        from serpin.formats.msproject.reading import project_file  # noqa: PLC0415 - lxml is heavy

        found = project_file(read_bytes(path), path.name)
        return found.case, list(found.notes)
    from serpin.formats.psplib import read_instance  # noqa: PLC0415 - asks for files itself

    return read_instance(path), []


def write_case(case: Case, path: str | Path, language: str = "en") -> None:
    """Write a case to a file by its ending; the old file stays until the new one is whole.

    Parameters
    ----------
    case
        The case.
    path
        A name that ends in ``.yaml``, ``.yml``, ``.json`` or ``.xlsx``.
    language
        Language of headings, comments and choices of a workbook; the other formats know none.

    Raises
    ------
    InputError
        If the ending is unknown or the file cannot be written.
    """
    path = Path(path)
    ending = _ending(path)
    if ending == ".xlsx":
        from serpin.formats.workbook.writing import workbook_of  # noqa: PLC0415 - XlsxWriter is heavy

        content = workbook_of(case, language)
    else:
        content = (json_of(case) if ending == ".json" else yaml_of(case)).encode()
    write_bytes(path, content)


def write_template(path: str | Path, language: str = "en") -> None:
    """Write an empty workbook with examples, ready to be filled in.

    Parameters
    ----------
    path
        A name that ends in ``.xlsx``.
    language
        Language of the workbook.

    Raises
    ------
    InputError
        If the name ends otherwise or the file cannot be written.
    """
    from serpin.formats.workbook.writing import template_of  # noqa: PLC0415 - XlsxWriter is heavy

    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise refuse(_WRONG_ENDING, file=str(path), expected=".xlsx")
    write_bytes(path, template_of(language))


_EMPTY = mark("file {file} is empty")
_WRONG_ENDING = mark("file {file} has another ending than expected: {expected}")


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise refuse(_WRONG_ENDING, file=str(path), expected=", ".join(ENDINGS))
    return ending


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    InputError
        If it is missing, unreadable, empty or larger than :data:`LARGEST_FILE`.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise refuse(mark("there is no file {file}"), file=str(path)) from None
    except (OSError, ValueError) as error:
        raise refuse(mark("file {file} cannot be read: {reason}"), file=str(path), reason=_reason(error)) from None
    if len(content) > LARGEST_FILE:
        message = mark("file {file} is larger than {limit} megabytes")
        raise refuse(message, file=str(path), limit=LARGEST_FILE // 2**20)
    if not content.strip():
        raise refuse(_EMPTY, file=str(path))
    return content


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole: into a neighbour first, which then takes its name.

    Raises
    ------
    InputError
        If it cannot be written; nothing is left behind then.
    """
    _write_whole(path, lambda stream: stream.write(content))


def _write_whole(path: Path, write: Callable[[Any], Any]) -> None:
    neighbour = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        with neighbour.open("xb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(neighbour, path)
    except BaseException as error:
        with suppress(OSError):
            neighbour.unlink(missing_ok=True)
        if not isinstance(error, OSError | ValueError):
            raise
        message = mark("file {file} cannot be written: {reason}")
        raise refuse(message, file=str(path), reason=_reason(error)) from None


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _with_line(problem: Problem, lines: dict[Place, int]) -> Problem:
    """Return a problem with the line of the nearest value that the file holds."""
    for depth in range(len(problem.place), 0, -1):
        line = lines.get(problem.place[:depth])
        if line is not None:
            return replace(problem, line=line)
    return problem
