"""Indicators in words: the forms and their controls, figures beside published ones, readiness and incentives."""

from __future__ import annotations

from collections.abc import Iterator

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.indicators.options.edition import Edition
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.figures import Comparison, Figure
from serpin.engines.indicators.result.form import ControlAnswer
from serpin.engines.indicators.result.readiness import ReadinessLine
from serpin.reports.blocks import Block, plain
from serpin.reports.incentives import incentive_blocks
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

_ANCHORS = (1995, 2002, 2003)
"""Years of which something was published about the index of industry."""
_MOST_FORMS, _MOST_OPEN, _MOST_ROWS, _MOST_STEPS, _MOST_GROUPS, _MOST_PLACES = 12, 8, 40, 3, 5, 5

LAYOUT_CONTROLS = {
    "total": mark("a total equals the sum of its rows"),
    "part": mark("a part is not above its whole"),
    "column": mark("a column is not above the column that it is part of"),
    "negative": mark("nothing is negative"),
    "crossed": mark("a cell that is crossed out is blank"),
    "decimals": mark("a number has no more decimals than its section"),
}
ANSWERS = {"holds": mark("holds"), "fails": mark("fails"), "explained": mark("explained")}


def indicators_summary(case: Case, found: Measurement, language: str) -> str:
    """Return the summary for the terminal.

    Parameters
    ----------
    case
        Where the names stand.
    found
        What was measured.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(found, names_in(case, language)))


def blocks(found: Measurement, names: Names) -> list[Block]:
    """Return the parts of the summary, the answer first."""
    say = names.locale.say
    if found.status is Status.SKIPPED:
        return [Block(say(mark("The books hold no entries of {year}."), year=found.year))]
    page = [
        _headline(found, names),
        _forms(found, names),
        *_costs(found, names),
        _figures(found, names),
        _published(found, names),
        _structure(found, names),
        _complexity(found, names),
        _statements(found, names),
        *_readiness(found, names),
        _obstacles(found, names),
        *incentive_blocks(found, names),
        _trust(found, names),
    ]
    return [block for block in page if block.text or block.lines]


def control_text(answer: ControlAnswer, edition: Edition, names: Names) -> str:
    """Return what a control asks, in words."""
    if answer.control in LAYOUT_CONTROLS:
        return names.locale.say(LAYOUT_CONTROLS[answer.control])
    control = next(one for one in edition.controls if one.id == answer.control)
    return names.locale.name(control.text)


def _headline(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    reporting = {form.enterprise for form in found.forms}
    level = next(
        (one for one in found.comparisons if one.code == "activity" and one.same_definition and not one.region), None
    )
    text = say(
        mark("Reports for {year}: enterprises {count}, forms {forms}."),
        year=found.year,
        count=locale.number(len(reporting)),
        forms=locale.number(len(found.forms)),
    )
    if level is not None and level.own is not None:
        text += " " + say(
            mark("The level of innovation activity is {own}; published for {year}: {published}."),
            own=locale.percent(level.own, 1),
            year=level.year,
            published=locale.percent(level.published, 1),
        )
    failing = sum(len(form.open_controls) for form in found.forms)
    controls = sum(len(form.controls) for form in found.forms)
    holding = mark("All {controls} controls of the forms hold.")
    open_ones = mark("Of {controls} controls of the forms {failing} do not hold.")
    text += " " + say(
        open_ones if failing else holding, controls=locale.number(controls), failing=locale.number(failing)
    )
    return Block(say(mark("Innovation by the official definitions")), text)


def _forms(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    editions = {edition.id: edition for edition in found.editions}
    lines = []
    ordered = sorted(found.forms, key=lambda form: -len(form.open_controls))
    for form in ordered[:_MOST_FORMS]:
        lines.append(
            say(
                mark("Form {form}, {enterprise}: {cells} cells filled in, {controls} controls, {failing} open"),
                form=editions[form.edition].index,
                enterprise=names.other("enterprise", form.enterprise),
                cells=locale.number(len(form.cells)),
                controls=locale.number(len(form.controls)),
                failing=locale.number(len(form.open_controls)),
            )
        )
        lines += [f"– {_failure(answer, editions[form.edition], names)}" for answer in form.open_controls[:_MOST_OPEN]]
        lines += [
            say(
                mark("– {control} is explained: {text}"),
                control=f"{answer.control} {control_text(answer, editions[form.edition], names)}",
                text=answer.explanation,
            )
            for answer in form.controls
            if answer.answer == "explained"
        ]
    if len(ordered) > _MOST_FORMS:
        lines.append(say(mark("… and {rows} more"), rows=locale.number(len(ordered) - _MOST_FORMS)))
    return Block(say(mark("Forms and their controls")), "", lines)


def _failure(answer: ControlAnswer, edition: Edition, names: Names) -> str:
    text = control_text(answer, edition, names)
    where = f"{answer.control} {answer.at}".strip() if answer.control not in LAYOUT_CONTROLS else answer.at
    sides = [_side(side, names) for side in (answer.left, answer.right) if side is not None]
    return f"{where}: {text} ({' ≠ '.join(sides)})" if sides else f"{where}: {text}"


def _side(side: float | str, names: Names) -> str:
    return side or "–" if isinstance(side, str) else names.locale.number(side, 1)


def _costs(found: Measurement, names: Names) -> Iterator[Block]:
    """Yield the section on costs of the first form that has one, with where its cells come from."""
    locale, say = names.locale, names.locale.say
    for edition in found.editions:
        section = next((s for s in edition.sections if any("row" in row.where for row in s.rows)), None)
        form = next((form for form in found.forms if form.edition == edition.id), None)
        if section is None or form is None:
            continue
        titles = {row.code: locale.name(row.name) for row in section.rows}
        first = section.columns[0].code
        lines = [
            say(
                mark("{row} {title}: {value} – {entries}"),
                row=cell.row,
                title=titles[cell.row],
                value=_side(cell.value, names),
                entries=_origin(cell.entries, cell.works, names),
            )
            for cell in form.cells
            if cell.section == section.number and cell.column == first
        ][:_MOST_ROWS]
        title = say(
            mark("Form {form}, {enterprise}, section {section}: {title} ({unit})"),
            form=edition.index,
            enterprise=names.other("enterprise", form.enterprise),
            section=section.number,
            title=locale.name(section.title),
            unit=locale.name(section.unit),
        )
        yield Block(title, "", lines)
        return


def _origin(entries: tuple[str, ...], works: tuple[str, ...], names: Names) -> str:
    """Return where a cell comes from: the number of entries, the first codes and the works."""
    codes = [entry.partition("/")[2] for entry in entries]
    listed = names.locale.listed(codes[:4]) + (" …" if len(codes) > 4 else "")
    text = names.locale.say(mark("entries: {count} ({codes})"), count=names.locale.number(len(codes)), codes=listed)
    if works:
        text += "; " + names.locale.say(mark("works: {works}"), works=names.locale.listed(works[:4]))
    return text


def figure_value(figure: Figure, names: Names) -> str:
    """Return the value of a figure in its unit."""
    locale = names.locale
    if figure.value is None:
        return "–"
    if figure.unit == "money":
        return locale.money(figure.value)
    return locale.percent(figure.value, 2) if figure.unit == "share" else locale.number(figure.value, 2)


def _figures(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    definitions = {one.id: locale.name(one.name) for one in found.definitions}
    lines = []
    for figure in found.figures:
        if figure.enterprise or figure.region or figure.value is None:
            continue
        name = locale.name(figure.name)
        if figure.definition:
            name += f" – {definitions[figure.definition]}"
        if figure.unit == "money":
            lines.append(f"{name}: {figure_value(figure, names)}")
            continue
        is_count = figure.code in {"activity", "active", "cooperation", "success", "abandonment"}
        write = locale.number if is_count else locale.money
        lines.append(f"{name}: {figure_value(figure, names)} = {write(figure.numerator)} / {write(figure.denominator)}")
    return Block(say(mark("Indicators of all that report")), "", lines)


def _published(found: Measurement, names: Names) -> Block:
    lines = [_comparison(one, names) for one in found.comparisons]
    return Block(names.locale.say(mark("Beside published figures")), "", lines)


def _comparison(one: Comparison, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    name = locale.name(one.name)
    if one.region_name is not None:
        name += f", {locale.name(one.region_name)}"
    own = locale.percent(one.own, 1) if one.own is not None else say(mark("nothing of one's own"))
    text = say(
        mark("{name}: {own}; published for {year}: {published} ({source})"),
        name=name,
        own=own,
        year=one.year,
        published=locale.percent(one.published, 1),
        source=locale.name(one.source),
    )
    if not one.same_definition:
        text += " – " + say(mark("other definition, not to be compared"))
    if not one.verified:
        text += " – " + say(mark("not verified"))
    return text


def _structure(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    titles = {one.id: locale.name(one.name) for one in names.case.indicators}
    lines = []
    for one in found.structures:
        groups = locale.listed(
            f"{locale.name(group.name)} {locale.percent(group.share)}" for group in one.groups[:_MOST_GROUPS]
        )
        bounds = locale.number(one.hhi, 4)
        if one.hhi_most - one.hhi > 1e-6:
            bounds += f"–{locale.number(one.hhi_most, 4)}"
        lines.append(
            say(
                mark(
                    "{name}, {year}: {groups}; concentration (HHI) {index}, as {effective} equal groups, Theil {theil}"
                ),
                name=locale.name(one.name) if one.name else titles.get(one.indicator, one.indicator),
                year=one.year,
                groups=groups,
                index=bounds,
                effective=locale.number(one.effective, 1),
                theil=locale.number(one.theil, 3),
            )
        )
    return Block(say(mark("Structure and diversification")), "", lines)


def _complexity(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    if found.complexity is None:
        return Block()
    known = [one for one in found.complexity.places if one.complexity is not None]
    ordered = sorted(known, key=lambda one: -(one.complexity or 0.0))
    lines = [
        say(
            mark("{rank} of {all}: {place}, complexity {complexity}, advantage in {diversity} products, HHI {index}"),
            rank=locale.number(ordered.index(one) + 1),
            all=locale.number(len(ordered)),
            place=one.place,
            complexity=locale.number(one.complexity or 0.0, 3),
            diversity=locale.number(one.diversity),
            index=locale.number(one.hhi, 3),
        )
        for one in ordered[:_MOST_PLACES]
    ]
    return Block(say(mark("Economic complexity")), "", lines)


def _statements(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    lines = []
    for chain in found.chains:
        shown = [year for year in _ANCHORS if chain.source and chain.level(year) is not None] or chain.years[-3:]
        levels = locale.listed(f"{year}: {locale.fixed(chain.level(year) or 0.0, 1)}" for year in shown)
        line = say(mark("{name}: {levels}"), name=locale.name(chain.name), levels=levels)
        lines.append(line if chain.verified or not chain.source else f"{line} – {say(mark('not verified'))}")
    for one in found.statements:
        text = locale.quoted(locale.name(one.text))
        if one.holds:
            lines.append(say(mark("{text} – holds"), text=text))
        elif one.kind == "grows":
            years = locale.listed(str(year) for year in one.years)
            lines.append(say(mark("{text} – does not hold: it fell in {years}"), text=text, years=years))
        else:
            actual = locale.fixed(one.actual or 0.0, 1)
            lines.append(say(mark("{text} – does not hold: the series says {actual}"), text=text, actual=actual))
    return Block(say(mark("Published statements held against the series")), "", lines)


def _readiness(found: Measurement, names: Names) -> Iterator[Block]:
    locale, say = names.locale, names.locale.say
    by_enterprise: dict[str, list[ReadinessLine]] = {}
    for line in found.readiness:
        by_enterprise.setdefault(line.enterprise, []).append(line)
    for enterprise, lines in by_enterprise.items():
        marks = [line.mark for line in lines if line.mark is not None]
        text = say(
            mark("{enterprise}: mean mark {mean} of 5 on {count} clauses. The weakest, and what to do next:"),
            enterprise=names.other("enterprise", enterprise),
            mean=locale.number(sum(marks) / len(marks), 1),
            count=locale.number(len(marks)),
        )
        weak = sorted((line for line in lines if line.rank), key=lambda line: line.rank)[:_MOST_STEPS]
        told = [
            f"{line.clause} {locale.name(line.name)} ({_mark(line, names)}): {locale.name(line.next_step)}"
            for line in weak
        ]
        yield Block(say(mark("Readiness by the clauses of ISO 56001")), text, told)


def _mark(line: ReadinessLine, names: Names) -> str:
    return "–" if line.mark is None else names.locale.number(line.mark, 1)


def _obstacles(found: Measurement, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    lines = [
        say(
            mark("{factor}: weight {weight}, main for {main} of {count} answers. {step}"),
            factor=locale.name(one.name),
            weight=locale.number(one.weight, 2),
            main=locale.percent(one.main),
            count=locale.number(one.answered),
            step=locale.name(one.next_step),
        )
        for one in found.obstacles
        if one.rank
    ][:_MOST_STEPS]
    return Block(say(mark("Obstacles, and what to do next")), "", lines)


def _trust(found: Measurement, names: Names) -> Block:
    say = names.locale.say
    lines = [sentence(note, names) for note in found.notes]
    failed = [check.name for check in found.self_checks if not check.passed]
    lines += [say(mark("Self-check failed: {check}"), check=say(name)) for name in failed]
    return Block(say(mark("What stands against it")), "", lines)
