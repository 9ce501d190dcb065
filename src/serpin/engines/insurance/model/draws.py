"""Courses of losses: handed over by a simulation, enumerated where that is possible, drawn otherwise.

Draws are stratified: with 10 000 courses a risk of 2 % happens in exactly 200 of them, and its sizes fill 200 strata.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from serpin.base.randomness import stream
from serpin.engines.insurance.model.severity import outcomes, sizes_of, split, stratified
from serpin.engines.insurance.problem.statement import Events, Numbers, RiskLine, Statement, Vector
from serpin.vocabulary.losses import LossTable


def events_of(statement: Statement, losses: LossTable | None, seed: int) -> Events:
    """Return all events of all courses.

    Parameters
    ----------
    statement
        The register.
    losses
        Losses of a simulation; nothing to enumerate or draw them.
    seed
        Seed of the whole run.
    """
    if losses is not None:
        return _handed_over(statement, losses, seed)
    return _enumerated(statement) or _drawn(statement, seed)


def _handed_over(statement: Statement, losses: LossTable, seed: int) -> Events:
    columns = [losses.risks.index(line.risk.id) for line in statement.lines]
    total = losses.losses[:, columns]
    course, risk = np.nonzero(total > 0)
    damage = total if losses.damage is None else losses.damage[:, columns]
    year = np.zeros(len(course), dtype=np.int64) if losses.year is None else losses.year[:, columns][course, risk]
    marks = np.array(
        [stream(seed, f"insurance/marks/{line.risk.id}").random(losses.courses) for line in statement.lines]
    )
    return Events(
        weights=np.full(losses.courses, 1.0 / losses.courses),
        course=course.astype(np.int64),
        risk=risk.astype(np.int64),
        year=np.asarray(year, dtype=np.int64),
        damage=damage[course, risk],
        other=total[course, risk] - damage[course, risk],
        mark=marks[risk, course] if len(marks) else np.zeros(0),
        base=losses.cost,
        simulated=True,
    )


def _enumerated(statement: Statement) -> Events | None:
    """Return all possible courses with their probabilities where risks are few, discrete and independent."""
    options = statement.options
    groups = [line.risk.group for line in statement.lines if line.risk.group]
    if options.group_correlation > 0 and len(groups) > len(set(groups)):
        return None
    tables = []
    size = 1
    for line in statement.lines:
        table = _outcomes_of(line, statement)
        if table is None:
            return None
        tables.append(table)
        size *= len(table[0])
        if size > options.exact_courses:
            return None
    shape = tuple(len(table[0]) for table in tables)
    cells = [np.arange(size) // math.prod(shape[place + 1 :]) % shape[place] for place in range(len(shape))]
    weights = np.ones(size)
    rows = []
    for place, ((chances, damage, other, marks), cell) in enumerate(zip(tables, cells, strict=True)):
        weights = weights * chances[cell]
        course = np.nonzero(cell)[0]
        here = cell[course]
        rows.append((course, np.full(len(course), place), damage[here], other[here], marks[here]))
    return _joined(weights, rows, exact=True)


def _outcomes_of(line: RiskLine, statement: Statement) -> tuple[Vector, Vector, Vector, Vector] | None:
    """Return (probability, damage, other, mark) of what a risk may do, nothing first; cut where mitigations part."""
    if line.risk.probability is None:
        return None
    damage, other, chances = outcomes(line.exposure.impacts)
    if not len(chances):
        return None
    cuts = {measure.events_left for measure in statement.measures(line.risk)}
    edges = np.array(sorted({0.0, 1.0, *(cut for cut in cuts if 0 < cut < 1)}))
    middles, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    p = line.risk.probability
    return (
        np.concatenate([[1.0 - p], (p * np.outer(chances, widths)).ravel()]),
        np.concatenate([[0.0], np.repeat(damage, len(widths))]),
        np.concatenate([[0.0], np.repeat(other, len(widths))]),
        np.concatenate([[0.0], np.tile(middles, len(chances))]),
    )


def _drawn(statement: Statement, seed: int) -> Events:
    options, count = statement.options, statement.options.iterations
    shared: dict[str, Vector] = {}
    rows, years = [], []
    for place, line in enumerate(statement.lines):
        numbers = stream(seed, f"insurance/risk/{line.risk.id}")
        rank = stratified(count, numbers)
        group = line.risk.group
        if group and options.group_correlation > 0:
            if group not in shared:
                shared[group] = special.ndtri(stratified(count, stream(seed, f"insurance/group/{group}")))
            rho = options.group_correlation
            score = math.sqrt(rho) * shared[group] + math.sqrt(1 - rho) * special.ndtri(rank)
            rank = (np.argsort(np.argsort(score)) + numbers.random(count)) / count
        times = _times(line, rank)
        course = np.repeat(np.arange(count), times)
        sizes = sizes_of(line.exposure.impacts, len(course), numbers)
        damage, other = split(line.exposure.impacts, sizes)
        begin, end = line.exposure.begin, line.exposure.end
        years.append(np.floor(begin + (end - begin) * stratified(len(course), numbers)))
        rows.append((course, np.full(len(course), place), damage, other, stratified(len(course), numbers)))
    return _joined(np.full(count, 1.0 / count), rows, years=years)


def _times(line: RiskLine, rank: Vector) -> Numbers:
    """Return how often a risk happens in each course, given its rank there: high ranks are bad courses."""
    if line.risk.probability is not None:
        return np.asarray(rank > 1.0 - line.risk.probability, dtype=np.int64)
    return np.asarray(stats.poisson.ppf(rank, line.frequency), dtype=np.int64)


def _joined(
    weights: Vector,
    rows: list[tuple[Numbers, Numbers, Vector, Vector, Vector]],
    *,
    years: list[Vector] | None = None,
    exact: bool = False,
) -> Events:
    columns = [np.concatenate(column) if rows else np.zeros(0) for column in zip(*rows, strict=True)] or [
        np.zeros(0)
    ] * 5
    year = np.concatenate(years) if years else np.zeros(len(columns[0]))
    order = np.argsort(columns[0], kind="stable")
    return Events(
        weights=weights,
        course=columns[0][order].astype(np.int64),
        risk=columns[1][order].astype(np.int64),
        year=year[order].astype(np.int64),
        damage=columns[2][order],
        other=columns[3][order],
        mark=columns[4][order],
        exact=exact,
    )
