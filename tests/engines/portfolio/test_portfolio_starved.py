"""Whatever the clock does, there is a decent answer; small changes from an answer never make it worse."""

import serpin
from serpin.base.progress import Deadline
from serpin.engines.portfolio.model.neighbourhood import Neighbourhoods
from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state
from serpin.examples.generator import generate
from serpin.examples.plant import plant


def test_a_starved_search_of_the_plant_chooses_more_than_one_project() -> None:
    """A search that has next to no time still ends with several projects that can be paid."""
    portfolio = serpin.select(plant(), seed=1, options=PortfolioOptions(seconds=0.02, explanation=0.0))
    assert portfolio.is_sound
    assert len(portfolio.selection.choices) > 2


def test_a_starved_search_of_a_large_case_still_answers() -> None:
    """Where the relaxation itself takes longer than the limit, the list still brings most of what a search finds."""
    case = generate(1, 12, 40)
    portfolio = serpin.select(case, seed=1, options=PortfolioOptions(seconds=0.05, explanation=0.0))
    assert portfolio.is_sound
    assert len(portfolio.selection.choices) >= 6
    # a search of twenty seconds finds about 1.95 billion
    assert portfolio.value > 1.3e9


def test_small_changes_improve_what_was_grown() -> None:
    """Growing gives an answer, changes do not lower its value, and the relaxation bounds it."""
    case = generate(2, 5, 8)
    statement = state(case, (), PortfolioOptions())
    whole = Programme(statement, {project.id: statement.ways_of(project.id) for project in case.projects})
    relaxed = whole.matrix.solve(seconds=60.0, relaxed=True)
    steps = iter(range(7))
    near = Neighbourhoods(statement, whole, relaxed, 1, Deadline(None), lambda _value: next(steps, None) is None)
    near.grow()
    grown = near.value
    near.improve()
    assert grown > 0
    assert grown <= near.value <= relaxed.objective * whole.unit * (1 + 1e-6)
