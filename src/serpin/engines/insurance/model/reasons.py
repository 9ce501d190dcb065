"""Decisions with their reasons and alternatives: what every other answer would cost more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from serpin.base.money import to_money
from serpin.base.texts import mark
from serpin.engines.insurance.model.offers import Option, Unit
from serpin.engines.insurance.model.search import Choice
from serpin.engines.insurance.model.table import Table
from serpin.engines.insurance.problem.statement import Statement
from serpin.engines.insurance.result import Alternative, Answer, Decision, Outlay, PremiumLine, Verdict
from serpin.vocabulary.cover import Cover
from serpin.vocabulary.result import Message
from serpin.vocabulary.risk import InsuranceClass, RiskClass

_MOST_ALTERNATIVES = 6
_DEAR = 3.0

_WORTH = mark("saves {amount} against retaining, the cost of capital counted")
_NEEDED = mark("costs {amount} more than retaining, but the limit of the tail or the budget needs it")
_ONLY = mark("retaining would break the limit of the tail")
_KEPT = mark("retained: the best other answer would cost {amount} more")
_NO_OFFER = mark("retained: nobody offers to cover, to share or to mitigate it")
_FORBIDDEN = mark("retained: every other answer breaks the limit of the tail or of what may be spent")
_DOUBLE = mark(
    "Covers {first} and {second} insure {risk} twice. Together they pay no more than the damage (Civil Code, "
    "article 821), so at most one of them is chosen."
)
_EXPENSIVE = mark("{cover} is dear: you would pay {times} times the expected claims.")
_CHEAP = mark("{cover} asks less than the expected claims: check what it excludes.")
_UNPROVEN = mark(
    "Claim {claim} lacks evidence or notice; the burden of proof is the policyholder's (Civil Code, article 817, "
    "paragraph 4)."
)
_UNDER = mark("{cover} insures {share} of the value, so it pays that part of every loss.")
_POOL = mark("{cover} is a pool of {enterprise}: each is liable for the whole payout (Civil Code, article 823).")
_MUTUAL = mark("{cover} is of a mutual society (Civil Code, article 845): members may owe further contributions.")
_COMPULSORY = mark(
    "{risk}: civil liability for harm to the environment may be compulsory to insure; then it is no choice."
)


def described(option: Option, mean: float) -> Answer:
    """Return an option as the answer that the result holds."""
    return Answer(
        covers=tuple(policy.terms.cover for policy in option.policies),
        deductibles=tuple(to_money(policy.terms.deductible) for policy in option.policies),
        limits=tuple(to_money(policy.terms.limit) for policy in option.policies),
        mitigations=tuple((one.risk, one.mitigation) for one in option.measures if one.mitigation),
        shared=tuple(one.risk for one in option.measures if one.shared),
        premium=to_money(option.premium),
        outlay=to_money(option.outlay),
        expected_retained=to_money(mean),
    )


def decisions_of(statement: Statement, units: Sequence[Unit], table: Table, choice: Choice) -> tuple[Decision, ...]:
    """Return the answer to each unit with the best alternatives, those that matter most first."""
    losses = table.losses(choice.options)
    found = []
    for number, unit in enumerate(units):
        begin = int(table.starts[number])
        now = int(choice.options[number])
        rest = losses - table.retained[now]
        extras: list[float | None] = []
        for place in range(begin, begin + len(unit.options)):
            tail, _, _ = table.tail(rest + table.retained[place])
            picked = choice.options.copy()
            picked[number] = place
            kept = table.excess(picked, tail) <= 0
            extras.append(table.cost(picked, tail) - choice.cost if kept else None)
        answers = [described(option, table.mean[begin + place]) for place, option in enumerate(unit.options)]
        others = _ranked(answers, extras, now - begin)
        found.append(
            Decision(
                risks=unit.risks,
                answer=answers[now - begin],
                reason=_reason(answers[now - begin], extras, len(unit.options)),
                alternatives=tuple(Alternative(answer=answers[place], extra=_money(extras[place])) for place in others),
            )
        )
    order = np.argsort([-_weight(decision, statement) for decision in found], kind="stable")
    return tuple(found[place] for place in order)


def outlays_of(statement: Statement, chosen: Sequence[Option]) -> tuple[Outlay, ...]:
    """Return what is paid for sure and when, so that it can enter the cash plan."""
    found = []
    for option in chosen:
        for policy in option.policies:
            years = statement.cover_years(policy.cover)
            first = int(statement.window(policy.cover.perils).begin * 4)
            parts = policy.cover.instalments
            amount = to_money(policy.price / years / parts)
            found += [
                Outlay(purpose="premium", code=policy.cover.id, quarter=first + 4 * number // parts, amount=amount)
                for number in range(years * parts)
            ]
        for measure in option.measures:
            quarter = int(statement.window([measure.risk]).begin * 4)
            if measure.cost:
                amount = to_money(measure.cost)
                found.append(Outlay(purpose="mitigation", code=measure.risk, quarter=quarter, amount=amount))
            if measure.fee:
                amount = to_money(measure.fee)
                found.append(Outlay(purpose="sharing", code=measure.risk, quarter=quarter, amount=amount))
    return tuple(sorted(found, key=lambda one: (one.quarter, one.purpose, one.code)))


def _money(amount: float | None) -> Decimal | None:
    return None if amount is None else to_money(amount)


def _ranked(answers: Sequence[Answer], extras: Sequence[float | None], chosen: int) -> list[int]:
    """Return the best other answers, one for each set of covers and measures, and plain retention among them."""
    order = sorted(
        (place for place in range(len(answers)) if place != chosen),
        key=lambda place: (extras[place] is None, extras[place] or 0.0),
    )
    seen, found = set(), []
    for place in order:
        key = (answers[place].covers, answers[place].mitigations, answers[place].shared)
        if key not in seen:
            seen.add(key)
            found.append(place)
    first = found[:_MOST_ALTERNATIVES]
    if chosen != 0 and 0 not in first:
        first = [*first[: _MOST_ALTERNATIVES - 1], 0]
    return first


def _reason(answer: Answer, extras: Sequence[float | None], count: int) -> Message:
    if not answer.is_plain:
        plain = extras[0]
        if plain is None:
            return Message(text=_ONLY)
        amount = float(round(abs(plain), 2))
        return Message(text=_WORTH if plain >= 0 else _NEEDED, values={"amount": amount})
    rest = [extra for extra in extras[1:] if extra is not None]
    if count == 1:
        return Message(text=_NO_OFFER)
    return Message(text=_KEPT, values={"amount": float(round(min(rest), 2))}) if rest else Message(text=_FORBIDDEN)


def _weight(decision: Decision, statement: Statement) -> float:
    """Return by how much a decision matters: chosen answers before plain retention, then by expected loss."""
    mean = sum(
        statement.lines[statement.places[risk]].frequency * statement.lines[statement.places[risk]].exposure.mean
        for risk in decision.risks
    )
    return mean + (0.0 if decision.answer.is_plain else 1e15)


def notes_of(statement: Statement, premiums: Sequence[PremiumLine]) -> tuple[Message, ...]:
    """Return what a broker and a director should know beside the choice."""
    found = list(_doubled(statement))
    for line in premiums:
        if line.times is not None and line.times >= _DEAR:
            found.append(Message(text=_EXPENSIVE, values={"cover": line.cover, "times": round(line.times, 1)}))
        if line.times is not None and line.times < 1:
            found.append(Message(text=_CHEAP, values={"cover": line.cover}))
    taken = {cover.id: cover for cover in statement.case.covers}
    for line in premiums:
        found += _terms(taken[line.cover])
    found += [
        Message(text=_UNPROVEN, values={"claim": claim.id})
        for claim in statement.case.claims
        if not claim.evidence or claim.notified is None
    ]
    for one in statement.lines:
        liable = one.kind is InsuranceClass.LIABILITY and one.verdict is Verdict.INSURABLE
        if liable and one.risk.category is RiskClass.ENVIRONMENTAL:
            found.append(Message(text=_COMPULSORY, values={"risk": one.risk.id}))
    return tuple(found)


def _terms(cover: Cover) -> Iterator[Message]:
    """Yield what the terms of an offer mean: under-insurance, a pool, a mutual society."""
    if cover.proportion < 1.0:
        yield Message(text=_UNDER, values={"cover": cover.id, "share": round(cover.proportion, 4)})
    if cover.pool:
        yield Message(text=_POOL, values={"cover": cover.id, "enterprise": ", ".join(cover.pool)})
    if cover.mutual:
        yield Message(text=_MUTUAL, values={"cover": cover.id})


def _doubled(statement: Statement) -> Iterator[Message]:
    """Yield a note for each peril that two offers insure."""
    insurers: dict[str, str] = {}
    for cover in statement.case.covers:
        for peril in cover.perils:
            if peril in insurers:
                yield Message(text=_DOUBLE, values={"first": insurers[peril], "second": cover.id, "risk": peril})
            insurers.setdefault(peril, cover.id)
