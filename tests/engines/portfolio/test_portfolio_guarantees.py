"""Guarantees: what they cover, what they cost, how far they reach, and that nothing is lent without them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from portfolio_cases import case, project, source

from serpin.base.errors import InputError
from serpin.engines.portfolio.check import check_portfolio
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.vocabulary.case import Case

BARE = PortfolioOptions(contingency=0.0)
MILLION = 1_000_000
DUE = {"interest": 0.12, "grace_quarters": 1, "repayment_quarters": 3}


def loan(code: str = "LOAN", share: float = 0.5, **more: Any) -> dict[str, Any]:
    """Return a loan that asks for a guarantee of a share of the debt."""
    return source(code, "loan", **{"guarantee": "FUND", "guaranteed_share": share, "price": DUE, **more})


def fund(fee: float = 0.04, **more: Any) -> dict[str, Any]:
    """Return a guarantee with a yearly fee; ``money`` is the debt that it may cover."""
    return source("FUND", "guarantee", price={"fee": fee}, **more)


def chosen(one: Case) -> Portfolio:
    """Select, and see that every check holds."""
    portfolio = select(one, seed=1, options=BARE)
    assert portfolio.is_sound, portfolio.self_checks
    return portfolio


def lent(portfolio: Portfolio, code: str = "LOAN") -> Decimal:
    """Return what a loan pays in all."""
    return sum((item.amount for item in portfolio.selection.payments if item.source == code), Decimal(0))


def test_the_fee_is_on_what_is_covered_and_counts_in_the_value() -> None:
    """Half of a debt of 100 at 4 % a year costs 0.50, 0.50, 0.33 and 0.17 while 100, 100, 66.67 and 33.34 are owed."""
    portfolio = chosen(case([project("P1", revenue=400)], [loan(), fund()], horizon=1))
    lines = portfolio.finance.guarantees
    assert [(line.project, line.source, line.debt) for line in lines] == [("P1", "FUND", "LOAN")] * 5
    assert [line.covered for line in lines] == [Decimal(x) for x in ("50", "50", "33.34", "16.67", "0")]
    assert [line.fee for line in lines] == [Decimal(x) for x in ("0", "0.50", "0.50", "0.33", "0.17")]
    assert portfolio.value == pytest.approx(400 - 100 - 9 - 1.5)


def test_the_owner_pays_the_fee() -> None:
    """The owner's net present value is that of the selection: returns less the cost, interest of 9 and fees of 1.5."""
    plan = chosen(case([project("P1", revenue=400)], [loan(), fund()], horizon=1)).finance
    owner = next(w for w in plan.worth if (w.project, w.view, w.taxed, w.supported) == ("", "owner", False, False))
    alone = next(w for w in plan.worth if (w.project, w.view, w.taxed, w.supported) == ("", "project", False, False))
    assert (alone.npv, owner.npv) == (Decimal(300), Decimal("289.50"))


def test_without_a_guarantee_nothing_is_lent() -> None:
    """The fund covers 40 of the 50 that are asked for: the project stays out, and would enter with 10 more."""
    portfolio = chosen(case([project("P1", revenue=400)], [loan(), fund(money=(40,))], horizon=1))
    assert portfolio.selection.choices == ()
    change = portfolio.candidates[0].change
    assert change is not None
    assert [(need.source, need.amount) for need in change.money or ()] == [("FUND", Decimal(10))]


def test_a_guarantee_pays_nothing_by_itself() -> None:
    """A case whose only source is a guarantee has no money."""
    assert chosen(case([project("P1", revenue=400)], [fund()])).selection.choices == ()


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ({"money": (30,)}, 60),
        ({"rules": {"max_amount": 20}}, 40),
        ({"rules": {"per_applicant": 45}}, 90),
        ({"rules": {"max_share": 0.4}}, 0),
        ({"rules": {"sizes": ["small"]}}, 0),
        ({"rules": {"regions": ["35"], "activities": ["28"], "priority_good": True}}, 100),
    ],
    ids=["availability", "most per project", "most per applicant", "share of a debt", "size", "what fits"],
)
def test_how_far_a_guarantee_reaches(given: dict[str, Any], amount: int) -> None:
    """Dear own money pays what cannot be lent: the loan is twice what the guarantee covers."""
    free = {**DUE, "interest": 0.0}
    dear = source("OWN2", "partner", owner="E1", price={"interest": 0.3, "repayment_quarters": 4})
    portfolio = chosen(case([project("P1", revenue=400)], [loan(price=free), fund(**given), dear], horizon=1))
    assert lent(portfolio) == amount


def test_one_guarantee_of_two_loans_is_given_once() -> None:
    """Two banks lend 120 for two projects of 100 where the fund covers 60; own money has to add 80."""
    loans = [loan("BANK1", rules={"max_amount": 100}), loan("BANK2", rules={"max_amount": 100})]
    projects = [project("P1", revenue=400), project("P2", revenue=400)]
    for own, expected in ((80, {"P1", "P2"}), (79, {"P1"})):
        found = chosen(case(projects, [*loans, fund(money=(60,)), source(money=(own,))], horizon=1))
        assert len(found.selection.projects) == len(expected)
        covered = sum((use.used for use in found.sources if use.source == "FUND"), Decimal(0))
        assert covered == (lent(found, "BANK1") + lent(found, "BANK2")) / 2 <= 60


def test_what_cannot_be_guaranteed_is_refused_by_name() -> None:
    """The refusal of the loan names the guarantee, and the guarantee says why it is not given."""
    refusals = chosen(case([project("P1")], [loan(), fund(rules={"sizes": ["small"]})])).candidates[0].refusals
    assert {message.values["source"]: message.text.split(": ")[1][:12] for message in refusals} == {
        "LOAN": "it is not le",
        "FUND": "the size of ",
    }


def test_the_law_covers_a_half_and_more_of_priority_goods() -> None:
    """By rule DM-1 a loan that asks for 70 % is lent for a priority good, and refused by name for another product."""
    sources = [loan(share=0.7), fund(legal_basis="DM-1")]
    assert lent(chosen(case([project("P1", revenue=400)], sources, horizon=1))) == 100
    refused = chosen(case([project("P1", revenue=400, innovation="I2")], sources, horizon=1))
    values = refused.candidates[0].refusals[0].values
    assert (values["rule"], values["share"], values["covered"]) == ("DM-1", 0.7, 0.5)
    assert set(values["title"]) == set(values["act"]) == {"kk", "ru", "en"}


@pytest.mark.parametrize(("innovation", "amount"), [("I2", 3000 * MILLION), ("I1", 5100 * MILLION)])
def test_the_law_limits_what_is_covered_for_one_project(innovation: str, amount: int) -> None:
    """Half of a debt is covered up to 1.5 billion, and up to 2.55 billion for a priority good."""
    cost = 6000 * MILLION
    one = project("P1", cost=cost, revenue=4 * cost, innovation=innovation)
    partner = source("PARTNER", "foreign", money=(cost,), price={"interest": 0.9, "repayment_quarters": 1})
    sources = [loan(money=(cost,), priority=1), fund(money=(cost,), legal_basis="DM-1"), partner]
    assert lent(chosen(case([one], sources, horizon=1))) == amount


def test_what_is_owed_for_a_guarantee_is_recorded() -> None:
    """Its counter-obligation stands in the finance plan with the project whose debt it covers."""
    given = fund(obligations=[{"text": "Collateral for the fund"}])
    plan = chosen(case([project("P1", revenue=400)], [loan(), given], horizon=1)).finance
    assert [(owed.source, owed.projects) for owed in plan.owed] == [("FUND", ("P1",))]


def test_the_checker_sees_a_fee_that_is_not_the_agreed_one() -> None:
    """A fee that is left out breaks the finance plan."""
    one = case([project("P1", revenue=400)], [loan(), fund()], horizon=1)
    found = chosen(one)
    first, *rest = found.finance.guarantees
    for lines in (rest, [first.model_copy(update={"fee": Decimal(1)}), *rest]):
        wrong = found.model_copy(update={"finance": found.finance.model_copy(update={"guarantees": tuple(lines)})})
        checks = {check.name: check.passed for check in check_portfolio(state(one, (), BARE), wrong)}
        assert [name for name, passed in checks.items() if not passed] == ["finance"]


def test_a_conflict_names_the_guarantee() -> None:
    """Where a project must be carried out and only a loan could pay, the guarantee that is too small is named."""
    one = case([project("P1", mandatory=True)], [loan(), fund(money=(40,))])
    conflicts = select(one, seed=1).conflicts
    assert [message.values["name"] for message in conflicts] == ["P1", "FUND"]
    assert conflicts[1].text.startswith("guarantee")


@pytest.mark.parametrize("given", ["NOBODY", "OWN", "LOAN"])
def test_only_another_source_of_that_kind_can_guarantee(given: str) -> None:
    """A loan that names nobody, own money, or itself is refused at its place."""
    with pytest.raises(InputError) as caught:
        case([project("P1")], [loan(guarantee=given), source()])
    assert caught.value.problems[0].path() == "sources[0].guarantee"


@pytest.mark.parametrize("count", [30, 90])
def test_a_guarantee_is_kept_by_searches_of_many_projects(count: int) -> None:
    """Grants, an investor and own shares make the search go by deals: what is covered stays within the fund's means."""
    dice = np.random.default_rng([7, count])
    projects = [
        project(f"P{n}", cost=float(dice.integers(50, 150)), revenue=float(dice.integers(60, 400)))
        for n in range(count)
    ]
    sources = [
        source(money=(12.0 * count, 8.0 * count)),
        source("GRANT", "innovation_grant", money=(9.0 * count,), rules={"max_share": 0.5, "own_share": 0.2}),
        source("VC", "venture", money=(9.0 * count,), rules={"own_share": 0.1}, price={"equity_share": 0.2}),
        loan(money=(20.0 * count,), rules={"own_share": 0.2}),
        fund(money=(4.0 * count, 3.0 * count)),
    ]
    one = case(projects, sources)
    free = case(projects, [{**item, "guarantee": None} if item["id"] == "LOAN" else item for item in sources])
    options = PortfolioOptions(contingency=0.0, seconds=4, gap=0.01, explanation=0.0)
    found, without = select(one, seed=1, options=options), select(free, seed=1, options=options)
    assert found.is_sound, found.self_checks
    assert 0 < lent(found) <= 14 * count + 2
    assert found.value <= without.bound
