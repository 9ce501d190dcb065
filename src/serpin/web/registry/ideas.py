"""What changes ideas: suggesting, discussing, supporting, joining, declining, and making a project of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from rapidfuzz import fuzz, process, utils

from serpin.base.texts import mark, translate
from serpin.vocabulary.work import WorkKind
from serpin.web.accounts.models import User, Workspace
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Action
from serpin.web.registry.actions import save_record
from serpin.web.registry.changes import MOST_VERSIONS, Change
from serpin.web.registry.models import Comment, Idea, Record
from serpin.web.registry.sheets import kind_named
from serpin.web.registry.typed import plain_text
from serpin.web.ui.refusal import Refused

MOST_TITLE, MOST_TEXT, MOST_COMMENT = 200, 20_000, 5_000
ALIKE = 78.0
"""Likeness, 0 … 100, from which two ideas are shown as possible duplicates."""

_NO_TITLE = mark("a title of 1 to {most} letters is needed")
_TOO_LONG = mark("the text has {count} letters; at most {most} are kept")
_NO_COMMENT = mark("write something first")
_NO_ANSWER = mark("say why, so that the author learns something from it")
_NOT_OPEN = mark("this idea is no longer open")
_ITSELF = mark("choose another idea")
_CHANGED = mark("somebody else has changed this meanwhile; your entries stand below, nothing was overwritten")
_NO_WORKS = mark("choose at least one kind of work")
_NO_DAYS = mark("{value} is not a number of working days from 1 to 2500")
_LONGEST_WORK = 2500


@dataclass(frozen=True)
class Twin:
    """Another idea that looks alike, and how much, 0 … 100."""

    idea: Idea
    likeness: int


def demand(user: User, workspace: Workspace, action: Action, enterprise: str | None) -> None:
    """Let pass who may do an action on what belongs to an enterprise (or to nobody).

    Raises
    ------
    NotAllowed
        With the reason.
    """
    answer = standing(user, workspace.slug).may(action, enterprise or None, user.language)
    if not answer:
        raise NotAllowed(answer)


def twins_of(ideas: QuerySet[Idea], title: str, text: str, without: int | None = None) -> list[Twin]:
    """Return ideas that look like a title and text, the most alike first; letters and word order may differ.

    Parameters
    ----------
    ideas
        Those that the reader may see.
    title, text
        What is compared.
    without
        Number of the idea itself.
    """
    rows = {idea.pk: idea for idea in ideas[:5000] if idea.pk != without}
    words = {pk: f"{idea.title} {idea.text[:400]}" for pk, idea in rows.items()}
    asked = f"{title} {text[:400]}".strip()
    if not asked:
        return []
    found = process.extract(
        asked, words, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=5, score_cutoff=ALIKE
    )
    return [Twin(rows[pk], round(score)) for _, score, pk in found]


def suggest(
    user: User, workspace: Workspace, typed: Mapping[str, str], idea: Idea | None = None, version: int | None = None
) -> Idea:
    """Write down an idea, or change one.

    Raises
    ------
    NotAllowed
        If the user may not; an author may always change an open idea of his own.
    Refused
        If title or text is not accepted, or somebody changed it meanwhile.
    """
    title, text = plain_text(typed.get("title", "")), plain_text(typed.get("text", ""))
    errors = {}
    if not 0 < len(title) <= MOST_TITLE:
        errors["title"] = translate(_NO_TITLE, user.language, most=MOST_TITLE)
    if len(text) > MOST_TEXT:
        errors["text"] = translate(_TOO_LONG, user.language, count=len(text), most=MOST_TEXT)
    if errors:
        raise Refused(errors)
    with transaction.atomic():
        if idea is None:
            demand(user, workspace, Action.SUGGEST, None)
            idea = Idea(workspace=workspace, author=user, enterprise=_own(user, workspace))
        else:
            idea = Idea.objects.select_for_update().get(pk=idea.pk)
            if idea.author_id != user.pk:
                demand(user, workspace, Action.EDIT_PROJECT, idea.enterprise)
            if idea.state != Idea.State.OPEN:
                raise Refused({"": translate(_NOT_OPEN, user.language)})
            if version is not None and version != idea.version:
                raise Refused({"": translate(_CHANGED, user.language)})
            idea.version += 1
        idea.title, idea.text = title, text
        idea._history_user = user  # type: ignore[attr-defined]  # known outside of a request, too
        idea.save()
    return idea


def _own(user: User, workspace: Workspace) -> str:
    enterprises = standing(user, workspace.slug).enterprises
    return next(iter(sorted(enterprises)), "") if enterprises else ""


def comment(user: User, text: str, *, idea: Idea | None = None, record: Record | None = None) -> Comment:
    """Add a word to an idea or a record.

    Raises
    ------
    NotAllowed
        If the user may not.
    Refused
        If there is no word, or too many.
    """
    thing = idea or record
    assert thing is not None  # noqa: S101 - one of the two is given
    demand(user, thing.workspace, Action.COMMENT, thing.enterprise)
    text = plain_text(text)
    if not text:
        raise Refused({"comment": translate(_NO_COMMENT, user.language)})
    if len(text) > MOST_COMMENT:
        raise Refused({"comment": translate(_TOO_LONG, user.language, count=len(text), most=MOST_COMMENT)})
    return Comment.objects.create(workspace=thing.workspace, idea=idea, record=record, author=user, text=text)


def support(user: User, idea: Idea) -> None:
    """Support an idea, or take the support back.

    Raises
    ------
    NotAllowed
        If the user may not.
    """
    demand(user, idea.workspace, Action.COMMENT, idea.enterprise)
    if idea.supporters.filter(pk=user.pk).exists():
        idea.supporters.remove(user)
    else:
        idea.supporters.add(user)


@transaction.atomic
def decline(user: User, idea: Idea, answer: str) -> None:
    """Decline an idea with the reason.

    Raises
    ------
    NotAllowed
        If the user may not decide on projects here.
    Refused
        If there is no reason, or the idea is no longer open.
    """
    demand(user, idea.workspace, Action.EDIT_PROJECT, idea.enterprise)
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    answer = plain_text(answer)
    if not answer:
        raise Refused({"answer": translate(_NO_ANSWER, user.language)})
    _demand_open(user, idea)
    idea.state, idea.answer, idea.version = Idea.State.DECLINED, answer[:MOST_TEXT], idea.version + 1
    idea.save()


@transaction.atomic
def join(user: User, idea: Idea, other: Idea | None) -> None:
    """Join an idea with another one, which stays; comments and supporters go along.

    Raises
    ------
    NotAllowed
        If the user may not decide on projects here.
    Refused
        If there is no other idea, or one of them is no longer open.
    """
    demand(user, idea.workspace, Action.EDIT_PROJECT, idea.enterprise)
    if other is None or other.pk == idea.pk or other.workspace_id != idea.workspace_id:
        raise Refused({"other": translate(_ITSELF, user.language)})
    _demand_open(user, idea)
    _demand_open(user, other)
    idea.comments.update(idea=other)
    other.supporters.add(*idea.supporters.all())
    idea.state, idea.merged_into, idea.version = Idea.State.MERGED, other, idea.version + 1
    idea.save()


def _demand_open(user: User, idea: Idea) -> None:
    if idea.state != Idea.State.OPEN:
        raise Refused({"": translate(_NOT_OPEN, user.language)})


@dataclass(frozen=True)
class Step:
    """A piece of the template: a kind of work and what it usually is called and takes."""

    kind: WorkKind
    title: str
    days: int


TEMPLATE: tuple[Step, ...] = (
    Step(WorkKind.RESEARCH, mark("Research and development, samples"), 60),
    Step(WorkKind.MATERIALS, mark("Choice of raw and other materials"), 20),
    Step(WorkKind.PROCESS_ENGINEERING, mark("Technological process"), 40),
    Step(WorkKind.PROTOTYPE, mark("Sample of new equipment"), 60),
    Step(WorkKind.ORGANISATION, mark("Organisational and managerial decisions"), 20),
    Step(WorkKind.INFORMATION, mark("Information resources and support"), 15),
    Step(WorkKind.TRAINING, mark("Training and selection of staff"), 20),
    Step(WorkKind.INTELLECTUAL_PROPERTY, mark("Patents, licences, know-how"), 30),
    Step(WorkKind.MARKETING, mark("Marketing research"), 25),
)
"""A project by the nine kinds of innovation work; days are a first guess that people change."""


def works_of(typed: Mapping[str, str], language: str) -> list[tuple[Step, int]]:
    """Return the works that were chosen from the template, with their days.

    Raises
    ------
    Refused
        If none was chosen, or days are no number.
    """
    found, errors = [], {}
    for step in TEMPLATE:
        if not typed.get(f"take-{step.kind}"):
            continue
        text = typed.get(f"days-{step.kind}", "").strip() or str(step.days)
        if not text.isdecimal() or not 1 <= int(text) <= _LONGEST_WORK:
            errors[f"days-{step.kind}"] = translate(_NO_DAYS, language, value=text[:20])
        else:
            found.append((step, int(text)))
    if not found and not errors:
        errors[""] = translate(_NO_WORKS, language)
    if errors:
        raise Refused(errors)
    return found


@transaction.atomic
def to_project(user: User, ideas: list[Idea], typed: Mapping[str, str]) -> Record:
    """Make a project of one or several ideas: innovation, project and works in one go, or nothing.

    Parameters
    ----------
    user
        Who does it.
    ideas
        Open ideas of one workspace.
    typed
        The inputs of the three steps: those of the innovation begin with ``innovation.``, those of the project with
        ``project.``; the template's with ``take-`` and ``days-``.

    Raises
    ------
    NotAllowed
        If the user may not change projects or innovations here.
    Refused
        If anything is not accepted; inputs are named as they were given.
    """
    workspace = ideas[0].workspace
    for idea in ideas:
        demand(user, workspace, Action.EDIT_PROJECT, typed.get("project.enterprise") or None)
        _demand_open(user, idea)
    works = works_of(typed, user.language)
    if not typed.get("project.innovation", "").strip():
        innovation = _saved(user, workspace, "innovations", typed, "innovation.")
        typed = {**typed, "project.innovation": innovation.code}
    project = _saved(user, workspace, "projects", typed, "project.")
    before = ""
    for number, (step, days) in enumerate(works, 1):
        cells = {"id": f"W{number}", "name": translate(step.title, workspace.language), "kind": step.kind.value}
        work = save_record(user, workspace, kind_named("projects.works"), cells | {"after": before}, parent=project)
        mode = {"id": "M1", "performer": "in_house", "duration": str(days)}
        save_record(user, workspace, kind_named("projects.works.modes"), mode, parent=work)
        before = work.code
    for idea in ideas:
        idea.state, idea.project, idea.version = Idea.State.PROJECT, project.code, idea.version + 1
        idea.save()
    return project


def _saved(user: User, workspace: Workspace, kind: str, typed: Mapping[str, str], prefix: str) -> Record:
    cells = {name.removeprefix(prefix): value for name, value in typed.items() if name.startswith(prefix)}
    try:
        return save_record(user, workspace, kind_named(kind), cells)
    except Refused as refusal:
        raise Refused({f"{prefix}{name}" if name else "": text for name, text in refusal.errors.items()}) from None


_FIELDS: tuple[tuple[str, str], ...] = (
    ("title", mark("Title")),
    ("text", mark("What would change, and for whom")),
    ("state", mark("State")),
    ("answer", mark("Answer to the author")),
    ("project", mark("Project")),
    ("merged_into_id", mark("Joined with")),
)


def changes_of(idea: Idea, language: str) -> list[Change]:
    """Return the changes of an idea field by field, the newest first."""
    rows = idea.history.select_related("history_user").order_by("-history_date", "-history_id")
    versions = list(rows[: MOST_VERSIONS + 1])
    found = []
    for newer, older in list(zip(versions, [*versions[1:], None], strict=True))[:MOST_VERSIONS]:
        for name, title in _FIELDS:
            was = _told(getattr(older, name), name, language) if older is not None else ""
            now = _told(getattr(newer, name), name, language)
            if was != now:
                who = str(newer.history_user or "")
                found.append(Change(who, newer.history_date, translate(title, language), was, now))
    return found


def _told(value: object, name: str, language: str) -> str:
    if name == "state":
        return translate(Idea.State(str(value)).label, language)
    return str(value or "")
