"""The law: which risks may be insured, in which class, and which offers are void.

Civil Code, chapter 40 (articles 817, 819–821, 826, 832, 843, 845) and Law on insurance activity, articles 6 and 7.
Textbook: ``insurance.md``, section "What may be insured".
"""

from __future__ import annotations

from collections.abc import Iterable

from serpin.base.errors import InputError, Problem
from serpin.base.texts import mark
from serpin.engines.insurance.options import InsuranceOptions
from serpin.engines.insurance.result import Feature, Verdict
from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Fixed
from serpin.vocabulary.result import Message
from serpin.vocabulary.risk import Effect, ImpactOn, InsuranceClass, Risk, RiskClass

NUMBERS = {
    InsuranceClass.ACCIDENT: "1",
    InsuranceClass.ILLNESS: "2",
    InsuranceClass.CARGO: "7",
    InsuranceClass.PROPERTY: "8",
    InsuranceClass.LIABILITY: "12",
    InsuranceClass.LOAN: "13",
    InsuranceClass.MORTGAGE: "14",
    InsuranceClass.GUARANTEE: "15",
    InsuranceClass.FINANCIAL_ORGANISATION: "15-1",
    InsuranceClass.OTHER_FINANCIAL_LOSS: "16",
    InsuranceClass.LEGAL_COSTS: "17",
    InsuranceClass.TITLE: "18",
}
"""Numbers of the classes in the Law on insurance activity, article 6, paragraph 3."""

PAYS_ALL = frozenset(
    {
        InsuranceClass.ACCIDENT,
        InsuranceClass.ILLNESS,
        InsuranceClass.LOAN,
        InsuranceClass.GUARANTEE,
        InsuranceClass.OTHER_FINANCIAL_LOSS,
    }
)
"""Classes that pay for delay and lost income, too; the others pay for damage and additional cost alone."""

_LACKING = {
    Feature.RANDOM: mark("it is not an event that may or may not happen (Civil Code, article 817, paragraph 3)"),
    Feature.UNPREDICTABLE: mark("its time and size are known beforehand (Civil Code, article 817, paragraph 3)"),
    Feature.NOT_INEVITABLE: mark(
        "it is sure to happen; it belongs into the budget (Civil Code, article 817, paragraph 3)"
    ),
    Feature.ADVERSE: mark("nothing is lost by it (Civil Code, article 817, paragraph 3)"),
    Feature.NOT_WILLED: mark("the policyholder brings it about himself (Civil Code, article 817, paragraph 3)"),
    Feature.NOT_SPECULATIVE: mark(
        "gain is possible as well as loss: a speculative risk (Civil Code, article 817, paragraph 3)"
    ),
}
_INSURABLE = mark("it has all six features of an insured event (Civil Code, article 817, paragraph 3)")
_NO_CLASS = mark("it has all six features; it may be insured once a class is named for it (article 6 of the law)")
_VOID = {
    Feature.RANDOM: mark("{cover} cannot insure {risk}: it cannot happen (Civil Code, articles 817 and 843)"),
    Feature.UNPREDICTABLE: mark(
        "{cover} cannot insure {risk}: its time and size are known (Civil Code, articles 817 and 843)"
    ),
    Feature.NOT_INEVITABLE: mark(
        "{cover} cannot insure {risk}: it is sure to happen (Civil Code, articles 817 and 843)"
    ),
    Feature.ADVERSE: mark("{cover} cannot insure {risk}: nothing is lost by it (Civil Code, articles 817 and 843)"),
    Feature.NOT_WILLED: mark(
        "{cover} cannot insure {risk}: the policyholder wills it himself (Civil Code, articles 817 and 843)"
    ),
    Feature.NOT_SPECULATIVE: mark(
        "{cover} cannot insure {risk}: it is a speculative risk (Civil Code, articles 817 and 843)"
    ),
}
_EXCLUDED = mark(
    "cover {cover} is of class 16 and insures {risk} of class {number}; class 16 excludes classes 12 to 15 "
    "(Law on insurance activity, article 7)"
)
_ANSWERS = {
    Verdict.INSURABLE: ("cover", "mitigation", "reserve"),
    Verdict.SHAREABLE: ("sharing", "gate", "mitigation", "reserve"),
    Verdict.RESERVE: ("mitigation", "reserve"),
}
_SHARED_KINDS = frozenset({RiskClass.TECHNICAL, RiskClass.MARKET, RiskClass.FINANCIAL, RiskClass.INTELLECTUAL_PROPERTY})
_BEFORE_16 = frozenset(
    {
        InsuranceClass.LIABILITY,
        InsuranceClass.LOAN,
        InsuranceClass.MORTGAGE,
        InsuranceClass.GUARANTEE,
        InsuranceClass.FINANCIAL_ORGANISATION,
    }
)


def lacking(risk: Risk, *, loses: bool, options: InsuranceOptions) -> tuple[Feature, ...]:
    """Return the features of an insured event that a risk has not, in the order of the law.

    Parameters
    ----------
    risk
        The risk.
    loses
        Whether money is lost by it.
    options
        Where the policyholder's own decisions are named.
    """
    sure = risk.probability is not None and risk.probability >= 1.0
    never = (risk.probability if risk.probability is not None else risk.rate) == 0
    known_day = risk.since is not None and risk.since == risk.until
    known_size = all(isinstance(impact.size, Fixed) for impact in risk.impacts)
    tests = {
        Feature.RANDOM: not never,
        Feature.UNPREDICTABLE: not (known_day and known_size and sure),
        Feature.NOT_INEVITABLE: not sure,
        Feature.ADVERSE: loses,
        Feature.NOT_WILLED: risk.id not in options.willed,
        Feature.NOT_SPECULATIVE: not (risk.speculative or _may_gain(risk)),
    }
    return tuple(feature for feature, holds in tests.items() if not holds)


def _may_gain(risk: Risk) -> bool:
    """Tell whether a size is rather a gain: less time, less cost, more returns."""
    for impact in risk.impacts:
        mean, nothing = impact.size.mean(), 1.0 if impact.effect is Effect.FACTOR else 0.0
        if mean > nothing if impact.on is ImpactOn.RETURNS else mean < nothing:
            return True
    return False


def verdict(risk: Risk, missing: tuple[Feature, ...]) -> Verdict:
    """Return what the law leaves open for a risk."""
    if not missing and risk.insurance is not None:
        return Verdict.INSURABLE
    if set(missing) <= {Feature.NOT_SPECULATIVE} and (missing or risk.category in _SHARED_KINDS):
        return Verdict.SHAREABLE
    return Verdict.RESERVE


def reason(risk: Risk, missing: tuple[Feature, ...]) -> Message:
    """Say why a risk may be insured or not, with the article."""
    if missing:
        return Message(text=_LACKING[missing[-1]])
    return Message(text=_INSURABLE if risk.insurance else _NO_CLASS)


def answers(found: Verdict) -> tuple[str, ...]:
    """Return the answers that are open: cover, sharing, gate, mitigation, reserve."""
    return _ANSWERS[found]


def suggested_class(risk: Risk) -> InsuranceClass | None:
    """Return the class of a risk as the register names it, or as its category and impacts suggest."""
    if risk.insurance is not None or risk.speculative:
        return risk.insurance
    costs = any(impact.on is ImpactOn.COST for impact in risk.impacts)
    by_category = {
        RiskClass.PRODUCTION: InsuranceClass.PROPERTY,
        RiskClass.LEGAL: InsuranceClass.LIABILITY,
        RiskClass.ENVIRONMENTAL: InsuranceClass.LIABILITY,
        RiskClass.INTELLECTUAL_PROPERTY: InsuranceClass.LEGAL_COSTS,
        RiskClass.ORGANISATIONAL: InsuranceClass.ILLNESS,
    }
    if costs and risk.category in by_category:
        return by_category[risk.category]
    return None if risk.category in (RiskClass.TECHNICAL, RiskClass.MARKET) else InsuranceClass.OTHER_FINANCIAL_LOSS


def refuse_void_covers(case: Case, missing: dict[str, tuple[Feature, ...]]) -> None:
    """Refuse covers that the law makes void.

    Parameters
    ----------
    case
        The case with its covers.
    missing
        Features that each risk has not, by code.

    Raises
    ------
    InputError
        With every peril that may not be insured.
    """
    problems = list(_void(case, missing))
    if problems:
        raise InputError(problems)


def _void(case: Case, missing: dict[str, tuple[Feature, ...]]) -> Iterable[Problem]:
    risks = {risk.id: risk for risk in case.risks}
    for number, cover in enumerate(case.covers):
        for place, peril in enumerate(cover.perils):
            where = ("covers", number, "perils", place)
            lost = missing.get(peril, ())
            if lost:
                yield Problem(_VOID[lost[-1]], where, {"cover": cover.id, "risk": peril})
            kind = risks[peril].insurance if peril in risks else None
            if cover.insurance is InsuranceClass.OTHER_FINANCIAL_LOSS and kind in _BEFORE_16:
                yield Problem(_EXCLUDED, where, {"cover": cover.id, "risk": peril, "number": NUMBERS[kind]})
