"""Files that people send: how large, of which kind, and what a case in them says."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from serpin.base.errors import InputError, Problem, refuse
from serpin.base.texts import mark
from serpin.formats.files import read_case
from serpin.vocabulary.case import Case
from serpin.web.accounts.models import User, Workspace
from serpin.web.registry.health import state_of
from serpin.web.registry.models import Upload

CASES = (".xlsx", ".yaml", ".yml", ".json", ".xml")
"""Endings of the files in which a case may come."""
FOREIGN = (".xml",)
Sent: TypeAlias = "UploadedFile[Any]"
"""A file as it came with a request."""
_KEPT_FOR = timedelta(days=1)
_MOST_NAME = 120

_TOO_LARGE = mark("the file has {size} megabytes; at most {most} are taken")
_NO_ENDING = mark("{value} is no kind of file that is read here; expected: {expected}")
_OTHER_CONTENT = mark("the content of {file} is not what its name says")
_NO_FILE = mark("choose a file")
_EMPTY = mark("file {file} is empty")

_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".xlsx": (b"PK\x03\x04",),
    ".docx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".ods": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
    ".odp": (b"PK\x03\x04",),
    ".dwg": (b"AC10",),
}
TEXTS = (".txt", ".csv", ".yaml", ".yml", ".json")
DOCUMENTS = tuple(sorted({*_SIGNATURES, ".txt", ".csv"}))
"""Endings of the files that may be attached."""


def name_of(upload: Sent) -> str:
    """Return the name of a sent file without folders and control signs, not too long."""
    name = Path(str(upload.name or "").replace("\\", "/")).name
    name = re.sub(r"[\x00-\x1f\x7f<>:\"/|?*\u202a-\u202e\u2066-\u2069]", "_", name).strip(" .")
    stem, ending = Path(name).stem, Path(name).suffix
    return f"{stem[: _MOST_NAME - len(ending)]}{ending}" or "_"


def content_of(upload: Sent | None, endings: tuple[str, ...]) -> tuple[str, bytes]:
    """Return name and content of a sent file.

    Parameters
    ----------
    upload
        What was sent, if anything.
    endings
        The endings that are taken.

    Raises
    ------
    InputError
        If there is none, or it is too large, empty, of another kind, or not what its name says.
    """
    if upload is None:
        raise refuse(_NO_FILE)
    name = name_of(upload)
    ending = Path(name).suffix.lower()
    if ending not in endings:
        raise refuse(_NO_ENDING, value=ending or name, expected=", ".join(endings))
    most = settings.LARGEST_UPLOAD
    if (upload.size or 0) > most:
        raise refuse(_TOO_LARGE, size=-(-(upload.size or 0) // 2**20), most=most // 2**20)
    content = upload.read(most + 1)
    if not content.strip():
        raise refuse(_EMPTY, file=name)
    if not _fits(ending, content):
        raise refuse(_OTHER_CONTENT, file=name)
    return name, content


def _fits(ending: str, content: bytes) -> bool:
    if ending in _SIGNATURES:
        return content.startswith(_SIGNATURES[ending])
    if ending == ".xml":
        return content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<")
    known = [signature for signatures in _SIGNATURES.values() for signature in signatures]
    if content.startswith((*known, b"MZ", b"\x7fELF")):
        return False
    return ending not in (".txt", ".csv") or b"\x00" not in content


def case_in(upload: Sent | None) -> tuple[str, Case, list[Problem]]:
    """Return name, case and notes of a sent file.

    Raises
    ------
    InputError
        With everything that is wrong with it, each with sheet and cell, line or path.
    """
    name, content = content_of(upload, CASES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            case, notes = read_case(path)
        except InputError as error:
            raise InputError([_without(folder, problem) for problem in error.problems]) from None
    return name, case, [_without(folder, note) for note in notes]


def _without(folder: str, problem: Problem) -> Problem:
    """Return a problem that names the file as it was sent, not where it lay for a moment."""

    def bare(value: Any) -> Any:
        return value.replace(f"{folder}/", "") if isinstance(value, str) else value

    values = {key: bare(value) for key, value in problem.values.items()}
    return replace(problem, where=bare(problem.where), values=values)


def keep(user: User, workspace: Workspace, upload: Sent | None) -> Upload:
    """Read a sent file and keep it until it is taken over; earlier ones of the user are forgotten.

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    name, case, notes = case_in(upload)
    Upload.objects.filter(uploaded_at__lt=timezone.now() - _KEPT_FOR).delete()
    Upload.objects.filter(user=user, workspace=workspace).delete()
    return Upload.objects.create(
        workspace=workspace,
        user=user,
        name=name,
        case=case.model_dump(mode="json", exclude_none=True),
        foreign=Path(name).suffix.lower() in FOREIGN,
        notes=[
            {"message": note.message, "values": {k: str(v) for k, v in note.values.items()}, "where": note.where}
            for note in notes[:200]
        ],
        state=state_of(workspace),
    )
