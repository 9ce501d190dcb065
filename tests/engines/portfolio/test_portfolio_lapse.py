"""Money that lapses at the end of the year: known answers, every set of projects tried, laws, and the checker."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.base.progress import Deadline
from serpin.engines.portfolio.check import check_portfolio
from serpin.engines.portfolio.model.bargain import bargain
from serpin.engines.portfolio.model.listed import listed
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import Financing, PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.engines.portfolio.verb import select
from serpin.vocabulary.case import Case
from serpin.vocabulary.source import Lapse, Source

BARE = PortfolioOptions(contingency=0.0, seconds=20, starts=1)
FIRST_DAYS = ("2027-01-04", "2027-04-05", "2027-07-05", "2027-10-04", "2028-01-03")


def fixed(code: str, quarter: int, cost: float = 100, revenue: float = 300) -> dict[str, Any]:
    """Return a project that needs all its money in one quarter."""
    return project(code, cost=cost, revenue=revenue, earliest_start=FIRST_DAYS[quarter])


def chosen(money: tuple[int, ...], *projects: dict[str, Any], **more: Any) -> set[str]:
    """Return what is chosen of projects of five quarters whose only money lapses at the end of the year."""
    one = case(list(projects), [source(money=money, lapse="year")], horizon=5, **more)
    portfolio = select(one, seed=1, options=BARE)
    assert portfolio.is_sound, portfolio.self_checks
    return set(portfolio.selection.projects)


@pytest.mark.parametrize(
    ("money", "quarter", "is_paid"),
    [
        ((100,), 0, True),
        ((100,), 3, True),
        ((100,), 4, False),
        ((0, 0, 0, 100), 2, False),
        ((0, 0, 0, 100), 3, True),
        ((0, 0, 0, 100), 4, False),
        ((0, 0, 0, 50, 50), 4, False),
        ((0, 0, 0, 0, 100), 4, True),
        ((50, 50), 1, True),
        ((50, 50), 0, False),
    ],
)
def test_money_of_a_year_is_there_from_when_it_comes_to_the_end_of_its_year(
    money: tuple[int, ...], quarter: int, is_paid: bool
) -> None:
    """Money of the first quarter pays in the fourth, not in the first of the next year, and not before it comes."""
    assert chosen(money, fixed("P1", quarter)) == ({"P1"} if is_paid else set())


def test_the_quarters_of_a_year_share_one_purse() -> None:
    """A hundred of the first quarter pay for a project of the second or of the fourth, not for both."""
    assert chosen((100,), fixed("P1", 1), fixed("P2", 3, revenue=310)) == {"P2"}
    assert chosen((100, 0, 0, 0, 100), fixed("P1", 1), fixed("P2", 3), fixed("P3", 4)) in ({"P1", "P3"}, {"P2", "P3"})


def test_what_is_left_is_shown_until_the_year_ends() -> None:
    """Of 250, 100 are paid in the second quarter: 250, 250, 150 and 150 are at hand, then nothing but the new 40."""
    one = case([fixed("P1", 1)], [source(money=(250, 0, 0, 0, 40), lapse="year")], horizon=5)
    found = select(one, seed=1, options=BARE)
    assert [use.available for use in found.sources] == [Decimal(amount) for amount in (250, 250, 150, 150, 40)]


def test_missing_money_is_named_in_the_first_quarter_of_its_year_in_which_it_is_needed() -> None:
    """A project of 200 over two quarters of a year lacks 60, all of it in the first of them."""
    works = [work("W1", 60, 100), work("W2", 60, 100, ("W1",))]
    late = project("P1", revenue=900, works=works, earliest_start=FIRST_DAYS[1])
    found = select(case([late], [source(money=(60, 0, 80), lapse="year")], horizon=3), seed=1, options=BARE)
    reason = found.candidates[0].reason
    assert reason is not None
    assert (reason.values["amount"], reason.values["source"]) == (60.0, "OWN")


def test_money_of_a_year_before_the_start_has_lapsed() -> None:
    """A plan that starts in July has the money of that January, and none of the January before."""
    money = [{"quarter": "2026Q1", "amount": 70}, {"quarter": "2027Q1", "amount": 30}]
    one = case([project("P1", cost=50, revenue=90)], start="2027-07-05")
    own = one.sources[0].model_copy(
        update={"available": Source.model_validate(source() | {"available": money}).available}
    )
    late = {lapse: own.model_copy(update={"lapse": Lapse(lapse)}) for lapse in ("never", "year")}
    paid = {
        lapse: set(select(one.model_copy(update={"sources": (late[lapse],)}), seed=1, options=BARE).selection.projects)
        for lapse in late
    }
    assert paid == {"never": {"P1"}, "year": set()}


def test_the_word_for_lapsing_goes_before_the_carry_over() -> None:
    """Without the word the carry-over decides, as it always did."""
    words = {
        (True, None): "never",
        (False, None): "quarter",
        (True, "year"): "year",
        (False, "year"): "year",
        (False, "never"): "never",
        (True, "quarter"): "quarter",
    }
    for (carry_over, lapse), meant in words.items():
        assert Source.model_validate(source() | {"carry_over": carry_over, "lapse": lapse}).lapses == meant


def test_the_quarters_of_a_purse_follow_the_calendar() -> None:
    """From July on: the two quarters left of the year, then years."""
    quarters = case([project("P1")], start="2027-07-05").quarters
    purses = {
        lapse: Source.model_validate(source() | {"lapse": lapse}).purses(quarters, 7)
        for lapse in ("never", "year", "quarter")
    }
    assert purses["never"] == (range(7),)
    assert purses["year"] == (range(2), range(2, 6), range(6, 7))
    assert purses["quarter"] == tuple(range(quarter, quarter + 1) for quarter in range(7))


def drawn(count: int, seed: int) -> Case:
    """Return a random problem of two and a half years: own money that lapses with the year."""
    draw = np.random.default_rng([count, seed])
    found = []
    for number in range(count):
        works = [work("W1", 60, float(draw.integers(20, 120))), work("W2", 60, float(draw.integers(20, 120)), ("W1",))]
        begins = f"{2027 + int(draw.integers(0, 2))}-{int(draw.choice([1, 4, 7, 10])):02d}-05"
        found.append(project(f"P{number}", revenue=float(draw.integers(100, 500)), works=works, earliest_start=begins))
    own = source(money=tuple(int(amount) for amount in draw.integers(0, 30 * count, size=8)), lapse="year")
    return case(found, [own], horizon=10, start="2027-01-04" if seed % 2 else "2027-04-05")


@pytest.mark.parametrize(("count", "seed"), [(count, seed) for count in range(4, 13) for seed in range(2)])
def test_every_set_of_projects_is_tried_against_money_of_years(count: int, seed: int) -> None:
    """Own money of years alone: the selection is the best of all sets that the money of each year pays for in time."""
    one = drawn(count, seed)
    options = PortfolioOptions(contingency=0.0, starts=1, explanation=0.0, gap=1e-9)
    statement = state(one, (), options)
    ways = [found[0] for found in statement.ways if found]
    needs, values = np.array([statement.need(way) for way in ways]), np.array([statement.worth(way) for way in ways])
    years = np.array([one.quarters.year_of(quarter) for quarter in range(statement.quarters)])
    comes = np.zeros(statement.quarters)
    for item in one.sources[0].available:
        comes[max(one.quarters.parse(item.quarter), 0)] += float(item.amount)
    best = 0.0
    for picked in itertools.product((0.0, 1.0), repeat=len(ways)):
        spent = np.array(picked) @ needs
        paid = all(
            np.all(np.cumsum(spent[years == year]) <= np.cumsum(comes[years == year]) + 1e-6) for year in set(years)
        )
        best = max(best, float(np.array(picked) @ values) if paid else 0.0)
    found = select(one, seed=1, options=options)
    assert found.is_sound, found.self_checks
    assert found.value == pytest.approx(best, abs=0.5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("financing", list(Financing))
def test_longer_kept_money_is_never_worse(seed: int, financing: Financing) -> None:
    """The same money brings the most where it never lapses, and the least where it lapses each quarter."""
    one, values = drawn(7, seed), []
    for lapse in ("never", "year", "quarter"):
        sources = tuple(money.model_copy(update={"lapse": Lapse(lapse)}) for money in one.sources)
        options = PortfolioOptions(contingency=0.0, explanation=0.0, gap=1e-9, financing=financing)
        found = select(one.model_copy(update={"sources": sources}), seed=1, options=options)
        assert found.is_sound, found.self_checks
        values.append(found.value)
    assert values == sorted(values, reverse=True)


def test_the_checker_sees_money_of_another_year() -> None:
    """What is paid from money that stays breaks the budget of a source whose money lapses with the year."""
    kept = case([fixed("P1", 4)], [source(money=(100,))], horizon=5)
    found = select(kept, seed=1, options=BARE)
    assert found.is_sound
    lapsed = case([fixed("P1", 4)], [source(money=(100,), lapse="year")], horizon=5)
    checks = check_portfolio(state(lapsed, (), BARE), found)
    assert [check.name for check in checks if not check.passed] == ["budgets"]


@pytest.mark.parametrize("seed", range(4))
def test_deals_and_the_list_keep_the_years_apart(seed: int) -> None:
    """By deals the optimum of the whole programme is found; the list finds what can be paid and no more."""
    one = drawn(7, seed)
    rules = {"max_share": 0.6, "own_share": 0.1}
    grant = Source.model_validate(
        source("GRANT", "innovation_grant", money=(90, 0, 0, 90, 90), lapse="year", rules=rules)
    )
    statement = state(one.model_copy(update={"sources": (*one.sources, grant)}), (), BARE)
    ways = {project.id: statement.ways_of(project.id) for project in statement.case.projects}
    whole = Programme(statement, ways)
    best = whole.matrix.solve(seconds=30.0, gap=1e-7)
    struck = bargain(statement, ways, 1, Deadline(30.0), is_over=lambda *_: False, listener=lambda _bound: None)
    assert struck is not None
    assert struck.value == pytest.approx(best.objective * whole.unit, rel=1e-5, abs=0.01)
    assert struck.bound >= struck.value - 0.01
    first = listed(statement, ways, 1)
    assert first is None or first.value <= struck.value + 0.01
