"""Insurance against its peers: the plain integer programme over all courses, and plain cutting planes.

A register is drawn: each risk happens with a probability between 0.02 and 0.4, its loss is lognormal, and for each risk
one may retain it or buy one of seven layers at a loading. The least outlay and mean is looked for under a limit of the
tail. All contestants get the same table, one thread, and the same time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from serpin.base.progress import Deadline
from serpin.base.randomness import stream
from serpin.engines.insurance.model.choosing import choose
from serpin.engines.insurance.model.programme import solve_active
from serpin.engines.insurance.model.relaxation import add_plane, master, plane_at, relax
from serpin.engines.insurance.model.search import Choice, rounded
from serpin.engines.insurance.model.table import Table

KINDS = {"moderate": (0.05, 0.40, 0.4, 0.9), "heavy": (0.01, 0.30, 0.4, 1.2)}
"""Least and largest probability, least and largest sigma of the logarithm of a loss."""


@dataclass(frozen=True)
class Size:
    """How large a register is: risks, options of each, courses, and the seconds that a contestant gets."""

    risks: int
    options: int
    courses: int
    seconds: float

    @classmethod
    def read(cls, text: str) -> Size:
        """Read ``30x8x10000:60``."""
        shape, _, seconds = text.partition(":")
        risks, options, courses = (int(part) for part in shape.split("x"))
        return cls(risks, options, courses, float(seconds or 60))

    @property
    def name(self) -> str:
        """Name of the size."""
        return f"{self.risks}x{self.options}x{self.courses}"


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the table and write the figures."""
    options = _parse(arguments)
    rows = []
    for size in (Size.read(text) for text in options.sizes.split(",")):
        table = register(size, options.kind, options.seed, options.limit)
        for name in options.contestants.split(","):
            row = _run(name, table, size) | {"instance": size.name, "kind": options.kind, "contestant": name}
            rows.append(row)
            sys.stdout.write(
                f"{size.name:14} {name:12} cost {_shown(row['cost'])} bound {_shown(row['bound'])} "
                f"gap {_percent(row['gap'])} {row['seconds']:.1f} s {row['status']}\n"
            )
            sys.stdout.flush()
    summary = {
        f"{row['kind']} {row['instance']} {row['contestant']}": {
            key: row[key] for key in ("cost", "bound", "gap", "seconds", "status", "breach")
        }
        for row in rows
    }
    if options.output:
        machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        document = {"summary": summary, "rows": rows, "machine": machine, "date": str(date.today())}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench insurance")
    parser.add_argument("--sizes", default="10x8x1000:60,30x8x10000:60", help="risks x options x courses : seconds")
    parser.add_argument("--contestants", default="serpin,plain,cuts", help="which of serpin, plain and cuts")
    parser.add_argument("--kind", choices=sorted(KINDS), default="moderate", help="how heavy the losses are")
    parser.add_argument(
        "--limit", type=float, default=0.75, help="limit as a share of the tail of all that is retained"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the register")
    parser.add_argument("--output", "-o", help="file for the figures")
    return parser.parse_args(arguments)


def register(size: Size, kind: str, seed: int, share: float) -> Table:
    """Return the options of a drawn register, shape (risks · options, courses)."""
    numbers = stream(seed, f"benchmark/insurance/{size.name}")
    least, most, narrow, wide = KINDS[kind]
    units, outlays, retained = [], [], []
    for risk in range(size.risks):
        chance, loading = numbers.uniform(least, most), numbers.uniform(0.2, 1.0)
        typical, sigma = numbers.uniform(2.0, 5.0), numbers.uniform(narrow, wide)
        happens = numbers.random(size.courses) < chance
        loss = np.where(happens, numbers.lognormal(typical, sigma, size.courses), 0.0)
        low, middle, high = np.quantile(loss[happens], [0.2, 0.5, 0.8]) if happens.any() else (1.0, 2.0, 3.0)
        layers = [(0, 1e9), (low, 1e9), (middle, 1e9), (0, high), (low, 2 * high), (middle, 4 * high), (high, 1e9)]
        for deductible, limit in [(0.0, 0.0), *layers[: size.options - 1]]:
            paid = np.minimum(np.maximum(loss - deductible, 0.0), limit)
            units.append(risk)
            outlays.append((1 + loading) * paid.mean() + (0.1 if limit else 0.0))
            retained.append(loss - paid)
    lost = np.array(retained)
    table = Table(
        unit=np.array(units),
        outlay=np.array(outlays),
        mean=lost.mean(axis=1),
        retained=lost,
        weights=np.full(size.courses, 1.0 / size.courses),
        level=0.95,
        charge=0.0,
        budget=None,
        limit=None,
        even=True,
    )
    retained_tail, _, _ = table.tail(table.losses(table.starts[:-1]))
    least = relax(replace(table, charge=1.0), Deadline(5.0), 1).value
    return replace(table, limit=least + share * (retained_tail - least))


def _run(name: str, table: Table, size: Size) -> dict[str, Any]:
    begun = time.perf_counter()
    found, bound = CONTESTANTS[name](table, Deadline(size.seconds))
    seconds = time.perf_counter() - begun
    cost = breach = gap = None
    if found is not None:
        tail, _, _ = table.tail(table.losses(found))
        cost, breach = table.cost(found, tail), table.excess(found, tail) / float(table.limit or 1.0)
        gap = (cost - bound) / cost if breach <= 0 and np.isfinite(bound) else None
    status = "none" if found is None else "kept" if not breach else f"breaks the limit by {breach:.2%}"
    finite = bound if np.isfinite(bound) else None
    return {"cost": cost, "bound": finite, "gap": gap, "seconds": seconds, "status": status, "breach": breach}


def serpin(table: Table, limit: Deadline) -> tuple[Any, float]:
    """Run the search of the engine."""
    found = choose(table, limit, programmes=0, gap=1e-4, seed=1)
    return (None, -np.inf) if found is None else (found.options, found.bound)


def plain(table: Table, limit: Deadline) -> tuple[Any, float]:
    """Solve the programme of Rockafellar and Uryasev with a variable for every course, from nothing."""
    everything = np.arange(len(table.unit))
    start = Choice(table.starts[:-1].copy(), 0.0, np.inf, -np.inf, "infeasible")
    found = solve_active(
        table, start, everything, np.zeros(len(everything)), limit, gap=1e-4, seed=1, planes=[], all_courses=True
    )
    return (found.options if found.status == "feasible" else None), found.bound


def cuts(table: Table, limit: Deadline) -> tuple[Any, float]:
    """Solve the integer programme, cut off its answer in the tail, and solve again, until nothing is cut off."""
    unit = float(np.abs(table.costs).max())
    count = len(table.unit)
    solver = master(table, unit, 1)
    for place in range(count):
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    found, bound = None, -np.inf
    while not limit.passed:
        solver.setOptionValue("time_limit", max(limit.left, 0.1))
        solver.run()
        values = np.asarray(solver.getSolution().col_value)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or not len(values):
            break
        bound = max(bound, float(solver.getInfo().mip_dual_bound) * unit)
        found = rounded(table, values[:count])
        whole = np.zeros(count)
        whole[found] = 1.0
        tail, plane = plane_at(table, whole)
        if table.excess(found, tail) <= 0:
            break
        add_plane(solver, plane / unit, count)
    return found, bound


CONTESTANTS: dict[str, Callable[[Table, Deadline], tuple[Any, float]]] = {
    "serpin": serpin,
    "plain": plain,
    "cuts": cuts,
}


def _shown(amount: float | None) -> str:
    return "–" if amount is None else f"{amount:.4f}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.3%}"
