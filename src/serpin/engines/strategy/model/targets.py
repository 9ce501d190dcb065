"""Targets: probability, gap, who contributes, what measures do, and the fan of an indicator."""

from __future__ import annotations

import math

import numpy as np

from serpin.engines.strategy.model.drawn import Drawn, excluded, gains, share_met, together
from serpin.engines.strategy.model.history import History
from serpin.engines.strategy.model.states import Flags
from serpin.engines.strategy.problem.statement import Statement
from serpin.engines.strategy.result import Contributor, Fan, FanYear, MeasureEffect, Outlook, TargetOutcome

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_Z95 = 1.959963984540054
_UNLIKELY = 0.2
_LEAST_GAIN = 1e-9


def target_outcome(statement: Statement, place: int, drawn: Drawn, mask: Flags) -> TargetOutcome:
    """Return what becomes of a target."""
    aim = statement.aims[place]
    target = aim.target
    plain = TargetOutcome(
        strategy=aim.strategy,
        goal=aim.goal,
        indicator=target.indicator,
        year=target.year,
        value=target.value,
        direction=target.direction,
        tolerance=target.tolerance,
        outlook=Outlook.UNKNOWN,
    )
    whole = statement.whole[target.indicator]
    came = dict(zip(whole.years, whole.values, strict=True)).get(target.year)
    base, gain = drawn.base[place], drawn.gain[place]
    if base is None or gain is None:
        if came is None:
            return plain
        met = aim.is_met(came)
        return plain.model_copy(
            update={
                "outlook": Outlook.MET if met else Outlook.MISSED,
                "probability": float(met),
                "low": float(met),
                "high": float(met),
                "expected": came,
                "gap": max(0.0, aim.sign * (target.value - came)),
                "observed": came,
            }
        )
    values = base + gain[:, mask].sum(axis=1)
    conflicts = excluded(statement, drawn.launches.projects)
    whole_case = together(np.ones(mask.size, dtype=np.bool_), mask, aim.sign * gain.mean(axis=0), conflicts)
    chance, wanted = share_met(aim, values), statement.options.wanted
    low, high = _wilson(chance, values.size)
    unlikely = chance < _UNLIKELY
    outlook = Outlook.SAFE if chance >= wanted else Outlook.UNLIKELY if unlikely else Outlook.OPEN
    reach = float(np.quantile(aim.sign * values, 1.0 - wanted))
    return plain.model_copy(
        update={
            "outlook": outlook,
            "trend": share_met(aim, base),
            "probability": chance,
            "low": low,
            "high": high,
            "all_in": share_met(aim, base + gain[:, whole_case].sum(axis=1)),
            "expected": float(np.median(values)),
            "gap": max(0.0, aim.sign * (target.value - float(np.median(values)))),
            "needed": max(0.0, aim.sign * aim.limit - reach),
            "observed": came,
        }
    )


def _wilson(share: float, count: int) -> tuple[float, float]:
    centre = (share + _Z95**2 / (2 * count)) / (1 + _Z95**2 / count)
    reach = _Z95 * math.sqrt(share * (1 - share) / count + _Z95**2 / (4 * count * count)) / (1 + _Z95**2 / count)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def fan_of(statement: Statement, history: History, drawn: Drawn, mask: Flags) -> Fan:
    """Return the forecast of an indicator, year by year."""
    name, series = history.series.indicator, history.series
    course = []
    if name in drawn.trend:
        first, table = drawn.trend[name]
        for place in range(table.shape[1]):
            gain = gains(statement, drawn.launches, name, first + place)
            planned = table[:, place] + gain[:, mask].sum(axis=1)
            course.append(
                FanYear(
                    year=first + place,
                    trend=tuple(np.quantile(table[:, place], QUANTILES).tolist()),
                    planned=tuple(np.quantile(planned, QUANTILES).tolist()),
                )
            )
    year, chance = history.break_
    return Fan(
        indicator=name,
        years=series.years,
        values=series.values,
        is_logarithmic=history.is_logarithmic,
        slope=history.slope,
        break_year=year,
        break_probability=chance,
        course=tuple(course),
    )


def contributors(statement: Statement, drawn: Drawn, mask: Flags) -> tuple[Contributor, ...]:
    """Return what each project does for each target: the planned ones if left out, the others if added."""
    found = []
    conflicts = excluded(statement, drawn.launches.projects)
    for place, aim in enumerate(statement.aims):
        base, gain = drawn.base[place], drawn.gain[place]
        if base is None or gain is None:
            continue
        values = base + gain[:, mask].sum(axis=1)
        now = share_met(aim, values)
        lines = []
        for column, name in enumerate(drawn.launches.projects):
            mine = gain[:, column]
            amount = float(mine.mean())
            if aim.sign * amount <= _LEAST_GAIN:
                continue
            planned = bool(mask[column])
            # what cannot stay beside an added project makes room for it
            room = gain[:, conflicts[column] & mask].sum(axis=1)
            other = share_met(aim, values - mine if planned else values + mine - room)
            change = now - other if planned else other - now
            lines.append(Contributor(target=place, project=name, amount=amount, change=change, is_planned=planned))
        found += sorted(lines, key=lambda line: (-line.change, -abs(line.amount), line.project))
    return tuple(found)


def measures(statement: Statement, drawn: Drawn, mask: Flags) -> tuple[MeasureEffect, ...]:
    """Return what each measure does for the targets of its goal."""
    found = []
    conflicts = excluded(statement, drawn.launches.projects)
    columns = {name: column for column, name in enumerate(drawn.launches.projects)}
    goals = {(strategy.id, goal.id): goal for strategy in statement.case.strategies for goal in strategy.goals}
    for place, aim in enumerate(statement.aims):
        base, gain = drawn.base[place], drawn.gain[place]
        if base is None or gain is None:
            continue
        for measure in goals[aim.strategy, aim.goal].measures:
            mine = np.zeros(mask.size, dtype=np.bool_)
            mine[[columns[name] for name in measure.projects if name in columns]] = True
            chosen = together((mask | mine), mask, aim.sign * gain.mean(axis=0), conflicts) & mine
            part = gain[:, chosen].sum(axis=1)
            without = base + gain[:, mask & ~mine].sum(axis=1)
            found.append(
                MeasureEffect(
                    target=place,
                    measure=measure.id,
                    amount=float(part.mean()),
                    without=share_met(aim, without),
                    with_all=share_met(aim, without + part),
                )
            )
    return tuple(found)
