"""The compiled network: a case as plain arrays, in an order in which every work comes after what it waits for.

Days are working days from the start of the case, money is in its currency, and time for discounting is in years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.model.marginals import Marginals

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Keys = NDArray[np.uint64]

FS, SS, FF, SF, WAIT = range(5)
"""Kinds of predecessor: the four links, and a resource that must be given back."""
ON_DURATION, ON_COST, ON_RETURNS = range(3)
ADDITIVE, FACTOR = range(2)
NO_RULE, RULE_COST, RULE_DAY, RULE_VALUE = range(4)
NOT_DECIDED, DECIDED_GO, DECIDED_STOP = range(3)


@dataclass(frozen=True)
class Nodes:
    """Works and gates in topological order; a gate is a node without duration."""

    names: tuple[tuple[str, str], ...]
    project: Integers
    is_gate: NDArray[np.bool_]
    keys: Keys
    release: Floats
    duration: Marginals
    cost: Marginals
    rate: Floats
    """Cost of the resources for one working day."""
    need: Floats
    need_from: Floats
    """Where the part of the random number begins for which a work is needed; branches of a fork have parts apart."""
    need_keys: Keys
    rework: Floats
    rework_share: Floats
    rework_rounds: Integers
    success: Floats
    """Probability that a work succeeds, or that a gate is passed."""
    mean_days: Floats
    is_done: NDArray[np.bool_]
    """Finished before the simulation begins: nothing about it is uncertain."""

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.names)


@dataclass(frozen=True)
class Links:
    """What each node waits for; those of node ``i`` are ``start[i] … start[i + 1]``."""

    start: Integers
    node: Integers
    kind: NDArray[np.int8]
    lag: Floats


@dataclass(frozen=True)
class Effects:
    """What risks do to nodes (or to projects as wholes), grouped by target as links are."""

    start: Integers
    impact: Integers
    on: NDArray[np.int8]
    effect: NDArray[np.int8]
    since: Floats
    until: Floats


@dataclass(frozen=True)
class Risks:
    """Risks and the sizes of their impacts. ``thresholds[r, k]`` is the probability of more than ``k`` events."""

    names: tuple[str, ...]
    keys: Keys
    thresholds: Floats
    group: Integers
    group_keys: Keys
    impact_risk: Integers
    impact_effect: NDArray[np.int8]
    impact_keys: Keys
    size: Marginals


@dataclass(frozen=True)
class Gates:
    """Rules and consequences of gates, one row for each gate node in ``node``."""

    node: Integers
    decided: NDArray[np.int8]
    rule: NDArray[np.int8]
    at_most: Floats
    at_least: Floats
    abandonment: Floats
    days_to_launch: Floats
    cost_to_come: Floats


@dataclass(frozen=True)
class Projects:
    """Projects with their returns. The nodes of project ``p`` are ``members[start[p] … start[p + 1]]``, in order."""

    names: tuple[str, ...]
    start: Integers
    members: Integers
    keys: Keys
    has_returns: NDArray[np.bool_]
    launch: Integers
    """Node after which the launch comes; −1 for the end of the project."""
    delay: Floats
    life: Floats
    ramp: Floats
    drift: Floats
    annuity: Floats
    """Present value at launch of one unit of yearly profit, with ramp, life, drift and discounting."""
    revenue: Marginals
    operating_cost: Marginals
    spent: Floats
    """Cost before the start of the case: part of the cost, not of the value."""
    planned_finish: Floats
    planned_cost: Floats
    deadline: Floats
    """Working day at whose begin a project must be finished; infinite without a deadline."""


@dataclass(frozen=True)
class Network:
    """Everything that a course needs."""

    nodes: Nodes
    links: Links
    effects: Effects
    project_effects: Effects
    risks: Risks
    gates: Gates
    projects: Projects
    discount: float
    """Logarithmic discount rate for one working day."""
    years_per_day: float
    tax: float
    group_correlation: float
    work_correlation: float
    parts: tuple[Integers, Integers, Integers, Integers]
    """Components (projects joined by waits): first node of each and the number of nodes; their projects; first place of
    each component among those; and the place of each project in its component."""
    quarter_ends: Floats
    """First working day of the quarter after each quarter of the cash plan."""
    planned_paid: Floats
    """Planned cost, still to come at the start, that is paid by each of those days."""
    dropped_waits: int = 0
    ignored_limits: int = 0
    """Links with a longest lag, which a course does not enforce."""


def profile(years: Floats | float, ramp: float, life: float, growth: float) -> Floats:
    """Return the integral from launch to a time of ``min(t / ramp, 1) · exp(growth · t)``, cut off at the life.

    Parameters
    ----------
    years
        Time since the launch in years; negative before it.
    growth
        Logarithmic growth per year: of prices, less the discount rate where a present value is wanted.
    """
    end = np.clip(np.asarray(years, dtype=np.float64), 0.0, life)
    rise = np.minimum(end, ramp)
    if abs(growth) < 1e-9:
        rising = rise**2 / (2 * ramp) if ramp > 0 else np.zeros_like(end)
        return np.asarray(rising + (end - rise))
    full = (np.exp(growth * end) - np.exp(growth * rise)) / growth
    if ramp <= 0:
        return np.asarray(full)
    rising = (np.exp(growth * rise) * (growth * rise - 1) + 1) / (growth**2 * ramp)
    return np.asarray(full + rising)
