"""The first account of a new server: made in the browser, by whoever reads the address in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from serpin.base.texts import mark, translate
from serpin.web.accounts.models import User
from serpin.web.ui.refusal import Refused

_VALID_FOR = timedelta(days=14)
_WORD = "first"
_SALT = "serpin.accounts.first"
_MOST_NAME = 120

_NO_ADDRESS = mark("{value} is no e-mail address")
_NO_NAME = mark("a name of 1 to {most} letters is needed")


def nobody_yet() -> bool:
    """Tell whether the server has no account at all."""
    return not User.objects.exists()


def first_address() -> str:
    """Return the path at which the first account is made; it is void once there is one."""
    key = signing.TimestampSigner(salt=_SALT).sign(_WORD).removeprefix(f"{_WORD}:")
    return reverse("first", args=[key])


def opens(key: str) -> bool:
    """Tell whether a key was made by this server, is not old, and nobody has an account yet."""
    try:
        signing.TimestampSigner(salt=_SALT).unsign(f"{_WORD}:{key}", max_age=_VALID_FOR)
    except signing.BadSignature:
        return False
    return nobody_yet()


@transaction.atomic
def begin(typed: Mapping[str, str], language: str) -> User:
    """Make the first account, which may do everything, and return it.

    Raises
    ------
    Refused
        If name, address or password is not accepted.
    """
    name, email = (typed.get(field, "").strip() for field in ("name", "email"))
    errors = {}
    if not 0 < len(name) <= _MOST_NAME:
        errors["name"] = translate(_NO_NAME, language, most=_MOST_NAME)
    try:
        validate_email(email)
    except ValidationError:
        errors["email"] = translate(_NO_ADDRESS, language, value=email or "–")
    try:
        validate_password(typed.get("password", ""), User(email=email, name=name))
    except ValidationError as error:
        errors["password"] = " ".join(error.messages)
    if errors:
        raise Refused(errors)
    return User.objects.create_superuser(email, typed["password"], name=name, language=language)
