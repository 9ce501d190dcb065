"""The app of the register."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Records, ideas, comments, documents."""

    name = "serpin.web.registry"
    label = "registry"

    def ready(self) -> None:
        """Let the file of a document go with its row, and words be found once the tables are there."""
        from django.db.models.signals import post_delete, post_migrate  # noqa: PLC0415 - models are ready only now

        from serpin.web.registry.documents import forget_file  # noqa: PLC0415 - as above
        from serpin.web.registry.models import Document  # noqa: PLC0415 - as above
        from serpin.web.registry.searching import make_index  # noqa: PLC0415 - as above

        post_delete.connect(forget_file, sender=Document, dispatch_uid="forget_file")
        post_migrate.connect(make_index, sender=self, dispatch_uid="make_index")
