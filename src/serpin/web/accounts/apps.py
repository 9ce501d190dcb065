"""The app of people and roles."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, workspaces, memberships, invitations."""

    name = "serpin.web.accounts"
    label = "accounts"
