"""What a schedule hands on: when each work is done, in which mode, and who waits for whom."""

from __future__ import annotations

from serpin.vocabulary.noun import Noun


class Placement(Noun):
    """One work in its place; days are working days from the start of the case, the finish is the day after the last."""

    project: str
    work: str
    mode: str
    start: int
    finish: int


class ResourceWait(Noun):
    """In the schedule's order, a work gets units of a resource only when another has given them back."""

    resource: str
    before: tuple[str, str]
    after: tuple[str, str]


class Timetable(Noun):
    """The placements of all works, and the order in which scarce resources pass from work to work."""

    placements: tuple[Placement, ...] = ()
    waits: tuple[ResourceWait, ...] = ()

    @property
    def makespan(self) -> int:
        """Working day on which everything is finished."""
        return max((placement.finish for placement in self.placements), default=0)

    def by_work(self) -> dict[tuple[str, str], Placement]:
        """Return the placements by (project, work)."""
        return {(placement.project, placement.work): placement for placement in self.placements}
