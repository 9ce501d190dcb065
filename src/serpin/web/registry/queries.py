"""What is read from the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from serpin.web.accounts.models import Workspace
from serpin.web.accounts.permissions import Standing
from serpin.web.registry.forms import value_in
from serpin.web.registry.models import CASE, Record
from serpin.web.registry.sheets import Kind, kind_named, kinds

PAGE = 50
"""Rows of a page."""


def kind_of(record: Record) -> Kind:
    """Return the kind of a record."""
    return kind_named(record.kind)


def visible(standing: Standing) -> QuerySet[Record]:
    """Return the records of a workspace that a user may see.

    A role limited to an enterprise sees what belongs to it and what belongs to nobody.
    """
    rows = Record.objects.filter(workspace=standing.workspace)
    codes = standing.enterprises
    if codes is None:
        return rows
    return rows.filter(Q(enterprise__in=codes) | Q(enterprise="") | Q(kind="enterprises"))


@dataclass(frozen=True)
class Listing:
    """What a list is asked for: which records, in which order, which page."""

    search: str = ""
    group: str = ""
    enterprise: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Listing:
        """Read the request of a list from the query of an address; nonsense becomes the default."""
        page = query.get("page", "1")
        return cls(
            search=query.get("q", "").strip()[:200],
            group=query.get("group", "")[:40],
            enterprise=query.get("enterprise", "")[:40],
            sort=query.get("sort", "")[:60],
            page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
        )


def rows(standing: Standing, kind: Kind, listing: Listing) -> QuerySet[Record]:
    """Return the records of a list, filtered and sorted."""
    found = visible(standing).filter(kind=kind.name)
    for word in listing.search.lower().split():
        found = found.filter(search__contains=word)
    if listing.group:
        found = found.filter(group=listing.group)
    if listing.enterprise:
        found = found.filter(enterprise=listing.enterprise)
    return found.order_by(*_order(kind, listing.sort))


def _order(kind: Kind, sort: str) -> list[str]:
    sign, name = ("-", sort[1:]) if sort.startswith("-") else ("", sort)
    if name == "code":
        return [f"{sign}code", "id"]
    if name == "title":
        return [f"{sign}title", "id"]
    if any(name == ".".join(entry.path) for entry in kind.columns):
        return [f"{sign}body__{name.replace('.', '__')}", "id"]
    return ["position", "id"]


def codes_in(body: Mapping[str, Any], path: tuple[str, ...]) -> set[str]:
    """Return the codes that stand at a path: one, several, or the keys of a table."""
    value = value_in(body, path)
    if value is None or value == "":
        return set()
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        return {str(key) for key in value}
    if isinstance(value, list):
        found = set()
        for item in value:
            if isinstance(item, str):
                found.add(item)
            elif isinstance(item, Mapping):
                found |= {str(inner) for inner in list(item.values())[:1] if isinstance(inner, str)}
        return found
    return set()


def known_codes(workspace: Workspace, kind: str, parent: Record | None, codes: set[str]) -> set[str]:
    """Return those of some codes that are there; works and gates are looked up in the project around."""
    found = Record.objects.filter(workspace=workspace, kind=kind, code__in=codes)
    if "." in kind:
        around = parent
        while around is not None and around.kind != kind.rpartition(".")[0]:
            around = around.parent
        if around is not None:
            found = found.filter(parent=around)
    return set(found.values_list("code", flat=True))


def users_of(record: Record, code: str) -> list[str]:
    """Return the places that refer to a record by its code, as ``kind code``."""
    target = tuple(record.kind.split("."))
    found = []
    for kind in kinds():
        for entry in kind.fields:
            refers = entry.target == target or (kind.name == record.kind and entry.path == ("after",))
            if not refers:
                continue
            candidates = Record.objects.filter(workspace=record.workspace, kind=kind.name).exclude(pk=record.pk)
            if "." in record.kind and kind.name.startswith(record.kind.rpartition(".")[0]):
                candidates = candidates.filter(parent=record.parent)
            elif record.kind == "projects.works" and record.parent is not None:
                candidates = candidates.filter(body__project=record.parent.code)
            rows = candidates.only("kind", "code", "body")
            found += [f"{row.kind} {row.code}".strip() for row in rows if code in codes_in(row.body, entry.path)]
    return found


def counts(standing: Standing) -> dict[str, int]:
    """Return how many records of each kind a user sees."""
    from django.db.models import Count  # noqa: PLC0415 - one use

    numbers = visible(standing).order_by().values_list("kind").annotate(Count("id"))
    return dict(numbers)


def head(workspace: Workspace) -> Record | None:
    """Return the record of the case itself."""
    return Record.objects.filter(workspace=workspace, kind=CASE).first()
