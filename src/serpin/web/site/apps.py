"""The app that joins the others."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    """Teaches the embedded database Kazakh and Cyrillic before anything is asked of it."""

    name = "serpin.web.site"
    label = "site"

    def ready(self) -> None:
        """Register the functions and the collation of SQLite."""
        from serpin.web.ui.database import teach_sqlite  # noqa: PLC0415 - needs a configured Django

        connection_created.connect(teach_sqlite, dispatch_uid="serpin.teach_sqlite")
