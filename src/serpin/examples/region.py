"""The sample region: an invented programme with sixty enterprises and packages that pay only together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from serpin.base.periods import Quarters
from serpin.examples.bookkeeping import draw_books
from serpin.examples.calls import draw_awards
from serpin.examples.composing import by_role, draw_enterprises, draw_projects, draw_resources, resource_kinds
from serpin.examples.cooperation import draw_local_technology, draw_local_ties
from serpin.examples.drawing import Drawn, Surroundings, draw_project
from serpin.examples.financing import own_sources
from serpin.examples.reading import read_data
from serpin.examples.recipe import Recipe
from serpin.examples.weaving import draw_relations, draw_risks
from serpin.examples.wording import Title
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Words

ENTERPRISES = 60
PROJECTS = 240
_SEED = 2031
_STORY_BLOCK = 10_000
"""The projects of the story take draws from here on, so that they do not change with the number of the others."""


@cache
def region() -> Case:
    """Return the case of the invented Saryozen region.

    Sixty enterprises of all roles, two partners abroad and 240 projects for twenty quarters from January 2027;
    amounts in tenge. A core story lies in data files in ``serpin/examples/data/region``; the rest is generated around
    it from a fixed seed.
    """
    data = read_data("region")
    story, competences = data.pop("story"), data.pop("competences")
    recipe = Recipe(
        seed=_SEED,
        enterprises=ENTERPRISES - len(data["enterprises"]),
        projects=PROJECTS - len(story),
        works=(3, 8),
        resources=12,
        horizon=data["horizon"],
        risks=0.25,
        start=data["start"],
        regions=("991000000", "992000000", "993000000", "994000000"),
    )
    others = draw_enterprises(recipe)
    enterprises = [*data["enterprises"], *others]
    makers = [entry for entry in others if "manufacturer" in entry["roles"]]
    kinds = resource_kinds(recipe)
    around = Surroundings(by_role(enterprises), kinds)
    drawn, innovations = draw_projects(recipe, makers, around)
    large = replace(recipe, works=(6, 8))
    told = [_told(large, place, entry, around) for place, entry in enumerate(story)]
    projects = [entry.data for entry in (*told, *drawn)]
    costs = {entry.data["id"]: entry.cost for entry in (*told, *drawn)}
    risks, covers = draw_risks(recipe, projects, costs, by_role(enterprises)["insurer"])
    offers, requests = draw_local_technology(recipe, enterprises)
    quarters = Quarters(data["start"])
    names = [quarters.name_of(number) for number in range(data["horizon"])]
    leaders = [entry for entry in enterprises if "manufacturer" in entry["roles"]]
    for name, entries in draw_books(recipe, leaders, data).items():
        data[name] = [*data.get(name, ()), *entries]
    skilled = [entry | {"fields": competences.get(entry["id"], ())} for entry in enterprises]
    data["enterprises"] = [*skilled, *data.pop("abroad")]
    data["resources"] = [*draw_resources(recipe, makers, [*told, *drawn], least=8), *data.pop("people")]
    data["innovations"] = [*(_innovation(entry) for entry in story), *innovations, *data["innovations"]]
    data["projects"] = projects
    data["risks"], data["covers"] = risks, covers
    data["sources"] += own_sources(recipe, names, leaders, projects, costs, saved=data.pop("saved"))
    data["relations"] += draw_relations(recipe, {entry.data["id"]: entry.cost for entry in drawn})
    data["ties"] += draw_local_ties(recipe, enterprises, {(tie["of"], tie["to"]) for tie in data["ties"]})
    data["offers"] += offers
    data["requests"] += requests
    data["awards"] = draw_awards(recipe, [entry["id"] for entry in leaders if entry["id"] != "TAIL-CO"])
    return Case.model_validate(data)


def _told(recipe: Recipe, place: int, entry: dict[str, Any], around: Surroundings) -> Drawn:
    """Return a project of the story: its header as written, its works drawn to the written cost."""
    name = Words(**entry["name"])
    title = Title(name, name, name, name, entry["type"])
    drawn = draw_project(
        recipe, _STORY_BLOCK + place, entry["enterprise"], title, around, total=entry["cost"], pace=entry["pace"]
    )
    revenue, running = entry["revenue"], entry["revenue"] * entry["running"]
    data = {key: value for key, value in drawn.data.items() if key not in ("earliest_start", "deadline")}
    data |= {
        "id": entry["id"],
        "innovation": f"{entry['id']}-I",
        "stage": "development",
        "contributions": [
            *data["contributions"],
            *({"indicator": name, "amount": amount} for name, amount in entry.get("adds", {}).items()),
        ],
        "returns": {
            "revenue": [round(0.9 * revenue), revenue, round(1.1 * revenue)],
            "operating_cost": [round(0.95 * running), round(running), round(1.05 * running)],
            "life": entry["life"],
            "ramp": entry["ramp"],
            "price_drift": 0.03,
        },
    }
    return Drawn(data, drawn.cost, drawn.days)


def _innovation(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{entry['id']}-I",
        "name": entry["name"],
        "type": entry["type"],
        "novelty": entry["novelty"],
        "basis": "new_use_of_existing",
        "priority_good": entry.get("priority", False),
    }
