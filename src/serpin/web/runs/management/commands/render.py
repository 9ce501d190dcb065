"""``serpin manage render RUN LANGUAGE``: make the pages of a finished run before somebody opens them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from serpin.web.runs.models import Run
from serpin.web.runs.results import drawn, make_pages


class Command(BaseCommand):
    """Make the pages of a run."""

    help = "Make the pages of a finished run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of the run and the language of its reader."""
        parser.add_argument("run", type=int)
        parser.add_argument("language")
        parser.add_argument("--only", default=None, help="name of one section; empty for the head")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make what is missing; a run that is gone meanwhile needs none."""
        run = Run.objects.filter(pk=options["run"]).defer("case").first()
        if run is not None and options["only"] is None:
            make_pages(run, options["language"])
        elif run is not None:
            drawn(run, options["language"], options["only"])
