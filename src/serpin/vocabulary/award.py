"""Awards: who gave what to whom, under which call, and what came of the promises."""

from __future__ import annotations

from decimal import Decimal

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Id, IndicatorId, Name, Noun, ProjectId, about


class Promise(Noun):
    """An obligation that was promised with an award, and how far it was kept."""

    text: Name = about(mark("Obligation"), mark("What was promised"))
    indicator: IndicatorId | None = about(mark("Indicator"), mark("Indicator on which it is measured"), None)
    promised: float = about(mark("Promised"), mark("Promised value"))
    achieved: float | None = about(mark("Achieved"), mark("Achieved value; empty while open"), None)
    due: Day | None = about(mark("Due"), mark("Day by which it is due"), None)


class Application(Noun):
    """One application under a call: scores, decision, money, promises."""

    id: Id = about(mark("Code"), mark("Short code of the application, unique in its call"))
    applicant: EnterpriseId = about(mark("Applicant"), mark("The enterprise that applied"))
    project: ProjectId | None = about(mark("Project"), mark("The project that it is for"), None)
    scores: tuple[float, ...] = about(mark("Scores"), mark("Scores of the reviewers"), ())
    reviewers: tuple[str, ...] = about(mark("Reviewers"), mark("Who scored, in the same order"), ())
    related: bool = about(
        mark("Connected"), mark("Whether a reviewer or the giver is connected with the applicant"), False
    )
    requested: Money = about(mark("Requested"), mark("Requested amount, in the currency of the case"), Decimal(0))
    awarded: Money = about(mark("Awarded"), mark("Awarded amount; 0 if refused"), Decimal(0))
    reason: str = about(mark("Reason"), mark("Reason of the decision, above all where it departs from the scores"), "")
    promises: tuple[Promise, ...] = about(mark("Promises"), mark("What was promised in return"), ())
    reclaimed: Money = about(mark("Reclaimed"), mark("Money that was claimed back"), Decimal(0))


class Award(Noun):
    """A call, its applications and its decisions."""

    id: Id = about(mark("Code"), mark("Short code of the call, unique among calls"))
    name: Name = about(mark("Name"), mark("Name of the call"))
    giver: EnterpriseId = about(mark("Giver"), mark("The enterprise or body that gives"))
    opened: Day | None = about(mark("Opened"), mark("First day for applications"), None)
    closed: Day | None = about(mark("Closed"), mark("Last day for applications"), None)
    decided: Day | None = about(mark("Decided"), mark("Day of the decision"), None)
    sunset: Day | None = about(mark("Sunset"), mark("Day on which the support ends"), None)
    budget: Money = about(mark("Budget"), mark("Money of the call, in the currency of the case"), Decimal(0))
    applications: tuple[Application, ...] = about(mark("Applications"), mark("All applications, refused ones too"), ())
