"""How allauth behaves here: nobody signs up on their own; an invitation is needed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect

from serpin.base.texts import mark, translate
from serpin.web.accounts import limits
from serpin.web.accounts.models import User

_TOO_MANY = mark("Too many attempts to sign in. Try again in {minutes} minutes, or set a new password.")
_UNKNOWN = mark("nobody with this address was invited; ask an administrator of your workspace")


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by accepting an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - signature of allauth
        """Answer no: there is no open sign-up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt to sign in.

        Raises
        ------
        ValidationError
            If there were too many; it says when the next one is possible.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            key = self._get_login_attempts_cache_key(request, **credentials)
            minutes = limits.minutes_left(request, ("login_failed",), key)
            raise ValidationError(
                translate(_TOO_MANY, getattr(request, "LANGUAGE_CODE", "en"), minutes=minutes)
            ) from None


class KnownOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider signs in users who are known by their verified address, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - as above
        """Answer no: there is no open sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a verified address with its user, or refuse.

        Raises
        ------
        ImmediateHttpResponse
            If nobody with a verified address of the login is known.
        """
        if sociallogin.is_existing:
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            messages.error(request, translate(_UNKNOWN, getattr(request, "LANGUAGE_CODE", "en")))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
