"""Books of the sample region: what all its firms made, sold and answered in the year before the plan."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from serpin.examples.recipe import Recipe, rounded

_PERSONS = {"micro": (1, 15), "small": (1, 100), "medium": (1, 250), "large": (101, 1_000_000)}
"""Fewest and most employees of a size class, as the forms ask for them."""
_OBSTACLES = 9
_MARKS = (0.2, 0.25, 0.3, 0.1, 0.15)
"""How often an obstacle is called insignificant, significant, main, hard to say, absent."""
_MINING_SHARE = 0.45
"""Mining cost of a subsoil user, as a share of its turnover."""
_FIRST_NUMBER = 990_000_000_000


def draw_books(recipe: Recipe, firms: list[dict[str, Any]], data: dict[str, Any]) -> dict[str, list[Any]]:
    """Return yearly figures, sales of unchanged products and answers on obstacles, and give each firm its number.

    Parameters
    ----------
    recipe
        Gives the seed and the start; the books are those of the year before.
    firms
        Manufacturers of the region; who has no identification number gets one.
    data
        What is written already: sales of new products, the rest of the turnover being unchanged products, and payments;
        who pays for research of its own has researchers.
    """
    year = recipe.start.year - 1
    new: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sale in data["sales"]:
        for name in ("output", "sold"):
            new[sale["enterprise"]][name] += sale[name]
    searching = {entry["enterprise"] for entry in data["payments"] if entry.get("row") == "internal_rd"}
    books: dict[str, list[Any]] = {"figures": [], "sales": [], "answers": []}
    for number, firm in enumerate(firms):
        draws, code = recipe.draws("books", number), firm["id"]
        firm.setdefault("bin", str(_FIRST_NUMBER + number))
        least, most = _PERSONS[firm["size"]]
        turnover = int(firm["turnover"])
        output = turnover + rounded(turnover * float(draws.uniform(0.0, 0.03)))
        entry = {
            "id": f"BF{number + 1:02}",
            "enterprise": code,
            "year": year,
            "output": output,
            "turnover": turnover,
            "headcount": min(max(firm["headcount"], least), most),
            "taxable_income": rounded(turnover * float(draws.uniform(0.02, 0.09))),
        }
        if code in searching:
            researchers = 2 + int(entry["headcount"]) // 50
            entry |= {"researchers": researchers, "technicians": researchers // 2, "women": researchers // 2}
        if firm.get("subsoil_user"):
            books["figures"] += _mining(entry, draws.uniform(0.7, 1.3, 2).tolist())
        else:
            books["figures"].append(entry)
        unchanged = {"output": output - new[code]["output"], "sold": turnover - new[code]["sold"]}
        books["sales"].append({"id": f"BU{number + 1:02}", "enterprise": code, "year": year, **unchanged})
        books["answers"] += [
            {
                "id": f"BA{number + 1:02}{item}",
                "enterprise": code,
                "year": year,
                "survey": "obstacles",
                "item": f"{item:02}",
                "degree": degree + 1,
            }
            for item, degree in enumerate(draws.choice(len(_MARKS), _OBSTACLES, p=_MARKS).tolist(), 1)
        ]
    return books


def _mining(entry: dict[str, Any], kept: list[float]) -> list[dict[str, Any]]:
    """Return the figures of a subsoil user, and before them the mining cost from which its duties follow."""
    cost = rounded(entry["turnover"] * _MINING_SHARE)
    spent = {
        name: rounded(0.01 * cost * share) for name, share in zip(("research_duty", "training_duty"), kept, strict=True)
    }
    before = {
        "id": f"{entry['id']}P",
        "enterprise": entry["enterprise"],
        "year": entry["year"] - 1,
        "mining_cost": cost,
    }
    return [before, entry | spent | {"mining_cost": rounded(1.05 * cost)}]
