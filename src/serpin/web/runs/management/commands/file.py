"""``serpin manage file RUN LANGUAGE NAME``: write a file made of the plan of a run to the standard output."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from serpin.web.runs.files import made
from serpin.web.runs.models import Run


class Command(BaseCommand):
    """Make a file of a run."""

    help = "Write a file made of the plan of a run to the standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of the run, the language of its reader, and the name of the file."""
        parser.add_argument("run", type=int)
        parser.add_argument("language")
        parser.add_argument("name")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write the bytes of the file and nothing else."""
        run = Run.objects.filter(pk=options["run"]).defer("case").first()
        content = None if run is None else made(run, options["name"], options["language"])
        if content is None:
            raise CommandError(options["name"])
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
