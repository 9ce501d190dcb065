"""Losses: what each risk costs in each course, by the same courses without it.

Textbook: ``simulation.md``, section "What a risk costs".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from serpin.engines.simulation.model.block import LOSS_ITERATIONS, Block
from serpin.engines.simulation.model.network import FACTOR, ON_COST, Integers, Network
from serpin.engines.simulation.model.run import Runner
from serpin.engines.simulation.model.statistics import Floats
from serpin.vocabulary.losses import LossTable

_LEAST_ITERATIONS = 1024
_MOST_WORK = 2_000_000_000
"""Works times iterations of all runs together: about 10 seconds on one core."""
_NOISE = 1e-6
"""Share of the amounts of a course below which a difference is a rounding error."""
_WHOLE = 0.5
"""Share of the works from which a part of the network is not worth a plain run of its own."""

PartOf = Callable[[frozenset[str]], Network]
"""Compiles some of the projects alone; they keep their random numbers."""


def loss_table(network: Network, runner: Runner, plain: Block, part_of: PartOf) -> LossTable | None:
    """Return the losses of the first courses, or nothing where there is no risk or there is too much to work out.

    A risk is worked out in the projects that it can reach alone: those that it hits, and those that wait with them.

    Parameters
    ----------
    runner
        Ran the plain courses; it runs those without a risk with the same seed.
    plain
        The courses with all risks.
    part_of
        Gives the network of some projects.
    """
    risks = network.risks
    count, groups = _worked_out(network, plain)
    if not count:
        return None
    short = replace(runner, iterations=count, precision=None, progress=None)
    losses, damage = np.zeros((count, len(risks.names))), np.zeros((count, len(risks.names)))
    for projects, numbers in groups.items():
        part = network if projects is None else part_of(projects)
        base = plain if projects is None else short.run(part)[0]
        for number in numbers:
            losses[:, number], damage[:, number] = _of_risk(part, short, base, risks.names[number])
    cost = plain.total[1, :count]
    day = np.maximum(plain.moments[:, :count], 0.0)
    year = np.floor(np.where(np.isfinite(day), day, 0.0) * network.years_per_day)
    return LossTable(
        risks=risks.names,
        losses=losses,
        damage=damage,
        year=year.T.astype(np.int64),
        cost=cost - damage.sum(axis=1),
    )


def _of_risk(network: Network, runner: Runner, plain: Block, risk: str) -> tuple[Floats, Floats]:
    """Return by course what a risk costs, and how much of it is damage."""
    count = runner.iterations
    on_cost = _on_cost(network)
    rows = np.flatnonzero(network.risks.impact_risk == network.risks.names.index(risk)).astype(np.int32)
    cost, value, present = plain.total[1, :count], plain.total[2, :count], plain.present[0, :count]
    noise = _NOISE * np.maximum(np.maximum(np.abs(value), np.abs(cost)), present)
    without, _ = runner.run(_neutral(network, rows))
    dearer, paid = np.zeros(count), np.zeros(count)
    if on_cost[rows].any():
        undamaged = without if on_cost[rows].all() else runner.run(_neutral(network, rows[on_cost[rows]]))[0]
        dearer = _above(cost - undamaged.total[1], noise)
        paid = np.maximum(present - undamaged.present[0], 0.0)
    return dearer + _above(without.total[2] - value - paid, noise), dearer


def _worked_out(network: Network, plain: Block) -> tuple[int, dict[frozenset[str] | None, list[int]]]:
    """Return for how many courses the losses are worked out, and the risks by the projects that they can reach.

    The number is 0 where it would take too long; the projects are nothing where they make up most of the network.
    """
    on_cost, risks = _on_cost(network), network.risks
    sizes = np.bincount(network.nodes.project, minlength=len(network.projects.names))
    groups: dict[frozenset[str] | None, list[int]] = {}
    work = 0
    for number, projects in enumerate(_reached(network)):
        rows = np.flatnonzero(risks.impact_risk == number)
        nodes = int(sizes[projects].sum())
        whole = nodes >= _WHOLE * len(network.nodes)
        key = None if whole else frozenset(network.projects.names[project] for project in projects)
        runs = 1 + bool(0 < on_cost[rows].sum() < len(rows)) + (not whole and key not in groups)
        work += runs * (len(network.nodes) if whole else nodes)
        groups.setdefault(key, []).append(number)
    affordable = _MOST_WORK // max(work, 1) // 1024 * 1024
    count = min(plain.iterations, LOSS_ITERATIONS, affordable)
    return (count if work and count >= min(plain.iterations, _LEAST_ITERATIONS) else 0), groups


def _reached(network: Network) -> list[list[int]]:
    """Return for each risk the projects that it hits, with all that are joined to them by waits."""
    _, members, ends, _ = network.parts
    together = {
        int(project): members[ends[part] : ends[part + 1]]
        for part in range(len(ends) - 1)
        for project in members[ends[part] : ends[part + 1]]
    }
    reached: list[set[int]] = [set() for _ in network.risks.names]
    for effects, owners in ((network.effects, network.nodes.project), (network.project_effects, None)):
        targets = np.repeat(np.arange(len(effects.start) - 1), np.diff(effects.start))
        projects = targets if owners is None else owners[targets]
        pairs = {*zip(network.risks.impact_risk[effects.impact].tolist(), projects.tolist(), strict=True)}
        for risk, project in pairs:
            reached[risk].update(together[project].tolist())
    return [sorted(projects) for projects in reached]


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
