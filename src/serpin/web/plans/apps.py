"""The app of plans."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Pages of plans on the stored runs; no tables of its own."""

    name = "serpin.web.plans"
    label = "plans"
