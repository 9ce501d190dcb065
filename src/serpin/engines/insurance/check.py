"""What a right cover plan is: every loss is accounted for, covers pay what they promise, limits are kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from serpin.base.texts import mark
from serpin.engines.insurance.problem.statement import Events, Measure, Record, Statement, Terms
from serpin.engines.insurance.result import CoverPlan
from serpin.vocabulary.result import SelfCheck

_RELATIVE = 1e-6
_CENTS = 0.02


def check_cover_plan(statement: Statement, events: Events, plan: CoverPlan, record: Record) -> tuple[SelfCheck, ...]:
    """Return what was confirmed or refuted about a cover plan.

    Parameters
    ----------
    statement
        The register.
    events
        Events of all courses.
    plan
        The result.
    record
        Terms and measures that were chosen, and what became of every event.
    """
    return (
        _verdict(
            mark("Retained, ceded, shared and avoided losses sum to the gross loss in every course"),
            _whole(events, record),
        ),
        _verdict(mark("Every cover pays what its terms promise, and no more"), _paid(statement, events, record)),
        _verdict(mark("No peril is insured twice, and none that the law excludes"), _lawful(statement, record)),
        _verdict(
            mark("Budget and limit of the tail are kept, and the cost is what is said"),
            _kept(statement, events, plan, record),
        ),
        _verdict(mark("Layers, outlays and parts of the capital add up"), _added(plan)),
    )


def _verdict(name: str, offences: Iterator[str]) -> SelfCheck:
    first = next(offences, "")
    return SelfCheck(name=name, passed=not first, detail=first)


def _close(one: float, other: float, slack: float = _CENTS) -> bool:
    return abs(one - other) <= slack + _RELATIVE * max(abs(one), abs(other))


def _whole(events: Events, record: Record) -> Iterator[str]:
    gross = [0.0] * events.courses
    parts = [0.0] * events.courses
    columns = (record.avoided, record.ceded, record.shared, record.retained)
    for course, damage, other, *pieces in zip(
        events.course.tolist(),
        events.damage.tolist(),
        events.other.tolist(),
        *(c.tolist() for c in columns),
        strict=True,
    ):
        if min(pieces) < -_CENTS:
            yield f"course {course}"
        gross[course] += damage + other
        parts[course] += sum(pieces)
    for course, (one, other) in enumerate(zip(gross, parts, strict=True)):
        if not _close(one, other):
            yield f"course {course}"


def _left(measures: Sequence[Measure], risk: str, mark: float) -> tuple[float, float]:
    """Return which part of a loss is left by mitigations, and which part of that another bears."""
    left, shared = 1.0, 0.0
    for measure in measures:
        if measure.risk == risk:
            left *= measure.impact_left if mark < measure.events_left else 0.0
            shared = max(shared, measure.shared)
    return left, shared


def _paid(statement: Statement, events: Events, record: Record) -> Iterator[str]:
    """Apply the terms to every event once more, one after the other."""
    names = [line.risk.id for line in statement.lines]
    covering = {peril: terms for terms in record.terms for peril in terms.perils}
    due: dict[tuple[str, int, int], float] = {}
    given: dict[tuple[str, int, int], float] = {}
    rows = zip(
        events.course.tolist(),
        events.risk.tolist(),
        events.year.tolist(),
        events.damage.tolist(),
        events.other.tolist(),
        events.mark.tolist(),
        record.ceded.tolist(),
        record.shared.tolist(),
        record.retained.tolist(),
        strict=True,
    )
    for course, place, year, damage, other, luck, ceded, shared, retained in rows:
        risk = names[place]
        left, lent = _left(record.measures, risk, luck)
        terms = covering.get(risk)
        if terms is None:
            if ceded:
                yield f"course {course}, {risk}"
        else:
            key = (terms.cover, course, year)
            due[key] = due.get(key, 0.0) + _due(terms, (damage + (other if terms.pays_all else 0.0)) * left)
            given[key] = given.get(key, 0.0) + ceded
            if ceded > (damage + other) * left * (1 + _RELATIVE) + _CENTS:
                yield f"course {course}, {risk}"
        if not _close(shared, lent * (shared + retained)):
            yield f"course {course}, {risk}"
    limits = {terms.cover: terms.limit for terms in record.terms}
    for key, amount in due.items():
        if not _close(min(amount, limits[key[0]]), given[key]):
            yield f"course {key[1]}, {key[0]}"


def _due(terms: Terms, loss: float) -> float:
    if loss <= terms.deductible:
        return 0.0
    return terms.share * (loss if terms.conditional else loss - terms.deductible)


def _lawful(statement: Statement, record: Record) -> Iterator[str]:
    seen: set[str] = set()
    for terms in record.terms:
        for peril in terms.perils:
            if peril in seen:
                yield peril
            seen.add(peril)
            if peril in statement.places and statement.lines[statement.places[peril]].lacking:
                yield peril


def _kept(statement: Statement, events: Events, plan: CoverPlan, record: Record) -> Iterator[str]:
    options = statement.options
    kept = [0.0] * events.courses
    for course, amount in zip(events.course.tolist(), record.retained.tolist(), strict=True):
        kept[course] += amount
    weights = events.weights.tolist()
    mean = math.fsum(loss * weight for loss, weight in zip(kept, weights, strict=True))
    left, tail = 1.0 - options.tail_level, 0.0
    for loss, weight in sorted(zip(kept, weights, strict=True), reverse=True):
        used = min(weight, left)
        tail += loss * used / (1.0 - options.tail_level)
        left -= used
        if left <= 0:
            break
    cost = record.outlay + mean + statement.charge * (tail - mean)
    if not _close(cost, plan.cost):
        yield f"{plan.cost} ≠ {cost}"
    if plan.bound > plan.cost + _CENTS + _RELATIVE * abs(plan.cost):
        yield f"{plan.bound} > {plan.cost}"
    if options.budget is not None and record.outlay > float(options.budget) * (1 + _RELATIVE) + _CENTS:
        yield "budget"
    if options.tail_limit is not None and record.outlay + tail > float(options.tail_limit) * (1 + _RELATIVE) + _CENTS:
        yield "limit"


def _added(plan: CoverPlan) -> Iterator[str]:
    for layer in plan.layers:
        parts = float(layer.avoided + layer.ceded + layer.shared + layer.retained)
        if not _close(float(layer.gross), parts, 5 * _CENTS):
            yield layer.risk
    paid = sum(float(outlay.amount) for outlay in plan.outlays)
    chosen = sum(float(decision.answer.outlay) for decision in plan.decisions)
    if not _close(paid, chosen, _CENTS * (len(plan.outlays) + len(plan.decisions))):
        yield "outlays"
    if plan.reserve is not None and plan.layers:
        capital = sum(float(layer.capital) for layer in plan.layers)
        if not _close(capital, float(plan.reserve.joint_tail), _CENTS * len(plan.layers)):
            yield "capital"
