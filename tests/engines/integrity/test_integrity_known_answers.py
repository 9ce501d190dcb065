"""Figures of the audit against worked ones."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from integrity_helpers import record_for
from scipy.stats import binom

import serpin
from serpin.engines.integrity.model.answer import random_index, random_repeats
from serpin.engines.integrity.model.conduct import overridden
from serpin.engines.integrity.model.families import adjusted, at_least
from serpin.engines.integrity.model.favour import herfindahl, one_of, stratified
from serpin.engines.integrity.model.ranking import rank
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.rule import claw_back_rule
from serpin.engines.integrity.result import Sign


def test_concentration_of_awards_thrown_at_random():
    """60 equal awards thrown at 200 applicants: Σs² = 1/60 + 59/12000 = 0.02158, and 7.31 get two or more."""
    assert random_index(60, 200) == pytest.approx(0.0215833, abs=1e-7)
    assert random_repeats(60, 200) == pytest.approx(7.31, abs=0.005)


def test_concentration_by_hand():
    """Shares of a half, a quarter and a quarter: 1/4 + 1/16 + 1/16 = 3/8."""
    money, groups = np.array([50.0, 20.0, 5.0, 25.0]), np.array([0, 1, 1, 2])
    assert herfindahl(money, groups, 3) == 0.375


def test_benjamini_and_hochberg_by_hand():
    """Of 0.01, 0.02, 0.03 and 0.5 the first three share 0.04, for 0.03 · 4/3 is the least of what lies above."""
    assert adjusted(np.array([0.5, 0.02, 0.01, 0.03])).tolist() == pytest.approx([0.5, 0.04, 0.04, 0.04])
    assert adjusted(np.array([0.01]), tests=10).tolist() == pytest.approx([0.1])


def test_published_example_of_benjamini_and_hochberg():
    """The fifteen probabilities of the paper of 1995 give four discoveries at 5 %."""
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    published += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert int((adjusted(np.array(published)) <= 0.05).sum()) == 4


def test_unequal_chances_by_hand():
    """Chances 1/2, 1/4, 1/5: at least two in 1/8·4/5 + 1/2·3/4·1/5 + 1/2·1/4·1/5 + 1/8·1/5 = 0.225."""
    chances, groups = np.array([0.5, 0.25, 0.2, 0.3, 0.3]), np.array([0, 0, 0, 1, 1])
    tails = at_least(chances, groups, np.array([2, 2]))
    assert tails.tolist() == pytest.approx(
        [0.5 * 0.25 * 0.8 + 0.5 * 0.75 * 0.2 + 0.5 * 0.25 * 0.2 + 0.5 * 0.25 * 0.2, 0.09]
    )
    many = at_least(np.full(40, 0.3), np.zeros(40, dtype=np.int64), np.array([20]))
    assert many[0] == pytest.approx(binom.sf(19, 40, 0.3))


def test_a_single_applicant_by_chance():
    """Mean 4, Poisson: 4e⁻⁴/(1 − e⁻⁴) = 0.0746; with variance 12 (r = 2): 2·(1/3)²·(2/3)/(1 − 1/9) = 1/6."""
    assert one_of(4.0, 4.0) == pytest.approx(0.07463, abs=1e-5)
    assert one_of(4.0, 12.0) == pytest.approx(1 / 6)


def test_the_connected_by_hand():
    """One stratum of ten, four connected, five paid, four of them connected: E = 2, V = 2/3, z = 2/√(2/3) = 2.449."""
    distance = np.repeat([0.0], 10)
    related = np.array([True] * 4 + [False] * 6)
    won = np.array([True] * 4 + [True] + [False] * 5)
    z, expected = stratified(distance, related, won)
    assert expected == 2.0
    assert z == pytest.approx(2 / (2 / 3) ** 0.5)


def test_ranks_cut_and_chance_by_hand():
    """Medians 80, 70, 60 for two places: the line lies at 65, and the second has the chance Φ((70 − 65)/e)."""
    record = record_for([[80, 80, 80], [70, 74, 66], [60, 56, 64]], paid=(0, 1))
    ranking = rank(record)
    assert ranking.by_median.tolist() == [1, 2, 3]
    assert ranking.cut.tolist() == [65.0, 65.0, 65.0]
    assert ranking.chance[1] == pytest.approx(1 - ranking.chance[2])
    assert ranking.chance[0] > ranking.chance[1] > 0.5


def test_an_override_counts_only_by_mean_and_by_median():
    """Paid third of two places by median, but second by mean: the scores can be read so, and nothing is overridden."""
    read_so = record_for([[80, 80, 80], [70, 70, 40], [69, 69, 90]], paid=(0, 2))
    assert not overridden(read_so, rank(read_so))[0].any()
    against = record_for([[80, 80, 80], [70, 70, 70], [60, 60, 60]], paid=(0, 2))
    assert overridden(against, rank(against))[0].tolist() == [False, False, True]
    assert overridden(against, rank(against))[1].tolist() == [False, True, False]


def test_ties_are_no_override():
    """Of two equal scores either may be paid."""
    record = record_for([[80, 80, 80], [70, 70, 70], [70, 70, 70]], paid=(0, 2))
    assert not overridden(record, rank(record))[0].any()


def test_the_claw_back_by_hand():
    """10 million, 6 of 10 jobs: 4 million back, with 15.5 % for two years (731 days) 1.24085 million of interest."""
    record = record_for([[80, 80, 80]], paid=(0,), promises=[(10.0, 6.0)])
    record = replace(record, awarded=np.array([10e6]), decided=np.array([record.today - 731]))
    from serpin.engines.integrity.model.conduct import obligations

    kept = obligations(record, claw_back_rule(IntegrityOptions()), 0.9)
    assert kept.returned.tolist() == [4e6]
    assert kept.interest[0] == pytest.approx(4e6 * 0.155 * 731 / 365.25)


def test_the_audit_of_the_sample_region_finds_what_was_planted(region_audit):
    """The favoured applicant is seen by seven signs, and the extra call by two."""
    favoured = {flag.sign for flag in region_audit.flags if flag.applicant == "TAIL-CO"}
    assert {Sign.REPEAT, Sign.OVERRIDE, Sign.REVIEWER, Sign.SINGLE, Sign.UNRECLAIMED} <= favoured
    assert {(flag.sign, flag.call) for flag in region_audit.flags} >= {(Sign.SHORT, "CALL-2024-B")}
    assert region_audit.line(Sign.CONNECTED).flagged == 1
    assert [flag.reviewer for flag in region_audit.flags if flag.sign is Sign.REVIEWER] == ["G. Omar"]
    assert region_audit.is_sound


def test_the_audit_of_the_plant_is_quiet_but_for_one_claim():
    """Three of five promised sales: 40 % of 80 million go back, with interest from the decision to the start."""
    from serpin.examples.plant import plant

    audit = serpin.audit(plant(), seed=1, options=IntegrityOptions(day=date(2027, 1, 4), trials=0))
    assert [(flag.sign, flag.applicant) for flag in audit.flags] == [(Sign.UNRECLAIMED, "KB-DIGITAL")]
    line = next(line for line in audit.claw_backs if line.applicant == "KB-DIGITAL")
    assert line.returned == 32_000_000
    days = (date(2027, 1, 4) - date(2025, 5, 20)).days
    assert float(line.interest) == pytest.approx(32e6 * 0.155 * days / 365.25, abs=0.01)


@pytest.fixture(scope="module")
def region_audit():
    from serpin.examples.region import region

    return serpin.audit(region(), seed=1, options=IntegrityOptions(trials=0))
