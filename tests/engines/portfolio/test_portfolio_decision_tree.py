"""The published decision tree of a drug (Merck and Davanrik, Harvard 9-201-023), node by node, by the selection."""

from __future__ import annotations

from typing import Any

import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.result import Candidate
from serpin.engines.portfolio.verb import select

# after phase II: chance, cost of phase III, and what it leads to (chance, cost of launch, present value)
DEPRESSION = (0.10, 200.0, [(0.85, 250.0, 1200.0)])
WEIGHT = (0.15, 150.0, [(0.75, 100.0, 345.0)])
BOTH = (0.05, 500.0, [(0.70, 400.0, 2250.0), (0.15, 250.0, 1200.0), (0.05, 100.0, 345.0)])
BRANCHES = [DEPRESSION, WEIGHT, BOTH]


def mixed(pairs: list[tuple[float, float]]) -> dict[str, Any]:
    """Return amounts with their chances, scaled to one, as an estimate."""
    total = sum(chance for chance, _ in pairs)
    return {
        "values": [amount for _, amount in pairs],
        "probabilities": [chance / total for chance, _ in pairs],
    }


def judged(works: list[dict[str, Any]], pairs: list[tuple[float, float]], **more: Any) -> Candidate:
    """Return how the selection judges a project without discount and tax."""
    one = project("DRUG", works=works, returns={"revenue": mixed(pairs), "life": 1}, **more)
    options = PortfolioOptions(contingency=0.0, explanation=0.0)
    portfolio = select(case([one], [source(money=(5000,))]), seed=1, options=options)
    assert portfolio.is_sound, portfolio.self_checks
    return portfolio.candidates[0]


def launched(outcomes: list[tuple[float, float, float]]) -> tuple[float, dict[str, Any], list[tuple[float, float]]]:
    """Return the chance of approval, the cost of launch and the present value once approved."""
    chance = sum(part for part, _, _ in outcomes)
    return chance, mixed([(part, cost) for part, cost, _ in outcomes]), [(part, worth) for part, _, worth in outcomes]


@pytest.mark.parametrize(
    ("branch", "published"),
    [(DEPRESSION, 607.5), (WEIGHT, 33.75), (BOTH, 949.75)],
    ids=["depression", "weight", "both"],
)
def test_the_nodes_of_phase_three(
    branch: tuple[float, float, list[tuple[float, float, float]]], published: float
) -> None:
    """Phase III is paid for certain, launch and returns only with approval."""
    _, cost, outcomes = branch
    chance, launch, worth = launched(outcomes)
    works = [work("PHASE3", 10, cost, success=chance), work("LAUNCH", 10, launch, ("PHASE3",))]
    found = judged(works, worth)
    assert float(found.value) == pytest.approx(published, abs=0.01)
    assert found.success == pytest.approx(chance)


def test_the_whole_tree_with_its_gate() -> None:
    """13.98 with all three phases; after phase II, 73.3; and no approval with 85.45 %."""
    reached = sum(chance for chance, _, _ in BRANCHES)
    every = [(chance * part, cost, worth) for chance, _, ends in BRANCHES for part, cost, worth in ends]
    approved, launch, worth = launched(every)
    later = [
        work(
            "PHASE3",
            10,
            mixed([(chance, cost) for chance, cost, _ in BRANCHES]),
            ("PHASE2",),
            success=approved / reached,
        ),
        work("LAUNCH", 10, launch, ("PHASE3",)),
    ]
    gate = {"id": "G2", "name": "After phase II", "after": ["PHASE2"], "before": ["PHASE3"], "success": reached}
    second = work("PHASE2", 10, 40)
    assert float(judged([second, *later], worth, gates=[gate]).value) == pytest.approx(73.3, abs=0.005)
    works = [work("PHASE1", 10, 30, success=0.6), {**second, "after": [{"work": "PHASE1"}]}, *later]
    found = judged(works, worth, gates=[gate])
    assert float(found.value) == pytest.approx(13.98, abs=0.005)
    assert 1 - found.success == pytest.approx(0.8545)


def test_a_gate_is_worth_what_it_saves() -> None:
    """Without the gate phase III would be paid for after every phase II: 0.6 · 0.7 of its mean cost is lost."""
    reached = sum(chance for chance, _, _ in BRANCHES)
    mean = sum(chance * cost for chance, cost, _ in BRANCHES) / reached
    works = [
        work("PHASE1", 10, 30, success=0.6),
        work("PHASE2", 10, 40, ("PHASE1",)),
        work("PHASE3", 10, mean, ("PHASE2",)),
    ]
    gate = {"id": "G2", "name": "After phase II", "after": ["PHASE2"], "before": ["PHASE3"], "success": reached}
    with_gate, without = (judged(works, [(1.0, 0.0)], gates=gates).value for gates in ([gate], []))
    assert float(with_gate - without) == pytest.approx(0.6 * (1 - reached) * mean, abs=0.01)
