"""The verb of the strategy engine: which targets will be met, with what probability, and what closes the gap."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.errors import refuse
from serpin.base.progress import Deadline, Progress
from serpin.base.randomness import LARGEST_SEED
from serpin.base.texts import mark
from serpin.engines.strategy.check import check_forecast
from serpin.engines.strategy.options import StrategyOptions
from serpin.engines.strategy.problem.statement import state
from serpin.engines.strategy.result import Forecast
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.launches import LaunchTable
from serpin.vocabulary.result import Ledger, Status
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Timetable


def forecast(
    case: Case,
    selection: Selection | None = None,
    timetable: Timetable | None = None,
    launches: LaunchTable | None = None,
    *,
    seed: int,
    options: StrategyOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - a few seconds; part of the common shape of all verbs
) -> Forecast:
    """Say which targets of the strategies will be met, with what probability, and what closes the gap.

    Parameters
    ----------
    case
        Its strategies, indicators with series, and projects with their contributions.
    selection
        The chosen projects with their quarters. Without it those are planned that measures name or that are mandatory.
    timetable
        Places of works; no work is drawn before its place.
    launches
        When projects are launched in each simulated course. Without it launches are drawn from the works.
    seed
        Every random number follows from it, 0 … 2⁶³−1.
    options
        Courses, breaks, wanted probability, budget, rivals.
    progress
        Listener; it gets the share done, and may answer "stop".
    executor
        Not used by this engine yet.

    Returns
    -------
    Forecast
        Fans in the units of the indicators, targets with probability and gap, contributors, measures, the projects
        that close the gap best, and the coverage of intervals in the past.

    Raises
    ------
    InputError
        If a series is not fit for a forecast (a year twice, units mixed, a long gap), a target is a fraction of a
        series in percent, or selection or options name what the case has not.
    """
    from serpin.engines.strategy.model.answer import answer  # noqa: PLC0415 - loads scipy

    options = options or StrategyOptions()
    limit = Deadline(options.seconds)
    if not 0 <= seed <= LARGEST_SEED:
        raise refuse(mark("the seed {value} is not between 0 and {largest}"), "seed", value=seed, largest=LARGEST_SEED)
    statement = state(case, selection, options)
    ledger = Ledger(
        seed=seed,
        options=options.model_dump(mode="json"),
        digest=case.digest(),
        version=__version__,
        page="strategy",
    )
    if not statement.aims:
        return Forecast(status=Status.SKIPPED, ledger=ledger)
    found = answer(statement, (selection, timetable, launches), seed, limit, progress)
    whole = Forecast(
        status=Status.STOPPED if found.stopped else Status.FEASIBLE,
        courses=found.courses,
        simulated=launches is not None,
        planned=tuple(sorted(statement.planned)),
        fans=found.fans,
        targets=found.targets,
        contributors=found.contributors,
        measures=found.measures,
        closing=found.closing,
        rivals=found.rivals,
        coverage=found.coverage,
        notes=found.notes,
        ledger=ledger.model_copy(update={"seconds": round(limit.elapsed, 3)}),
    )
    return whole.model_copy(update={"self_checks": check_forecast(statement, whole)})
