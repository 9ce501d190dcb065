"""The signs in words: formula, source of the threshold, and the sentence of a flag."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.base.texts import mark
from serpin.engines.integrity.result import Sign


@dataclass(frozen=True)
class SignWords:
    """Formula (free of language), threshold, where the threshold comes from, and what a flag says."""

    formula: str
    threshold: str
    source: str
    flag: str


_BY_CHANCE = mark("probability under honest giving at most {probability} after all tests of this sign")
_OWN = mark("own setting; it can be changed")
_LEVEL = mark("Benjamini and Hochberg 1995; the level is divided evenly among the six signs of chance")

WORDS = {
    Sign.CONCENTRATION: SignWords(
        "D = Σs² − Σs₀²;  p = P(|Σs*² − Σs₀²| ≥ D)",
        _BY_CHANCE,
        _LEVEL,
        mark(
            "The money is more concentrated than the scores explain: index {observed}, by the scores {expected}. "
            "{applicant} got most, {amount}."
        ),
    ),
    Sign.REPEAT: SignWords(
        "p = P(Σ Bernoulli(Φ((s − c)/e)) ≥ w)",
        _BY_CHANCE,
        _LEVEL,
        mark("{applicant} won {observed} times; its scores give a chance to {expected}."),
    ),
    Sign.SINGLE: SignWords(
        "p = P(N = 1 | N ≥ 1),  N ~ NB(m, v)",
        _BY_CHANCE,
        mark("Cardinal R018 (single bid) and Benjamini and Hochberg 1995"),
        mark("There was one application, by {applicant}; other calls got {expected} on average."),
    ),
    Sign.SHORT: SignWords(
        "t₂ − t₁ + 1 < T",
        mark("at least {days} days"),
        mark("Cardinal R003 (short submission period)"),
        mark("The call was open for {observed} days."),
    ),
    Sign.OVERRIDE: SignWords(
        "r(x̄) > k ∧ r(x̃) > k",
        mark("not one case"),
        mark("Rodrik 2004: every departure from the rule is accounted for"),
        mark("{applicant} was paid from place {observed} where {expected} were paid, and nobody wrote down why."),
    ),
    Sign.CONNECTED: SignWords(
        "z = (O − E)/√V,  E = Σ n₁m₁/N",
        _BY_CHANCE,
        mark("Cochran, Mantel and Haenszel; Khwaja and Mian 2005"),
        mark("Connected applicants won {observed} times; at equal scores {expected} would be expected."),
    ),
    Sign.REVIEWER: SignWords(
        "p = T₆ₙ(√n·d̄/σ),  d = s − x̃₋ᵣ",
        _BY_CHANCE,
        _LEVEL,
        mark("{reviewer} gives {applicant} {observed} points more than the other reviewers do."),
    ),
    Sign.AFTER_FAILURE: SignWords(
        "t > min tᶠ",
        mark("not one case"),
        mark("Law on industrial policy, article 28: no new agreement after failed obligations"),
        mark("{applicant} was given {amount} after an earlier obligation had failed."),
    ),
    Sign.COST: SignWords(
        "p = T₆((ln c − m)/(1.4826·MAD))",
        _BY_CHANCE,
        _LEVEL,
        mark("{applicant}: a unit of the outcome cost {cost}; others paid {worth} for the same."),
    ),
    Sign.SUNSET: SignWords(
        "tₑ = ∅",
        mark("not one case"),
        mark("Rodrik 2004: support ends on a day that is set beforehand"),
        mark("The call gave {amount} and names no day on which the support ends."),
    ),
    Sign.RENEWED: SignWords(
        "T > T₀ ∧ tᶠ < t",
        mark("at most {years} years"),
        mark("Five years, as for state research contracts (Law on science and technological policy); Amsden 1989"),
        mark("{applicant} was supported for {observed} years on end, although an obligation failed on the way."),
    ),
    Sign.UNREPORTED: SignWords(
        "t₀ ≤ t ∧ a = ∅",
        mark("not one case"),
        _OWN,
        mark("{applicant}: obligations are due, and nobody has said what came of them: {observed}."),
    ),
    Sign.UNRECLAIMED: SignWords(
        "B·m·(1 + r·T) − C > 0",
        mark("kept below {share}"),
        mark("Law on industrial policy, article 27 (rule CO-1)"),
        mark("{applicant} kept {share} of what it promised; {amount} is still to be claimed back."),
    ),
}
