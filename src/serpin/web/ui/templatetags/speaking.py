"""Tags and filters that speak the language of the reader: sentences, numbers, money, dates."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from serpin.base.texts import LANGUAGES, translate
from serpin.charts.locale import Locale

register = template.Library()


def language() -> str:
    """Return the language of the reader."""
    code = (get_language() or "en")[:2]
    return code if code in LANGUAGES else "en"


@lru_cache(maxsize=64)
def locale_of(code: str, currency: str = "KZT") -> Locale:
    """Return how numbers, money and dates are written in a language; the tables are looked up once."""
    return Locale(code, currency)


@register.simple_tag
def say(sentence: str, **values: Any) -> str:
    """Say a sentence of the catalogue; the tool of the catalogues finds it in ``{% say "…" %}``."""
    return translate(str(sentence), language(), **values)


@register.filter
def said(sentence: str) -> str:
    """Say a sentence that is held by a variable."""
    return translate(str(sentence), language()) if sentence else ""


@register.filter
def reason(answer: Any) -> str:
    """Say why something is or is not allowed."""
    return str(answer.sentence(language()))


@register.filter
def money(amount: float | str | None, currency: str = "KZT") -> str:
    """Show an amount in the unit that suits its size."""
    return "" if amount is None or amount == "" else locale_of(language(), currency).money(float(amount))


@register.filter
def number(value: float | str | None, digits: int = 2) -> str:
    """Show a number as the reader's language writes it."""
    return "" if value is None or value == "" else locale_of(language()).number(float(value), digits)


@register.filter
def percent(share: float | str | None, digits: int = 0) -> str:
    """Show a share in percent."""
    return "" if share is None or share == "" else locale_of(language()).percent(float(share), digits)


@register.filter
def day(value: date | datetime | str | None) -> str:
    """Show a date."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return locale_of(language()).day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Show a date with the time of day."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{locale_of(language()).day(local.date())}, {local:%H:%M}"


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the query of the present address with changes; empty values are left out."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            values.pop(key, None)
        else:
            values[key] = value
    return "?" + values.urlencode() if values else "?"


@register.filter
def named(workspace: Any) -> str:
    """Return the name of a workspace in the language of the reader."""
    return str(workspace.name(language()))


def title_in(record: Any, code: str) -> str:
    """Return the title of a record in a language."""
    if isinstance(record.body, dict):
        for name in ("name", "title", "text"):
            given = record.body.get(name)
            if isinstance(given, dict):
                return str(given.get(code) or record.title)
    return str(record.title or record.code or "–")


@register.filter
def titled(record: Any) -> str:
    """Return the title of a record in the language of the reader."""
    return title_in(record, language())


@register.filter
def whole(errors: dict[str, str]) -> str:
    """Return what is said of a form as a whole."""
    return errors.get("", "")


@register.filter
def top_title(kind: Any) -> str:
    """Return the title of the list in which the outermost record of a kind stands."""
    return translate(str(kind.top_sheet.title), language())
