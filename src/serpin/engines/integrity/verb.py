"""The verb of the integrity engine: warning signs of capture and of kept losers."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import date
from decimal import Decimal

from serpin.base.errors import refuse
from serpin.base.progress import Deadline, Progress
from serpin.base.randomness import LARGEST_SEED
from serpin.base.texts import mark
from serpin.engines.integrity.check import check_audit
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.record import record_of
from serpin.engines.integrity.problem.rule import claw_back_rule
from serpin.engines.integrity.result import Audit
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger, Status


def audit(
    case: Case,
    *,
    seed: int,
    options: IntegrityOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - one pass over columns; part of the common shape of all verbs
) -> Audit:
    """Look for warning signs of capture and of kept losers over calls, scores, awards and obligations.

    Parameters
    ----------
    case
        Its calls with all applications, the refused ones too.
    seed
        Every random number follows from it, 0 … 2⁶³−1.
    options
        Level, thresholds, day of the audit, owners, size of the simulated study.
    progress
        Listener; it gets the share done, and may answer "stop": then the study is left out.
    executor
        Not used by this engine yet.

    Returns
    -------
    Audit
        Flags with formula, threshold, its source, base rate and a sentence; what is to be claimed back, in the
        currency of the case; how often honest programmes of this shape are flagged, and captured ones found.

    Raises
    ------
    InputError
        If the seed is out of range or an owner is given for an enterprise that the case has not.
    """
    from serpin.engines.integrity.model.answer import answer  # noqa: PLC0415 - loads scipy

    options = options or IntegrityOptions()
    clock = Deadline(None)
    if not 0 <= seed <= LARGEST_SEED:
        raise refuse(mark("the seed {value} is not between 0 and {largest}"), "seed", value=seed, largest=LARGEST_SEED)
    known = {enterprise.id for enterprise in case.enterprises}
    for name in options.owners:
        if name not in known:
            raise refuse(mark("there is no enterprise {value}"), "options", "owners", value=name)
    ledger = Ledger(
        seed=seed,
        options=options.model_dump(mode="json"),
        digest=case.digest(),
        version=__version__,
        page="integrity",
    )
    record = record_of(case, options)
    day = date.fromordinal(record.today).isoformat()
    if not record.won.any():
        return Audit(status=Status.SKIPPED, day=day, ledger=ledger)
    rule = claw_back_rule(options)
    found = answer(record, options, rule, seed, progress)
    whole = Audit(
        status=Status.STOPPED if found.stopped else Status.FEASIBLE,
        day=day,
        calls=len(record.calls),
        applications=record.size,
        awards=int(record.won.sum()),
        money=sum((entry.awarded for award in case.awards for entry in award.applications), Decimal(0)),
        flags=found.flags,
        flagged=found.flagged,
        signs=found.signs,
        figures=found.figures,
        claw_backs=found.claw_backs,
        owed=found.owed,
        reclaimed=found.reclaimed,
        suspicions=found.suspicions,
        studies=found.studies,
        notes=found.notes,
        ledger=ledger.model_copy(update={"seconds": round(clock.elapsed, 3)}),
    )
    return whole.model_copy(update={"self_checks": check_audit(case, whole, options, rule)})
