"""The schedule: times, modes, floats, loads, and how far it is from the best."""

from __future__ import annotations

from serpin.engines.scheduling.options import ObjectiveName
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Result
from serpin.vocabulary.timetable import Timetable


class Objective(Noun):
    """One objective: its value and the proven bound, in its own unit.

    Weighted working days for lateness, working days for makespan and stability, percent for levelling, and money for
    value, which alone is better the greater it is.
    """

    name: ObjectiveName
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Distance from the bound as a share of the value, 0 when proven."""
        lack = self.value - self.bound if self.name is not ObjectiveName.VALUE else self.bound - self.value
        return 0.0 if lack <= 0 else lack / max(abs(self.value), 1e-9)


class WorkFloat(Noun):
    """How far a work may slip, in working days, under precedence and the resource order of the schedule."""

    project: str
    work: str
    total: int
    free: int

    @property
    def is_critical(self) -> bool:
        """Whether any slip delays the end."""
        return self.total <= 0


class Load(Noun):
    """Use of a resource from one working day to another (the last day excluded), in units."""

    resource: str
    start: int
    finish: int
    used: int
    capacity: int


class ProjectTime(Noun):
    """When a project runs, in working days from the start of the case; lateness is days past the deadline."""

    project: str
    start: int
    finish: int
    deadline: int | None = None
    lateness: int = 0


class Price(Noun):
    """What one more unit of a resource on each day of a stretch would be worth, by the day, to the first objective.

    The unit is that of the objective: weighted working days of lateness, or money.
    """

    resource: str
    start: int
    finish: int
    price: float


class Schedule(Result):
    """What :func:`serpin.schedule` returns."""

    timetable: Timetable = Timetable()
    objectives: tuple[Objective, ...] = ()
    projects: tuple[ProjectTime, ...] = ()
    floats: tuple[WorkFloat, ...] = ()
    critical_path: tuple[tuple[str, str], ...] = ()
    loads: tuple[Load, ...] = ()
    prices: tuple[Price, ...] = ()
    """Bottleneck prices, where the search found any: which resource is worth enlarging, and when."""
