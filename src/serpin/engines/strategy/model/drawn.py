"""What is drawn: trends, launches and what projects add, with the measures of a target that rest on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.engines.strategy.model.amounts import added
from serpin.engines.strategy.model.history import History, continued
from serpin.engines.strategy.model.states import Flags, Floats
from serpin.engines.strategy.problem.statement import Aim, Statement
from serpin.vocabulary.launches import LaunchTable
from serpin.vocabulary.relation import RelationKind


@dataclass(frozen=True)
class Drawn:
    """All courses: trends by indicator and year, and what each project adds to each open target.

    ``trend`` maps an indicator to (first year, table of shape (courses, years)); ``gain`` has one table of shape
    (courses, projects) for each aim, none where it cannot be forecast or is decided.
    """

    trend: dict[str, tuple[int, Floats]]
    launches: LaunchTable
    gain: list[Floats | None]
    base: list[Floats | None]


def draw(statement: Statement, histories: dict[str, History], launches: LaunchTable, courses: int, seed: int) -> Drawn:
    """Draw the trend of every indicator, and take from the launches what projects add to every open target."""
    options = statement.options
    trend: dict[str, tuple[int, Floats]] = {}
    for name, history in histories.items():
        last_known = history.series.years[-1]
        last = max(aim.target.year for aim in statement.aims if aim.target.indicator == name)
        if last > last_known:
            trend[name] = (last_known + 1, continued(history, last, courses, options.shock_rate, seed))
    gain: list[Floats | None] = []
    base: list[Floats | None] = []
    for aim in statement.aims:
        name, year = aim.target.indicator, aim.target.year
        if name not in trend or year < trend[name][0]:
            gain.append(None)
            base.append(None)
            continue
        first, table = trend[name]
        base.append(table[:, year - first])
        gain.append(gains(statement, launches, name, year))
    return Drawn(trend, launches, gain, base)


def gains(statement: Statement, launches: LaunchTable, indicator: str, year: int) -> Floats:
    """Return what each project adds to an indicator in a year, shape (courses, projects)."""
    columns = [
        added(project, indicator, launches.launch[:, place], year, statement.options.additional)
        for place, project in enumerate(statement.projects)
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((launches.launch.shape[0], 0))


def share_met(aim: Aim, values: Floats) -> float:
    """Return the share of the courses that meet a target."""
    return float((aim.sign * (values - aim.limit) >= 0).mean())


def scale(aim: Aim) -> float:
    """Return the size of a target, by which its shortfall is divided."""
    return abs(aim.target.value) or 1.0


def shortfall(statement: Statement, drawn: Drawn, chosen: Flags, gain: list[Floats | None]) -> float:
    """Return the expected shortfall of all open targets, each as a share of its target."""
    total = 0.0
    for aim, base, mine in zip(statement.aims, drawn.base, gain, strict=True):
        if base is not None and mine is not None:
            lack = aim.sign * (aim.limit - base - mine[:, chosen].sum(axis=1))
            total += float(np.maximum(lack, 0.0).mean()) / scale(aim)
    return total


def probabilities(
    statement: Statement, drawn: Drawn, chosen: Flags, gain: list[Floats | None]
) -> tuple[float | None, ...]:
    """Return by target the share of the courses that meet it, with the chosen projects."""
    return tuple(
        None if base is None or mine is None else share_met(aim, base + mine[:, chosen].sum(axis=1))
        for aim, base, mine in zip(statement.aims, drawn.base, gain, strict=True)
    )


def filled(table: Floats | None) -> Floats:
    """Return a table, an empty one for nothing."""
    return table if table is not None else np.zeros(0)


def standing(base: Floats | None) -> Floats:
    """Return values in standard deviations from their mean."""
    values = filled(base)
    return np.asarray((values - values.mean()) / (values.std() or 1.0), dtype=np.float64)


def excluded(statement: Statement, names: tuple[str, ...]) -> Flags:
    """Return which projects exclude each other, shape (projects, projects)."""
    columns = {name: column for column, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), dtype=np.bool_)
    for relation in statement.case.relations:
        if relation.kind is RelationKind.EXCLUSIVE:
            mine = [columns[name] for name in relation.projects if name in columns]
            table[np.ix_(mine, mine)] = True
    np.fill_diagonal(table, val=False)
    return table


def together(wanted: Flags, first: Flags, worth: Floats, conflicts: Flags) -> Flags:
    """Return those of the wanted projects that can be carried out together.

    Of projects that exclude each other one of the first stays, else the one that is worth most.
    """
    kept = np.zeros(wanted.size, dtype=np.bool_)
    for column in sorted(np.nonzero(wanted)[0].tolist(), key=lambda one: (not first[one], -worth[one], one)):
        kept[column] = not (conflicts[column] & kept).any()
    return kept
