"""Options of the coordination engine."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import IndicatorId, Noun, Share, about


class Target(StrEnum):
    """Which outcome the guarantees shall bring about.

    ``optimum``: the best joint outcome, with transfers for those who lose by it. ``trust``: the greatest equilibrium,
    in which nobody needs a transfer.
    """

    OPTIMUM = "optimum"
    TRUST = "trust"


class CoordinationOptions(Noun):
    """Options of :func:`serpin.coordinate`."""

    target: Target = about(
        mark("Target"),
        mark("optimum: the best joint outcome; trust: the greatest equilibrium, without transfers"),
        Target.OPTIMUM,
    )
    seconds: Annotated[float, Field(gt=0)] = about(mark("Seconds"), mark("Time limit of the search"), 20.0)
    exact_members: Annotated[int, Field(ge=0, le=400)] = about(
        mark("Members for a proof"), mark("Coalitions up to this size are solved to proof where time allows"), 80
    )
    all_equilibria: Annotated[int, Field(ge=0, le=22)] = about(
        mark("Projects for all equilibria"), mark("Up to so many projects all equilibria are listed"), 14
    )
    samples: Annotated[int, Field(ge=100, le=1_000_000)] = about(
        mark("Samples"), mark("Draws of failures, and of orders for the fair division, in large packages"), 2000
    )
    public_purse: Money | None = about(
        mark("Public budget"),
        mark("Money for projects in all; the best joint outcome within it is found. No limit when empty"),
        None,
    )
    budget_points: Annotated[int, Field(ge=0, le=200)] = about(
        mark("Points of the budget curve"), mark("Number of budgets for which the best joint outcome is shown"), 13
    )
    public_share: Share = about(
        mark("Public share"), mark("Share of the cost of a project that the budget counts"), 1.0
    )
    loan_share: Share = about(
        mark("Share of loan guarantees"),
        mark("Largest share of the cost of a project that a loan guarantee may cover (Damu: 0.5, priority 0.85)"),
        0.5,
    )
    loan_limit: Money = about(
        mark("Limit of loan guarantees"),
        mark("Largest loan guarantee for one project, in the currency of the case (Damu: 1.5 bn, priority 2.55 bn)"),
        Decimal(1_500_000_000),
    )
    contribution_weights: dict[IndicatorId, Annotated[float, Field(ge=0)]] = about(
        mark("Weights of indicators"),
        mark("What one unit of a yearly contribution to an indicator is worth, in the currency of the case"),
        {},
    )
