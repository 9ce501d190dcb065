"""Large generated portfolios, and what is measured on them beside the worth of their plans."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from serpin.base.progress import Deadline
from serpin.engines.scheduling.options import ObjectiveName
from serpin.vocabulary.case import Case

CALENDARS = "-calendars"
_CLOSE = 0.005


def portfolio(projects: int, seed: int, *, calendars: str = "", money: bool = False) -> Case:
    """Return projects of 20 works on 10 shared resources.

    Lateness counts from day 0, so that it is weighted completion; with money, works cost and projects have returns.
    Calendars are weeks of five days with holidays of Kazakhstan and a shutdown, the same for all resources when
    shared; when mixed, every third resource keeps the holidays of Turkey and every third rests on Friday and Saturday.
    """
    draws = np.random.default_rng(seed)
    capacity = max(10, projects // 4)
    resources = [
        {"id": f"R{number}", "name": f"R{number}", "owner": "E", "capacity": capacity, **_calendar(calendars, number)}
        for number in range(10)
    ]
    tables = []
    for number in range(projects):
        works = []
        for work in range(20):
            first = max(0, work - 6)
            after = draws.choice(
                np.arange(first, work), size=min(work - first, int(draws.integers(1, 3))), replace=False
            )
            used = draws.choice(10, size=int(draws.integers(1, 3)), replace=False)
            works.append(
                {
                    "id": f"W{work}",
                    "name": f"W{work}",
                    "kind": "research",
                    "after": [{"work": f"W{other}"} for other in after],
                    "modes": [
                        {
                            "id": "own",
                            "cost": int(draws.integers(100, 1000)) if money else 0,
                            "duration": int(draws.integers(1, 11)),
                            "demand": {f"R{resource}": int(draws.integers(1, 4)) for resource in used},
                        }
                    ],
                }
            )
        tables.append(
            {
                "id": f"P{number}",
                "name": f"P{number}",
                "innovation": "I",
                "enterprise": "E",
                "deadline": "2027-01-03",
                "weight": int(draws.integers(1, 11)),
                "works": works,
            }
            | ({"returns": {"revenue": int(draws.integers(2000, 12000)), "life": 4}} if money else {})
        )
    return Case.model_validate(
        {
            "title": f"portfolio of {projects} projects",
            "start": "2027-01-04",
            "horizon": 3,
            "calendar": {"week": [1, 2, 3, 4, 5, 6, 7], "country": ""},
            "enterprises": [{"id": "E", "name": "E"}],
            "innovations": [{"id": "I", "name": "I", "type": "goods"}],
            "resources": resources,
            "projects": tables,
        }
    )


def _calendar(kind: str, number: int) -> dict[str, Any]:
    """Return the own calendar of a resource, or nothing."""
    if not kind:
        return {}
    country = "TR" if kind == "mixed" and number % 3 == 1 else "KZ"
    week = [7, 1, 2, 3, 4] if kind == "mixed" and number % 3 == 2 else [1, 2, 3, 4, 5]
    return {"calendar": {"week": sorted(week), "country": country, "free": _shutdowns()}}


def _shutdowns() -> list[str]:
    """Return the days of a yearly shutdown of two weeks in August, for five years."""
    return [f"{year}-08-{day:02}" for year in range(2027, 2032) for day in range(2, 16)]


def first_plan(case: Case, name: ObjectiveName, seed: int) -> dict[str, float]:
    """Return how long the reading of a case into arrays takes, and from there to the first plan."""
    from serpin.engines.scheduling.model.instance import read  # noqa: PLC0415
    from serpin.engines.scheduling.model.lists import list_plan  # noqa: PLC0415
    from serpin.engines.scheduling.model.tables import arrays, horizon_of, value_horizon  # noqa: PLC0415

    clock = Deadline(None)
    instance = read(case, None)
    data = arrays(instance, min(max(horizon_of(instance), value_horizon(instance, (name,))), 4000))
    reading = clock.elapsed
    list_plan(0, data, (name,), seed=seed, rounds=1, deadline=Deadline(0))
    clock, spent = Deadline(None), time.process_time()
    list_plan(0, data, (name,), seed=seed, rounds=1, deadline=Deadline(None))
    return {"reading": reading, "first_plan": clock.elapsed, "first_plan_processor": time.process_time() - spent}


def large_table(rows: list[dict[str, Any]]) -> list[str]:
    """Return what large portfolios are asked for beside their plans."""
    heads = ("to bound", "first plan", "reading", "all in all", "processor", "memory", "prices")
    lines = ["", f"{'':26}" + "".join(f"{head:>12}" for head in heads)]
    for row in rows:
        if row["contestant"] == "serpin" and row["value"]:
            shown = (
                percent(abs(row["value"] - row["bound"]) / abs(row["value"])),
                f"{row['first_plan']:.2f} s",
                f"{row['reading']:.2f} s",
                f"{row['seconds']:.1f} s",
                f"{row['processor_seconds']:.1f} s",
                f"{row['memory']:.0f} MB",
                row["prices"],
            )
            lines.append(f"{row['instance']:26}" + "".join(f"{value:>12}" for value in shown))
    return lines


def calendar_table(rows: list[dict[str, Any]]) -> list[str]:
    """Return after how many seconds of processor time plans with and without calendars are close to the best found."""
    own = {row["instance"]: row for row in rows if row["contestant"] == "serpin" and row["value"]}
    heads = f"{'to within':26}{_CLOSE:>8.1%}{'without':>10}{'with':>10}{'ratio':>8}{'of first plans':>16}"
    lines = ["", heads + "   (processor time)"]
    for name, plain in own.items():
        other = own.get(name + CALENDARS)
        if other is None:
            continue
        times = [_reached(row) for row in (plain, other)]
        first = other["first_plan_processor"] / plain["first_plan_processor"]
        plain["close_seconds"], other["close_seconds"] = times
        ratio = times[1] / max(times[0], 1e-9)
        lines.append(f"{name:26}{'':>8}{times[0]:>8.1f} s{times[1]:>8.1f} s{ratio:>8.2f}{first:>16.2f}")
    return lines


def _reached(row: dict[str, Any]) -> float:
    """Return the processor seconds after which a plan was close to the best one of this run."""
    best = row["course"][-1][2]
    return float(next(spent for _, spent, value in row["course"] if value - best <= _CLOSE * abs(best)))


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return "-" if share is None else f"{share:.2%}"
