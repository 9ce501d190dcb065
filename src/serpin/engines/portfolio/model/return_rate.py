"""What a selection is worth: net present value, internal rate of return, payback, for the project and for its owner.

Textbook: ``portfolio.md``, section "The finance plan".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from serpin.base.money import to_money
from serpin.engines.portfolio.problem.law import relief
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way, inflow_by_quarter
from serpin.engines.portfolio.problem.worth import Vector, discounts
from serpin.engines.portfolio.result import CashPoint, DebtLine, GuaranteeLine, Worth
from serpin.vocabulary.selection import Payment
from serpin.vocabulary.source import SourceKind

SUPPORT = (
    SourceKind.INNOVATION_GRANT,
    SourceKind.INDUSTRIAL_GRANT,
    SourceKind.STATE_ORDER,
    SourceKind.PROGRAMME,
)
"""Kinds of source whose money is not paid back."""

_HIGHEST_RATE = 100.0
_MANY = 500


@dataclass(frozen=True)
class Cash:
    """Expected cash of a project by quarter, shape (quarters,) each: money of others nets what they get back."""

    outlay: Vector
    gross: Vector
    tax: Vector
    relief: Vector
    support: Vector
    others: Vector

    def flow(self, view: str, *, taxed: bool, supported: bool) -> Vector:
        """Return the flow of a view, positive when cash comes in."""
        flow = self.gross - self.outlay
        if taxed:
            flow = flow - self.tax + self.relief
        if supported:
            flow = flow + self.support
        return flow + self.others if view == "owner" else flow


def worths(
    statement: Statement,
    ways: Mapping[str, Way],
    payments: tuple[Payment, ...],
    debts: tuple[DebtLine | GuaranteeLine, ...],
) -> tuple[Worth, ...]:
    """Return the worth of every chosen project and of all together, in every view."""
    cash = _cash(statement, ways, payments, debts)
    if not cash:
        return ()
    cases = [
        (view, taxed, supported)
        for view in ("project", "owner")
        for taxed in (False, True)
        for supported in (False, True)
    ]
    found = []
    for view, taxed, supported in cases:
        flows = {project: item.flow(view, taxed=taxed, supported=supported) for project, item in cash.items()}
        flows[""] = np.sum(list(flows.values()), axis=0)
        # for thousands of projects each one is shown in the view that counts, and all together in every view
        shown = [""] if len(cash) > _MANY and (view, taxed, supported) != ("owner", True, True) else list(flows)
        for project in shown:
            flow = flows[project]
            found.append(_worth(statement, project, (view, taxed, supported), flow))
    return tuple(found)


def owner_cash(
    statement: Statement,
    ways: Mapping[str, Way],
    payments: tuple[Payment, ...],
    debts: tuple[DebtLine | GuaranteeLine, ...],
) -> tuple[CashPoint, ...]:
    """Return the expected cash of the owners by quarter, after tax and with support."""
    cash = _cash(statement, ways, payments, debts)
    if not cash:
        return ()
    flow = np.sum([item.flow("owner", taxed=True, supported=True) for item in cash.values()], axis=0)
    return tuple(
        CashPoint(quarter=quarter, cash=to_money(float(amount)), cumulated=to_money(float(total)))
        for quarter, (amount, total) in enumerate(zip(flow, np.cumsum(flow), strict=True))
    )


def _cash(
    statement: Statement,
    ways: Mapping[str, Way],
    payments: tuple[Payment, ...],
    debts: tuple[DebtLine | GuaranteeLine, ...],
) -> dict[str, Cash]:
    """Return the expected cash of each project; money of others is drawn in the measure in which it is spent."""
    inflows = {name: inflow_by_quarter(way, statement.projects[name], statement.case) for name, way in ways.items()}
    ends = [statement.quarters, *(len(inflow) for inflow in inflows.values()), *(line.quarter + 1 for line in debts)]
    length = max(ends)
    paid_for, owed_for = defaultdict(list), defaultdict(list)
    for payment in payments:
        paid_for[payment.project].append(payment)
    for line in debts:
        owed_for[line.project].append(line)
    found = {}
    for name, way in ways.items():
        after, outlay = _long(inflows[name], length), _long(way.outlay, length)
        gross = np.where(after > 0, after / (1.0 - statement.case.tax_rate), after)
        need = _long(statement.need(way), length)
        measure = np.divide(outlay, need, out=np.zeros(length), where=need > 0)
        mean = float(outlay.sum() / need.sum()) if need.sum() > 0 else 0.0
        support, others = np.zeros(length), np.zeros(length)
        investors = set()
        for payment in paid_for[name]:
            source = statement.purse_of[payment.source].source
            spent = float(payment.amount) * measure[payment.quarter]
            if source.kind in SUPPORT:
                support[payment.quarter] += spent
            elif source.kind is not SourceKind.OWN:
                others[payment.quarter] += spent
            if source.price.equity_share > 0:
                investors.add(payment.source)
        for line in owed_for[name]:
            due = line.repaid + line.interest if isinstance(line, DebtLine) else line.fee
            others[line.quarter] -= mean * float(due)
        taken = sum(statement.purse_of[source].source.price.equity_share for source in investors)
        others -= taken * np.maximum(after, 0.0)
        back = _long(relief(way, statement.projects[name], statement.case, statement.rulebook), length)
        found[name] = Cash(outlay, gross, gross - after, back, support, others)
    return found


def _long(vector: Vector, length: int) -> Vector:
    longer = np.zeros(length)
    longer[: len(vector)] = vector
    return longer


def _worth(statement: Statement, project: str, view: tuple[str, bool, bool], flow: Vector) -> Worth:
    discount = discounts(statement.case.discount_rate, len(flow))
    total = np.cumsum(flow)
    lowest = int(np.argmin(total))
    return Worth.model_validate(
        {
            "project": project,
            "view": view[0],
            "taxed": view[1],
            "supported": view[2],
            "npv": to_money(float(flow @ discount)),
            "irr": internal_rate(flow),
            "payback": payback(flow),
            "discounted_payback": payback(flow * discount),
            "lowest_cash": to_money(float(min(total[lowest], 0.0))),
            "lowest_quarter": lowest,
        }
    )


def internal_rate(flow: Vector) -> float | None:
    """Return the yearly rate at which a flow by quarter is worth nothing; nothing where it never changes its sign."""
    if not (np.any(flow > 0) and np.any(flow < 0)):
        return None

    def worth(rate: float) -> float:
        return float(flow @ discounts(rate, len(flow)))

    low, high = -0.95, _HIGHEST_RATE
    if worth(low) * worth(high) > 0:
        return None
    falling = worth(low) > 0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (worth(middle) > 0) == falling else (low, middle)
    return (low + high) / 2


def payback(flow: Vector) -> float | None:
    """Return after how many years the cumulated flow stays at nothing or more; nothing where it does not."""
    total = np.cumsum(flow)
    if not len(total) or total[-1] < -0.005 or not np.any(total < -0.005):
        return 0.0 if len(total) and total[-1] >= -0.005 else None
    last = int(np.flatnonzero(total < -0.005)[-1])
    return float((last + 1 - total[last] / flow[last + 1]) / 4.0)
