"""How often honest programmes are flagged, and captured ones found; the figures stand in the textbook."""

import numpy as np
import pytest

from serpin.engines.integrity.model.honest import Shape, study
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.rule import claw_back_rule
from serpin.engines.integrity.result import CHANCE, Sign


def shape(calls: int, entrants: float) -> Shape:
    """Return a programme of yearly calls, twice a year, with four places each."""
    today = 740_000
    return Shape(
        places=np.full(calls, 4),
        decided=today - 900 - 180 * np.arange(calls)[::-1],
        today=today,
        entrants=entrants,
        applicants=60,
        reviewers=12,
        panel=4,
        merit=8.0,
        noise=4.0,
        connected=0.15,
        amounts=np.linspace(1e6, 9e6, 50),
    )


@pytest.mark.parametrize(("calls", "hidden"), [(6, 0.7), (20, 0.95)])
def test_rates_of_simulated_programmes(calls, hidden):
    """At most one honest programme in twenty has any sign; open capture is always found, hidden favour by size."""
    options = IntegrityOptions()
    trials = study(shape(calls, 14.0), 150, options, claw_back_rule(options), 11, None)
    honest, open_, covert = trials
    assert honest.any / honest.count <= 0.05
    assert open_.any == open_.count
    assert covert.any / covert.count >= hidden
    assert all(honest.by_sign[sign] == 0 for sign in Sign if sign not in CHANCE)
    assert open_.by_sign[Sign.UNRECLAIMED] == open_.count
