"""The rows of a list as HTML, written by hand: fifty rows of templates would take most of the time of a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString

from serpin.base.texts import mark, translate
from serpin.web.registry.sheets import Kind
from serpin.web.registry.tables import Row
from serpin.web.ui.templatetags.speaking import title_in

_CHANGE, _UP, _DOWN, _DELETE = mark("Change"), mark("Up"), mark("Down"), mark("Delete")
_SURE = mark("Delete this with everything within it?")
_PLACE = 0
"""A number in whose stead that of a record goes into an address."""


def rows_as_html(
    rows: Sequence[Row],
    kind: Kind,
    slug: str,
    language: str,
    *,
    choosing: bool,
    around: bool,
    token: str,
    place: tuple[int, int] | None = None,
) -> SafeString:
    """Return the rows of a table of records.

    Parameters
    ----------
    rows, kind
        What is shown.
    slug, language
        Of the workspace and of the reader.
    choosing
        Whether rows can be ticked.
    around
        Whether the code of the record around is shown.
    token
        Against forged forms; with it come the buttons that change, move and delete a row, without it none.
    place
        How many rows stand before these, and how many there are in all; nothing where they stand in another order
        than their own, so that moving one would not be understood.
    """
    before, after = _address("record", slug)
    buttons = _Buttons(slug, language, token) if token else None
    found = []
    fixed, (start, count) = place is None, place or (0, 0)
    for number, row in enumerate(rows, start):
        record = row.record
        code, title = escape(record.code), escape(title_in(record, language))
        line = ["<tr>"]
        if choosing:
            tick = f'<input type="checkbox" name="record" value="{record.pk}" aria-label="{code} {title}">'
            line.append(f'<td class="pick">{tick}</td>')
        link = f'<a href="{before}{record.pk}{after}">'
        if kind.has_code:
            line.append(f'<td class="c">{code}</td>' if kind.has_title else f'<td class="c">{link}{code}</a></td>')
        if kind.has_title:
            near = f' <span class="soft">{escape(record.parent__code)}</span>' if around else ""
            line.append(f"<td>{link}{title}</a>{near}</td>")
        line += [
            f'<td class="n">{escape(text)}</td>' if is_number else f"<td>{escape(text)}</td>"
            for text, is_number in row.cells
        ]
        if buttons is not None:
            line.append(
                buttons.of(record.pk, code, is_first=fixed or number == 0, is_last=fixed or number == count - 1)
            )
        line.append("</tr>")
        found.append("".join(line))
    return SafeString("".join(found))


def options_as_html(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """Return the options of a choice, the chosen one marked."""
    found = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in choices
    )
    return SafeString("".join(found))


def _address(page: str, slug: str) -> tuple[str, str]:
    """Return what stands before and after the number of a record in the address of a page."""
    before, _, after = reverse(page, args=[slug, _PLACE]).rpartition(str(_PLACE))
    return before, after


class _Buttons:
    """The buttons behind a row."""

    def __init__(self, slug: str, language: str, token: str) -> None:
        self.addresses = [_address(f"record-{name}", slug) for name in ("edit", "move", "delete")]
        self.words = [escape(translate(word, language)) for word in (_CHANGE, _UP, _DOWN, _DELETE, _SURE)]
        self.hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'

    def of(self, number: int, code: str, *, is_first: bool, is_last: bool) -> str:
        """Return the last cell of a row; the first row cannot go up, the last one not down."""
        edit, move, delete = (f"{before}{number}{after}" for before, after in self.addresses)
        change, up, down, away, sure = self.words
        first, last = " disabled" if is_first else "", " disabled" if is_last else ""
        return (
            f'<td class="act"><a class="plain" href="{edit}">{change}</a>'
            f'<form method="post" action="{move}">{self.hidden}'
            f'<button class="plain" name="step" value="-1" title="{up}" aria-label="{up} {code}"{first}>↑</button>'
            f'<button class="plain" name="step" value="1" title="{down}" aria-label="{down} {code}"{last}>↓</button>'
            f'</form><form method="post" action="{delete}">{self.hidden}'
            f'<button class="plain" title="{away}" aria-label="{away} {code}" data-sure="{sure}">×</button></form></td>'
        )
