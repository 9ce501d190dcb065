"""The only translator between rows and vocabulary: records become a case, a case becomes records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import router
from pydantic import BaseModel, ValidationError

from serpin.base.errors import InputError, Problem, problems_of
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Words
from serpin.web.accounts.models import User, Workspace
from serpin.web.registry.models import CASE, Record
from serpin.web.registry.searching import count_rows
from serpin.web.registry.sheets import Kind, kind_named, kinds

_LONGEST_TITLE = 400
_MOST_PARTS = 3
Below = dict[int, list[Record]]
"""Records by the number of the record around them."""
_CHOICE = re.compile(r"[a-z_]+")
"""Choices as they are stored: words for programs, not for people."""


def title_of(body: dict[str, Any], language: str) -> str:
    """Return what a record is called in lists: its name, title, text or note, else its code."""
    for name in ("name", "title", "text", "note", "item"):
        given = body.get(name)
        if isinstance(given, dict):
            return Words.model_validate(given).text(language)[:_LONGEST_TITLE]
        if given:
            return str(given)[:_LONGEST_TITLE]
    if body.get("id"):
        return str(body["id"])
    plain = [str(value) for value in body.values() if isinstance(value, str | int) and not isinstance(value, bool)]
    codes = [value for value in plain if not _CHOICE.fullmatch(value)]
    return " · ".join((codes or plain)[:_MOST_PARTS])[:_LONGEST_TITLE]


def search_text(body: Any) -> str:
    """Return all words of a body in small letters."""
    return " ".join(_words(body)).lower()


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value


def derive(record: Record, kind: Kind, language: str, parent: Record | None, owner: str = "") -> None:
    """Fill the columns that pages sort, filter and search by, from the body.

    Parameters
    ----------
    record, kind
        The record with its body.
    language
        That of the workspace.
    parent
        The record around.
    owner
        The enterprise of the project that it names; it counts where the record itself names no enterprise.
    """
    body = record.body
    record.code = str(body.get("id", "")) if kind.has_code else ""
    record.title = title_of(body, language)
    record.search = search_text(body)
    record.enterprise = (parent.enterprise if parent is not None else "") or kind.owner_in(body) or owner
    group = kind.group_field
    record.group = str(body.get(group.path[0], "") or "")[:40] if group is not None else ""


def document_of(workspace: Workspace) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]]:
    """Return the plain data of the case of a workspace, and the record that stands at each place of it."""
    rows = Record.objects.filter(workspace=workspace).order_by("position", "id")
    by_parent: dict[int | None, list[Record]] = defaultdict(list)
    head: Record | None = None
    for row in rows.iterator(chunk_size=5000):
        if row.kind == CASE:
            head = row
        else:
            by_parent[row.parent_id].append(row)
    data: dict[str, Any] = dict(head.body) if head is not None else {}
    places: dict[tuple[str | int, ...], int] = {(): head.pk} if head is not None else {}
    _hang(data, (), None, by_parent, places)
    return data, places


def _hang(
    data: dict[str, Any],
    place: tuple[str | int, ...],
    parent: int | None,
    by_parent: dict[int | None, list[Record]],
    places: dict[tuple[str | int, ...], int],
) -> None:
    for row in by_parent.get(parent, ()):
        name = row.kind.rpartition(".")[2]
        entries = data.setdefault(name, [])
        entry = dict(row.body)
        here = (*place, name, len(entries))
        entries.append(entry)
        places[here] = row.pk
        _hang(entry, here, row.pk, by_parent, places)


def case_of(workspace: Workspace) -> Case:
    """Return the case of a workspace.

    Raises
    ------
    InputError
        If the records make no consistent case; each problem has its place.
    """
    data, _ = document_of(workspace)
    return case_from(data)


def case_from(data: dict[str, Any]) -> Case:
    """Return a case from plain data.

    Raises
    ------
    InputError
        If it is not consistent.
    """
    try:
        return Case.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(list(error.errors(include_url=False)))) from None


def record_at(problem: Problem, places: dict[tuple[str | int, ...], int]) -> int | None:
    """Return the record in which a problem lies, or nothing."""
    place = tuple(problem.place)
    while place and place not in places:
        place = place[:-1]
    return places.get(place)


def store_case(workspace: Workspace, case: Case, user: User | None) -> int:
    """Put all nouns of a case into an empty workspace and return how many records that made.

    Call within a transaction.
    """
    made = 0
    levels = sorted(kinds(), key=lambda kind: kind.name.count(".") if kind.name != CASE else -1)
    by_noun: dict[int, Record] = {}
    owners = {project.id: project.enterprise for project in case.projects}
    for kind in levels:
        rows, nouns = [], []
        lists = {child.list_name for child in kind.children}
        for position, (parent, noun) in enumerate(nouns_of(case, kind)):
            around = by_noun.get(id(parent)) if kind.parent is not None else None
            record = Record(
                workspace=workspace,
                kind=kind.name,
                parent=around,
                position=position,
                body=noun.model_dump(mode="json", exclude=lists, exclude_none=True),
                changed_by=user,
            )
            owner = owners.get(str(record.body.get("project", "")), "")
            derive(record, kind, workspace.language, around, owner)
            rows.append(record)
            nouns.append(noun)
        for row, noun in zip(Record.objects.bulk_create(rows, batch_size=400), nouns, strict=True):
            by_noun[id(noun)] = row
        Record.history.bulk_history_create(rows, batch_size=400, update=False, default_user=user)
        made += len(rows)
    count_rows(router.db_for_write(Record))
    return made


def nouns_of(case: Case, kind: Kind) -> Iterator[tuple[BaseModel, BaseModel]]:
    """Yield the nouns of a kind, each with the noun around it."""
    if kind.name == CASE:
        yield case, case
        return
    yield from _within(case, kind.sheet.key)


def _within(noun: BaseModel, key: tuple[str, ...]) -> Iterator[tuple[BaseModel, BaseModel]]:
    for item in getattr(noun, key[0]):
        if len(key) == 1:
            yield noun, item
        else:
            yield from _within(item, key[1:])


def below(record: Record) -> Below:
    """Return the records within a record by the number of the one around; one query for each level of them."""
    found: Below = {}
    level = [record.pk]
    kinds_below = kind_named(record.kind).children if record.kind != CASE else ()
    while kinds_below and level:
        rows = list(Record.objects.filter(parent__in=level).defer("search").order_by("position", "id"))
        for row in rows:
            found.setdefault(row.parent_id or 0, []).append(row)
        kinds_below = tuple(below for kind in kinds_below for below in kind.children)
        level = [row.pk for row in rows]
    return found


def children_of(record: Record, known: Below | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the lists of nouns within a record, as plain data.

    Parameters
    ----------
    record
        The record.
    known
        What stands within it, if it was read already.
    """
    rows = below(record) if known is None else known
    return _lists(record.pk, rows)


def _lists(number: int, rows: Below) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.get(number, ()):
        found.setdefault(kind_named(row.kind).list_name, []).append({**row.body, **_lists(row.pk, rows)})
    return found
