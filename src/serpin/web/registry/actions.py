"""What changes the register; every action takes a user and plain values, checks, writes, and leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from simple_history.utils import bulk_update_with_history

from serpin.base.errors import InputError, Problem
from serpin.base.texts import mark, translate
from serpin.vocabulary.case import Case
from serpin.web.accounts.models import User, Workspace
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.queries import standing
from serpin.web.registry import bridge, links, queries
from serpin.web.registry.changes import fields_since
from serpin.web.registry.forms import codes_in
from serpin.web.registry.models import CASE, Record
from serpin.web.registry.referring import target_of
from serpin.web.registry.sheets import Kind
from serpin.web.registry.typed import checked, errors_by_input, read_form
from serpin.web.ui.refusal import Overtaken, Refused

_CODE_TAKEN = mark("code {value} is used twice")
_NO_SUCH = mark("there is no {value} in {list}")
_FIELDS = mark("What is different now: {fields}. Saving again puts your entries in their place.")
_CHANGED = mark("somebody else has changed this meanwhile ({who}); your entries stand below, nothing was overwritten")
_STILL_USED = mark("{code} is still used by: {places}")
_CODE_USED = mark("the code cannot be changed while others use it: {places}")


def demand(user: User, workspace: Workspace, kind: Kind, enterprise: str | None) -> None:
    """Let pass who may change records of a kind that belong to an enterprise.

    Raises
    ------
    NotAllowed
        With the reason.
    """
    answer = standing(user, workspace.slug).may(kind.action, enterprise, user.language)
    if not answer:
        raise NotAllowed(answer)


@transaction.atomic
def save_record(
    user: User,
    workspace: Workspace,
    kind: Kind,
    typed: Mapping[str, str],
    *,
    record: Record | None = None,
    parent: Record | None = None,
    version: int | None = None,
) -> Record:
    """Create or change a record from what was typed into its form.

    Parameters
    ----------
    user, workspace, kind
        Who, where, what.
    typed
        Texts by the names of the inputs.
    record
        The record to change; a new one is made when nothing.
    parent
        The record around a new one.
    version
        The version that the form showed; a newer one in the register is not overwritten.

    Raises
    ------
    NotAllowed
        If the user may not.
    Refused
        If something typed is not accepted; nothing is written then.
    """
    language = user.language
    if record is not None:
        record = Record.objects.select_for_update().get(pk=record.pk)
        parent = record.parent
        if version is not None and version != record.version:
            who = record.changed_by or ""
            told = translate(_CHANGED, language, who=str(who))
            fields = fields_since(record, version, language)
            raise Overtaken(
                {"": f"{told}. {translate(_FIELDS, language, fields='; '.join(fields))}" if fields else told},
                record.version,
            )
    body, errors = read_form(kind, typed, language)
    if errors:
        raise Refused(errors)
    return write_body(user, workspace, kind, body, record=record, parent=parent)


def write_body(
    user: User, workspace: Workspace, kind: Kind, body: dict[str, Any], *, record: Record | None, parent: Record | None
) -> Record:
    """Check a body and write it; call within a transaction.

    Raises
    ------
    NotAllowed
        If the user may not.
    Refused
        If the vocabulary refuses it.
    """
    language = user.language
    children = bridge.children_of(record) if record is not None else {}
    plain, problems = checked(kind, body, children)
    around = parent if parent is not None else record.parent if record is not None else None
    before = record.body if record is not None else None
    problems += unknown_references(user, workspace, kind, plain, parent=around, before=before)
    if problems:
        raise Refused(errors_by_input(kind, problems, language))
    row = record or Record(workspace=workspace, kind=kind.name, parent=parent, position=_next(workspace, kind, parent))
    old_code, old_owner = row.code, row.enterprise
    row.body = plain
    bridge.derive(row, kind, workspace.language, parent, links.owner_by_project(workspace, plain))
    for enterprise in {row.enterprise, old_owner} if record is not None else {row.enterprise}:
        demand(user, workspace, kind, enterprise)
    if record is not None and old_code != row.code and (used := users_told(user, record, old_code)):
        raise Refused({"id": translate(_CODE_USED, language, places=used)})
    row.changed_by = user
    row.version = row.version + 1 if record is not None else 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused({"id": translate(_CODE_TAKEN, language, value=row.code)}) from None
    if record is not None and old_owner != row.enterprise:
        _hand_over(row)
    return row


def _hand_over(row: Record) -> None:
    """Let what stands within a record, and what belongs to a project by naming it, follow its enterprise."""
    level = [row.pk]
    while level:  # by numbers: a join within an update has no good plan on PostgreSQL before it has counted the rows
        level = list(Record.objects.filter(parent__in=level).order_by().values_list("pk", flat=True))
        Record.objects.filter(pk__in=level).update(enterprise=row.enterprise)
    if row.kind == "projects":
        shared = Record.objects.filter(workspace=row.workspace, kind="risks.impacts", parent__enterprise="")
        shared.filter(body__project=row.code).update(enterprise=row.enterprise)


def users_told(user: User, record: Record, code: str) -> str:
    """Return who names a record, in words; of what the user may not see, only that there is something."""
    uses = links.uses_of(record, code, Record.objects.filter(workspace=record.workspace), 6)
    seen = set(
        queries.visible(standing(user, record.workspace.slug))
        .filter(pk__in=[row.pk for use in uses for row in use.records])
        .values_list("pk", flat=True)
    )
    told = []
    for use in uses:
        own = [row for row in use.records if row.pk in seen]
        told += links.naming([links.Use(use.kind, use.field, own)], user.language)
        if len(own) < len(use.records):
            told.append(links.title_of_kind(use.kind.name, user.language))
    return ", ".join(dict.fromkeys(told[:6]))


def _next(workspace: Workspace, kind: Kind, parent: Record | None) -> int:
    last = Record.objects.filter(workspace=workspace, kind=kind.name, parent=parent).aggregate(Max("position"))
    return 0 if last["position__max"] is None else int(last["position__max"]) + 1


def unknown_references(
    user: User,
    workspace: Workspace,
    kind: Kind,
    body: Mapping[str, Any],
    *,
    parent: Record | None,
    before: Mapping[str, Any] | None = None,
    only: str = "",
) -> list[Problem]:
    """Return the codes of a body that name nothing that the user may see.

    Parameters
    ----------
    user, workspace, kind, body
        Who, where, what.
    parent
        The record around: works and gates are looked up in its project.
    before
        The body as it is stored: what it names already may stay, also where the user may not see it.
    only
        Path of the one field that is looked at; all of them when empty.
    """
    found: list[Problem] = []
    rows = queries.visible(standing(user, workspace.slug))
    for entry in kind.fields:
        target = target_of(kind, entry)
        codes = codes_in(body, entry.path) - codes_in(before or {}, entry.path) if target else set()
        if not codes or only not in ("", ".".join(entry.path)):
            continue
        unknown = codes - queries.known_codes(rows, target, parent, codes)
        title = links.title_of_kind(target, user.language)
        found += [Problem(_NO_SUCH, entry.path, {"value": code, "list": title}) for code in sorted(unknown)]
    return found


@transaction.atomic
def delete_record(user: User, record: Record) -> None:
    """Delete a record with what stands within it.

    Raises
    ------
    NotAllowed
        If the user may not.
    Refused
        If others still refer to it.
    """
    kind = queries.kind_of(record)
    demand(user, record.workspace, kind, record.enterprise)
    if kind.name == CASE:
        raise Refused({"": translate(_STILL_USED, user.language, code=CASE, places="*")})
    if record.code and (used := users_told(user, record, record.code)):
        sentence = translate(_STILL_USED, user.language, code=record.code, places=used)
        raise Refused({"": sentence})
    record.delete()


def delete_records(user: User, records: list[Record]) -> tuple[int, list[str]]:
    """Delete several records, those that name others first, and return how many, and why the others stay.

    Raises
    ------
    NotAllowed
        If the user may not delete one of them; nothing is deleted then.
    """
    for record in records:
        demand(user, record.workspace, queries.kind_of(record), record.enterprise)
    reasons: list[str] = []
    left, deleted = records, -1
    while left and deleted:
        again, reasons, deleted = [], [], 0
        for record in left:
            try:
                delete_record(user, record)
                deleted += 1
            except Refused as refusal:
                again.append(record)
                reasons += refusal.errors.values()
        left = again
    return len(records) - len(left), reasons


@transaction.atomic
def move_record(user: User, record: Record, step: int) -> None:
    """Move a record up (−1) or down (1) in its list.

    Raises
    ------
    NotAllowed
        If the user may not.
    """
    kind = queries.kind_of(record)
    demand(user, record.workspace, kind, record.enterprise)
    rows = list(
        Record.objects.filter(workspace=record.workspace, kind=record.kind, parent=record.parent).order_by(
            "position", "id"
        )
    )
    place = next(number for number, row in enumerate(rows) if row.pk == record.pk)
    other = place + step
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for number, row in enumerate(rows):
            row.position = number
        bulk_update_with_history(rows, Record, ["position"], batch_size=400, default_user=user)


@transaction.atomic
def load_case(user: User | None, workspace: Workspace, case: Case, *, replace: bool = False) -> int:
    """Fill a workspace with a case and return the number of records.

    Parameters
    ----------
    user
        Who does it; nothing for samples.
    workspace, case
        Where and what.
    replace
        Whether what stands there may be replaced; its history is kept.

    Raises
    ------
    NotAllowed
        If the user may not.
    InputError
        If the workspace is not empty and must not be replaced.
    """
    if user is not None:
        from serpin.web.accounts.roles import Action  # noqa: PLC0415 - one use

        answer = standing(user, workspace.slug).may(Action.EXCHANGE, None, user.language)
        if not answer:
            raise NotAllowed(answer)
    if Record.objects.filter(workspace=workspace).exists():
        if not replace:
            raise InputError([Problem(mark("the workspace is not empty"), where=workspace.slug)])
        for record in Record.objects.filter(workspace=workspace, parent=None):
            record.delete()
    return bridge.store_case(workspace, case, user)
