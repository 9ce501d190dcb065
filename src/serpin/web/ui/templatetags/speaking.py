"""Tags and filters that speak the language of the reader: sentences, numbers, money, dates."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils import timezone
from django.utils.safestring import SafeString
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


class SayNode(template.Node):
    """A sentence of the catalogue; one without values is looked up and escaped once in each language."""

    def __init__(self, sentence: FilterExpression, values: dict[str, FilterExpression], name: str) -> None:
        self.sentence, self.values, self.name = sentence, values, name
        self.known: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> str:
        """Say it, or keep it under a name."""
        code = language()
        if code in self.known and context.autoescape and not self.name:
            return self.known[code]
        values = {name: value.resolve(context) for name, value in self.values.items()}
        said = translate(str(self.sentence.resolve(context)), code, **values)
        if self.name:
            context[self.name] = said
            return ""
        if not context.autoescape:
            return said
        escaped = SafeString(escape(said))
        if not self.values and isinstance(self.sentence.var, str):
            self.known[code] = escaped
        return escaped


@register.tag
def say(parser: Parser, token: Token) -> SayNode:
    """Say a sentence of the catalogue; the tool of the catalogues finds it in ``{% say "…" %}``."""
    _, sentence, *rest = token.split_contents()
    name = ""
    if len(rest) > 1 and rest[-2] == "as":
        *rest, _, name = rest
    values = token_kwargs(rest, parser)
    if rest:
        message = f"{token.contents}: a sentence and values by name are expected"
        raise template.TemplateSyntaxError(message)
    return SayNode(parser.compile_filter(sentence), values, name)


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
def query(context: dict[str, Any], of: str = "", **changes: Any) -> str:
    """Return the query of the present address with changes; empty values are left out.

    Parameters
    ----------
    context
        Of the template.
    of
        Name of the list of which it is asked, where a page has several; the browser goes there.
    changes
        What is asked for.
    """
    values = context["request"].GET.copy()
    for key, value in changes.items():
        asked = f"{of}.{key}" if of else key
        if value in (None, ""):
            values.pop(asked, None)
        else:
            values[asked] = value
    return ("?" + values.urlencode() if values else "?") + (f"#list-{of}" if of and "as" not in changes else "")


@register.simple_tag(takes_context=True)
def heads(context: dict[str, Any], found: Any) -> SafeString:
    """Return the headings of a list as links that sort it, written by hand: every list has them.

    Parameters
    ----------
    context
        Of the template.
    found
        The list, or as much of one as its columns and its name.
    """
    columns, name = (
        (found["columns"], found.get("name", "")) if isinstance(found, dict) else (found.columns, found.name)
    )
    before, anchor = (f"{name}.", f"#list-{name}") if name else ("", "")
    kept = [
        (key, value)
        for key, values in context["request"].GET.lists()
        for value in values
        if key not in (f"{before}sort", f"{before}page")
    ]
    place = f'hx-boost="true" hx-target="#list-{name}" hx-select="#list-{name}" hx-swap="outerHTML show:none"'
    made = []
    for column in columns:
        if not column.title:
            made.append("<td></td>")
            continue
        order = f' aria-sort="{column.order}"' if column.order else ""
        arrow = {"ascending": "▲", "descending": "▼"}.get(column.order, "")
        sign = f'&nbsp;<span aria-hidden="true">{arrow}</span>' if arrow else ""
        address = escape(f"?{urlencode([*kept, (f'{before}sort', column.sort)])}{anchor}")
        made.append(
            f'<th scope="col"{" class=" + chr(34) + "n" + chr(34) if column.number else ""}{order}><a href="{address}" '
            f'id="sort-{name}-{escape(column.name)}" {place}>{escape(column.title)}{sign}</a></th>'
        )
    return SafeString("".join(made))


@register.simple_tag(takes_context=True)
def others(context: dict[str, Any], of: str = "") -> list[tuple[str, str]]:
    """Return what the address asks of all but one list of a page; nothing where it has but one."""
    asked = context["request"].GET.lists() if of else ()
    return [(key, value) for key, values in asked for value in values if not key.startswith(f"{of}.")]


@register.simple_tag(takes_context=True)
def without(context: dict[str, Any], of: str = "") -> str:
    """Return the query of the present address that asks nothing of a list."""
    return ("?" + urlencode(others(context, of)) + f"#list-{of}") if of else "?"


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
