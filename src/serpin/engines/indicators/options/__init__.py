"""Options of the indicator engine."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from serpin.base.money import Money, SignedMoney
from serpin.base.texts import mark
from serpin.vocabulary.indicator import Year
from serpin.vocabulary.noun import Day, EnterpriseId, Noun, about


class Entry(Noun):
    """A cell that is filled in by hand: it stands in place of what the books give."""

    form: str = about(mark("Form"), mark("Code of the edition, for example 1-innovation"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that reports"))
    cell: str = about(
        mark("Cell"), mark("Section, row and column, for example 5.500.1"), pattern=r"^[^.]+\.[^.]+\.[^.]+$"
    )
    value: float | str | None = about(mark("Value"), mark("What stands in the cell; empty for a blank one"), None)
    note: str = about(mark("Note"), mark("Why"), "")


class Explanation(Noun):
    """Why a control does not hold although the form is right."""

    form: str = about(mark("Form"), mark("Code of the edition, for example 1-innovation"))
    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The enterprise that reports"))
    control: str = about(mark("Control"), mark("Code of the control"))
    text: str = about(mark("Explanation"), mark("Why it does not hold"), min_length=1)


class Point(Noun):
    """A value of a series as it was found, with its own unit where it says one."""

    year: Year = about(mark("Year"), mark("Calendar year"))
    value: float = about(mark("Value"), mark("Value as it was found"))
    unit: str = about(mark("Unit"), mark("Unit of this value; that of the series when empty"), "")


class RawSeries(Noun):
    """A series as it was found. ``kind`` says whether its values are levels or indices to the year before."""

    name: str = about(mark("Name"), mark("Name of the series"), min_length=1)
    unit: str = about(mark("Unit"), mark("Unit of the series, for example %"), "")
    kind: Literal["level", "index"] = about(mark("Kind"), mark("level, or index: per cent of the year before"), "level")
    points: tuple[Point, ...] = about(mark("Points"), mark("Values by year"), ())


class ZonePlan(Noun):
    """A participant of a special economic zone: category, contract and taxable income in the zone."""

    enterprise: EnterpriseId = about(mark("Enterprise"), mark("The participant"))
    category: Literal["A", "B", "C"] = about(mark("Category"), mark("Category of the participant: A, B or C"))
    contract: Day = about(mark("Contract"), mark("Day of the contract with the zone"))
    income: SignedMoney = about(mark("Taxable income"), mark("Taxable income a year from activity in the zone"))


class GrantPlan(Noun):
    """A grant that is asked for: the rule, the cost of the project and the own money."""

    rule: str = about(mark("Rule"), mark("Code of the rule, for example GR-C1"))
    cost: Money = about(mark("Cost"), mark("Cost of the project"))
    own: Money = about(mark("Own funds"), mark("What the applicant pays"))


class MeasureOptions(Noun):
    """Options of :func:`serpin.measure`."""

    year: Year | None = about(
        mark("Report year"), mark("Year of the report; the year before the plan when empty"), None
    )
    enterprises: tuple[EnterpriseId, ...] = about(
        mark("Enterprises"), mark("Who reports; all with entries in the books of the year when empty"), ()
    )
    forms: tuple[str, ...] = about(
        mark("Forms"), mark("Texts of edition files in TOML; those of the package when empty"), ()
    )
    entries: tuple[Entry, ...] = about(mark("Entries"), mark("Cells that are filled in by hand"), ())
    explanations: tuple[Explanation, ...] = about(
        mark("Explanations"), mark("Controls that do not hold for a reason"), ()
    )
    sales_years: Annotated[int, Field(ge=1, le=10)] = about(
        mark("Years of a new product"), mark("A product counts as new so many years from its introduction"), 3
    )
    series: tuple[RawSeries, ...] = about(
        mark("Series"), mark("Series to clean, and to chain where they are indices"), ()
    )
    base_year: Year = about(mark("Base year"), mark("Year that is 100 in a chain of yearly indices"), 1990)
    rca_threshold: Annotated[float, Field(gt=0)] = about(
        mark("Threshold of advantage"),
        mark("From this revealed comparative advantage a product counts as present"),
        1.0,
    )
    zones: tuple[ZonePlan, ...] = about(mark("Zones"), mark("Participants of special economic zones"), ())
    grants: tuple[GrantPlan, ...] = about(mark("Grants"), mark("Grants whose own share is asked for"), ())
    only_forms: bool = about(
        mark("Forms only"), mark("Whether only the forms are filled in, for many enterprises"), False
    )
