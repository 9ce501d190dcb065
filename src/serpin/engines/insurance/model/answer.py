"""The answer: the chosen programme in the words of the result, with what the checker looks at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from serpin.base.money import to_money
from serpin.base.progress import Deadline, Progress
from serpin.base.texts import mark
from serpin.engines.insurance.model.choosing import choose, table_of
from serpin.engines.insurance.model.draws import events_of
from serpin.engines.insurance.model.offers import Ledgers, Option, Unit, units_of
from serpin.engines.insurance.model.premiums import Spread
from serpin.engines.insurance.model.pricing import Pricing
from serpin.engines.insurance.model.reasons import decisions_of, notes_of, outlays_of
from serpin.engines.insurance.model.reserve import reserve_for
from serpin.engines.insurance.model.search import Choice
from serpin.engines.insurance.model.table import Table, sums
from serpin.engines.insurance.problem.law import NUMBERS, answers, reason
from serpin.engines.insurance.problem.statement import Events, Record, Statement, Vector
from serpin.engines.insurance.result import CoverPlan, Judgement, Layer, Percentiles, Programme
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.result import Ledger, Message, Status

_NO_PROGRAMME = mark("No answer to the risks keeps the limit of the tail of {limit}; the least tail found is {amount}.")
_NO_BUDGET = mark("No answer to the risks keeps the limit of the tail of {limit} within the budget of {budget}.")


@dataclass(frozen=True)
class Answered:
    """The result with what the checker looks at; the verb adds what the checker says."""

    plan: CoverPlan
    events: Events
    record: Record | None = None


def answer(  # noqa: PLR0917 - parts of one story
    statement: Statement,
    losses: LossTable | None,
    seed: int,
    limit: Deadline,
    progress: Progress | None,
    ledger: Ledger,
) -> Answered:
    """Return what to cover, to mitigate, to share and to reserve.

    Parameters
    ----------
    statement
        The register.
    losses
        Losses of a simulation, if there are any.
    seed
        Seed of the whole run.
    limit
        Time limit.
    progress
        Listener; it may answer "stop".
    ledger
        Ledger of the result.
    """
    options = statement.options
    events = events_of(statement, losses, seed)
    pricing = Pricing(statement, events, seed)
    quotes = {cover.id: quote for cover in statement.case.covers if (quote := pricing.quote(cover)) is not None}
    premiums = tuple(quote.line for quote in quotes.values())
    plan = CoverPlan(
        status=Status.INFEASIBLE,
        ledger=ledger,
        years=statement.years,
        courses=events.courses,
        exact=events.exact,
        simulated=events.simulated,
        judgements=_judgements(statement, events),
        premiums=premiums,
        notes=notes_of(statement, premiums),
    )
    units = units_of(statement, {code: quote.policies for code, quote in quotes.items()})
    ledgers = Ledgers(statement, events)
    table = table_of(statement, events, units, ledgers)
    choice = choose(table, limit, programmes=options.exact_programmes, gap=options.gap, seed=seed, progress=progress)
    if choice is None:
        return Answered(plan.model_copy(update={"conflicts": (_conflict(table, statement),)}), events)
    chosen = _chosen(units, table, choice)
    record = _recorded(units, chosen, ledgers, events)
    found = {
        "status": {"optimal": Status.OPTIMAL, "stopped": Status.STOPPED}.get(choice.status, Status.FEASIBLE),
        "cost": choice.cost,
        "bound": choice.bound,
        "decisions": decisions_of(statement, units, table, choice),
        "programmes": tuple(_programmes(units, table, choice)),
        "outlays": outlays_of(statement, chosen),
        **_told(statement, events, record),
    }
    return Answered(plan.model_copy(update=found), events, record)


def _judgements(statement: Statement, events: Events) -> tuple[Judgement, ...]:
    level, found = statement.options.tail_level, []
    for place, line in enumerate(statement.lines):
        mine = events.risk == place
        total = sums(events.course[mine], events.damage[mine] + events.other[mine], events.courses)
        spread = Spread.of(total, events.weights)
        kind = line.kind
        found.append(
            Judgement(
                risk=line.risk.id,
                verdict=line.verdict,
                lacking=line.lacking,
                reason=reason(line.risk, line.lacking),
                kind=kind,
                number=NUMBERS[kind] if kind else "",
                answers=answers(line.verdict),
                frequency=line.frequency,
                years=line.exposure.cover_years,
                expected=to_money(spread.mean),
                deviation=to_money(spread.deviation),
                tail=to_money(spread.tail(level)),
            )
        )
    return tuple(found)


def _conflict(table: Table, statement: Statement) -> Message:
    options = statement.options
    if options.tail_limit is None or options.budget is not None:
        return Message(
            text=_NO_BUDGET, values={"limit": float(options.tail_limit or 0), "budget": float(options.budget or 0)}
        )
    best = [
        begin + int(np.argmin(table.outlay[begin:end] + table.mean[begin:end]))
        for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True)
    ]
    safest = np.array(_insured(table), dtype=np.int64)
    least = min(
        float(table.outlay[some].sum()) + table.tail(table.losses(some))[0] for some in (np.array(best), safest)
    )
    return Message(text=_NO_PROGRAMME, values={"limit": float(options.tail_limit), "amount": least})


def _chosen(units: Sequence[Unit], table: Table, choice: Choice) -> list[Option]:
    return [
        unit.options[option - begin]
        for unit, option, begin in zip(units, choice.options, table.starts[:-1], strict=True)
    ]


def _insured(table: Table) -> list[int]:
    """Return the option of each unit that retains least."""
    return [
        begin + int(np.argmin(table.mean[begin:end]))
        for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True)
    ]


def _programmes(units: Sequence[Unit], table: Table, choice: Choice) -> list[Programme]:
    """Return the chosen programme beside: retain all, insure all that may be, and measures without insurance."""
    flat = [option for unit in units for option in unit.options]
    insured, measured = [], []
    for begin, end in zip(table.starts[:-1], table.starts[1:], strict=True):
        places = range(begin, end)
        covered = [place for place in places if flat[place].policies and not flat[place].measures]
        insured.append(min(covered or [begin], key=lambda place: table.mean[place]))
        bare = [place for place in places if not flat[place].policies]
        measured.append(min(bare, key=lambda place: table.outlay[place] + table.mean[place]))
    named = {
        "chosen": choice.options,
        "retain": table.starts[:-1],
        "insure": np.array(insured, dtype=np.int64),
        "measures": np.array(measured, dtype=np.int64),
    }
    found = []
    for name, some in named.items():
        tail, _, _ = table.tail(table.losses(some))
        found.append(
            Programme(
                name=name,
                outlay=to_money(float(table.outlay[some].sum())),
                premium=to_money(math.fsum(flat[place].premium for place in some)),
                expected=to_money(float(table.mean[some].sum())),
                tail=to_money(tail),
                cost=to_money(table.cost(some, tail)),
                keeps=table.excess(some, tail) <= 0,
            )
        )
    return found


def _recorded(units: Sequence[Unit], chosen: Sequence[Option], ledgers: Ledgers, events: Events) -> Record:
    """Return what was chosen, and what becomes of every event with it."""
    avoided, ceded, shared, retained = (np.zeros(len(events.course)) for _ in range(4))
    for unit, option in zip(units, chosen, strict=True):
        parted = ledgers.part(unit, option)
        avoided[parted.places], ceded[parted.places] = parted.avoided, parted.ceded
        shared[parted.places], retained[parted.places] = parted.shared, parted.retained
    return Record(
        terms=tuple(policy.terms for option in chosen for policy in option.policies),
        measures=tuple(measure for option in chosen for measure in option.measures),
        avoided=avoided,
        ceded=ceded,
        shared=shared,
        retained=retained,
        outlay=math.fsum(option.outlay for option in chosen),
    )


def _told(statement: Statement, events: Events, record: Record) -> dict[str, Any]:
    """Return what becomes of the losses: layers, distributions before and after, the reserve."""
    retained = record.retained
    gross = sums(events.course, events.damage + events.other, events.courses)
    kept = sums(events.course, retained, events.courses)
    weight = _tail_weights(kept, events.weights, statement.options.tail_level)
    count = len(statement.lines)
    probability = events.weights[events.course]

    def by_risk(amounts: Vector, weights: Vector = probability) -> Vector:
        return sums(events.risk, amounts * weights, count)

    capital = by_risk(retained, weight[events.course])
    parts = [by_risk(amounts) for amounts in (record.avoided, record.ceded, record.shared, retained)]
    names = [line.risk.id for line in statement.lines]
    layers = tuple(
        Layer(
            risk=name,
            gross=to_money(sum(part[place] for part in parts)),
            avoided=to_money(parts[0][place]),
            ceded=to_money(parts[1][place]),
            shared=to_money(parts[2][place]),
            retained=to_money(parts[3][place]),
            capital=to_money(capital[place]),
        )
        for place, name in enumerate(names)
    )
    tails = {name: _alone(events, retained, place, statement) for place, name in enumerate(names)}
    left = kept + record.outlay
    base = events.base
    return {
        "layers": layers,
        "before": _percentiles(gross, events.weights, statement),
        "after": _percentiles(left, events.weights, statement),
        "total_before": None if base is None else _percentiles(base + gross, events.weights, statement),
        "total_after": None if base is None else _percentiles(base + left, events.weights, statement),
        "reserve": reserve_for(statement, events, retained, tails, dict(zip(names, capital.tolist(), strict=True))),
    }


def _tail_weights(losses: Vector, weights: Vector, level: float) -> Vector:
    """Return the weight of each course in the tail; courses that lose just as much share what is left equally."""
    edge = Spread.of(losses, weights).quantile(level)
    slack = 1e-9 * max(1.0, abs(edge))
    beyond, at = losses > edge + slack, np.abs(losses - edge) <= slack
    left = max(1.0 - level - float(weights[beyond].sum()), 0.0)
    mass = float(weights[at].sum())
    return np.asarray(np.where(beyond, weights, np.where(at, weights * left / max(mass, 1e-300), 0.0)) / (1.0 - level))


def _alone(events: Events, retained: Vector, place: int, statement: Statement) -> float:
    mine = events.risk == place
    total = sums(events.course[mine], retained[mine], events.courses)
    return Spread.of(total, events.weights).tail(statement.options.tail_level)


def _percentiles(losses: Vector, weights: Vector, statement: Statement) -> Percentiles:
    spread = Spread.of(losses, weights)
    return Percentiles(
        mean=to_money(spread.mean),
        p50=to_money(spread.quantile(0.5)),
        p80=to_money(spread.quantile(0.8)),
        p95=to_money(spread.quantile(0.95)),
        p99=to_money(spread.quantile(0.99)),
        tail=to_money(spread.tail(statement.options.tail_level)),
        curve=tuple(round(spread.quantile(percent / 100.0), 2) for percent in range(101)),
    )
