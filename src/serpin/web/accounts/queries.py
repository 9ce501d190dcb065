"""What is read of people and workspaces."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.permissions import Standing
from serpin.web.accounts.roles import Role


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """Return the workspaces that a user may see."""
    if user.is_superuser:
        return Workspace.objects.order_by("slug")
    return Workspace.objects.filter(memberships__user=user).distinct().order_by("slug")


def standing(user: User, slug: str) -> Standing:
    """Return the standing of a user in a workspace.

    Raises
    ------
    Http404
        If there is no such workspace, or the user is no member: both look the same from outside.
    """
    rows = list(Membership.objects.filter(user=user).select_related("workspace"))
    spaces = {row.workspace.slug: row.workspace for row in sorted(rows, key=lambda row: row.workspace.slug)}
    if slug in spaces:
        roles = tuple(sorted((Role(row.role), row.enterprise) for row in rows if row.workspace.slug == slug))
        return Standing(user, spaces[slug], roles, () if user.is_superuser else tuple(spaces.values()))
    if user.is_superuser:
        workspace = Workspace.objects.filter(slug=slug).first()
        if workspace is not None:
            return Standing(user, workspace, ())
    raise Http404
