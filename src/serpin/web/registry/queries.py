"""What is read from the register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from serpin.web.accounts.models import Workspace
from serpin.web.accounts.permissions import Standing
from serpin.web.registry.models import CASE, Idea, Record
from serpin.web.registry.ordering import order_of
from serpin.web.registry.searching import holding
from serpin.web.registry.sheets import Kind, kind_named, kinds

_MOST_OWNERS = 500
_NUMBERED = re.compile(r"([A-Za-z-]*)(\d{1,9})")


def kind_of(record: Record) -> Kind:
    """Return the kind of a record."""
    return kind_named(record.kind)


def visible(standing: Standing, kind: Kind | None = None) -> QuerySet[Record]:
    """Return the records of a workspace that a user may see, all of them or those of a kind.

    A role limited to an enterprise sees what belongs to it and what belongs to nobody.
    """
    rows = Record.objects.filter(workspace=standing.workspace)
    if kind is not None:
        rows = rows.filter(kind=kind.name)
    codes = standing.enterprises
    if codes is None or (kind is not None and kind.is_open):
        return rows
    seen = Q(enterprise__in=[*sorted(codes), ""])
    if kind is None:
        seen |= Q(kind__in=[other.name for other in kinds() if other.is_open])
    for other in kinds() if kind is None else (kind,):
        if other.partner:  # apart, so that the other rows are told by their index alone
            partners = Record.objects.filter(workspace=standing.workspace, kind=other.name)
            seen |= Q(pk__in=partners.filter(**{f"body__{other.partner}__in": sorted(codes)}).order_by().values("pk"))
    return rows.filter(seen)


def ideas(standing: Standing) -> QuerySet[Idea]:
    """Return the ideas that a user may see: all, or those of the own enterprise and of nobody."""
    found = Idea.objects.filter(workspace=standing.workspace)
    codes = standing.enterprises
    return found if codes is None else found.filter(Q(enterprise__in=codes) | Q(enterprise=""))


@dataclass(frozen=True)
class Listing:
    """What a list is asked for: which records, in which order, which page."""

    search: str = ""
    group: str = ""
    enterprise: str = ""
    sort: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether some records are left out."""
        return bool(self.search or self.group or self.enterprise)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Listing:
        """Read the request of a list from the query of an address; nonsense becomes the default."""
        query = {name: text.replace("\x00", "") for name, text in query.items()}
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
    found = visible(standing, kind)
    for word in listing.search.split()[:8]:
        found = holding(found, word)
    if listing.group:
        found = found.filter(group=listing.group)
    if listing.enterprise:
        found = found.filter(enterprise=listing.enterprise)
    spoken = standing.workspace.language
    return found.order_by(*order_of(kind, listing.sort, standing.user.language, spoken))


def known_codes(rows_seen: QuerySet[Record], kind: str, parent: Record | None, codes: set[str]) -> set[str]:
    """Return those of some codes that are there; works and gates are looked up in the project around."""
    found = rows_seen.filter(kind=kind, code__in=codes)
    if "." in kind:
        around = parent
        while around is not None and around.kind != kind.rpartition(".")[0]:
            around = around.parent
        if around is not None:
            found = found.filter(parent=around)
    return set(found.values_list("code", flat=True))


def next_code(rows: QuerySet[Record]) -> str:
    """Return the code that follows the last one of a list: P12 after P11; nothing where codes are words."""
    last = rows.exclude(code="").order_by("-position", "-id").values_list("code", flat=True).first() or ""
    found = _NUMBERED.fullmatch(last)
    if found is None:
        return ""
    start, digits = found.groups()
    candidates = [f"{start}{int(digits) + step:0{len(digits)}}" for step in range(1, 100)]
    taken = set(rows.filter(code__in=candidates).values_list("code", flat=True))
    return next((code for code in candidates if code not in taken), "")


def owners(standing: Standing, kind: Kind) -> list[tuple[str, str]]:
    """Return the enterprises by which a list can be filtered, as code and title; none where there is but one."""
    if kind.name == "enterprises" or not kind.has_owner:
        return []
    found = list(
        visible(standing, kind_named("enterprises")).order_by("title").values_list("code", "title")[:_MOST_OWNERS]
    )
    return found if len(found) > 1 else []


def counts(standing: Standing, names: Iterable[str]) -> dict[str, int]:
    """Return how many records of some kinds a user sees; those without any are left out."""
    numbers = visible(standing).filter(kind__in=sorted(set(names))).order_by().values_list("kind").annotate(Count("id"))
    return dict(numbers)


def head(workspace: Workspace) -> Record | None:
    """Return the record of the case itself."""
    return Record.objects.filter(workspace=workspace, kind=CASE).first()


def currency(workspace: Workspace) -> str:
    """Return the currency of the case."""
    bodies = Record.objects.filter(workspace=workspace, kind=CASE).order_by().values_list("body", flat=True)
    return next((str(body.get("currency") or "") for body in bodies), "") or "KZT"
