"""The table of works: the works of a project and the first mode of each, edited like a spreadsheet.

A cell is named ``row:column``; rows are numbered as they stand on the page. What was typed is stored whole or not at
all, and each refusal stands at its cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Choice
from serpin.formats.workbook.layout import Field
from serpin.web.accounts.models import User
from serpin.web.registry.actions import delete_record, demand, save_record
from serpin.web.registry.forms import cell_name, form_of, value_in
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import Kind, kind_named
from serpin.web.registry.typed import fault_of
from serpin.web.ui.refusal import Refused

WORKS, MODES = "projects.works", "projects.works.modes"
MOST_ROWS = 500

_WORK_CELLS = ("id", "name", "kind", "after")
_MODE_CELLS = ("duration:low", "duration", "duration:high", "performer", "contractor", "demand", "cost", "success")
_LANGUAGES = ("kk", "ru", "en")
_CODES = re.compile(r"[\w.-]+")

_CHANGED = mark("{code} was changed by {who} meanwhile; load the page anew to see it")
_TOO_MANY = mark("a table holds at most {most} rows")


@dataclass
class GridRow:
    """A row: the work with its version, and the texts of its cells."""

    number: int
    pk: int | None
    version: int | None
    cells: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    modes: int = 1


@dataclass(frozen=True)
class GridColumn:
    """A column: name, heading, choices."""

    name: str
    title: str
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    number: bool = False
    kind: str = WORKS
    """Kind of the record to which its cells belong."""


def columns(language: str) -> list[GridColumn]:
    """Return the columns of the table."""
    found = []
    for kind, names in ((kind_named(WORKS), _WORK_CELLS), (kind_named(MODES), _MODE_CELLS)):
        for name in names:
            path, _, part = name.partition(":")
            entry = _field(kind, path)
            choices: tuple[tuple[str, str], ...] = ()
            if isinstance(entry.codec, Choice):
                words = entry.codec.choices(language)
                choices = tuple((str(c), w) for c, w in zip(entry.codec.kind, words, strict=True))
            number = path in ("duration", "cost", "success")
            heading = entry.heading(language, part)
            found.append(GridColumn(name, heading, translate(entry.description, language), choices, number, kind.name))
    return found


def _field(kind: Kind, path: str) -> Field:
    return next(entry for entry in kind.fields if ".".join(entry.path) == path)


def _texts(kind: Kind, record: Record, language: str) -> dict[str, str]:
    """Return everything that the form of a record shows, by the names of its inputs; choices by code."""
    found = {cell.name: cell.value for entry in form_of(kind, record.body, language) for cell in entry.cells}
    for entry in kind.fields:
        if isinstance(entry.codec, Choice):
            found[cell_name(entry.path, "")] = str(value_in(record.body, entry.path) or "")
    return found


def rows_of(project: Record, language: str) -> list[GridRow]:
    """Return the rows of a project as they stand in the register."""
    found = []
    modes: dict[int, list[Record]] = {}
    for mode in Record.objects.filter(kind=MODES, parent__parent=project).order_by("position", "id"):
        modes.setdefault(mode.parent_id or 0, []).append(mode)
    for number, work in enumerate(project.children.filter(kind=WORKS).order_by("position", "id")):
        texts = _texts(kind_named(WORKS), work, language)
        cells = {name: texts.get(name, "") for name in _WORK_CELLS}
        cells["name"] = _name_in(texts, language)
        own = modes.get(work.pk, [])
        if own:
            of_mode = _texts(kind_named(MODES), own[0], language)
            cells |= {name: of_mode.get(name, "") for name in _MODE_CELLS}
        found.append(GridRow(number, work.pk, _stamp(work, own[:1]), cells, modes=len(own)))
    return found


def _stamp(work: Record, modes: list[Record]) -> int:
    """Return a number that grows with every change of a work or of the mode that the table shows."""
    return work.version + sum(mode.version for mode in modes)


def _first_mode(work: Record) -> list[Record]:
    return list(work.children.filter(kind=MODES).order_by("position", "id")[:1])


def _name_in(texts: Mapping[str, str], language: str) -> str:
    return (
        texts.get(f"name:{language}")
        or texts.get("name")
        or next((texts[f"name:{code}"] for code in ("ru", "en", "kk") if texts.get(f"name:{code}")), "")
    )


def typed_rows(typed: Mapping[str, str]) -> list[GridRow]:
    """Return the rows that were typed; rows without any text are left out."""
    numbers = sorted({int(name.partition(":")[0]) for name in typed if name.partition(":")[0].isdecimal()})
    found = []
    for number in numbers:
        cells = {name: typed.get(f"{number}:{name}", "").strip() for name in (*_WORK_CELLS, *_MODE_CELLS)}
        pk, version = typed.get(f"{number}:pk", ""), typed.get(f"{number}:version", "")
        if any(cells.values()):
            found.append(
                GridRow(
                    number, int(pk) if pk.isdecimal() else None, int(version) if version.isdecimal() else None, cells
                )
            )
    return found


def save_rows(user: User, project: Record, rows: list[GridRow], shown: set[int] | None = None) -> None:
    """Make the works of a project what the rows say: changed, new, moved, and without those that are missing.

    Parameters
    ----------
    user
        Who does it.
    project
        The record of the project.
    rows
        What was typed, in the order of the page; refusals are written into them.
    shown
        Numbers of the works that the table showed; those that are missing among the rows are removed, and works that
        somebody else added meanwhile stay. All works of the project when nothing.

    Raises
    ------
    NotAllowed
        If the user may not change the project.
    Refused
        If any cell is refused; nothing is written then. Errors are named ``row:column``.
    """
    demand(user, project.workspace, kind_named(WORKS), project.enterprise)
    if len(rows) > MOST_ROWS:
        raise Refused({"": translate(_TOO_MANY, user.language, most=MOST_ROWS)})
    errors: dict[str, str] = {}
    with transaction.atomic():
        known = {work.pk: work for work in project.children.select_for_update().filter(kind=WORKS)}
        kept = {row.pk for row in rows}
        works = {row.number: _work(user, project, row, known, errors) for row in rows}
        for work in [work for pk, work in known.items() if pk not in kept and (shown is None or pk in shown)]:
            _removed(user, work, errors)
        refused = {row.cells["id"] for row in rows if works[row.number] is None}
        for position, row in enumerate(rows):
            placed = works[row.number]
            if placed is None:
                _look(user, row, errors)
                continue
            if not refused & set(_CODES.findall(row.cells["after"])):  # else it would be told of a row that is refused
                _linked(user, project, placed, row, errors)
            _mode(user, placed, row, errors)
            Record.objects.filter(pk=placed.pk).update(position=position)
        for row in rows:
            row.errors = {n.partition(":")[2]: t for n, t in errors.items() if n.startswith(f"{row.number}:")}
        if errors:
            raise Refused(errors)


def faults_of(user: User, project: Record, rows: list[GridRow], shown: set[int] | None = None) -> dict[str, str]:
    """Return what :func:`save_rows` would refuse, by the names of the cells; it is tried, and everything taken back.

    Raises
    ------
    NotAllowed
        If the user may not change the project.
    """
    try:
        with transaction.atomic():
            save_rows(user, project, rows, shown)
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal.errors
    return {}


def _removed(user: User, work: Record, errors: dict[str, str]) -> None:
    siblings = work.parent.children.filter(kind=WORKS).exclude(pk=work.pk) if work.parent else []
    for other in siblings:
        links = [link for link in other.body.get("after", []) if link.get("work") == work.code]
        if links:
            body = {**other.body, "after": [link for link in other.body["after"] if link.get("work") != work.code]}
            Record.objects.filter(pk=other.pk).update(body=body)
    try:
        delete_record(user, work)
    except Refused as refusal:
        errors[""] = " ".join([errors.get("", ""), *refusal.errors.values()]).strip()


def _work(
    user: User, project: Record, row: GridRow, known: Mapping[int, Record], errors: dict[str, str]
) -> Record | None:
    """Save what a row says of the work itself, without its links, and return the work."""
    kind = kind_named(WORKS)
    record = known.get(row.pk) if row.pk is not None else None
    if record is not None and row.version not in (None, _stamp(record, _first_mode(record))):
        errors[f"{row.number}:id"] = translate(
            _CHANGED, user.language, code=record.code, who=str(record.changed_by or "–")
        )
        return None
    typed = _texts(kind, record, user.language) if record is not None else {}
    before = dict(typed)
    typed |= {name: row.cells[name] for name in ("id", "kind")}
    if record is None:
        typed["after"] = ""
    if row.cells["name"] != _name_in(before, user.language):
        in_languages = any(before.get(f"name:{code}") for code in _LANGUAGES)
        typed[f"name:{user.language}" if in_languages else "name"] = row.cells["name"]
    if record is not None and typed == before:
        return record
    return _saved(
        user, project, kind, typed, record, project, row, errors, {f"name:{code}": "name" for code in _LANGUAGES}
    )


def _look(user: User, row: GridRow, errors: dict[str, str]) -> None:
    """Say what cannot be understood in the cells of the mode of a row whose work is refused."""
    kind = kind_named(MODES)
    for path in dict.fromkeys(name.partition(":")[0] for name in _MODE_CELLS):
        fault = fault_of(kind, path, row.cells, user.language)
        if fault:
            errors.setdefault(f"{row.number}:{path}", fault)


def _linked(user: User, project: Record, work: Record, row: GridRow, errors: dict[str, str]) -> None:
    """Set the links of a work, after all works of the table are there."""
    kind = kind_named(WORKS)
    work.refresh_from_db()
    typed = _texts(kind, work, user.language)
    if typed.get("after", "") != row.cells["after"]:
        _saved(user, project, kind, typed | {"after": row.cells["after"]}, work, project, row, errors, {})


def _mode(user: User, work: Record, row: GridRow, errors: dict[str, str]) -> None:
    kind = kind_named(MODES)
    record = next(iter(_first_mode(work)), None)
    typed = _texts(kind, record, user.language) if record is not None else {"id": "M1"}
    before = dict(typed)
    typed |= {name: row.cells[name] for name in _MODE_CELLS}
    if record is None or typed != before:
        _saved(user, work, kind, typed, record, work, row, errors, {"id": "duration"})


def _saved(  # noqa: PLR0917 - one place for what all parts of a row have in common
    user: User,
    around: Record,
    kind: Kind,
    typed: Mapping[str, str],
    record: Record | None,
    parent: Record,
    row: GridRow,
    errors: dict[str, str],
    names: Mapping[str, str],
) -> Record | None:
    try:
        return save_record(user, around.workspace, kind, typed, record=record, parent=parent)
    except Refused as refusal:
        for name, text in refusal.errors.items():
            column = names.get(name, name)
            column = column if column in (*_WORK_CELLS, *_MODE_CELLS) else cell_name(("id",), "")
            errors[f"{row.number}:{column}"] = text
        return None
