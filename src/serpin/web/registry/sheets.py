"""What the register knows of each kind of record; all of it is read from the layout of the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from serpin.formats.workbook.cells import Choice
from serpin.formats.workbook.layout import Field, Sheet, sheets
from serpin.web.accounts.roles import Action
from serpin.web.registry.models import CASE

_MONEY = frozenset({"sources", "covers", "claims"})
_PROJECTS = frozenset({"projects", "risks"})
_SHOWN = {
    "enterprises": ("region", "activity", "size", "headcount", "roles"),
    "resources": ("kind", "owner", "capacity", "cost_per_unit_day"),
    "innovations": ("type", "basis", "novelty"),
    "projects": ("innovation", "enterprise", "stage", "earliest_start", "deadline", "mandatory"),
    "projects.works": ("kind", "after", "earliest", "pinned_start"),
    "projects.works.modes": ("performer", "contractor", "duration", "demand", "cost", "success"),
    "projects.gates": ("after", "probability", "due"),
}
_GROUPS = {
    "enterprises": "size",
    "resources": "kind",
    "innovations": "type",
    "projects": "stage",
    "projects.works": "kind",
    "risks": "class",
    "sources": "kind",
    "relations": "kind",
    "ties": "kind",
}
_OWNERS = ("enterprise", "owner", "of", "holder", "applicant")
_OWNER_OF = {"agreements": ("giver",)}
_OPEN = frozenset({"enterprises", "offers", "requests"})
_PARTNER = {"agreements": "taker", "ties": "to"}
_MOST_COLUMNS = 6


def kind_of(sheet: Sheet) -> str:
    """Return the kind of the records of a sheet."""
    return ".".join(sheet.key) or CASE


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of record: its sheet, where it stands, who may change it."""

    name: str
    sheet: Sheet

    @property
    def parent(self) -> str | None:
        """Kind of the record around, or nothing at the top."""
        return self.name.rpartition(".")[0] or None

    @property
    def list_name(self) -> str:
        """Name of the list in which the noun stands."""
        return self.sheet.key[-1] if self.sheet.key else ""

    @property
    def top(self) -> str:
        """Kind of the outermost record."""
        return self.name.partition(".")[0]

    @property
    def top_sheet(self) -> Sheet:
        """Sheet of the outermost record."""
        return kind_named(self.top).sheet

    @property
    def action(self) -> Action:
        """What somebody must be allowed to do in order to change it."""
        if self.top in _MONEY:
            return Action.EDIT_MONEY
        return Action.EDIT_PROJECT if self.top in _PROJECTS else Action.EDIT_REGISTER

    @property
    def is_open(self) -> bool:
        """Whether every member sees all of its records: who there is, what is offered and sought."""
        return self.name in _OPEN

    @property
    def has_owner(self) -> bool:
        """Whether its records belong to enterprises."""
        owners = {*_OWNER_OF.get(self.name, _OWNERS), "project"}
        return any(entry.path[0] in owners for entry in self.fields) or (
            self.parent is not None and kind_named(self.parent).has_owner
        )

    @property
    def partner(self) -> str:
        """Name of the field with a second enterprise that sees the record, too; or an empty text."""
        return _PARTNER.get(self.name, "")

    @property
    def has_code(self) -> bool:
        """Whether its records have codes."""
        return "id" in self.sheet.model.model_fields

    @property
    def has_title(self) -> bool:
        """Whether its records are called something, or have nothing else to be called by than what they say."""
        return not self.has_code or any(name in self.sheet.model.model_fields for name in ("name", "title", "text"))

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is filled in."""
        return self.sheet.fields

    @property
    def columns(self) -> tuple[Field, ...]:
        """What a list shows beside code and name."""
        chosen = _SHOWN.get(self.name)
        plain = [field for field in self.fields if field.path not in (("id",), ("name",), ("title",))]
        if chosen is None:
            return tuple(plain[:_MOST_COLUMNS])
        by_name = {field.path: field for field in plain}
        found = [by_name[path] for name in chosen for path in by_name if path[0] == name]
        return tuple(found[:_MOST_COLUMNS])

    @property
    def group_field(self) -> Field | None:
        """The choice by which lists are filtered, or nothing."""
        wanted = _GROUPS.get(self.name)
        for field in self.fields:
            if len(field.path) == 1 and isinstance(field.codec, Choice) and wanted in (None, field.path[0]):
                return field
        return None

    @property
    def children(self) -> tuple[Kind, ...]:
        """Kinds that stand within a record of this kind; within the case, those at the top."""
        if self.name == CASE:
            return tuple(kind for kind in kinds() if "." not in kind.name and kind.name != CASE)
        return tuple(kind for kind in kinds() if kind.parent == self.name)

    def owner_in(self, body: dict[str, Any]) -> str:
        """Return the code of the enterprise to which a noun belongs, or an empty text."""
        if self.name == "enterprises":
            return str(body.get("id", ""))
        for name in _OWNER_OF.get(self.name, _OWNERS):
            value = body.get(name)
            if isinstance(value, str) and value:
                return value
        return ""


@cache
def kinds() -> tuple[Kind, ...]:
    """Return all kinds, the case first, in the order of the workbook."""
    return tuple(Kind(kind_of(sheet), sheet) for sheet in sheets())


@cache
def _by_name() -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds()}


def kind_named(name: str) -> Kind:
    """Return a kind by its name.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    return _by_name()[name]
