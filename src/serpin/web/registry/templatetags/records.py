"""Tags for what is long: the rows of a list, the options of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from serpin.web.registry.markup import options_as_html, rows_as_html
from serpin.web.ui.lists import Arranged
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
        place=_place(context.get("list")),
    )


def _place(found: Any) -> tuple[int, int] | None:
    """Return where the rows of a page stand among all of their list, if they stand in their own order."""
    if not isinstance(found, Arranged) or found.sort or found.is_filtered:
        return None
    return max(0, found.page.start_index() - 1), found.total


@register.simple_tag
def options(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """Show the options of a choice among many."""
    return options_as_html(choices, chosen)
