"""Making workspaces."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils.text import slugify

from serpin.base.texts import LANGUAGES, mark, translate
from serpin.vocabulary.case import Case
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.actions import load_case
from serpin.web.registry.typed import plain_text
from serpin.web.ui.refusal import Refused

_MOST_TITLE = 200
_MOST_SLUG = 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAKEN_WORDS = frozenset({"new"})
_LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфхыэәғіқңөұүһ", "abvgdeeziiklmnoprstufhyeagiqnouuh", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ъ": "", "ь": ""}
)
"""Small Cyrillic letters, Kazakh and Russian → Latin ones, for addresses."""

_NO_TITLE = mark("a title of 1 to {most} letters is needed")
_NO_SLUG = mark("1 to {most} small Latin letters, digits and hyphens are needed")
_TAKEN = mark("this address is taken already")
_CHOOSE = mark("choose one of those offered")


def may_make(user: User) -> bool:
    """Tell whether somebody may make workspaces: administrators of any workspace may."""
    return user.is_superuser or Membership.objects.filter(user=user, role=Role.ADMINISTRATOR, enterprise="").exists()


def _free_slug(title: str) -> str:
    base = slugify(title.lower().translate(_LATIN))[: _MOST_SLUG - 5].strip("-") or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbers = (f"{base}-{number}" if number > 1 else base for number in range(1, len(taken) + 3))
    return next(slug for slug in numbers if slug not in taken and slug not in _TAKEN_WORDS)


@transaction.atomic
def make(user: User, typed: Mapping[str, str], case: Case | None) -> tuple[Workspace, int]:
    """Make a workspace in which the user is administrator and leads, and return it with the number of its records.

    Parameters
    ----------
    user
        Who makes it.
    typed
        Title, address, kind and language.
    case
        What it begins with, if anything.

    Raises
    ------
    Refused
        If something typed is not accepted, or the user may not.
    """
    if not may_make(user):
        raise Refused({"": translate(_CHOOSE, user.language)})
    title, slug = plain_text(typed.get("title", "")), typed.get("slug", "").strip().lower()
    if not title and case is not None:
        title = case.title.text(user.language)[:_MOST_TITLE]
    errors = {}
    if not 0 < len(title) <= _MOST_TITLE:
        errors["title"] = translate(_NO_TITLE, user.language, most=_MOST_TITLE)
    if slug and (not _SLUG.fullmatch(slug) or len(slug) > _MOST_SLUG or slug in _TAKEN_WORDS):
        errors["slug"] = translate(_NO_SLUG, user.language, most=_MOST_SLUG)
    elif slug and Workspace.objects.filter(slug=slug).exists():
        errors["slug"] = translate(_TAKEN, user.language)
    if typed.get("kind") not in Workspace.Kind.values:
        errors["kind"] = translate(_CHOOSE, user.language)
    if typed.get("language") not in LANGUAGES:
        errors["language"] = translate(_CHOOSE, user.language)
    if errors:
        raise Refused(errors)
    workspace = Workspace.objects.create(
        slug=slug or _free_slug(title), title={"plain": title}, kind=typed["kind"], language=typed["language"]
    )
    leading = Role.INNOVATION_MANAGER if typed["kind"] == Workspace.Kind.ENTERPRISE else Role.PROGRAMME_OFFICER
    for role in (Role.ADMINISTRATOR, leading):
        Membership.objects.create(user=user, workspace=workspace, role=role)
    return workspace, load_case(user, workspace, case) if case is not None else 0
