"""Options of the integrity engine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, EnterpriseId, Noun, Share, about


class IntegrityOptions(Noun):
    """Options of :func:`serpin.audit`."""

    day: Day | None = about(
        mark("Day of the audit"),
        mark("Obligations that are due before it are judged; the start of the case if empty"),
        None,
    )
    level: Annotated[float, Field(gt=0, le=0.5)] = about(
        mark("Level"),
        mark("Highest probability that an honest programme gets any sign that rests on chance: 0.05 is one in twenty"),
        0.05,
    )
    kept_from: Share = about(
        mark("Kept from"), mark("An obligation counts as failed below this share of what was promised"), 0.9
    )
    base_rate: Annotated[float, Field(ge=0, le=1)] | None = about(
        mark("Base rate"), mark("Base rate a year on what is claimed back; that of rule CO-1 if empty"), None
    )
    least_days: Annotated[int, Field(ge=0, le=366)] = about(
        mark("Least days"), mark("A call that is open for fewer days is a sign"), 15
    )
    most_years: Annotated[float, Field(gt=0, le=50)] = about(
        mark("Most years"), mark("Support without a break that lasts longer, with failed obligations, is a sign"), 5.0
    )
    least_group: Annotated[int, Field(ge=4, le=1000)] = about(
        mark("Least group"), mark("The cost of an outcome is compared among at least so many awards"), 8
    )
    owners: dict[EnterpriseId, str] = about(
        mark("Owners"), mark("Who stands behind an applicant; applicants of one owner count as one"), {}
    )
    draws: Annotated[int, Field(ge=99, le=99_999)] = about(
        mark("Draws"), mark("How often the noise of the scores is drawn for the test of concentration"), 999
    )
    trials: Annotated[int, Field(ge=0, le=100_000)] = about(
        mark("Trials"),
        mark("How many honest and how many captured programmes of the same shape are simulated; 0 for none"),
        200,
    )
    premium: Annotated[float, Field(gt=0, le=10)] = about(
        mark("Premium of capture"),
        mark("In the simulated capture the connected are preferred by so many standard deviations of merit"),
        1.0,
    )
