"""Options of the portfolio engine."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.enterprise import EnterpriseRole
from serpin.vocabulary.noun import Day, Id, IndicatorId, Name, Noun, ProjectId, Share, about
from serpin.vocabulary.selection import Choice
from serpin.vocabulary.source import FundingRules


class Financing(StrEnum):
    """How sources may share the cost of a project over time."""

    FREE = "free"
    CONSTANT = "constant"


class RuleKind(StrEnum):
    """What a rule of law is about."""

    FUNDING = "funding"
    TAX = "tax"
    DUTY = "duty"
    GUARANTEE = "guarantee"


class Rule(Noun):
    """A rule of law with its date, its act, and whether the figures were read there."""

    id: Id = about(mark("Code"), mark("Code by which the legal basis of a source names the rule"))
    kind: RuleKind = about(mark("Kind of rule"), mark("funding, tax, duty or guarantee"))
    name: Name = about(mark("Name"), mark("Name of the rule"))
    source: Name = about(mark("Act"), mark("Act and article in which the rule stands"))
    valid_from: Day | None = about(mark("Valid from"), mark("First day on which the rule holds"), None)
    verified: bool = about(mark("Verified"), mark("Whether the figures were checked against the act in force"), False)
    limits: FundingRules = about(mark("Limits"), mark("What may be paid, and up to where"), FundingRules())
    after_rule: Id | None = about(
        mark("After rule"), mark("Only projects that were paid under this rule before (first stage passed)"), None
    )
    roles: tuple[EnterpriseRole, ...] = about(
        mark("Roles"), mark("Only enterprises with one of these roles; all when empty"), ()
    )
    needs_obligation: bool = about(
        mark("Counter-obligation"), mark("Whether the source has to name what is owed in return"), False
    )
    parameters: dict[str, float] = about(mark("Parameters"), mark("Figures of the rule by name"), {})


class Trait(StrEnum):
    """By what a part of the portfolio is told from the rest."""

    TYPE = "type"
    NOVELTY = "novelty"
    REGION = "region"
    ENTERPRISE = "enterprise"
    WORK_KIND = "work_kind"


class ShareLimit(Noun):
    """A least and a largest share of the cost of all chosen projects for those with a trait."""

    trait: Trait = about(mark("Trait"), mark("type, novelty, region, enterprise or work_kind"))
    value: str = about(
        mark("Value of the trait"), mark("For example goods, world, 35, E1 or research; a region by its beginning")
    )
    least: Share = about(mark("Least share"), mark("At least this share of the cost"), 0.0)
    most: Share = about(mark("Largest share"), mark("At most this share of the cost"), 1.0)


class PortfolioOptions(Noun):
    """Options of :func:`serpin.select`."""

    seconds: Annotated[float, Field(gt=0)] = about(mark("Seconds"), mark("Time limit of the search"), 10.0)
    gap: Annotated[float, Field(ge=0, lt=1)] = about(mark("Gap"), mark("Stop when the proven gap is this small"), 1e-6)
    explanation: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Share of explanations"),
        mark("Part of the time limit that is kept for saying why projects were left out; 0 for quick reasons only"),
        0.25,
    )
    contribution_weights: dict[IndicatorId, float] = about(
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
    kept: tuple[ProjectId, ...] = about(
        mark("Kept projects"), mark("Projects that must be carried out, for example because they have begun"), ()
    )
    promises: Money | None = about(
        mark("Most for promises"),
        mark("The most that the promises to all packages may cost together; no limit when empty"),
        None,
    )
    tax_and_duty: bool = about(
        mark("Tax and duty"),
        mark("Whether the tax that research saves and the research duty of subsoil users count in the value"),
        False,
    )
    financing: Financing = about(
        mark("Financing"),
        mark("free: any mix in every quarter; constant: each source pays the same share in all quarters"),
        Financing.FREE,
    )
    starts: Annotated[int, Field(ge=1, le=120)] | None = about(
        mark("Start quarters"), mark("Most start quarters that are looked at for each project; all when empty"), None
    )
    rulebook: tuple[Rule, ...] | None = about(
        mark("Rules of law"), mark("Rules that replace those that come with the program"), None
    )
    risk_weight: Annotated[float, Field(ge=0, le=1)] = about(
        mark("Weight of risk"),
        mark("0 maximises the expected value, 1 the mean of the worst scenarios; between, a mix"),
        0.0,
    )
    risk_share: Annotated[float, Field(gt=0, le=0.5)] = about(
        mark("Share of worst scenarios"), mark("Which share of the scenarios counts as the worst"), 0.1
    )
    scenarios: Annotated[int, Field(ge=20, le=20_000)] = about(
        mark("Scenarios"), mark("How many scenarios of project values are drawn where risk has a weight"), 1000
    )
    correlation: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Correlation"), mark("Correlation of the returns of any two projects, by the market they share"), 0.2
    )
    limits: tuple[ShareLimit, ...] = about(
        mark("Shares of the portfolio"), mark("Least and largest shares of the cost of all chosen projects"), ()
    )
    stability: Annotated[int, Field(ge=0, le=2000)] = about(
        mark("Stability"), mark("How many scenarios of values, weights and budgets test the choice; 0 for none"), 0
    )
    uncertainty: Annotated[float, Field(ge=0, lt=1)] = about(
        mark("Uncertainty"), mark("By which share values, weights and budgets may differ when stability is tested"), 0.2
    )
    frontier: Annotated[int, Field(ge=0, le=50)] = about(
        mark("Frontier"), mark("How many points of the efficient frontier are computed; 0 for none"), 0
    )
    frontier_of: Literal["budget", "tail"] = about(
        mark("Frontier of"),
        mark("budget: value against money; tail: value against the mean of the worst scenarios"),
        "budget",
    )
