"""The efficient frontier: what more money brings, and which projects it chooses."""

from decimal import Decimal

import pytest

from report_plans import report_plan
from serpin.charts.efficient import MOST_PROJECTS, efficient_frontier
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.engines.portfolio.result import FrontierPoint, Portfolio, Stability, Standing

PLAN = report_plan()


def portfolio(**changes: object) -> Portfolio:
    """Return the selection of the plan with a frontier of three points."""
    assert PLAN.portfolio is not None
    points = tuple(
        FrontierPoint(budget=Decimal(money), value=value, bound=value * 1.1, projects=projects)
        for money, value, projects in (
            (100_000_000, 10e6, ("P2",)),
            (200_000_000, 30e6, ("P2", "P3")),
            (300_000_000, 45e6, ("P2", "P3")),
        )
    )
    return PLAN.portfolio.model_copy(update={"frontier": points, **changes})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_frontier_keeps_the_schema_and_draws(language: str) -> None:
    """Altair checks the chart, and it draws in every language."""
    picture = efficient_frontier(portfolio(), Names(PLAN.case, Locale(language)))
    assert picture is not None
    assert picture.chart.to_dict(validate=True)["$schema"].endswith(".json")
    assert picture.svg(Locale(language)).startswith("<svg")


def test_projects_of_all_points_are_core_of_some_borderline() -> None:
    """Without a test of stability the frontier itself tells core from borderline and outside."""
    picture = efficient_frontier(portfolio(), Names(PLAN.case, Locale("en")))
    assert picture is not None
    drawing = picture.svg(Locale("en"))
    order = [drawing.index(f">{words}") for words in ("core: 1", "P2 ", "borderline: 1", "P3 ", "outside: 2", "P1 ")]
    assert order == sorted(order)
    assert "of 4 projects 1 are core, 1 borderline, 2 outside" in picture.title


def test_stability_has_the_last_word_on_the_places() -> None:
    """Where scenarios tested the choice, their standings are shown."""
    standings = tuple(Standing(project=code, share=1.0, place="core") for code in ("P1", "P2", "P3", "P4"))
    tested = Stability(scenarios=50, standings=standings, mean_regret=Decimal(0), largest_regret=Decimal(0))
    picture = efficient_frontier(portfolio(stability=tested), Names(PLAN.case, Locale("en")))
    assert picture is not None
    assert "4 are core" in picture.title
    assert "when values and budgets differ" in picture.description


def test_one_point_is_no_frontier() -> None:
    """A single point, or none, draws nothing."""
    names = Names(PLAN.case, Locale("en"))
    assert efficient_frontier(portfolio(frontier=()), names) is None
    assert efficient_frontier(portfolio(frontier=portfolio().frontier[:1]), names) is None


def test_many_projects_leave_room_for_those_that_come_and_go() -> None:
    """Beyond the rows that can be read only projects stand that some points choose and others do not."""
    standings = tuple(Standing(project=f"X{number:03}", share=0.0, place="exterior") for number in range(200))
    moving = (*standings, Standing(project="P3", share=0.5, place="borderline"))
    tested = Stability(scenarios=50, standings=moving, mean_regret=Decimal(0), largest_regret=Decimal(0))
    picture = efficient_frontier(portfolio(stability=tested), Names(PLAN.case, Locale("en")))
    assert picture is not None
    drawing = picture.svg(Locale("en"))
    assert ">borderline: 1" in drawing
    assert ">P3 " in drawing
    assert "X000" not in drawing
    assert MOST_PROJECTS < 200
