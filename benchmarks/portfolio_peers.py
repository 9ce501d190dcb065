"""Peers of the selection on the same problem: plain HiGHS on the whole programme, and CP-SAT on whole numbers."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from serpin.engines.portfolio.model.programme import Programme
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import Statement, state
from serpin.vocabulary.case import Case
from serpin.vocabulary.relation import RelationKind

STEPS = 20
"""CP-SAT mixes sources in steps of 5 %."""


def highs(case: Case, options: PortfolioOptions, seconds: float) -> dict[str, Any]:
    """Solve the whole programme with HiGHS alone."""
    begin = time.perf_counter()
    statement = state(case, (), options)
    programme = Programme(statement, {project.id: statement.ways_of(project.id) for project in case.projects})
    found = programme.matrix.solve(seconds=seconds, gap=options.gap)
    value = found.objective * programme.unit if found.has_answer else None
    return {
        "value": value,
        "bound": found.bound * programme.unit,
        "status": found.status,
        "seconds": time.perf_counter() - begin,
    }


def cpsat(case: Case, options: PortfolioOptions, seconds: float) -> dict[str, Any]:
    """Solve with CP-SAT: one way a project, shares of sources in steps of 5 %, money rounded to thousands."""
    begin = time.perf_counter()
    statement = state(case, (), options)
    model = cp_model.CpModel()
    chosen = {project.id: model.new_bool_var(project.id) for project in case.projects if statement.ways_of(project.id)}
    unit = 1.0 if not case.sources else 1000.0
    terms: list[Any] = [
        round(statement.worth(statement.ways_of(name)[0]) / unit) * STEPS * var for name, var in chosen.items()
    ]
    if case.sources:
        terms += _money(model, statement, chosen, unit)
    _capacities(model, statement, chosen)
    terms += _relations(model, statement, chosen, unit)
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds - (time.perf_counter() - begin), 0.1)
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    has_answer = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "value": solver.objective_value * unit / STEPS if has_answer else None,
        "bound": solver.best_objective_bound * unit / STEPS,
        "status": solver.status_name(status).lower(),
        "seconds": time.perf_counter() - begin,
    }


def _money(model: Any, statement: Statement, chosen: dict[str, Any], unit: float) -> list[Any]:
    spent: dict[tuple[str, int], list[Any]] = defaultdict(list)
    terms = []
    for name, var in chosen.items():
        way = statement.ways_of(name)[0]
        need = statement.need(way)
        shares, own = [], []
        for purse in statement.purses:
            if not statement.may_pay(name, purse):
                continue
            share = model.new_int_var(0, STEPS, f"{name} {purse.id}")
            model.add(share <= int(STEPS * statement.most_from(way, purse) / float(need.sum())) * var)
            shares.append(share)
            if purse.is_own:
                own.append(share)
            terms.append(-round(float(purse.charge @ need) / unit) * share)
            for quarter in range(statement.quarters):
                if need[quarter] > 0:
                    spent[purse.id, quarter].append(-int(-float(need[quarter]) // unit) * share)
        model.add(sum(shares) == STEPS * var)
        model.add(10 * sum(own) >= STEPS * var)
    for purse in statement.purses:
        so_far: list[Any] = []
        for quarter in range(statement.quarters):
            new = spent[purse.id, quarter]
            so_far = new if quarter == purse.window(quarter).start else so_far + new
            if new:
                model.add(sum(so_far) <= int(float(purse.most_until[quarter]) / unit) * STEPS)
    return terms


def _capacities(model: Any, statement: Statement, chosen: dict[str, Any]) -> None:
    for resource, capacity in statement.capacity.items():
        for quarter in range(statement.quarters):
            use = [
                (var, min(float(way.demand[resource][quarter]), float(capacity[quarter])))
                for name, var in chosen.items()
                if resource in (way := statement.ways_of(name)[0]).demand
            ]
            if sum(amount for _, amount in use) > capacity[quarter]:
                model.add(sum(round(amount) * var for var, amount in use) <= round(float(capacity[quarter])))


def _relations(model: Any, statement: Statement, chosen: dict[str, Any], unit: float) -> list[Any]:
    terms = []
    for relation in statement.case.relations:
        members = [chosen[name] for name in relation.projects if name in chosen]
        if relation.kind is RelationKind.EXCLUSIVE:
            model.add(sum(members) <= 1)
        elif relation.kind is RelationKind.PREREQUISITE:
            first, last = statement.ways_of(relation.projects[0])[0], statement.ways_of(relation.projects[-1])[0]
            if first.finish >= last.quarter:
                model.add(members[-1] == 0)
            model.add(members[-1] <= members[0])
        elif len(members) == len(relation.projects):
            joined = model.new_bool_var(relation.id)
            for member in members:
                model.add_implication(joined, member)
            terms.append(round(float(relation.total) / unit) * STEPS * joined)
    return terms
