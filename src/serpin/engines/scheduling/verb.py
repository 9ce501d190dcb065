"""The verb of scheduling."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.progress import Deadline, Progress
from serpin.engines.scheduling.check import check
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.engines.scheduling.result import Objective, ProjectTime, Schedule
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Placement, Timetable

PAGE = "scheduling"


def schedule(
    case: Case,
    selection: Selection | None = None,
    *,
    seed: int,
    options: SchedulingOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Schedule:
    """Place the works of the projects on their resources: when, and in which mode.

    Parameters
    ----------
    case
        Projects, resources and calendars.
    selection
        Schedules only the chosen projects, each from its quarter on and within its budget; all projects without one.
    seed
        Seed of all random choices.
    options
        Objectives, time limit in seconds, workers.
    progress
        Hears the share of time that is used, the best value and the bound; may answer "stop".
    executor
        Where independent searches run; threads of its own without one.

    Returns
    -------
    Schedule
        Infeasible with the conflicting demands, or a plan with its bounds, floats, waits and loads.

    Raises
    ------
    InputError
        If the selection names a project that the case does not have.
    """
    # Solvers and compiled code load only when something is scheduled.
    from serpin.engines.scheduling.model.analysis import analyse, price_list  # noqa: PLC0415
    from serpin.engines.scheduling.model.instance import CENTS, WEIGHT_SCALE, read  # noqa: PLC0415
    from serpin.engines.scheduling.model.search import search  # noqa: PLC0415
    from serpin.engines.scheduling.model.tables import due_day  # noqa: PLC0415

    options = options or SchedulingOptions()
    clock = Deadline(None)
    instance = read(case, selection)
    answer = search(instance, options, seed, progress, executor)

    def ledger() -> Ledger:
        return Ledger(
            seed=seed,
            options=options.model_dump(mode="json"),
            digest=case.digest(),
            version=__version__,
            seconds=round(clock.elapsed, 3),
            page=PAGE,
        )

    if answer.sketch is None or answer.data is None:
        return Schedule(status=answer.status, conflicts=answer.conflicts, ledger=ledger())
    reading = analyse(instance, answer.data, answer.sketch)
    scale = {ObjectiveName.LATENESS: float(WEIGHT_SCALE), ObjectiveName.VALUE: -float(CENTS)}
    objectives = tuple(
        Objective(name=name, value=value / scale.get(name, 1.0), bound=bound / scale.get(name, 1.0))
        for name, value, bound in zip(options.objectives, answer.sketch.key, answer.bounds, strict=False)
    )
    timetable = Timetable(placements=reading.placements, waits=reading.waits)
    places: dict[str, list[Placement]] = {}
    for placement in reading.placements:
        places.setdefault(placement.project, []).append(placement)
    times = []
    for project in instance.projects:
        own = places[project.id]
        due = due_day(instance, project) if project.deadline else None
        finish = max(placement.finish for placement in own)
        times.append(
            ProjectTime(
                project=project.id,
                start=min(placement.start for placement in own),
                finish=finish,
                deadline=due,
                lateness=0 if due is None else max(0, finish - due),
            )
        )
    return Schedule(
        status=answer.status,
        timetable=timetable,
        objectives=objectives,
        projects=tuple(times),
        floats=reading.floats,
        critical_path=reading.critical_path,
        loads=reading.loads,
        prices=() if answer.prices is None else price_list(instance, answer.prices, abs(scale[options.objectives[0]])),
        self_checks=check(case, selection, timetable, objectives, options.previous),
        ledger=ledger(),
    )
