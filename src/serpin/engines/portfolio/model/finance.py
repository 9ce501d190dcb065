"""The finance plan of a selection: balance by quarter, debts, tranches, duties, and what it is worth to whom.

Textbook: ``portfolio.md``, section "The finance plan".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from serpin.base.money import CENT, to_money
from serpin.engines.portfolio.model.return_rate import owner_cash, worths
from serpin.engines.portfolio.problem.rulebook import parameter
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import KINDS, Way
from serpin.engines.portfolio.result import (
    DebtLine,
    Duty,
    FinanceLine,
    FinancePlan,
    GuaranteeLine,
    Owed,
    TrancheLine,
)
from serpin.vocabulary.selection import Payment
from serpin.vocabulary.work import WorkKind

ZERO = Decimal(0)


def finance_plan(statement: Statement, ways: Mapping[str, Way], payments: tuple[Payment, ...]) -> FinancePlan:
    """Return the finance plan of chosen ways and their payments.

    Parameters
    ----------
    statement
        The problem.
    ways
        Chosen way of each chosen project.
    payments
        Who pays what; they balance to the cent.
    """
    debts = _debts(statement, payments)
    guarantees = _guarantees(statement, debts)
    return FinancePlan(
        lines=_lines(ways, payments),
        debts=debts,
        guarantees=guarantees,
        tranches=_tranches(statement, ways, payments),
        worth=worths(statement, ways, payments, (*debts, *guarantees)),
        cash=owner_cash(statement, ways, payments, (*debts, *guarantees)),
        owed=_owed(statement, payments),
        duties=_duties(statement, ways),
    )


def _lines(ways: Mapping[str, Way], payments: tuple[Payment, ...]) -> tuple[FinanceLine, ...]:
    cells: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    for payment in payments:
        cells[payment.project, payment.quarter][payment.source] = payment.amount
    lines = []
    for (project, quarter), sources in cells.items():
        total = sum(sources.values(), ZERO)
        works = min(to_money(float(ways[project].cost[quarter])), total)
        lines.append(
            FinanceLine(project=project, quarter=quarter, works=works, contingency=total - works, sources=sources)
        )
    return tuple(lines)


def _debts(statement: Statement, payments: tuple[Payment, ...]) -> tuple[DebtLine, ...]:
    """Return what is drawn, paid back and paid as interest; every draw has its own grace and repayment."""
    drawn: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    for payment in payments:
        lender = statement.purse_of[payment.source].source
        if lender.price.interest > 0 or lender.price.repayment_quarters > 0 or lender.guarantee is not None:
            drawn[payment.project, payment.source][payment.quarter] = payment.amount
    lines = []
    for (project, source), draws in drawn.items():
        lines += _debt(statement, project, source, draws)
    return tuple(lines)


def _debt(statement: Statement, project: str, source: str, draws: Mapping[int, Decimal]) -> list[DebtLine]:
    price = statement.purse_of[source].source.price
    repaid: dict[int, Decimal] = defaultdict(Decimal)
    for quarter, amount in draws.items():
        if price.repayment_quarters:
            part = (amount / price.repayment_quarters).quantize(CENT, rounding=ROUND_FLOOR)
            first = quarter + price.grace_quarters + 1
            for later in range(price.repayment_quarters - 1):
                repaid[first + later] += part
            repaid[first + price.repayment_quarters - 1] += amount - part * (price.repayment_quarters - 1)
        else:
            repaid[quarter + (price.grace_quarters or max(statement.case.horizon - quarter, 1))] += amount
    lines, owed = [], ZERO
    for quarter in range(min(draws), max(repaid) + 1):
        interest = to_money(float(owed) * price.interest / 4)
        owed += draws.get(quarter, ZERO) - repaid[quarter]
        lines.append(
            DebtLine(
                project=project,
                source=source,
                quarter=quarter,
                drawn=draws.get(quarter, ZERO),
                repaid=repaid[quarter],
                interest=interest,
                owed=owed,
            )
        )
    return lines


def _guarantees(statement: Statement, debts: tuple[DebtLine, ...]) -> tuple[GuaranteeLine, ...]:
    """Return what guarantees cover of each debt; the fee of a quarter is on what was covered at its beginning."""
    lines = []
    before: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for debt in debts:
        lender = statement.purse_of[debt.source].source
        if lender.guarantee is None:
            continue
        covered = to_money(float(debt.owed) * lender.guaranteed_share)
        yearly = statement.purse_of[lender.guarantee].source.price.fee
        lines.append(
            GuaranteeLine(
                project=debt.project,
                source=lender.guarantee,
                debt=debt.source,
                quarter=debt.quarter,
                covered=covered,
                fee=to_money(float(before[debt.project, debt.source]) * yearly / 4),
            )
        )
        before[debt.project, debt.source] = covered
    return tuple(lines)


def _tranches(statement: Statement, ways: Mapping[str, Way], payments: tuple[Payment, ...]) -> tuple[TrancheLine, ...]:
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for payment in payments:
        totals[payment.project, payment.source] += payment.amount
    lines = []
    for (project, source), total in totals.items():
        tranches, given = statement.purse_of[source].source.tranches, ZERO
        for number, tranche in enumerate(tranches):
            way = ways[project]
            gate = tranche.gate if tranche.gate in way.gates else None
            amount = total - given if number == len(tranches) - 1 else to_money(float(total) * tranche.share)
            given += amount
            quarter = way.gates[gate] if gate is not None else way.quarter
            lines.append(TrancheLine(project=project, source=source, gate=gate, quarter=quarter, amount=amount))
    return tuple(lines)


def _owed(statement: Statement, payments: tuple[Payment, ...]) -> tuple[Owed, ...]:
    users: dict[str, list[str]] = defaultdict(list)
    for payment in payments:
        guarantee = statement.purse_of[payment.source].source.guarantee
        for source in (payment.source, *([guarantee] if guarantee is not None else [])):
            if payment.project not in users[source]:
                users[source].append(payment.project)
    return tuple(
        Owed(
            source=purse.id,
            text=obligation.text,
            indicator=obligation.indicator,
            amount=obligation.amount,
            until=obligation.until,
            projects=tuple(users[purse.id]),
        )
        for purse in statement.purses
        if purse.id in users
        for obligation in purse.source.obligations
    )


def _duties(statement: Statement, ways: Mapping[str, Way]) -> tuple[Duty, ...]:
    """Return the research duty of subsoil users: a share of the turnover of a year, for want of their mining cost."""
    share = parameter(statement.rulebook, "SB-1", "share_of_cost")
    penalty = parameter(statement.rulebook, "SB-1", "penalty_share")
    research = KINDS.index(WorkKind.RESEARCH)
    duties = []
    for enterprise in statement.case.enterprises:
        if not enterprise.subsoil_user or share <= 0:
            continue
        spent: dict[int, float] = defaultdict(float)
        for project, way in ways.items():
            part = statement.projects[project].share_of(enterprise.id)
            for quarter, amount in enumerate(way.by_kind[research]):
                spent[statement.case.quarters.first_date(quarter).year] += part * float(amount)
        due = to_money(float(enterprise.turnover) * share)
        first = statement.case.start.year
        for year in range(first, statement.case.quarters.first_date(statement.case.horizon - 1).year + 1):
            done = to_money(spent[year])
            missing = to_money(float(max(due - done, ZERO)) * penalty)
            duties.append(Duty(enterprise=enterprise.id, year=year, due=due, spent=done, penalty=missing))
    return tuple(duties)
