# ruff: noqa: C901, PLC0415, PLR0912, PLR0917 - each peer loads only itself, and its model is read in one piece
"""Peers of the scheduler: each reads a plain table of a problem from standard input and writes its plan.

Runs in an environment of its own, which needs PyJobShop or OR-Tools and nothing of Serpin.
"""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any


def direct(problem: dict[str, Any], seconds: float, workers: int, *, linear: bool = False) -> dict[str, Any]:
    """Solve with a plain model for CP-SAT: intervals, cumulative resources, modes, makespan or weighted finishes."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    horizon = (
        problem["horizon"]
        if problem["objective"] == "value"
        else sum(max(mode["days"] for mode in work["modes"]) for work in problem["works"])
    )
    starts, ends, chosen = [], [], []
    use: list[list[Any]] = [[] for _ in problem["capacities"]]
    stock: list[list[Any]] = [[] for _ in problem["stocks"]]
    for work in problem["works"]:
        start, end = model.new_int_var(0, horizon, ""), model.new_int_var(0, horizon, "")
        flags = [model.new_bool_var("") for _ in work["modes"]] if len(work["modes"]) > 1 else [model.new_constant(1)]
        model.add_exactly_one(flags)
        for flag, mode in zip(flags, work["modes"], strict=True):
            model.add(end == start + mode["days"]).only_enforce_if(flag)
            interval = model.new_optional_interval_var(start, mode["days"], end, flag, "")
            for resource, units in mode["use"]:
                use[resource].append((interval, units))
            for number, units in mode["stock"]:
                stock[number].append(units * flag)
        starts.append(start)
        ends.append(end)
        chosen.append(flags)
    for earlier, later in problem["links"]:
        model.add(starts[later] >= ends[earlier])
    for entries, capacity in zip(use, problem["capacities"], strict=True):
        model.add_cumulative([i for i, _ in entries], [u for _, u in entries], capacity)
    for entries, limit in zip(stock, problem["stocks"], strict=True):
        model.add(sum(entries) <= limit)
    if problem["objective"] == "makespan":
        makespan = model.new_int_var(0, horizon, "")
        model.add_max_equality(makespan, ends)
        model.minimize(makespan)
    elif problem["objective"] == "completion":
        finish = [model.new_int_var(0, horizon, "") for _ in problem["weights"]]
        for work, end in zip(problem["works"], ends, strict=True):
            model.add(finish[work["project"]] >= end)
        model.minimize(sum(w * f for w, f in zip(problem["weights"], finish, strict=True)))
    elif linear:
        return _by_slopes(model, problem, starts, ends, seconds, workers)
    else:
        _maximise_value(model, problem, ends)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {"starts": None, "proven": False}
    modes = [next(n for n, flag in enumerate(flags) if solver.value(flag)) for flags in chosen]
    return {"starts": [solver.value(s) for s in starts], "modes": modes, "proven": status == cp_model.OPTIMAL}


def _maximise_value(model: Any, problem: dict[str, Any], ends: list[Any]) -> None:
    """Discounted money: costs in the middle of works, gains at the ends of projects, each by a table over the days."""
    horizon, decay = problem["horizon"], problem["decay"]
    terms = []

    def add(day: Any, amount: float, earlier: float) -> None:
        table = [round(100 * amount * math.exp(-decay * (d - earlier))) for d in range(horizon + 1)]
        entry = model.new_int_var(min(table), max(table), "")
        model.add_element(day, table, entry)
        terms.append(entry)

    for work, end in zip(problem["works"], ends, strict=True):
        model.add(end <= horizon)
        add(end, -work["cost"], work["modes"][0]["days"] / 2)
    for number, gain in enumerate(problem["gains"]):
        last = model.new_int_var(0, horizon, "")
        own = zip(problem["works"], ends, strict=True)
        model.add_max_equality(last, [end for work, end in own if work["project"] == number])
        add(last, gain, 0.0)
    model.maximize(sum(terms))


def linearised(problem: dict[str, Any], seconds: float, workers: int) -> dict[str, Any]:
    """Solve with the plain model, where present values are replaced by their slopes."""
    return direct(problem, seconds, workers, linear=True)


def _by_slopes(
    model: Any, problem: dict[str, Any], starts: list[Any], ends: list[Any], seconds: float, workers: int
) -> dict[str, Any]:
    """Maximise a linear stand-in for discounted money, three times, each at the days of the plan before."""
    from ortools.sat.python import cp_model

    horizon, decay, rounds = problem["horizon"], problem["decay"], 3
    lasts = []
    for number in range(len(problem["gains"])):
        last = model.new_int_var(0, horizon, "")
        own = zip(problem["works"], ends, strict=True)
        model.add_max_equality(last, [end for work, end in own if work["project"] == number])
        lasts.append(last)
    flows = [
        (end, -work["cost"], work["modes"][0]["days"] / 2) for work, end in zip(problem["works"], ends, strict=True)
    ]
    flows += [(last, gain, 0.0) for last, gain in zip(lasts, problem["gains"], strict=True)]
    for day, _, _ in flows:
        model.add(day <= horizon)
    days = [horizon / 2] * len(flows)
    best: tuple[float, list[int]] | None = None
    for _ in range(rounds):
        slopes = [
            round(1e4 * amount * decay * math.exp(-decay * (at - before)))
            for (_, amount, before), at in zip(flows, days, strict=True)
        ]
        model.maximize(-sum(slope * day for slope, (day, _, _) in zip(slopes, flows, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds / rounds
        solver.parameters.num_workers = workers
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            continue
        days = [solver.value(day) for day, _, _ in flows]
        value = sum(
            amount * math.exp(-decay * (at - before)) for (_, amount, before), at in zip(flows, days, strict=True)
        )
        found = [solver.value(start) for start in starts]
        model.clear_hints()
        for start, at in zip(starts, found, strict=True):
            model.add_hint(start, at)
        if best is None or value > best[0]:
            best = value, found
    return {"starts": best[1] if best else None, "modes": [0] * len(starts), "proven": False}


def pyjobshop(problem: dict[str, Any], seconds: float, workers: int) -> dict[str, Any]:
    """Solve with PyJobShop on CP-SAT."""
    from pyjobshop import Model

    model = Model()
    resources = [model.add_renewable(capacity) for capacity in problem["capacities"]]
    stocks = [model.add_consumable(capacity) for capacity in problem["stocks"]]
    if problem["objective"] == "completion":
        jobs = [model.add_job(weight=weight, due_date=0) for weight in problem["weights"]]
        model.set_objective(weight_total_tardiness=1)
    else:
        jobs = [model.add_job()]
    tasks = []
    for work in problem["works"]:
        task = model.add_task(job=jobs[work["project"]])
        for mode in work["modes"]:
            needs = [resources[number] for number, _ in mode["use"]] + [stocks[number] for number, _ in mode["stock"]]
            units = [amount for _, amount in mode["use"]] + [amount for _, amount in mode["stock"]]
            model.add_mode(task, needs, mode["days"], units)
        tasks.append(task)
    for earlier, later in problem["links"]:
        model.add_end_before_start(tasks[earlier], tasks[later])
    answer = model.solve(time_limit=seconds, num_workers=workers, display=False)
    if not answer.best.tasks:
        return {"starts": None, "proven": False}
    first = [0]
    for work in problem["works"]:
        first.append(first[-1] + len(work["modes"]))
    modes = [task.mode - first[number] for number, task in enumerate(answer.best.tasks)]
    proven = answer.status.value == "Optimal"
    return {"starts": [task.start for task in answer.best.tasks], "modes": modes, "proven": proven}


def main() -> None:
    """Answer one problem: ``python scheduling_peers.py PEER SECONDS WORKERS`` with the problem on standard input."""
    peer, seconds, workers = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    problem = json.load(sys.stdin)
    begin = time.monotonic()
    answer = {"cpsat": direct, "cpsat-linear": linearised, "pyjobshop": pyjobshop}[peer](problem, seconds, workers)
    json.dump({**answer, "seconds": time.monotonic() - begin}, sys.stdout)


if __name__ == "__main__":
    main()
