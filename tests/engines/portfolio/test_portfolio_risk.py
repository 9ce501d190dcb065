"""Mean and tail, frontier, stability and shares."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import PortfolioOptions, ShareLimit, Trait
from serpin.engines.portfolio.problem.scenario import draw_scenarios, tail
from serpin.engines.portfolio.problem.statement import state
from serpin.engines.portfolio.verb import select
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

BARE = PortfolioOptions(contingency=0.0)


def gamble(cost: float, revenue: float, success: float, code: str) -> dict[str, object]:
    """Return a project that pays only with some probability."""
    return project(code, revenue=revenue, works=[work("W1", 40, cost, success=success)])


def risky_case() -> Case:
    """Return six gambles of falling risk, and money for about half of them."""
    projects = [
        gamble(100, 700, 0.3, "A"), gamble(100, 420, 0.5, "B"), gamble(100, 260, 0.75, "C"),
        gamble(100, 170, 0.95, "D"), gamble(100, 150, 1.0, "E"), gamble(100, 130, 1.0, "F"),
    ]  # fmt: skip
    return case(projects, [source(money=(300,))], horizon=1)


def test_the_mean_of_the_scenarios_is_the_expected_value() -> None:
    """The draws are stratified, so mean and expected value agree."""
    statement = state(risky_case(), (), BARE)
    scenarios = draw_scenarios(statement, 5, 1000, 0.2)
    for ways in statement.ways:
        assert scenarios.values(ways[0]).mean() == pytest.approx(ways[0].value, abs=0.5)


def test_the_tail_is_the_mean_of_the_worst() -> None:
    """The worst fifth of 1 … 10 is 1 and 2."""
    mean, worst = tail(np.arange(10.0, 0.0, -1.0), 0.2)
    assert mean == 1.5
    assert set(worst) == {8, 9}


@pytest.mark.parametrize("weight", [0.3, 0.7, 1.0])
def test_the_mix_is_the_best_of_all(weight: float) -> None:
    """Every subset that can be paid is tried on the same scenarios."""
    options = PortfolioOptions(contingency=0.0, risk_weight=weight, scenarios=200, risk_share=0.1, correlation=0.3)
    portfolio = select(risky_case(), seed=5, options=options)
    assert portfolio.is_sound, portfolio.self_checks
    statement = state(risky_case(), (), options)
    scenarios = draw_scenarios(statement, 5, 200, 0.3)
    best = 0.0
    for count in (1, 2, 3):
        for ways in itertools.combinations([ways[0] for ways in statement.ways], count):
            outcomes = sum(scenarios.values(way) for way in ways)
            mean = sum(way.value for way in ways)
            best = max(best, (1 - weight) * mean + weight * tail(np.asarray(outcomes), 0.1)[0])
    assert portfolio.value == pytest.approx(best, abs=0.01)
    assert portfolio.status is Status.OPTIMAL


def test_risk_aversion_gives_up_value_for_the_tail() -> None:
    """With more weight of risk the expected value falls and the tail rises."""
    results = [
        select(risky_case(), seed=5, options=PortfolioOptions(contingency=0.0, risk_weight=weight, scenarios=200))
        for weight in (0.05, 0.95)
    ]
    assert results[0].expected > results[1].expected
    tails = [result.tail for result in results]
    assert tails[0] is not None
    assert tails[1] is not None
    assert tails[0] < tails[1]


def test_the_frontier_of_budgets_rises_to_the_best() -> None:
    """Values do not fall with the budget; the last point is the selection itself."""
    portfolio = select(risky_case(), seed=5, options=PortfolioOptions(contingency=0.0, frontier=3))
    values = [point.value for point in portfolio.frontier]
    assert values == pytest.approx([110.0, 220.0, 315.0])
    assert portfolio.frontier[-1].projects == tuple(choice.project for choice in portfolio.selection.choices)


def test_every_point_of_the_frontier_is_the_best_of_all_that_can_be_paid() -> None:
    """Every subset is tried; the proven bound is no higher than the gap of a picture."""
    case_ = risky_case()
    points = select(case_, seed=5, options=PortfolioOptions(contingency=0.0, frontier=3)).frontier
    statement = state(case_, (), BARE)
    ways = [ways[0] for ways in statement.ways]
    for point in points:
        count = round(float(point.budget or 0) / 100.0)
        best = max(sum(way.value for way in chosen) for chosen in itertools.combinations(ways, count))
        assert point.value == pytest.approx(best)
        assert point.value <= point.bound <= point.value * 1.002 + 1e-6


def test_large_frontiers_are_searched_by_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the limit of exact search at nothing, the small case still has its best points, bounded by relaxations."""
    exact = select(risky_case(), seed=5, options=PortfolioOptions(contingency=0.0, frontier=6)).frontier
    monkeypatch.setattr("serpin.engines.portfolio.model.frontier.SMALL", 0)
    found = select(risky_case(), seed=5, options=PortfolioOptions(contingency=0.0, frontier=6)).frontier
    assert [point.value for point in found] == pytest.approx([point.value for point in exact])
    assert all(point.bound >= point.value - 1e-6 for point in found)


def test_a_frontier_that_is_stopped_is_left_out() -> None:
    """Whoever says stop while points are computed gets the selection, without a frontier."""
    asked: list[float] = []

    def stop_after_the_search(done: float, _value: float | None, _bound: float | None) -> str | None:
        asked.append(done)
        return "stop" if asked.count(1.0) > 1 else None

    options = PortfolioOptions(contingency=0.0, frontier=6)
    portfolio = select(risky_case(), seed=5, options=options, progress=stop_after_the_search)
    assert portfolio.status.has_answer
    assert portfolio.selection.choices
    assert portfolio.frontier == ()


def test_the_frontier_keeps_prerequisites_and_what_is_mandatory() -> None:
    """A budget that is too small for the mandatory project has no point; nobody comes without what it needs."""
    projects = [project("A", revenue=900, mandatory=True), project("B", revenue=950), project("C", revenue=300)]
    relation = {"id": "R", "kind": "prerequisite", "projects": ("C", "B")}
    portfolio = select(
        case(projects, [source(money=(900,))], relations=[relation]),
        seed=2,
        options=PortfolioOptions(contingency=0.0, frontier=6),
    )
    for point in portfolio.frontier:
        assert "A" in point.projects
        assert "B" not in point.projects or "C" in point.projects


def test_the_frontier_of_the_tail_trades_value() -> None:
    """Along the frontier the tail rises while the value falls."""
    options = PortfolioOptions(contingency=0.0, frontier=4, frontier_of="tail", scenarios=200)
    points = select(risky_case(), seed=5, options=options).frontier
    tails = [point.tail or 0.0 for point in points]
    assert tails == sorted(tails)
    assert [point.value for point in points] == sorted((point.value for point in points), reverse=True)


def test_every_point_of_the_frontier_of_the_tail_is_the_best_mix_of_all() -> None:
    """For each weight of risk every subset that can be paid is tried on the same scenarios."""
    options = PortfolioOptions(contingency=0.0, frontier=5, frontier_of="tail", scenarios=200)
    points = select(risky_case(), seed=5, options=options).frontier
    statement = state(risky_case(), (), options)
    scenarios = draw_scenarios(statement, 5, 200, options.correlation)
    ways = [ways[0] for ways in statement.ways]
    sets = [chosen for count in range(1, 4) for chosen in itertools.combinations(ways, count)]
    pairs = [
        (sum(way.value for way in chosen), tail(np.asarray(sum(scenarios.values(way) for way in chosen)), 0.1)[0])
        for chosen in sets
    ]
    assert [point.risk_weight for point in points] == [0.0, 0.25, 0.5, 0.75, 1.0]
    for point in points:
        weight = point.risk_weight or 0.0
        best = max((1 - weight) * mean + weight * worst for mean, worst in pairs)
        assert (1 - weight) * point.value + weight * (point.tail or 0.0) == pytest.approx(max(best, 0.0), abs=0.01)
        assert point.bound >= point.value - 1e-6


def test_a_clear_choice_is_core_and_its_regret_small() -> None:
    """One project is worth far more than it costs, one far less, whatever the uncertainty of a tenth."""
    projects = [project("A", revenue=900), project("B", revenue=10)]
    options = PortfolioOptions(contingency=0.0, stability=20, uncertainty=0.1)
    stability = select(case(projects, [source(money=(500,))]), seed=2, options=options).stability
    assert stability is not None
    assert {standing.project: standing.place for standing in stability.standings} == {"A": "core", "B": "exterior"}
    assert stability.largest_regret == 0


def test_near_equals_are_borderline() -> None:
    """Two projects of almost the same value, money for one."""
    projects = [project("A", revenue=300), project("B", revenue=299)]
    options = PortfolioOptions(contingency=0.0, stability=40, uncertainty=0.1)
    stability = select(case(projects, [source(money=(125,))], horizon=1), seed=2, options=options).stability
    assert stability is not None
    assert {standing.place for standing in stability.standings} == {"borderline"}
    assert stability.largest_regret > 0


def test_the_budget_makes_a_project_borderline() -> None:
    """Money for both is certain only while budgets do not fall below nine tenths: B, the lesser, comes and goes."""
    projects = [project("A", revenue=900), project("B", revenue=400)]
    options = PortfolioOptions(contingency=0.0, stability=40, uncertainty=0.2)
    stability = select(case(projects, [source(money=(220,))], horizon=1), seed=2, options=options).stability
    assert stability is not None
    assert {standing.project: standing.place for standing in stability.standings} == {"A": "core", "B": "borderline"}
    assert stability.largest_regret == 0


def test_the_weights_make_a_project_borderline() -> None:
    """A and B are worth nothing but their jobs and patents; which is better hangs on the weights alone."""
    indicators = [
        {"id": "JOBS", "name": "Jobs", "unit": "jobs"},
        {"id": "PATENTS", "name": "Patents", "unit": "patents"},
    ]
    given = {"A": {"indicator": "JOBS", "amount": 10}, "B": {"indicator": "PATENTS", "amount": 10}}
    projects = [project(code, revenue=100, contributions=[given[code]]) for code in given]
    one = case(projects, [source(money=(130,))], horizon=1, indicators=indicators)
    weights = {"JOBS": 10.0, "PATENTS": 9.9}
    options = PortfolioOptions(contingency=0.0, stability=40, uncertainty=0.2, contribution_weights=weights)
    stability = select(one, seed=2, options=options).stability
    assert stability is not None
    assert {standing.place for standing in stability.standings} == {"borderline"}
    assert 0 < stability.mean_regret < stability.largest_regret <= 40


@pytest.mark.parametrize(
    ("limit", "answer"),
    [
        (ShareLimit(trait=Trait.TYPE, value="production", least=0.5), {"A", "B"}),
        (ShareLimit(trait=Trait.TYPE, value="goods", most=0.0), {"B"}),
        (ShareLimit(trait=Trait.REGION, value="35", most=0.0), set()),
    ],
    ids=["least", "most", "region"],
)
def test_shares_of_the_portfolio_are_kept(limit: ShareLimit, answer: set[str]) -> None:
    """A is a product worth 200, B a process that loses ten; shares force B in or A out."""
    projects = [project("A", revenue=300), project("B", revenue=90 if answer == {"A", "B"} else 110, innovation="I2")]
    portfolio = select(case(projects), seed=1, options=PortfolioOptions(contingency=0.0, limits=(limit,)))
    assert portfolio.is_sound, portfolio.self_checks
    assert portfolio.selection.projects == answer
