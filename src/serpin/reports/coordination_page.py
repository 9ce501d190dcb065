"""Coordination as one page: the summary with the picture who waits for whom; printed, it fills one sheet."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.coordination import waiting_graph
from serpin.engines.coordination.result import Coordination
from serpin.reports.coordination import blocks
from serpin.reports.summary_page import summary_page
from serpin.reports.words import names_in
from serpin.vocabulary.case import Case

_STYLE = (
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
    kind = names.locale.say(mark("Projects that pay only together"))
    parts = blocks(found, names, pictured=True)
    return summary_page(case, found, names, kind=kind, blocks=parts, picture=waiting_graph(found, names), style=_STYLE)
