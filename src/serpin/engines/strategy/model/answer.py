"""From histories and launches to the forecast: fans, targets, what contributes, what closes the gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.texts import mark
from serpin.engines.strategy.model.closing import Search, search
from serpin.engines.strategy.model.drawn import Drawn, draw, filled, gains, probabilities, scale, shortfall, standing
from serpin.engines.strategy.model.history import History, learn, tested
from serpin.engines.strategy.model.launching import launches_of
from serpin.engines.strategy.model.states import Flags, Floats
from serpin.engines.strategy.model.targets import contributors, fan_of, measures, target_outcome
from serpin.engines.strategy.problem.statement import Statement
from serpin.engines.strategy.result import (
    Closing,
    Contributor,
    Coverage,
    Fan,
    MeasureEffect,
    RivalOutcome,
    TargetOutcome,
)
from serpin.vocabulary.launches import LaunchTable
from serpin.vocabulary.result import Message
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Timetable

_LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class Answer:
    """Everything that goes into the result."""

    fans: tuple[Fan, ...]
    targets: tuple[TargetOutcome, ...]
    contributors: tuple[Contributor, ...]
    measures: tuple[MeasureEffect, ...]
    closing: Closing | None
    rivals: tuple[RivalOutcome, ...]
    coverage: tuple[Coverage, ...]
    notes: tuple[Message, ...]
    courses: int
    stopped: bool


def answer(
    statement: Statement,
    choice: tuple[Selection | None, Timetable | None, LaunchTable | None],
    seed: int,
    limit: Deadline,
    progress: Progress | None,
) -> Answer:
    """Forecast a strategy.

    Parameters
    ----------
    statement
        The problem.
    choice
        Selection, timetable and launches, as far as they were given.
    seed
        Every random number follows from it.
    limit
        Time limit of the search.
    progress
        Listener.
    """
    options = statement.options
    selection, timetable, given = choice
    courses = given.launch.shape[0] if given is not None else options.courses
    histories = _histories(statement)
    launches = _launches(statement, selection, timetable, given, courses, seed)
    drawn = draw(statement, histories, launches, courses, seed)
    stopped = wants_stop(progress, 0.3)
    mask = np.array([name in statement.planned for name in launches.projects], dtype=np.bool_)
    targets = tuple(target_outcome(statement, place, drawn, mask) for place in range(len(statement.aims)))
    closing = None if stopped else _closing(statement, drawn, mask, limit)
    stopped = stopped or wants_stop(progress, 0.7)
    rivals = () if stopped else _rivals(statement, drawn, mask, courses, seed)
    return Answer(
        fans=tuple(fan_of(statement, history, drawn, mask) for history in histories.values()),
        targets=targets,
        contributors=contributors(statement, drawn, mask),
        measures=measures(statement, drawn, mask),
        closing=closing,
        rivals=rivals,
        coverage=() if stopped else _coverage(statement, seed),
        notes=(*statement.notes, *_notes(statement, histories, given is not None)),
        courses=courses,
        stopped=stopped,
    )


def _histories(statement: Statement) -> dict[str, History]:
    options = statement.options
    return {
        name: learn(
            series, options.break_share, tuple(known.year for known in options.breaks if known.indicator == name)
        )
        for name, series in statement.series.items()
        if series.is_enough
    }


def _launches(  # noqa: PLR0917 - what was given
    statement: Statement,
    selection: Selection | None,
    timetable: Timetable | None,
    given: LaunchTable | None,
    courses: int,
    seed: int,
) -> LaunchTable:
    """Return launches of all projects that count: the given ones, others drawn."""
    own = launches_of(statement.case, statement.projects, selection, timetable, courses, seed)
    if given is None:
        return own
    columns = {name: column for column, name in enumerate(given.projects)}
    launch = own.launch.copy()
    for place, name in enumerate(own.projects):
        if name in columns:
            launch[:, place] = given.launch[:, columns[name]]
    return LaunchTable(own.projects, launch)


def _closing(statement: Statement, drawn: Drawn, mask: Flags, limit: Deadline) -> Closing | None:
    """Search for the projects that close the gap best beside the planned ones."""
    options = statement.options
    open_ = [place for place, gain in enumerate(drawn.gain) if gain is not None]
    names = drawn.launches.projects
    if not open_ or not names or mask.all():
        return None
    before = shortfall(statement, drawn, mask, drawn.gain)
    if before <= _LEAST_GAIN:
        return None
    courses = drawn.launches.launch.shape[0]
    used = np.unique(np.linspace(0, courses - 1, min(options.scenarios, courses)).astype(int))
    # Scenarios in the order of one trend, so that an even choice of courses is a stratified one.
    order = np.argsort(np.mean([standing(drawn.base[place]) for place in open_], axis=0), kind="stable")[used]
    aims = [statement.aims[place] for place in open_]
    lack = np.stack(
        [
            aim.sign * (aim.limit - filled(drawn.base[place])[order]) / scale(aim)
            for aim, place in zip(aims, open_, strict=True)
        ]
    )
    gain = np.stack(
        [aim.sign * filled(drawn.gain[place])[order] / scale(aim) for aim, place in zip(aims, open_, strict=True)]
    )
    costs = np.array([statement.costs[name] for name in names])
    budget = None if options.budget is None else float(options.budget)
    relations = statement.case.relations
    problem = Search(names, lack, gain, costs, mask.astype(float), relations, budget)
    found = search(problem, limit, options.gap)
    if found is None:
        return None
    chosen = found.chosen > 0.5
    new = chosen & ~mask
    return Closing(
        name="closing",
        projects=tuple(name for name, is_new in zip(names, new, strict=True) if is_new),
        cost=to_money(float(costs[new].sum())),
        shortfall_before=before,
        shortfall=shortfall(statement, drawn, chosen, drawn.gain),
        searched=found.shortfall,
        bound=found.bound,
        proven=found.proven,
        probabilities=probabilities(statement, drawn, chosen, drawn.gain),
    )


def _rivals(statement: Statement, drawn: Drawn, mask: Flags, courses: int, seed: int) -> tuple[RivalOutcome, ...]:
    """Judge whole selections by the targets, the planned one first, each from its own quarters, in the same courses."""
    options = statement.options
    if not options.rivals:
        return ()
    found = [_judged(statement, drawn, mask, drawn.gain, "planned")]
    for rival in options.rivals:
        launches = launches_of(statement.case, statement.projects, rival.selection, None, courses, seed)
        gain = [
            None if table is None else gains(statement, launches, aim.target.indicator, aim.target.year)
            for aim, table in zip(statement.aims, drawn.gain, strict=True)
        ]
        chosen = np.array([name in rival.selection.projects for name in launches.projects], dtype=np.bool_)
        found.append(_judged(statement, drawn, chosen, gain, rival.name.text()))
    return (found[0], *sorted(found[1:], key=lambda line: line.shortfall))


def _judged(statement: Statement, drawn: Drawn, chosen: Flags, gain: list[Floats | None], name: str) -> RivalOutcome:
    chances = probabilities(statement, drawn, chosen, gain)
    cost = sum(statement.costs[code] for code, is_in in zip(drawn.launches.projects, chosen, strict=True) if is_in)
    return RivalOutcome(
        name=name,
        projects=int(chosen.sum()),
        cost=to_money(cost),
        shortfall=shortfall(statement, drawn, chosen, gain),
        met=sum(chance for chance in chances if chance is not None),
        probabilities=chances,
    )


def _coverage(statement: Statement, seed: int) -> tuple[Coverage, ...]:
    options = statement.options
    found = []
    for name, series in statement.whole.items():
        test = tested(series, options.levels, options.horizons, (options.break_share, options.shock_rate), seed)
        if test is not None:
            found += [
                Coverage(
                    indicator=name, level=level, cases=test.cases, covered=covered, error=test.error, naive=test.naive
                )
                for level, covered in zip(options.levels, test.covered, strict=True)
            ]
    return tuple(found)


def _notes(statement: Statement, histories: dict[str, History], simulated: bool) -> list[Message]:
    notes = []
    silent = [
        aim.target.indicator
        for aim in statement.aims
        if aim.target.indicator in histories
        and not any(
            part.indicator == aim.target.indicator for project in statement.projects for part in project.contributions
        )
    ]
    if silent and statement.case.projects:
        notes.append(
            Message(
                text=mark("No project says what it adds to: {indicator}. There the trend alone speaks."),
                values={"indicator": list(dict.fromkeys(silent))},
            )
        )
    if statement.projects and statement.options.additional == 1:
        notes.append(Message(text=mark("Contributions are counted as coming wholly on top of the trend.")))
    if statement.projects and not simulated:
        notes.append(
            Message(
                text=mark(
                    "Launches are drawn project by project, without waiting for scarce resources beyond the schedule."
                )
            )
        )
    return notes
