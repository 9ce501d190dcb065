"""Projects: what is done for an innovation, by whom, until when, for which return."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from serpin.base.errors import invalid
from serpin.base.texts import mark
from serpin.vocabulary.estimate import Estimate
from serpin.vocabulary.gate import Gate
from serpin.vocabulary.noun import (
    Day,
    EnterpriseId,
    Id,
    IndicatorId,
    InnovationId,
    Name,
    Noun,
    Share,
    WorkId,
    about,
)
from serpin.vocabulary.work import Work

_TOLERANCE = 1e-6


class Stage(StrEnum):
    """Stage of the life cycle, from idea to diffusion."""

    IDEA = "idea"
    RESEARCH = "research"
    DEVELOPMENT = "development"
    PILOT = "pilot"
    IMPLEMENTATION = "implementation"
    COMMERCIALISATION = "commercialisation"


class Partner(Noun):
    """A participant and its share in costs and returns."""

    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The participating enterprise"))
    share: Share = about(mark("Share"), mark("Share in costs and returns; the shares of a project sum to 1"))


class Returns(Noun):
    """What the market or the saving brings after launch."""

    launch_after: WorkId | None = about(
        mark("Launch after"),
        mark("Work after which sales or savings begin; after the last work when empty"),
        None,
    )
    delay: Annotated[int, Field(ge=0, le=2500)] = about(
        mark("Delay, working days"), mark("Working days from that work to the launch"), 0
    )
    revenue: Estimate = about(
        mark("Revenue per year"), mark("Revenue or saving in a full year, in the currency of the case")
    )
    operating_cost: Estimate = about(
        mark("Operating cost per year"),
        mark("Cost of production and sale in a full year, in the currency of the case"),
        0,
    )
    life: Annotated[float, Field(gt=0, le=40)] = about(
        mark("Life, years"), mark("Years from launch to the end of returns"), 5.0
    )
    ramp: Annotated[float, Field(ge=0, le=10)] = about(
        mark("Ramp, years"), mark("Years until the full level is reached, in a straight line"), 0.0
    )
    price_drift: Annotated[float, Field(gt=-1, lt=1)] = about(
        mark("Price drift per year"), mark("Yearly change of revenue and operating cost, as a fraction"), 0.0
    )

    @field_validator("operating_cost")
    @classmethod
    def _not_negative(cls, estimate: Estimate) -> Estimate:
        if estimate.lowest < 0:
            raise invalid(mark("{value} is too small: expected {ge} or more"), value=round(estimate.lowest, 4), ge=0)
        return estimate


class Contribution(Noun):
    """What a project adds to an indicator of public interest."""

    indicator: IndicatorId = about(mark("Indicator"), mark("The indicator that it adds to"))
    amount: float = about(
        mark("Amount per year"),
        mark("Contribution in a full year after launch, in the unit of the indicator"),
    )


class Project(Noun):
    """A set of works that makes an innovation real."""

    id: Id = about(mark("Code"), mark("Short code of the project, unique among projects"))
    name: Name = about(mark("Name"), mark("Name of the project"))
    innovation: InnovationId = about(mark("Innovation"), mark("The innovation that the project makes real"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that leads the project"))
    partners: tuple[Partner, ...] = about(
        mark("Partners"),
        mark("All participants with their shares, the leader among them; empty if it is alone"),
        (),
    )
    stage: Stage = about(mark("Stage"), mark("Stage of the life cycle at the start of the plan"), Stage.IDEA)
    earliest_start: Day | None = about(mark("Earliest start"), mark("The project cannot begin before this day"), None)
    deadline: Day | None = about(mark("Deadline"), mark("Day by which the project should be finished"), None)
    mandatory: bool = about(mark("Mandatory"), mark("Whether the project must be carried out"), False)
    weight: Annotated[float, Field(ge=0, le=1000)] = about(
        mark("Weight"), mark("Weight of a day of lateness against other projects"), 1.0
    )
    returns: Returns | None = about(mark("Returns"), mark("Market model: revenue, operating cost, life"), None)
    contributions: tuple[Contribution, ...] = about(
        mark("Public contributions"), mark("What the project adds to indicators of public interest"), ()
    )
    works: tuple[Work, ...] = about(mark("Works"), mark("The works of the project"), min_length=1)
    gates: tuple[Gate, ...] = about(mark("Gates"), mark("Decision points of the project"), ())

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.partners:
            total = math.fsum(partner.share for partner in self.partners)
            if abs(total - 1) > _TOLERANCE:
                raise invalid(mark("shares of the partners must sum to 1, they sum to {total}"), total=round(total, 6))
        if self.deadline and self.earliest_start and self.deadline < self.earliest_start:
            raise invalid(
                mark("the deadline {end} lies before the earliest start {start}"),
                end=str(self.deadline),
                start=str(self.earliest_start),
            )
        self._accept_forks()
        return self

    def _accept_forks(self) -> None:
        """Refuse forks whose branches are more than certain, or branches whose works are not needed together.

        Raises
        ------
        ValueError
            At the first one.
        """
        chances: dict[str, float] = {}
        for work in self.works:
            if work.branch and chances.setdefault(work.branch, work.occurrence) != work.occurrence:
                raise invalid(
                    mark("the works of branch {value} have different probabilities of need"), value=work.branch
                )
        for fork in {work.fork for work in self.works if work.fork}:
            total = math.fsum(chance for branch, chance in chances.items() if branch.partition("/")[0] == fork)
            if total > 1 + _TOLERANCE:
                raise invalid(
                    mark("the probabilities of the branches of fork {value} sum to {total}, more than 1"),
                    value=fork,
                    total=round(total, 6),
                )

    def work(self, work_id: str) -> Work:
        """Return a work by its code.

        Raises
        ------
        KeyError
            If the project has no such work.
        """
        for work in self.works:
            if work.id == work_id:
                return work
        raise KeyError(work_id)

    def share_of(self, enterprise_id: str) -> float:
        """Return the share of an enterprise in costs and returns, 0 … 1."""
        if not self.partners:
            return 1.0 if enterprise_id == self.enterprise else 0.0
        return math.fsum(partner.share for partner in self.partners if partner.enterprise == enterprise_id)
