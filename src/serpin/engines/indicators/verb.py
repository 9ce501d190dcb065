"""The verb ``measure``."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.errors import refuse
from serpin.base.progress import Deadline, Progress
from serpin.base.randomness import LARGEST_SEED
from serpin.base.texts import mark
from serpin.engines.indicators.check import check_measurement
from serpin.engines.indicators.options import MeasureOptions
from serpin.engines.indicators.problem.books import Books
from serpin.engines.indicators.problem.tables import read_edition, standard_editions
from serpin.engines.indicators.result import Measurement
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger
from serpin.vocabulary.trade import TradeTable


def measure(
    case: Case,
    trade: TradeTable | None = None,
    *,
    seed: int,
    options: MeasureOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - one pass over the books; part of the common shape of all verbs
) -> Measurement:
    """Fill in the official forms from the books, and say how innovative enterprises are by the official definitions.

    Parameters
    ----------
    case
        Payments, sales, innovations, cooperation, answers and yearly figures; indicators with series and structure.
    trade
        What places sell of which products, for advantage and complexity.
    seed
        Part of the common shape; nothing here is random, 0 … 2⁶³−1.
    options
        Report year, enterprises, editions of the forms, cells filled in by hand, series, zones and grants.
    progress
        Listener; it gets the share of enterprises done, and may answer "stop".
    executor
        Not used by this engine.

    Returns
    -------
    Measurement
        Money of forms is in the unit of each section, all else in the currency of the case. Without anything in the
        books of the year the status is skipped.

    Raises
    ------
    InputError
        If an edition, a series, an entry or an enterprise is not what it should be.
    """
    from serpin.engines.indicators.model.answer import Task, answer  # noqa: PLC0415 - loads numpy's linear algebra

    options = options or MeasureOptions()
    limit = Deadline(None)
    if not 0 <= seed <= LARGEST_SEED:
        raise refuse(mark("the seed {value} is not between 0 and {largest}"), "seed", value=seed, largest=LARGEST_SEED)
    books = Books(case, options.sales_years)
    year = options.year if options.year is not None else case.start.year - 1
    for code in options.enterprises:
        if code not in books.enterprises:
            raise refuse(mark("there is no enterprise {value}"), "enterprises", value=code)
    enterprises = options.enterprises or books.reporting(year)
    given = tuple(read_edition(text) for text in options.forms)
    replaced = {edition.id for edition in given}
    editions = (*(edition for edition in standard_editions() if edition.id not in replaced), *given)
    ledger = Ledger(
        seed=seed,
        options=options.model_dump(mode="json"),
        digest=case.digest(),
        version=__version__,
        page="indicators",
    )
    found = answer(Task(books, year, enterprises, editions, options, ledger), trade, progress)
    checks = check_measurement(books, found)
    timed = ledger.model_copy(update={"seconds": round(limit.elapsed, 3)})
    return found.model_copy(update={"self_checks": checks, "ledger": timed})
