"""What the law forbids is refused, with the article; what it leaves open is said."""

from typing import Any

import pytest
from insurance_cases import cover_data, insured_case, risk_data

import serpin
from serpin.base.errors import InputError
from serpin.engines.insurance.options import InsuranceOptions, Sharing
from serpin.engines.insurance.result import Feature, Verdict
from serpin.vocabulary.losses import LossTable


def refused(risks: list[dict[str, Any]], covers: list[dict[str, Any]], **options: Any) -> str:
    """Return with which words a register is refused."""
    with pytest.raises(InputError) as error:
        serpin.insure(insured_case(risks, covers), seed=1, options=InsuranceOptions(**options))
    return error.value.text("en")


@pytest.mark.parametrize(
    ("chance", "more", "words"),
    [
        (0.2, {"speculative": True}, "it is a speculative risk (Civil Code, articles 817 and 843)"),
        (1.0, {}, "it is sure to happen (Civil Code, articles 817 and 843)"),
        (0.0, {}, "it cannot happen (Civil Code, articles 817 and 843)"),
        (0.2, {"impacts": []}, "nothing is lost by it (Civil Code, articles 817 and 843)"),
    ],
)
def test_void_covers_are_refused(chance: float, more: dict[str, Any], words: str) -> None:
    """A cover of a peril that lacks a feature of an insured event is void, and the place is named."""
    text = refused([risk_data("A", chance, 50, **more)], [cover_data("K", ["A"], 0, 100)])
    assert text == f"covers[0].perils[0]: K cannot insure A: {words}"


def test_what_is_willed_is_refused() -> None:
    """What the policyholder brings about himself cannot be insured."""
    text = refused([risk_data("A", 0.2, 50)], [cover_data("K", ["A"], 0, 100)], willed=("A",))
    assert "wills it himself (Civil Code, articles 817 and 843)" in text


def test_class_16_excludes_liability() -> None:
    """Other financial losses are insured apart from liability, loans and guarantees."""
    cover = cover_data("K", ["A"], 0, 100, insurance="other_financial_loss")
    text = refused([risk_data("A", 0.2, 50, insurance="liability")], [cover])
    assert "class 16 excludes classes 12 to 15 (Law on insurance activity, article 7)" in text


def test_terms_that_no_contract_may_have_are_refused() -> None:
    """Limit below the deductible, sum insured above the value, shares of a pool: refused with the article."""
    with pytest.raises(InputError, match=r"the limit 50 is not above the deductible 100 \(Civil Code, article 826\)"):
        _valid(cover_data("K", ["A"], 100, 50))
    with pytest.raises(InputError, match=r"above the actual value 100 \(Civil Code, article 819\)"):
        _valid(cover_data("K", ["A"], 0, 50, sum_insured=200, value=100))
    with pytest.raises(InputError, match=r"sum to 0.9 \(Civil Code, article 823\)"):
        _valid(cover_data("K", ["A"], 0, 50, pool={"E1": 0.9}))


def _valid(cover: dict[str, Any]) -> None:
    from pydantic import ValidationError

    from serpin.base.errors import problems_of

    try:
        insured_case([risk_data("A", 0.2, 50)], [cover])
    except ValidationError as error:
        raise InputError(problems_of(list(error.errors()))) from None


def test_unknown_names_are_refused() -> None:
    """Options and losses may only name risks of the case."""
    import numpy as np

    case = insured_case([risk_data("A", 0.2, 50)])
    for options in (InsuranceOptions(willed=("Z",)), InsuranceOptions(sharing=(Sharing(risk="Z", share=0.5),))):
        with pytest.raises(InputError, match="there is no risk Z"):
            serpin.insure(case, seed=1, options=options)
    with pytest.raises(InputError, match="there is no risk Z"):
        serpin.insure(case, LossTable(("Z",), np.ones((3, 1))), seed=1)


def test_tables_that_do_not_fit_are_refused() -> None:
    """A table of losses has one column for each risk, and no negative amount."""
    import numpy as np

    with pytest.raises(InputError, match="does not fit"):
        LossTable(("A", "B"), np.ones((3, 1)))
    with pytest.raises(InputError, match="negative or not finite"):
        LossTable(("A",), -np.ones((3, 1)))
    with pytest.raises(InputError, match="negative or not finite"):
        LossTable(("A",), np.ones((3, 1)), damage=np.full((3, 1), 2.0))


def test_verdicts_follow_the_features() -> None:
    """Insurable with a class; shared when speculative or technical without one; else for the reserve."""
    risks = [
        risk_data("A", 0.2, 50),
        risk_data("B", 0.2, 50, speculative=True, category="market", insurance=None),
        risk_data("C", 0.2, 50, category="technical", insurance=None),
        risk_data("D", 0.2, 50, category="organisational", insurance=None),
        risk_data("E", 1.0, 50),
    ]
    plan = serpin.insure(insured_case(risks), seed=1)
    verdicts = [one.verdict for one in plan.judgements]
    assert verdicts == [
        Verdict.INSURABLE,
        Verdict.SHAREABLE,
        Verdict.SHAREABLE,
        Verdict.RESERVE,
        Verdict.RESERVE,
    ]
    assert plan.judgements[1].lacking == (Feature.NOT_SPECULATIVE,)
    assert "article 817" in plan.judgements[4].reason.text
    assert plan.judgements[0].number == "8"


def test_double_insurance_is_named() -> None:
    """Two covers of one peril are not both chosen, and article 821 is named."""
    covers = [cover_data("K1", ["A"], 0, 90, premium=0.1), cover_data("K2", ["A"], 10, 90, premium=0.1)]
    plan = serpin.insure(insured_case([risk_data("A", 0.2, 50)], covers), seed=1)
    assert plan.decisions[0].answer.covers == ("K1",)
    assert any("article 821" in note.text for note in plan.notes)
