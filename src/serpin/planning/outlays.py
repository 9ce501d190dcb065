"""Outlays: who pays premiums, mitigations and sharing, and how the cash plan is closed again with them.

They are paid from own money, first that of enterprises with projects: grants and loans are given for works.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from serpin.base.money import CENT
from serpin.base.texts import mark
from serpin.engines.insurance.result import CoverPlan, Outlay
from serpin.engines.insurance.verb import insure
from serpin.planning.cash import CashPlan, paid_plan
from serpin.planning.draft import Draft
from serpin.planning.result import CashLine, Round
from serpin.planning.rounds import paid_anew
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Message
from serpin.vocabulary.source import Available, Source, SourceKind

_UNPAID = mark("Own money lacks {amount} for premiums and measures: find it, or insure less.")
_ANEW = mark("The payments of the projects were planned again, so that own money is left for premiums and measures.")
_CUT = mark("Own money pays for {amount} of premiums and measures; the programme was chosen again within it.")

_NONE_LEFT = mark("No own money is left for premiums and measures; the programme was chosen again without them.")


@dataclass(frozen=True)
class Paid:
    """The cash plan with outlays in it, what each source pays in a quarter, and what nobody pays."""

    cash: CashPlan
    amounts: dict[tuple[str, int], Decimal]
    unpaid: dict[int, Decimal]

    @property
    def missing(self) -> Decimal:
        """All that nobody pays."""
        return sum(self.unpaid.values(), Decimal(0))

    @property
    def total(self) -> Decimal:
        """All that is paid."""
        return sum(self.amounts.values(), Decimal(0))


def pay_for_covers(draft: Draft) -> None:
    """Put the outlays of the cover plan into the cash plan: as it is, paid anew, or with a programme that is cheaper.

    First own money that is left pays. Where it lacks, the payments of the same projects are planned again without the
    money that the outlays need. Where that fails, the programme is chosen again within what own money can pay.
    """
    if draft.cash is None or draft.cover is None or not draft.cover.outlays:
        return
    paid = paid_from_own(draft.case, draft.cash, draft.cover.outlays)
    if paid.missing > CENT:
        paid = _closed_again(draft, draft.cover, paid)
    draft.cash = paid.cash


def _closed_again(draft: Draft, cover: CoverPlan, paid: Paid) -> Paid:
    own = _payers(draft.case)
    note = Message(text=_UNPAID, values={"amount": float(paid.missing)})
    if own and draft.portfolio is not None and not draft.stopped:
        short = _without(draft.case, own[0], paid.unpaid)
        again = paid_anew(draft, short, draft.portfolio, draft.taught) if short is not None else None
        if again is not None:
            closed = paid_from_own(draft.case, paid_plan(draft.case, again.selection), cover.outlays)
            if closed.missing <= CENT:
                draft.portfolio, note, paid = again, Message(text=_ANEW), closed
                draft.rounds.append(
                    Round(
                        number=len(draft.rounds) + 1,
                        value=again.value,
                        projects=len(again.selection.choices),
                        overdraft=closed.cash.overdraft,
                    )
                )
        if paid.missing > CENT:
            options = draft.options.insurance.model_copy(update={"budget": paid.total})
            cheaper = insure(draft.chosen, draft.losses, seed=draft.seed, options=options, executor=draft.executor)
            if cheaper.status.has_answer and draft.cash is not None:
                draft.cover = draft.record("insurance", cheaper)
                values = {"amount": float(paid.total)}
                note = Message(text=_CUT, values=values) if paid.total > CENT else Message(text=_NONE_LEFT)
                paid = paid_from_own(draft.case, draft.cash, cheaper.outlays)
    draft.steps[-1] = draft.steps[-1].model_copy(update={"note": note})
    return paid


def paid_from_own(case: Case, cash: CashPlan, outlays: Sequence[Outlay]) -> Paid:
    """Return the cash plan with outlays paid by own money that no later payment needs.

    Parameters
    ----------
    case
        Gives sources and their owners.
    cash
        The cash plan of the projects.
    outlays
        What is paid for sure, and when.
    """
    last = max([line.quarter for line in cash.lines] + [outlay.quarter for outlay in outlays], default=0)
    comes: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * (last + 1))
    needs: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * (last + 1))
    lines = {(line.source, line.quarter): line for line in cash.lines}
    for line in cash.lines:
        comes[line.source][line.quarter] = line.available
        needs[line.source][line.quarter] = line.scheduled
    amounts: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    unpaid: dict[int, Decimal] = defaultdict(Decimal)
    own = _payers(case)
    for outlay in sorted(outlays, key=lambda one: one.quarter):
        left = outlay.amount
        for source in own:
            purse = _purse(source, outlay.quarter, case, last + 1)
            room = _room(comes[source.id], needs[source.id], outlay.quarter, purse)
            part = min(left, max(room, Decimal(0)))
            needs[source.id][outlay.quarter] += part
            amounts[source.id, outlay.quarter] += part
            left -= part
        if left > 0:
            unpaid[outlay.quarter] += left
    for (name, quarter), amount in amounts.items():
        empty = CashLine(source=name, quarter=quarter, available=Decimal(0), planned=Decimal(0), scheduled=Decimal(0))
        line = lines.get((name, quarter), empty)
        changed = {"scheduled": line.scheduled + amount, "cover": line.cover + amount}
        lines[name, quarter] = line.model_copy(update=changed)
    place = {source.id: number for number, source in enumerate(case.sources)}
    ordered = sorted((line for line in lines.values()), key=lambda line: (place[line.source], line.quarter))
    return Paid(replace(cash, lines=tuple(ordered)), dict(amounts), dict(unpaid))


def _payers(case: Case) -> list[Source]:
    """Return the sources of own money, those of enterprises that carry out projects first."""
    acting = {project.enterprise for project in case.projects}
    own = [source for source in case.sources if source.kind is SourceKind.OWN]
    return sorted(own, key=lambda source: (source.owner not in acting, source.priority))


def _purse(source: Source, quarter: int, case: Case, count: int) -> range:
    """Return the quarters that share the money of a source with a quarter."""
    return next(purse for purse in source.purses(case.quarters, count) if quarter in purse)


def _room(comes: list[Decimal], needs: list[Decimal], quarter: int, purse: range) -> Decimal:
    """Return what a source can pay in a quarter without lacking it later."""
    left = list(accumulate(comes[shared] - needs[shared] for shared in purse))
    return min(left[quarter - purse.start :])


def _without(case: Case, source: Source, amounts: dict[int, Decimal]) -> Case | None:
    """Return the case with less money in a source: each amount is taken from the last money kept until its quarter."""
    money = source.coming(case.quarters)
    for quarter, amount in amounts.items():
        left, since = amount, source.kept_since(quarter, case.quarters)
        for earlier in sorted(money, reverse=True):
            if since <= earlier <= quarter:
                part = min(left, money[earlier])
                money[earlier] -= part
                left -= part
        if left > 0:
            return None
    names = case.quarters
    available = tuple(Available(quarter=names.name_of(number), amount=amount) for number, amount in money.items())
    poorer = source.model_copy(update={"available": available})
    sources = tuple(poorer if one.id == source.id else one for one in case.sources)
    return case.model_copy(update={"sources": sources})
