"""A file beside the register: what would be new, changed and removed, field by field, and doing it in one go.

Nouns are found again by their codes, so records keep their numbers and their history; nouns without codes by what they
say, the rest of them in their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from serpin.base.texts import mark, translate
from serpin.vocabulary.case import Case
from serpin.web.accounts.models import User, Workspace
from serpin.web.accounts.permissions import Answer, NotAllowed, Standing
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Action
from serpin.web.registry import bridge
from serpin.web.registry.forms import value_in
from serpin.web.registry.health import state_of
from serpin.web.registry.models import CASE, Record, Upload
from serpin.web.registry.sheets import Kind, kind_named, kinds
from serpin.web.registry.tables import told
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_BATCH = 400
_CHANGED = mark("the register was changed since this preview was made; look at it again before you take it over")


@dataclass(eq=False)
class Step:
    """A noun of the file, and the record that becomes it."""

    kind: Kind
    body: dict[str, Any]
    around: Step | None
    position: int
    record: Record | None = None

    @property
    def is_new(self) -> bool:
        """Whether there is no such record yet."""
        return self.record is None

    @property
    def is_changed(self) -> bool:
        """Whether the record says something else."""
        return self.record is not None and self.record.body != self.body

    @property
    def code(self) -> str:
        """Return the codes of the noun and of those around it."""
        own = str(self.body.get("id", ""))
        around = self.around.code if self.around is not None and self.around.kind.name != CASE else ""
        return " / ".join(part for part in (around, own) if part)

    @property
    def title(self) -> str:
        """Return what the noun is called, in the language of the reader: its name, else the first of its words."""
        if self.body.get("id") or self.kind.name == CASE:
            return bridge.title_of(self.body, language())
        said = (told(self.kind, entry, self.body, language()) for entry in self.kind.fields)
        return next((words for words in said if words), "")

    def changes(self, said_in: str) -> list[tuple[str, str, str]]:
        """Return heading, old and new words of the fields that differ."""
        old = self.record.body if self.record is not None else {}
        return [
            (
                entry.heading(said_in),
                told(self.kind, entry, old, said_in),
                told(self.kind, entry, self.body, said_in),
            )
            for entry in self.kind.fields
            if value_in(old, entry.path) != value_in(self.body, entry.path)
        ]


@dataclass
class Comparison:
    """What a file would change."""

    steps: list[Step] = field(default_factory=list)
    gone: list[Record] = field(default_factory=list)
    """Records that the file does not hold; what stands within them is not named again."""
    made: list[Record] = field(default_factory=list)
    altered: list[Record] = field(default_factory=list)
    """What was made and changed, once the file was taken over."""

    @property
    def new(self) -> list[Step]:
        """What would be new."""
        return [step for step in self.steps if step.is_new]

    @property
    def changed(self) -> list[Step]:
        """What would be changed."""
        return [step for step in self.steps if step.is_changed]

    @property
    def same(self) -> int:
        """How many records stay as they are."""
        return len(self.steps) - len(self.new) - len(self.changed)

    def touched(self, *, remove: bool) -> set[Kind]:
        """Return the kinds of records that would be written or removed."""
        found = {step.kind for step in self.steps if step.is_new or step.is_changed}
        return found | ({kind_named(record.kind) for record in self.gone} if remove else set())


def compare(workspace: Workspace, case: Case, *, head: bool = True, lock: bool = False) -> Comparison:
    """Return what a case would change in the register of a workspace.

    Parameters
    ----------
    workspace, case
        What stands there, and what was uploaded.
    head
        Whether title, start and rates of the case are taken over, too.
    lock
        Whether the records are kept from others until the end of the transaction.
    """
    rows = Record.objects.filter(workspace=workspace).order_by("position", "id")
    standing_there: dict[tuple[int | None, str], list[Record]] = defaultdict(list)
    for row in rows.select_for_update() if lock else rows:
        standing_there[row.parent_id, row.kind].append(row)
    found = Comparison()
    by_noun: dict[int, Step] = {}
    removed: set[int] = set()
    for kind in sorted(kinds(), key=lambda kind: kind.name.count(".") if kind.name != CASE else -1):
        if kind.name == CASE and not head:
            continue
        lists: dict[int | None, list[Step]] = defaultdict(list)
        for step in _steps(case, kind, by_noun):
            lists[_number(step.around)].append(step)
        for (parent, name), old in standing_there.items():
            if name != kind.name or parent in lists:
                continue
            if parent in removed:
                removed |= {row.pk for row in old}
            else:
                lists[parent] = []
        for parent, steps in lists.items():
            old = standing_there.get((parent, kind.name), []) if parent != _NEW else []
            _match(kind, steps, old)
            kept = {step.record.pk for step in steps if step.record is not None}
            gone = [row for row in old if row.pk not in kept]
            found.gone += [row for row in gone if row.parent_id not in removed]
            removed |= {row.pk for row in gone}
            found.steps += steps
    return found


_NEW = -1


def _number(around: Step | None) -> int | None:
    if around is None:
        return None
    return around.record.pk if around.record is not None else _NEW


def _steps(case: Case, kind: Kind, by_noun: dict[int, Step]) -> Iterator[Step]:
    lists = {child.list_name for child in kind.children}
    places: dict[int, int] = defaultdict(int)
    for parent, noun in bridge.nouns_of(case, kind):
        around = by_noun.get(id(parent)) if kind.parent is not None else None
        body = noun.model_dump(mode="json", exclude=lists, exclude_none=True)
        step = Step(kind, body, around, places[id(parent)])
        places[id(parent)] += 1
        by_noun[id(noun)] = step
        yield step


def _match(kind: Kind, steps: list[Step], old: list[Record]) -> None:
    """Find the record of each noun: by code, or else by what it says, the rest in order."""
    if kind.has_code:
        by_code = {row.code: row for row in old}
        for step in steps:
            step.record = by_code.get(str(step.body.get("id", "")))
        return
    left = list(old)
    for step in steps:
        step.record = next((row for row in left if row.body == step.body), None)
        if step.record is not None:
            left.remove(step.record)
    for step, row in zip([step for step in steps if step.record is None], left, strict=False):
        step.record = row


def answer_for(member: Standing, comparison: Comparison, language: str, *, remove: bool) -> Answer | None:
    """Return the answer that forbids taking a file over, or nothing where it is allowed."""
    actions = {Action.EXCHANGE} | {kind.action for kind in comparison.touched(remove=remove)}
    answers = [member.may(action, None, language) for action in sorted(actions)]
    return next((answer for answer in answers if not answer), None)


@transaction.atomic
def take_over(user: User, upload: Upload, *, remove: bool) -> Comparison:
    """Make the register what a file says.

    Parameters
    ----------
    user
        Who does it.
    upload
        The file as it was looked at.
    remove
        Whether records that the file does not hold are removed.

    Raises
    ------
    NotAllowed
        If the user may not change a kind of record that would change.
    Refused
        If somebody changed the register since the preview.
    """
    workspace = Workspace.objects.select_for_update().get(pk=upload.workspace_id)
    case = bridge.case_from(upload.case)
    comparison = compare(workspace, case, head=not upload.foreign, lock=True)
    if state_of(workspace) != upload.state:
        raise Refused({"": translate(_CHANGED, user.language)})
    answer = answer_for(standing(user, workspace.slug), comparison, user.language, remove=remove)
    if answer is not None:
        raise NotAllowed(answer)
    owners = {project.id: project.enterprise for project in case.projects}
    if remove:
        for row in comparison.gone:
            row.delete()
    levels: dict[int, list[Step]] = defaultdict(list)
    for step in comparison.steps:
        levels[step.kind.name.count(".")].append(step)
    for level in sorted(levels):
        made, changed = _write(user, workspace, levels[level], owners)
        comparison.made += made
        comparison.altered += changed
    upload.delete()
    return comparison


def _write(
    user: User, workspace: Workspace, steps: list[Step], owners: dict[str, str]
) -> tuple[list[Record], list[Record]]:
    made: list[Record] = []
    changed: list[Record] = []
    moved: list[Record] = []
    for step in steps:
        is_new, is_changed = step.is_new, step.is_changed
        around = step.around.record if step.around is not None else None
        row = step.record or Record(workspace=workspace, kind=step.kind.name, parent=around)
        owner, position = row.enterprise, row.position
        row.body, row.position = step.body, step.position
        bridge.derive(row, step.kind, workspace.language, around, owners.get(str(step.body.get("project", "")), ""))
        step.record = row
        if is_new:
            row.changed_by = user
            made.append(row)
        elif is_changed or owner != row.enterprise:
            row.changed_by, row.changed_at, row.version = user, timezone.now(), row.version + 1
            changed.append(row)
        elif position != row.position:
            moved.append(row)
    Record.objects.bulk_create(made, batch_size=_BATCH)
    Record.history.bulk_history_create(made, batch_size=_BATCH, update=False, default_user=user)
    written = [*_DERIVED, "body", "position", "version", "changed_by", "changed_at"]
    bulk_update_with_history(changed, Record, written, batch_size=_BATCH, default_user=user)
    Record.objects.bulk_update(moved, ["position"], batch_size=_BATCH)
    return made, changed


_DERIVED = ("code", "title", "search", "enterprise", "group")
