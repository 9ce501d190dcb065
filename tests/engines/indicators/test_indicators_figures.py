"""Indicators, definitions, structure and complexity against numbers worked by hand."""

from __future__ import annotations

import math

import pytest

from serpin import measure
from serpin.base.errors import InputError
from serpin.engines.indicators.model.structure import structure_of
from serpin.engines.indicators.options import MeasureOptions
from serpin.engines.indicators.result import Measurement
from serpin.examples.plant import plant
from serpin.vocabulary.innovation import InnovationType
from serpin.vocabulary.trade import TradeTable


@pytest.fixture(scope="module")
def measured() -> Measurement:
    """The sample plant, as it is measured without options."""
    return measure(plant(), seed=1)


FIGURES = {
    "output": 1_458 / 24_760,
    "turnover": 1_420 / 24_600,
    "turnover_market": 1_010 / 24_600,
    "turnover_firm": 410 / 24_600,
    "turnover_unchanged": 23_180 / 24_600,
    "intensity": 279.4 / 24_600,
    "research": 84.27 / 24_600,
    "success": 2 / 3,
    "abandonment": 1 / 3,
    "balance": -6_800_000.0,
    "return": 1_458 / 279.4,
    "export": 235 / 1_420,
    "own_costs": 217.99 / 279.4,
    "own_research": 46.97 / 54.27,
}


@pytest.mark.parametrize(("code", "value"), FIGURES.items())
def test_indicators_of_the_plant(measured: Measurement, code: str, value: float) -> None:
    """Each indicator of the plant is the quotient that the textbook gives."""
    figure = next(f for f in measured.figures if f.code == code and f.enterprise == "PLANT")
    assert figure.value == pytest.approx(value, rel=1e-12)


def test_indicators_of_all(measured: Measurement) -> None:
    """Three of five enterprises are active, two of these have partners; four of five projects ended well."""
    values = {f.code: (f.numerator, f.denominator) for f in measured.figures if not f.enterprise and not f.region}
    assert values["active"] == (3, 5)
    assert values["cooperation"] == (2, 3)
    assert values["success"] == (4, 5)
    assert values["balance"] == (-12_400_000, 0)


def test_shares_of_turnover_sum_to_one(measured: Measurement) -> None:
    """New to the market, new to the firm and unchanged products make up the turnover."""
    values = {f.code: f.value for f in measured.figures if f.enterprise == "PLANT"}
    parts = [values[code] or 0.0 for code in ("turnover_market", "turnover_firm", "turnover_unchanged")]
    assert math.fsum(parts) == pytest.approx(1.0, abs=1e-12)


def test_definitions_count_different_types() -> None:
    """An organisational innovation alone counts since 2013 and by the Oslo Manual of 2018, not before."""
    case = plant()
    mine = next(one for one in case.innovations if one.id == "I27")
    changed = mine.model_copy(update={"type": InnovationType.ADMINISTRATION})
    innovations = tuple(changed if one.id == "I27" else one for one in case.innovations)
    options = MeasureOptions(enterprises=("COPPER",))
    found = measure(case.model_copy(update={"innovations": innovations}), seed=1, options=options)
    levels = {f.definition: f.value for f in found.figures if f.code == "activity" and not f.region}
    assert levels == {"kz-product-process": 0.0, "kz-four-types": 1.0, "oslo-2018": 1.0}


def test_a_product_is_new_for_three_years() -> None:
    """The pump of 2024 counts as new in 2026, and no more when a product is new for two years only."""
    found = measure(plant(), seed=1, options=MeasureOptions(sales_years=2, enterprises=("PLANT",)))
    figure = next(f for f in found.figures if f.code == "turnover")
    assert figure.numerator == 600_000_000


def test_published_values_stand_on_both_sides_of_the_break(measured: Measurement) -> None:
    """The last value of each definition is shown, and only that of the own definition may be compared."""
    activity = [one for one in measured.comparisons if one.code == "activity" and not one.region]
    assert [(one.year, one.published, one.same_definition) for one in activity] == [
        (2012, pytest.approx(0.057), False),
        (2023, pytest.approx(0.117), True),
    ]
    assert any("2012" in note.text for note in measured.notes)


def test_regions_are_compared_where_a_figure_was_published(measured: Measurement) -> None:
    """The own level of the Karaganda region stands beside 13 %; regions without respondents have none of their own."""
    regions = {one.region: (one.own, one.published) for one in measured.comparisons if one.region}
    assert regions == {"71": (None, 0.135), "35": (0.75, 0.13), "15": (None, 0.125)}


def test_structure_of_exports_in_2003(measured: Measurement) -> None:
    """65 and 20 % leave 15 % that are not divided up: concentration lies between 0.4625 and 0.4850."""
    line = next(one for one in measured.structures if one.indicator == "exports-2003")
    assert (line.hhi, line.hhi_most) == (pytest.approx(0.4625), pytest.approx(0.485))
    assert line.known == pytest.approx(0.85)


def test_structure_of_equal_and_unequal_groups() -> None:
    """Two equal groups: HHI a half, Theil 0; nine and one tenth: HHI 0.82, Theil by its definition, change 0.4."""
    equal = structure_of("X", 2020, {"a": 0.5, "b": 0.5}, None)
    assert (equal.hhi, equal.normalised, equal.theil, equal.effective) == (0.5, pytest.approx(0.0), 0.0, 2.0)

    skew = structure_of("X", 2021, {"a": 0.9, "b": 0.1}, {"a": 0.5, "b": 0.5})
    assert skew.hhi == pytest.approx(0.82)
    assert skew.normalised == pytest.approx((math.sqrt(0.82) - math.sqrt(0.5)) / (1 - math.sqrt(0.5)))
    assert skew.theil == pytest.approx(0.5 * (1.8 * math.log(1.8) + 0.2 * math.log(0.2)))
    assert skew.change == pytest.approx(0.4)


def nested() -> TradeTable:
    """Return a table whose advantages are nested: three places with three, two and one product."""
    values = ((3.0, 3.0, 9.0), (4.0, 4.0, 0.0), (8.0, 0.0, 0.0))
    return TradeTable(year=2020, places=("A", "B", "C"), products=("p", "q", "r"), values=values)


def test_revealed_comparative_advantage() -> None:
    """The advantage of place B in product q is (4/8)/(7/31), by Balassa's quotient."""
    found = measure(plant(), nested(), seed=1, options=MeasureOptions(enterprises=("PLANT",))).complexity
    assert found is not None
    values = {(one.place, one.product): one.rca for one in found.advantages}
    assert values["B", "q"] == pytest.approx((4 / 8) / (7 / 31))
    assert values["C", "p"] == pytest.approx(1 / (15 / 31))
    assert ("C", "q") not in values


def test_complexity_of_a_nested_table_by_hand() -> None:
    """Advantages (1 1 1), (1 1 0), (1 0 0) give 3/√6, 0 and -3/√6; eigenvalues are 1, 1/4 and 1/9."""
    options = MeasureOptions(enterprises=("PLANT",), rca_threshold=1e-9)
    found = measure(plant(), nested(), seed=1, options=options).complexity
    assert found is not None
    assert [place.diversity for place in found.places] == [3, 2, 1]
    assert [product.ubiquity for product in found.products] == [3, 2, 1]
    edge = 3 / math.sqrt(6)
    assert [place.complexity for place in found.places] == [
        pytest.approx(edge),
        pytest.approx(0.0, abs=1e-12),
        pytest.approx(-edge),
    ]
    assert found.gap == pytest.approx(0.75)
    ordered = [product.complexity or 0.0 for product in found.products]
    assert ordered == sorted(ordered)


def test_a_table_in_two_parts_is_noted() -> None:
    """Places without a common product have no meaningful order, and the note says so."""
    table = TradeTable(year=2020, places=("A", "B"), products=("p", "q"), values=((1.0, 0.0), (0.0, 1.0)))
    found = measure(plant(), table, seed=1, options=MeasureOptions(enterprises=("PLANT",)))
    assert found.complexity is not None
    assert found.complexity.gap == pytest.approx(0.0, abs=1e-12)
    assert any("falls into parts" in note.text for note in found.notes)


def test_concentration_of_places() -> None:
    """A place that sells one product has HHI 1, one of two equal products a half."""
    found = measure(plant(), nested(), seed=1, options=MeasureOptions(enterprises=("PLANT",))).complexity
    assert found is not None
    assert [place.hhi for place in found.places[1:]] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (((1.0, 2.0),), "rows of"),
        (((1.0, -2.0), (1.0, 1.0)), "-2"),
        (((0.0, 0.0), (0.0, 0.0)), "no trade"),
    ],
)
def test_a_trade_table_is_refused(values: tuple[tuple[float, ...], ...], message: str) -> None:
    """A table that is not rectangular, holds negative values or nothing is refused."""
    with pytest.raises(ValueError, match=message):
        TradeTable(year=2020, places=("A", "B"), products=("p", "q"), values=values)


def test_the_seed_is_checked() -> None:
    """A seed beyond the streams is refused, as by every verb."""
    with pytest.raises(InputError, match="seed"):
        measure(plant(), seed=-1)
