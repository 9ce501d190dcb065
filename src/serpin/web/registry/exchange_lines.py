"""What a file would change, line by line: one for every new record, every changed field, every record that goes."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.base.texts import mark, translate
from serpin.web.registry.exchange import Comparison
from serpin.web.registry.queries import kind_of
from serpin.web.ui.lists import Heading
from serpin.web.ui.templatetags.speaking import title_in

_CHANGED, _NEW, _GONE = mark("changed"), mark("new"), mark("not in the file")


@dataclass(frozen=True)
class Line:
    """A line of the preview."""

    done: str
    kind: str
    named: str
    number: int | None = None
    """That of the record, where there is one."""
    field: str = ""
    before: str = ""
    after: str = ""


def headings(language: str) -> list[Heading[Line]]:
    """Return the columns of the preview."""
    return [
        Heading("done", translate(mark("What happens"), language), lambda line: line.done, choices=True),
        Heading("list", translate(mark("List"), language), lambda line: line.kind, choices=True),
        Heading("record", translate(mark("Record"), language), lambda line: line.named),
        Heading("what", translate(mark("What"), language), lambda line: line.field, choices=True),
        Heading("before", translate(mark("Old value"), language), lambda line: line.before),
        Heading("after", translate(mark("New value"), language), lambda line: line.after),
    ]


def lines_of(comparison: Comparison, language: str) -> list[Line]:
    """Return what would change: changed fields first, then what is new, then what the file does not hold."""
    changed, new, gone = (translate(word, language) for word in (_CHANGED, _NEW, _GONE))
    found = []
    for step in comparison.changed:
        record = step.record
        title = step.code or (record.title if record is not None else "") or "…"
        number = record.pk if record is not None else None
        found += [
            Line(changed, step.kind.sheet.name(language), title, number, heading, before, after)
            for heading, before, after in step.changes(language)
        ]
    found += [Line(new, step.kind.sheet.name(language), f"{step.code} {step.title}".strip()) for step in comparison.new]
    found += [
        Line(gone, kind_of(row).sheet.name(language), f"{row.code} {title_in(row, language)}".strip(), row.pk)
        for row in comparison.gone
    ]
    return found
