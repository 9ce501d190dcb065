"""What is forecast: series, targets, planned projects, contributions; checked as far as it can be before computing."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.base.errors import InputError, Problem, refuse
from serpin.base.texts import mark
from serpin.engines.strategy.options import StrategyOptions
from serpin.engines.strategy.problem.series import Series, series_of, target_problem
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import Message
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.strategy import Direction, Target


@dataclass(frozen=True)
class Aim:
    """A target with where it stands, and what counts as met: at least, or at most, ``limit``."""

    strategy: str
    goal: str
    target: Target

    @property
    def sign(self) -> float:
        """1 for at least, −1 for at most."""
        return 1.0 if self.target.direction is Direction.AT_LEAST else -1.0

    @property
    def limit(self) -> float:
        """The target with its tolerance."""
        return self.target.value - self.sign * self.target.tolerance

    def is_met(self, value: float) -> bool:
        """Whether a value meets the target."""
        return self.sign * (value - self.limit) >= 0


@dataclass(frozen=True)
class Statement:
    """The problem: series up to ``until`` and whole ones by indicator, aims, projects and which are planned."""

    case: Case
    options: StrategyOptions
    series: dict[str, Series]
    whole: dict[str, Series]
    aims: tuple[Aim, ...]
    projects: tuple[Project, ...]
    planned: frozenset[str]
    costs: dict[str, float]
    notes: tuple[Message, ...]

    def usable(self, indicator: str) -> bool:
        """Whether an indicator can be forecast."""
        return self.series[indicator].is_enough


def state(case: Case, selection: Selection | None, options: StrategyOptions) -> Statement:
    """Return the problem of a case.

    Parameters
    ----------
    case
        The case with its strategies, indicators and projects.
    selection
        The chosen projects. Without one, those that the measures name and the mandatory ones are planned.
    options
        Options.

    Raises
    ------
    InputError
        With every bad series and target; or if options or selection name what the case has not.
    """
    aims = tuple(
        Aim(strategy.id, goal.id, target)
        for strategy in case.strategies
        for goal in strategy.goals
        for target in goal.targets
    )
    used = {aim.target.indicator for aim in aims}
    whole: dict[str, Series] = {}
    notes: list[Message] = []
    problems: list[Problem] = []
    for place, indicator in enumerate(case.indicators):
        if indicator.id in used:
            one, wrong = series_of(indicator, place)
            whole[indicator.id] = one
            problems += wrong
            notes += one.notes
    problems += _bad_targets(case, whole)
    if problems:
        raise InputError(problems)
    _accept(case, selection, options)
    series = {name: one.until(options.until) for name, one in whole.items()}
    notes += [
        Message(
            text=mark("{indicator}: there are too few values for a forecast: {count}."),
            values={"indicator": name, "count": len(one.years)},
        )
        for name, one in series.items()
        if not one.is_enough
    ]
    counted = _counted(case, used)
    contributing = tuple(project for project in case.projects if project.id in counted)
    return Statement(
        case,
        options,
        series,
        whole,
        aims,
        contributing,
        planned_projects(case, selection),
        {project.id: cost_of(project, case.rates) for project in case.projects},
        tuple(notes),
    )


def _counted(case: Case, used: set[str]) -> set[str]:
    """Return the projects that add to a target, and all that these need before them."""
    found = {project.id for project in case.projects if any(part.indicator in used for part in project.contributions)}
    needs = [relation for relation in case.relations if relation.kind is RelationKind.PREREQUISITE]
    size = -1
    while size != len(found):
        size = len(found)
        found |= {name for relation in needs if relation.projects[-1] in found for name in relation.projects}
    return found


def cost_of(project: Project, rates: dict[str, float]) -> float:
    """Return the expected cost of a project in its cheapest modes, in the currency of the case."""
    return sum(min(mode.expected_cost(rates) for mode in work.allowed_modes) for work in project.works)


def planned_projects(case: Case, selection: Selection | None) -> frozenset[str]:
    """Return the chosen projects, or those that measures name and that are mandatory."""
    if selection is not None:
        return selection.projects
    named = {
        project
        for strategy in case.strategies
        for goal in strategy.goals
        for measure in goal.measures
        for project in measure.projects
    }
    return frozenset(named | {project.id for project in case.projects if project.mandatory})


def _bad_targets(case: Case, whole: dict[str, Series]) -> list[Problem]:
    found = []
    for one, strategy in enumerate(case.strategies):
        for two, goal in enumerate(strategy.goals):
            for three, target in enumerate(goal.targets):
                message = target_problem(whole[target.indicator], target.value)
                if message:
                    typical = round(whole[target.indicator].values[-1], 6)
                    place = ("strategies", one, "goals", two, "targets", three)
                    found.append(Problem(message, place, {"value": target.value, "typical": typical}))
    return found


def _accept(case: Case, selection: Selection | None, options: StrategyOptions) -> None:
    projects = {project.id for project in case.projects}
    indicators = {indicator.id for indicator in case.indicators}
    chosen = [selection] if selection is not None else []
    for one in [*chosen, *(rival.selection for rival in options.rivals)]:
        for name in one.projects:
            if name not in projects:
                raise refuse(mark("there is no project {value}"), "selection", value=name)
    for known in options.breaks:
        if known.indicator not in indicators:
            raise refuse(mark("there is no indicator {value}"), "options", "breaks", value=known.indicator)
