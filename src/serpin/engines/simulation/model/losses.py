"""Losses: what each risk costs in each course, by the same courses without it.

Textbook: ``simulation.md``, section "What a risk costs".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from serpin.engines.simulation.model.block import LOSS_ITERATIONS, Block
from serpin.engines.simulation.model.network import FACTOR, ON_COST, Integers, Network
from serpin.engines.simulation.model.run import Runner
from serpin.engines.simulation.model.statistics import Floats
from serpin.vocabulary.losses import LossTable

_LEAST_ITERATIONS = 1024
_MOST_WORK = 2_000_000_000
"""Works times iterations times runs: about 10 seconds on one core."""
_NOISE = 1e-6
"""Share of the amounts of a course below which a difference is a rounding error."""


def loss_table(network: Network, runner: Runner, plain: Block) -> LossTable | None:
    """Return the losses of the first courses, or nothing where there is no risk or there is too much to work out.

    Parameters
    ----------
    runner
        Ran the plain courses; it runs those without a risk with the same seed.
    plain
        The courses with all risks.
    """
    risks = network.risks
    on_cost = _on_cost(network)
    columns = [np.flatnonzero(risks.impact_risk == number).astype(np.int32) for number in range(len(risks.names))]
    count = _iterations(network, plain, sum(1 + bool(0 < on_cost[rows].sum() < len(rows)) for rows in columns))
    if not count:
        return None
    short = replace(runner, iterations=count, precision=None, progress=None)
    cost, value, present = plain.total[1, :count], plain.total[2, :count], plain.present[0, :count]
    noise = _NOISE * np.maximum(np.maximum(np.abs(value), np.abs(cost)), present)
    losses, damage = np.zeros((count, len(columns))), np.zeros((count, len(columns)))
    for number, rows in enumerate(columns):
        without, _ = short.run(_neutral(network, rows))
        dearer, paid = np.zeros(count), np.zeros(count)
        if on_cost[rows].any():
            undamaged = without if on_cost[rows].all() else short.run(_neutral(network, rows[on_cost[rows]]))[0]
            dearer = _above(cost - undamaged.total[1], noise)
            paid = np.maximum(present - undamaged.present[0], 0.0)
        damage[:, number] = dearer
        losses[:, number] = dearer + _above(without.total[2] - value - paid, noise)
    day = np.maximum(plain.moments[:, :count], 0.0)
    year = np.floor(np.where(np.isfinite(day), day, 0.0) * network.years_per_day)
    return LossTable(
        risks=risks.names,
        losses=losses,
        damage=damage,
        year=year.T.astype(np.int64),
        cost=cost - damage.sum(axis=1),
    )


def _iterations(network: Network, plain: Block, runs: int) -> int:
    """Return for how many courses the losses are worked out; 0 for none."""
    affordable = _MOST_WORK // max(len(network.nodes) * runs, 1) // 1024 * 1024
    count = min(plain.iterations, LOSS_ITERATIONS, affordable)
    return count if runs and count >= min(plain.iterations, _LEAST_ITERATIONS) else 0


def _on_cost(network: Network) -> np.ndarray:
    """Return which impacts change costs and nothing else."""
    on_cost = np.zeros(len(network.risks.impact_risk), dtype=np.bool_)
    for effects in (network.effects, network.project_effects):
        on_cost[effects.impact[effects.on == ON_COST]] = True
    return on_cost


def _neutral(network: Network, rows: Integers) -> Network:
    """Return the network with impacts that change nothing; everything else is drawn as before."""
    risks = network.risks
    base, span = risks.size.base.copy(), risks.size.span.copy()
    base[rows] = np.where(risks.impact_effect[rows] == FACTOR, 1.0, 0.0)
    span[rows] = 0.0
    return replace(network, risks=replace(risks, size=replace(risks.size, base=base, span=span)))


def _above(amounts: Floats, noise: Floats) -> Floats:
    return np.where(amounts > noise, amounts, 0.0)
