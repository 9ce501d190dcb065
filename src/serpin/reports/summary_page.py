"""A summary of one engine as one page, with a picture; self-contained, offline, for printing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from serpin.base.texts import mark
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.charts.picture import Picture
from serpin.reports.blocks import NUMBERED, Block
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Result

_STYLE = "li.numbered{list-style:none;text-indent:-1.2em}figure.picture svg{max-width:100%;height:auto}"
_BEFORE_PICTURE = 2
"""The picture follows the finding and the part that explains it."""


def summary_page(
    case: Case,
    found: Result,
    names: Names,
    *,
    kind: str,
    blocks: Sequence[Block],
    picture: Picture | None,
    style: str = "",
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    case
        The case, for its title.
    found
        The result, for its version, seed and fingerprint.
    names
        Names and words in the language of the page.
    kind
        What the page is about, in words.
    blocks
        The parts of the summary.
    picture
        A picture to show between them, if any.
    style
        Rules of style beside those of all reports.
    """
    locale = names.locale
    parts = [_section(block) for block in blocks]
    if picture is not None:
        words = escape(f"{picture.title}. {picture.description}")
        drawn = (
            f'<figure class="picture"><h3>{escape(picture.title)}</h3>'
            f'<div role="img" aria-label="{words}">{picture.svg(locale)}</div>'
            f"<figcaption>{escape(picture.description)}</figcaption></figure>"
        )
        parts.insert(_BEFORE_PICTURE, f'<section class="wide">{drawn}</section>')
    made = locale.say(
        mark("Made by Serpin {version}, seed {seed}, fingerprint of the case {digest}."),
        version=found.ledger.version,
        seed=found.ledger.seed,
        digest=found.ledger.digest,
    )
    return framed(parts, locale, kind=kind, title=locale.name(case.title), style=_STYLE + style, made=made)


def framed(parts: Sequence[str], locale: Locale, *, kind: str, title: str, style: str = "", made: str = "") -> str:
    """Return sections as a page of their own: style, policy and head around them.

    Parameters
    ----------
    parts
        The sections, as HTML.
    locale
        The language of the page.
    kind, title
        What the page is about, and of which case, in words.
    style
        Rules of style beside those of all reports.
    made
        What stands at the foot: by what the page was made.
    """
    style = files("serpin.reports").joinpath("templates", "report.css").read_text("utf-8") + style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    kind, title = escape(kind), escape(title)
    foot = f"<footer><p>{escape(made)}</p></footer>" if made else ""
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{locale.language}">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light"><meta name="referrer" content="no-referrer">',
            f"<title>{title} – {kind}</title><style>{style}</style></head>",
            f'<body><header><p class="kind">{kind}</p><h1>{title}</h1></header><main>',
            *parts,
            f"</main>{foot}</body></html>",
            "",
        ]
    )


def _section(block: Block) -> str:
    """Return a part of the page; lines that are numbered stay so without bullets."""
    title = f"<h2>{escape(block.title)}</h2>" if block.title else ""
    text = f"<p>{escape(block.text)}</p>" if block.text else ""
    lines = ""
    if block.lines:
        items = (
            f'<li class="{"numbered" if NUMBERED.match(line) else ""}">{escape(line)}</li>' for line in block.lines
        )
        lines = f"<ul>{''.join(items)}</ul>"
    return f"<section>{title}{text}{lines}</section>"
