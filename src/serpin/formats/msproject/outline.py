"""The tasks of a file: which are works, which are summaries, and to which project each work belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from serpin.base.texts import mark
from serpin.formats.msproject.fields import CODE, GATE, KIND
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.tree import children, text_of

_INACTIVE = mark("inactive tasks that are not read: {count}, for example {example}")
_FOREIGN = mark("tasks of other files that are not read: {count}, for example {example}")
_PHASES = mark("summary tasks within projects that are not kept: {count}, for example {example}")
_SUMMARY_LINKS = mark("links of summary tasks that are not read: {count}, for example {example}")
_LOST_LINKS = mark("links to tasks that are not in the file: {count}, for example of {example}")
_JOINED = mark("summary tasks read as one project with others, since they are linked: {count}, for example {example}")


@dataclass
class Task:
    """A task of a file."""

    element: Any
    uid: str
    name: str
    level: int
    parents: tuple[str, ...]
    is_summary: bool
    fields: dict[int, str]
    links: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def is_gate(self) -> bool:
        """Whether it was written as a gate."""
        return self.fields.get(KIND) == GATE


@dataclass
class Outline:
    """The tasks of a file in their order, and the projects that they form."""

    whole: Task | None
    tasks: dict[str, Task]
    projects: list[tuple[Task | None, list[Task]]]
    """A summary task, or nothing for the file itself, and its works and gates."""


def fields_of(element: Any) -> dict[int, str]:
    """Return the custom fields of a task or a resource."""
    found = {}
    for inner in children(element, "ExtendedAttribute"):
        number, value = text_of(inner, "FieldID"), text_of(inner, "Value")
        if number and number.isdecimal() and value:
            found[int(number)] = value
    return found


def read_outline(root: Any, notes: Notes) -> Outline:
    """Return the tasks of a file."""
    whole: Task | None = None
    tasks: dict[str, Task] = {}
    above: list[Task] = []
    for element in children(children(root, "Tasks"), "Task"):
        uid, name = text_of(element, "UID") or "", text_of(element, "Name") or ""
        if text_of(element, "IsNull") == "1" or not uid:
            continue
        if text_of(element, "Active") == "0":
            notes.add(_INACTIVE, name)
            continue
        if text_of(element, "ExternalTask") == "1":
            notes.add(_FOREIGN, name)
            continue
        level = int(text_of(element, "OutlineLevel") or 1)
        while above and above[-1].level >= level:
            above.pop()
        parents = tuple(other.uid for other in above)
        is_summary = text_of(element, "Summary") == "1"
        task = Task(element, uid, name, level, parents, is_summary, fields_of(element))
        if level == 0:
            whole = task
            continue
        for other in above:
            other.is_summary = True
        above.append(task)
        tasks[uid] = task
    _read_links(tasks, notes)
    return Outline(whole, tasks, _projects(tasks, notes))


def _read_links(tasks: dict[str, Task], notes: Notes) -> None:
    """Give every task its links; a finish-to-start link of a summary becomes links of all works below."""
    below: dict[str, list[Task]] = {}
    for task in tasks.values():
        for parent in () if task.is_summary else task.parents:
            below.setdefault(parent, []).append(task)
    for task in tasks.values():
        for link in children(task.element, "PredecessorLink"):
            other = tasks.get(text_of(link, "PredecessorUID") or "")
            if other is None or text_of(link, "CrossProject") == "1":
                notes.add(_LOST_LINKS, task.name)
                continue
            kind = text_of(link, "Type") or "1"
            if (other.is_summary or task.is_summary) and kind != "1":
                notes.add(_SUMMARY_LINKS, f"{other.name} → {task.name}")
                continue
            later = below.get(task.uid, []) if task.is_summary else [task]
            earlier = below.get(other.uid, []) if other.is_summary else [other]
            for each in later:
                each.links += [(before.uid, link) for before in earlier if before.uid != each.uid]


def _projects(tasks: dict[str, Task], notes: Notes) -> list[tuple[Task | None, list[Task]]]:
    """Return the projects: summaries of the first level, joined where works are linked across; the rest is one too."""
    top = {task.uid: (task.parents[0] if task.parents else "") for task in tasks.values() if not task.is_summary}
    roots = dict.fromkeys(top.values())
    lead = {root: root for root in roots}

    def first(root: str) -> str:
        while lead[root] != root:
            root = lead[root]
        return root

    order = {root: position for position, root in enumerate(roots)}
    for task in tasks.values():
        for before, _ in () if task.is_summary else task.links:
            one, two = sorted((first(top[task.uid]), first(top[before])), key=lambda root: order[root])
            lead[two] = one
    groups: dict[str, list[Task]] = {}
    for uid, root in top.items():
        groups.setdefault(first(root), []).append(tasks[uid])
    for root in roots:
        if first(root) != root:
            notes.add(_JOINED, tasks[root].name if root else tasks[first(root)].name)
    for task in tasks.values():
        if task.is_summary and task.level > 1 and CODE not in task.fields:
            notes.add(_PHASES, task.name)
    return [(tasks.get(root), members) for root, members in groups.items()]
