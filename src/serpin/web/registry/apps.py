"""The app of the register."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Records, ideas, comments, documents."""

    name = "serpin.web.registry"
    label = "registry"
