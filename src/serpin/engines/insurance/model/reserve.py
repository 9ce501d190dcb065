"""The reserve: funds for a year, for years and for the plan; ruin; pooling; who needs the capital."""

from __future__ import annotations

import math

import numpy as np

from serpin.base.money import to_money
from serpin.engines.insurance.model.compound import lattice
from serpin.engines.insurance.model.premiums import Spread
from serpin.engines.insurance.model.ruin import (
    fund_for,
    pooled,
    pooled_deviation,
    quantile_index,
    ruin_within,
)
from serpin.engines.insurance.problem.statement import Events, Statement, Vector
from serpin.engines.insurance.result import Capital, FundLine, PoolLine, Reserve, RuinLine

_POINTS = 2048
_LARGEST_WHOLE = 5000
_RUINS = 6


def reserve_for(
    statement: Statement, events: Events, retained: Vector, tails: dict[str, float], capital: dict[str, float]
) -> Reserve:
    """Return the reserve for what is retained.

    Parameters
    ----------
    statement
        The register, with the options of the reserve.
    events
        Events of all courses.
    retained
        What is retained of each event.
    tails
        The tail of what is retained of each risk alone.
    capital
        The part of each risk in the tail of all.
    """
    options = statement.options
    years = max(1, math.ceil(statement.years - 1e-9))
    paths = _paths(events, retained, years)
    loss, step = _yearly(events, paths)
    amounts = np.arange(len(loss)) * step
    mean = float(amounts @ loss)
    deviation = math.sqrt(max(float((amounts - mean) ** 2 @ loss), 0.0))
    contribution = math.ceil((1.0 + options.contribution_loading) * mean / step - 1e-9) * step
    drawn = np.maximum(np.max(np.cumsum(paths - contribution, axis=1), axis=1), 0.0)
    depth = Spread.of(drawn, events.weights)
    funds = [
        FundLine(
            shortfall=shortfall,
            one_year=to_money(quantile_index(loss, 1.0 - shortfall) * step),
            years=to_money(fund_for(loss, step, contribution, options.reserve_years, shortfall)),
            plan=to_money(depth.quantile(1.0 - shortfall)),
        )
        for shortfall in options.shortfall
    ]
    highest = max((float(line.years) for line in funds), default=0.0)
    tried = [float(fund) for fund in np.linspace(0.0, highest, _RUINS)] if highest else [0.0]
    chances = ruin_within(loss, step, contribution, options.reserve_years, tried)
    return Reserve(
        contribution=to_money(contribution),
        expected=to_money(mean),
        funds=tuple(funds),
        ruins=tuple(RuinLine(fund=to_money(fund), ruin=chance) for fund, chance in zip(tried, chances, strict=True)),
        pools=tuple(_pool(statement, loss, step, deviation, count) for count in options.members),
        single_tails=to_money(math.fsum(tails.values())),
        joint_tail=to_money(math.fsum(capital.values())),
        by_project=_projects(statement, capital),
    )


def _paths(events: Events, retained: Vector, years: int) -> Vector:
    """Return what is retained in each year of each course, shape (courses, years)."""
    year = np.minimum(events.year, years - 1)
    total = np.bincount(events.course * years + year, retained, minlength=events.courses * years)
    return np.asarray(total.reshape(events.courses, years))


def _yearly(events: Events, paths: Vector) -> tuple[Vector, float]:
    """Return the distribution of the loss of an average year on a lattice, and its step."""
    years = paths.shape[1]
    spread = Spread.of(paths.ravel(), np.repeat(events.weights / years, years))
    if events.exact and years > 1:
        # enumerated courses do not say in which year: each year is as likely
        total = paths.sum(axis=1)
        spread = Spread.of(np.append(total, 0.0), np.append(events.weights / years, 1.0 - 1.0 / years))
    top = float(spread.values.max(initial=0.0))
    whole = top <= _LARGEST_WHOLE and bool(np.all(np.abs(spread.values - np.round(spread.values)) < 1e-9))
    step = 1.0 if whole else max(top, 1e-9) / _POINTS
    size = round(top / step) + 1
    return lattice(spread.values, spread.chances, step, size), step


def _pool(statement: Statement, loss: Vector, step: float, deviation: float, members: int) -> PoolLine:
    """Return the fund of a member, when losses are independent, and when with probability ρ they are all the same."""
    options = statement.options
    shortfall = options.shortfall[0] if options.shortfall else 0.01
    together = pooled(loss, members)
    fund = quantile_index(together, 1.0 - shortfall) * step / members
    rho = options.member_correlation
    amounts = np.concatenate([np.arange(len(loss)) * step, np.arange(len(together)) * step / members])
    mixed = Spread.of(amounts, np.concatenate([rho * loss, (1.0 - rho) * together]))
    return PoolLine(
        members=members,
        independent=to_money(fund),
        deviation=to_money(pooled_deviation(deviation, members, 0.0)),
        correlated=to_money(mixed.quantile(1.0 - shortfall)),
        correlated_deviation=to_money(pooled_deviation(deviation, members, rho)),
    )


def _projects(statement: Statement, capital: dict[str, float]) -> tuple[Capital, ...]:
    """Divide the capital of each risk among projects as its expected loss falls on them."""
    found: dict[str, float] = {}
    for line in statement.lines:
        for project, share in line.projects.items():
            found[project] = found.get(project, 0.0) + share * capital.get(line.risk.id, 0.0)
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return tuple(Capital(project=project, amount=to_money(amount)) for project, amount in ranked)
