"""Money of a generated case: own funds of every enterprise with projects, and sources from outside."""

from __future__ import annotations

from typing import Any

import numpy as np

from serpin.examples.recipe import Recipe, rounded
from serpin.examples.wording import lists, named, words
from serpin.vocabulary.noun import Words

_OWN = 0.3
"""Share of all money that is own money."""

_OUTSIDE: tuple[tuple[str, str, float, dict[str, Any], dict[str, Any]], ...] = (
    (
        "grant",
        "innovation_grant",
        0.08,
        {"max_amount": 80_000_000, "max_share": 0.9, "own_share": 0.1, "max_quarters": 6, "sizes": ["micro", "small"]},
        {},
    ),
    (
        "industrial",
        "industrial_grant",
        0.1,
        {"max_share": 0.4, "own_share": 0.2, "priority_good": True},
        {},
    ),
    (
        "loan",
        "loan",
        0.22,
        {"max_share": 0.7, "own_share": 0.2},
        {"interest": 0.126, "grace_quarters": 4, "repayment_quarters": 20},
    ),
    (
        "lease",
        "lease",
        0.12,
        {"max_share": 0.5, "own_share": 0.15, "work_kinds": ["prototype"]},
        {"interest": 0.155, "grace_quarters": 1, "repayment_quarters": 16},
    ),
    ("venture", "venture", 0.08, {"max_share": 0.5, "own_share": 0.1}, {"equity_share": 0.3}),
    ("foreign", "foreign", 0.1, {"max_share": 0.3, "own_share": 0.2, "products_only": True}, {"equity_share": 0.2}),
)
"""Code, kind, share of all money, rules and price; the rules are shaped like those of the sample plant."""


def _by_quarter(draws: np.random.Generator, names: list[str], total: float) -> list[dict[str, Any]]:
    weights = draws.uniform(0.7, 1.3, len(names))
    shares = weights / weights.sum()
    return [
        {"quarter": name, "amount": rounded(total * share)} for name, share in zip(names, shares.tolist(), strict=True)
    ]


def own_sources(
    recipe: Recipe,
    names: list[str],
    makers: list[dict[str, Any]],
    projects: list[dict[str, Any]],
    costs: dict[str, float],
    *,
    saved: dict[str, list[dict[str, Any]]] | None = None,
) -> list[dict[str, Any]]:
    """Return the own funds of every enterprise that leads projects: as saved, else in proportion to their cost."""
    demand: dict[str, float] = {}
    for project in projects:
        demand[project["enterprise"]] = demand.get(project["enterprise"], 0.0) + costs[project["id"]]
    frame = lists()["sources"]["own"]
    entries = []
    for number, maker in enumerate(makers):
        if maker["id"] in demand and recipe.budget > 0:
            name = Words.model_validate(maker["name"])
            proper = [name.text(language).split("«")[1].split("»")[0] for language in ("kk", "ru")]
            proper.append(name.text("en"))
            entries.append(
                {
                    "id": f"OWN-{maker['id']}",
                    "name": words([form.format(text) for form, text in zip(frame, proper, strict=True)]),
                    "kind": "own",
                    "owner": maker["id"],
                    "available": (saved or {}).get(maker["id"])
                    or _by_quarter(recipe.draws("own", number), names, _OWN * recipe.budget * demand[maker["id"]]),
                    "priority": 5,
                }
            )
    return entries


def outside_sources(recipe: Recipe, names: list[str], financiers: list[str], demand: float) -> list[dict[str, Any]]:
    """Return grants, loans, lease, venture and foreign money."""
    entries: list[dict[str, Any]] = []
    if recipe.budget <= 0 or demand <= 0:
        return entries
    for number, (code, kind, share, rules, price) in enumerate(_OUTSIDE):
        entry = {
            "id": f"{recipe.prefix}{code.upper()}",
            "name": named("sources", code),
            "kind": kind,
            "available": _by_quarter(recipe.draws("outside", number), names, share * recipe.budget * demand),
            "rules": rules,
            "price": price,
            "priority": 10 + number,
        }
        if financiers:
            entry["owner"] = financiers[number % len(financiers)]
        entries.append(entry)
    return entries
