"""Which projects close the gap best: a mixed-integer programme over scenarios. Textbook: "Closing the gap"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from serpin.base.progress import Deadline
from serpin.engines.strategy.model.states import Floats
from serpin.vocabulary.relation import Relation, RelationKind

_SLACK = 0.005


@dataclass(frozen=True)
class Search:
    """The programme: shares of targets that lack in each scenario, and what each project adds to them.

    ``lack`` has the shape (targets, scenarios), ``gain`` (targets, scenarios, projects); both as shares of the target.
    ``fixed`` projects are carried out anyway; ``costs`` in the currency of the case.
    """

    projects: tuple[str, ...]
    lack: Floats
    gain: Floats
    costs: Floats
    fixed: Floats
    relations: tuple[Relation, ...]
    budget: float | None


@dataclass(frozen=True)
class Found:
    """The chosen projects (shape (projects,)), the expected shortfall and the proven bound of it."""

    chosen: Floats
    shortfall: float
    bound: float
    proven: bool


def search(problem: Search, limit: Deadline, gap: float) -> Found | None:
    """Minimise the expected shortfall first, then the money at (nearly) that shortfall.

    Parameters
    ----------
    problem
        The programme.
    limit
        Time limit.
    gap
        Relative gap that counts as proven.
    """
    targets, scenarios, count = problem.gain.shape
    size = targets * scenarios
    objective = np.concatenate([np.zeros(count), np.full(size, 1.0 / scenarios)])
    rows = _rules(problem, size)
    rows.append(_covering(problem))
    integrality = np.concatenate([np.ones(count), np.zeros(size)])
    bounds = Bounds(
        np.concatenate([problem.fixed, np.zeros(size)]), np.concatenate([np.ones(count), np.full(size, np.inf)])
    )

    def solve(goal: Floats, constraints: list[LinearConstraint], seconds: float, precise: float) -> milp:
        options = {"time_limit": max(seconds, 0.1), "mip_rel_gap": precise}
        return milp(goal, constraints=constraints, integrality=integrality, bounds=bounds, options=options)

    first = solve(objective, rows, limit.left * 0.6, gap)
    if first.x is None:
        return None
    best, bound = float(first.fun), float(first.mip_dual_bound if first.mip_dual_bound is not None else 0.0)
    money = np.concatenate([problem.costs / max(float(problem.costs.max()), 1.0), np.zeros(size)])
    keep = LinearConstraint(objective[None, :], -np.inf, best * (1 + _SLACK) + 1e-7)
    second = solve(money, [*rows, keep], limit.left, gap)
    solution = second.x if second.x is not None else first.x
    return Found(
        np.round(solution[:count]),
        float(objective @ solution),
        min(bound, best),
        bool(best - bound <= gap * best + 1e-6),
    )


def _covering(problem: Search) -> LinearConstraint:
    """Return: shortfall + what the chosen add ≥ what lacks, for each target in each scenario."""
    targets, scenarios, count = problem.gain.shape
    size = targets * scenarios
    gain = problem.gain.reshape(size, count)
    at, project = np.nonzero(gain)
    data = np.concatenate([gain[at, project], np.ones(size)])
    row = np.concatenate([at, np.arange(size)])
    column = np.concatenate([project, count + np.arange(size)])
    matrix = coo_matrix((data, (row, column)), shape=(size, count + size)).tocsr()
    return LinearConstraint(matrix, problem.lack.ravel(), np.inf)


def _rules(problem: Search, size: int) -> list[LinearConstraint]:
    """Return budget, exclusions and prerequisites."""
    count = len(problem.projects)
    place = {name: number for number, name in enumerate(problem.projects)}
    found = []
    if problem.budget is not None:
        spent = np.concatenate([problem.costs * (1 - problem.fixed), np.zeros(size)])
        found.append(LinearConstraint(spent[None, :], -np.inf, problem.budget))
    for relation in problem.relations:
        row = np.zeros(count + size)
        known = [place[name] for name in relation.projects if name in place]
        if relation.kind is RelationKind.EXCLUSIVE and len(known) > 1:
            row[known] = 1.0
            found.append(LinearConstraint(row[None, :], -np.inf, max(1.0, float(problem.fixed[known].sum()))))
        last = place.get(relation.projects[-1])
        if relation.kind is RelationKind.PREREQUISITE and last is not None and not problem.fixed[last]:
            for name in relation.projects[:-1]:
                pair = np.zeros(count + size)
                pair[last] = 1.0
                if name in place:
                    pair[place[name]] = -1.0
                found.append(LinearConstraint(pair[None, :], -np.inf, 0.0))
    return found
