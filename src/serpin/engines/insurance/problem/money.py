"""What a risk costs when it happens: its impacts in money.

Textbook: ``insurance.md``, section "What a risk costs".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from serpin.base.periods import WORKING_DAYS_PER_YEAR
from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Discrete, Empirical, Fixed, Lognormal, ThreePoint
from serpin.vocabulary.project import Project, Returns
from serpin.vocabulary.risk import Effect, Impact, ImpactOn, Risk
from serpin.vocabulary.valuation import cheapest_modes, early_dates, valuation
from serpin.vocabulary.work import Mode, Work

Shape = Fixed | ThreePoint | Lognormal | Empirical | Discrete
_DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Part:
    """A part of a loss: ``scale · size + offset`` in money, where the size is drawn once for the impact.

    ``damage`` tells damage and additional cost from delay and lost returns; ``project`` is where it falls.
    """

    size: Shape
    scale: float
    offset: float
    damage: bool
    project: str

    def mean(self) -> float:
        """Return the expected amount."""
        return self.scale * self.size.mean() + self.offset


@dataclass(frozen=True)
class Exposure:
    """When a risk can happen, in years from the start of the case, and its parts by impact."""

    begin: float
    end: float
    impacts: tuple[tuple[Part, ...], ...]

    @property
    def mean(self) -> float:
        """Expected loss of one event."""
        return math.fsum(part.mean() for parts in self.impacts for part in parts)

    @property
    def cover_years(self) -> int:
        """For how many whole years a cover has to run, at least one."""
        return max(1, math.ceil(self.end - self.begin - 1e-6))


class Money:
    """Reads impacts in money: what is hit, what a day of delay costs.

    Parameters
    ----------
    case
        The case; works are taken in their cheapest modes at their earliest dates.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._rates = case.rates
        self._projects = {project.id: project for project in case.projects}
        self._modes = {project.id: cheapest_modes(project, case) for project in case.projects}
        self._dates = {project.id: early_dates(project, case) for project in case.projects}
        self._values = {project.id: valuation(project, case) for project in case.projects}
        self.years = case.horizon / 4

    def exposure(self, risk: Risk) -> Exposure:
        """Return the window of a risk and what it costs."""
        impacts = []
        first, last = math.inf, -math.inf
        for impact in risk.impacts:
            parts = []
            for project, works in self._targets(impact):
                parts += self._parts(project, works, impact)
                begin, end = self._span(project, works)
                first, last = min(first, begin), max(last, end)
            impacts.append(tuple(parts))
        if risk.rate is not None or first > last:
            first, last = 0.0, self.years
        if risk.since is not None:
            first = max(0.0, (risk.since - self._case.start).days / _DAYS_OF_A_YEAR)
        if risk.until is not None:
            last = min(self.years, ((risk.until - self._case.start).days + 1) / _DAYS_OF_A_YEAR)
        first = min(max(first, 0.0), self.years)
        return Exposure(first, min(max(last, first), self.years), tuple(impacts))

    def frequency(self, risk: Risk, exposure: Exposure) -> float:
        """Return the expected number of events in the plan."""
        if risk.probability is not None:
            return risk.probability
        return float(risk.rate or 0.0) * (exposure.end - exposure.begin)

    def _targets(self, impact: Impact) -> list[tuple[Project, list[Work]]]:
        """Return projects that are hit with the works in them; no works for a project as a whole."""
        found: list[tuple[Project, list[Work]]] = []
        for project in self._projects.values():
            if impact.project not in (None, project.id):
                continue
            works = [work for work in project.works if not (work.progress and work.progress.actual_finish)]
            if impact.work is not None:
                works = [work for work in works if work.id == impact.work]
            elif impact.kind is not None:
                works = [work for work in works if work.kind is impact.kind]
            elif impact.effect is Effect.ADDITIVE or impact.on is ImpactOn.RETURNS:
                found.append((project, []))
                continue
            if works:
                found.append((project, works))
        return found

    def _span(self, project: Project, works: list[Work]) -> tuple[float, float]:
        dates = self._dates[project.id]
        chosen = [dates[work.id] for work in works or project.works]
        return (
            min(begin for begin, _ in chosen) / WORKING_DAYS_PER_YEAR,
            max(end for _, end in chosen) / WORKING_DAYS_PER_YEAR,
        )

    def _parts(self, project: Project, works: list[Work], impact: Impact) -> list[Part]:
        if impact.on is ImpactOn.COST:
            return [self._on_cost(project, works, impact)]
        if impact.on is ImpactOn.DURATION:
            return [self._on_duration(project, works, impact)]
        return [] if project.returns is None else [self._on_returns(project, project.returns, impact)]

    def _on_cost(self, project: Project, works: list[Work], impact: Impact) -> Part:
        if impact.effect is Effect.ADDITIVE:
            return Part(impact.size, float(max(len(works), 1)), 0.0, damage=True, project=project.id)
        cost = math.fsum(self._mode(project, work).expected_cost(self._rates) for work in works)
        return Part(impact.size, cost, -cost, damage=True, project=project.id)

    def _on_duration(self, project: Project, works: list[Work], impact: Impact) -> Part:
        margin = self._margin(project)
        daily = [self._busy(self._mode(project, work)) + margin for work in works] or [margin]
        if impact.effect is Effect.ADDITIVE:
            return Part(impact.size, math.fsum(daily), 0.0, damage=False, project=project.id)
        days = [self._mode(project, work).duration.mean() for work in works]
        cost = math.fsum(one * each for one, each in zip(days, daily, strict=True))
        return Part(impact.size, cost, -cost, damage=False, project=project.id)

    def _on_returns(self, project: Project, returns: Returns, impact: Impact) -> Part:
        success = self._values[project.id].success
        if impact.effect is Effect.ADDITIVE:
            return Part(impact.size, -success, 0.0, damage=False, project=project.id)
        revenue = max(returns.revenue.mean(), 0.0) * success
        return Part(impact.size, -revenue, revenue, damage=False, project=project.id)

    def _mode(self, project: Project, work: Work) -> Mode:
        return self._modes[project.id][work.id]

    def _busy(self, mode: Mode) -> float:
        return math.fsum(units * self._rates.get(resource, 0.0) for resource, units in mode.demand.items())

    def _margin(self, project: Project) -> float:
        """Return what a day of later launch costs: expected margin of a working day."""
        if project.returns is None:
            return 0.0
        margin = project.returns.revenue.mean() - project.returns.operating_cost.mean()
        return max(margin, 0.0) * self._values[project.id].success / WORKING_DAYS_PER_YEAR
