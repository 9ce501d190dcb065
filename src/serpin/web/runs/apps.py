"""The app of runs."""

from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Stored runs of the engines and the worker that carries them out."""

    name = "serpin.web.runs"
    label = "runs"
