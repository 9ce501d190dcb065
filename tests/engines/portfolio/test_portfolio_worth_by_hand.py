"""One project worked out by hand: before and after tax, with and without support, for the project and its owner."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.result import Portfolio, Worth
from serpin.engines.portfolio.verb import select

RATE = 0.21
# The first quarter has 63 working days; the project takes 21 of them, so a third of the quarter passes before returns.
# Of 400 a year, 100 a quarter: two thirds in the first quarter, all in three more, a third in the fifth.
RETURNS = np.array([200 / 3, 100, 100, 100, 100 / 3])
COST = np.array([120.0, 0, 0, 0, 0])
# Research is 90 of the 120: with an invention it is deducted thrice, at a tax of 20 %: 54. Returns are taxed at 20 %.
TAX, RELIEF = 0.2 * RETURNS, np.array([0.2 * 3 * 90, 0, 0, 0, 0])
# A grant pays half of the cost, a loan of 40 the next part, own money the last 20. The loan has two quarters to be paid
# back, at 3 % a quarter of what is owed; the investor is not asked.
GRANT = np.array([60.0, 0, 0, 0, 0])
LOAN = np.array([40.0, -20 - 1.2, -20 - 0.6, 0, 0])


@pytest.fixture(scope="module")
def found() -> Portfolio:
    """Return the selection of the one project."""
    works = [work("W1", 21, 90), {**work("W2", 21, 30), "kind": "training"}]
    patent = [{"id": "R1", "kind": "invention"}]
    one = project("P1", works=works, returns={"revenue": 600, "operating_cost": 200, "life": 1})
    grant = source("GRANT", "innovation_grant", rules={"max_share": 0.5}, priority=1)
    loan = source("LOAN", "loan", rules={"max_amount": 40}, price={"interest": 0.12, "repayment_quarters": 2})
    innovations = [{"id": "I1", "name": "Pump", "type": "goods", "properties": patent}]
    own = source(money=(20,))
    one_case = case([one], [own, grant, loan], horizon=1, discount_rate=RATE, tax_rate=0.2, innovations=innovations)
    portfolio = select(one_case, seed=1, options=PortfolioOptions(contingency=0.0))
    assert portfolio.is_sound, portfolio.self_checks
    return portfolio


def worth(found: Portfolio, view: str, *, taxed: bool, supported: bool, project: str = "P1") -> Worth:
    """Return the worth of the project in one view."""
    wanted = (project, view, taxed, supported)
    return next(w for w in found.finance.worth if (w.project, w.view, w.taxed, w.supported) == wanted)


def by_hand(view: str, *, taxed: bool, supported: bool) -> np.ndarray:
    """Return the flow of a view, quarter by quarter."""
    flow = RETURNS - COST + taxed * (RELIEF - TAX) + supported * GRANT
    return flow + LOAN if view == "owner" else flow


VIEWS = [
    (view, taxed, supported) for view in ("project", "owner") for taxed in (False, True) for supported in (False, True)
]


@pytest.mark.parametrize(("view", "taxed", "supported"), VIEWS)
def test_the_net_present_value_of_every_view(found: Portfolio, view: str, taxed: bool, supported: bool) -> None:
    """Every flow is discounted from the middle of its quarter, at 21 % a year: 1.1 in two quarters."""
    flow = by_hand(view, taxed=taxed, supported=supported)
    present = sum(amount / 1.1 ** (quarter / 2 + 0.25) for quarter, amount in enumerate(flow))
    for code in ("P1", ""):
        assert float(worth(found, view, taxed=taxed, supported=supported, project=code).npv) == pytest.approx(
            present, abs=0.006
        )


@pytest.mark.parametrize(("view", "taxed", "supported"), VIEWS)
def test_rate_payback_and_lowest_cash_of_every_view(found: Portfolio, view: str, taxed: bool, supported: bool) -> None:
    """At the internal rate a flow is worth nothing; paid back is what stays above nothing from then on."""
    shown = worth(found, view, taxed=taxed, supported=supported)
    flow = by_hand(view, taxed=taxed, supported=supported)
    total = np.cumsum(flow)
    assert float(shown.lowest_cash) == pytest.approx(min(total.min(), 0.0), abs=0.006)
    # a flow that is still worth something at 10 000 % a year, or that never changes its sign, is shown without a rate
    rate = 100.0 if shown.irr is None else shown.irr
    at_rate = sum(amount / (1 + rate) ** ((quarter + 0.5) / 4) for quarter, amount in enumerate(flow))
    assert at_rate > 0 if shown.irr is None else at_rate == pytest.approx(0.0, abs=1e-3)
    negative = np.flatnonzero(total < 0)
    if len(negative):
        last = int(negative[-1])
        assert shown.payback == pytest.approx((last + 1 - total[last] / flow[last + 1]) / 4, abs=1e-6)


def test_the_figures_of_the_project_before_tax_and_support(found: Portfolio) -> None:
    """By hand: −53.33 in the first quarter, then 100, so it is paid back at 0.5333 of the second: 0.3833 years."""
    shown = worth(found, "project", taxed=False, supported=False)
    assert shown.lowest_cash == Decimal("-53.33")
    assert shown.payback == pytest.approx((1 + 0.53333) / 4, abs=1e-4)


def test_the_value_of_the_selection_is_that_after_tax_less_interest(found: Portfolio) -> None:
    """Before the relief, which is not part of it: 0.8 of the returns from the day of launch, the cost, and interest."""
    launch = sum(80.0 / 1.1 ** (quarter / 2 + 0.25) for quarter in range(4)) / 1.1 ** (1 / 6)
    interest = 1.2 / 1.1**0.5 + 0.6 / 1.1
    assert found.value == pytest.approx(launch - 120 / 1.1**0.25 - interest, abs=0.1)
