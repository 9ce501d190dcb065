"""The checker sees what is wrong with a result, one thing at a time."""

from typing import Any

import pytest
from coordination_games import six

from serpin.engines.coordination.check import check_coordination
from serpin.engines.coordination.problem.proof import Proof, fault_of
from serpin.engines.coordination.result import Coordination
from serpin.engines.coordination.verb import coordinate

GAME = six()
PAIRS = {(pair.gainer, pair.giver): (pair.amount, 0) for pair in GAME.pairs}
PROOF = Proof(pairs=PAIRS, groups=(), needs={})
"""Everybody keeps what it gains: 2, 2, 2, 1, 1 for the five, and −4 for the gadget."""


def solved() -> Coordination:
    """Return the right answer."""
    return coordinate(GAME, seed=1)


def failed(result: Coordination, proof: Proof = PROOF) -> set[str]:
    """Return the names of the checks that fail."""
    return {check.name for check in check_coordination(GAME, result, proof) if not check.passed}


def test_a_right_answer_passes() -> None:
    """Nothing is wrong with it, with the proof by hand."""
    assert failed(solved()) == set()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"waiting": ("mine",)}, "equilibria"),
        ({"trusting": ("mine",)}, "equilibria"),
        ({"equilibria": ((), ("mine",))}, "equilibria"),
        ({"optimum_value": 9}, "optimum"),
        ({"optimum": ("mine", "smelter")}, "optimum"),
        ({"tipped": ("mine",)}, "tipping"),
        ({"standings": ()}, "classes"),
    ],
)
def test_a_wrong_outcome_is_seen(change: dict[str, Any], names: str) -> None:
    """Each falsified field fails the check that is about it."""
    assert names in failed(solved().model_copy(update=change))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"exposure": 9}, "promises"),
        ({"bound": 11}, "promises"),
        ({"gain": 7}, "division"),
        ({"division_holds": False}, "division"),
    ],
)
def test_a_wrong_package_is_seen(change: dict[str, Any], name: str) -> None:
    """Sums, bounds, gains and divisions that are not right fail."""
    right = solved()
    package = right.packages[0].model_copy(update=change)
    assert name in failed(right.model_copy(update={"packages": (package,)}))


def test_a_promise_that_is_too_small_is_seen() -> None:
    """One unit less for the parts plant fails its check, and then nobody comes."""
    right = solved()
    first = right.packages[0].first
    less = first.model_copy(update={"amount": first.amount - 2})
    package = right.packages[0].model_copy(update={"guarantees": (less, *right.packages[0].guarantees[1:])})
    assert {"promises", "tipping"} <= failed(right.model_copy(update={"packages": (package,)}))


@pytest.mark.parametrize(
    ("pairs", "place"),
    [
        ({**PAIRS, ("mine", "smelter"): (6, -1)}, "mine smelter"),
        ({**PAIRS, ("mine", "smelter"): (6, 0)}, "mine smelter"),
        ({**PAIRS, ("mine", "gadget"): (0, 1)}, "mine gadget"),
    ],
)
def test_a_false_proof_is_seen(pairs: dict[tuple[str, str], tuple[int, int]], place: str) -> None:
    """Gains that are not there, too large, or negative cannot be handed out."""
    assert fault_of(GAME, Proof(pairs=pairs, groups=(), needs={})) == place


def test_a_proof_that_proves_less_is_seen() -> None:
    """If gains are handed out otherwise, more might be left to some set than the outcome is worth."""
    pairs = {**PAIRS, ("gadget", "parts"): (0, 2)}
    assert failed(solved(), Proof(pairs=pairs, groups=(), needs={})) == {"optimum"}
