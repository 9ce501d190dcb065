"""Scheduling against peers: published instances with their best known values, and large generated portfolios."""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import time
import venv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scheduling_money import with_money
from benchmarks.scheduling_portfolios import CALENDARS, calendar_table, first_plan, large_table, percent, portfolio
from serpin import schedule
from serpin.engines.scheduling.check import check, values_of
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.engines.scheduling.problem import decay_of, mode_cost, worth_at_launch
from serpin.formats.psplib import ENDINGS, read_instance
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Placement, Timetable

ROOT = Path(__file__).resolve().parent.parent
PEER = "pyjobshop==0.0.9"


def main(arguments: list[str]) -> int:
    """Run the benchmark, print the table and write the figures."""
    options = _parse(arguments)
    contestants = ["serpin", *(name for name in options.against.split(",") if name)]
    peer_python = _peer_python(options.peer_python) if len(contestants) > 1 else ""
    problems = list(_portfolios(options)) if options.portfolio else list(_instances(options))
    # Compiled code is made once for a machine, not once for a run.
    schedule(problems[0][1], seed=0, options=SchedulingOptions(seconds=1, workers=options.workers))
    rows = []
    for name, case, best, objective in problems:
        for contestant in contestants:
            row = _run(contestant, case, objective, options, peer_python)
            row |= {"instance": name, "contestant": contestant, "best_known": best}
            row["gap"] = None if row["value"] is None or not best else (row["value"] - best) / abs(best)
            rows.append(row)
            _say(f"{name:16} {contestant:10} {_shown(row['value'])} best {_shown(best)} {row['seconds']:.2f} s")
    summary = {contestant: _summary(rows, contestant) for contestant in contestants}
    _table(summary)
    if options.portfolio:
        lines = large_table(rows)
        lines += calendar_table(rows) if options.calendars else []
        _say("\n".join(lines))
    for row in rows:
        row.pop("course", None)
    if options.output:
        document = {"summary": summary, "rows": rows, "machine": _machine(options), "date": str(date.today())}
        Path(options.output).write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench scheduling")
    parser.add_argument("--instances", help="folder with .sm, .mm or .rcp files")
    parser.add_argument("--best", help="table of best known values (columns instance, best_makespan)")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sample", type=int, default=0, help="number of instances, spread evenly; all when 0")
    parser.add_argument("--against", default="", help="peers, for example pyjobshop,cpsat")
    parser.add_argument("--portfolio", default="", help="generated portfolios of so many projects, for example 50,200")
    parser.add_argument("--objective", choices=("completion", "value"), default="completion")
    parser.add_argument(
        "--calendars",
        nargs="?",
        const="shared",
        default="",
        choices=("shared", "mixed"),
        help="portfolios with weeks and holidays beside those without: the same for all resources, or different ones",
    )
    parser.add_argument("--peer-python", default="", help="interpreter that has the peers; one is made when empty")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", default="")
    options = parser.parse_args(arguments)
    if not options.instances and not options.portfolio:
        parser.error("give --instances or --portfolio")
    return options


def _peer_python(given: str) -> str:
    """Return an interpreter with the peers; install them into a place of their own when there is none."""
    if given:
        return given
    place = ROOT / "artefacts" / "bench"
    python = place / "bin" / "python"
    if not python.exists():
        _say(f"installing {PEER} into {place.name}")
        venv.create(place, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True)
    return str(python)


def _instances(options: argparse.Namespace) -> list[tuple[str, Case, float | None, str]]:
    files = sorted(path for path in Path(options.instances).iterdir() if path.suffix.lower() in ENDINGS)
    if options.sample and options.sample < len(files):
        files = [files[int(i * len(files) / options.sample)] for i in range(options.sample)]
    best = {}
    if options.best:
        with Path(options.best).open(encoding="utf-8") as stream:
            best = {row["instance"]: float(row["best_makespan"]) for row in csv.DictReader(stream)}
    if options.objective == "value":
        return [(path.name, with_money(read_instance(path), options.seed), None, "value") for path in files]
    return [(path.name, read_instance(path), best.get(path.name), "makespan") for path in files]


def _portfolios(options: argparse.Namespace) -> list[tuple[str, Case, float | None, str]]:
    """Return the generated portfolios; those with calendars come after the same ones without."""
    return [
        (
            f"portfolio-{count}{CALENDARS if calendars else ''}",
            portfolio(int(count), options.seed, calendars=calendars, money=options.objective == "value"),
            None,
            options.objective,
        )
        for count in options.portfolio.split(",")
        for calendars in (("", options.calendars) if options.calendars else ("",))
    ]


def _run(contestant: str, case: Case, objective: str, options: argparse.Namespace, python: str) -> dict[str, Any]:
    """Let one contestant answer, and let the checker look at its plan."""
    if contestant != "serpin":
        return _run_peer(contestant, case, objective, options, python)
    name = ObjectiveName({"completion": "lateness"}.get(objective, objective))
    begin, spent = time.monotonic(), time.process_time()
    course: list[tuple[float, float, float]] = []

    def listen(_: float, value: float | None, __: float | None) -> None:
        if value is not None and (not course or value < course[-1][2]):
            course.append((time.monotonic() - begin, time.process_time() - spent, value))

    settings = SchedulingOptions(seconds=options.seconds, workers=options.workers, objectives=(name,))
    answer = schedule(case, seed=options.seed, options=settings, progress=listen)
    seconds, spent = time.monotonic() - begin, time.process_time() - spent
    value = answer.objectives[0].value if answer.is_sound and answer.objectives else None
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bound = answer.objectives[0].bound if answer.objectives else None
    row = {
        "value": value,
        "bound": bound,
        "proven": answer.status.value == "optimal",
        "seconds": seconds,
        "processor_seconds": spent,
        "memory": memory,
        "prices": len(answer.prices),
        "course": course,
    }
    return row | first_plan(case, name, options.seed) if options.portfolio else row


def _run_peer(contestant: str, case: Case, objective: str, options: argparse.Namespace, python: str) -> dict[str, Any]:
    program = Path(__file__).with_name("scheduling_peers.py")
    command = [python, str(program), contestant, str(options.seconds), str(options.workers)]
    done = subprocess.run(
        command, input=json.dumps(_problem(case, objective)), capture_output=True, text=True, check=False
    )
    if done.returncode:
        _say(done.stderr[-400:])
        return {"value": None, "bound": None, "proven": False, "seconds": 0.0}
    answer = json.loads(done.stdout)
    plain = {"bound": None, "proven": answer["proven"], "seconds": answer["seconds"]}
    if answer["starts"] is None:
        return {"value": None, **plain}
    timetable = _timetable(case, answer["starts"], answer["modes"])
    sound = all(verdict.passed for verdict in check(case, None, timetable))
    name = {"completion": ObjectiveName.LATENESS}.get(objective) or ObjectiveName(objective)
    value = values_of(case, list(case.projects), timetable.by_work())[name]
    return {"value": value if sound else None, **plain}


def _problem(case: Case, objective: str) -> dict[str, Any]:
    """Return a case as the plain table that peers read."""
    renewable = {r.id: n for n, r in enumerate(r for r in case.resources if not r.consumed)}
    stocks = {r.id: n for n, r in enumerate(r for r in case.resources if r.consumed)}
    numbers = {(p.id, w.id): n for n, (p, w) in enumerate((p, w) for p in case.projects for w in p.works)}
    return {
        "objective": objective,
        "capacities": [r.capacity for r in case.resources if not r.consumed],
        "stocks": [r.capacity for r in case.resources if r.consumed],
        "decay": decay_of(case),
        "horizon": case.days.day_of(case.quarters.first_date(case.horizon)),
        "gains": [worth_at_launch(case, project) for project in case.projects],
        "weights": [project.weight if objective != "makespan" else 1 for project in case.projects],
        "links": [
            (numbers[project.id, link.work], numbers[project.id, work.id])
            for project in case.projects
            for work in project.works
            for link in work.after
        ],
        "works": [
            {
                "project": position,
                "cost": mode_cost(case.rates, work.modes[0]),
                "modes": [
                    {
                        "days": mode.planned_days,
                        "use": [(renewable[code], units) for code, units in mode.demand.items() if code in renewable],
                        "stock": [(stocks[code], units) for code, units in mode.demand.items() if code in stocks],
                    }
                    for mode in work.modes
                ],
            }
            for position, project in enumerate(case.projects)
            for work in project.works
        ],
    }


def _timetable(case: Case, starts: list[int], modes: list[int]) -> Timetable:
    works = [(project, work) for project in case.projects for work in project.works]
    return Timetable(
        placements=tuple(
            Placement(
                project=project.id,
                work=work.id,
                mode=work.modes[mode].id,
                start=start,
                finish=start + work.modes[mode].planned_days,
            )
            for (project, work), start, mode in zip(works, starts, modes, strict=True)
        )
    )


def _summary(rows: list[dict[str, Any]], contestant: str) -> dict[str, Any]:
    own = [row for row in rows if row["contestant"] == contestant]
    gaps = [row["gap"] for row in own if row["gap"] is not None]
    bounds = {row["instance"]: row["bound"] for row in rows if row["contestant"] == "serpin"}
    bound_gaps = [
        abs(row["value"] - bounds[row["instance"]]) / abs(row["value"])
        for row in own
        if row["value"] and bounds.get(row["instance"]) is not None
    ]
    return {
        "answered": sum(row["value"] is not None for row in own),
        "instances": len(own),
        "mean_gap": float(np.mean(gaps)) if gaps else None,
        "worst_gap": max(gaps) if gaps else None,
        "mean_gap_to_our_bound": float(np.mean(bound_gaps)) if bound_gaps else None,
        "proven": sum(row["proven"] for row in own) / len(own),
        "seconds": float(np.mean([row["seconds"] for row in own])),
    }


def _table(summary: dict[str, dict[str, Any]]) -> None:
    _say(f"\n{'':12}{'answered':>10}{'mean gap':>10}{'worst gap':>11}{'to bound':>10}{'proven':>8}{'ratio':>8}")
    ours = summary["serpin"]["mean_gap"]
    for name, row in summary.items():
        ratio = f"{row['mean_gap'] / ours:.2f}" if ours and row["mean_gap"] is not None else "-"
        shown = [percent(row[key]) for key in ("mean_gap", "worst_gap", "mean_gap_to_our_bound")]
        counts = f"{row['answered']}/{row['instances']}"
        _say(f"{name:12}{counts:>10}{shown[0]:>10}{shown[1]:>11}{shown[2]:>10}{row['proven']:>8.0%}{ratio:>8}")


def _shown(value: float | None) -> str:
    return f"{'-' if value is None else round(value, 1):>10}"


def _machine(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "workers": options.workers,
        "seconds": options.seconds,
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
