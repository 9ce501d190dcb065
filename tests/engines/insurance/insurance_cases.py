"""Registers for the tests of insurance: the worked example with five risks, and small ones."""

from __future__ import annotations

from typing import Any

from builders import case_data
from serpin.engines.insurance.options import InsuranceOptions, Sharing
from serpin.engines.insurance.result import CoverPlan
from serpin.vocabulary.case import Case

UNLIMITED = 1_000_000
FIVE = (
    ("R1", 0.10, ((20, 0.5), (50, 0.3), (100, 0.2)), 0.35),
    ("R2", 0.25, ((10, 0.6), (30, 0.4)), 0.60),
    ("R3", 0.02, ((200, 0.5), (400, 0.5)), 0.50),
    ("R4", 0.05, ((60, 0.5), (150, 0.5)), 0.80),
    ("R5", 0.30, ((80, 1.0),), 0.0),
)
LAYERS = ((0, UNLIMITED), (20, UNLIMITED), (50, UNLIMITED), (0, 100), (50, 150), (100, 300))


def risk_data(code: str, chance: float, sizes: Any, **more: Any) -> dict[str, Any]:
    """Return a risk that costs money in the first project when it happens."""
    return {
        "id": code,
        "name": f"Risk {code}",
        "probability": chance,
        "insurance": "property",
        "impacts": [{"project": "P1", "on": "cost", "size": sizes}],
        **more,
    }


def discrete(pairs: tuple[tuple[float, float], ...]) -> dict[str, Any]:
    """Return a discrete estimate."""
    return {"values": [value for value, _ in pairs], "probabilities": [chance for _, chance in pairs]}


def cover_data(code: str, perils: list[str], deductible: float, limit: float, **more: Any) -> dict[str, Any]:
    """Return an offer of property insurance."""
    return {
        "id": code,
        "name": f"Cover {code}",
        "insurance": "property",
        "perils": perils,
        "deductible": deductible,
        "limit": limit,
        **more,
    }


def insured_case(risks: list[dict[str, Any]], covers: list[dict[str, Any]] | None = None, **more: Any) -> Case:
    """Return a case of one year with these risks and offers."""
    return Case.model_validate(case_data(risks=risks, covers=covers or [], **{"horizon": 4, **more}))


def five_risks() -> Case:
    """Return the worked example: five independent risks, up to six layers for each of the four insurable ones."""
    risks = [risk_data(code, chance, discrete(sizes)) for code, chance, sizes, _ in FIVE]
    risks[4] |= {"speculative": True, "insurance": None}
    covers = []
    for code, _, sizes, loading in FIVE[:4]:
        for number, (deductible, limit) in enumerate(LAYERS):
            if max(size for size, _ in sizes) > deductible:
                name = f"{code}-{number}"
                covers.append(cover_data(name, [code], deductible, limit, loading=loading, fee=0.1))
    return insured_case(risks, covers)


def five_options(**more: Any) -> InsuranceOptions:
    """Return the options of the worked example: the fifth risk may be shared at 40 % for 2."""
    sharing = (Sharing(risk="R5", share=0.4, cost=2),)
    return InsuranceOptions(**{"sharing": sharing, "variants": False, "cost_of_capital": 0.0, **more})


def answers(plan: CoverPlan) -> dict[str, Any]:
    """Return by risk the chosen cover, "shared" or nothing."""
    return {
        decision.risks[0]: decision.answer.covers[0]
        if decision.answer.covers
        else ("shared" if decision.answer.shared else "")
        for decision in plan.decisions
    }
