"""The audit of many awards: the part of ``bench indicators`` that measures :func:`serpin.audit`.

A programme is drawn: calls with applicants of lasting merit, five reviewers each, the best third is paid. One applicant
in a hundred calls is paid against the scores without a reason. Time is that of the verb alone, on a case that stands.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from serpin.base.randomness import stream
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.verb import audit
from serpin.vocabulary.award import Award
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise

PANEL, PAID, ENTRANTS = 5, 10, 30


def programme(awards: int, seed: int) -> Case:
    """Return a case with so many awards: ten are paid of thirty applications of each call."""
    numbers = stream(seed, "benchmark/audit")
    calls, firms = max(1, awards // PAID), max(ENTRANTS, awards // 8)
    merit = numbers.normal(0, 6, firms)
    codes = [f"E{number}" for number in range(firms)]
    panels = [tuple(f"R{(call * PANEL + place) % 400}" for place in range(PANEL)) for call in range(calls)]
    listed = [_call(numbers, call, merit, codes, panels[call]) for call in range(calls)]
    enterprises = [Enterprise.model_validate({"id": code, "name": code}) for code in codes]
    enterprises.append(Enterprise.model_validate({"id": "GIVER", "name": "Giver"}))
    data = {"title": "Programme", "language": "en", "start": "2027-01-04", "enterprises": enterprises}
    return Case.model_validate({**data, "awards": listed, "indicators": [{"id": "JOBS", "name": "Jobs"}]})


def _call(numbers: np.random.Generator, call: int, merit: Any, codes: list[str], panel: tuple[str, ...]) -> Award:
    who = numbers.choice(merit.size, ENTRANTS, replace=False)
    scores = np.round(70 + merit[who] + numbers.normal(0, 6, ENTRANTS) + numbers.normal(0, 4, (PANEL, ENTRANTS)))
    order = np.argsort(-scores.mean(axis=0))
    paid = set(order[:PAID].tolist())
    against = -1
    if call % 100 == 0:
        against = int(order[-1])
        paid = {*order[: PAID - 1].tolist(), against}
    day = date(2018, 1, 15) + timedelta(days=int(call * 2500 / max(len(codes), 1)) % 2500)
    entries = []
    for place in range(ENTRANTS):
        won = place in paid
        promised = int(numbers.integers(8, 40))
        due = day + timedelta(days=730)
        entry: dict[str, Any] = {
            "id": f"A{place}",
            "applicant": codes[who[place]],
            "scores": scores[:, place].tolist(),
            "reviewers": panel,
            "related": bool(who[place] % 10 == 0),
            "requested": 20_000_000 + 1_000_000 * int(numbers.integers(60)),
            "reason": "" if place == against else "by the scores",
        }
        if won:
            entry["awarded"] = entry["requested"]
            achieved = round(promised * float(numbers.uniform(0.85, 1.2)))
            promise = {"text": "Jobs", "indicator": "JOBS", "promised": promised, "due": due, "achieved": achieved}
            entry["promises"] = [promise]
        entries.append(entry)
    days = {"opened": day - timedelta(days=60), "closed": day - timedelta(days=20), "decided": day}
    code = f"C{call}"
    return Award.model_validate(
        {
            "id": code,
            "name": code,
            "giver": "GIVER",
            **days,
            "sunset": day + timedelta(days=730),
            "applications": entries,
        }
    )


def measure_audit(awards: int, seed: int) -> dict[str, Any]:
    """Audit a drawn programme, and return wall and processor seconds with what was found."""
    case = programme(awards, seed)
    options = IntegrityOptions()
    wall, processor = time.perf_counter(), time.process_time()
    found = audit(case, seed=seed, options=options)
    return {
        "awards": found.awards,
        "applications": found.applications,
        "seconds": round(time.perf_counter() - wall, 2),
        "processor_seconds": round(time.process_time() - processor, 2),
        "flags": found.flagged,
        "sound": found.is_sound,
    }


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the rows and write the figures."""
    parser = argparse.ArgumentParser(prog="bench indicators, audit")
    parser.add_argument("--awards", default="1000,10000,100000", help="numbers of awards")
    parser.add_argument("--seed", type=int, default=1, help="seed of the programme")
    parser.add_argument("--output", "-o", help="file for the figures")
    options = parser.parse_args(arguments)
    rows = []
    for awards in (int(text) for text in options.awards.split(",")):
        row = measure_audit(awards, options.seed)
        rows.append(row)
        sys.stdout.write(" ".join(f"{key} {value}" for key, value in row.items()) + "\n")
        sys.stdout.flush()
    if options.output:
        machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        document = {"rows": rows, "machine": machine, "date": str(date.today())}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
