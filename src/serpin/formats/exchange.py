"""Files for other programs and from them: MS Project XML, iCalendar, CSV, PSPLIB."""

from __future__ import annotations

from pathlib import Path

from serpin.base.errors import Problem, refuse
from serpin.base.texts import mark
from serpin.formats.files import ENDINGS, read_bytes, write_bytes, write_case
from serpin.formats.msproject.project_file import ProjectFile
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Timetable

BOM = "\ufeff"


def write_project_file(
    case: Case,
    path: str | Path,
    timetable: Timetable | None = None,
    baseline: Timetable | None = None,
    language: str = "en",
) -> list[Problem]:
    """Write MS Project XML and return what could not be carried.

    Parameters
    ----------
    case
        The case.
    path
        The file.
    timetable
        Where the works lie; their dates do not move when a project program computes them anew.
    baseline
        An earlier timetable, written as the baseline.
    language
        Language of names.

    Raises
    ------
    InputError
        If the file cannot be written, or a work ends too late for any calendar.
    """
    from serpin.formats.msproject.writing import mspdi_of  # noqa: PLC0415 - lxml is heavy

    content, notes = mspdi_of(case, timetable, baseline, language=language)
    write_bytes(Path(path), content)
    return notes


def update_project_file(case: Case, path: str | Path, timetable: Timetable, original: str | Path) -> list[Problem]:
    """Write a file of somebody else with the dates of a timetable, everything else in it as it was.

    Parameters
    ----------
    case
        The case that was read from the file and planned.
    path
        The file to write.
    timetable
        Where the works lie.
    original
        The file as it came.

    Raises
    ------
    InputError
        If the original is missing, damaged or hostile, or has no task in common with the plan.
    """
    from serpin.formats.msproject.updating import updated  # noqa: PLC0415 - lxml is heavy

    content, notes = updated(read_bytes(Path(original)), Path(original).name, case, timetable)
    write_bytes(Path(path), content)
    return notes


def read_project_file(path: str | Path) -> ProjectFile:
    """Return what a file in MS Project XML holds: case, dates, baseline, and what was not read.

    Raises
    ------
    InputError
        If it is missing, damaged or hostile, or with every problem of its content.
    """
    from serpin.formats.msproject.reading import project_file  # noqa: PLC0415 - lxml is heavy

    return project_file(read_bytes(Path(path)), Path(path).name)


def write_calendar(case: Case, path: str | Path, timetable: Timetable | None = None, language: str = "en") -> None:
    """Write gates, deadlines and obligations as iCalendar.

    Parameters
    ----------
    case
        The case.
    path
        The file.
    timetable
        Where the works lie; without one, only dates that the case states are written.
    language
        Language of the words.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    from serpin.formats.agenda import agenda_of  # noqa: PLC0415 - icalendar is heavy

    write_bytes(Path(path), agenda_of(case, timetable, language))


def write_tables(
    case: Case, folder: str | Path, timetable: Timetable | None = None, *, bom: bool = False
) -> list[Path]:
    """Write one CSV table for each list of nouns, and one for the timetable, and return the files.

    Parameters
    ----------
    case
        The case.
    folder
        Folder for the tables; it is made if need be.
    timetable
        Where the works lie.
    bom
        Whether files begin with the mark by which spreadsheet programs know UTF-8.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    from serpin.formats.tables import tables_of  # noqa: PLC0415 - asks for files itself

    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise refuse(mark("{value} is a file; a folder is expected"), value=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in tables_of(case, timetable).items():
        written.append(folder / f"{name}.csv")
        write_bytes(written[-1], ((BOM if bom else "") + text).encode())
    return written


def write_any(
    case: Case,
    path: str | Path,
    timetable: Timetable | None = None,
    *,
    baseline: Timetable | None = None,
    language: str = "en",
    bom: bool = False,
) -> list[Problem]:
    """Write a case to a file or, for a name without an ending, to a folder of tables; return what was not carried.

    Parameters
    ----------
    case
        The case.
    path
        A name that ends in ``.yaml``, ``.yml``, ``.json``, ``.xlsx``, ``.xml``, ``.ics``, ``.sm`` or ``.mm``, or a
        folder.
    timetable
        Where the works lie, for formats that know dates.
    baseline
        An earlier timetable, for MS Project.
    language
        Language of names and headings.
    bom
        Whether CSV tables begin with the mark of UTF-8.

    Raises
    ------
    InputError
        If the ending is unknown or the file cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending == ".xml":
        return write_project_file(case, path, timetable, baseline, language)
    if ending == ".ics":
        write_calendar(case, path, timetable, language)
    elif ending in (".sm", ".mm"):
        from serpin.formats.psplib_text import instance_of  # noqa: PLC0415 - needed only here

        text, notes = instance_of(case, single_mode=ending == ".sm")
        write_bytes(path, text.encode())
        return notes
    elif ending and ending not in ENDINGS:
        message = mark("file {file} has another ending than expected: {expected}")
        raise refuse(message, file=str(path), expected=", ".join((*ENDINGS, ".xml", ".ics", ".sm", ".mm")))
    elif ending:
        write_case(case, path, language)
    else:
        write_tables(case, path, timetable, bom=bom)
    return []
