"""Everybody reads the pages in their own language, and nobody reads them without signing in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from serpin.base.texts import LANGUAGES

Respond = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "language"
_OPEN = ("/accounts/", "/static/", "/language/", "/invitations/", "/alive/")


class LanguageMiddleware:
    """Speak the language of the user; of the cookie or the browser before signing in."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language while the request is answered."""
        language = self.language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        """Return the language for a request."""
        if request.user.is_authenticated:
            return str(request.user.language)
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if chosen in LANGUAGES:
            return chosen
        for part in request.headers.get("Accept-Language", "").split(","):
            code = part.split(";")[0].strip().lower()[:2]
            if code in LANGUAGES:
                return code
        return settings.LANGUAGE_CODE


class SignInMiddleware:
    """Close every page but those of signing in: a forgotten check cannot open one."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send to the page of signing in."""
        if request.user.is_authenticated or request.path.startswith(_OPEN):
            return self.respond(request)
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=204)
            response.headers["HX-Redirect"] = settings.LOGIN_REDIRECT_URL and "/accounts/login/"
            return response
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
