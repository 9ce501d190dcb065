"""The verb of the insurance engine: what to retain, cede, share and reserve."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.errors import refuse
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.randomness import LARGEST_SEED
from serpin.base.texts import mark
from serpin.engines.insurance.check import check_cover_plan
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.insurance.problem.statement import state
from serpin.engines.insurance.result import CoverPlan
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.result import Ledger, Status


def insure(
    case: Case,
    losses: LossTable | None = None,
    *,
    seed: int,
    options: InsuranceOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - one search; part of the common shape of all verbs
) -> CoverPlan:
    """Choose which risks to retain, to mitigate, to share and to insure, and how large the reserve has to be.

    Parameters
    ----------
    case
        The risk register with mitigations, the offers of insurers, and the projects that are hit.
    losses
        What each risk costs in each simulated course. Without it the losses are computed from the register: a few
        independent risks with few sizes exactly, others by stratified draws.
    seed
        Every random number follows from it, 0 … 2⁶³−1.
    options
        Cost of capital, limit of the tail, budget, sharing, reserve.
    progress
        Listener; it gets the share of time used, value and bound, and may answer "stop".
    executor
        Not used by this engine yet.

    Returns
    -------
    CoverPlan
        Money in the currency of the case, over the plan. Infeasible is a status; the conflict is named.

    Raises
    ------
    InputError
        If a cover is void by law, or losses or options name a risk that the case has not.
    """
    from serpin.engines.insurance.model.answer import answer  # noqa: PLC0415 - loads the solver

    options = options or InsuranceOptions()
    limit = Deadline(options.seconds)
    if not 0 <= seed <= LARGEST_SEED:
        raise refuse(mark("the seed {value} is not between 0 and {largest}"), "seed", value=seed, largest=LARGEST_SEED)
    statement = state(case, losses, options)
    wants_stop(progress, 0.0)
    ledger = Ledger(
        seed=seed,
        options=options.model_dump(mode="json"),
        digest=case.digest(),
        version=__version__,
        page="insurance",
    )
    if not statement.lines:
        return CoverPlan(status=Status.SKIPPED, ledger=ledger)
    found = answer(statement, losses, seed, limit, progress, ledger)
    update = {"ledger": ledger.model_copy(update={"seconds": round(limit.elapsed, 3)})}
    if found.record is None:
        return found.plan.model_copy(update=update)
    checks = check_cover_plan(statement, found.events, found.plan, found.record)
    return found.plan.model_copy(update={**update, "self_checks": checks})
