"""Cases for the benchmark of the selection: knapsacks of the literature, and generated portfolios of any size."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from serpin.vocabulary.case import Case

SOURCES = (
    # name, kind, largest share, largest amount, money as a share of all cost, carry-over
    ("BANK", "loan", 0.7, None, 0.10, True),
    ("DEVELOPMENT", "loan", 0.8, None, 0.08, True),
    ("GRANT", "innovation_grant", 0.5, 60.0, 0.04, False),
    ("LEASE", "lease", 0.4, None, 0.05, True),
    ("FOREIGN", "foreign", 0.3, None, 0.05, False),
)
HORIZON = 40
MILLION = 1_000_000


def pure_case(values: Any, weights: Any, limits: Any, pairs: Any = ()) -> Case:
    """Return the case of a knapsack: items are projects of one quarter, limits are resources, pairs are complements."""
    projects = [
        {
            "id": f"P{item}",
            "name": f"P{item}",
            "innovation": "I1",
            "enterprise": "E1",
            "returns": {"revenue": float(value), "life": 1},
            "works": [_work(63, 0, {f"R{row}": int(weight) for row, weight in enumerate(weights[item])})],
        }
        for item, value in enumerate(values)
    ]
    return Case.model_validate(
        {
            **_frame(1, 0.0, [{"id": "E1", "name": "E1"}]),
            "tax_rate": 0,
            "resources": [
                {"id": f"R{row}", "name": f"R{row}", "owner": "E1", "capacity": int(limit)}
                for row, limit in enumerate(limits)
            ],
            "projects": projects,
            "relations": [
                {"id": f"G{a}_{b}", "kind": "complement", "projects": [f"P{a}", f"P{b}"], "amounts": {f"P{a}": gain}}
                for a, b, gain in pairs
            ],
        }
    )


def _work(days: int, cost: float, demand: dict[str, int]) -> dict[str, Any]:
    modes = [{"id": "m", "duration": days, "cost": cost, "demand": demand}]
    return {"id": "W1", "name": "W1", "kind": "research", "modes": modes}


def _frame(horizon: int, rate: float, enterprises: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": "Benchmark",
        "language": "en",
        "start": "2027-01-04",
        "horizon": horizon,
        "discount_rate": rate,
        "calendar": {"country": ""},
        "enterprises": enterprises,
        "innovations": [{"id": "I1", "name": "I1", "type": "goods"}],
    }


def knapsacks(folder: Path) -> Iterator[tuple[str, float, Case]]:
    """Yield name, best known value and case of the multidimensional knapsacks of a folder (OR-Library)."""
    best: dict[str, float] = {}
    for line in (folder / "mkcbres.txt").read_text().splitlines():
        parts = line.split()
        if len(parts) == 1 and parts[0].isdigit() and len(best) < 30:
            # the first thirty values stand without their names
            best[f"5.100-{len(best):02d}"] = float(parts[0])
        elif len(parts) == 2 and parts[0][0].isdigit():
            best.setdefault(parts[0], float(parts[1]))
    for file in sorted(folder.glob("mknapcb*.txt"), key=lambda path: int(path.stem[7:])):
        numbers = iter(file.read_text().split())
        for number in range(int(next(numbers))):
            items, rows, _ = int(next(numbers)), int(next(numbers)), next(numbers)
            values = [float(next(numbers)) for _ in range(items)]
            uses = [[float(next(numbers)) for _ in range(items)] for _ in range(rows)]
            limits = [float(next(numbers)) for _ in range(rows)]
            name = f"{rows}.{items}-{number:02d}"
            yield name, best[name], pure_case(values, list(zip(*uses, strict=True)), limits)


def quadratic(folder: Path) -> Iterator[tuple[str, float, Case]]:
    """Yield name, best known value and case of the quadratic knapsacks of a folder (Billionnet and Soutif)."""
    with (folder / "best_known.csv").open(encoding="utf-8") as table:
        known = {row["instance"]: float(row["best_value"]) for row in csv.DictReader(table)}
    for name, best in known.items():
        lines = (folder / f"{name}.txt").read_text().splitlines()
        items = int(lines[1])
        values = [float(value) for value in lines[2].split()]
        pairs = [
            (first, first + 1 + later, float(gain))
            for first in range(items - 1)
            for later, gain in enumerate(lines[3 + first].split())
            if float(gain)
        ]
        rest = [line for line in lines[2 + items :] if line.strip()]
        weights = [[float(weight)] for weight in rest[2].split()]
        yield name, best, pure_case(values, weights, [float(rest[1])], pairs)


def portfolio(size: int, seed: int = 1, *, money: str = "yearly") -> Case:
    """Return a generated portfolio: lognormal costs, 40 quarters, six kinds of source, money for 40 % of all cost.

    Money of two sources comes once a year and lapses at its end; it comes each quarter and lapses at its end with
    ``lapsing`` money, and lapses never with ``carried``.
    One pair of complements for ten projects, one triple for twenty, a prerequisite for twenty, an exclusion for twenty.
    """
    draw = np.random.Generator(np.random.Philox(key=seed))
    firms = max(2, size // 50)
    costs = np.exp(draw.normal(3.0, 1.0, size)).round(2) * MILLION
    owners = draw.integers(0, firms, size)
    days = draw.integers(60, 500, size)
    starts = draw.integers(0, HORIZON - 9, size)
    worth = costs * draw.uniform(0.9, 2.2, size)
    projects = [
        {
            "id": f"P{item}",
            "name": f"P{item}",
            "innovation": "I1",
            "enterprise": f"E{owners[item]}",
            "earliest_start": str(date(2027, 1, 4) + timedelta(days=91 * int(starts[item]))),
            "returns": {"revenue": float(round(worth[item] / 3)), "life": 5},
            "works": [_work(int(days[item]), float(costs[item]), {})],
        }
        for item in range(size)
    ]
    total = float(costs.sum())
    sources = [_own(firm, float(costs[owners == firm].sum()) * 0.12) for firm in range(firms)]
    for name, kind, share, amount, part, carries in SOURCES:
        rules: dict[str, Any] = {"max_share": share, "own_share": 0.1}
        if amount is not None:
            rules["max_amount"] = amount * MILLION
        keeps = carries or money == "carried"
        price = {"interest": 0.05, "grace_quarters": 4, "repayment_quarters": 12} if kind == "loan" else {}
        sources.append(
            {
                "id": name,
                "name": name,
                "kind": kind,
                "available": _money(total * part, yearly=keeps or money == "yearly"),
                "carry_over": keeps,
                "lapse": "year" if money == "yearly" and not keeps else None,
                "rules": rules,
                "price": price,
            }
        )
    return Case.model_validate(
        {
            **_frame(HORIZON, 0.1, [{"id": f"E{firm}", "name": f"E{firm}"} for firm in range(firms)]),
            "projects": projects,
            "sources": sources,
            "relations": list(_relations(draw, costs)),
        }
    )


def _own(firm: int, money: float) -> dict[str, Any]:
    owner = f"E{firm}"
    return {"id": f"OWN{firm}", "name": owner, "kind": "own", "owner": owner, "available": _money(money, yearly=True)}


def _money(money: float, *, yearly: bool) -> list[dict[str, Any]]:
    """Return equal amounts at the start of each year, or of each quarter."""
    quarters = range(0, HORIZON, 4 if yearly else 1)
    amount = round(money / len(quarters), 2)
    return [{"quarter": f"{2027 + q // 4}Q{q % 4 + 1}", "amount": amount} for q in quarters]


def _relations(draw: np.random.Generator, costs: np.ndarray) -> Iterator[dict[str, Any]]:
    size, number = len(costs), 0
    plan = (("complement", 2, 10), ("complement", 3, 20), ("prerequisite", 2, 20), ("exclusive", 2, 20))
    for kind, members, every in plan:
        for _ in range(size // every):
            chosen = sorted(int(item) for item in draw.choice(size, members, replace=False))
            relation = {"id": f"R{number}", "kind": kind, "projects": [f"P{item}" for item in chosen]}
            if kind == "complement":
                gain = float(np.round(0.2 * costs[chosen].mean(), 2))
                relation["amounts"] = {f"P{item}": round(gain / members, 2) for item in chosen}
            number += 1
            yield relation
