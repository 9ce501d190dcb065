"""The cover plan: what is retained, ceded, shared, reserved and why, with the alternatives beside it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from serpin.base.money import Money, SignedMoney
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result
from serpin.vocabulary.risk import InsuranceClass


class Verdict(StrEnum):
    """What the law leaves open for a risk."""

    INSURABLE = "insurable"
    SHAREABLE = "shareable"
    RESERVE = "reserve"


class Feature(StrEnum):
    """The features of an insured event (Civil Code, article 817, paragraph 3)."""

    RANDOM = "random"
    UNPREDICTABLE = "unpredictable"
    NOT_INEVITABLE = "not_inevitable"
    ADVERSE = "adverse"
    NOT_WILLED = "not_willed"
    NOT_SPECULATIVE = "not_speculative"


class Judgement(Noun):
    """A risk before the law and in money.

    ``lacking`` are the features that it has not; ``reason`` names the article. ``kind`` is the statutory class that
    could cover it and ``number`` its number there; ``years`` for how many whole years a cover would run. Frequency is
    the expected number of events in the plan; money is what the plan may lose by it: mean, standard deviation, mean of
    the worst courses of this risk alone.
    """

    risk: str
    verdict: Verdict
    lacking: tuple[Feature, ...] = ()
    reason: Message
    kind: InsuranceClass | None = None
    number: str = ""
    answers: tuple[str, ...] = ()
    frequency: float
    years: int = 1
    expected: Money
    deviation: Money
    tail: Money


class DirectorRule(Noun):
    """Retain what happens more often than once in ``every_years``; insure what is rarer.

    ``probability`` is the threshold k/(θ+k) a year, ``deductible`` the yearly loss that is exceeded just so often.
    ``insure`` says whether the part above it is worth its premium.
    """

    probability: float
    every_years: float
    deductible: Money
    insure: bool


class PremiumLine(Noun):
    """An offer and its prices for the whole time that it runs, in money.

    ``loading`` is what the price asks beyond the expected claims, as a share of them; ``times`` is 1 + loading, nothing
    where no claims are expected.
    """

    cover: str
    deductible: Money
    limit: Money
    years: int
    expected_claims: Money
    deviation: Money
    by_expected_value: Money
    by_deviation: Money
    by_wang: Money
    price: Money
    quoted: bool
    loading: float | None
    times: float | None
    rule: DirectorRule | None = None


class Answer(Noun):
    """One answer to the risks of a unit: covers with their deductible and limit, mitigations, sharing.

    ``mitigations`` as (risk, mitigation); ``shared`` are risks of which another bears a part. All empty: retained.
    """

    covers: tuple[str, ...] = ()
    deductibles: tuple[Money, ...] = ()
    limits: tuple[Money, ...] = ()
    mitigations: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()
    premium: Money
    outlay: Money
    expected_retained: Money

    @property
    def is_plain(self) -> bool:
        """Whether everything is simply retained."""
        return not (self.covers or self.mitigations or self.shared)


class Alternative(Noun):
    """Another answer, and what the programme would cost more with it; nothing where it would break a limit."""

    answer: Answer
    extra: SignedMoney | None


class Decision(Noun):
    """The answer to one or several risks that covers tie together, why, and the best alternatives."""

    risks: tuple[str, ...]
    answer: Answer
    reason: Message
    alternatives: tuple[Alternative, ...] = ()


class Programme(Noun):
    """A whole answer to the register: outlay, mean and tail of what is retained, and the cost that is minimised.

    ``name`` is one of chosen, retain, insure, measures; ``keeps`` whether budget and limit of the tail are kept.
    """

    name: str
    outlay: Money
    premium: Money
    expected: Money
    tail: Money
    cost: Money
    keeps: bool = True


class Layer(Noun):
    """What becomes of the expected loss of a risk, in money; the parts sum to ``gross``.

    ``capital`` is its part of the retained tail (Euler).
    """

    risk: str
    gross: Money
    avoided: Money
    ceded: Money
    shared: Money
    retained: Money
    capital: SignedMoney


class Outlay(Noun):
    """What is paid for sure, when: an instalment of a premium, a mitigation or a sharing before its risk.

    ``purpose`` is premium, mitigation or sharing; ``code`` that of the cover or of the risk; quarters count from the
    start of the case.
    """

    purpose: Literal["premium", "mitigation", "sharing"]
    code: str
    quarter: int
    amount: Money


class Percentiles(Noun):
    """A distribution of money over the courses: mean, P50, P80, P95, P99, tail, and the curve 0 %, 1 % … 100 %."""

    mean: Money
    p50: Money
    p80: Money
    p95: Money
    p99: Money
    tail: Money
    curve: tuple[float, ...] = ()


class FundLine(Noun):
    """The fund for a probability that it fails: for one average year, for the years of the reserve, for the plan."""

    shortfall: float
    one_year: Money
    years: Money
    plan: Money


class RuinLine(Noun):
    """The probability that a fund of this size is used up within the years of the reserve."""

    fund: Money
    ruin: float


class PoolLine(Noun):
    """The fund of one year for each member of a mutual society, when the losses are independent and when not.

    The standard deviation of the loss of a member tends to σ·√ρ, not to nothing.
    """

    members: int
    independent: Money
    deviation: Money
    correlated: Money
    correlated_deviation: Money


class Capital(Noun):
    """The part of the retained tail that falls to a project (Euler)."""

    project: str
    amount: SignedMoney


class Reserve(Noun):
    """Self-insurance of what is retained: money in the currency of the case, contribution a year."""

    contribution: Money
    expected: Money
    funds: tuple[FundLine, ...] = ()
    ruins: tuple[RuinLine, ...] = ()
    pools: tuple[PoolLine, ...] = ()
    single_tails: Money
    joint_tail: Money
    by_project: tuple[Capital, ...] = ()

    @property
    def pooling_benefit(self) -> float:
        """What pooling the risks saves of the sum of their tails, as a share."""
        return 1.0 - float(self.joint_tail) / float(self.single_tails) if self.single_tails else 0.0


class CoverPlan(Result):
    """What :func:`serpin.insure` returns; cost and bound are expected cost with the cost of capital, over the plan.

    ``courses`` is the number of courses, ``exact`` whether they are all there are, with their probabilities. ``before``
    is what the risks cost, ``after`` what is left of it with the outlays; ``total_before`` and ``total_after`` are the
    cost of the plan with them, where a simulation says it. All four are of the same courses.
    """

    years: float = 1.0
    courses: int = 0
    exact: bool = False
    simulated: bool = False
    cost: float = 0.0
    bound: float = 0.0
    judgements: tuple[Judgement, ...] = ()
    premiums: tuple[PremiumLine, ...] = ()
    decisions: tuple[Decision, ...] = ()
    programmes: tuple[Programme, ...] = ()
    layers: tuple[Layer, ...] = ()
    outlays: tuple[Outlay, ...] = ()
    before: Percentiles | None = None
    after: Percentiles | None = None
    total_before: Percentiles | None = None
    total_after: Percentiles | None = None
    reserve: Reserve | None = None
    notes: tuple[Message, ...] = ()

    @property
    def gap(self) -> float:
        """Distance from the bound as a share of the cost, 0 when proven."""
        return max(0.0, self.cost - self.bound) / max(abs(self.cost), 1e-9)
