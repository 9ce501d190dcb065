"""Works: the nine kinds, their links, the modes in which they can be done, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.estimate import Estimate
from serpin.vocabulary.noun import Day, EnterpriseId, Id, Name, Noun, Probability, ResourceId, WorkId, about


class WorkKind(StrEnum):
    """The nine kinds of innovation work, in the order of the source text."""

    RESEARCH = "research"
    MATERIALS = "materials"
    PROCESS_ENGINEERING = "process_engineering"
    PROTOTYPE = "prototype"
    ORGANISATION = "organisation"
    INFORMATION = "information"
    TRAINING = "training"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    MARKETING = "marketing"

    @property
    def number(self) -> int:
        """Number of the kind, 1 … 9."""
        return list(WorkKind).index(self) + 1


class Performer(StrEnum):
    """Who does a work in a mode: make, commission or buy."""

    IN_HOUSE = "in_house"
    DESIGN_BUREAU = "design_bureau"
    RESEARCH_CONTRACT = "research_contract"
    TECHNOLOGY_PURCHASE = "technology_purchase"
    STATE_ORDER = "state_order"


class CostRow(StrEnum):
    """Row of the statistical report in which the cost of a work is counted."""

    INTERNAL_RD = "internal_rd"
    EXTERNAL_RD = "external_rd"
    MACHINERY = "machinery"
    SOFTWARE = "software"
    TECHNOLOGY = "technology"
    DESIGN = "design"
    TRAINING = "training"
    MARKETING = "marketing"
    OTHER = "other"


_ROW_OF_KIND = {
    WorkKind.RESEARCH: CostRow.INTERNAL_RD,
    WorkKind.MATERIALS: CostRow.DESIGN,
    WorkKind.PROCESS_ENGINEERING: CostRow.DESIGN,
    WorkKind.PROTOTYPE: CostRow.MACHINERY,
    WorkKind.ORGANISATION: CostRow.OTHER,
    WorkKind.INFORMATION: CostRow.SOFTWARE,
    WorkKind.TRAINING: CostRow.TRAINING,
    WorkKind.INTELLECTUAL_PROPERTY: CostRow.TECHNOLOGY,
    WorkKind.MARKETING: CostRow.MARKETING,
}


class LinkType(StrEnum):
    """What is tied to what: finish or start of the earlier work to start or finish of the later one."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


LagDays = Annotated[int, Field(ge=-5000, le=5000)]


class Link(Noun):
    """A work waits for another."""

    work: WorkId = about(mark("Earlier work"), mark("Code of the work that this one waits for, in the same project"))
    type: LinkType = about(mark("Link"), mark("FS, SS, FF or SF, as in project programs"), LinkType.FINISH_START)
    lag: LagDays = about(mark("Lag, working days"), mark("Least distance in working days; negative for an overlap"), 0)
    longest: LagDays | None = about(
        mark("Longest lag, working days"), mark("Greatest distance in working days; none if empty"), None
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.longest is not None and self.longest < self.lag:
            raise invalid(
                mark("the longest lag {longest} is below the least lag {lag}"),
                longest=self.longest,
                lag=self.lag,
            )
        return self


class Mode(Noun):
    """One way of doing a work: by whom, how long, with what, for how much."""

    id: Id = about(mark("Code"), mark("Short code of the mode, unique in its work"))
    performer: Performer = about(
        mark("Performer"),
        mark("Own people, design bureau, research contract, bought technology or state order"),
        Performer.IN_HOUSE,
    )
    contractor: EnterpriseId | None = about(
        mark("Contractor"), mark("Enterprise that does the work, where it is not done in house"), None
    )
    duration: Estimate = about(mark("Duration, working days"), mark("Working time from start to finish"))
    demand: dict[ResourceId, Annotated[int, Field(ge=0)]] = about(
        mark("Resources"),
        mark("Units of each resource that are busy all the time, for example lab: 1; people: 3"),
        {},
    )
    cost: Estimate = about(
        mark("Cost"),
        mark("Cost of the work in this mode beside the resources, in the currency of the case"),
        0,
    )
    success: Probability = about(
        mark("Technical success"), mark("Probability that the work gives a usable result"), 1.0
    )
    notes: str = about(mark("Notes"), mark("Quality, conditions, source of the estimate"), "")

    @field_validator("duration", "cost")
    @classmethod
    def _not_negative(cls, estimate: Estimate) -> Estimate:
        if estimate.lowest < 0:
            raise invalid(mark("{value} is too small: expected {ge} or more"), value=round(estimate.lowest, 4), ge=0)
        return estimate

    def expected_cost(self, rates: Mapping[str, float]) -> float:
        """Return the expected cost: fixed cost and resources for the expected duration.

        Parameters
        ----------
        rates
            Cost of one unit of each resource for one working day, as :attr:`Case.rates` gives them.
        """
        busy = sum(units * rates.get(resource, 0.0) for resource, units in self.demand.items())
        return self.cost.mean() + self.duration.mean() * busy

    @property
    def planned_days(self) -> int:
        """Duration that a plan uses: the expected value in whole working days, rounded half up.

        Not the most likely one: right-skewed estimates would make nearly every planned date too early.
        """
        return int(self.duration.mean() + 0.5)


class Progress(Noun):
    """How far a work is, from the books."""

    actual_start: Day = about(mark("Actual start"), mark("Day on which the work began"))
    actual_finish: Day | None = about(
        mark("Actual finish"), mark("Day on which it was finished; empty while under way"), None
    )
    percent: Annotated[float, Field(ge=0, le=100)] = about(
        mark("Percent complete"), mark("Share of the work that is done, in percent"), 0.0
    )
    actual_cost: Money = about(mark("Actual cost"), mark("Cost so far, in the currency of the case"), Decimal(0))
    mode: Id | None = about(mark("Mode"), mark("Code of the mode in which it is done"), None)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.actual_finish and self.actual_finish < self.actual_start:
            raise invalid(
                mark("the end {end} lies before the start {start}"),
                end=str(self.actual_finish),
                start=str(self.actual_start),
            )
        return self


class Rework(Noun):
    """With some probability the work is not good enough, and part of it is done again."""

    probability: Annotated[float, Field(ge=0, le=0.95)] = about(
        mark("Probability of rework"), mark("Probability that one more round is needed, after each round")
    )
    share: Annotated[float, Field(gt=0, le=1)] = about(
        mark("Share of rework"), mark("Part of duration and cost that a further round takes"), 1.0
    )
    rounds: Annotated[int, Field(ge=1, le=20)] = about(mark("Rounds"), mark("Most rounds of rework"), 5)


BranchName = Annotated[str, Field(pattern=r"^$|^[^\s;:/\[\]|]+/[^\s;:/\[\]|]+$")]
"""A fork and one of its branches: ``F1/a``; empty for a work on no fork."""


class Work(Noun):
    """A piece of work of one of the nine kinds."""

    id: Id = about(mark("Code"), mark("Short code of the work, unique in its project"))
    name: Name = about(mark("Name"), mark("Name of the work"))
    kind: WorkKind = about(mark("Kind of work"), mark("One of the nine kinds of innovation work"))
    after: tuple[Link, ...] = about(mark("After"), mark("Works that it waits for, for example W1; W2 SS+5"), ())
    modes: tuple[Mode, ...] = about(mark("Modes"), mark("Ways of doing the work; at least one"), min_length=1)
    cost_row: CostRow | None = about(
        mark("Cost row"),
        mark("Row of the statistical report; derived from kind and performer when empty"),
        None,
    )
    occurrence: Probability = about(
        mark("Probability of need"), mark("Probability that the work turns out to be needed at all"), 1.0
    )
    branch: BranchName = about(
        mark("Branch"),
        mark(
            "Fork and branch, for example F1/a: works of one branch are needed together, and only one branch of a fork "
            "is; the probability of need is that of the branch"
        ),
        "",
    )
    rework: Rework | None = about(mark("Rework"), mark("Rounds of rework that may be needed"), None)
    earliest: Day | None = about(mark("Not before"), mark("Earliest day on which the work may start"), None)
    pinned_start: Day | None = about(mark("Fixed start"), mark("Day on which the work must start, by decision"), None)
    pinned_mode: Id | None = about(mark("Fixed mode"), mark("Mode in which it must be done, by decision"), None)
    progress: Progress | None = about(mark("Progress"), mark("Actual start, finish and cost of a work under way"), None)

    @property
    def fork(self) -> str:
        """Code of the fork on whose branch the work stands; empty for none."""
        return self.branch.partition("/")[0]

    def mode(self, mode_id: str) -> Mode:
        """Return a mode by its code.

        Raises
        ------
        KeyError
            If the work has no such mode.
        """
        for mode in self.modes:
            if mode.id == mode_id:
                return mode
        raise KeyError(mode_id)

    @property
    def allowed_modes(self) -> tuple[Mode, ...]:
        """Modes that are still open: the decided or begun one alone, else all."""
        decided = (self.progress.mode if self.progress else None) or self.pinned_mode
        return (self.mode(decided),) if decided else self.modes

    def row_in(self, mode: Mode) -> CostRow:
        """Return the row of the statistical report for a mode of this work."""
        if self.cost_row is not None:
            return self.cost_row
        if mode.performer is Performer.TECHNOLOGY_PURCHASE:
            return CostRow.TECHNOLOGY
        row = _ROW_OF_KIND[self.kind]
        if row is CostRow.INTERNAL_RD and mode.performer is not Performer.IN_HOUSE:
            return CostRow.EXTERNAL_RD
        return row
