"""Options of the insurance engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import Name, Noun, RiskId, Share, about


class Sharing(Noun):
    """Somebody bears a part of what a risk costs: co-financing, a partner, an off-take contract."""

    risk: RiskId = about(mark("Risk"), mark("The risk that is shared"))
    share: Share = about(mark("Share"), mark("Part of the loss that the other bears, from 0 to 1"))
    cost: Money = about(mark("Cost"), mark("What the sharing costs, in the currency of the case"), Decimal(0))
    name: Name | None = about(mark("Name"), mark("Who shares, and how"), None)


class InsuranceOptions(Noun):
    """Options of :func:`serpin.insure`."""

    iterations: Annotated[int, Field(ge=100, le=1_000_000)] = about(
        mark("Iterations"), mark("How many possible courses are drawn where no simulation gives them"), 10_000
    )
    group_correlation: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Correlation in a driver group"),
        mark("How strongly risks of one driver group rise and fall together, from 0 to 1"),
        0.5,
    )
    tail_level: Annotated[float, Field(ge=0.5, lt=1)] = about(
        mark("Level of the tail"), mark("0.95: the tail is the mean of the worst twentieth of the courses"), 0.95
    )
    tail_limit: Money | None = about(
        mark("Limit of the tail"), mark("Retained losses with all outlays may not exceed it in the tail"), None
    )
    budget: Money | None = about(
        mark("Premium budget"), mark("Most that premiums, mitigations and sharing may cost together"), None
    )
    cost_of_capital: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Cost of capital"), mark("What a unit of capital that stands ready costs in a year: 0.12 is 12 %"), 0.12
    )
    deviation_loading: Annotated[float, Field(ge=0, le=10)] = about(
        mark("Loading of the deviation"), mark("Premium by the standard deviation: expected claims + so many"), 0.25
    )
    wang_shift: Annotated[float, Field(ge=0, le=5)] = about(
        mark("Wang's shift"), mark("Price of risk in Wang's premium, in standard deviations"), 0.5
    )
    sharing: tuple[Sharing, ...] = about(
        mark("Sharing"), mark("Offers of others to bear a part of what a risk costs"), ()
    )
    willed: tuple[RiskId, ...] = about(
        mark("Own decision"), mark("Risks that the policyholder brings about by his own will"), ()
    )
    variants: bool = about(
        mark("Variants"),
        mark("Whether other deductibles and limits are tried where an offer names only a loading"),
        True,
    )
    shortfall: tuple[Annotated[float, Field(gt=0, lt=0.5)], ...] = about(
        mark("Probability of ruin"), mark("For these probabilities that the reserve fails it is computed"), (0.01, 0.05)
    )
    reserve_years: Annotated[int, Field(ge=1, le=50)] = about(
        mark("Years of the reserve"), mark("For so many years the reserve should last"), 5
    )
    contribution_loading: Annotated[float, Field(ge=0, le=10)] = about(
        mark("Loading of the contribution"),
        mark("Yearly contribution to the reserve above the expected retained losses: 0.25 is 25 %"),
        0.25,
    )
    members: tuple[Annotated[int, Field(ge=1, le=1000)], ...] = about(
        mark("Members of a mutual society"), mark("For so many members pooling is computed"), (1, 2, 5, 10, 50)
    )
    member_correlation: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Correlation of members"), mark("Correlation of the yearly losses of two members"), 0.2
    )
    exact_courses: Annotated[int, Field(ge=0, le=1_000_000)] = about(
        mark("Courses for exactness"),
        mark("A register of a few independent risks with few sizes is enumerated up to so many courses"),
        50_000,
    )
    exact_programmes: Annotated[int, Field(ge=0, le=1_000_000)] = about(
        mark("Programmes for a proof"), mark("Up to so many combinations of answers are all compared"), 20_000
    )
    seconds: Annotated[float, Field(gt=0)] = about(mark("Seconds"), mark("Time limit of the search"), 60.0)
    gap: Annotated[float, Field(ge=0, lt=1)] = about(mark("Gap"), mark("Stop when the proven gap is this small"), 0.002)
