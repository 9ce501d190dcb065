"""Exact comparisons: every set of up to twelve projects is tried; a published table of commercial values."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.verb import select

BARE = PortfolioOptions(seconds=30, contingency=0.0, explanation=0.0)


def draw_problem(count: int, seed: int) -> dict[str, Any]:
    """Return numbers of a problem of one quarter: own money and a grant that asks for an own share."""
    draw = np.random.default_rng([count, seed])
    pairs = [tuple(map(int, draw.choice(count, 2, replace=False))) for _ in range(4)]
    return {
        "costs": draw.integers(20, 200, size=count),
        "values": draw.integers(-20, 150, size=count),
        "own": int(draw.integers(20, 60) * count // 2),
        "grant": int(draw.integers(10, 40) * count // 2),
        "share": float(draw.choice([0.3, 0.5, 0.8])),
        "own_share": float(draw.choice([0.2, 0.4])),
        "exclusive": pairs[0],
        "complement": pairs[1],
        "substitute": pairs[2],
        "capacity": int(draw.integers(2, 5)),
    }


def best_by_trying(given: dict[str, Any]) -> float:
    """Return the best value over all sets of projects."""
    costs, values = given["costs"], given["values"]
    best = 0.0
    for picked in itertools.product((False, True), repeat=len(costs)):
        chosen = np.array(picked)
        need = float(costs[chosen].sum())
        granted = min(given["grant"], min(given["share"], 1.0 - given["own_share"]) * need)
        excluded = all(chosen[list(given["exclusive"])])
        if need - granted > given["own"] + 1e-9 or excluded or chosen.sum() > given["capacity"]:
            continue
        value = float(values[chosen].sum())
        value += 40.0 * all(chosen[list(given["complement"])]) - 30.0 * all(chosen[list(given["substitute"])])
        best = max(best, value)
    return best


@pytest.mark.parametrize(("count", "seed"), [(count, seed) for count in range(5, 13) for seed in range(3)])
def test_every_set_of_projects_is_tried(count: int, seed: int) -> None:
    """With sources, rules, relations and a laboratory the selection is the best of all sets."""
    given = draw_problem(count, seed)
    names = [f"P{number}" for number in range(count)]
    projects = [
        project(
            name,
            returns={"revenue": float(cost + value), "life": 1},
            works=[work("W1", 40, float(cost), demand={"LAB": 1})],
        )
        for name, cost, value in zip(names, given["costs"], given["values"], strict=True)
    ]
    rules = {"max_share": given["share"], "own_share": given["own_share"]}
    sources = [
        source(money=(given["own"],)),
        source("GRANT", "innovation_grant", money=(given["grant"],), rules=rules),
    ]
    relations = [
        {"id": kind, "kind": kind, "projects": [names[member] for member in given[kind]], **amounts}
        for kind, amounts in (
            ("exclusive", {}),
            ("complement", {"amounts": {names[given["complement"][0]]: 40}}),
            ("substitute", {"amounts": {names[given["substitute"][0]]: 30}}),
        )
    ]
    plain = case([project("P")], horizon=1)
    days = plain.days.day_of(plain.quarters.first_date(1))
    lab = {"id": "LAB", "name": "Laboratory", "kind": "equipment", "owner": "E1", "capacity": 1}
    # each project takes forty days of one laboratory; so many laboratories that exactly the wanted number fits
    lab["capacity"] = -(-given["capacity"] * 40 // days)
    given["capacity"] = lab["capacity"] * days // 40
    portfolio = select(
        case(projects, sources, relations=relations, resources=[lab], horizon=1), seed=seed, options=BARE
    )
    assert portfolio.is_sound, portfolio.self_checks
    assert portfolio.value == pytest.approx(best_by_trying(given), abs=0.01)


COMMERCIAL = {
    # present value, technical and commercial chance, development and launch: expected commercial value
    "Alpha": (30.0, 0.8, 0.5, 3.0, 5.0, 5.0),
    "Beta": (63.75, 0.5, 0.8, 5.0, 2.0, 19.5),
    "Gamma": (8.62, 0.75, 0.75, 2.0, 1.0, 2.1),
    "Delta": (3.0, 1.0, 1.0, 1.0, 0.5, 1.5),
    "Echo": (50.0, 0.6, 0.75, 5.0, 3.0, 15.7),
    "Foxtrot": (66.25, 0.5, 0.8, 10.0, 2.0, 15.5),
}


@pytest.mark.parametrize("name", COMMERCIAL)
def test_the_expected_commercial_value_of_the_published_table(name: str) -> None:
    """(present value · commercial chance − launch) · technical chance − development, as Cooper's six projects show."""
    present, technical, commercial, development, launch, expected = COMMERCIAL[name]
    works = [
        work("DEVELOP", 20, development * 100, success=technical),
        work("LAUNCH", 20, launch * 100, ("DEVELOP",), success=commercial),
    ]
    one = project(name, returns={"revenue": present * 100, "life": 1}, works=works)
    found = select(case([one], [source(money=(5000,))]), seed=1, options=BARE)
    assert found.value / 100 == pytest.approx(expected, abs=0.05)
    assert found.value / 100 == pytest.approx((present * commercial - launch) * technical - development)
