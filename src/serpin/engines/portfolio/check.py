"""What a right portfolio is: every project paid to the cent, every rule, budget and relation kept, the value right.

No solver here. Payments are compared with limits to the accuracy of their rounding.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from serpin.base.money import to_money
from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.scenario import draw_scenarios, tail
from serpin.engines.portfolio.problem.statement import TOKEN_SHARE, Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.result import Portfolio
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import SelfCheck
from serpin.vocabulary.selection import Payment

_SMALL = 2.0
"""Currency units by which rounding of many payments may pass a limit."""

_NEAR = 1.0 + 1e-7
"""Factor by which the accuracy of the solver may pass a limit of money."""


class Books:
    """The payments of a portfolio, added up in the ways that the checks need."""

    def __init__(self, statement: Statement, portfolio: Portfolio) -> None:
        self.statement = statement
        self.portfolio = portfolio
        self.ways: dict[str, Way] = {}
        self.unknown: list[str] = []
        for choice in portfolio.selection.choices:
            way = statement.way(choice.project, choice.quarter, choice.mode_class)
            if way is None or choice.project in self.ways:
                self.unknown.append(choice.project)
            else:
                self.ways[choice.project] = way
        self.by_cell: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        self.by_pair: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.by_source: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        self.of_pair: dict[tuple[str, str], list[Payment]] = defaultdict(list)
        self.covered: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for payment in portfolio.selection.payments:
            self.of_pair[payment.project, payment.source].append(payment)
            self.by_cell[payment.project, payment.quarter] += payment.amount
            self.by_pair[payment.project, payment.source] += payment.amount
            self.by_source[payment.source, payment.quarter] += payment.amount
            lender = statement.purse_of[payment.source].source
            if lender.guarantee is not None:
                covered = payment.amount * Decimal(str(lender.guaranteed_share))
                self.covered[payment.project, lender.guarantee] += covered
                self.by_source[lender.guarantee, payment.quarter] += covered

    def pair(self, project: str, source: str) -> float:
        """Return what a source pays for a project in all."""
        return float(self.by_pair.get((project, source), Decimal(0)))


def check_portfolio(statement: Statement, portfolio: Portfolio) -> tuple[SelfCheck, ...]:
    """Check a portfolio against its problem.

    Parameters
    ----------
    statement
        The problem in numbers.
    portfolio
        What was found.
    """
    books = Books(statement, portfolio)
    checks = (
        ("choices", _choices(books)),
        ("balance", _balance(books)),
        ("budgets", _budgets(books)),
        ("rules", _rules(books)),
        ("relations", _relations(books)),
        ("packages", _packages(books)),
        ("capacity", _capacity(books)),
        ("shares", _shares(books)),
        ("value", _value(books)),
        ("finance", _finance(books)),
    )
    found = []
    for name, faults in checks:
        fault = next(faults, None)
        found.append(SelfCheck(name=name, passed=fault is None, detail=fault or ""))
    return tuple(found)


def objective(books: Books) -> float:
    """Return the value of a portfolio from its choices and payments alone, in currency units."""
    statement = books.statement
    value = math.fsum(statement.worth(way) for way in books.ways.values())
    for relation in statement.case.relations:
        if all(project in books.ways for project in relation.projects):
            if relation.kind in (RelationKind.COMPLEMENT, RelationKind.SHARED_FACILITY):
                value += float(relation.total)
            elif relation.kind is RelationKind.SUBSTITUTE:
                value -= float(relation.total)
    value += statement.saved_duty(books.ways)
    value -= math.fsum(statement.promised(package, books.ways) for package in statement.packages)
    for payment in books.portfolio.selection.payments:
        value -= float(payment.amount) * float(statement.purse_of[payment.source].charge[payment.quarter])
    for (project, source), amount in books.by_pair.items():
        share = statement.purse_of[source].source.price.equity_share
        if share and amount > 0:
            value -= share * max(books.ways[project].returns, 0.0)
    return value


def _choices(books: Books) -> Iterator[str]:
    yield from books.unknown
    for project in books.statement.case.projects:
        if books.statement.is_decided(project.id) and project.id not in books.ways:
            yield project.id
    for choice in books.portfolio.selection.choices:
        if choice.project in books.ways and float(choice.budget) < books.ways[choice.project].total - 0.005:
            yield f"{choice.project} budget"


def _balance(books: Books) -> Iterator[str]:
    """Yield quarters in which a project does not get exactly what it needs."""
    cells = set(books.by_cell)
    for project, way in books.ways.items():
        need = books.statement.need(way)
        cells |= {(project, quarter) for quarter in range(len(need)) if need[quarter] > 0}
    for project, quarter in sorted(cells):
        needed = Decimal(0)
        if project in books.ways and quarter < books.statement.quarters:
            needed = to_money(float(books.statement.need(books.ways[project])[quarter]))
        if books.by_cell.get((project, quarter), Decimal(0)) != needed:
            yield f"{project} {quarter}"


def _budgets(books: Books) -> Iterator[str]:
    for purse in books.statement.purses:
        spent = [float(books.by_source.get((purse.id, quarter), 0)) for quarter in range(books.statement.quarters)]
        used = purse.added_up(np.array(spent))
        for quarter, (amount, limit) in enumerate(zip(used, purse.most_until, strict=True)):
            if amount > limit * _NEAR + _SMALL:
                yield f"{purse.id} {quarter}"


def _rules(books: Books) -> Iterator[str]:
    for (project, source), amount in books.by_pair.items():
        purse = books.statement.purse_of[source]
        if amount > 0 and not books.statement.may_pay(project, purse):
            yield f"{source} {project}"
        if amount > 0:
            yield from _pair_rules(books, purse, project)
    for (project, guarantee), amount in books.covered.items():
        most = books.statement.most_covered(project, books.statement.purse_of[guarantee])
        if float(amount) > most * _NEAR + _SMALL:
            yield f"{guarantee} {project}"
    for purse in books.statement.purses:
        if purse.rules.per_applicant is not None:
            yield from _applicants(books, purse, float(purse.rules.per_applicant))


def _applicants(books: Books, purse: Purse, limit: float) -> Iterator[str]:
    """Yield applicants that get more from a source, or more covered by a guarantee, than one may."""
    by_applicant: dict[str, float] = defaultdict(float)
    for (project, source), amount in (*books.by_pair.items(), *books.covered.items()):
        if source == purse.id:
            by_applicant[books.statement.projects[project].enterprise] += float(amount)
    yield from (f"{purse.id} {applicant}" for applicant, total in by_applicant.items() if total > limit + _SMALL)


def _pair_rules(books: Books, purse: Purse, project: str) -> Iterator[str]:
    """Yield the rules that the payments of one source for one project break."""
    statement, way = books.statement, books.ways[project]
    place = f"{purse.id} {project}"
    if books.pair(project, purse.id) > statement.most_from(way, purse) * _NEAR + _SMALL:
        yield place
    eligible = statement.eligible_cost(way, purse)
    payments = books.of_pair[project, purse.id]
    for payment in payments:
        if float(payment.amount) > float(eligible[payment.quarter]) + _SMALL:
            yield f"{place} {payment.quarter}"
    own = sum(books.pair(project, other.id) for other in statement.purses if other.is_own)
    if own < purse.rules.own_share * float(statement.need(way).sum()) - _SMALL:
        yield f"{place} own"
    released, so_far = statement.released(way, purse), 0.0
    for payment in sorted(payments, key=lambda item: item.quarter):
        so_far += float(payment.amount)
        if so_far > float(released[payment.quarter]) * books.pair(project, purse.id) + _SMALL:
            yield f"{place} {payment.quarter} tranche"
    before = statement.needs_stage_of(project, purse)
    if before is not None:
        yield from _stage(books, project, before, min(payment.quarter for payment in payments))


def _stage(books: Books, project: str, before: str, first: int) -> Iterator[str]:
    earlier = [p for p in books.of_pair.get((project, before), ()) if p.quarter < first]
    token = TOKEN_SHARE * float(books.statement.need(books.ways[project]).sum())
    if not earlier or float(sum(p.amount for p in earlier)) < token - _SMALL:
        yield f"{before} {project}"


def _relations(books: Books) -> Iterator[str]:
    for relation in books.statement.case.relations:
        chosen = [project for project in relation.projects if project in books.ways]
        if relation.kind is RelationKind.EXCLUSIVE and len(chosen) > 1:
            yield relation.id
        if relation.kind is RelationKind.PREREQUISITE and relation.projects[-1] in chosen:
            last = books.ways[relation.projects[-1]]
            for other in relation.projects[:-1]:
                if other not in chosen or not books.statement.is_ready(books.ways[other], last.project, last.quarter):
                    yield f"{relation.id} {other}"


def _packages(books: Books) -> Iterator[str]:
    """Yield packages that come in part, and promises beyond their limit."""
    statement, promised = books.statement, 0.0
    for package in statement.packages:
        waiting = statement.waiting(package)
        comes = statement.comes(package, books.ways)
        promised += float(package.most) if comes else 0.0
        if not comes and any(member in books.ways for member in waiting):
            yield package.name
    if statement.options.promises is not None and promised > float(statement.options.promises) + _SMALL:
        yield "promises"


def _capacity(books: Books) -> Iterator[str]:
    for resource, capacity in books.statement.capacity.items():
        for quarter in range(books.statement.quarters):
            wanted = sum(
                min(float(way.demand[resource][quarter]), float(capacity[quarter]))
                for way in books.ways.values()
                if resource in way.demand
            )
            if wanted > float(capacity[quarter]) * (1 + 1e-6) + 1e-6:
                yield f"{resource} {quarter}"


def _shares(books: Books) -> Iterator[str]:
    total = sum(way.total for way in books.ways.values())
    for limit in books.statement.options.limits:
        part = sum(books.statement.cost_with(way, limit) for way in books.ways.values())
        if not limit.least * total - _SMALL <= part <= limit.most * total + _SMALL:
            yield f"{limit.trait} {limit.value}"


def _value(books: Books) -> Iterator[str]:
    value = objective(books)
    weight = books.statement.options.risk_weight
    if weight > 0:
        options = books.statement.options
        seed = books.portfolio.ledger.seed
        scenarios = draw_scenarios(books.statement, seed, options.scenarios, options.correlation)
        outcomes = sum((scenarios.values(way) for way in books.ways.values()), np.zeros(options.scenarios))
        mean = math.fsum(way.value for way in books.ways.values())
        value += weight * (tail(outcomes, options.risk_share)[0] - mean)
    tolerance = max(1.0, 1e-9 * abs(value))
    if abs(value - books.portfolio.value) > tolerance:
        yield f"{value:.2f}"
    if books.portfolio.bound < books.portfolio.value - tolerance:
        yield f"bound {books.portfolio.bound:.2f}"


def _finance(books: Books) -> Iterator[str]:
    """Yield lines of the finance plan that do not balance, and debts that are not paid back."""
    plan = books.portfolio.finance
    for line in plan.lines:
        paid = sum(line.sources.values(), Decimal(0))
        if line.works + line.contingency != paid or paid != books.by_cell.get((line.project, line.quarter)):
            yield f"{line.project} {line.quarter}"
    if len(plan.lines) != len(books.by_cell):
        yield "lines"
    drawn: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for debt in plan.debts:
        yearly = books.statement.purse_of[debt.source].source.price.interest
        if debt.interest != to_money(float(drawn[debt.project, debt.source]) * yearly / 4):
            yield f"{debt.project} {debt.source} {debt.quarter} interest"
        drawn[debt.project, debt.source] += debt.drawn - debt.repaid
        if drawn[debt.project, debt.source] != debt.owed:
            yield f"{debt.project} {debt.source} {debt.quarter}"
    yield from _guarantees(books)
    released: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for tranche in plan.tranches:
        released[tranche.project, tranche.source] += tranche.amount
    yield from (
        f"{project} {source}"
        for (project, source), amount in released.items()
        if amount != books.by_pair[project, source]
    )
    yield from (f"{project} {source}" for (project, source), left in drawn.items() if left != 0)


def _guarantees(books: Books) -> Iterator[str]:
    """Yield guaranteed debts without their cover, covers without a debt, and fees that are not those agreed."""
    plan, purse_of = books.portfolio.finance, books.statement.purse_of
    lines = {(line.project, line.debt, line.quarter): line for line in plan.guarantees}
    before: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for debt in plan.debts:
        lender = purse_of[debt.source].source
        if lender.guarantee is None:
            continue
        line = lines.pop((debt.project, debt.source, debt.quarter), None)
        covered = to_money(float(debt.owed) * lender.guaranteed_share)
        fee = to_money(float(before[debt.project, debt.source]) * purse_of[lender.guarantee].source.price.fee / 4)
        if line is None or (line.source, line.covered, line.fee) != (lender.guarantee, covered, fee):
            yield f"{debt.project} {lender.guarantee} {debt.quarter}"
        before[debt.project, debt.source] = covered
    yield from (f"{project} {debt} {quarter}" for project, debt, quarter in lines)
