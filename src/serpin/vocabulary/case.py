"""The case: everything that a user hands over, in one frozen noun."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from serpin.base.errors import InputError, invalid
from serpin.base.periods import Quarters, WorkCalendar
from serpin.base.texts import mark
from serpin.vocabulary.award import Award
from serpin.vocabulary.books import Answer, Cooperation, PastProject, Payment, Sale, YearFigures
from serpin.vocabulary.calendar import Calendar, Resource
from serpin.vocabulary.cover import Claim, Cover
from serpin.vocabulary.enterprise import Enterprise, Tie
from serpin.vocabulary.indicator import Indicator
from serpin.vocabulary.innovation import Innovation
from serpin.vocabulary.noun import Day, Name, Noun, about
from serpin.vocabulary.project import Project
from serpin.vocabulary.relation import Relation
from serpin.vocabulary.review import review
from serpin.vocabulary.risk import Risk
from serpin.vocabulary.source import Source
from serpin.vocabulary.strategy import Strategy
from serpin.vocabulary.technology import Agreement, TechnologyOffer, TechnologyRequest

FORMAT = 1
"""Number of the format that this version writes."""


class Case(Noun):
    """A portfolio with everything around it: who, what, with what, for whose money, against which odds."""

    format: Literal[1] = about(mark("Format"), mark("Number of the format of the file"), FORMAT)
    title: Name = about(mark("Title"), mark("Title of the case"))
    language: Literal["kk", "ru", "en"] = about(mark("Language"), mark("Language of the case: kk, ru or en"), "kk")
    currency: str = about(mark("Currency"), mark("Currency by ISO 4217, for example KZT"), "KZT", pattern=r"^[A-Z]{3}$")
    start: Day = about(mark("Start"), mark("First day of the plan"))
    horizon: Annotated[int, Field(ge=1, le=120)] = about(
        mark("Horizon, quarters"), mark("Number of quarters in which projects may begin"), 12
    )
    discount_rate: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Discount rate per year"), mark("As a fraction: 0.15 is 15 %"), 0.15
    )
    tax_rate: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Tax rate"), mark("Corporate income tax, as a fraction"), 0.2
    )
    calendar: Calendar = about(mark("Calendar"), mark("Working days of the case"), Calendar())
    enterprises: tuple[Enterprise, ...] = about(
        mark("Enterprises"), mark("Firms, bureaus, institutes, banks and bodies"), ()
    )
    resources: tuple[Resource, ...] = about(
        mark("Resources"), mark("People, equipment, laboratories and pilot lines"), ()
    )
    innovations: tuple[Innovation, ...] = about(mark("Innovations"), mark("New or improved products and processes"), ())
    projects: tuple[Project, ...] = about(mark("Projects"), mark("Projects with their works and gates"), ())
    risks: tuple[Risk, ...] = about(mark("Risks"), mark("The risk register"), ())
    covers: tuple[Cover, ...] = about(mark("Covers"), mark("Insurance offers"), ())
    claims: tuple[Claim, ...] = about(mark("Claims"), mark("Events notified to insurers"), ())
    sources: tuple[Source, ...] = about(mark("Sources of money"), mark("Own funds, grants, loans, venture money …"), ())
    relations: tuple[Relation, ...] = about(mark("Relations"), mark("What projects gain or lose by each other"), ())
    ties: tuple[Tie, ...] = about(mark("Ties"), mark("Ties between enterprises"), ())
    offers: tuple[TechnologyOffer, ...] = about(mark("Technology offers"), mark("Technologies that are offered"), ())
    requests: tuple[TechnologyRequest, ...] = about(
        mark("Technology requests"), mark("Technologies that are looked for"), ()
    )
    agreements: tuple[Agreement, ...] = about(mark("Transfer agreements"), mark("Transfers that were agreed"), ())
    awards: tuple[Award, ...] = about(mark("Calls and awards"), mark("Calls with their applications and decisions"), ())
    indicators: tuple[Indicator, ...] = about(mark("Indicators"), mark("Indicators with their series"), ())
    strategies: tuple[Strategy, ...] = about(mark("Strategies"), mark("Goals and targets"), ())
    payments: tuple[Payment, ...] = about(mark("Payments"), mark("Money that was spent on innovation"), ())
    sales: tuple[Sale, ...] = about(mark("Sales"), mark("What was made and sold, new products apart"), ())
    figures: tuple[YearFigures, ...] = about(mark("Yearly figures"), mark("Totals of the accounts by year"), ())
    cooperations: tuple[Cooperation, ...] = about(
        mark("Cooperation"), mark("Work on innovations together with partners"), ()
    )
    past_projects: tuple[PastProject, ...] = about(
        mark("Earlier projects"), mark("Projects that ended before the plan"), ()
    )
    answers: tuple[Answer, ...] = about(mark("Answers to surveys"), mark("Obstacles, effects and readiness"), ())

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, currency: str) -> str:
        from babel.core import get_global  # noqa: PLC0415 - reads tables that most imports do without

        if currency not in get_global("all_currencies"):
            message = mark("{value} is not the code of a currency (expected three letters, for example KZT)")
            raise invalid(message, value=currency)
        return currency

    @model_validator(mode="after")
    def _consistent(self) -> Case:
        problems = [problem for problem in review(self) if problem.severity == "error"]
        if problems:
            raise InputError(problems)
        return self

    @property
    def days(self) -> WorkCalendar:
        """The day counter of the case."""
        return self.calendar.days_from(self.start)

    @property
    def quarters(self) -> Quarters:
        """The quarters of the case; number 0 holds the start."""
        return Quarters(self.start)

    @property
    def rates(self) -> dict[str, float]:
        """Cost of one unit of each resource for one working day, in the currency of the case."""
        return {resource.id: float(resource.cost_per_unit_day) for resource in self.resources}

    def project(self, project_id: str) -> Project:
        """Return a project by its code.

        Raises
        ------
        KeyError
            If there is no such project.
        """
        for project in self.projects:
            if project.id == project_id:
                return project
        raise KeyError(project_id)

    def digest(self) -> str:
        """Return a fingerprint of the content: 16 hexadecimal digits, equal for equal cases."""
        return hashlib.blake2b(self.model_dump_json().encode(), digest_size=8).hexdigest()
