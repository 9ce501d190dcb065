"""The three engines that measure: forms of many enterprises here, awards in :mod:`benchmarks.indicators_audit`.

Enterprises are drawn, each with a dozen payments, a few sales, an innovation and answers. Both forms are filled in for
each, with every control; then the audit of many awards runs. Time is that of the verbs, on cases that stand; what it
takes to build the case is told beside.
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

from benchmarks.indicators_audit import measure_audit
from serpin.base.randomness import stream
from serpin.engines.indicators.options import MeasureOptions
from serpin.engines.indicators.verb import measure
from serpin.vocabulary.books import Expense, MoneyOrigin
from serpin.vocabulary.case import Case
from serpin.vocabulary.innovation import InnovationType, Novelty
from serpin.vocabulary.work import CostRow

YEAR, PAYMENTS, OBSTACLES = 2026, 12, 9


def books(enterprises: int, seed: int) -> Case:
    """Return a case with so many enterprises and their books of one year."""
    numbers = stream(seed, "benchmark/books")
    data: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "enterprises",
            "innovations",
            "payments",
            "sales",
            "figures",
            "answers",
            "cooperations",
            "past_projects",
        )
    }
    for number in range(enterprises):
        _enterprise(numbers, f"E{number}", number, data)
    return Case.model_validate({"title": "Books", "language": "en", "start": "2027-01-04", **data})


def _enterprise(numbers: np.random.Generator, code: str, number: int, data: dict[str, list[dict[str, Any]]]) -> None:
    region = f"{10 + number % 18}0000000"
    data["enterprises"].append(
        {"id": code, "name": code, "bin": f"{number:012}", "region": region, "size": "large", "headcount": 400}
    )
    kinds, novelties = list(InnovationType), list(Novelty)
    kind, novelty = kinds[int(numbers.integers(len(kinds)))], novelties[int(numbers.integers(len(novelties)))]
    introduced = date(YEAR - int(numbers.integers(3)), 3, 1)
    data["innovations"].append(
        {
            "id": f"{code}-I",
            "name": code,
            "type": kind,
            "novelty": novelty,
            "enterprise": code,
            "implemented": introduced,
        }
    )
    rows, origins = list(CostRow), list(MoneyOrigin)
    for payment in range(PAYMENTS):
        row = rows[int(numbers.integers(len(rows)))]
        data["payments"].append(
            {
                "id": f"{code}-P{payment}",
                "enterprise": code,
                "day": date(YEAR, 1, 10) + timedelta(days=int(numbers.integers(330))),
                "amount": round(float(numbers.uniform(1e5, 5e7)), 2),
                "origin": origins[int(numbers.integers(len(origins)))],
                "row": row,
                "expense": Expense.LABOUR,
                "research": "applied" if row is CostRow.INTERNAL_RD else None,
            }
        )
    made = [round(float(numbers.uniform(1e8, 5e9)), 2) for _ in range(2)]
    for sale, amount in enumerate(made):
        innovation = f"{code}-I" if sale == 0 else None
        entry = {"enterprise": code, "year": YEAR, "output": amount, "sold": amount, "exported_union": amount // 5}
        data["sales"].append({"id": f"{code}-S{sale}", "innovation": innovation, **entry})
    total = round(sum(made), 2)
    staff = {"headcount": 400, "researchers": 12, "technicians": 4, "women": 6, "degrees": 2}
    entry = {"enterprise": code, "year": YEAR, "output": total, "turnover": total, **staff}
    data["figures"].append({"id": f"{code}-F", **entry})
    for item in range(1, OBSTACLES + 1):
        entry = {"enterprise": code, "year": YEAR, "survey": "obstacles", "item": f"{item:02}"}
        data["answers"].append({"id": f"{code}-A{item}", "degree": int(numbers.integers(1, 6)), **entry})
    data["past_projects"].append(
        {"id": f"{code}-O", "name": code, "enterprise": code, "begun": YEAR - 2, "ended": YEAR, "outcome": "completed"}
    )
    data["cooperations"].append({"id": f"{code}-C", "enterprise": code, "year": YEAR, "partner": "supplier"})


def measure_forms(enterprises: int, seed: int) -> dict[str, Any]:
    """Fill in the forms of drawn enterprises, and return wall and processor seconds with what came of it."""
    began = time.perf_counter()
    case = books(enterprises, seed)
    built = time.perf_counter() - began
    wall, processor = time.perf_counter(), time.process_time()
    found = measure(case, seed=seed, options=MeasureOptions(only_forms=True))
    return {
        "enterprises": enterprises,
        "forms": len(found.forms),
        "cells": sum(len(form.cells) for form in found.forms),
        "controls": sum(len(form.controls) for form in found.forms),
        "open_controls": sum(len(form.open_controls) for form in found.forms),
        "case_seconds": round(built, 2),
        "seconds": round(time.perf_counter() - wall, 2),
        "processor_seconds": round(time.process_time() - processor, 2),
        "sound": found.is_sound,
    }


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the rows and write the figures."""
    parser = argparse.ArgumentParser(prog="bench indicators")
    parser.add_argument("--enterprises", default="1000,10000", help="numbers of enterprises; empty for none")
    parser.add_argument("--awards", default="10000,100000", help="numbers of awards; empty for none")
    parser.add_argument("--seed", type=int, default=1, help="seed of what is drawn")
    parser.add_argument("--output", "-o", help="file for the figures")
    options = parser.parse_args(arguments)
    parts = (("forms", options.enterprises, measure_forms), ("audit", options.awards, measure_audit))
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, sizes, run in parts:
        for size in (int(text) for text in sizes.split(",") if text):
            row = run(size, options.seed)
            rows.setdefault(name, []).append(row)
            sys.stdout.write(" ".join([name, *(f"{key} {value}" for key, value in row.items())]) + "\n")
            sys.stdout.flush()
    if options.output:
        machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        document = {"rows": rows, "machine": machine, "date": str(date.today())}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0
