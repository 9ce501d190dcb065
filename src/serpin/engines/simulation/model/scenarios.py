"""Scenarios: the register with other chances and sizes, compared course by course on the same random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from serpin.engines.simulation.model.block import Block
from serpin.engines.simulation.model.network import FACTOR, Network
from serpin.engines.simulation.model.run import Runner
from serpin.engines.simulation.model.statistics import difference
from serpin.engines.simulation.options import Scenario, SimulationOptions
from serpin.engines.simulation.result import ScenarioOutcome
from serpin.vocabulary.case import Case
from serpin.vocabulary.risk import Mitigation

MOST_ITERATIONS = 8192
_MOST_WORK = 3_000_000_000
"""Works times iterations of all comparisons together: about 20 seconds on one core."""


def mitigation_of(case: Case, code: str) -> Mitigation | None:
    """Return a mitigation by risk and code (``R1/M2``), or nothing."""
    risk_id, _, mitigation_id = code.partition("/")
    found = [m for risk in case.risks if risk.id == risk_id for m in risk.mitigations if m.id == mitigation_id]
    return found[0] if found else None


def changed(network: Network, case: Case, scenario: Scenario) -> tuple[Network, float]:
    """Return the network with the chances and sizes of a scenario, and what its mitigations cost.

    A mitigation's new probability takes the place of the old one (or of a rate); what it leaves of the impact scales
    additive sizes, and the distance of factors from 1.
    """
    risks = network.risks
    thresholds, base, span = risks.thresholds.copy(), risks.size.base.copy(), risks.size.span.copy()
    cost = 0.0
    for code in scenario.mitigations:
        mitigation = mitigation_of(case, code)
        if mitigation is None:
            continue
        cost += float(mitigation.cost)
        risk_id = code.partition("/")[0]
        if risk_id not in risks.names:
            continue
        number = risks.names.index(risk_id)
        if mitigation.probability is not None:
            thresholds[number] = 0.0
            thresholds[number, 0] = mitigation.probability
        rows = risks.impact_risk == number
        fixed = np.where(risks.impact_effect[rows] == FACTOR, 1.0, 0.0)
        base[rows] = fixed + (base[rows] - fixed) * mitigation.impact
        span[rows] *= mitigation.impact
    for risk_id in scenario.without:
        if risk_id in risks.names:
            thresholds[risks.names.index(risk_id)] = 0.0
    size = replace(risks.size, base=base, span=span)
    return replace(network, risks=replace(risks, thresholds=thresholds, size=size)), cost


Named = tuple[str, Scenario]


def wanted(case: Case, network: Network, options: SimulationOptions) -> tuple[list[Named], int]:
    """Return the scenarios to compare, and how many mitigations are left out because there are too many of them."""
    single = [
        (f"{risk.id}/{mitigation.id}", Scenario(id="one", mitigations=(f"{risk.id}/{mitigation.id}",)))
        for risk in case.risks
        if risk.id in network.risks.names
        for mitigation in risk.mitigations
        if f"{risk.id}/{mitigation.id}" not in options.mitigations
    ]
    asked = [(scenario.id, scenario) for scenario in options.scenarios]
    work = len(network.nodes) * min(options.iterations, MOST_ITERATIONS)
    if not options.compare_mitigations:
        return asked, 0
    if work * len(single) > _MOST_WORK:
        return asked, len(single)
    return [*asked, *single], 0


def compare(
    network: Network, case: Case, runner: Runner, plain: Block, scenarios: list[Named]
) -> Iterator[ScenarioOutcome]:
    """Yield what each scenario changes.

    Parameters
    ----------
    network
        The network of the plain run, and ``plain`` its courses.
    runner
        Runs the scenarios with the same seed.
    """
    count = min(plain.iterations, MOST_ITERATIONS)
    short = replace(runner, iterations=count, precision=None, progress=None)
    for name, scenario in scenarios:
        other, cost = changed(network, case, scenario)
        block, _ = short.run(other)
        finish, spent, value = block.total - plain.total[:, :count]
        yield ScenarioOutcome(
            scenario=name,
            iterations=count,
            finish=difference(finish),
            cost=difference(spent + cost),
            value=difference(value - cost),
        )
