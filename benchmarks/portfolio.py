"""Selection against peers: knapsacks of the literature with their best known values, and generated portfolios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.portfolio_cases import knapsacks, portfolio, quadratic
from benchmarks.portfolio_peers import cpsat, highs
from serpin import select
from serpin.engines.portfolio.model.warm import warm
from serpin.engines.portfolio.options import Financing, PortfolioOptions
from serpin.vocabulary.case import Case

PEERS = {"highs": highs, "cpsat": cpsat}


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the table and write the figures."""
    options = _parse(arguments)
    contestants = ["serpin", *(name for name in options.against.split(",") if name)]
    warm()
    select(portfolio(40), seed=0, options=PortfolioOptions(seconds=1))
    rows = []
    for group, name, best, case, settings in _problems(options):
        for contestant in contestants:
            begun = time.process_time()
            row = _run(contestant, case, settings, options)
            row["processor_seconds"] = round(time.process_time() - begun, 2)
            row |= {"group": group, "instance": name, "contestant": contestant, "best_known": best}
            rows.append(row)
            _say(row)
    summary = _summary(rows)
    sys.stdout.write(json.dumps(summary, indent=1) + "\n")
    if options.output:
        document = {"summary": summary, "rows": rows, "machine": _machine(), "date": str(date.today())}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench portfolio")
    parser.add_argument("--instances", help="folder with the folders mknapcb and qkp")
    parser.add_argument("--against", default="", help="peers, with commas: highs, cpsat")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit for each problem")
    parser.add_argument("--sizes", default="", help="sizes of generated portfolios, with commas")
    parser.add_argument(
        "--money",
        choices=("yearly", "lapsing", "carried"),
        default="yearly",
        help="whether money of two sources of generated portfolios lapses each year or quarter, or none does",
    )
    parser.add_argument("--starts", type=int, default=1, help="start quarters of each generated project")
    parser.add_argument("--risk", type=float, default=0.0, help="weight of risk in generated portfolios")
    parser.add_argument("--every", type=int, default=1, help="only every so many instances of a folder")
    parser.add_argument("--reasons", type=float, default=0.25, help="part of the time limit that is kept for reasons")
    parser.add_argument("--output", "-o", help="file for the figures")
    return parser.parse_args(arguments)


def _problems(options: argparse.Namespace) -> Any:
    plain = PortfolioOptions(seconds=options.seconds, gap=1e-6, explanation=options.reasons)
    if options.instances:
        folder = Path(options.instances)
        readers = (("mknapcb", knapsacks), ("qkp", quadratic))
        for group, reader in readers:
            if not (folder / group).is_dir():
                continue
            for number, (name, best, case) in enumerate(reader(folder / group)):
                if number % options.every == 0:
                    yield f"{group} {name.split('-')[0]}" if group == "mknapcb" else group, name, best, case, plain
    mixed = {
        "financing": Financing.CONSTANT,
        "contingency": 0.0,
        "starts": options.starts,
        "explanation": options.reasons,
    }
    for size in (int(text) for text in options.sizes.split(",") if text):
        settings = PortfolioOptions(seconds=options.seconds, gap=1e-4, risk_weight=options.risk, **mixed)
        name = f"generated {size} {options.money}"
        yield name, name, None, portfolio(size, money=options.money), settings


def _run(contestant: str, case: Case, settings: PortfolioOptions, options: argparse.Namespace) -> dict[str, Any]:
    if contestant != "serpin":
        return PEERS[contestant](case, settings, options.seconds)
    marks: list[float] = []
    begin = time.perf_counter()

    def note(done: float, _value: float | None, _bound: float | None) -> None:
        if done >= 1.0:
            marks.append(time.perf_counter() - begin)

    result = select(case, seed=1, options=settings, progress=note)
    whole = time.perf_counter() - begin
    return {
        "value": result.value,
        "bound": result.bound,
        "status": str(result.status),
        "seconds": marks[-1] if marks else whole,
        "with_reasons": whole,
        "sound": result.is_sound,
    }


def _say(row: dict[str, Any]) -> None:
    value = "-" if row["value"] is None else f"{row['value']:.0f}"
    best = row["best_known"] or ""
    sys.stdout.write(
        f"{row['instance']:22} {row['contestant']:8} {value:>14} {best!s:>10} bound {row['bound']:.0f} "
        f"{row['status']:10} {row['seconds']:.2f} s, processor {row['processor_seconds']:.1f} s\n"
    )
    sys.stdout.flush()


def _summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return, for each group and contestant, how often the best known is met, proofs, gaps and seconds."""
    summary: dict[str, Any] = {}
    for row in rows:
        part = summary.setdefault(row["group"], {}).setdefault(
            row["contestant"],
            {
                "instances": 0,
                "best_known_met": 0,
                "proven": 0,
                "worst_gap": 0.0,
                "seconds": 0.0,
                "processor_seconds": 0.0,
                "values": [],
            },
        )
        part["instances"] += 1
        part["proven"] += row["status"] == "optimal"
        for name in ("seconds", "processor_seconds"):
            part[name] = round(max(part[name], row[name]), 2)
        if row["value"] is None:
            part["worst_gap"] = None
            continue
        part["values"].append(round(row["value"], 2))
        part["best_known_met"] += row["best_known"] is not None and row["value"] >= row["best_known"] - 1e-6
        gap = max(row["bound"] - row["value"], 0.0) / max(abs(row["value"]), 1.0)
        if part["worst_gap"] is not None:
            part["worst_gap"] = round(max(part["worst_gap"], gap), 6)
    return summary


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
