"""Known answers: the worked example in exact figures, and the actuarial tables."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from insurance_cases import answers, five_options, five_risks

import serpin
from serpin.engines.insurance.model import compound, premiums, ruin
from serpin.engines.insurance.model.compound import Frequency
from serpin.engines.insurance.model.premiums import Spread
from serpin.engines.insurance.result import CoverPlan
from serpin.vocabulary.result import Status

_PRICED = {
    "R1": (4.5, 16.5756, 6.075, 8.6439, 11.1349, 70),
    "R2": (4.5, 9.2060, 7.2, 6.8015, 8.6522, 30),
    "R3": (6.0, 44.3170, 9.0, 17.0793, 18.8042, 120),
    "R4": (5.25, 24.9987, 9.45, 11.4997, 14.0616, 105),
}


@pytest.fixture(scope="module")
def first() -> CoverPlan:
    """Return the plan of the first problem: a limit of the tail, no cost of capital."""
    return serpin.insure(five_risks(), seed=1, options=five_options(tail_limit=150))


def test_five_risks_retained(first: CoverPlan) -> None:
    """All retained: mean, deviation and tails of the sum, and of each risk alone."""
    everything = serpin.insure(five_risks(), seed=1, options=five_options(sharing=(), tail_limit=None))
    assert everything.courses == 216
    assert everything.exact
    retain = next(one for one in first.programmes if one.name == "retain")
    assert (retain.expected, retain.tail) == (Decimal("44.25"), Decimal("246.44"))
    tails = {one.risk: float(one.tail) for one in first.judgements}
    assert tails == {"R1": 70, "R2": 30, "R3": 120, "R4": 105, "R5": 80}
    assert [float(one.deviation) for one in first.judgements] == [16.58, 9.21, 44.32, 25.0, 36.66]


@pytest.mark.parametrize("risk", _PRICED)
def test_three_premiums_of_full_cover(risk: str, first: CoverPlan) -> None:
    """Expected-value, standard-deviation and Wang premium of each insurable risk are as published."""
    mean, deviation, by_mean, by_deviation, by_wang, _ = _PRICED[risk]
    line = next(one for one in first.premiums if one.cover == f"{risk}-0")
    assert float(line.expected_claims) == pytest.approx(mean, abs=0.006)
    assert float(line.deviation) == pytest.approx(deviation, abs=0.006)
    assert float(line.by_expected_value) == pytest.approx(by_mean + 0.1, abs=0.006)
    assert float(line.by_deviation) == pytest.approx(by_deviation, abs=0.006)
    assert float(line.by_wang) == pytest.approx(by_wang, abs=0.006)


def test_first_problem(first: CoverPlan) -> None:
    """The least premium and mean under a limit of the tail: the optimum, what it retains, and its tail."""
    assert first.status is Status.OPTIMAL
    assert first.cost == pytest.approx(39.85, abs=1e-9)
    assert answers(first) == {"R1": "", "R2": "", "R3": "R3-5", "R4": "R4-5", "R5": "shared"}
    chosen = next(one for one in first.programmes if one.name == "chosen")
    assert (chosen.outlay, chosen.expected) == (Decimal("10.45"), Decimal("29.40"))
    assert float(chosen.tail) == pytest.approx(133.242505, abs=0.005)
    assert first.is_sound


@pytest.mark.parametrize(("limit", "cost"), [(120, 42.0), (180, 38.75), (200, 38.2), (250, 36.65)])
def test_other_limits(limit: float, cost: float) -> None:
    """A looser limit of the tail costs less, as worked out."""
    plan = serpin.insure(five_risks(), seed=1, options=five_options(tail_limit=limit))
    assert plan.cost == pytest.approx(cost, abs=1e-9)


def test_second_problem() -> None:
    """With a cost of capital of 12 % the optimum is 50.5178736, with a tie for the fourth risk."""
    plan = serpin.insure(five_risks(), seed=1, options=five_options(cost_of_capital=0.12))
    assert plan.cost == pytest.approx(50.5178736, abs=1e-9)
    found = answers(plan)
    assert found.pop("R4") in {"R4-2", "R4-4"}
    assert found == {"R1": "R1-1", "R2": "", "R3": "R3-1", "R5": "shared"}


def test_reserve_of_the_first_problem() -> None:
    """Fund of one year, ruin within five years, and pooling of independent members, as worked out."""
    options = five_options(tail_limit=150, shortfall=(0.01, 0.05, 0.005))
    reserve = serpin.insure(five_risks(), seed=1, options=options).reserve
    assert reserve is not None
    assert [float(line.one_year) for line in reserve.funds] == [148, 100, 160]
    assert reserve.contribution == 37
    pools = [float(line.independent) for line in reserve.pools]
    assert pools == [148, 108, 75.2, 60.4, 42.36]
    assert all(one.correlated >= one.independent for one in reserve.pools)


def _retained_of_first() -> np.ndarray:
    loss = np.ones(1)
    for chance, sizes in (
        (0.1, ((20, 0.5), (50, 0.3), (100, 0.2))),
        (0.25, ((10, 0.6), (30, 0.4))),
        (0.02, ((100, 1.0),)),
        (0.05, ((60, 0.5), (100, 0.5))),
        (0.3, ((48, 1.0),)),
    ):
        one = np.zeros(201)
        one[0] = 1 - chance
        for size, part in sizes:
            one[size] += chance * part
        loss = compound.convolved(loss, one, 700)
    return loss


def test_ruin_within_five_years() -> None:
    """Five years at a contribution of 37: ruin for six initial funds."""
    chances = ruin.ruin_within(_retained_of_first(), 1.0, 37, 5, [0, 50, 100, 150, 200, 250])
    assert chances == pytest.approx([0.577152, 0.252765, 0.104083, 0.036371, 0.011959, 0.003584], abs=6e-7)


def test_sum_and_euler() -> None:
    """Tails of the sum at 95 % and 99 %, the chance of no loss, and the Euler parts of the tail."""
    plan = serpin.insure(five_risks(), seed=1, options=five_options(sharing=(), tail_limit=1_000_000))
    before = plan.before
    assert before is not None
    assert (float(before.p95), float(before.p99)) == (150, 400)
    parts = [float(layer.capital) for layer in plan.layers]
    assert sum(parts) == pytest.approx(246.436640, abs=0.03)
    assert parts == pytest.approx([17.3624, 5.645129, 120, 68.430637, 34.998474], abs=0.006)
    assert plan.reserve is not None
    assert plan.reserve.pooling_benefit == pytest.approx(0.3915, abs=0.0002)


def test_dental_compound() -> None:
    """A2: twelve to thirteen claims' cost by Panjer and by Fourier, mean, variance and stop-loss values."""
    severity = np.array([0, 0.15, 0.2, 0.25, 0.125, 0.075, 0.05, 0.05, 0.05, 0.025, 0.025])
    counts = (0.05, 0.1, 0.15, 0.2, 0.25, 0.15, 0.06, 0.03, 0.01)
    total, power = np.zeros(81), np.ones(1)
    for chance in counts:
        total[: len(power)] += chance * power
        power = compound.convolved(power, severity, 400)
    mean = float(np.arange(81) @ total)
    variance = float(np.arange(81) ** 2 @ total) - mean**2
    assert (mean, variance) == pytest.approx((12.58, 58.7464), abs=1e-9)
    found = [25 * compound.stop_loss(total, 1.0, deductible) for deductible in range(5)]
    assert found == pytest.approx([314.50, 290.75, 267.375, 244.5844, 222.6606], abs=1e-4)


@pytest.mark.parametrize(
    "frequency",
    [Frequency.poisson(4), Frequency.binomial(6, 0.3), Frequency.negative_binomial(2.0, 1.5)],
    ids=["poisson", "binomial", "negative binomial"],
)
def test_panjer_and_fourier_agree(frequency: Frequency) -> None:
    """Two ways to the same compound distribution give the same figures."""
    severity = np.array([0.1, 0.4, 0.3, 0.2])
    one, other = compound.panjer(frequency, severity, 256), compound.fourier(frequency, severity, 256)
    assert np.abs(one - other).max() < 1e-13
    assert one.sum() == pytest.approx(1.0, abs=1e-12)


def test_moments_of_a_compound_and_its_approximations() -> None:
    """A1: 6.7 (2.3) claims of 179,247 (52,141) a month: mean, deviation, chance of 140 % by normal and lognormal."""
    from scipy import stats

    counts = {4: 3.14 / 9, 7: 3.62 / 9, 10: 2.24 / 9}
    low, high = 179_247 - 52_141, 179_247 + 52_141
    values = [n * low + k * (high - low) for n in counts for k in range(n + 1)]
    chances = [part * stats.binom.pmf(k, n, 0.5) for n, part in counts.items() for k in range(n + 1)]
    total = Spread.of(np.array(values, dtype=float), np.array(chances))
    assert (total.mean, total.deviation) == pytest.approx((1_200_955, 433_797), abs=0.6)
    sigma = np.sqrt(np.log1p((total.deviation / total.mean) ** 2))
    normal = stats.norm.sf(0.4 * total.mean / total.deviation)
    lognormal = stats.lognorm.sf(1.4 * np.exp(sigma**2 / 2), sigma)
    assert (normal, lognormal) == pytest.approx((0.134063, 0.127997), abs=2e-6)


def test_compound_poisson_of_three_sizes() -> None:
    """A4: six expected claims of 1, 2 or 4 with equal odds: the first six probabilities, by both ways."""
    severity = np.array([0, 1, 1, 0, 1]) / 3
    expected = [0.00247875, 0.0049575, 0.00991501, 0.01322001, 0.02148252, 0.02710102]
    for way in (compound.panjer, compound.fourier):
        assert way(Frequency.poisson(6), severity, 256)[:6] == pytest.approx(expected, abs=5e-9)


def test_layer_with_reinstatements() -> None:
    """A6: Poisson 0.5, generalised Pareto, 100 in excess of 0, aggregate deductible 100, two reinstatements.

    The published 4.318987 is of a lattice that ends short of the limit; the lattice here ends at it, and its limit for
    fine steps is 4.320158.
    """
    from scipy import stats

    step, points, size = 0.05, 2000, 24_000
    below = stats.genpareto.cdf((np.arange(points) + 0.5) * step, 0.834, scale=83.34)
    severity = np.diff(below, prepend=0.0, append=1.0)
    total = compound.fourier(Frequency.poisson(0.5), severity, size)
    above = [compound.stop_loss(total, step, 100.0 * layer) for layer in range(1, 5)]
    layers = [one - other for one, other in pairwise(above)]
    premium = sum(layers) / (1 + (layers[0] + layers[1]) / 100)
    assert premium == pytest.approx(4.320158, abs=2e-6)
    assert premium == pytest.approx(4.318987283, rel=5e-4)


def test_poisson_gamma_layer() -> None:
    """A6: Poisson 4, gamma 5, layer 50 in excess of 2 of each claim."""
    from scipy import stats

    points = np.linspace(2, 52, 2_000_001)
    layer = float(np.trapezoid(stats.gamma.sf(points, 5), points))
    assert 4 * layer == pytest.approx(12.0899519691, abs=1e-6)
    step, size = 0.01, 2**14
    edges = np.arange(-0.5, size) * step
    severity = np.diff(stats.gamma.cdf(np.maximum(edges, 0), 5))
    total = compound.fourier(Frequency.poisson(4), severity, size)
    assert compound.stop_loss(total, step, 0.0) == pytest.approx(20.0, abs=1e-6)


def test_ruin_in_all_time() -> None:
    """A7: exponential claims at a loading of 0.2."""
    chances = [ruin.cramer_lundberg(fund, 1.0, 0.2) for fund in (0, 5, 10)]
    assert chances == pytest.approx([0.8333333, 0.3621652, 0.1573963], abs=5e-8)
    assert ruin.cramer_lundberg_fund(0.01, 1.0, 0.2) == pytest.approx(26.537092, abs=1e-6)


def _exponential(mean: float, points: int = 400_000) -> Spread:
    chances = np.full(points, 1.0 / points)
    return Spread(-mean * np.log1p(-(np.arange(points) + 0.5) / points), chances)


def test_cai_and_tan() -> None:
    """A9: d* = 182.3215568, premium 1000, least tail 1182.3215568 for an exponential loss of mean 1000."""
    loss = _exponential(1000.0)
    found = premiums.deductible(loss, 0.2, 1.0, 0.95)
    assert premiums.threshold(0.2, 1.0) == pytest.approx(1 / 1.2)
    assert found == pytest.approx(182.3215568, abs=0.01)
    premium = 1.2 * 1000 * np.exp(-182.3215568 / 1000)
    assert (premium, premium + 182.3215568) == pytest.approx((1000, 1182.3215568), abs=1e-6)


def test_rule_of_a_director() -> None:
    """At a loading of 0.5 and capital at 12 %: once in 5.17 years, and d* = 164.2228 for a loss of mean 100."""
    assert premiums.threshold(0.5, 0.12) == pytest.approx(0.193548, abs=1e-6)
    assert 1 / premiums.threshold(0.5, 0.12) == pytest.approx(5.17, abs=0.004)
    assert premiums.deductible(_exponential(100.0), 0.5, 0.12, 0.95) == pytest.approx(164.2228, abs=0.002)
    assert premiums.insures_above(0.5, 0.12, 0.95)
    assert not premiums.insures_above(3.0, 0.12, 0.95)


def test_lognormal_layer() -> None:
    """A11: lognormal of mean 100 and sigma 0.5, 100 in excess of 100."""
    assert premiums.lognormal_layer(100, 0.5, 100, 100) == pytest.approx(17.1273952, abs=1e-7)


def test_wang_of_a_normal_and_a_lognormal_loss() -> None:
    """Wang's premium shifts a normal loss by λσ and a lognormal one by λσ in the logarithm."""
    from scipy import special

    ranks = (np.arange(400_000) + 0.5) / 400_000
    chances = np.full(len(ranks), 1.0 / len(ranks))
    normal = Spread(100 + 10 * special.ndtri(ranks), chances)
    assert normal.wang(0.5) == pytest.approx(105.0, abs=0.01)
    lognormal = Spread(np.exp(0.3 * special.ndtri(ranks)), chances)
    assert lognormal.wang(0.5) == pytest.approx(np.exp(0.5 * 0.3 + 0.045), abs=2e-4)


def test_pooling_does_not_remove_what_is_common() -> None:
    """The deviation of a member tends to σ·√ρ, and to nothing only where losses are independent."""
    assert ruin.pooled_deviation(10, 10**9, 0.0) == pytest.approx(0.0, abs=1e-3)
    assert ruin.pooled_deviation(10, 10**9, 0.25) == pytest.approx(5.0, abs=1e-6)
    assert ruin.pooled_deviation(10, 1, 0.25) == 10
