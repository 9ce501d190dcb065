"""Tags for what is long: the rows of a list, the options of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from serpin.web.registry.markup import options_as_html, rows_as_html
from serpin.web.ui.templatetags.speaking import language

register = template.Library()


@register.simple_tag(takes_context=True)
def lines(context: dict[str, Any]) -> SafeString:
    """Show the rows of the list at hand, as the template around it wants them."""
    return rows_as_html(
        context["rows"],
        context["list_kind"],
        context["standing"].workspace.slug,
        language(),
        choosing=bool(context.get("choosing")),
        around=bool(context.get("around")),
        token=str(context["csrf_token"]) if context.get("acting") else "",
    )


@register.simple_tag
def options(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """Show the options of a choice among many."""
    return options_as_html(choices, chosen)
