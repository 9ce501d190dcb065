"""What changes people: settings of one's own, invitations, roles."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from serpin.base.texts import LANGUAGES, mark, translate
from serpin.web.accounts.models import Invitation, Membership, User, Workspace
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import ROLE_NAMES, Action, Role
from serpin.web.ui.refusal import Refused

THEMES = (("auto", mark("as the device")), ("light", mark("light")), ("dark", mark("dark")))
_VALID_FOR = timedelta(days=14)
_MOST_NAME = 120

_NO_ADDRESS = mark("{value} is no e-mail address")
_NO_ROLE = mark("choose a role")
_NO_ENTERPRISE = mark("there is no enterprise {value} in this workspace")
_NOT_OFFERED = mark("choose one of those that are offered")
_NO_NAME = mark("a name of 1 to {most} letters is needed")
_LAST = mark("somebody must be able to manage people: give the role to another person first")
_OVER = mark("this invitation is no longer valid")
_OTHER_PERSON = mark("this invitation is for {email}; sign out first")
_SIGN_IN = mark("you have an account already: sign in, then open this address again")
_SUBJECT = mark("Serpin: invitation to {workspace}")
_LETTER = mark("{who} invites you to {workspace} as {role}. Open this address within 14 days: {address}")


def choose_language(user: User, code: str) -> None:
    """Remember the language of a user."""
    User.objects.filter(pk=user.pk).update(language=code)


def change_self(user: User, typed: Mapping[str, str]) -> None:
    """Change name, language and theme of a user.

    Raises
    ------
    Refused
        If something typed is not accepted.
    """
    name = typed.get("name", "").strip()
    errors = {}
    if not 0 < len(name) <= _MOST_NAME:
        errors["name"] = translate(_NO_NAME, user.language, most=_MOST_NAME)
    if typed.get("language") not in LANGUAGES:
        errors["language"] = translate(_NOT_OFFERED, user.language)
    if typed.get("theme") not in dict(THEMES):
        errors["theme"] = translate(_NOT_OFFERED, user.language)
    if errors:
        raise Refused(errors)
    user.name, user.language, user.theme = name, typed["language"], typed["theme"]
    user.save(update_fields=["name", "language", "theme"])


def _demand(user: User, workspace: Workspace) -> None:
    answer = standing(user, workspace.slug).may(Action.MANAGE_PEOPLE, None, user.language)
    if not answer:
        raise NotAllowed(answer)


def carry_out(user: User, workspace: Workspace, typed: Mapping[str, str], here: str = "") -> str:
    """Do what the page of people asks: invite, remove, or withdraw; return the address of a new invitation.

    Raises
    ------
    NotAllowed
        If the user may not manage people here.
    Refused
        If something typed is not accepted.
    """
    if typed.get("do") == "remove":
        remove(user, workspace, typed.get("membership", ""))
        return ""
    if typed.get("do") == "withdraw":
        _demand(user, workspace)
        number = typed.get("invitation", "")
        if number.isdecimal():
            Invitation.objects.filter(workspace=workspace, pk=int(number), accepted_at=None).delete()
        return ""
    return invite(user, workspace, typed, here)


@transaction.atomic
def invite(user: User, workspace: Workspace, typed: Mapping[str, str], here: str = "") -> str:
    """Invite somebody by e-mail and return the address at which they accept; ``here`` is that of the server.

    Raises
    ------
    NotAllowed
        If the user may not manage people here.
    Refused
        If the address, the role or the enterprise is not accepted.
    """
    _demand(user, workspace)
    email = typed.get("email", "").strip().lower()
    errors = {}
    try:
        validate_email(email)
    except ValidationError:
        errors["email"] = translate(_NO_ADDRESS, user.language, value=email or "–")
    if typed.get("role") not in set(Role):
        errors["role"] = translate(_NO_ROLE, user.language)
    code = typed.get("enterprise", "").strip()
    if code and not enterprises_of(workspace).filter(code=code).exists():
        errors["enterprise"] = translate(_NO_ENTERPRISE, user.language, value=code)
    if errors:
        raise Refused(errors)
    key = secrets.token_urlsafe(32)
    Invitation.objects.create(
        email=email,
        workspace=workspace,
        role=typed["role"],
        enterprise=code,
        key_digest=_digest(key),
        invited_by=user,
        expires_at=timezone.now() + _VALID_FOR,
    )
    address = here + reverse("invitation", args=[key])
    values = {"who": str(user), "workspace": workspace.name(workspace.language)}
    role = translate(ROLE_NAMES[Role(typed["role"])], workspace.language)
    send_mail(
        translate(_SUBJECT, workspace.language, workspace=values["workspace"]),
        translate(_LETTER, workspace.language, role=role, address=address, **values),
        None,
        [email],
        fail_silently=True,
    )
    return address


@transaction.atomic
def remove(user: User, workspace: Workspace, number: str) -> None:
    """Take a role from a member.

    Raises
    ------
    NotAllowed
        If the user may not manage people here.
    Refused
        If nobody would be left who may.
    """
    _demand(user, workspace)
    rows = Membership.objects.select_for_update().filter(workspace=workspace)
    row = rows.filter(pk=number).first() if number.isdecimal() else None
    if row is None:
        return
    able = [role.value for role in Role if role in _MANAGING]
    if row.role in able and not rows.filter(role__in=able, enterprise="").exclude(pk=row.pk).exists():
        raise Refused({"": translate(_LAST, user.language)})
    row.delete()


_MANAGING = frozenset({Role.ADMINISTRATOR, Role.INNOVATION_MANAGER, Role.PROGRAMME_OFFICER})


def enterprises_of(workspace: Workspace) -> QuerySet[Any]:
    """Return the enterprises of a workspace: a role may be limited to one of them."""
    return workspace.records.filter(kind="enterprises").order_by("title", "code")


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(workspace=workspace, accepted_at=None, expires_at__gt=timezone.now())


def invitation_of(key: str) -> Invitation | None:
    """Return the invitation of a key while it is valid."""
    found = Invitation.objects.filter(key_digest=_digest(key)).select_related("workspace").first()
    return found if found is not None and found.accepted_at is None and found.expires_at > timezone.now() else None


@transaction.atomic
def accept(invitation: Invitation, user: Any, typed: Mapping[str, str], read_in: str = "") -> User:
    """Make the invited person a member, with a new account where there is none, and return the user.

    A new account speaks the language in which the invitation was read (``read_in``), else that of the workspace.

    Raises
    ------
    Refused
        If name or password is not accepted, or somebody else is signed in.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    language = user.language if user.is_authenticated else read_in or invitation.workspace.language
    if invitation.accepted_at is not None:
        raise Refused({"": translate(_OVER, language)})
    if user.is_authenticated and user.email.lower() != invitation.email:
        raise Refused({"": translate(_OTHER_PERSON, language, email=invitation.email)})
    known = User.objects.filter(email=invitation.email).first()
    if known is not None and not user.is_authenticated:
        raise Refused({"": translate(_SIGN_IN, language)})
    joining = known or _made(invitation, typed, language)
    Membership.objects.get_or_create(
        user=joining, workspace=invitation.workspace, role=invitation.role, enterprise=invitation.enterprise
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return joining


def _made(invitation: Invitation, typed: Mapping[str, str], language: str) -> User:
    name = typed.get("name", "").strip()
    errors = {}
    if not 0 < len(name) <= _MOST_NAME:
        errors["name"] = translate(_NO_NAME, language, most=_MOST_NAME)
    try:
        validate_password(typed.get("password", ""), User(email=invitation.email, name=name))
    except ValidationError as error:
        errors["password"] = " ".join(error.messages)
    if errors:
        raise Refused(errors)
    return User.objects.create_user(invitation.email, typed["password"], name=name, language=language)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
