"""Members of a workspace and those who are invited, as one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from serpin.base.texts import mark, translate
from serpin.web.accounts import actions
from serpin.web.accounts.models import Membership, Workspace
from serpin.web.accounts.roles import ROLE_NAMES, Role
from serpin.web.ui.lists import Heading

TITLE = mark("Members")
_MEMBER, _INVITED = mark("member"), mark("invited")


@dataclass(frozen=True)
class Person:
    """A member in a role, or somebody who is invited to one."""

    number: int
    """That of the membership or of the invitation."""
    is_member: bool
    name: str
    email: str
    role: str
    enterprise: str
    state: str
    day: date
    """Since when somebody is a member, or until when the invitation can be accepted."""


def headings(language: str) -> list[Heading[Person]]:
    """Return the columns of the list."""
    return [
        Heading("name", translate(mark("Full name"), language), lambda person: person.name),
        Heading("email", translate(mark("E-mail"), language), lambda person: person.email),
        Heading("role", translate(mark("Role"), language), lambda person: person.role, choices=True),
        Heading("enterprise", translate(mark("Enterprise"), language), lambda person: person.enterprise, choices=True),
        Heading("state", translate(mark("State"), language), lambda person: person.state, choices=True),
        Heading("day", translate(mark("Since, or until"), language), lambda person: person.day),
    ]


def people_of(workspace: Workspace, language: str) -> list[Person]:
    """Return the members by name, then those who are invited."""
    members = Membership.objects.filter(workspace=workspace).select_related("user").order_by("user__name", "id")
    found = [
        Person(
            row.pk,
            True,
            row.user.name,
            row.user.email,
            _role(row.role, language),
            row.enterprise,
            translate(_MEMBER, language),
            timezone.localtime(row.since).date(),
        )
        for row in members
    ]
    return found + [
        Person(
            row.pk,
            False,
            "",
            row.email,
            _role(row.role, language),
            row.enterprise,
            translate(_INVITED, language),
            timezone.localtime(row.expires_at).date(),
        )
        for row in actions.open_invitations(workspace).order_by("email", "id")
    ]


def _role(role: str, language: str) -> str:
    words = translate(ROLE_NAMES[Role(role)], language)
    return words[:1].upper() + words[1:]
