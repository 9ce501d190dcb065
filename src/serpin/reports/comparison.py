"""A comparison of two plans in words: what changed, project by project, and why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.planning.comparison import Comparison, ProjectChange, Side
from serpin.planning.differences import Difference
from serpin.planning.options import PlanOptions
from serpin.reports.blocks import Block, plain
from serpin.reports.cells import NUMBERS, money_unit, shown
from serpin.reports.files import write_text_whole
from serpin.reports.summary_page import framed
from serpin.reports.tables.changes import (
    FATES,
    change_table,
    difference_table,
    field_in_words,
    noun_in_words,
    values_in_words,
    why,
)
from serpin.reports.tables.table import Kind, Table
from serpin.reports.words import names_in, sentence
from serpin.reports.xlsx import write_tables
from serpin.vocabulary.case import Case

_KIND = mark("What changed, and why")
_HEAD = mark(
    "{after} against {before}: {comes} projects come in, {goes} go out, {moved} of {stays} start on another day."
)
_NOTHING = mark("{after} against {before}: nothing changed.")
_TOTALS = mark("Projects {projects}; cost {cost}; expected value {value}; end {finish}; time and budget kept {both}.")
_PAIR = "{before} → {after}"
_DIFFERENCES = mark("What was changed")
_OPTIONS = mark("Other options of the plan")
_WHY = mark("why: {reasons}")
_MORE = mark("… and {rows} more")
_MOST = 30


def comparison_summary(found: Comparison, case: Case, titles: tuple[str, str], language: str) -> str:
    """Return the summary for the terminal.

    Parameters
    ----------
    found
        What changed.
    case
        Where the names stand: that of the later plan.
    titles
        What the two plans are called.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(found, names_in(case, language), titles))


def blocks(found: Comparison, names: Names, titles: tuple[str, str]) -> list[Block]:
    """Return the parts of the summary, the answer first."""
    say = names.locale.say
    page = [Block(text=headline(found, names, titles)), Block(text=_totals(found, names))]
    page.append(_listed(say(_DIFFERENCES), [_difference(one, names) for one in found.differences], names))
    page.append(_listed(say(_OPTIONS), [_option(one, names) for one in found.options], names))
    page.append(_listed("", [_project(one, found, names) for one in found.changed], names))
    page.append(Block(lines=[sentence(note, names) for note in found.notes if found.changed]))
    return [block for block in page if block.text or block.lines]


def headline(found: Comparison, names: Names, titles: tuple[str, str]) -> str:
    """Return in one sentence how many projects come, go and move."""
    before, after = titles
    if not found.changed:
        return names.locale.say(_NOTHING, before=before, after=after)
    fates = [one.fate for one in found.projects]
    return names.locale.say(
        _HEAD,
        before=before,
        after=after,
        comes=fates.count("comes"),
        goes=fates.count("goes"),
        moved=found.moved,
        stays=fates.count("stays"),
    )


def _totals(found: Comparison, names: Names) -> str:
    locale = names.locale
    old, new = found.before, found.after

    def pair(before: str, after: str) -> str:
        return after if before == after else _PAIR.format(before=before, after=after)

    return locale.say(
        _TOTALS,
        projects=pair(str(old.projects), str(new.projects)),
        cost=pair(locale.money(old.cost), locale.money(new.cost)),
        value=pair(
            locale.money(old.value if old.simulated_value is None else old.simulated_value),
            locale.money(new.value if new.simulated_value is None else new.simulated_value),
        ),
        finish=pair(*(locale.day(one.finish) if one.finish else "–" for one in (old, new))),
        both=pair(*(locale.percent(one.both) if one.both is not None else "–" for one in (old, new))),
    )


def _listed(title: str, lines: list[str], names: Names) -> Block:
    more = [names.locale.say(_MORE, rows=len(lines) - _MOST)] if len(lines) > _MOST else []
    return Block(title if lines else "", "", [*lines[:_MOST], *more])


def _difference(one: Difference, names: Names) -> str:
    field = field_in_words(one, names)
    before, after = values_in_words(one, names)
    return f"{noun_in_words(one, names)}{': ' + field if field else ''}: {before} → {after}"


def _option(one: Difference, names: Names) -> str:
    before, after = values_in_words(one, names, PlanOptions)
    return f"{field_in_words(one, names, PlanOptions)}: {before} → {after}"


def _project(change: ProjectChange, found: Comparison, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    parts = [say(FATES[change.fate])]
    old, new = change.before, change.after
    if change.fate == "stays" and old is not None and new is not None:
        for field, text in (
            ("start", mark("start {change}")),
            ("finish", mark("end {change}")),
            ("cost", mark("cost {change}")),
            ("value", mark("value {change}")),
            ("on_time", mark("kept in time {change}")),
        ):
            if field in change.differs:
                pair = [_side(getattr(side, field), names) for side in (old, new)]
                parts.append(say(text, change=_PAIR.format(before=pair[0], after=pair[1])))
        if "paid" in change.differs:
            parts.append(say(mark("paid by {change}"), change=_payers(old, new, names)))
    elif change.fate == "comes" and new is not None and new.start is not None and new.finish is not None:
        parts.append(f"{locale.day(new.start)} – {locale.day(new.finish)}, {locale.money(new.cost)}")
    parts.append(say(_WHY, reasons="; ".join(why(change, found, names))))
    return f"{change.project} {names.project(change.project)}: {'; '.join(parts)}"


def _payers(old: Side, new: Side, names: Names) -> str:
    """Return the sources that pay another amount than before."""
    none = Decimal(0)
    return "; ".join(
        f"{names.other('source', one)} "
        + _PAIR.format(
            before=names.locale.money(old.paid.get(one, none)), after=names.locale.money(new.paid.get(one, none))
        )
        for one in {**old.paid, **new.paid}
        if abs(old.paid.get(one, none) - new.paid.get(one, none)) >= 1
    )


def _side(value: object, names: Names) -> str:
    from datetime import date  # noqa: PLC0415 - for one word

    if isinstance(value, date):
        return names.locale.day(value)
    if isinstance(value, float) and 0 <= value <= 1:
        return names.locale.percent(value)
    return names.locale.money(value) if isinstance(value, int | float) or hasattr(value, "quantize") else "–"  # type: ignore[arg-type]


def write_comparison(
    found: Sequence[Comparison], cases: Sequence[Case], titles: Sequence[tuple[str, str]], path: Path, language: str
) -> None:
    """Write comparisons as a workbook or a page, by the ending of the name, whole or not at all.

    Parameters
    ----------
    found, cases, titles
        Each comparison, where its names stand, and what the plans are called.
    path
        Ends in ``.xlsx`` or ``.html``.
    language
        One of kk, ru and en.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    names = [names_in(case, language) for case in cases]
    if path.suffix.lower() == ".xlsx":
        pages = [
            table
            for one, words in zip(found, names, strict=True)
            for table in (change_table(one, words), difference_table(one, words))
        ]
        write_tables(pages, path, names[0])
        return
    write_text_whole(path, _page(found, names, titles))


def _page(found: Sequence[Comparison], names: Sequence[Names], titles: Sequence[tuple[str, str]]) -> str:
    parts = []
    for one, words, title in zip(found, names, titles, strict=True):
        lead = "".join(f"<p>{escape(text)}</p>" for text in (headline(one, words, title), _totals(one, words)))
        notes = "".join(f"<p>{escape(sentence(note, words))}</p>" for note in one.notes)
        drawn = "".join(_drawn(table, words) for table in (change_table(one, words), difference_table(one, words)))
        parts.append(f"<section><h2>{escape(' – '.join(title))}</h2>{lead}{notes}</section>{drawn}")
    locale = names[0].locale
    return framed(parts, locale, kind=locale.say(_KIND), title=locale.name(names[0].case.title))


def _drawn(table: Table, names: Names) -> str:
    """Return a table of the page; nothing where it has no rows."""
    if not table.rows:
        return ""
    unit = money_unit(table, names.locale)
    head = "".join(
        f"<th>{escape(column.title)}{', ' + escape(unit.name) if column.kind is Kind.MONEY and unit.name else ''}</th>"
        for column in table.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="{"number" if column.kind in NUMBERS else ""}">'
            f"{escape(shown(value, column, names.locale, unit)) if value is not None else ''}</td>"
            for value, column in zip(row, table.columns, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return (
        f'<section class="wide"><h3>{escape(table.title)}</h3><div class="scroll"><table>{body}</table></div></section>'
    )
