"""The books of an enterprise: what was paid, made and sold, with whom, and what it answered to a survey.

From these entries the statistical reports are filled in; every cell of a report names the entries that it comes from.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money, SignedMoney
from serpin.base.texts import mark
from serpin.vocabulary.indicator import Year
from serpin.vocabulary.noun import Day, EnterpriseId, Id, InnovationId, Name, Noun, ProjectId, SourceId, WorkId, about
from serpin.vocabulary.work import CostRow

Persons = Annotated[int, Field(ge=0)]


class MoneyOrigin(StrEnum):
    """Whose money it was, as the statistical reports divide it."""

    OWN = "own"
    REPUBLICAN_BUDGET = "republican_budget"
    LOCAL_BUDGET = "local_budget"
    FOREIGN = "foreign"
    LOAN = "loan"
    VENTURE = "venture"
    INSTITUTE = "institute"
    LEGAL_ENTITY = "legal_entity"
    OTHER = "other"


class ResearchType(StrEnum):
    """Type of research and development by the Frascati Manual."""

    FUNDAMENTAL = "fundamental"
    APPLIED = "applied"
    DEVELOPMENT = "development"


class Expense(StrEnum):
    """What the money was spent on."""

    LABOUR = "labour"
    MATERIALS = "materials"
    CURRENT = "current"
    EQUIPMENT = "equipment"
    BUILDINGS = "buildings"


class Payment(Noun):
    """Money that was spent on innovation."""

    id: Id = about(mark("Code"), mark("Short code of the payment, unique among payments"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that paid"))
    day: Day = about(mark("Day of payment"), mark("Day on which it was paid; its year counts"))
    amount: Money = about(mark("Amount"), mark("What was paid, in the currency of the case"))
    origin: MoneyOrigin = about(mark("Origin of money"), mark("Own funds, budget, foreign money …"), MoneyOrigin.OWN)
    row: CostRow | None = about(
        mark("Cost row"), mark("Row of the statistical report; that of the work when empty"), None
    )
    project: ProjectId | None = about(mark("Project"), mark("The project that it was paid for"), None)
    work: WorkId | None = about(mark("Work"), mark("The work of this project"), None)
    source: SourceId | None = about(mark("Source of money"), mark("The source that it was taken from"), None)
    contractor: EnterpriseId | None = about(mark("Contractor"), mark("Who was paid, where it was another"), None)
    research: ResearchType | None = about(
        mark("Type of research"), mark("Fundamental, applied or development; only where it is research"), None
    )
    expense: Expense = about(mark("Expense"), mark("Pay, materials, equipment …"), Expense.CURRENT)
    notified: bool = about(
        mark("Notified"), mark("Whether the science authority issued its notification for this research"), False
    )
    evidence: str = about(mark("Evidence"), mark("Contract, invoice or act that shows it"), "")

    @model_validator(mode="after")
    def _of_a_project(self) -> Self:
        if self.work is not None and self.project is None:
            raise invalid(mark("the work {value} needs its project"), value=self.work)
        return self


class Sale(Noun):
    """What was made and sold of a product in a year."""

    id: Id = about(mark("Code"), mark("Short code of the entry, unique among sales"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that made it"))
    year: Year = about(mark("Year"), mark("Calendar year"))
    innovation: InnovationId | None = about(
        mark("Innovation"), mark("The new or improved product; empty for all unchanged products"), None
    )
    output: Money = about(mark("Output"), mark("Value of what was made, in the currency of the case"))
    sold: Money = about(mark("Sold"), mark("Value of what was sold, exports included"))
    exported_union: Money = about(
        mark("Exported to the union"), mark("Sold to countries of the Eurasian Economic Union"), Decimal(0)
    )
    exported_abroad: Money = about(mark("Exported elsewhere"), mark("Sold to all other countries"), Decimal(0))


class YearFigures(Noun):
    """Totals of an enterprise for a year, from its accounts."""

    id: Id = about(mark("Code"), mark("Short code of the entry, unique among yearly figures"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise whose figures they are"))
    year: Year = about(mark("Year"), mark("Calendar year"))
    output: Money = about(mark("Total output"), mark("Value of everything that was made"), Decimal(0))
    turnover: Money = about(mark("Total turnover"), mark("Value of everything that was sold"), Decimal(0))
    headcount: Persons = about(mark("Headcount"), mark("Number of employees"), 0)
    researchers: Persons = about(mark("Researchers"), mark("Employees who carry out research"), 0)
    technicians: Persons = about(mark("Technicians"), mark("Technicians in research and development"), 0)
    assistants: Persons = about(mark("Other research staff"), mark("Other staff in research and development"), 0)
    women: Persons = about(mark("Women in research"), mark("Women among the staff in research and development"), 0)
    degrees: Persons = about(mark("Scientific degrees"), mark("Researchers with a scientific degree"), 0)
    taxable_income: SignedMoney | None = about(
        mark("Taxable income"), mark("Taxable income before the deductions for research"), None
    )
    mining_cost: Money | None = about(mark("Mining cost"), mark("Cost of mining of a subsoil user"), None)
    research_duty: Money = about(
        mark("Spent on the research duty"), mark("What a subsoil user spent on research under the contract"), Decimal(0)
    )
    training_duty: Money = about(
        mark("Spent on the training duty"), mark("What a subsoil user spent on training under the contract"), Decimal(0)
    )


class PartnerKind(StrEnum):
    """What a partner in innovation is."""

    GROUP = "group"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    COMPETITOR = "competitor"
    CONSULTANT = "consultant"
    UNIVERSITY = "university"
    RESEARCH = "research"
    DESIGN_BUREAU = "design_bureau"


class PartnerPlace(StrEnum):
    """Where a partner is."""

    KAZAKHSTAN = "kazakhstan"
    UNION = "union"
    ABROAD = "abroad"


class Cooperation(Noun):
    """Work on an innovation together with a partner."""

    id: Id = about(mark("Code"), mark("Short code of the cooperation, unique among cooperations"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that reports"))
    year: Year = about(mark("Year"), mark("Calendar year"))
    partner: PartnerKind = about(mark("Kind of partner"), mark("Supplier, customer, university …"))
    place: PartnerPlace = about(mark("Place of the partner"), mark("Where the partner is"), PartnerPlace.KAZAKHSTAN)
    other: EnterpriseId | None = about(mark("Partner"), mark("The partner, if the case has it"), None)
    project: ProjectId | None = about(mark("Project"), mark("The project that they work on"), None)


class ProjectOutcome(StrEnum):
    """How an earlier project ended."""

    COMPLETED = "completed"
    ABANDONED = "abandoned"
    POSTPONED = "postponed"


class PastProject(Noun):
    """A project that ended before the plan begins."""

    id: Id = about(mark("Code"), mark("Short code of the earlier project, unique among them"))
    name: Name = about(mark("Name"), mark("Name of the project"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that led it"))
    innovation: InnovationId | None = about(mark("Innovation"), mark("The innovation that it was for"), None)
    begun: Year = about(mark("Begun"), mark("Year in which it began"))
    ended: Year = about(mark("Ended"), mark("Year in which it was completed, abandoned or postponed"))
    outcome: ProjectOutcome = about(mark("Outcome"), mark("How it ended"))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ended < self.begun:
            raise invalid(
                mark("the end {end} lies before the start {start}"), end=str(self.ended), start=str(self.begun)
            )
        return self


class Survey(StrEnum):
    """What a survey asks for."""

    OBSTACLES = "obstacles"
    EFFECTS = "effects"
    READINESS = "readiness"


class Answer(Noun):
    """An answer on a scale to an item of a survey."""

    id: Id = about(mark("Code"), mark("Short code of the answer, unique among answers"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that answers"))
    year: Year = about(mark("Year"), mark("Calendar year"))
    survey: Survey = about(mark("Survey"), mark("Obstacles, effects or readiness"))
    item: str = about(mark("Item"), mark("Code of the obstacle, the effect or the clause"), min_length=1)
    degree: Annotated[int, Field(ge=0, le=5)] = about(mark("Degree"), mark("Answer on the scale of the survey, 0 to 5"))
    note: str = about(mark("Note"), mark("What the answer rests on"), "")
