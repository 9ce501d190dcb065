"""``serpin manage worker``: carry out stored runs until ended."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from serpin.web.runs.worker import Worker


class Command(BaseCommand):
    """Start a worker."""

    help = "Carry out stored runs until ended."

    def handle(self, *_: Any, **__: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        Worker().run_until_ended()
