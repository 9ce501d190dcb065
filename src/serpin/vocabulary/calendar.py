"""Calendars of working days, and resources with capacity on them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.periods import WorkCalendar, national_holidays
from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Id, Name, Noun, about

Weekday = Annotated[int, Field(ge=1, le=7)]


class Calendar(Noun):
    """Which days are worked."""

    week: tuple[Weekday, ...] = about(
        mark("Working weekdays"),
        mark("Numbers of the working weekdays, Monday is 1"),
        (1, 2, 3, 4, 5),
        min_length=1,
    )
    country: str = about(
        mark("Country"), mark("Country whose public holidays are free (two letters); empty for none"), "KZ"
    )
    free: tuple[Day, ...] = about(mark("Days off"), mark("Further days off"), ())
    worked: tuple[Day, ...] = about(mark("Worked days"), mark("Days worked although weekend or holiday"), ())

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        if country:
            try:
                national_holidays(country, 2026)
            except ValueError:
                raise invalid(
                    mark("{value} is not a country with known public holidays (expected two letters, for example KZ)"),
                    value=country,
                ) from None
        return country

    def days_from(self, start: date) -> WorkCalendar:
        """Return the day counter of this calendar from a start date."""
        return WorkCalendar(
            start,
            week=[day - 1 for day in self.week],
            country=self.country,
            free=self.free,
            worked=self.worked,
        )


class ResourceKind(StrEnum):
    """What kind of thing is scarce."""

    PEOPLE = "people"
    EQUIPMENT = "equipment"
    LABORATORY = "laboratory"
    PILOT_LINE = "pilot_line"


class CapacityChange(Noun):
    """From a date on, another capacity."""

    since: Day = about(mark("From"), mark("First day of the new capacity"))
    capacity: int = about(mark("Capacity"), mark("Units available at the same time"), ge=0)


class Resource(Noun):
    """People, equipment, a laboratory or a pilot line that works share."""

    id: Id = about(mark("Code"), mark("Short code of the resource, unique among resources"))
    name: Name = about(mark("Name"), mark("Name of the resource"))
    owner: EnterpriseId = about(mark("Owner"), mark("The enterprise that it belongs to"))
    kind: ResourceKind = about(mark("Kind"), mark("People, equipment, laboratory or pilot line"), ResourceKind.PEOPLE)
    capacity: int = about(mark("Capacity"), mark("Units available at the same time"), ge=0)
    changes: tuple[CapacityChange, ...] = about(
        mark("Capacity changes"), mark("Other capacities from given days on"), ()
    )
    calendar: Calendar | None = about(
        mark("Calendar"), mark("Own calendar of the resource; without one the calendar of the case"), None
    )
    consumed: bool = about(
        mark("Used up"),
        mark("Whether a work uses its units up for good, like material; else they come back when it is finished"),
        False,
    )
    cost_per_unit_day: Money = about(mark("Cost per unit and day"), mark("Cost of one unit for one working day"), 0)

    @field_validator("changes")
    @classmethod
    def _in_order(cls, changes: tuple[CapacityChange, ...]) -> tuple[CapacityChange, ...]:
        days = [change.since for change in changes]
        if days != sorted(set(days)):
            raise invalid(mark("capacity changes must be in the order of their dates, each date once"))
        return changes
