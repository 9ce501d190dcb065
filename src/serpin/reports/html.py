"""The report as one page: self-contained, offline, under a strict content security policy.

Every picture stands in the page as SVG, for print and for browsers without scripts; scripts replace it by the same
picture with exact figures under the pointer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from serpin.base.texts import mark
from serpin.charts.locale import NO_BREAK, Locale, Unit
from serpin.charts.names import Names
from serpin.charts.picture import HALF, Picture
from serpin.planning.result import Plan
from serpin.reports import findings
from serpin.reports.cells import NUMBERS, money_unit, shown
from serpin.reports.exhibit import Exhibit
from serpin.reports.files import write_text_whole
from serpin.reports.packing import packed
from serpin.reports.tables.provenance import ledger_anchors
from serpin.reports.tables.table import Column, Kind, Table, Value, is_number
from serpin.reports.view import Section, sections
from serpin.reports.words import engine_name, names_in
from serpin.version import __version__

_WORDS = {
    "report": mark("Plan of the innovation portfolio"),
    "cautions": mark("What stands against it"),
    "next": mark("What to do next"),
    "contents": mark("Contents"),
    "total": mark("Total"),
    "source": mark("From: {step}"),
    "made": mark("Made by Serpin {version}, seed {seed}, fingerprint of the case {digest}."),
    "invented": mark("Every figure leads to the step that it comes from, and from there to its formulas."),
    "arrows": mark("Within a table, the arrow keys go from figure to figure."),
    "more": mark("{rows} more rows stand in the workbook."),
}
MOST_ROWS = 60
"""Rows of a table that a page shows; the workbook has them all."""
_LONG_CODE = 24
_NUMBER = re.compile(r"(?<![\w.,-])[\u2212-]?\d(?:[\d.,\u00a0\u202f]*\d)?(?:\u00a0%)?(?!\w)")
"""A number with its percent sign; codes such as P01 are none."""


def write_html(plan: Plan, path: Path | str, language: str) -> None:
    """Write the report to a file, whole or not at all.

    Parameters
    ----------
    plan
        The plan.
    path
        Where the page shall stand.
    language
        One of kk, ru and en.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_text_whole(Path(path), html_report(plan, language))


def html_report(plan: Plan, language: str) -> str:
    """Return the report as the text of one page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - needed for pages only

    names = names_in(plan.case, language)
    environment = Environment(
        loader=PackageLoader("serpin.reports", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["linked"] = partial(_linked, known=frozenset(ledger_anchors(plan)))
    style, script = _resource("report.css"), _resource("report.js")
    bundle = _bundle()
    parts = page_parts(plan, language)
    page = environment.get_template("report.html").render(
        language=language,
        title=names.locale.name(plan.case.title),
        word={key: names.locale.say(text) for key, text in _WORDS.items() if "{" not in text},
        made=_made(plan, names),
        policy=_policy(style, bundle, script),
        style=style,
        bundle=bundle,
        script=script,
        **parts,
    )
    return str(page)


def page_parts(plan: Plan, language: str) -> dict[str, Any]:
    """Return what a page shows of a plan, in words: headline, figures, cautions, sections with pictures and tables.

    Parameters
    ----------
    plan
        The plan.
    language
        One of kk, ru and en.
    """
    names = names_in(plan.case, language)
    parts = sections(plan, names)
    return {
        **page_head(plan, language),
        "sections": [_section(section, plan, names, MOST_ROWS) for section in parts],
        "data": _data([exhibit for section in parts for exhibit in section.exhibits], names.locale, is_packed=True),
    }


def page_head(plan: Plan, language: str) -> dict[str, Any]:
    """Return the head of a page about a plan: headline, conflicts, figures, cautions, next steps.

    Parameters
    ----------
    plan
        The plan.
    language
        One of kk, ru and en.
    """
    names = names_in(plan.case, language)
    return {
        "headline": findings.headline(plan, names),
        "conflicts": findings.conflicts(plan, names),
        "figures": [
            {
                "label": figure.label,
                "value": figure.value.replace(NO_BREAK, " "),
                "note": figure.note,
                "engine": figure.engine,
            }
            for figure in findings.figures(plan, names)
        ],
        "cautions": findings.cautions(plan, names),
        "next_steps": findings.next_steps(plan, names),
    }


def page_sections(plan: Plan, language: str, wanted: str = "") -> list[dict[str, Any]]:
    """Return the sections of a page about a plan, each with the data that its pictures are drawn from.

    Tables have all their rows, and cells their plain values beside their words, so that who shows them can sort them.

    Parameters
    ----------
    plan
        The plan.
    language
        One of kk, ru and en.
    wanted
        Name of the only section that is wanted; all when empty.
    """
    names = names_in(plan.case, language)
    return [
        {**_section(section, plan, names, None), "data": _data(list(section.exhibits), names.locale)}
        for section in sections(plan, names, wanted)
    ]


def _section(section: Section, plan: Plan, names: Names, most: int | None) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "exhibits": [_exhibit(exhibit, plan, names, most) for exhibit in section.exhibits],
    }


def _exhibit(exhibit: Exhibit, plan: Plan, names: Names, most: int | None) -> dict[str, Any]:
    source = names.locale.say(_WORDS["source"], step=engine_name(exhibit.engine, names)) if exhibit.engine else ""
    common = {"engine": exhibit.engine, "source": source, "folded": exhibit.folded, "half": exhibit.half}
    if isinstance(exhibit.body, Picture):
        return {**common, **_picture(exhibit.body, names.locale, half=exhibit.half)}
    return {**common, **_table(exhibit.body, plan, names, most)}


def _picture(picture: Picture, locale: Locale, *, half: bool) -> dict[str, Any]:
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    drawing = picture.svg(locale, width=HALF if half else None)
    return {
        "kind": "picture",
        "name": picture.name,
        "title": picture.title,
        "description": picture.description,
        # safe: drawn by Vega, which escapes every text
        "svg": Markup(drawing),  # noqa: S704
    }


def _table(table: Table, plan: Plan, names: Names, most: int | None) -> dict[str, Any]:
    locale = names.locale
    unit = money_unit(table, locale)
    anchors = ledger_anchors(plan) if table.name == "ledger" else ()
    totals = [""] * len(table.columns)
    for position in table.totals:
        totals[position] = _cell(table.total(position), table.columns[position], locale, unit)["text"]
    if table.totals:
        totals[0] = locale.say(_WORDS["total"])
    return {
        "kind": "table",
        "name": table.name,
        "title": table.title,
        "note": " ".join(part for part in (table.note, _left_out(table, locale, most)) if part),
        "unit": unit.name if any(column.kind is Kind.MONEY for column in table.columns) else "",
        "columns": [
            {
                "title": column.title,
                "number": column.kind in NUMBERS,
                "wide": column.wide,
                "signs": _signs(n=column.kind in NUMBERS, w=column.wide),
            }
            for column in table.columns
        ],
        "rows": [
            {
                "anchor": f"ledger-{anchors[place]}" if anchors else "",
                "strong": place in table.strong,
                "cells": [
                    {**_cell(value, column, locale, unit), **({} if most else {"value": _plain(value)})}
                    for value, column in zip(row, table.columns, strict=True)
                ],
            }
            for place, row in enumerate(table.rows[:most])
        ],
        "totals": totals if table.totals else [],
        "count": len(table.rows),
    }


def _left_out(table: Table, locale: Locale, most: int | None) -> str:
    rows = len(table.rows) - most if most is not None else 0
    return locale.say(_WORDS["more"], rows=locale.number(rows)) if rows > 0 else ""


def _signs(**signs: bool) -> str:
    """Return the classes of a cell: those of its signs that hold."""
    return " ".join(sign for sign, holds in signs.items() if holds)


def _cell(value: Value, column: Column, locale: Locale, unit: Unit) -> dict[str, Any]:
    is_code, is_day = column.kind is Kind.CODE, isinstance(value, date)
    is_long = is_code and len(str(value)) > _LONG_CODE
    return {
        "text": shown(value, column, locale, unit),
        "exact": locale.exact_money(value) if column.kind is Kind.MONEY and is_number(value) else "",
        "number": column.kind in NUMBERS,
        "wide": column.wide,
        "code": is_code,
        "long": is_long,
        "date": is_day,
        "signs": _signs(n=column.kind in NUMBERS, w=column.wide, c=is_code, l=is_long, d=is_day),
    }


def _plain(value: Value) -> str | float | None:
    """Return a value as JSON has it; a day as it is written everywhere."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return float(value) if isfinite(value) else None
    return value


def _linked(text: str, known: frozenset[str]) -> Any:
    """Return a sentence for a page, each of its numbers a link to the step that it comes from."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with jinja2

    if not isinstance(text, findings.Finding) or text.engine not in known:
        return escape(text)
    link = Markup('<a class="from" href="#ledger-{}">{}</a>')
    parts, end = [], 0
    for number in _NUMBER.finditer(text):
        parts += [escape(text[end : number.start()]), link.format(text.engine, number[0])]
        end = number.end()
    return Markup("").join([*parts, escape(text[end:])])


def _made(plan: Plan, names: Names) -> str:
    ledger = plan.ledger
    return names.locale.say(
        _WORDS["made"],
        version=ledger.version if ledger else __version__,
        seed=ledger.seed if ledger else "–",
        digest=ledger.digest if ledger else plan.case.digest(),
    ).replace("Serpin ", f"Serpin{NO_BREAK}")


def _data(exhibits: list[Exhibit], locale: Locale, *, is_packed: bool = False) -> str:
    """Return what the script draws, as JSON that no markup can break out of."""
    drawn = [exhibit.body for exhibit in exhibits if isinstance(exhibit.body, Picture)]
    pictures = {picture.name: _shortened(picture.specification(fluid=True)) for picture in drawn}
    words: dict[str, int] = {}
    data = {
        "pictures": {name: packed(drawing, words) for name, drawing in pictures.items()} if is_packed else pictures,
        "words": list(words),
        "numbers": locale.number_locale,
        "times": locale.time_locale,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _shortened(value: Any) -> Any:
    """Return a specification whose numbers have no more figures than a picture shows."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    return [_shortened(item) for item in value] if isinstance(value, list) else value


def _policy(style: str, *scripts: str) -> str:
    """Return the content security policy: nothing may be loaded, and only these texts may run."""
    allowed = " ".join(f"'{_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _resource(name: str) -> str:
    return files("serpin.reports").joinpath("templates", name).read_text("utf-8")


@cache
def _bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, without anything that would end the script element."""
    import vl_convert  # noqa: PLC0415 - starts an engine of its own

    return (
        str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
        .replace("</script", "<\\/script")
        .replace("<!--", "<\\!--")
    )
