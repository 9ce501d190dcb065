"""How the firms of the sample region work together: ties along value chains, mostly with neighbours.

Some roles are missing on purpose in some districts, so that there is something to find.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import numpy as np

from serpin.examples.recipe import Recipe, rounded
from serpin.examples.wording import lists, title

_BUYS_FROM = {
    "01": ("10", "20"),
    "10": ("01", "10"),
    "13": ("01", "20"),
    "20": ("08", "20"),
    "23": ("08", "20"),
    "24": ("07", "35", "28"),
    "26": ("27",),
    "27": ("24", "27"),
    "28": ("24", "28"),
    "30": ("27", "28", "24"),
}
"""Divisions of OKED from which a division buys."""

_SERVED_BY: tuple[tuple[str, str, float, float], ...] = (
    ("equipment_supplier", "equipment_supplier", 0.5, 0.2),
    ("input_supplier", "input_supplier", 0.6, 0.15),
    ("buyer", "buyer", 0.7, 0.2),
    ("design_bureau", "design_bureau", 0.45, 0.08),
    ("research", "research", 0.35, 0.06),
    ("association", "association", 0.5, 0.04),
    ("financier", "financier", 0.35, 0.15),
)
"""Role, kind of tie, chance that a manufacturer has one in its district, chance that it has one elsewhere."""

_SUPPLIERS = 2
_OWN_CHAIN, _OTHER_DISTRICT = 0.75, 0.25
_RIVALS = 0.3


def draw_local_ties(
    recipe: Recipe, enterprises: list[dict[str, Any]], written: Collection[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return ties of manufacturers with suppliers of their chain, buyers, bureaus, banks and rivals, mostly near.

    Parameters
    ----------
    recipe
        Seed and prefix.
    enterprises
        Whom the ties may join.
    written
        Ends of ties that are there already, in both directions.
    """
    taken = {frozenset(pair) for pair in written}
    ties: list[dict[str, Any]] = []
    makers = [entry for entry in enterprises if entry["roles"][0] == "manufacturer"]
    for number, maker in enumerate(makers):
        draws = recipe.draws("local ties", number)
        wanted = [
            *_suppliers(draws, maker, makers),
            *_servants(draws, maker, enterprises),
            *_rivals(draws, maker, makers),
        ]
        for partner, kind in wanted:
            pair = frozenset((maker["id"], partner))
            strength = round(float(draws.uniform(0.15, 0.85)), 2)
            if pair in taken or len(pair) < 2:
                continue
            taken.add(pair)
            ties.append(
                {
                    "id": f"{recipe.prefix}T{len(ties) + 1:06d}",
                    "of": maker["id"],
                    "to": partner,
                    "kind": kind,
                    "strength": strength,
                }
            )
    return ties


def _suppliers(
    draws: np.random.Generator, maker: dict[str, Any], makers: list[dict[str, Any]]
) -> list[tuple[str, str]]:
    """Return suppliers of the chain: in the district where there are any, else now and then elsewhere."""
    sources = _BUYS_FROM.get(maker["activity"][:2], ())
    able = [one for one in makers if one["activity"][:2] in sources and one["id"] != maker["id"]]
    near = [one["id"] for one in able if one["region"] == maker["region"]]
    far = [one["id"] for one in able if one["region"] != maker["region"]]
    found = []
    for _ in range(_SUPPLIERS):
        pool, chance = (near, _OWN_CHAIN) if near else (far, _OTHER_DISTRICT)
        if pool and draws.random() < chance:
            found.append((pool[int(draws.integers(len(pool)))], "input_supplier"))
    return found


def _servants(
    draws: np.random.Generator, maker: dict[str, Any], enterprises: list[dict[str, Any]]
) -> list[tuple[str, str]]:
    found = []
    for role, kind, at_home, elsewhere in _SERVED_BY:
        near = [one["id"] for one in enterprises if role in one["roles"] and one["region"] == maker["region"]]
        far = [one["id"] for one in enterprises if role in one["roles"] and one["region"] != maker["region"]]
        for pool, chance in ((near, at_home), (far, elsewhere)):
            draw, place = draws.random(2).tolist()
            if pool and draw < chance:
                found.append((pool[int(place * len(pool))], kind))
    return found


def _rivals(draws: np.random.Generator, maker: dict[str, Any], makers: list[dict[str, Any]]) -> list[tuple[str, str]]:
    same = [one["id"] for one in makers if one["activity"] == maker["activity"] and one["id"] != maker["id"]]
    draw, place = draws.random(2).tolist()
    return [(same[int(place * len(same))], "competitor")] if same and draw < _RIVALS else []


def draw_local_technology(
    recipe: Recipe, enterprises: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what manufacturers look for in their own trade, and what bureaus, institutes and makers offer."""
    industries = lists()["industries"]
    place_of = {entry["activity"]: place for place, entry in enumerate(industries)}
    makers = [one for one in enterprises if one["activity"] in place_of and "manufacturer" in one["roles"]]
    able = [one for one in enterprises if one["roles"][0] in ("design_bureau", "research", "equipment_supplier")]
    offers: list[dict[str, Any]] = []
    requests: list[dict[str, Any]] = []
    for number in range(len(enterprises) // 3):
        draws = recipe.draws("local technology", number)
        seeker = makers[int(draws.integers(len(makers)))]
        wanted = place_of[seeker["activity"]]
        topic = int(draws.integers(30))
        requests.append(
            {
                "id": recipe.code("Q", number),
                "enterprise": seeker["id"],
                "title": title(wanted, topic).demand,
                "readiness": int(draws.integers(3, 8)),
                "fields": [industries[wanted]["activity"]],
                "budget": rounded(float(draws.uniform(20e6, 150e6))),
                "region": seeker["region"],
                "until": recipe.start + timedelta(days=int(draws.integers(300, 1100))),
                "is_research_demand": bool(draws.random() < 0.3),
            }
        )
        # Every second offer answers a topic that is looked for; the others are what their owners happen to have.
        owner = (able if draws.random() < 0.7 else makers)[int(draws.integers(len(able)))]
        industry = wanted if number % 2 else place_of.get(owner["activity"], int(draws.integers(len(industries))))
        offers.append(
            {
                "id": recipe.code("O", number),
                "owner": owner["id"],
                "title": title(industry, topic if number % 2 else int(draws.integers(30))).technology,
                "kind": ("licence", "know_how", "equipment", "results")[int(draws.integers(4))],
                "readiness": int(draws.integers(4, 10)),
                "fields": [industries[industry]["activity"]],
                "price": rounded(float(draws.uniform(5e6, 90e6))),
                "since": recipe.start + timedelta(days=int(draws.integers(0, 400))),
            }
        )
    return offers, requests
