"""The finance plan: it balances, debts are paid back, tranches wait for gates, worths are those of textbooks."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.check import check_portfolio
from serpin.engines.portfolio.model.return_rate import internal_rate, payback
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.engines.portfolio.result import Portfolio, Worth
from serpin.engines.portfolio.verb import select

BARE = PortfolioOptions(contingency=0.0)


def worth(portfolio: Portfolio, view: str, *, taxed: bool, supported: bool) -> Worth:
    """Return the worth of the whole in one view."""
    wanted = ("", view, taxed, supported)
    return next(w for w in portfolio.finance.worth if (w.project, w.view, w.taxed, w.supported) == wanted)


def test_the_internal_rate_of_a_doubling_in_a_year() -> None:
    """One hundred now and two hundred four quarters later is a rate of 100 %."""
    assert internal_rate(np.array([-100.0, 0, 0, 0, 200.0])) == pytest.approx(1.0)


def test_a_flow_that_never_turns_has_no_rate() -> None:
    """Only costs have no internal rate of return and no payback."""
    assert internal_rate(np.array([-1.0, -2.0])) is None
    assert payback(np.array([-1.0, -2.0])) is None


def test_payback_lies_inside_a_quarter() -> None:
    """Of a cost of 100, 50 come back in the second quarter and the rest in the middle of the third."""
    assert payback(np.array([-100.0, 50.0, 100.0])) == pytest.approx(2.5 / 4)


def test_a_loan_is_paid_back_to_the_cent() -> None:
    """A hundred over three quarters after one of grace: 33.33, 33.33, 33.34, with interest on what is owed."""
    loan = source("LOAN", "loan", price={"interest": 0.12, "grace_quarters": 1, "repayment_quarters": 3})
    portfolio = select(case([project("P1", revenue=400)], [loan], horizon=1), seed=1, options=BARE)
    assert portfolio.is_sound, portfolio.self_checks
    lines = portfolio.finance.debts
    assert [line.repaid for line in lines] == [0, 0, Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert [line.interest for line in lines] == [0, 3, 3, Decimal("2.00"), Decimal("1.00")]
    assert lines[-1].owed == 0


def test_support_is_worth_what_it_pays_to_the_owner() -> None:
    """A grant of half the cost makes the owner's value larger by half the cost."""
    grant = source("GRANT", "innovation_grant", rules={"max_share": 0.5}, priority=1)
    portfolio = select(case([project("P1", revenue=400)], [source(), grant]), seed=1, options=BARE)
    with_support = worth(portfolio, "owner", taxed=False, supported=True).npv
    without = worth(portfolio, "owner", taxed=False, supported=False).npv
    assert (with_support, without) == (Decimal(350), Decimal(300))


def test_research_is_deducted_and_thrice_where_a_patent_arises() -> None:
    """Tax of 20 % on returns of 400, less 20 % of 100, or of 300."""
    plain = select(case([project("P1", revenue=400)], tax_rate=0.2), seed=1, options=BARE)
    assert worth(plain, "project", taxed=True, supported=False).npv == Decimal(240)
    patent = [{"id": "N1", "kind": "invention"}]
    innovations = [{"id": "I1", "name": "Pump", "type": "goods", "properties": patent}]
    rich = select(case([project("P1", revenue=400)], tax_rate=0.2, innovations=innovations), seed=1, options=BARE)
    assert worth(rich, "project", taxed=True, supported=False).npv == Decimal(280)
    assert worth(rich, "project", taxed=False, supported=False).npv == Decimal(300)


def gated(share: float) -> Portfolio:
    """Select a project of two quarters whose only source pays a share at the start and the rest after a gate."""
    works = [work("W1", 63, 60), work("W2", 65, 40, after=("W1",))]
    gates = [{"id": "G1", "name": "G1", "after": ["W1"], "before": ["W2"]}]
    tranches = [{"share": share}, {"gate": "G1", "share": 1 - share}]
    grant = source("GRANT", "innovation_grant", tranches=tranches)
    one = project("P1", revenue=900, works=works, gates=gates)
    return select(case([one], [grant], horizon=2), seed=1, options=BARE)


def test_tranches_wait_for_their_gate() -> None:
    """The gate lies at the end of the first quarter, so both tranches come in time; the calendar names it."""
    portfolio = gated(0.6)
    assert portfolio.is_sound, portfolio.self_checks
    assert [(line.gate, line.quarter, line.amount) for line in portfolio.finance.tranches] == [
        (None, 0, Decimal(60)),
        ("G1", 0, Decimal(40)),
    ]


def test_a_late_gate_keeps_money_back() -> None:
    """Half of the money waits for a gate in the second quarter, but 92 of 100 are needed before: not begun."""
    works = [work("W1", 68, 100), work("W2", 10, 0, after=("W1",))]
    gates = [{"id": "G1", "name": "G1", "after": ["W1"], "before": ["W2"]}]
    tranches = [{"share": 0.5}, {"gate": "G1", "share": 0.5}]
    one = project("P1", revenue=900, works=works, gates=gates)
    grant = source("GRANT", "innovation_grant", tranches=tranches)
    assert select(case([one], [grant], horizon=2), seed=1, options=BARE).selection.choices == ()
    free = source("GRANT", "innovation_grant")
    assert select(case([one], [free], horizon=2), seed=1, options=BARE).selection.projects == {"P1"}


def test_a_subsoil_user_owes_research() -> None:
    """One per cent of 50 000 a year is due; 100 are spent in the first."""
    enterprises = [{"id": "E1", "name": "Mine", "turnover": 50_000, "subsoil_user": True}]
    portfolio = select(case([project("P1", revenue=400)], enterprises=enterprises), seed=1, options=BARE)
    assert [(d.year, d.due, d.spent, d.penalty) for d in portfolio.finance.duties] == [(2027, 500, 100, 400)]


def test_obligations_are_recorded_with_their_projects() -> None:
    """What is promised for a grant is listed with the project that it pays for."""
    grant = source("GRANT", "industrial_grant", obligations=[{"text": "More exports", "amount": 5}])
    portfolio = select(case([project("P1", revenue=400)], [grant]), seed=1, options=BARE)
    assert [(owed.source, owed.amount, owed.projects) for owed in portfolio.finance.owed] == [("GRANT", 5.0, ("P1",))]


def test_a_small_debt_never_turns_negative() -> None:
    """Ten cents over seven quarters: a cent each, and the rest at the end."""
    loan = source("LOAN", "loan", price={"interest": 0.12, "repayment_quarters": 7})
    portfolio = select(case([project("P1", cost=0.1, revenue=400)], [loan], horizon=1), seed=1, options=BARE)
    assert portfolio.is_sound, portfolio.self_checks
    repaid = [line.repaid for line in portfolio.finance.debts]
    assert repaid == [0, *[Decimal("0.01")] * 6, Decimal("0.04")]


def test_the_checker_sees_wrong_interest_and_a_tranche_too_many() -> None:
    """Interest that is left out, and a part of the money that is counted twice, break the finance plan."""
    loan = source("LOAN", "loan", price={"interest": 0.12, "repayment_quarters": 2}, tranches=[{"share": 1.0}])
    one = case([project("P1", revenue=400)], [loan], horizon=1)
    found = select(one, seed=1, options=BARE)
    plan, statement = found.finance, state(one, (), BARE)
    free = plan.model_copy(update={"debts": tuple(line.model_copy(update={"interest": 0}) for line in plan.debts)})
    twice = plan.model_copy(update={"tranches": plan.tranches * 2})
    for wrong in (free, twice):
        checks = check_portfolio(statement, found.model_copy(update={"finance": wrong}))
        assert [check.name for check in checks if not check.passed] == ["finance"]
