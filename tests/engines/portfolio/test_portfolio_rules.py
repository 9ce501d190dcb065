"""The tables of rules: where they come from, their figures, and rules of one's own in their place."""

from __future__ import annotations

import pytest
from portfolio_cases import case, project, source

from serpin.base.errors import InputError
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.rulebook import parameter, read_rules, standard_rules
from serpin.engines.portfolio.verb import select

BARE = PortfolioOptions(contingency=0.0)
SMALL_FIRM = {"enterprise": "E2", "stage": "pilot"}


def test_every_rule_says_where_it_comes_from() -> None:
    """No rule is without an act and a name in three languages; codes are unique."""
    rules = standard_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.source and rule.name.kk and rule.name.ru and rule.name.en for rule in rules)


def test_stage_two_of_commercialisation_waits_for_stage_one() -> None:
    """Without a payment of stage one, stage two pays nothing where the case has a source of stage one."""
    one = project("P1", revenue=900, **SMALL_FIRM)
    first = source("FIRST", "innovation_grant", money=(), legal_basis="GR-C1")
    second = source("SECOND", "innovation_grant", legal_basis="GR-C2")
    own = source(owner="E2", priority=50)
    portfolio = select(case([one], [own, first, second]), seed=1, options=BARE)
    assert {p.source for p in portfolio.selection.payments} == {"OWN"}


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
    assert [float(p.amount) for p in portfolio.selection.payments if p.source == "GRANT"] == [7]


@pytest.mark.parametrize("text", ["rule = [", '[[rule]]\nid = "X-1"\nkind = "gift"\nname = "n"\nsource = "s"\n'])
def test_a_broken_rulebook_is_refused(text: str) -> None:
    """What is not TOML, or not a rule, raises one of our errors at its place."""
    with pytest.raises(InputError) as caught:
        read_rules(text)
    assert caught.value.problems[0].place[0] == "rule"
