"""The app of the look."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and style."""

    name = "serpin.web.ui"
    label = "ui"
