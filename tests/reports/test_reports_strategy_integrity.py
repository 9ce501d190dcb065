"""The words of forecasts and audits, the fan, and launches from a simulation."""

from datetime import date

import numpy as np
import pytest

import serpin
from builders import small_case
from serpin.charts.strategy import fan_of_indicator
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.simulation.options import SimulationOptions
from serpin.engines.strategy.options import StrategyOptions
from serpin.engines.strategy.result import Closing
from serpin.examples.nation import nation
from serpin.examples.plant import plant
from serpin.planning.launches import launches_from
from serpin.reports.integrity import audit_summary
from serpin.reports.strategy import forecast_summary
from serpin.reports.tables.targets import closing
from serpin.reports.words import names_in


def test_nothing_to_say_is_said() -> None:
    """A case without strategies and awards gets a sentence for each."""
    case = small_case()
    assert "no strategy with targets" in forecast_summary(case, serpin.forecast(case, seed=1), "en")
    assert "no awards" in audit_summary(case, serpin.audit(case, seed=1), "en")


def test_years_have_no_separator_of_thousands() -> None:
    """A note about years names them as years."""
    case = nation()
    text = forecast_summary(case, serpin.forecast(case, seed=1), "en")
    assert "no values for 2001, 2002, 2004" in text
    assert "at least 150 (2009 = 100)" in text.replace("\u00a0", " ")


def test_a_gap_of_a_percentage_is_in_percentage_points() -> None:
    """Seen from 2009 the level of activity of 2015 lacks percentage points, not per cent."""
    case = nation()
    options = StrategyOptions(until=2009, courses=300)
    text = " ".join(forecast_summary(case, serpin.forecast(case, seed=1, options=options), "en").split())
    assert "percentage points. For 80 % it needs" in text.replace("\u00a0", " ")
    assert "Targets of the past: met 2, missed 1." in text


def test_the_audit_names_shares_exactly() -> None:
    """The base rate is said to a tenth of a percent, and money with its unit."""
    case = plant()
    audit = serpin.audit(case, seed=1, options=IntegrityOptions(trials=0, day=date(2027, 1, 4)))
    text = audit_summary(case, audit, "en").replace("\u00a0", " ")
    assert "with a base rate of 15.5 %" in text
    assert "kept 60 % of what it promised; 40.1 mln ₸ is still to be claimed back" in " ".join(text.split())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_fan_has_its_title_in_every_language(language: str) -> None:
    """The title says the probability, and the picture holds history, bands and targets."""
    case = plant()
    names = names_in(case, language)
    found = serpin.forecast(case, seed=1, options=StrategyOptions(courses=300))
    picture = fan_of_indicator(found, "EXPORT", names)
    assert picture is not None
    assert "2030" in picture.title
    picture.chart.to_dict(validate=True)
    assert len(picture.specification()["layer"]) == 8
    assert fan_of_indicator(found, "NOPE", names) is None


def test_launches_follow_the_simulation() -> None:
    """Success and finish of the outcomes come back in the table: share of courses, and the middle moment."""
    case = plant()
    outcomes = serpin.simulate(case, seed=1, options=SimulationOptions(iterations=500))
    table = launches_from(case, outcomes, 4000, 1)
    place = {name: column for column, name in enumerate(table.projects)}
    for outcome in outcomes.projects:
        launch = table.launch[:, place[outcome.project]]
        comes = ~np.isnan(launch)
        assert comes.mean() == pytest.approx(outcome.success.value, abs=0.04)
        assert outcome.finish is not None
        delay = next(project.returns.delay for project in case.projects if project.id == outcome.project)
        middle = case.days.date_of(int(outcome.finish.curve[50]) + delay)
        assert np.median(launch[comes]) == pytest.approx(middle.year + middle.timetuple().tm_yday / 365.25, abs=0.1)


def test_what_closes_a_gap_has_its_cost() -> None:
    """Each project stands with what its works cost in their cheapest modes."""
    case = plant()
    best = Closing(
        name="best",
        projects=("P03", "P09"),
        cost=1,
        shortfall_before=1.0,
        shortfall=0.5,
        searched=0.5,
        bound=0.5,
        proven=True,
        probabilities=(),
    )
    found = serpin.forecast(case, seed=1, options=StrategyOptions(courses=300)).model_copy(update={"closing": best})
    rows = closing(found, names_in(case, "en")).rows
    assert [row[0] for row in rows] == ["P03", "P09"]
    costs = [
        sum(min(mode.expected_cost(case.rates) for mode in work.allowed_modes) for work in case.project(row[0]).works)
        for row in rows
    ]
    assert [float(str(row[2])) for row in rows] == pytest.approx(costs, abs=0.01)
