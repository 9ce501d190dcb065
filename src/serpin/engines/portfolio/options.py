"""Options of the portfolio engine."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.noun import Noun, about
from serpin.vocabulary.selection import Choice


class Financing(StrEnum):
    """How sources may share the cost of a project over time."""

    FREE = "free"
    CONSTANT = "constant"


class PortfolioOptions(Noun):
    """Options of :func:`serpin.select`."""

    seconds: Annotated[float, Field(gt=0)] = about(mark("Seconds"), mark("Time limit of the search"), 10.0)
    gap: Annotated[float, Field(ge=0, lt=1)] = about(mark("Gap"), mark("Stop when the proven gap is this small"), 1e-6)
    contribution_weights: dict[str, float] = about(
        mark("Weights of indicators"),
        mark("What one unit of a yearly contribution to an indicator is worth, in the currency of the case"),
        {},
    )
    contingency: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Contingency"), mark("Share of the expected cost that is financed beside it"), 0.1
    )
    pinned: tuple[Choice, ...] = about(
        mark("Decided projects"),
        mark("When given: exactly these projects, quarters and classes; only the money is planned anew"),
        (),
    )
    financing: Financing = about(
        mark("Financing"),
        mark("free: any mix in every quarter; constant: each source pays the same share in all quarters"),
        Financing.FREE,
    )
    starts: Annotated[int, Field(ge=1, le=120)] | None = about(
        mark("Start quarters"), mark("Most start quarters that are looked at for each project; all when empty"), None
    )
