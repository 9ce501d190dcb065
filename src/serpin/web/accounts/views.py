"""Pages of people: one's own settings, members and invitations of a workspace, the choice of language."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from serpin.base.texts import LANGUAGES, mark, translate
from serpin.web.accounts import actions, beginning, people_list
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.middleware import LANGUAGE_COOKIE
from serpin.web.accounts.models import Membership
from serpin.web.accounts.roles import ROLE_NAMES, Action, Role
from serpin.web.ui import lists
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_YEAR = 365 * 24 * 3600
_MOST_ENTERPRISES = 500
_SAVED = mark("Saved.")
_INVITED = mark("The invitation is on its way. You can also hand on its address yourself: {address}")


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    here = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    return wanted if safe else "/"


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the reader and go back."""
    code = request.POST.get("language", "")
    response = redirect(_back(request))
    if code in LANGUAGES:
        if request.user.is_authenticated:
            actions.choose_language(request.user, code)
        response.set_cookie(LANGUAGE_COOKIE, code, max_age=_YEAR, samesite="Lax", httponly=True)
    return response


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, language and theme."""
    user = request.user
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.change_self(user, request.POST.dict())  # type: ignore[arg-type]
            messages.success(request, translate(_SAVED, user.language))  # type: ignore[union-attr]
            return redirect("me")
        except Refused as refusal:
            errors = refusal.errors
    roles = Membership.objects.filter(user=user).select_related("workspace")  # type: ignore[misc]
    shown = [(row.workspace, ROLE_NAMES[Role(row.role)], row.enterprise) for row in roles]
    context = {
        "errors": errors,
        "memberships": shown,
        "themes": actions.THEMES,
        "typed": request.POST.dict() if errors else {"name": user.name},  # type: ignore[union-attr]
    }
    return render(request, "accounts/me.html", context, status=422 if errors else 200)


@workspace_page("people")
def people(request: WorkspaceRequest) -> HttpResponse:
    """Show the members of a workspace and who is invited, or send them as a file; invite, change and remove them."""
    standing = request.standing
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            here = request.build_absolute_uri("/").rstrip("/")
            link = actions.carry_out(request.user, standing.workspace, request.POST.dict(), here)  # type: ignore[arg-type]
            said = translate(_INVITED if link else _SAVED, request.user.language, address=link)  # type: ignore[union-attr]
            messages.success(request, said)
            return redirect("area-people", slug=standing.workspace.slug)
        except Refused as refusal:
            errors = refusal.errors
    known = people_list.people_of(standing.workspace, language())
    found = lists.arranged(known, people_list.headings(language()), request.GET.dict())
    made = lists.as_file(found, f"{standing.workspace.slug}-members", translate(people_list.TITLE, language()))
    if made is not None:
        return made
    context = {
        "list": found,
        "page": found.page,
        "roles": [(role.value, ROLE_NAMES[role]) for role in Role],
        "may_manage": standing.may(Action.MANAGE_PEOPLE, None, request.user.language),  # type: ignore[union-attr]
        "enterprises": actions.enterprises_of(standing.workspace)[:_MOST_ENTERPRISES],
        "errors": errors,
        "typed": request.POST.dict() if errors else {},
    }
    return render(request, "accounts/people.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Let an invited person choose a password, or join with the account that is there."""
    invitation = actions.invitation_of(key)
    errors: dict[str, str] = {}
    if request.method == "POST" and invitation is not None:
        try:
            user = actions.accept(invitation, request.user, request.POST.dict(), language())
            if not request.user.is_authenticated:
                login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("area-overview", slug=invitation.workspace.slug)
        except Refused as refusal:
            errors = refusal.errors
    role = translate(ROLE_NAMES[Role(invitation.role)], language()) if invitation is not None else ""
    context = {"invitation": invitation, "errors": errors, "typed": request.POST.dict(), "role": role}
    status = 404 if invitation is None else 422 if errors else 200
    return render(request, "accounts/invitation.html", context, status=status)


@require_http_methods(["GET", "POST"])
def first_account(request: HttpRequest, key: str) -> HttpResponse:
    """Let the person who runs a new server make the first account, and go on to the first workspace."""
    is_open = beginning.opens(key)
    errors: dict[str, str] = {}
    if request.method == "POST" and is_open:
        try:
            user = beginning.begin(request.POST.dict(), language())
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("workspace-new")
        except Refused as refusal:
            errors = refusal.errors
    context = {"open": is_open, "errors": errors, "typed": request.POST.dict()}
    return render(request, "accounts/first.html", context, status=422 if errors else 200 if is_open else 404)
