"""The draws of the oracle: exact quantiles in double precision from the same random numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from serpin.engines.simulation.model.marginals import (
    CURVE,
    EQUAL_LIST,
    FIXED,
    LOGNORMAL,
    TRIANGULAR,
    Marginals,
)
from serpin.engines.simulation.model.network import (
    FACTOR,
    ON_COST,
    ON_RETURNS,
    Network,
)
from serpin.engines.simulation.model.randomness import bits, uniform, whole

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]


def quantiles(marginals: Marginals, row: int, words: NDArray[np.uint32]) -> Floats:
    """Return the exact quantiles of a distribution for 23-bit numbers."""
    share = (words.astype(np.float64) + 0.5) / (1 << 23)
    kind, shape = marginals.kind[row], float(marginals.shape[row])
    first, length = int(marginals.start[row]), int(marginals.length[row])
    if kind == TRIANGULAR:
        unit = np.where(share < shape, np.sqrt(share * shape), 1.0 - np.sqrt((1.0 - share) * (1.0 - shape)))
    elif kind == CURVE:
        unit = betaincinv(1 + 4 * shape, 5 - 4 * shape, share)
    elif kind == LOGNORMAL:
        unit = np.exp(shape * ndtri(share))
    elif kind == EQUAL_LIST:
        unit = marginals.values[first : first + length][(share * length).astype(np.int64)]
    else:
        limits = marginals.limits[first : first + length]
        place = np.minimum(np.searchsorted(limits, share, side="right"), length - 1)
        unit = marginals.values[first : first + length][place]
    return np.asarray(marginals.base[row] + marginals.span[row] * unit)


@dataclass(frozen=True)
class Draws:
    """Drawn values; rows are nodes, risks, impacts or projects, columns are iterations.

    ``days`` and ``cost`` hold need and rework, not yet the impacts of risks; ``impacts`` hold the sum (or product) of
    the sizes of all events of an iteration: 0 (or 1) where nothing happens.
    """

    days: Floats
    cost: Floats
    needed: Flags
    succeeds: Flags
    events: NDArray[np.int64]
    impacts: Floats
    revenue: Floats
    operating_cost: Floats
    project_days: Floats
    project_cost: Floats


def draw(network: Network, seed: int, lanes: range) -> Draws:
    """Draw everything that is uncertain about a range of iterations."""
    nodes, projects = network.nodes, network.projects
    days = _values(nodes.duration, seed, "duration", nodes.keys, lanes)
    cost = _values(nodes.cost, seed, "cost", nodes.keys, lanes)
    number = uniform(seed, "need", nodes.need_keys, lanes)
    low = nodes.need_from[:, None]
    needed = (low <= number) & (number < low + nodes.need[:, None])
    for node in np.flatnonzero(nodes.rework_rounds > 0):
        number = uniform(seed, "rework", nodes.keys[node : node + 1], lanes)[0]
        rounds = sum(
            (number < nodes.rework[node] ** turn).astype(np.float64) for turn in range(1, nodes.rework_rounds[node] + 1)
        )
        days[node] *= 1.0 + nodes.rework_share[node] * rounds
        cost[node] *= 1.0 + nodes.rework_share[node] * rounds
    days *= needed
    cost *= needed
    events = _events(network, seed, lanes)
    impacts = _impacts(network, seed, events, lanes)
    revenue = _values(projects.revenue, seed, "revenue", projects.keys, lanes)
    project_days, project_cost = np.zeros_like(revenue), np.zeros_like(revenue)
    effects = network.project_effects
    for project in range(len(projects.names)):
        for row in range(effects.start[project], effects.start[project + 1]):
            size = impacts[effects.impact[row]]
            if effects.on[row] == ON_RETURNS:
                old = revenue[project]
                revenue[project] = old * size if effects.effect[row] == FACTOR else old + size
            elif effects.on[row] == ON_COST:
                project_cost[project] += size
            else:
                project_days[project] += size
    return Draws(
        days=days,
        cost=cost,
        needed=needed,
        succeeds=_happens(nodes.success, seed, "success", nodes.keys, lanes),
        events=events,
        impacts=impacts,
        revenue=revenue,
        operating_cost=_values(projects.operating_cost, seed, "operating cost", projects.keys, lanes),
        project_days=np.maximum(project_days, 0.0),
        project_cost=project_cost,
    )


def _values(marginals: Marginals, seed: int, stream: str, keys: Keys, lanes: range) -> Floats:
    values = np.repeat(marginals.base[:, None], len(lanes), axis=1)
    rows = np.flatnonzero(marginals.kind != FIXED)
    if len(rows):
        words = whole(bits(seed, stream, keys[rows], lanes))
        for position, row in enumerate(rows):
            values[row] = quantiles(marginals, int(row), words[position])
    return values


def _happens(chances: Floats, seed: int, stream: str, keys: Keys, lanes: range) -> Flags:
    flags = np.repeat((chances >= 1.0)[:, None], len(lanes), axis=1)
    rows = np.flatnonzero((chances > 0.0) & (chances < 1.0))
    if len(rows):
        flags[rows] = uniform(seed, stream, keys[rows], lanes) < chances[rows, None]
    return flags


def _events(network: Network, seed: int, lanes: range) -> NDArray[np.int64]:
    """Return how often each risk happens; risks of a group share a normal factor (Gaussian copula)."""
    risks = network.risks
    events = np.zeros((len(risks.names), len(lanes)), dtype=np.int64)
    if not len(risks.names):
        return events
    own = uniform(seed, "occurrence", risks.keys, lanes)
    shared = ndtri(uniform(seed, "group", risks.group_keys, lanes)) if len(risks.group_keys) else None
    loading = np.sqrt(network.group_correlation)
    rest = np.sqrt(1.0 - network.group_correlation)
    for risk, chances in enumerate(risks.thresholds):
        position, limits = own[risk], chances[chances > 0]
        if shared is not None and risks.group[risk] >= 0:
            position = loading * shared[risks.group[risk]] + rest * ndtri(own[risk])
            limits = ndtri(limits)
        events[risk] = np.sum(position[None, :] < limits[:, None], axis=0)
    return events


def _impacts(network: Network, seed: int, events: NDArray[np.int64], lanes: range) -> Floats:
    """Return the impact of all events of each iteration: sums of additive sizes, products of factors."""
    risks = network.risks
    impacts = np.where(risks.impact_effect[:, None] == FACTOR, 1.0, np.zeros((1, len(lanes))))
    for row, risk in enumerate(risks.impact_risk):
        for event in range(int(events[risk].max(initial=0))):
            if risks.size.kind[row] == FIXED:
                size = np.full(len(lanes), risks.size.base[row])
            else:
                words = bits(seed, "impact", risks.impact_keys[row : row + 1], lanes, event)
                size = quantiles(risks.size, row, whole(words)[0])
            happens = events[risk] > event
            if risks.impact_effect[row] == FACTOR:
                impacts[row] = np.where(happens, impacts[row] * size, impacts[row])
            else:
                impacts[row] = np.where(happens, impacts[row] + size, impacts[row])
    return impacts
