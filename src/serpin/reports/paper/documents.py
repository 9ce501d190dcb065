"""The documents on paper: the board paper on two pages, and the full plan with passports and annexes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from serpin.base.texts import mark
from serpin.charts import money, odds
from serpin.charts.names import Names
from serpin.charts.picture import HALF, Picture
from serpin.planning.result import Plan
from serpin.reports import findings
from serpin.reports.files import write_whole
from serpin.reports.paper.press import pressed
from serpin.reports.paper.sheets import MOST_ROWS, picture_on_paper, tables_on_paper
from serpin.reports.passport import Passport, passports
from serpin.reports.tables import choices, covers
from serpin.reports.tables import odds as odds_tables
from serpin.reports.tables.table import Table
from serpin.reports.tables.worth import change_in_words
from serpin.reports.view import Section, sections
from serpin.reports.words import names_in, sentence
from serpin.version import __version__

_WORDS = {
    "board": mark("Board paper"),
    "plan": mark("Plan of the innovation portfolio"),
    "decision": mark("Decision"),
    "money": mark("Money"),
    "odds": mark("Odds"),
    "risks": mark("Risks"),
    "covers": mark("Insurance and reserve"),
    "cautions": mark("What stands against it"),
    "needs": mark("What we need from you"),
    "contents": mark("Contents"),
    "passport": mark("Passport of the project"),
    "page": mark("page"),
    "left_out": mark("Left out, and what would bring them in"),
}
_MADE = mark("Made by Serpin {version}, seed {seed}, fingerprint of the case {digest}.")
_LEFT = mark("{count} further projects have no passport in this document; those that are carried out come first.")
_MORE = mark("{rows} more rows stand in the workbook.")
_LOW = 150
MOST_PASSPORTS = 150
"""Passports of a document; nobody leafs through more."""
_MOST_CHOSEN, _MOST_RISKS, _MOST_LINES, _MOST_FOLDED = 12, 5, 5, 24


def board_paper(plan: Plan, language: str) -> bytes:
    """Return the board paper as PDF, on two pages: decision, money, odds, risks, what is needed from the board.

    Parameters
    ----------
    plan
        The plan.
    language
        One of kk, ru and en.
    """
    names = names_in(plan.case, language)
    desk = _Desk(names)
    content = _head(plan, names, "board")
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in ("decision", "money", "odds", "risks", "covers")}
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        parts["decision"] += desk.table(
            choices.chosen(plan.portfolio, names, plan.schedule), narrow=True, most=_MOST_CHOSEN
        )
    if plan.cash:
        rows = money.uses(plan.case, plan.cash)
        parts["money"] += desk.picture(money.money_by_source(rows, names), height=_LOW)
    outcomes = plan.outcomes
    if outcomes is not None and outcomes.status.has_answer:
        end = plan.schedule.timetable.makespan if plan.schedule else None
        cost = findings.planned_cost(plan)
        parts["odds"] += desk.pair(
            odds.finish_curve(outcomes, end, names),
            odds.cost_curve(outcomes, None if cost is None else float(cost), names),
            height=_LOW,
        )
        if outcomes.drivers:
            parts["risks"] += desk.table(odds_tables.drivers(outcomes, names), narrow=True, most=_MOST_RISKS)
    if plan.cover is not None and plan.cover.status.has_answer:
        parts["covers"] += desk.table(covers.before_and_after(plan.cover, names), narrow=True, most=_MOST_RISKS)
    content["left_out"] = _left_out(plan, names)
    for key in ("cautions", "needs"):
        content[key] = content[key][:_MOST_LINES]
    content["parts"] = parts
    return pressed("board", content, desk.pictures, names.locale)


def _left_out(plan: Plan, names: Names) -> list[str]:
    """Return a line for every project that is left out: what would bring it in, else why it is out."""
    found = []
    for candidate in plan.portfolio.candidates if plan.portfolio is not None else ():
        if not candidate.chosen:
            change = change_in_words(candidate.change, names)
            words = change or (sentence(candidate.reason, names) if candidate.reason is not None else "")
            found.append(f"{names.project(candidate.project)}: {words}" if words else names.project(candidate.project))
    return found[:_MOST_RISKS]


def full_plan(plan: Plan, language: str) -> bytes:
    """Return the full plan as PDF: all sections of the report, then a passport for every project.

    Parameters
    ----------
    plan
        The plan.
    language
        One of kk, ru and en.
    """
    names = names_in(plan.case, language)
    desk = _Desk(names)
    content = _head(plan, names, "plan")
    content["parts"] = [_section(section, desk) for section in sections(plan, names)]
    found = passports(plan, names, MOST_PASSPORTS)
    content["passports"] = [_passport(one, desk) for one in found]
    left = len(plan.case.projects) - len(found)
    content["passports_left"] = names.locale.say(_LEFT, count=names.locale.number(left)) if left else ""
    return pressed("full", content, desk.pictures, names.locale)


def write_paper(plan: Plan, folder: Path, language: str, mark_of_language: str = "") -> list[Path]:
    """Write board paper and full plan into a folder, each whole or not at all, and return their paths.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    made = {
        folder / f"board{mark_of_language}.pdf": board_paper(plan, language),
        folder / f"plan{mark_of_language}.pdf": full_plan(plan, language),
    }
    for path, content in made.items():
        write_whole(path, lambda beside, content=content: beside.write_bytes(content) and None)  # type: ignore[misc]
    return list(made)


def _head(plan: Plan, names: Names, kind: str) -> dict[str, Any]:
    locale = names.locale
    ledger = plan.ledger
    made = locale.say(
        _MADE,
        version=ledger.version if ledger else __version__,
        seed=ledger.seed if ledger else "–",
        digest=ledger.digest if ledger else plan.case.digest(),
    )
    return {
        "language": locale.language,
        "title": locale.name(plan.case.title),
        "kind": locale.say(_WORDS[kind]),
        "word": {key: locale.say(text) for key, text in _WORDS.items()},
        "made": made,
        "headline": list(findings.headline(plan, names)),
        "conflicts": list(findings.conflicts(plan, names)),
        "figures": [
            {"label": figure.label, "value": figure.value, "note": figure.note}
            for figure in findings.figures(plan, names)
        ],
        "cautions": list(findings.cautions(plan, names)),
        "needs": list(findings.next_steps(plan, names)),
    }


def _section(section: Section, desk: _Desk) -> dict[str, Any]:
    """Return a section for the press: what stands upright, then the tables that lie across the page."""
    found: list[dict[str, Any]] = []
    for exhibit in section.exhibits:
        body = exhibit.body
        if isinstance(body, Table):
            found += desk.table(body, most=_MOST_FOLDED if exhibit.folded else MOST_ROWS)
        else:
            found += desk.picture(body, half=exhibit.half)
    across = [item for item in found if item.get("wide")]
    return {
        "title": section.title,
        "exhibits": [item for item in found if not item.get("wide")],
        "wide": across,
    }


def _passport(found: Passport, desk: _Desk) -> dict[str, Any]:
    return {
        "code": found.code,
        "title": found.title,
        "purpose": found.purpose,
        "facts": [list(fact) for fact in found.facts],
        "tables": [table for body in found.tables for table in desk.table(body, narrow=True)],
    }


class _Desk:
    """Collects the exhibits of a document and the pictures that the press must draw."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.pictures: dict[str, tuple[Picture, int, int | None]] = {}

    def table(self, table: Table, *, narrow: bool = False, most: int = MOST_ROWS) -> list[dict[str, Any]]:
        """Return a table as exhibits, or nothing if it is empty."""
        if not table.rows:
            return []
        laid = tables_on_paper(table, self.names, narrow=narrow, most=most)
        if laid[-1]["left"] > 0:
            more = self.names.locale.say(_MORE, rows=self.names.locale.number(laid[-1]["left"]))
            laid[-1]["note"] = " · ".join(part for part in (laid[-1]["note"], more) if part)
        across = any(part["wide"] for part in laid)  # the parts of a table stay together
        return [{"kind": "table", **part, "wide": across} for part in laid]

    def picture(
        self, picture: Picture | None, *, half: bool = False, height: int | None = None
    ) -> list[dict[str, Any]]:
        """Return a picture as an exhibit, or nothing if there is none."""
        if picture is None:
            return []
        name = f"picture-{len(self.pictures)}"
        self.pictures[name] = (picture, HALF if half else picture.width, height)
        return [{"kind": "half" if half else "picture", **picture_on_paper(picture, name)}]

    def pair(self, *pictures: Picture | None, height: int | None = None) -> list[dict[str, Any]]:
        """Return pictures that stand side by side."""
        return [exhibit for picture in pictures for exhibit in self.picture(picture, half=True, height=height)]
