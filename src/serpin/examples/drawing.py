"""Draws one project: its works with modes and links, its gates and its market."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from serpin.examples.recipe import Recipe, rounded, spread
from serpin.examples.wording import Title, named, work_name

_SEQUENCE = (
    "research",
    "materials",
    "intellectual_property",
    "process_engineering",
    "prototype",
    "information",
    "organisation",
    "training",
    "marketing",
)
"""The nine kinds in the order in which a project usually meets them."""

_WEIGHT = {"prototype": 6.0, "research": 1.5, "process_engineering": 1.5, "information": 1.2}
_LOW, _HIGH = 0.8, 1.45
"""Limits of the cost of a work, as factors on its most likely value."""

_MEAN = (_LOW + 4 + _HIGH) / 6
"""Mean of the cost, as a factor on its most likely value."""

_STAGES = ("idea", "research", "development", "pilot", "implementation", "commercialisation")
_OUTSIDE = (
    ("bureau", "design_bureau", "design_bureau", 0.75, 1.5),
    ("licence", "technology_purchase", "equipment_supplier", 0.5, 2.2),
    ("contract", "research_contract", "research", 0.85, 1.4),
)
"""Code, performer, role of the contractor, factor on the duration, factor on the cost."""


@dataclass(frozen=True)
class Surroundings:
    """What a project finds around it.

    Parameters
    ----------
    contractors
        Codes of enterprises by role.
    resources
        Codes of the shared resources with the cost of a unit and day.
    """

    contractors: dict[str, list[str]]
    resources: list[tuple[str, int]]


@dataclass(frozen=True)
class Drawn:
    """A project as plain data, with what it costs in the first mode of every work."""

    data: dict[str, Any]
    cost: float
    days: dict[str, float]
    """Unit-days that it takes from each resource."""


def draw_project(
    recipe: Recipe,
    number: int,
    leader: str,
    name: Title,
    around: Surroundings,
    *,
    total: float | None = None,
    pace: float = 1.0,
) -> Drawn:
    """Return a project; its draws depend on the seed and its number alone.

    Parameters
    ----------
    recipe
        Sizes and shares.
    number
        Number of the project, from 0.
    leader
        Code of the leading enterprise.
    name
        Names in three languages.
    around
        Contractors and resources.
    total
        What the works cost beside the resources; drawn when empty.
    pace
        Factor on the durations: large plants take longer.
    """
    draws = recipe.draws("project", number)
    count = int(draws.integers(recipe.works[0], recipe.works[1] + 1))
    kinds = _kinds(draws, count)
    drawn_total = float(np.clip(draws.lognormal(np.log(240e6), 0.8), 40e6, 2e9))
    weights = np.array([_WEIGHT.get(kind, 1.0) for kind in kinds]) * draws.uniform(0.6, 1.4, count)
    costs = (drawn_total if total is None else total) * weights / weights.sum()
    works: list[dict[str, Any]] = []
    days: dict[str, float] = {}
    cost = 0.0
    for place, kind in enumerate(kinds):
        work, spent = _work(recipe, draws, place, kind, cost=float(costs[place]), pace=pace, around=around, days=days)
        works.append(work)
        cost += spent
    data: dict[str, Any] = {
        "id": recipe.code("P", number),
        "name": name.project,
        "innovation": recipe.code("I", number),
        "enterprise": leader,
        "stage": _STAGES[int(draws.integers(len(_STAGES)))],
        "weight": int(draws.integers(1, 4)),
        "returns": _returns(draws, cost),
        "contributions": [
            {"indicator": "JOBS", "amount": int(draws.integers(0, 60))},
            {"indicator": "NEW-SALES", "amount": int(cost / 1e6 * draws.uniform(0.5, 2.0))},
        ],
        "works": works,
        "gates": _gates(draws, works, cost),
    }
    chance = draws.random(2)
    if chance[0] < 0.15:
        data["earliest_start"] = recipe.start + timedelta(days=int(draws.integers(30, 360)))
    if chance[1] < 0.3:
        data["deadline"] = recipe.start + timedelta(days=int(draws.integers(700, max(701, recipe.horizon * 91))))
    return Drawn(data, cost, days)


def _kinds(draws: np.random.Generator, count: int) -> list[str]:
    if count >= len(_SEQUENCE):
        return [_SEQUENCE[place * len(_SEQUENCE) // count] for place in range(count)]
    # Small projects leave kinds out, but something is always invented and something always made.
    kept = {0, 4} if count > 1 else {4}
    others = [place for place in draws.permutation(len(_SEQUENCE)).tolist() if place not in kept]
    return [_SEQUENCE[place] for place in sorted([*kept, *others[: count - len(kept)]])]


def _work(
    recipe: Recipe,
    draws: np.random.Generator,
    place: int,
    kind: str,
    *,
    cost: float,
    pace: float,
    around: Surroundings,
    days: dict[str, float],
) -> tuple[dict[str, Any], float]:
    numbers = draws.random(10).tolist()
    typical = int((10 + int(numbers[0] * 35)) * pace)
    demand, price = _demand(numbers, around)
    own = {
        "id": "own",
        "duration": [typical * 3 // 4, typical, int(typical * (1.4 + 0.6 * numbers[1]))],
        "demand": demand,
        "cost": spread(_LOW * cost, cost, _HIGH * cost),
        "success": 0.95 if kind == "research" and numbers[2] < 0.4 else 1.0,
    }
    modes: list[dict[str, Any]] = [own]
    if numbers[3] < recipe.choice:
        first = int(numbers[4] * 3)
        modes += [
            mode
            for turn in range(1 + (numbers[5] < 0.3))
            if (mode := _outside(_OUTSIDE[(first + turn) % 3], typical, cost + price * typical, numbers[6], around))
        ]
    for resource, units in demand.items():
        days[resource] = days.get(resource, 0.0) + units * typical
    work = {
        "id": f"W{place + 1}",
        "name": work_name(kind, int(numbers[7] * 3)),
        "kind": kind,
        "after": _links(draws, place),
        "modes": modes,
    }
    if kind in ("process_engineering", "prototype") and numbers[8] < 0.15:
        work["rework"] = {"probability": 0.2, "share": 0.4, "rounds": 2}
    return work, _MEAN * cost + price * typical


def _demand(numbers: list[float], around: Surroundings) -> tuple[dict[str, int], float]:
    if not around.resources:
        return {}, 0.0
    chosen = {int(numbers[9] * len(around.resources)): 1 + int(numbers[2] * 3)}
    if numbers[8] > 0.7:
        chosen.setdefault(int(numbers[6] * len(around.resources)), 1)
    demand = {around.resources[place][0]: units for place, units in chosen.items()}
    return demand, float(sum(around.resources[place][1] * units for place, units in chosen.items()))


def _outside(
    way: tuple[str, str, str, float, float], typical: int, cost: float, number: float, around: Surroundings
) -> dict[str, Any] | None:
    code, performer, role, shorter, dearer = way
    firms = around.contractors.get(role)
    if not firms:
        return None
    length = max(2, int(typical * shorter))
    return {
        "id": code,
        "performer": performer,
        "contractor": firms[int(number * len(firms))],
        "duration": [max(1, length * 4 // 5), length, length * 3 // 2],
        "cost": spread(0.9 * dearer * cost, dearer * cost, 1.25 * dearer * cost),
    }


def _links(draws: np.random.Generator, place: int) -> list[dict[str, Any]]:
    if place == 0:
        return []
    numbers = draws.random(4).tolist()
    reach = min(place, 4)
    links: list[dict[str, Any]] = [{"work": f"W{place - int(numbers[0] * reach)}"}]
    if numbers[1] < 0.1:
        links[0] |= {"type": "SS", "lag": 5 + int(numbers[2] * 10)}
    elif numbers[1] < 0.18:
        links[0] |= {"type": "FF", "lag": int(numbers[2] * 10)}
    other = f"W{place - int(numbers[3] * reach)}"
    if numbers[2] < 0.35 and other != links[0]["work"]:
        links.append({"work": other})
    return links


def _gates(draws: np.random.Generator, works: list[dict[str, Any]], cost: float) -> list[dict[str, Any]]:
    numbers = draws.random(3).tolist()
    gates = []
    for code, name, share in (("G1", "concept", 0.3), ("G2", "launch", 0.75)):
        place = int(len(works) * share)
        if place + 1 < len(works) and (code == "G1" or numbers[0] < 0.5):
            gates.append(
                {
                    "id": code,
                    "name": named("gates", name),
                    "after": [works[place]["id"]],
                    "before": [works[place + 1]["id"]],
                    "success": round(0.8 + 0.18 * numbers[1], 2),
                    "abandonment_value": rounded(0.05 * cost * numbers[2]),
                }
            )
    return gates


def _returns(draws: np.random.Generator, cost: float) -> dict[str, Any]:
    numbers = draws.random(5).tolist()
    margin = cost * (0.24 + 0.5 * numbers[0])
    share = 0.4 + 0.35 * numbers[1]
    revenue, running = margin / (1 - share), margin * share / (1 - share)
    return {
        "revenue": spread(0.85 * revenue, revenue, 1.1 * revenue),
        "operating_cost": spread(0.92 * running, running, 1.1 * running),
        "life": 5 + int(numbers[2] * 6),
        "ramp": round(2 * numbers[3], 1),
        "price_drift": 0.03,
    }
