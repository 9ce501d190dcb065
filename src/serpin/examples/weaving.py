"""What ties a generated case together: relations between projects, risks, ties, offers and requests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from serpin.examples.recipe import Recipe, rounded, spread
from serpin.examples.wording import lists, named, title, words

_TIE_OF_ROLE = {
    "manufacturer": "input_supplier",
    "design_bureau": "design_bureau",
    "research": "research",
    "equipment_supplier": "equipment_supplier",
    "input_supplier": "input_supplier",
    "buyer": "buyer",
    "association": "association",
    "financier": "financier",
    "insurer": "financier",
    "authority": "association",
}
_RISKS: tuple[tuple[str, str | None, bool], ...] = (
    ("technical", None, False),
    ("production", "property", False),
    ("market", None, True),
    ("financial", None, True),
    ("organisational", None, False),
    ("legal", None, False),
)
"""Class, class of insurance, and whether it is speculative."""

_OFFERING = ("design_bureau", "research", "equipment_supplier", "manufacturer")


def draw_relations(recipe: Recipe, costs: dict[str, float]) -> list[dict[str, Any]]:
    """Return complements of two and three projects, prerequisites and exclusions; no two on the same projects."""
    draws = recipe.draws("relations")
    projects = list(costs)
    taken: set[tuple[str, ...]] = set()
    relations: list[dict[str, Any]] = []
    for kind, size, share in (
        ("complement", 2, recipe.pairs),
        ("complement", 3, recipe.triples),
        ("prerequisite", 2, recipe.prerequisites),
        ("exclusive", 2, recipe.exclusions),
    ):
        for _ in range(round(share * len(projects)) if len(projects) >= size else 0):
            # Members in ascending order: what comes later needs what comes before, never in a circle.
            places = sorted(set(draws.integers(len(projects), size=size).tolist()))
            chosen = tuple(projects[place] for place in places)
            factors = draws.uniform(0.03, 0.14, size).tolist()
            if len(chosen) < size or chosen in taken:
                continue
            taken.add(chosen)
            entry: dict[str, Any] = {
                "id": f"{recipe.prefix}L{len(relations) + 1:05d}",
                "kind": kind,
                "projects": list(chosen),
            }
            if kind == "complement":
                entry["amounts"] = {
                    code: rounded(costs[code] * factor) for code, factor in zip(chosen, factors, strict=True)
                }
            relations.append(entry)
    return relations


def draw_risks(
    recipe: Recipe, projects: list[dict[str, Any]], costs: dict[str, float], insurers: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return risks that hit one project each, and one cover for those that can be insured."""
    risks = []
    for number in range(round(recipe.risks * len(projects))):
        draws = recipe.draws("risk", number)
        project = projects[int(draws.integers(len(projects)))]
        category, insurance, speculative = _RISKS[number % len(_RISKS)]
        work = project["works"][int(draws.integers(len(project["works"])))]
        size = costs[project["id"]] * float(draws.uniform(0.02, 0.1))
        entry = {
            "id": recipe.code("X", number),
            "name": named("risks", category),
            "category": category,
            "probability": round(float(draws.uniform(0.05, 0.35)), 2),
            "group": ("technology", "", "market", "currency", "people", "")[number % len(_RISKS)],
            "speculative": speculative,
            "impacts": _impacts(category, project["id"], work["id"], size),
        }
        if insurance:
            entry["insurance"] = insurance
        risks.append(entry)
    insurable = [risk for risk in risks if risk.get("insurance")]
    if not insurable:
        return risks, []
    cover: dict[str, Any] = {
        "id": f"{recipe.prefix}C1",
        "name": words(("Тәжірибелік үлгілерді сақтандыру", "Страхование опытных образцов", "Insurance of prototypes")),
        "insurance": "property",
        "perils": [risk["id"] for risk in insurable],
        "deductible": 1_000_000,
        "limit": 500_000_000,
        "share": 0.9,
    }
    if insurers:
        cover["insurer"] = insurers[0]
    return risks, [cover]


def _impacts(category: str, project: str, work: str, size: float) -> list[dict[str, Any]]:
    money = {"project": project, "work": work, "on": "cost", "size": spread(0.5 * size, size, 2 * size)}
    delay = {"project": project, "work": work, "on": "duration", "size": [5, 12, 30]}
    if category == "market":
        return [{"project": project, "on": "returns", "effect": "factor", "size": [0.7, 0.85, 0.97]}]
    if category == "financial":
        return [{"project": project, "kind": "prototype", "on": "cost", "effect": "factor", "size": [1.02, 1.08, 1.2]}]
    return [money, delay] if category in ("technical", "production") else [delay]


def draw_ties(
    recipe: Recipe, enterprises: list[dict[str, Any]], written: Collection[tuple[str, str]] = ()
) -> list[dict[str, Any]]:
    """Return typed ties; what the partner is follows from its role, manufacturers are often competitors.

    Parameters
    ----------
    recipe
        Sizes and shares.
    enterprises
        Whom the ties may join.
    written
        Ends of ties that are there already.
    """
    draws = recipe.draws("ties")
    count = len(enterprises)
    wanted = round(recipe.density * count)
    if count < 2 or wanted == 0:
        return []
    ends = draws.integers(count, size=(wanted, 2)).tolist()
    numbers = draws.random((wanted, 2)).tolist()
    taken: set[tuple[int, int]] = set()
    ties: list[dict[str, Any]] = []
    for (of, to), (chance, strength) in zip(ends, numbers, strict=True):
        if of == to or (of, to) in taken or (enterprises[of]["id"], enterprises[to]["id"]) in written:
            continue
        taken.add((of, to))
        kind = _TIE_OF_ROLE[enterprises[to]["roles"][0]]
        if kind == "input_supplier" and enterprises[of]["activity"] == enterprises[to]["activity"]:
            kind = "competitor"
        elif enterprises[to]["roles"][0] == "manufacturer" and chance < 0.4:
            kind = "buyer"
        ties.append(
            {
                "id": f"{recipe.prefix}T{len(ties) + 1:06d}",
                "of": enterprises[of]["id"],
                "to": enterprises[to]["id"],
                "kind": kind,
                "strength": round(0.1 + 0.9 * strength, 2),
            }
        )
    return ties


def draw_technology(
    recipe: Recipe, enterprises: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return technology offers and requests, one of each for three enterprises."""
    industries = lists()["industries"]
    offering = [entry for entry in enterprises if entry["roles"][0] in _OFFERING]
    seeking = [entry for entry in enterprises if entry["roles"][0] == "manufacturer"]
    offers: list[dict[str, Any]] = []
    requests: list[dict[str, Any]] = []
    for number in range(len(enterprises) // 3):
        draws = recipe.draws("technology", number)
        owner = offering[int(draws.integers(len(offering)))]
        industry = int(draws.integers(len(industries)))
        offers.append(
            {
                "id": recipe.code("O", number),
                "owner": owner["id"],
                "title": title(industry, int(draws.integers(30))).technology,
                "kind": ("licence", "know_how", "equipment", "results")[int(draws.integers(4))],
                "readiness": int(draws.integers(3, 10)),
                "fields": [industries[industry]["activity"]],
                "price": rounded(float(draws.uniform(5e6, 120e6))),
                "since": recipe.start + timedelta(days=int(draws.integers(0, 500))),
            }
        )
        seeker = seeking[int(draws.integers(len(seeking)))]
        wanted = int(draws.integers(len(industries)))
        requests.append(
            {
                "id": recipe.code("Q", number),
                "enterprise": seeker["id"],
                "title": title(wanted, int(draws.integers(30))).demand,
                "readiness": int(draws.integers(2, 8)),
                "fields": [industries[wanted]["activity"]],
                "budget": rounded(float(draws.uniform(10e6, 150e6))),
                "region": seeker["region"],
                "until": recipe.start + timedelta(days=int(draws.integers(200, 1000))),
                "is_research_demand": bool(draws.random() < 0.3),
            }
        )
    return offers, requests
