"""Composes a whole case from a recipe: enterprises, resources, projects, money, relations, risks and ties."""

from __future__ import annotations

from typing import Any

import numpy as np

from serpin.base.periods import Quarters
from serpin.examples.drawing import Drawn, Surroundings, draw_project
from serpin.examples.financing import outside_sources, own_sources
from serpin.examples.recipe import Recipe
from serpin.examples.weaving import draw_relations, draw_risks, draw_technology, draw_ties
from serpin.examples.wording import enterprise_name, lists, resource_name, title
from serpin.vocabulary.noun import Words

_ROLES = (
    *("manufacturer", "manufacturer", "design_bureau", "manufacturer", "equipment_supplier", "manufacturer"),
    *("research", "manufacturer", "input_supplier", "manufacturer", "buyer", "manufacturer", "financier"),
    *("manufacturer", "association", "manufacturer", "insurer", "manufacturer", "authority", "manufacturer"),
)
"""Roles in the order in which enterprises come: half are manufacturers, twenty hold every role."""

_SIZES = (("small", 60), ("medium", 180), ("large", 900), ("micro", 9))
_KINDS = ("people", "people", "laboratory", "equipment", "people", "pilot_line")
_DAY_COST = {"people": 40_000, "laboratory": 110_000, "equipment": 80_000, "pilot_line": 300_000}
_ACTIVITY = {
    "design_bureau": "71.12",
    "research": "72.19",
    "equipment_supplier": "46.69",
    "input_supplier": "46.72",
    "buyer": "46.90",
    "association": "94.11",
    "financier": "64.19",
    "insurer": "65.12",
    "authority": "84.13",
}
_AT_HOME = 0.7
"""Share of the enterprises of an industry that settle in its own region: clusters to be found."""

_WORKING_DAYS_OF_QUARTER = 62
_BUSY = 0.75
"""Share of its capacity that a resource is busy with what the money pays for."""


def compose(recipe: Recipe) -> dict[str, Any]:
    """Return the plain data of a case.

    Parameters
    ----------
    recipe
        Sizes and shares.
    """
    enterprises = draw_enterprises(recipe)
    makers = [entry for entry in enterprises if "manufacturer" in entry["roles"]]
    around = Surroundings(by_role(enterprises), resource_kinds(recipe))
    drawn, innovations = draw_projects(recipe, makers, around)
    projects = [entry.data for entry in drawn]
    costs = {entry.data["id"]: entry.cost for entry in drawn}
    quarters = Quarters(recipe.start)
    names = [quarters.name_of(number) for number in range(recipe.horizon)]
    risks, covers = draw_risks(recipe, projects, costs, by_role(enterprises).get("insurer", []))
    offers, requests = draw_technology(recipe, enterprises)
    return {
        "title": Words(
            kk=f"Үлгі қоржын: {recipe.projects} жоба",
            ru=f"Пример портфеля: проектов {recipe.projects}",
            en=f"Sample portfolio: {recipe.projects} projects",
        ),
        "start": recipe.start,
        "horizon": recipe.horizon,
        "discount_rate": 0.15,
        "enterprises": enterprises,
        "resources": draw_resources(recipe, makers, drawn),
        "innovations": innovations,
        "projects": projects,
        "risks": risks,
        "covers": covers,
        "sources": [
            *own_sources(recipe, names, makers, projects, costs),
            *outside_sources(recipe, names, by_role(enterprises).get("financier", []), sum(costs.values())),
        ],
        "relations": draw_relations(recipe, costs),
        "ties": draw_ties(recipe, enterprises),
        "offers": offers,
        "requests": requests,
        "indicators": _indicators(),
    }


def draw_enterprises(recipe: Recipe) -> list[dict[str, Any]]:
    """Return the enterprises; each has one main role, some manufacturers buy from others too."""
    industries, regions = lists()["industries"], recipe.regions
    entries = []
    for number in range(recipe.enterprises):
        place = number % len(industries)
        draws = recipe.draws("enterprise", number)
        role = _ROLES[number % len(_ROLES)]
        settled = place % len(regions) if draws.random() < _AT_HOME else int(draws.integers(len(regions)))
        size, people = _SIZES[int(draws.integers(len(_SIZES)))]
        headcount = max(3, int(people * draws.uniform(0.5, 2.0)))
        roles = [role, "buyer"] if role == "manufacturer" and draws.random() < 0.3 else [role]
        entries.append(
            {
                "id": recipe.code("E", number),
                "name": enterprise_name(role, number),
                "region": regions[settled],
                "activity": _ACTIVITY.get(role) or industries[place]["activity"],
                "size": size,
                "headcount": headcount,
                "turnover": headcount * int(draws.integers(8, 30)) * 1_000_000,
                "roles": roles,
            }
        )
    return entries


def by_role(enterprises: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the codes of enterprises by role."""
    found: dict[str, list[str]] = {}
    for entry in enterprises:
        for role in entry["roles"]:
            found.setdefault(role, []).append(entry["id"])
    return found


def draw_projects(
    recipe: Recipe, makers: list[dict[str, Any]], around: Surroundings
) -> tuple[list[Drawn], list[dict[str, Any]]]:
    """Return the projects with the innovations behind them, led by the manufacturers in turn."""
    industries = lists()["industries"]
    place_of = {entry["activity"]: place for place, entry in enumerate(industries)}
    counts = dict.fromkeys(range(len(industries)), 0)
    drawn, innovations = [], []
    for number in range(recipe.projects):
        draws = recipe.draws("innovation", number)
        leader = makers[int(draws.integers(len(makers)))]
        industry = place_of[leader["activity"]]
        name = title(industry, counts[industry])
        counts[industry] += 1
        drawn.append(draw_project(recipe, number, leader["id"], name, around))
        innovations.append(
            {
                "id": recipe.code("I", number),
                "name": name.innovation,
                "type": name.type,
                "basis": ("new_technology", "new_use_of_existing", "improvement")[int(draws.integers(3))],
                "novelty": ("improved", "firm", "domestic_market", "world")[
                    int(np.searchsorted((0.3, 0.7, 0.93), draws.random()))
                ],
                "priority_good": name.type == "goods" and bool(draws.random() < 0.5),
                "fields": [leader["activity"]],
            }
        )
    return drawn, innovations


def resource_kinds(recipe: Recipe) -> list[tuple[str, int]]:
    """Return the codes of the resources, each with the cost of a unit and day."""
    return [(recipe.code("R", n), _DAY_COST[_KINDS[n % len(_KINDS)]]) for n in range(recipe.resources)]


def draw_resources(
    recipe: Recipe, makers: list[dict[str, Any]], drawn: list[Drawn], least: int = 4
) -> list[dict[str, Any]]:
    """Return the resources with capacity for the share of the projects that the money pays for, and a least one."""
    days = recipe.horizon * _WORKING_DAYS_OF_QUARTER * _BUSY
    entries = []
    for number, (code, price) in enumerate(resource_kinds(recipe)):
        kind = _KINDS[number % len(_KINDS)]
        busy = sum(entry.days.get(code, 0.0) for entry in drawn) * min(recipe.budget, 1.0)
        entries.append(
            {
                "id": code,
                "name": resource_name(kind, number + 1),
                "owner": makers[number % len(makers)]["id"],
                "kind": kind,
                "capacity": max(least, round(busy / days)),
                "cost_per_unit_day": price,
            }
        )
    return entries


def _indicators() -> list[dict[str, Any]]:
    return [
        {"id": "JOBS", "name": Words(kk="Жаңа жұмыс орындары", ru="Новые рабочие места", en="New jobs")},
        {
            "id": "NEW-SALES",
            "name": Words(
                kk="Инновациялық өнім сатылымы", ru="Продажи инновационной продукции", en="Sales of innovative products"
            ),
            "unit": "mln KZT",
        },
    ]
