"""Coordination as one page: the summary with the picture who waits for whom; self-contained, offline, for printing."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files

from serpin.base.texts import mark
from serpin.charts.coordination import waiting_graph
from serpin.engines.coordination.result import Coordination
from serpin.reports.blocks import NUMBERED, Block
from serpin.reports.coordination import blocks
from serpin.reports.words import names_in
from serpin.vocabulary.case import Case

_STYLE = (
    "li.numbered{list-style:none;text-indent:-1.2em}figure.picture svg{max-width:100%;height:auto}"
    "@page{size:A4;margin:9mm}@media print{"
    "body{font-size:7.7pt;line-height:1.22}header{margin:0}.kind{margin:0}h1{font-size:12pt;margin:0 0 2mm}"
    "main{display:block;columns:2;column-gap:6mm}main>section:not(.finding){margin:0 0 1.5mm}"
    "section.wide{column-span:all}section.wide h3{margin:0;font-size:8pt}figure{margin:0}figcaption{font-size:7pt}"
    "figure.picture svg{max-height:78mm}main>section:not(.finding)>h2{font-size:8.2pt;margin:0;padding:0;border:0}"
    "main p{margin:0;max-width:none;font-size:7.7pt}"
    "ul{margin:0;padding-left:4mm}li{margin:0}footer{margin:1mm 0 0;padding:0;font-size:6.5pt}}"
)
"""On paper all of it fills one page: two columns with the picture across them."""


def coordination_page(case: Case, found: Coordination, language: str) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    case
        Where the names stand.
    found
        What coordination found.
    language
        One of kk, ru and en.
    """
    names = names_in(case, language)
    locale = names.locale
    picture = waiting_graph(found, names)
    parts = [_section(block) for block in blocks(found, names, pictured=True)]
    if picture is not None:
        words = escape(f"{picture.title}. {picture.description}")
        drawn = (
            f'<figure class="picture"><h3>{escape(picture.title)}</h3>'
            f'<div role="img" aria-label="{words}">{picture.svg(locale)}</div>'
            f"<figcaption>{escape(picture.description)}</figcaption></figure>"
        )
        parts.insert(2, f'<section class="wide">{drawn}</section>')
    style = files("serpin.reports").joinpath("templates", "report.css").read_text("utf-8") + _STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    kind = locale.say(mark("Projects that pay only together"))
    made = locale.say(
        mark("Made by Serpin {version}, seed {seed}, fingerprint of the case {digest}."),
        version=found.ledger.version,
        seed=found.ledger.seed,
        digest=found.ledger.digest,
    )
    title = escape(locale.name(case.title))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light"><meta name="referrer" content="no-referrer">',
            f"<title>{title} – {escape(kind)}</title><style>{style}</style></head>",
            f'<body><header><p class="kind">{escape(kind)}</p><h1>{title}</h1></header><main>',
            *parts,
            f"</main><footer><p>{escape(made)}</p></footer></body></html>",
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
