"""Every picture is a valid Vega-Lite chart, says its finding, and draws in every language."""

from collections.abc import Callable
from typing import Any

import pytest

from report_plans import distribution, report_case, report_plan
from serpin.charts import cash, choices, drivers, gantt, loads, money, odds
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.charts.picture import Picture
from serpin.planning.result import Plan
from serpin.vocabulary.estimate import Fixed
from serpin.vocabulary.risk import Impact, ImpactOn
from serpin.vocabulary.source import Lapse

PLAN = report_plan()
MAKERS: dict[str, Callable[[Plan, Names], Picture | None]] = {
    "gantt": lambda plan, names: gantt.gantt_overview(plan.schedule, names, plan.outcomes),
    "works": lambda plan, names: gantt.gantt_works(plan.schedule, names),
    "money": lambda plan, names: money.money_by_source(money.uses(plan.case, plan.cash), names),
    "cash": lambda plan, names: cash.cash_with_sources(plan.outcomes.cash, money.uses(plan.case, plan.cash), names),
    "finish": lambda plan, names: odds.finish_curve(plan.outcomes, 240, names),
    "cost": lambda plan, names: odds.cost_curve(plan.outcomes, 600e6, names),
    "value": lambda plan, names: odds.value_curve(plan.outcomes, names),
    "joint": lambda plan, names: odds.joint_scatter(plan.outcomes, names),
    "choices": lambda plan, names: choices.risk_reward(plan.portfolio, names),
    "drivers": lambda plan, names: drivers.tornado(plan.outcomes, names),
    "loads": lambda plan, names: loads.load_map(plan.schedule, names),
}


def names_in(language: str) -> Names:
    """Return the names of the plan in a language."""
    return Names(PLAN.case, Locale(language))


def draw(name: str, language: str = "en") -> Picture:
    """Return one of the pictures of the plan."""
    picture = MAKERS[name](PLAN, names_in(language))
    assert picture is not None
    return picture


def values_in(specification: Any) -> list[dict[str, Any]]:
    """Return all rows of data of a chart."""
    rows = [row for data in specification.get("datasets", {}).values() for row in data]
    for layer in specification.get("layer", []):
        rows += layer.get("data", {}).get("values", [])
    return rows + specification.get("data", {}).get("values", [])


@pytest.mark.parametrize("name", MAKERS)
def test_a_picture_keeps_the_schema_of_vega_lite(name: str) -> None:
    """Altair checks the whole chart against the schema."""
    picture = draw(name)
    assert picture.chart.to_dict(validate=True)["$schema"].endswith(".json")


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_picture_draws_and_describes_itself(name: str, language: str) -> None:
    """The drawing is SVG without style attributes, and title and description are there for everybody."""
    picture = draw(name, language)
    drawing = picture.svg(Locale(language))
    assert drawing.startswith("<svg")
    assert 'style="' not in drawing
    assert picture.name == name
    assert len(picture.title) > 10
    assert len(picture.description) > 40
    assert picture.title in picture.specification()["description"]


def test_a_picture_that_stands_alone_carries_its_title() -> None:
    """On paper the finding stands over the chart."""
    picture = draw("loads")
    assert picture.png(Locale("en"), scale=1.0).startswith(b"\x89PNG")
    assert "".join(picture.specification(titled=True)["title"]["text"]).startswith("The tightest resource")


def test_the_gantt_names_the_last_project_and_its_day() -> None:
    """The title is the finding: everything in time, and when it ends."""
    assert draw("gantt").title.startswith("All projects end before their deadlines; the last one, Frugal")


def test_the_works_gantt_counts_critical_works_and_shows_the_wait() -> None:
    """Five of ten works are critical, and one project waits for the laboratory."""
    picture = draw("works")
    assert picture.title.startswith("Works on the critical path: 5 of 10")
    assert any(row.get("Waits for") == "Laboratory" for row in values_in(picture.specification()))


def test_too_many_works_are_left_to_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart of thousands of lines helps nobody."""
    monkeypatch.setattr(gantt, "MOST_WORKS", 9)
    assert gantt.gantt_works(PLAN.schedule, names_in("en")) is None


def test_a_crowd_of_candidates_is_thinned_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """All chosen projects stay, and the description tells how many are shown."""
    monkeypatch.setattr(choices, "MOST_CANDIDATES", 3)
    picture = draw("choices")
    shown = {row["code"] for row in values_in(picture.specification()) if "code" in row}
    assert shown == {"P1", "P2", "P3"}
    assert picture.description.endswith("3 in all.")
    assert picture.title.startswith("Chosen: 2 of 4")


def test_money_that_is_not_spent_is_carried_over() -> None:
    """At hand is what comes in and what was left; the chart compares payments with it."""
    rows = {(use.source, use.quarter): use for use in money.uses(PLAN.case, PLAN.cash)}
    assert rows["OWN", 0].at_hand == 160_000_000
    assert rows["OWN", 1].at_hand == 160_000_000 + 160_000_000 - 80_000_000


def test_money_that_stays_with_its_quarter_is_not_carried_over() -> None:
    """A source without carry-over begins every quarter anew."""
    sources = [source.model_copy(update={"carry_over": False}) for source in PLAN.case.sources]
    case = PLAN.case.model_copy(update={"sources": tuple(sources)})
    assert {use.at_hand for use in money.uses(case, PLAN.cash) if use.source == "OWN"} == {160_000_000}


def test_money_of_a_year_is_carried_to_its_end() -> None:
    """At hand grows within the year as without end, and begins anew with the next."""
    kept = money.uses(PLAN.case, PLAN.cash)
    sources = [source.model_copy(update={"lapse": Lapse.YEAR}) for source in PLAN.case.sources]
    yearly = money.uses(PLAN.case.model_copy(update={"sources": tuple(sources)}), PLAN.cash)
    first = [use.quarter for use in yearly if PLAN.case.quarters.name_of(use.quarter).endswith("Q1")]
    assert [use for use in yearly if use.quarter < 4] == [use for use in kept if use.quarter < 4]
    assert all(use.at_hand == use.comes for use in yearly if use.quarter in first)


def test_small_sources_are_summed_up_where_colours_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two fills for three sources the smaller two share one part of the stack."""
    monkeypatch.setattr(money, "STACK", money.STACK[:2])
    rows = [row for row in values_in(draw("money").specification()) if "source" in row]
    assert {row["source"] for row in rows} == {"1  Own funds", "2  other sources"}
    parts = [(row["quarter"], row["source"]) for row in rows]
    assert len(parts) == len(set(parts))


def test_parts_of_a_stack_are_told_apart_without_colour() -> None:
    """The number of the source stands in the part and before its name in the legend."""
    for name in ("money", "cash"):
        picture = draw(name)
        rows = values_in(picture.specification())
        numbers = {row["number"] for row in rows if "number" in row}
        legend = {row["source"].split()[0] for row in rows if "source" in row}
        assert numbers
        assert numbers <= legend
        assert "number in a part" in picture.description


def test_risks_of_one_name_keep_bars_of_their_own() -> None:
    """Equal names are told apart by the project that is hit, so that no bar lies over another."""
    risk = PLAN.case.risks[0]
    twins = tuple(
        risk.model_copy(update={"id": code, "impacts": (Impact(project=hit, on=ImpactOn.COST, size=Fixed(value=1)),)})
        for code, hit in (("X1", "P1"), ("X2", "P2"), ("X3", "P2"))
    )
    names = Names(PLAN.case.model_copy(update={"risks": twins}), Locale("en"))
    shown = [names.other("risk", code) for code in ("X1", "X2", "X3")]
    name = Locale("en").name(risk.name)
    assert shown == [f"{name} · P1", f"{name} · X2", f"{name} · X3"]


def test_codes_in_a_crowd_do_not_stand_on_each_other() -> None:
    """Of two circles in one place the more valuable one keeps its code."""
    rows = [
        {"code": code, "chance": chance, "value": value, "chosen": "yes"}
        for code, chance, value in (("A", 0.80, 10.0), ("B", 0.801, 10.1), ("C", 0.5, 2.0))
    ]
    assert [row["code"] for row in choices._legible(rows, rows)] == ["B", "C"]


def test_an_overview_of_many_shows_the_late_ones_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one line the late or critical project has it, and the description tells of how many."""
    monkeypatch.setattr(gantt, "MOST_PROJECTS", 1)
    picture = draw("gantt")
    critical = {item.project for item in PLAN.schedule.floats if item.is_critical}
    rows = {row["row"].split("\u2063")[0] for row in values_in(picture.specification()) if "row" in row}
    assert rows <= critical
    assert "Shown are 1 of 2 projects" in picture.description


def test_the_line_of_the_money_at_hand_stays_within_the_picture() -> None:
    """Money far above the payments runs along the upper edge instead of breaking off."""
    lines = [line.model_copy(update={"available": line.available * 50}) for line in PLAN.cash]
    specification = money.money_by_source(money.uses(PLAN.case, lines), names_in("en")).specification()
    rows = values_in(specification)
    ceiling = 3 * max(row["paid"] for row in rows if "text" in row)
    assert {row["has"] for row in rows if "has" in row} == {ceiling}


def test_without_a_payment_there_is_no_picture_of_money() -> None:
    """Works that cost nothing leave no bar to draw, and no picture without a size."""
    lines = [line.model_copy(update={"scheduled": line.scheduled * 0}) for line in PLAN.cash]
    assert money.money_by_source(money.uses(PLAN.case, lines), names_in("en")) is None


def test_what_takes_no_time_ends_on_its_day() -> None:
    """A milestone does not end before it starts."""
    names = names_in("en")
    assert names.last_day(7, 7) == names.day(7)
    assert names.last_day(7, 3) == names.last_day(7) == names.day(6)


def test_missing_money_is_the_title() -> None:
    """What is short is said first, with source and quarter."""
    lines = [line.model_copy(update={"available": line.available / 10}) for line in PLAN.cash]
    picture = money.money_by_source(money.uses(PLAN.case, lines), names_in("en"))
    assert picture.title.replace("\u00a0", " ") == "Missing in Q4 2027: 262 mln ₸ from “Own funds”"


def test_the_chance_of_a_limit_is_read_off_the_curve() -> None:
    """Below the curve 0, above it 1, at the median one half."""
    found = distribution(100.0, 200.0)
    assert odds.chance_of(found, 99.0) == 0.0
    assert odds.chance_of(found, 201.0) == 1.0
    assert odds.chance_of(found, found.percentile(0.5).value) == pytest.approx(0.5, abs=0.011)


def test_the_joint_picture_states_its_probability() -> None:
    """P(time and cost kept) stands in the title."""
    assert draw("joint").title.replace("\u00a0", " ") == (
        "Time and cost are both kept with 25 % probability (time alone 35 %, cost alone 50 %)"
    )


def test_the_dearest_risk_is_on_top() -> None:
    """Risks are ranked by probability times loss."""
    picture = draw("drivers")
    assert "Late castings" in picture.title
    assert "18.0\u00a0mln" in picture.title


def test_a_full_laboratory_is_named() -> None:
    """The resource with the largest used share in a quarter is the finding."""
    assert draw("loads").title.replace("\u00a0", " ").startswith("The tightest resource is Laboratory: 100 %")


@pytest.mark.parametrize("name", ["joint", "choices", "drivers"])
def test_nothing_to_draw_gives_no_picture(name: str) -> None:
    """An empty result has no picture rather than an empty one."""
    empty = PLAN.model_copy(
        update={
            "outcomes": PLAN.outcomes.model_copy(update={"sample": (), "drivers": ()}),
            "portfolio": PLAN.portfolio.model_copy(update={"candidates": ()}),
        }
    )
    assert MAKERS[name](empty, names_in("en")) is None


def test_unknown_codes_stand_for_themselves() -> None:
    """A result may name what the case no longer knows."""
    names = Names(report_case(), Locale("en"))
    assert (names.project("X"), names.work("P1", "X"), names.gate("P1", "X"), names.other("risk", "X")) == ("X",) * 4
