"""Calls of the sample region: most are decided by the scores, some carry signs that an auditor should see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from serpin.examples.recipe import Recipe, rounded
from serpin.vocabulary.noun import Words

_REVIEWERS = ("A. Orazov", "B. Seitkali", "V. Lee", "G. Omar")
_FRIEND = "G. Omar"
"""The reviewer who sees more in the favoured applicant than anybody else."""

_FAVOURED = "TAIL-CO"
_GIVER = "OFFICE"
_YEARS = (2021, 2022, 2023, 2024, 2025)
_FUNDED = 4


def draw_awards(recipe: Recipe, applicants: list[str]) -> list[dict[str, Any]]:
    """Return one large call for every year, and one in 2024 that hardly anybody could hear of.

    In 2023 and 2025 the favoured applicant is given money against the scores; in 2024 it is alone, eight days after
    the call was opened. What it promises it does not keep, and nothing is claimed back.

    Parameters
    ----------
    recipe
        Gives the seed.
    applicants
        Codes of enterprises that may apply, the favoured one not among them.
    """
    awards = [_yearly(recipe, year, applicants) for year in _YEARS]
    return [*awards[:4], _lonely(), *awards[4:]]


def _yearly(recipe: Recipe, year: int, applicants: list[str]) -> dict[str, Any]:
    draws = recipe.draws("call", year)
    favour = year in (2023, 2025)
    chosen = draws.permutation(len(applicants))[: int(draws.integers(12, 17))].tolist()
    merits = draws.normal(70, 9, len(chosen)).tolist()
    applications = [
        _application(draws, f"A{place + 1}", applicants[number], merit, related=False)
        for place, (number, merit) in enumerate(zip(chosen, merits, strict=True))
    ]
    applications.append(_application(draws, f"A{len(chosen) + 1}", _FAVOURED, 60, related=favour))
    if favour:
        scores = applications[-1]["scores"]
        applications[-1]["scores"] = [*scores[:3], min(98, scores[3] + 28)]
    ranked = sorted(applications, key=lambda entry: (-float(np.median(entry["scores"])), entry["id"]))
    winners = [entry for entry in ranked if entry["applicant"] != _FAVOURED or not favour][:_FUNDED]
    if favour:
        # The last of the good ones makes room, and nobody writes down why.
        winners = [*winners[:-1], applications[-1]]
    ids = [entry["id"] for entry in winners]
    for place, entry in enumerate(ranked):
        won = entry["id"] in ids
        entry["awarded"] = entry["requested"] if won else 0
        favoured = entry["applicant"] == _FAVOURED and favour
        entry["reason"] = "" if favoured else (f"Place {place + 1}" if won else f"Place {place + 1}: not funded")
        if won:
            entry["promises"] = [_promise(draws, year, kept=0.2 if favoured else float(draws.uniform(0.75, 1.2)))]
    return {
        "id": f"CALL-{year}",
        "name": Words(kk=f"{year} жылғы инновация байқауы", ru=f"Конкурс инноваций {year} года", en=f"Call of {year}"),
        "giver": _GIVER,
        "opened": date(year, 2, 1),
        "closed": date(year, 3, 15),
        "decided": date(year, 5, 20),
        "sunset": date(year + 2, 12, 31),
        "budget": sum(entry["requested"] for entry in winners),
        "applications": applications,
    }


def _application(
    draws: np.random.Generator, code: str, applicant: str, merit: float, *, related: bool
) -> dict[str, Any]:
    scores = [float(np.clip(round(merit + noise), 30, 98)) for noise in draws.normal(0, 4, len(_REVIEWERS)).tolist()]
    return {
        "id": code,
        "applicant": applicant,
        "scores": scores,
        "reviewers": list(_REVIEWERS),
        "related": related,
        "requested": rounded(float(draws.uniform(20e6, 90e6))),
    }


def _promise(draws: np.random.Generator, year: int, kept: float) -> dict[str, Any]:
    promised = int(draws.integers(8, 40))
    due = date(year + 2, 12, 31)
    entry: dict[str, Any] = {
        "text": Words(kk="Жаңа жұмыс орындары", ru="Новые рабочие места", en="New jobs"),
        "indicator": "JOBS",
        "promised": promised,
        "due": due,
    }
    if due < date(2027, 1, 1):
        entry["achieved"] = round(promised * kept)
    return entry


def _lonely() -> dict[str, Any]:
    opened = date(2024, 11, 18)
    return {
        "id": "CALL-2024-B",
        "name": Words(kk="2024 жылғы қосымша байқау", ru="Дополнительный конкурс 2024 года", en="Extra call of 2024"),
        "giver": _GIVER,
        "opened": opened,
        "closed": opened + timedelta(days=8),
        "decided": opened + timedelta(days=11),
        "sunset": date(2025, 12, 31),
        "budget": 240_000_000,
        "applications": [
            {
                "id": "A1",
                "applicant": _FAVOURED,
                "project": "TAILINGS",
                "scores": [71, 70, 69, 96],
                "reviewers": list(_REVIEWERS),
                "related": True,
                "requested": 240_000_000,
                "awarded": 240_000_000,
                "reason": "",
                "promises": [
                    {
                        "text": Words(kk="Жаңа жұмыс орындары", ru="Новые рабочие места", en="New jobs"),
                        "indicator": "JOBS",
                        "promised": 120,
                        "achieved": 17,
                        "due": date(2025, 12, 31),
                    }
                ],
            }
        ],
    }
