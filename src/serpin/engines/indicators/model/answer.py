"""Puts the parts of the answer together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from serpin.base.errors import refuse
from serpin.base.progress import Progress, wants_stop
from serpin.base.texts import mark
from serpin.engines.indicators.model import incentives
from serpin.engines.indicators.model.controls import Controls
from serpin.engines.indicators.model.forms import Filling
from serpin.engines.indicators.model.oslo import comparisons, figures_of
from serpin.engines.indicators.model.readiness import obstacles, readiness
from serpin.engines.indicators.model.series import chain, chain_industry, clean, held, raw_of
from serpin.engines.indicators.model.structure import complexity_of, structures
from serpin.engines.indicators.options import Entry, MeasureOptions
from serpin.engines.indicators.options.edition import Edition
from serpin.engines.indicators.problem.books import Books
from serpin.engines.indicators.problem.tables import definitions, industry, statements
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.form import Form
from serpin.engines.indicators.result.incentive import Incentive
from serpin.engines.indicators.result.series import Chain, CleanSeries
from serpin.vocabulary.noun import Words
from serpin.vocabulary.result import Ledger, Message, Status
from serpin.vocabulary.trade import TradeTable

_FEW = 30
_APART = 1e-6
_BREAK = mark(
    "The published activity level counts only product and process innovations up to 2012 and four types from 2013: "
    "values on both sides of the break may not be compared."
)
_SMALL_SAMPLE = mark("Few enterprises report ({count}): shares of enterprises say little.")
_UNVERIFIED = mark("The edition of form {form} is not verified: compare rows and codes with the official text.")
_SPLIT = mark("The trade table falls into parts without a common product: the order by complexity says little.")


@dataclass(frozen=True)
class Task:
    """What is asked: the books, the year, who reports, by which editions and options; and the ledger of the answer."""

    books: Books
    year: int
    enterprises: tuple[str, ...]
    editions: tuple[Edition, ...]
    options: MeasureOptions
    ledger: Ledger


def fill_forms(task: Task, progress: Progress | None) -> Iterator[Form]:
    """Yield the forms of every enterprise, each with its controls."""
    books, enterprises, year, editions, options = (
        task.books,
        task.enterprises,
        task.year,
        task.editions,
        task.options,
    )
    by_code = {edition.id: edition for edition in editions}
    prepared = [(edition.id, Filling(edition), Controls(edition, by_code)) for edition in editions]
    told: dict[tuple[str, str], dict[str, str]] = {}
    typed: dict[tuple[str, str], list[Entry]] = {}
    for explanation in options.explanations:
        told.setdefault((explanation.form, explanation.enterprise), {})[explanation.control] = explanation.text
    for entry in options.entries:
        typed.setdefault((entry.form, entry.enterprise), []).append(entry)
    for number, enterprise in enumerate(enterprises):
        atoms = tuple(books.atoms(enterprise, year))
        filled = {code: filling.fill(atoms, typed.get((code, enterprise), ())) for code, filling, _ in prepared}
        for code, _, controls in prepared:
            cells = filled[code]
            yield Form(
                edition=code,
                enterprise=enterprise,
                year=year,
                cells=tuple(cells[place] for place in sorted(cells)),
                controls=tuple(controls.answers(filled, told.get((code, enterprise), {}))),
            )
        if wants_stop(progress, (number + 1) / len(enterprises)):
            return


def refuse_unknown(editions: tuple[Edition, ...], options: MeasureOptions) -> None:
    """Refuse entries and explanations for what no form has.

    Raises
    ------
    InputError
        If a form, a cell or a control is not there.
    """
    known = {
        edition.id: {(s.number, row.code, c.code) for s in edition.sections for row in s.rows for c in s.columns}
        for edition in editions
    }
    for at, entry in enumerate(options.entries):
        if entry.form not in known:
            raise refuse(mark("there is no form {value}"), "entries", at, "form", value=entry.form)
        if tuple(entry.cell.split(".")) not in known[entry.form]:
            raise refuse(mark("the form has no cell {value}"), "entries", at, "cell", value=entry.cell)
    controls = {edition.id: {control.id for control in edition.controls} for edition in editions}
    for at, told in enumerate(options.explanations):
        if told.control not in controls.get(told.form, ()):
            raise refuse(mark("there is no control {value}"), "explanations", at, "control", value=told.control)


def answer(task: Task, trade: TradeTable | None, progress: Progress | None) -> Measurement:
    """Return everything that is measured."""
    books, year, enterprises, options = task.books, task.year, task.enterprises, task.options
    editions, ledger = task.editions, task.ledger
    refuse_unknown(editions, options)
    forms = tuple(fill_forms(task, progress))
    whole = len(forms) == len(enterprises) * len(editions)
    status = Status.OPTIMAL if whole else Status.STOPPED
    if not enterprises and trade is None and not options.series:
        status = Status.SKIPPED
    if options.only_forms:
        return Measurement(status=status, year=year, editions=editions, forms=forms, ledger=ledger)
    figures = tuple(figures_of(books, enterprises, year)) if enterprises else ()
    series, chains = _series(books, options)
    complexity = complexity_of(trade, options.rca_threshold) if trade is not None else None
    official = tuple(chain_industry(table, options.base_year) for table in industry())
    notes = [Message(text=_UNVERIFIED, values={"form": e.index}) for e in editions if not e.verified]
    if enterprises:
        notes.append(Message(text=_BREAK))
        if len(enterprises) < _FEW:
            notes.append(Message(text=_SMALL_SAMPLE, values={"count": len(enterprises)}))
    if complexity is not None and complexity.gap < _APART:
        notes.append(Message(text=_SPLIT))
    notes += [note for one in series for note in one.notes]
    return Measurement(
        status=status,
        year=year,
        editions=editions,
        forms=forms,
        definitions=definitions(),
        figures=figures,
        comparisons=tuple(comparisons(figures, year)) if figures else (),
        structures=tuple(structures(books.case.indicators)),
        complexity=complexity,
        chains=(*official, *chains),
        statements=tuple(held(statement, made) for statement in statements() for made in official),
        series=series,
        readiness=tuple(readiness(books, enterprises, year)),
        obstacles=obstacles(books, enterprises, year),
        incentives=tuple(_incentives(books, enterprises, year, options)),
        notes=tuple(notes),
        ledger=ledger,
    )


def _series(books: Books, options: MeasureOptions) -> tuple[tuple[CleanSeries, ...], tuple[Chain, ...]]:
    """Return all series, cleaned, and the chains of those that are indices."""
    cleaned, chains = [], []
    language = books.case.language
    for raw in (*(raw_of(one, language) for one in books.case.indicators if one.series), *options.series):
        one = clean(raw)
        cleaned.append(one)
        if raw.kind == "index" and one.years:
            base = options.base_year if one.years[0] - 1 <= options.base_year <= one.years[-1] else one.years[0] - 1
            chains.append(chain(Words(plain=raw.name), one.years, one.values, base))
    return tuple(cleaned), tuple(chains)


def _incentives(books: Books, enterprises: tuple[str, ...], year: int, options: MeasureOptions) -> Iterator[Incentive]:
    yield from incentives.deductions(books, enterprises, year)
    yield from incentives.grants_paid(books, enterprises, year)
    yield from incentives.duties(books, enterprises, year)
    yield from (incentives.zone(plan, year, books.case.tax_rate) for plan in options.zones)
    yield from (incentives.grant(plan) for plan in options.grants)
