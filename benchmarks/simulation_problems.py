"""Networks for the benchmark of the simulation, from fixed seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from serpin.vocabulary.case import Case


@dataclass(frozen=True)
class Problem:
    """Activities with triangular durations and what each comes after, about two links an activity."""

    after: list[list[int]]
    low: np.ndarray
    mode: np.ndarray
    high: np.ndarray


def problem_of(activities: int) -> Problem:
    """Return the network of a size: every activity comes after one to three of the forty before it."""
    rng = np.random.default_rng(activities)
    after = []
    for number in range(activities):
        count = min(number, int(rng.integers(1, 4)))
        after.append(sorted(rng.choice(np.arange(max(0, number - 40), number), size=count, replace=False).tolist()))
    points = np.sort(rng.uniform(1.0, 30.0, size=(activities, 3)), axis=1)
    return Problem(after, *points.T)


def case_of(problem: Problem, *, mixed: bool, money: bool) -> Case:
    """Return a case with the network as one project.

    Parameters
    ----------
    mixed
        Whether a third of the durations are PERT and a sixth lognormal, instead of all triangular.
    money
        Whether works cost (PERT), a gate stands in the middle, and the product earns.
    """
    works = []
    for number, after in enumerate(problem.after):
        low, mode, high = (float(row[number]) for row in (problem.low, problem.mode, problem.high))
        shape = ("triangular", "pert", "triangular", "lognormal", "pert", "triangular")[number % 6 if mixed else 0]
        duration: dict[str, Any] = {"shape": shape, "low": low, "mode": mode, "high": high}
        if shape == "lognormal":
            duration = {"shape": shape, "median": mode, "p90": high}
        cost = [10.0, 20.0, 20.0 + high] if money else 0
        works.append(
            {
                "id": f"W{number}",
                "name": f"W{number}",
                "kind": "research",
                "after": [{"work": f"W{earlier}"} for earlier in after],
                "modes": [{"id": "m", "duration": duration, "cost": cost}],
            }
        )
    project: dict[str, Any] = {"id": "P", "name": "P", "innovation": "I", "enterprise": "E", "works": works}
    if money:
        half = len(works) // 2
        project["gates"] = [{"id": "G", "name": "G", "after": [f"W{half - 1}"], "before": [f"W{half}"], "success": 0.9}]
        project["returns"] = {"revenue": [1e4, 2e4, 4e4], "operating_cost": 3e3, "life": 5}
    return Case.model_validate(
        {
            "title": "Benchmark",
            "start": "2027-01-04",
            "discount_rate": 0.1,
            "calendar": {"country": ""},
            "enterprises": [{"id": "E", "name": "E"}],
            "innovations": [{"id": "I", "name": "I", "type": "goods"}],
            "projects": [project],
        }
    )
