"""Why not, the cheapest change, and prices."""

from __future__ import annotations

from decimal import Decimal

import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.result import Candidate, Portfolio
from serpin.engines.portfolio.verb import select

BARE = PortfolioOptions(contingency=0.0)


def left_out(portfolio: Portfolio, code: str) -> Candidate:
    """Return the candidate of a project that was left out."""
    candidate = next(item for item in portfolio.candidates if item.project == code)
    assert not candidate.chosen
    return candidate


def two_projects() -> Portfolio:
    """Select among A (100 for 300) and B (120 for 250) with money for one."""
    projects = [project("A", cost=100, revenue=300), project("B", cost=120, revenue=250)]
    return select(case(projects, [source(money=(150,))], horizon=1), seed=1, options=BARE)


def test_the_missing_money_is_named() -> None:
    """B enters with seventy more, or instead of A with a loss of seventy."""
    change = left_out(two_projects(), "B").change
    assert change is not None
    assert change.money is not None
    assert [(need.source, need.quarter, need.amount) for need in change.money] == [("OWN", 0, Decimal(70))]
    assert change.without == ("A",)
    assert change.loss == Decimal(70)


def test_what_the_missing_money_buys_is_true() -> None:
    """With exactly that much more money, both are chosen."""
    projects = [project("A", cost=100, revenue=300), project("B", cost=120, revenue=250)]
    portfolio = select(case(projects, [source(money=(220,))], horizon=1), seed=1, options=BARE)
    assert portfolio.selection.projects == {"A", "B"}


def test_an_excluded_project_names_the_other_and_the_loss() -> None:
    """Exclusive projects: the worse would cost the difference."""
    projects = [project("A", revenue=300), project("B", revenue=250)]
    relations = [{"id": "R1", "kind": "exclusive", "projects": ["A", "B"]}]
    candidate = left_out(select(case(projects, relations=relations), seed=1, options=BARE), "B")
    assert candidate.reason is not None
    assert candidate.reason.values == {"project": "A"}
    assert candidate.change is not None
    assert (candidate.change.without, candidate.change.loss) == (("A",), Decimal(50))


def test_a_project_that_needs_another_says_so() -> None:
    """B needs A, which loses more than B brings."""
    projects = [project("A", revenue=0), project("B", revenue=150)]
    relations = [{"id": "R1", "kind": "prerequisite", "projects": ["A", "B"]}]
    candidate = left_out(select(case(projects, relations=relations), seed=1, options=BARE), "B")
    assert candidate.reason is not None
    assert candidate.reason.values == {"project": "A"}
    assert candidate.change is not None
    assert candidate.change.loss == Decimal(50)


def test_a_worthless_project_says_so() -> None:
    """Returns below the cost are the reason."""
    candidate = left_out(select(case([project("A", revenue=40)]), seed=1, options=BARE), "A")
    assert candidate.reason is not None
    assert candidate.reason.values == {"value": -60.0}


def test_refusals_name_source_and_rule() -> None:
    """A source that may not pay is listed with its sentence."""
    grant = source("GRANT", "innovation_grant", rules={"sizes": ["small"]})
    candidate = left_out(select(case([project("A", revenue=400)], [grant]), seed=1), "A")
    assert [message.values for message in candidate.refusals] == [{"source": "GRANT", "enterprise": "E1"}]


def test_the_price_of_money_is_what_the_marginal_project_brings() -> None:
    """In the relaxation one more unit pays for more of B, which brings 130 for 120."""
    prices = two_projects().prices
    assert [(price.kind, price.name, price.quarter) for price in prices] == [("source", "OWN", 0)]
    assert prices[0].price == pytest.approx(130 / 120)


def test_the_price_of_a_resource() -> None:
    """Two projects of 63 days on one laboratory: a unit-day more brings 1/63 of the lesser value."""
    works = [work("W1", 63, 100, demand={"LAB": 1})]
    lab = {"id": "LAB", "name": "Lab", "owner": "E1", "kind": "laboratory", "capacity": 1}
    projects = [project("A", revenue=300, works=works), project("B", revenue=226, works=works)]
    portfolio = select(case(projects, resources=[lab], horizon=1), seed=1, options=BARE)
    assert [(price.name, price.price) for price in portfolio.prices] == [("LAB", pytest.approx(2.0))]
    reason = left_out(portfolio, "B").reason
    assert reason is not None
    assert reason.values == {"resource": "LAB"}


def test_money_that_carries_over_is_asked_for_once_in_its_first_quarter() -> None:
    """B needs 60 in the third quarter and 60 in the fourth: 120 more own money in the third quarter, as one amount."""
    works = [work("W1", 63, 60), work("W2", 60, 60, ("W1",))]
    late = project("B", returns={"revenue": 500, "life": 1}, works=works, earliest_start="2027-07-01")
    first = project("A", cost=100, revenue=400)
    found = select(case([first, late], [source(money=(100,), carry_over=True)]), seed=1, options=BARE)
    left = next(candidate for candidate in found.candidates if candidate.project == "B")
    assert left.change is not None
    assert left.change.money is not None
    assert [(need.source, need.quarter, need.amount) for need in left.change.money] == [("OWN", 2, Decimal(120))]
    assert left.reason is not None
    assert left.reason.values["quarter"] == "2027Q3"


def test_missing_money_of_several_sources_is_added_up() -> None:
    """B needs 100, of which a grant may pay half: 50 more of each, 100 in all."""
    grant = source("GRANT", "innovation_grant", money=(50,), rules={"max_share": 0.5}, priority=1)
    projects = [project("A", revenue=400, mandatory=True), project("B", revenue=300)]
    found = select(case(projects, [source(money=(50,)), grant], horizon=1), seed=1, options=BARE)
    reason, change = found.candidates[1].reason, found.candidates[1].change
    assert reason is not None
    assert change is not None
    total = sum(need.amount for need in change.money or ())
    assert (len(change.money or ()) > 1) == ("most of it" in reason.text)
    assert reason.values["amount"] == float(total) == 100


def test_money_that_is_too_dear_is_the_reason() -> None:
    """A loan could pay for a project worth 5, but its interest takes 9."""
    loan = source("LOAN", "loan", price={"interest": 0.12, "grace_quarters": 1, "repayment_quarters": 3})
    found = select(case([project("A", revenue=105)], [loan], horizon=1), seed=1, options=BARE)
    reason = found.candidates[0].reason
    assert reason is not None
    assert reason.text.startswith("it could be paid for")


def test_the_source_whose_rules_leave_a_project_unpaid_is_named() -> None:
    """A grant of half the cost is all that may pay; its rules are the reason, whatever it has."""
    grant = source("GRANT", "innovation_grant", rules={"max_share": 0.5})
    found = select(case([project("A", revenue=300)], [grant], horizon=1), seed=1, options=BARE)
    reason = found.candidates[0].reason
    assert reason is not None
    assert (reason.values, "rules of source" in reason.text) == ({"source": "GRANT"}, True)


def test_with_a_weight_of_risk_the_change_is_told_in_expected_value() -> None:
    """The sure project is chosen for its tail; the gamble that it displaces would bring 130 more on average."""
    works = [work("W1", 40, 100, success=0.3)]
    projects = [project("SURE", revenue=110), project("GAMBLE", revenue=800, works=works)]
    options = PortfolioOptions(contingency=0.0, risk_weight=1.0, scenarios=200)
    found = select(case(projects, [source(money=(100,))], horizon=1), seed=1, options=options)
    change = left_out(found, "GAMBLE").change
    assert change is not None
    assert change.without == ("SURE",)
    assert change.loss == Decimal(10 - 140)
