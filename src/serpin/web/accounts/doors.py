"""The door of every page of a workspace: who stands outside sees that there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from serpin.web.accounts.permissions import NotAllowed, Standing
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Action
from serpin.web.ui.errors import page

View = Callable[..., HttpResponse]

WHOLE = frozenset({"plans"})
"""Areas whose pages show the workspace as a whole: whoever is limited to an enterprise stays outside.

Only what needs the right to change projects, such as reporting on a work, concerns things of one enterprise.
"""


class WorkspaceRequest(HttpRequest):
    """A request that came through the door."""

    standing: Standing
    area: str
    htmx: Any
    """What htmx says of a request that it made; nothing where the browser itself asks."""


def workspace_page(area: str, action: Action = Action.VIEW) -> Callable[[View], View]:
    """Let a view be called with ``request.standing`` set, by members who may do an action.

    Parameters
    ----------
    area
        Name of the area of the navigation to which the page belongs.
    action
        What is needed at least, for the workspace as a whole or for what is shared.
    """

    def door(view: View) -> View:
        @wraps(view)
        def entered(request: WorkspaceRequest, slug: str, **values: Any) -> HttpResponse:
            request.standing = standing(request.user, slug)  # type: ignore[arg-type]
            request.area = area
            language = request.user.language  # type: ignore[union-attr]
            enterprises = request.standing.enterprises
            whole = area in WHOLE and action is not Action.EDIT_PROJECT
            own = next(iter(sorted(enterprises)), None) if enterprises and not whole else None
            answer = request.standing.may(action, own, language)
            if answer and whole:
                answer = request.standing.sees_all()
            if not answer:
                return page(request, 403, answer.sentence(language))
            try:
                return view(request, **values)
            except NotAllowed as refusal:
                return page(request, 403, refusal.answer.sentence(language))

        return entered

    return door
