"""Tables of the statistics: the official forms section by section, and their open controls."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.indicators.options.edition import Edition, Section
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.form import Form
from serpin.reports.indicators import control_text
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.vocabulary.enterprise import SizeClass

MOST_FORMS = 3
"""Forms of a report: those of the enterprises with most to tell; the command ``serpin measure`` writes all."""

_FORM = mark("Form {form}, {enterprise}, {year}: {title}")
_CODE, _NAME = mark("Row code"), mark("Name of the indicator")
_UNVERIFIED = mark("The edition is not verified: compare rows and codes with the official text.")
_ENTERPRISE = mark("Enterprise")
_OPEN, _CONTROL, _ASKED = mark("Controls that do not hold"), mark("Control"), mark("What is asked")
_LEFT, _RIGHT = mark("Left side"), mark("Right side")


def shown_forms(found: Measurement) -> tuple[Form, ...]:
    """Return the forms that a report shows: those with most cells, in the order in which they were filled in."""
    kept = sorted(found.forms, key=lambda form: -len(form.cells))[:MOST_FORMS]
    return tuple(form for form in found.forms if form in kept)


def forms(found: Measurement, names: Names) -> list[Table]:
    """Return the sections of the forms with something in them, as tables."""
    editions = {edition.id: edition for edition in found.editions}
    return [
        table
        for number, form in enumerate(shown_forms(found))
        for section in editions[form.edition].sections
        if (table := _section(number, form, editions[form.edition], section, names)).rows
    ]


def open_controls(found: Measurement, names: Names) -> Table:
    """Return the controls of all forms that do not hold."""
    say = names.locale.say
    editions = {edition.id: edition for edition in found.editions}
    rows: list[tuple[Value, ...]] = [
        (
            names.other("enterprise", form.enterprise),
            editions[form.edition].index,
            f"{answer.control} {answer.at}".strip(),
            control_text(answer, editions[form.edition], names),
            str(answer.left if answer.left is not None else ""),
            str(answer.right if answer.right is not None else ""),
        )
        for form in found.forms
        for answer in form.open_controls
    ]
    columns = (
        Column(say(_ENTERPRISE), Kind.TEXT, 30),
        Column(say(mark("Form")), Kind.TEXT, 14),
        Column(say(_CONTROL), Kind.CODE, 12),
        Column(say(_ASKED), Kind.TEXT, 60),
        Column(say(_LEFT), Kind.TEXT, 12),
        Column(say(_RIGHT), Kind.TEXT, 12),
    )
    return Table("controls", say(_OPEN), columns, tuple(rows), engine="indicators")


def _section(number: int, form: Form, edition: Edition, section: Section, names: Names) -> Table:
    locale, say = names.locale, names.locale.say
    cells = {(cell.row, cell.column): cell.value for cell in form.cells if cell.section == section.number}
    rows: list[tuple[Value, ...]] = []
    strong = set()
    for row in section.rows:
        values = [cells.get((row.code, column.code)) for column in section.columns]
        if all(value is None for value in values):
            continue
        if row.total:
            strong.add(len(rows))
        rows.append((row.code, locale.name(row.name), *(_cell(value, names) for value in values)))
    kind = Kind.DECIMAL if section.decimals else Kind.NUMBER
    columns = (
        Column(say(_CODE), Kind.CODE, 9),
        Column(say(_NAME), Kind.TEXT, 52),
        *(Column(locale.name(column.name), kind, 16) for column in section.columns),
    )
    title = say(
        _FORM,
        form=edition.index,
        enterprise=names.other("enterprise", form.enterprise),
        year=form.year,
        title=locale.name(section.title),
    )
    note = locale.name(section.unit) if edition.verified else f"{locale.name(section.unit)}. {say(_UNVERIFIED)}"
    return Table(
        f"form-{number}-{section.number}",
        title,
        columns,
        tuple(rows),
        engine="indicators",
        note=note,
        strong=frozenset(strong),
    )


def _cell(value: float | str | None, names: Names) -> Value:
    if isinstance(value, str):
        return names.locale.choice(SizeClass(value)) if value in set(SizeClass) else value
    return value
