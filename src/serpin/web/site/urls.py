"""All addresses."""

from __future__ import annotations

from django.urls import include, path

from serpin.web.accounts import views as accounts
from serpin.web.registry import views as registry
from serpin.web.registry.workspace_views import new_workspace
from serpin.web.runs import views as runs
from serpin.web.site import views as site

urlpatterns = [
    path("", site.home, name="home"),
    path("alive/", site.alive, name="alive"),
    path("language/", accounts.set_language, name="set-language"),
    path("accounts/", include("serpin.web.accounts.urls")),
    path("me/", accounts.me, name="me"),
    path("invitations/first/<str:key>/", accounts.first_account, name="first"),
    path("invitations/<str:key>/", accounts.accept_invitation, name="invitation"),
    path("workspaces/new/", new_workspace, name="workspace-new"),
    path("w/<slug:slug>/", registry.overview, name="area-overview"),
    path("w/<slug:slug>/people/", accounts.people, name="area-people"),
    path("w/<slug:slug>/", include("serpin.web.registry.urls")),
    path("w/<slug:slug>/plans/", runs.plans, name="area-plans"),
    path("w/<slug:slug>/plans/", include("serpin.web.plans.urls")),
    path("w/<slug:slug>/plans/", include("serpin.web.runs.urls")),
]

handler400 = "serpin.web.ui.errors.bad_request"
handler403 = "serpin.web.ui.errors.forbidden"
handler404 = "serpin.web.ui.errors.not_found"
handler429 = "serpin.web.accounts.limits.too_many"
handler500 = "serpin.web.ui.errors.broken"
