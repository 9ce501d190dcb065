"""Every rule of law by what it lets through and what it refuses, with its name, its act and its date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from portfolio_cases import case, project, source, work

from serpin.base.texts import LANGUAGES
from serpin.engines.portfolio.options import PortfolioOptions, RuleKind
from serpin.engines.portfolio.problem.rulebook import standard_rules
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case

SMALL = {"enterprise": "E2", "stage": "pilot"}
OWED = {"obligations": [{"text": "More exports"}]}
ENTERPRISES = [
    {"id": "E1", "name": "Plant", "size": "large", "roles": ["manufacturer"]},
    {"id": "E2", "name": "Bureau", "size": "small", "roles": ["design_bureau"]},
]

Row = tuple[str, dict[str, Any], dict[str, Any], str]
REFUSED: list[Row] = [
    # rule, the source under it, the project, what the rule does not find
    ("GR-C1", {}, {"stage": "pilot"}, "size of the enterprise"),
    ("GR-C1", {}, {"enterprise": "E2", "stage": "idea"}, "stage of the project"),
    ("GR-C1", {}, {"enterprise": "E2", "stage": "research"}, "stage of the project"),
    ("GR-C2", {}, {"stage": "pilot"}, "size of the enterprise"),
    ("GR-C2", {}, {"enterprise": "E2", "stage": "development"}, "stage of the project"),
    ("IG-1", {"kind": "industrial_grant", **OWED}, {"innovation": "I2"}, "not a priority good"),
    ("IG-1", {"kind": "industrial_grant", **OWED}, {"enterprise": "E2"}, "role of the enterprise"),
    ("IG-1", {"kind": "industrial_grant"}, {}, "the source names no counter-obligation"),
    ("SM-1", {}, {"innovation": "I2"}, "not a priority good"),
    ("SM-2", {"kind": "loan"}, {"innovation": "I2"}, "not a priority good"),
]
PAID: list[tuple[str, dict[str, Any], dict[str, Any], float]] = [
    # rule, the source under it, the project, what it pays of 100
    ("GR-C1", {}, SMALL, 90),
    ("GR-C1", {}, {"enterprise": "E2", "stage": "development"}, 90),
    ("GR-C2", {}, SMALL, 90),
    ("GR-C2", {}, {"enterprise": "E2", "stage": "commercialisation"}, 90),
    ("NT-1", {"kind": "state_order"}, {}, 100),
    ("IG-1", {"kind": "industrial_grant", **OWED}, {}, 100),
    ("SM-1", {}, {}, 100),
    ("SM-2", {"kind": "loan"}, {}, 99),
    ("DM-2", {"kind": "loan"}, {}, 80),
]
DATES = {
    "GR-C1": date(2023, 5, 25),
    "GR-C2": date(2023, 5, 25),
    "IG-1": date(2022, 7, 12),
    "SM-1": date(2021, 12, 27),
    "SM-2": date(2021, 12, 27),
}
ELSEWHERE = {
    "TX-1": "taxes",
    "TX-2": "taxes",
    "SB-1": "taxes",
    "DM-1": "guarantees",
    "CO-1": "the audit of obligations",
}
"""Rules that say nothing about who may pay, and where their figures count."""


def under(
    rule: str, given: dict[str, Any], traits: dict[str, Any], cost: float = 100, **more: Any
) -> tuple[Case, Portfolio]:
    """Select one project of a high return with a source under a rule, and own money of its leader."""
    one = project("P1", revenue=cost * 9, **{"works": [work("W1", 40, cost)], **traits})
    own = source(money=(cost,), owner=traits.get("enterprise", "E1"), priority=20)
    grant = source("GRANT", **{"kind": "innovation_grant", "money": (cost,), "legal_basis": rule, **given})
    found = case([one], [own, grant], **{"enterprises": ENTERPRISES, **more})
    portfolio = select(found, seed=1, options=PortfolioOptions(contingency=0.0, seconds=5))
    assert portfolio.is_sound, portfolio.self_checks
    return found, portfolio


def paid(portfolio: Portfolio) -> float:
    """Return what the source under the rule pays."""
    return float(sum(payment.amount for payment in portfolio.selection.payments if payment.source == "GRANT"))


def test_no_rule_is_left_out() -> None:
    """Every rule of the tables is let through and refused here, pays within limits here, or counts elsewhere."""
    rules = {rule.id for rule in standard_rules()}
    assert {row[0] for row in REFUSED} | {row[0] for row in PAID} | set(ELSEWHERE) == rules
    asks = {
        rule.id
        for rule in standard_rules()
        if rule.kind is RuleKind.FUNDING
        and (
            rule.roles or rule.needs_obligation or rule.limits.stages or rule.limits.sizes or rule.limits.priority_good
        )
    }
    assert asks == {row[0] for row in REFUSED} == set(DATES)


@pytest.mark.parametrize(("rule", "given", "traits", "amount"), PAID)
def test_what_a_rule_lets_through(rule: str, given: dict[str, Any], traits: dict[str, Any], amount: float) -> None:
    """The source pays as much of the cost as the rule leaves it, own money the rest."""
    _, portfolio = under(rule, given, traits)
    assert paid(portfolio) == amount
    assert not portfolio.candidates[0].refusals


@pytest.mark.parametrize(("rule", "given", "traits", "why"), REFUSED)
def test_what_a_rule_refuses(rule: str, given: dict[str, Any], traits: dict[str, Any], why: str) -> None:
    """The source pays nothing; rule, condition, act and date are named in three languages."""
    found, portfolio = under(rule, given, traits)
    assert paid(portfolio) == 0
    refusal = portfolio.candidates[0].refusals[0]
    assert (refusal.values["rule"], refusal.values["why"]["text"]) == (rule, why)
    assert refusal.values["since"] == str(DATES[rule])
    known = next(item for item in standard_rules() if item.id == rule)
    for language in LANGUAGES:
        names = names_in(found, language)
        told = sentence(refusal, names)
        for part in (rule, known.name.text(language), known.source.text(language), names.locale.day(DATES[rule])):
            assert part in told
        assert why in told or language != "en"


@pytest.mark.parametrize(
    ("rule", "quarters"), [("GR-C1", 2), ("GR-C2", 6), ("NT-1", 20)], ids=["half a year", "18 months", "five years"]
)
def test_how_long_a_rule_lets_a_source_pay(rule: str, quarters: int) -> None:
    """Of one work of two quarters more, the source pays in the first quarters only."""
    traits = {**SMALL, "works": [work("W1", 62 * (quarters + 2), 1000)]}
    _, portfolio = under(rule, {}, traits, cost=1000, horizon=quarters + 3)
    choice = portfolio.selection.choices[0]
    times = [payment.quarter for payment in portfolio.selection.payments if payment.source == "GRANT"]
    assert 0 < len(times) <= quarters
    assert max(times) < choice.quarter + quarters <= max(p.quarter for p in portfolio.selection.payments)


@pytest.mark.parametrize(("rule", "most"), [("GR-C1", 20_000_000), ("GR-C2", 80_000_000)])
def test_how_much_a_rule_lets_a_source_pay(rule: str, most: int) -> None:
    """Of three times as much it pays the most that the rule allows."""
    _, portfolio = under(rule, {}, SMALL, cost=3 * most)
    assert paid(portfolio) == most


@pytest.mark.parametrize(("rule", "own"), [("GR-C1", 10), ("GR-C2", 10), ("SM-2", 1), ("DM-2", 20)])
def test_the_own_share_that_a_rule_asks_for(rule: str, own: float) -> None:
    """With less own money than the rule asks for, nothing is begun."""
    traits = SMALL if rule.startswith("GR") else {}
    owner = {"owner": traits.get("enterprise", "E1")}
    for money, begun in ((own, True), (own - 2, False)):
        sources = [source(money=(money,), **owner) if money > 0 else source("OTHER", owner="E2")]
        sources.append(source("GRANT", "loan", legal_basis=rule))
        one = project("P1", revenue=900, **traits)
        portfolio = select(
            case([one], sources, enterprises=ENTERPRISES), seed=1, options=PortfolioOptions(contingency=0.0)
        )
        assert bool(portfolio.selection.choices) == begun


PATENT = [{"id": "I1", "name": "Pump", "type": "goods", "properties": [{"id": "R1", "kind": "invention"}]}]
MINE = [{"id": "E1", "name": "Mine", "subsoil_user": True, "turnover": 5000}]


@pytest.mark.parametrize(
    ("rule", "with_it", "without"), [("TX-1", 60.0, 40.0), ("TX-2", 60.0, 20.0), ("SB-1", 50.0, 0.0)]
)
def test_what_a_rule_of_tax_and_duty_is_worth(rule: str, with_it: float, without: float) -> None:
    """Of research of 100 a patent saves 20 and 40 of tax at 20 %; of a turnover of 5 000 half of it saves a penalty."""
    one = project("P1", revenue=1000)
    more: dict[str, Any] = {"enterprises": MINE} if rule == "SB-1" else {"innovations": PATENT, "tax_rate": 0.2}
    values = []
    for rulebook in (None, tuple(item for item in standard_rules() if item.id != rule)):
        counted = PortfolioOptions(contingency=0.0, tax_and_duty=True, rulebook=rulebook)
        plain = PortfolioOptions(contingency=0.0, rulebook=rulebook)
        found = [select(case([one], **more), seed=1, options=options) for options in (counted, plain)]
        values.append(found[0].value - found[1].value)
    assert values == pytest.approx([with_it, without])
