"""The simulation in words, tables and a picture: every answer is there, in three languages, within a terminal."""

from __future__ import annotations

import pytest

import serpin
from serpin.charts.odds import joint_scatter
from serpin.engines.simulation.options import Scenario, SimulationOptions
from serpin.engines.simulation.result import FrontierPoint, Outcomes
from serpin.examples.plant import plant
from serpin.reports.simulation import report_tables, sentences, shown
from serpin.reports.summary import outcomes_summary
from serpin.reports.tables import answers
from serpin.reports.words import names_in

TABLES = {"contingency", "limits", "gate-odds", "comparisons", "indices", "quarters", "tails"}


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """Simulate the sample plant, with a scenario beside its mitigations."""
    scenario = Scenario(id="calm", without=tuple(risk.id for risk in plant().risks))
    return serpin.simulate(plant(), seed=1, options=SimulationOptions(iterations=2000, scenarios=(scenario,)))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_summary_keeps_within_a_terminal(outcomes: Outcomes, language: str) -> None:
    """No line of the summary is wider than a hundred columns, and nothing stays unfilled or untranslated."""
    text = outcomes_summary(plant(), outcomes, language)
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "{" not in text
    if language != "en":
        assert "courses" not in text


def test_every_question_has_its_sentence_and_its_table(outcomes: Outcomes) -> None:
    """Certainty, reserve, both limits, gates, mitigation, cash, the worst and the precision are told, and tabulated."""
    names = names_in(plant(), "en")
    text = " ".join(sentences(outcomes, names)).replace("\u00a0", " ")
    for words in (
        "80 % certainty",
        "hold back",
        "Both limits together",
        "right to stop",
        "mitigation",
        "before financing",
    ):
        assert words in text
    assert "worst twentieth" in text
    assert "standard deviation" in text
    assert {table.name for table in report_tables(outcomes, names)} == TABLES
    assert all(table.rows for table in report_tables(outcomes, names))
    assert {table.name for table, _, _ in shown(outcomes, names)} >= TABLES


def test_what_is_held_back_is_p80_less_the_plan(outcomes: Outcomes) -> None:
    """The sentence about the reserve gives the days between the planned end and P80."""
    assert outcomes.finish is not None
    late = next(item for item in outcomes.contingencies if item.measure == "finish")
    assert late.amount == pytest.approx(outcomes.finish.percentile(0.8).value - late.planned)
    assert f"{round(late.amount)} working days" in " ".join(sentences(outcomes, names_in(plant(), "en"))).replace(
        "\u00a0", " "
    )


def test_scenarios_stand_beside_mitigations(outcomes: Outcomes) -> None:
    """A scenario without any risk is the most gainful line, by its code; mitigations have their names."""
    table = answers.comparisons(outcomes, names_in(plant(), "en"))
    assert table.rows[0][0] == "calm"
    assert "Batteries from two suppliers" in {row[0] for row in table.rows}


def test_tail_parts_add_up(outcomes: Outcomes) -> None:
    """The parts of the projects sum to the mean of the worst courses, for value and for cost."""
    for tail in outcomes.tails:
        assert sum(part.amount for part in tail.parts) == pytest.approx(tail.mean, rel=1e-5)


def test_nothing_to_hold_back_is_not_told() -> None:
    """Without any uncertainty there is no reserve to speak of, no gate and no mitigation."""
    case = plant()
    certain = case.model_copy(update={"risks": (), "projects": case.projects[:1]})
    found = serpin.simulate(certain, seed=1, options=SimulationOptions(iterations=500, with_gates=False))
    calm = found.model_copy(update={"contingencies": ()})
    assert "hold back" not in " ".join(sentences(calm, names_in(certain, "en")))


def test_the_balanced_point_lies_between() -> None:
    """Of three points the middle one asks for less in time and money than the ends."""
    points = [FrontierPoint(chance=0.8, finish=f, cost=c) for f, c in ((10, 100), (12, 60), (30, 50))]
    assert answers.balanced(points) == points[1]


def test_the_frontier_is_drawn_with_the_plan(outcomes: Outcomes) -> None:
    """Over the courses stands a line for each probability; without a frontier the courses stand alone."""
    names = names_in(plant(), "en")
    picture = joint_scatter(outcomes, names)
    assert picture is not None
    svg = picture.svg(names.locale).replace("\u00a0", " ")
    assert all(f">{share} %<" in svg for share in (50, 70, 80))
    alone = joint_scatter(outcomes.model_copy(update={"frontier": ()}), names)
    assert alone is not None
    assert ">70 %<" not in alone.svg(names.locale).replace("\u00a0", " ")
