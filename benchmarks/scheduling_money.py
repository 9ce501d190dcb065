"""Published instances with money: each work costs, and the project has returns from its finish on."""

from __future__ import annotations

import math
import zlib

import numpy as np

from serpin.vocabulary.case import Case

_RATE = 0.15


def with_money(case: Case, seed: int) -> Case:
    """Return a case whose works cost and whose project has returns, drawn by a seed and the title.

    Costs grow with days and units; returns are worth 0.6 to 2.5 times the costs. The horizon, to which payments can be
    put off, is some half of the days of all works.

    Parameters
    ----------
    case
        One project in which every day is worked.
    seed
        Seed of the amounts.
    """
    draws = np.random.default_rng([seed, zlib.crc32(str(case.projects[0].name).encode())])
    table = case.model_dump(mode="json")
    days = total = 0
    for number, work in enumerate(table["projects"][0]["works"]):
        lengths = [mode.planned_days for mode in case.projects[0].works[number].modes]
        costs: list[int] = []
        for mode, length in zip(work["modes"], lengths, strict=True):
            units = sum(mode["demand"].values())
            costs.append(round(float(draws.uniform(0.2, 1.8)) * length * (1 + units)))
            mode["cost"] = costs[-1]
        days += lengths[0]
        total += costs[0]
    revenue = float(draws.uniform(0.6, 2.5)) * total / 3
    table["projects"][0]["returns"] = {"revenue": round(revenue), "life": 4}
    table["discount_rate"] = _RATE
    table["horizon"] = math.ceil(days / 2 / 91) + 1
    return Case.model_validate(table)
