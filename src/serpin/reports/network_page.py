"""Cooperation as one page: the summary with the picture of the network."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.network import network_picture
from serpin.engines.network.result import Partnerships
from serpin.reports.network import blocks
from serpin.reports.summary_page import summary_page
from serpin.reports.words import names_in
from serpin.vocabulary.case import Case


def network_page(case: Case, found: Partnerships, language: str) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    case
        Where the names stand.
    found
        What was found.
    language
        One of kk, ru and en.
    """
    names = names_in(case, language)
    kind = names.locale.say(mark("Who should work with whom"))
    return summary_page(
        case, found, names, kind=kind, blocks=blocks(found, names), picture=network_picture(found, names)
    )
