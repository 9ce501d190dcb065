"""The verb of the engine: :func:`simulate`."""

from __future__ import annotations

import time
from concurrent.futures import Executor

from serpin.base.errors import refuse
from serpin.base.progress import Progress
from serpin.base.randomness import LARGEST_SEED
from serpin.base.texts import mark
from serpin.engines.simulation.check import check_outcomes
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.simulation.result import Outcomes
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger, Status
from serpin.vocabulary.timetable import Timetable


def simulate(
    case: Case,
    timetable: Timetable | None = None,
    *,
    seed: int,
    options: SimulationOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Outcomes:
    """Draw many courses of a portfolio and return how it may turn out.

    Parameters
    ----------
    case
        The case, with its estimates, risks, gates and returns.
    timetable
        The schedule as a policy: modes, releases and who waits for whose resource. Without one, all projects run in
        their first modes from their earliest starts.
    seed
        Every random number follows from it; the same seed gives the same outcomes on any number of workers.
    options
        Iterations, and what is drawn.
    progress
        Gets the share of iterations done; its ``"stop"`` ends the run with the iterations done so far.
    executor
        Runs blocks of iterations side by side.

    Raises
    ------
    InputError
        If the seed is out of range or the timetable names a project, work or mode that the case has not.
    """
    from serpin.engines.simulation.model.analysis import analyse  # noqa: PLC0415 - heavy

    began = time.monotonic()
    options = options or SimulationOptions()
    _accept(case, timetable, seed)
    _accept_mitigations(case, options)
    ledger = Ledger(
        seed=seed,
        options=options.model_dump(mode="json"),
        digest=case.digest(),
        version=__version__,
        page="simulation.md",
    )
    if not case.projects or (timetable is not None and not timetable.placements):
        return Outcomes(status=Status.SKIPPED, ledger=ledger)
    parts, records, losses, stopped = analyse(case, timetable, options, (seed, progress, executor))
    outcomes = Outcomes(status=Status.STOPPED if stopped else Status.FEASIBLE, ledger=ledger, **parts)
    checked = outcomes.model_copy(
        update={
            "self_checks": check_outcomes(case, timetable, outcomes, records),
            "ledger": ledger.model_copy(update={"seconds": round(time.monotonic() - began, 3)}),
        }
    )
    return checked.with_losses(losses)


def _accept(case: Case, timetable: Timetable | None, seed: int) -> None:
    """Refuse a seed or a timetable that does not fit.

    Raises
    ------
    InputError
        At the first thing that does not fit.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise refuse(mark("the seed {value} is not between 0 and {largest}"), "seed", value=seed, largest=LARGEST_SEED)
    works = {(project.id, work.id): work for project in case.projects for work in project.works}
    for number, placement in enumerate(timetable.placements if timetable is not None else ()):
        work = works.get((placement.project, placement.work))
        if work is None:
            raise refuse(
                mark("there is no work {value} in project {project}"),
                *("timetable", "placements", number),
                value=placement.work,
                project=placement.project,
            )
        if placement.mode not in {mode.id for mode in work.modes}:
            raise refuse(
                mark("work {work} has no mode {value}"),
                *("timetable", "placements", number),
                value=placement.mode,
                work=work.id,
            )


def _accept_mitigations(case: Case, options: SimulationOptions) -> None:
    """Refuse a mitigation or a risk of a scenario that the register has not.

    Raises
    ------
    InputError
        At the first one.
    """
    known = {f"{risk.id}/{mitigation.id}" for risk in case.risks for mitigation in risk.mitigations}
    named = [code for scenario in options.scenarios for code in scenario.mitigations]
    for code in (*options.mitigations, *named):
        if code not in known:
            raise refuse(mark("there is no mitigation {value} (expected risk and code, for example R1/M2)"), value=code)
    risks = {risk.id for risk in case.risks}
    for scenario in options.scenarios:
        for risk_id in scenario.without:
            if risk_id not in risks:
                raise refuse(mark("there is no risk {value}"), "scenarios", scenario.id, value=risk_id)
