"""The summary of insurance says what is covered, why, what else could be done, and how large the reserve is."""

import pytest

import serpin
from builders import case_data
from serpin.charts.layers import layers_of_loss
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.insurance.result import CoverPlan
from serpin.reports.insurance import insurance_summary
from serpin.reports.tables.covers import judgements, programmes
from serpin.vocabulary.case import Case

_SIZES = {"values": [2000, 9000], "probabilities": [0.6, 0.4]}
_IMPACT = {"project": "P1", "on": "cost", "size": _SIZES}
_RISKS = [
    {"id": "R1", "name": "Fire", "probability": 0.1, "insurance": "property", "impacts": [_IMPACT]},
    {"id": "R2", "name": "No demand", "probability": 0.3, "speculative": True, "impacts": [_IMPACT]},
]
_COVER = {"id": "C1", "name": "Fire cover", "insurance": "property", "perils": ["R1"], "deductible": 500, "limit": 9000}
CASE = Case.model_validate(case_data(risks=_RISKS, covers=[{**_COVER, "premium": 700}]))


@pytest.fixture(scope="module")
def plan() -> CoverPlan:
    """Return the plan of two risks and one cover."""
    return serpin.insure(CASE, seed=1, options=InsuranceOptions(cost_of_capital=0.5))


def test_the_summary_says_price_rule_and_reserve(plan: CoverPlan) -> None:
    """The quote is said in words beside the principles; the alternatives and the reserve follow."""
    text = " ".join(insurance_summary(CASE, plan, "en").split())
    assert plan.premiums[0].times == pytest.approx(700 / (0.1 * 4300))
    assert "You pay 1.6 times the expected claims." in text
    assert "by Wang" in text
    assert "speculative risk (Civil Code, article 817, paragraph 3)" in text
    assert "Reserve" in text
    assert "all 5 checks passed" in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_summary_is_said_in_every_language(plan: CoverPlan, language: str) -> None:
    """No placeholder is left over in any language, and no line is too long."""
    text = insurance_summary(CASE, plan, language)
    assert "{" not in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_a_conflict_is_said(plan: CoverPlan) -> None:
    """An impossible limit ends in a sentence with both amounts."""
    found = serpin.insure(CASE, seed=1, options=InsuranceOptions(tail_limit=10))
    assert "No answer to the risks keeps the limit" in insurance_summary(CASE, found, "en")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_picture_draws(plan: CoverPlan, language: str) -> None:
    """The layers are a valid chart that says its finding."""
    names = Names(CASE, Locale(language))
    picture = layers_of_loss(plan, names)
    assert picture is not None
    assert picture.chart.to_dict(validate=True)["$schema"].endswith(".json")
    assert picture.svg(names.locale).startswith("<svg")
    assert picture.title


def test_a_programme_that_is_the_same_is_told_once() -> None:
    """Where no cover is worth its price, not to insure is what is chosen: one line, with both names."""
    case = Case.model_validate(case_data(risks=_RISKS, covers=[{**_COVER, "premium": 8000}]))
    found = serpin.insure(case, seed=1, options=InsuranceOptions(cost_of_capital=0.1))
    table = programmes(found, Names(case, Locale("en")))
    names = [str(row[0]) for row in table.rows]
    assert names[0] == "this programme – here the same as: retain everything; mitigate and share, insure nothing"
    assert len({row[1:] for row in table.rows}) == len(table.rows) == 2


def test_what_has_all_features_is_not_said_to_be_forbidden() -> None:
    """Only a risk that lacks a feature may not be insured; one without a class is told what it wants."""
    risks = [
        {"id": "R1", "name": "Test fails", "probability": 0.1, "category": "technical", "impacts": [_IMPACT]},
        {"id": "R2", "name": "No demand", "probability": 0.3, "speculative": True, "impacts": [_IMPACT]},
        {
            "id": "R3",
            "name": "A partner leaves",
            "probability": 0.1,
            "category": "organisational",
            "impacts": [_IMPACT],
        },
        {"id": "R4", "name": "Tax", "probability": 1.0, "impacts": [_IMPACT]},
    ]
    case = Case.model_validate(case_data(risks=risks))
    found = serpin.insure(case, seed=1, options=InsuranceOptions(cost_of_capital=0.1))
    rows = {str(row[0]): (str(row[1]), str(row[3])) for row in judgements(found, Names(case, Locale("en"))).rows}
    assert rows["Test fails"][0] == "No class of insurance is named; share, gate or mitigate"
    assert rows["A partner leaves"][0] == "No class of insurance is named; mitigate or reserve"
    assert rows["No demand"][0] == "May not be insured; share, gate or mitigate"
    assert rows["Tax"][0] == "May not be insured; mitigate or reserve"
    for verdict, reason in rows.values():
        assert ("all six features" in reason) == verdict.startswith("No class")


def test_a_class_stands_with_its_number_once(plan: CoverPlan) -> None:
    """The words of the class hold the number."""
    table = judgements(plan, Names(CASE, Locale("kk")))
    assert table.rows[0][2] == "мүлік (8-сынып)"


def test_who_may_spend_nothing_is_not_told_that_nobody_offers() -> None:
    """An offer beyond the budget is an offer."""
    found = serpin.insure(CASE, seed=1, options=InsuranceOptions(cost_of_capital=0.5, budget=0))
    reasons = {decision.risks: decision.reason.text for decision in found.decisions}
    assert reasons["R1",] == "retained: every other answer breaks the limit of the tail or of what may be spent"
    assert reasons["R2",] == "retained: nobody offers to cover, to share or to mitigate it"
