"""The page of what keeps a case from being planned."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.registry import health, queries
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import kind_named
from serpin.web.ui import lists
from serpin.web.ui.templatetags.speaking import language, titled

_MOST = 2000
_TITLE = mark("Check")
_OF_CASE = frozenset({"title", "start", "horizon"})


@dataclass(frozen=True)
class Fault:
    """A problem in words, where it lies, and in which record, as far as the reader may see that."""

    sentence: str
    path: str
    kind: str
    named: str
    record: Record | None

    @property
    def is_of_case(self) -> bool:
        """Whether it lies in the case itself."""
        return self.path in _OF_CASE


@workspace_page("register")
def problems(request: WorkspaceRequest) -> HttpResponse:
    """Show what keeps the case from being planned, each with the record in which it lies, or send it as a file."""
    say = language()
    found = health.findings(request.standing)[:_MOST]
    numbers = [finding.record for finding in found if finding.record is not None]
    rows = {row.pk: row for row in queries.visible(request.standing).filter(pk__in=numbers).select_related("parent")}
    faults = [_fault(finding, rows.get(finding.record or 0), say) for finding in found]
    headings: list[lists.Heading[Fault]] = [
        lists.Heading("list", translate(mark("List"), say), lambda fault: fault.kind, choices=True),
        lists.Heading("record", translate(mark("Record"), say), lambda fault: fault.named),
        lists.Heading("wrong", translate(mark("What is wrong"), say), lambda fault: fault.sentence),
        lists.Heading("where", translate(mark("Where"), say), lambda fault: fault.path),
    ]
    listed = lists.arranged(faults, headings, request.GET.dict())
    made = lists.as_file(listed, f"{request.standing.workspace.slug}-check", translate(_TITLE, say))
    if made is not None:
        return made
    context = {"list": listed, "page": listed.page, "doubts": health.doubts(request.standing, say)}
    return render(request, "registry/problems.html", context)


def _fault(finding: health.Finding, row: Record | None, language: str) -> Fault:
    kind = kind_named(row.kind).sheet.name(language) if row is not None else ""
    named = f"{row.code} {titled(row)}".strip() if row is not None else ""
    return Fault(finding.problem.sentence(language), finding.problem.path(), kind, named, row)
