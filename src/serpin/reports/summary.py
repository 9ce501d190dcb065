"""The summary for the terminal: plain text that ends a run, without colours, about a hundred columns wide."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.scheduling.result import Schedule
from serpin.engines.simulation.result import Outcomes
from serpin.planning.result import Plan
from serpin.reports import findings, selection, simulation
from serpin.reports.beyond import around
from serpin.reports.blocks import WIDTH, plain
from serpin.reports.tables import choices, covers, packages, works, worth
from serpin.reports.tables.table import Kind, Table, Value, is_number
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case

_LONGEST_NAME = 32
_MOST_LINES = 6
_LONGEST_HEADING = 12
_MOST_ROWS = 30
_AGAINST, _NEXT, _MORE = mark("What stands against it"), mark("What to do next"), mark("… and {rows} more")
_NOTHING_CHOSEN = mark("No project was chosen.")
_CRITICAL = mark("Critical works")


def summary(plan: Plan, language: str) -> str:
    """Return the readable end of a plan: finding, key figures, chosen projects, cautions and next steps.

    Parameters
    ----------
    plan
        The plan.
    language
        One of kk, ru and en.
    """
    names = names_in(plan.case, language)
    parts = [names.locale.name(plan.case.title), _paragraph(" ".join(findings.headline(plan, names)))]
    parts += _bullets("", findings.conflicts(plan, names))
    figures = [(item.label, item.value, item.note) for item in findings.figures(plan, names)]
    if figures:
        parts.append(_aligned(figures, frozenset({1})))
    if figures and plan.portfolio is not None:
        parts += _tabulated(choices.chosen(plan.portfolio, names, plan.schedule), names, (0, 1, 3, 4, 6, 7))
    if plan.coordination is not None and plan.coordination.status.has_answer:
        parts += _tabulated(packages.packages(plan.coordination, names, plan.portfolio), names, (0, 2, 3, 4, 6))
    if plan.cover is not None and plan.cover.outlays:
        parts += _tabulated(covers.before_and_after(plan.cover, names), names, (0, 1, 3, 4, 6))
    parts += [plain(one.finding) for one in around(plan, names, drawn=False)]
    parts += _bullets(names.locale.say(_AGAINST), findings.cautions(plan, names))
    parts += _bullets(names.locale.say(_NEXT), findings.next_steps(plan, names))
    return "\n\n".join(part for part in parts if part)


def portfolio_summary(case: Case, portfolio: Portfolio, language: str) -> str:
    """Return the readable end of a selection: what is chosen, what is not and why."""
    names = names_in(case, language)
    plan = Plan(case=case, portfolio=portfolio)
    parts = [_paragraph(" ".join(findings.headline(plan, names)))]
    parts += _bullets("", findings.conflicts(plan, names))
    if portfolio.status.has_answer:
        parts += _tabulated(choices.chosen(portfolio, names), names, (0, 1, 3, 4, 6, 7)) or [
            names.locale.say(_NOTHING_CHOSEN)
        ]
        parts += _tabulated(choices.rejected(portfolio, names), names, (0, 1, 2, 3, 5))
        parts += _bullets("", selection.sentences(portfolio, names))
        parts += _tabulated(selection.payers(portfolio, names), names, (0, 1, 2))
        parts += _tabulated(worth.worth(portfolio, names), names, (0, 1, 2, 3, 4, 6))
        parts += _bullets(names.locale.say(selection.REFUSED), selection.refused(portfolio, names))
        parts += _tabulated(selection.standings(portfolio, names), names, (0, 1, 2))
        parts += _tabulated(selection.frontier(portfolio, names), names, (0, 1, 2, 3))
        parts += _tabulated(worth.prices(portfolio, names, dearest=True), names, (0, 1, 2), most=8)
    parts += _bullets(names.locale.say(_AGAINST), findings.cautions(plan, names))
    return "\n\n".join(part for part in parts if part)


def schedule_summary(case: Case, schedule: Schedule, language: str) -> str:
    """Return the readable end of a schedule: when everything is finished, the critical works, the gates."""
    names = names_in(case, language)
    plan = Plan(case=case, schedule=schedule)
    parts = [_paragraph(" ".join(findings.headline(plan, names)))]
    parts += _bullets("", findings.conflicts(plan, names))
    if schedule.status.has_answer:
        table = works.works(schedule, names)
        critical = [row for place, row in enumerate(table.rows) if place in table.strong]
        shown = Table("critical", names.locale.say(_CRITICAL), table.columns, tuple(critical))
        parts += _tabulated(shown, names, (0, 2, 7, 8, 9))
        parts += _tabulated(works.gates(schedule, names), names, (0, 1, 2))
    parts += _bullets(names.locale.say(_AGAINST), findings.cautions(plan, names))
    return "\n\n".join(part for part in parts if part)


def outcomes_summary(case: Case, outcomes: Outcomes, language: str) -> str:
    """Return the readable end of a simulation: the finding, the answers in words, and short tables."""
    names = names_in(case, language)
    plan = Plan(case=case, outcomes=outcomes)
    parts = [_paragraph(" ".join(findings.headline(plan, names)))]
    parts += _bullets("", findings.conflicts(plan, names))
    if outcomes.status.has_answer:
        notes = [sentence(note, names) for note in outcomes.notes]
        parts += _bullets("", [*simulation.sentences(outcomes, names), *notes])
        for table, places, most in simulation.shown(outcomes, names):
            parts += _tabulated(table, names, places, most)
    parts += _bullets(names.locale.say(_NEXT), findings.next_steps(plan, names))
    return "\n\n".join(part for part in parts if part)


def _tabulated(table: Table, names: Names, places: Sequence[int], most: int = _MOST_ROWS) -> list[str]:
    if not table.rows:
        return []
    columns = [table.columns[place] for place in places]
    heading = tuple(column.title for column in columns)
    rows = [
        tuple(_shown(row[place], table.columns[place].kind, names) for place in places) for row in table.rows[:most]
    ]
    right = frozenset(
        place
        for place, column in enumerate(columns)
        if column.kind in (Kind.MONEY, Kind.NUMBER, Kind.DECIMAL, Kind.PERCENT)
    )
    text = f"{table.title}\n{_aligned([heading, *rows], right, ruled=True)}"
    if len(table.rows) > most:
        text += "\n" + names.locale.say(_MORE, rows=len(table.rows) - most)
    if table.note:
        text += "\n" + textwrap.fill(table.note, WIDTH, initial_indent="  ", subsequent_indent="  ")
    return [text]


def _shown(value: Value, kind: Kind, names: Names) -> str:
    locale = names.locale
    if isinstance(value, date):
        return locale.day(value)
    if not is_number(value):
        return str(value or "–")
    if kind is Kind.MONEY:
        return locale.money(value)
    if kind is Kind.PERCENT:
        return locale.percent(float(value))
    return locale.fixed(value, 1) if kind is Kind.DECIMAL else locale.number(value)


def _paragraph(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _bullets(title: str, sentences: Iterable[str]) -> list[str]:
    lines = [
        textwrap.fill(
            sentence,
            WIDTH,
            initial_indent="  · ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for sentence in sentences
    ]
    return ["\n".join([title, *lines] if title else lines)] if lines else []


def _aligned(rows: Sequence[Sequence[str]], right: frozenset[int], *, ruled: bool = False) -> str:
    """Return rows as columns; long names are wrapped within their column."""
    wrapped = [
        [_wrap(cell, WIDTH if not ruled else _LONGEST_NAME if number else _heading(cell)) for cell in row]
        for number, row in enumerate(rows)
    ]
    widths = [max(_length(line) for row in wrapped for line in row[place]) for place in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(wrapped):
        height = max(len(cell) for cell in row)
        for level in range(height):
            parts = [
                _padded(cell[level] if level < len(cell) else "", widths[place], right=place in right)
                for place, cell in enumerate(row)
            ]
            lines.append("  " + "  ".join(parts).rstrip())
        if ruled and number == 0:
            lines.append("  " + "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _heading(title: str) -> int:
    """Return how wide the heading of a column may be: no word of it is broken."""
    return max(_LONGEST_HEADING, *(len(word) for word in title.split()), 0)


def _wrap(cell: str, width: int) -> list[str]:
    """Return the lines of a cell; a name without end is cut."""
    return textwrap.wrap(cell, width, break_on_hyphens=False, max_lines=_MOST_LINES, placeholder="…") or [""]


def _padded(text: str, width: int, *, right: bool) -> str:
    room = " " * (width - _length(text))
    return room + text if right else text + room


def _length(text: str) -> int:
    """Return the columns that a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    marks = sum(unicodedata.combining(sign) > 0 for sign in text)
    return len(text) + wide - marks
