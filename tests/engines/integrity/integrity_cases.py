"""Small programmes of calls and awards for tests, honest unless something is planted."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from serpin.vocabulary.case import Case

PANEL = ("Ada", "Ben", "Cem", "Dan", "Eve")
_SEED = 5


def application(code: str, who: str, scores: list[float], amount: int = 0, **more: Any) -> dict[str, Any]:
    """Return the data of an application; one with an amount is paid."""
    return {
        "id": code,
        "applicant": who,
        "scores": scores,
        "reviewers": PANEL[: len(scores)],
        "requested": amount or 1_000_000,
        "awarded": amount,
        "reason": "by the scores",
        **more,
    }


def call(code: str, year: int, applications: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return the data of a call that was open for a month and ends after two years."""
    return {
        "id": code,
        "name": code,
        "giver": "GIVER",
        "opened": date(year, 2, 1),
        "closed": date(year, 3, 1),
        "decided": date(year, 5, 1),
        "sunset": date(year + 2, 5, 1),
        "applications": applications,
        **more,
    }


def promise(promised: float, achieved: float | None, due: date) -> dict[str, Any]:
    """Return the data of an obligation measured in jobs."""
    return {"text": "Jobs", "indicator": "JOBS", "promised": promised, "achieved": achieved, "due": due}


def programme(calls: list[dict[str, Any]], firms: int = 20) -> Case:
    """Return a case with these calls and enterprises F0, F1 …"""
    enterprises = [{"id": f"F{number}", "name": f"Firm {number}"} for number in range(firms)]
    data = {
        "title": "Programme",
        "language": "en",
        "start": "2027-01-01",
        "enterprises": [*enterprises, {"id": "GIVER", "name": "Giver"}],
        "indicators": [{"id": "JOBS", "name": "Jobs"}],
        "awards": calls,
    }
    return Case.model_validate(data)


def honest_calls(count: int = 8, size: int = 10, places: int = 3, firms: int = 20) -> list[dict[str, Any]]:
    """Return calls in which the best mean scores are paid, and everything is kept."""
    numbers = np.random.default_rng(_SEED)
    merit = numbers.normal(0, 6, firms)
    found = []
    for number in range(count):
        year = 2016 + number
        who = numbers.permutation(firms)[:size]
        scores = np.round(70 + merit[who][:, None] + numbers.normal(0, 4, (size, 5)) + numbers.normal(0, 6, (size, 1)))
        order = np.argsort(-scores.mean(axis=1), kind="stable")
        entries = [application(f"A{place}", f"F{who[place]}", scores[place].tolist()) for place in range(size)]
        for place in order[:places]:
            entries[place]["awarded"] = entries[place]["requested"]
            entries[place]["promises"] = [promise(10, 10, date(year + 2, 5, 1))]
        found.append(call(f"C{number}", year, entries))
    return found
