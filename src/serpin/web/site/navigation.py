"""The navigation: what everybody sees on top of every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from serpin.base.texts import LANGUAGES, mark, translate
from serpin.version import __version__
from serpin.web.accounts.beginning import nobody_yet
from serpin.web.accounts.doors import WHOLE
from serpin.web.accounts.queries import workspaces_of
from serpin.web.site.people import PASSWORD, PEOPLE
from serpin.web.ui.templatetags.speaking import language

_AREAS = (
    ("overview", mark("Overview")),
    ("ideas", mark("Ideas")),
    ("projects", mark("Projects")),
    ("register", mark("Register")),
    ("plans", mark("Plans")),
    ("people", mark("Members")),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template shows: workspaces, areas of the one at hand, languages."""
    standing = getattr(request, "standing", None)
    areas: list[dict[str, Any]] = []
    if standing is not None:
        slug = standing.workspace.slug
        here = getattr(request, "area", "")
        areas = [
            {
                "name": translate(title, language()),
                "address": reverse(f"area-{name}", args=[slug]),
                "here": name == here,
            }
            for name, title in _AREAS
            if name not in WHOLE or standing.enterprises is None
        ]
    spaces: Any = standing.spaces if standing is not None else ()
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "areas": areas,
        "standing": standing,
        "workspaces": spaces or (workspaces_of(request.user) if signed_in else ()),  # type: ignore[arg-type]
        "language": language(),
        "languages": LANGUAGES,
        "serpin_version": __version__,
        "demo_people": PEOPLE if settings.DEMO and not signed_in else (),
        "demo_password": PASSWORD,
        "nobody_yet": request.path.startswith("/accounts/login/") and nobody_yet(),
        "theme": request.user.theme if signed_in else "auto",  # type: ignore[union-attr]
    }
