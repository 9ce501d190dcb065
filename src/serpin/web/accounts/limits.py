"""Too many attempts: how long one has to wait, in minutes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_APP = "allauth.account"
_BY_PAGE = ("login", "login_failed", "reset_password", "change_password", "reauthenticate")
"""What is counted for whoever opens a page: by address or by user, not by the name that was typed."""


def minutes_left(request: HttpRequest, actions: Iterable[str], key: str | None = None) -> int:
    """Return after how many minutes something may be tried again; at least one.

    Parameters
    ----------
    request
        Who asks: attempts are counted by address and by user.
    actions
        What is counted, by the names that allauth gives it.
    key
        What was typed, where attempts are counted by that, too.
    """
    left = 0.0
    for action in actions:
        for rate in ratelimit.get_rates(app=_APP, action=action):
            if (rate.per == "key" and key is None) or (rate.per == "user" and not request.user.is_authenticated):
                continue
            known = ratelimit.get_cache_key(request, app=_APP, action=action, rate=rate, key=key)
            tried = [moment for moment in cache.get(known, []) if moment > time.time() - rate.duration]
            if len(tried) >= rate.amount:
                left = max(left, min(tried) + rate.duration - time.time())
    return max(1, math.ceil(left / 60))


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer that there were too many attempts, and when the next one is possible."""
    minutes = minutes_left(request, _BY_PAGE)
    answer = render(request, "429.html", {"minutes": minutes}, status=429)
    answer.headers["Retry-After"] = str(60 * minutes)
    return answer
