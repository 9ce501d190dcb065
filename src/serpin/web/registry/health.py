"""What keeps a case from being planned, and what is doubtful in it; found once for every state of the register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Max

from serpin.base.errors import InputError, Problem
from serpin.base.texts import mark, translate
from serpin.vocabulary.review import review
from serpin.web.accounts.models import Workspace
from serpin.web.accounts.permissions import Standing
from serpin.web.registry import bridge, queries
from serpin.web.registry.models import Record


@dataclass(frozen=True)
class Finding:
    """A problem, and the record in which it lies."""

    problem: Problem
    record: int | None

    @property
    def is_warning(self) -> bool:
        """Whether the case can be planned all the same."""
        return self.problem.severity != "error"


def state_of(workspace: Workspace) -> str:
    """Return a text that is another one after every change of the register of a workspace."""
    last = Record.history.filter(workspace=workspace).aggregate(Max("history_id"))["history_id__max"]
    return f"{workspace.pk}:{last or 0}"


@lru_cache(maxsize=16)
def _findings(number: int, _state: str) -> tuple[Finding, ...]:
    data, places = bridge.document_of(Workspace.objects.get(pk=number))
    try:
        problems = review(bridge.case_from(data))
    except InputError as error:
        problems = list(error.problems)
    return tuple(Finding(problem, bridge.record_at(problem, places)) for problem in problems)


def doubts(standing: Standing, language: str) -> list[tuple[str, str]]:
    """Return what is allowed and yet looks unfinished, as sentences with the list to look at."""
    rows = queries.visible(standing)
    found = []
    projects = rows.filter(kind="projects")
    empty = projects.exclude(pk__in=rows.filter(kind="projects.works").values("parent")).count()
    if empty:
        found.append((translate(_NO_WORKS, language, count=empty), "projects"))
    worthless = projects.exclude(body__has_key="returns").exclude(body__mandatory=True).count()
    if worthless:
        found.append((translate(_NO_RETURNS, language, count=worthless), "projects"))
    unsure = rows.filter(kind="sources").exclude(body__verified=True).count()
    if unsure:
        found.append((translate(_NOT_VERIFIED, language, count=unsure), "sources"))
    return found


_NO_WORKS = mark("{count} projects have no works yet")
_NO_RETURNS = mark("{count} projects state no returns: nothing but a target can speak for them")
_NOT_VERIFIED = mark("the rules of {count} sources of money were not verified against the law in force")


def findings(standing: Standing) -> list[Finding]:
    """Return what is wrong or doubtful in a case; to a role limited to an enterprise, what lies in its records."""
    found = list(_findings(standing.workspace.pk, state_of(standing.workspace)))
    if standing.enterprises is None:
        return found
    numbers = [finding.record for finding in found if finding.record is not None]
    seen = set(queries.visible(standing).filter(pk__in=numbers).values_list("pk", flat=True))
    return [finding for finding in found if finding.record in seen]
