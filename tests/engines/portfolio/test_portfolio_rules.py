"""Every rule of law, one by one: what it lets through and what it refuses; and rules of one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from portfolio_cases import case, project, source, work

from serpin.base.errors import InputError
from serpin.engines.portfolio.options import PortfolioOptions, RuleKind
from serpin.engines.portfolio.problem.rulebook import parameter, read_rules, standard_rules
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select

BARE = PortfolioOptions(contingency=0.0)
MILLION = 1_000_000
SMALL_FIRM = {"enterprise": "E2", "stage": "pilot"}
OBLIGATION = [{"text": "More exports"}]


def funded(code: str, grant: dict[str, Any], traits: dict[str, Any], cost: float = 100, own: float = 1000) -> Portfolio:
    """Select one project of a high return with a source under a rule, and own money of its enterprise."""
    one = project("P1", cost=cost, revenue=cost * 9, **traits)
    owner = {"owner": traits.get("enterprise", "E1")}
    sources = [
        source(money=(own,), priority=20, **owner) if own else source(money=(1,), **owner),
        source("GRANT", grant.pop("kind", "innovation_grant"), money=(cost,), legal_basis=f"rule {code}", **grant),
    ]
    enterprises = [
        {"id": "E1", "name": "Plant", "size": "large", "roles": ["manufacturer"]},
        {"id": "E2", "name": "Bureau", "size": "small", "roles": ["design_bureau"]},
    ]
    portfolio = select(case([one], sources, enterprises=enterprises), seed=1, options=BARE)
    assert portfolio.is_sound, portfolio.self_checks
    return portfolio


def paid_by_grant(portfolio: Portfolio) -> float:
    """Return what the source under the rule pays."""
    return float(sum(p.amount for p in portfolio.selection.payments if p.source == "GRANT"))


def refusal(portfolio: Portfolio) -> dict[str, Any]:
    """Return what the refusal of the source under the rule says."""
    return next(m.values for m in portfolio.candidates[0].refusals if m.values["source"] == "GRANT")


def test_every_rule_says_where_it_comes_from() -> None:
    """No rule is without an act and a name in three languages; codes are unique."""
    rules = standard_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.source and rule.name.kk and rule.name.ru and rule.name.en for rule in rules)


def test_every_funding_rule_has_a_test_here() -> None:
    """A new funding rule needs a test of its own."""
    tested = {"GR-C1", "GR-C2", "NT-1", "IG-1", "SM-1", "SM-2", "DM-2"}
    assert {rule.id for rule in standard_rules() if rule.kind is RuleKind.FUNDING} == tested


def test_stage_one_of_commercialisation_pays_nine_tenths_of_a_small_firm() -> None:
    """The applicant pays a tenth."""
    assert paid_by_grant(funded("GR-C1", {}, SMALL_FIRM)) == 90


def test_stage_one_of_commercialisation_stops_at_twenty_millions() -> None:
    """Of forty millions it pays twenty."""
    assert paid_by_grant(funded("GR-C1", {}, SMALL_FIRM, cost=40 * MILLION, own=40 * MILLION)) == 20 * MILLION


def test_stage_one_of_commercialisation_refuses_a_large_firm_with_rule_and_date() -> None:
    """The refusal names rule, act and date."""
    values = refusal(funded("GR-C1", {}, {"stage": "pilot"}))
    assert (values["rule"], values["since"]) == ("GR-C1", str(date(2023, 5, 25)))
    assert {language for language, text in values["act"].items() if "365/НҚ" in text} == {"kk", "ru", "en"}


def test_stage_one_of_commercialisation_refuses_an_idea() -> None:
    """There must be a result of research or a prototype."""
    assert refusal(funded("GR-C1", {}, {"enterprise": "E2", "stage": "idea"}))["rule"] == "GR-C1"


def test_stage_one_of_commercialisation_ends_after_two_quarters() -> None:
    """The third quarter of a project is not paid."""
    works = [work("W1", 131, 100), work("W2", 20, 900, after=("W1",))]
    portfolio = funded("GR-C1", {}, {**SMALL_FIRM, "works": works}, cost=1000)
    assert 90 < paid_by_grant(portfolio) <= 100


def test_stage_two_of_commercialisation_waits_for_stage_one() -> None:
    """Without a payment of stage one, stage two pays nothing where the case has a source of stage one."""
    one = project("P1", revenue=900, **SMALL_FIRM)
    first = source("FIRST", "innovation_grant", money=(), legal_basis="GR-C1")
    second = source("SECOND", "innovation_grant", legal_basis="GR-C2")
    own = source(owner="E2", priority=50)
    portfolio = select(case([one], [own, first, second]), seed=1, options=BARE)
    assert {p.source for p in portfolio.selection.payments} == {"OWN"}


def test_stage_two_of_commercialisation_pays_up_to_eighty_millions() -> None:
    """Where no source of stage one is in the case, the stage is taken as passed."""
    assert paid_by_grant(funded("GR-C2", {}, SMALL_FIRM, cost=100 * MILLION, own=40 * MILLION)) == 80 * MILLION


def test_a_state_order_lasts_five_years_at_most() -> None:
    """Its limit is twenty quarters."""
    assert next(rule for rule in standard_rules() if rule.id == "NT-1").limits.max_quarters == 20
    assert paid_by_grant(funded("NT-1", {"kind": "state_order"}, {})) == 100


def test_an_industrial_grant_is_for_manufacturers_of_priority_goods_with_obligations() -> None:
    """All three are needed."""
    grant = {"kind": "industrial_grant", "obligations": OBLIGATION}
    assert paid_by_grant(funded("IG-1", dict(grant), {})) == 100
    assert refusal(funded("IG-1", dict(grant), {"innovation": "I2"}))["rule"] == "IG-1"
    assert refusal(funded("IG-1", dict(grant), {"enterprise": "E2"}))["rule"] == "IG-1"
    assert refusal(funded("IG-1", {"kind": "industrial_grant"}, {}))["rule"] == "IG-1"


def test_a_measure_for_industry_is_for_priority_goods() -> None:
    """Another product is refused."""
    assert paid_by_grant(funded("SM-1", {}, {})) == 100
    assert refusal(funded("SM-1", {}, {"innovation": "I2"}))["rule"] == "SM-1"


def test_a_subsidised_loan_needs_own_participation() -> None:
    """At least one per cent is own money."""
    assert paid_by_grant(funded("SM-2", {"kind": "loan"}, {})) == 99


def test_a_guaranteed_loan_needs_a_fifth_of_own_money() -> None:
    """Four fifths may be borrowed."""
    assert paid_by_grant(funded("DM-2", {"kind": "loan"}, {})) == 80


def test_the_figures_of_tax_and_duty() -> None:
    """Deduction once and twice more, one per cent of subsoil users, guarantees of a half."""
    rules = standard_rules()
    assert parameter(rules, "TX-1", "deducted") == 1.0
    assert parameter(rules, "TX-2", "deducted") == 2.0
    assert parameter(rules, "SB-1", "share_of_cost") == 0.01
    assert parameter(rules, "DM-1", "share") == 0.5
    assert parameter(rules, "CO-1", "returned_share_of_missing") == 1.0
    assert parameter(rules, "TX-9", "deducted") == 0.0


def test_own_rules_replace_those_of_the_package() -> None:
    """A rulebook of one's own alone decides."""
    text = '[[rule]]\nid = "GR-C1"\nkind = "funding"\nname = "Own"\nsource = "Letter"\n[rule.limits]\nmax_amount = 7\n'
    one = project("P1", revenue=900, **SMALL_FIRM)
    grant = source("GRANT", "innovation_grant", legal_basis="GR-C1")
    options = PortfolioOptions(contingency=0.0, rulebook=read_rules(text))
    portfolio = select(case([one], [source(owner="E2", priority=50), grant]), seed=1, options=options)
    assert paid_by_grant(portfolio) == 7


@pytest.mark.parametrize("text", ["rule = [", '[[rule]]\nid = "X-1"\nkind = "gift"\nname = "n"\nsource = "s"\n'])
def test_a_broken_rulebook_is_refused(text: str) -> None:
    """What is not TOML, or not a rule, raises one of our errors at its place."""
    with pytest.raises(InputError) as caught:
        read_rules(text)
    assert caught.value.problems[0].place[0] == "rule"
