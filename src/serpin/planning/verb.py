"""The verb of the plan: engines in their order, each result handed to the next as a noun."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.progress import Deadline
from serpin.planning.draft import Draft, PlanProgress
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan
from serpin.planning.steps import STEPS, STOPPED_BEFORE
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger


def plan(
    case: Case,
    *,
    seed: int,
    options: PlanOptions | None = None,
    progress: PlanProgress | None = None,
    executor: Executor | None = None,
) -> Plan:
    """Plan a whole portfolio: coordinate, select, schedule, simulate, insure, measure, forecast, audit, connect.

    Parameters
    ----------
    case
        The portfolio and everything around it.
    seed
        Seed of all random numbers, 0 … 2⁶³−1; the same seed gives the same plan.
    options
        Options of the engines, and how often the cash plan may be closed.
    progress
        Listener, called as ``progress(step, done, value, bound)``; may answer ``"stop"``: the engine at work ends with
        what it has, and the steps after it are skipped with that reason.
    executor
        Where engines run pieces of work side by side.

    Returns
    -------
    Plan
        With the result of every step, or the reason why it was skipped.

    Raises
    ------
    InputError
        If the case cannot be planned for a reason that lies in its values, such as a cover that the law makes void.
    """
    options = options or PlanOptions()
    clock = Deadline(None)
    draft = Draft(case, seed, options, progress, executor)
    for step in STEPS:
        reason = STOPPED_BEFORE if draft.stopped else step.unfit(draft)
        if reason is None:
            step.take(draft)
        else:
            for engine in step.engines:
                draft.skip(engine, reason)
    return Plan(
        case=case,
        coordination=draft.coordination,
        portfolio=draft.portfolio,
        schedule=draft.schedule,
        outcomes=draft.outcomes,
        cover=draft.cover,
        measurement=draft.measurement,
        forecast=draft.forecast,
        audit=draft.audit,
        partnerships=draft.partnerships,
        steps=tuple(draft.steps),
        rounds=tuple(draft.rounds),
        cash=draft.cash.lines if draft.cash else (),
        ledger=Ledger(
            seed=seed,
            options=options.model_dump(mode="json"),
            digest=case.digest(),
            version=__version__,
            seconds=round(clock.elapsed, 3),
            page="planning",
        ),
    )
