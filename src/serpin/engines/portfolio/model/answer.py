"""Solves the programme, and turns what was found into a portfolio."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from serpin.base.money import CENT, to_money
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.engines.portfolio.model.conflict import conflicts
from serpin.engines.portfolio.model.finance import finance_plan
from serpin.engines.portfolio.model.frontier import frontier
from serpin.engines.portfolio.model.payments import plan_payments
from serpin.engines.portfolio.model.price import prices
from serpin.engines.portfolio.model.reason import Reason, reasons
from serpin.engines.portfolio.model.search import search
from serpin.engines.portfolio.model.stability import stability
from serpin.engines.portfolio.model.tail import make_tail, search_tail, worst_mean
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way, inflow_by_quarter
from serpin.engines.portfolio.result import (
    Candidate,
    FinancePlan,
    Flow,
    FrontierPoint,
    PackageUse,
    Price,
    RelationUse,
    SourceUse,
    Stability,
)
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import Message, Status
from serpin.vocabulary.selection import Choice, ModeClass, Payment, Selection


@dataclass(frozen=True)
class Answer:
    """Everything of a portfolio but its ledger and checks."""

    status: Status
    value: float = 0.0
    bound: float = 0.0
    selection: Selection = field(default_factory=Selection)
    candidates: tuple[Candidate, ...] = ()
    sources: tuple[SourceUse, ...] = ()
    relations: tuple[RelationUse, ...] = ()
    packages: tuple[PackageUse, ...] = ()
    flows: tuple[Flow, ...] = ()
    finance: FinancePlan = field(default_factory=FinancePlan)
    prices: tuple[Price, ...] = ()
    expected: float = 0.0
    tail: float | None = None
    stability: Stability | None = None
    frontier: tuple[FrontierPoint, ...] = ()
    conflicts: tuple[Message, ...] = ()


def answer(statement: Statement, seed: int, limit: Deadline, progress: Progress | None) -> Answer:
    """Choose the projects, plan the payments and say why the others are left out.

    Parameters
    ----------
    statement
        The problem.
    seed
        Seed of the tie-breaking of the solver.
    limit
        Time limit.
    progress
        Listener; it may answer "stop".
    """
    weight = statement.options.risk_weight
    whole, limit = limit, Deadline(max(limit.left * (1.0 - statement.options.explanation), 0.1))
    risk = make_tail(statement, seed, weight) if weight > 0 else None
    if risk is not None:
        found = search_tail(statement, risk, seed, limit, progress)
    else:
        found = search(statement, seed, limit, progress)
    stuck = any(
        statement.is_decided(project.id) and not statement.ways_of(project.id) for project in statement.case.projects
    )
    if stuck or found.status == "infeasible":
        asked = statement.options.explanation > 0 or not statement.options.pinned
        return Answer(Status.INFEASIBLE, conflicts=conflicts(statement, seed) if asked else ())
    if not found.has_answer:
        return Answer(Status.STOPPED, bound=_bound(statement), candidates=_candidates(statement, {}, {}))
    ways = found.ways
    payments = plan_payments(statement, ways, seed, limit)
    kept = statement.options.explanation * statement.options.seconds
    explaining = Deadline(max(kept, whole.left) if kept > 0 else 0.0)
    expected = value = objective(statement, ways, payments)
    tail = None
    if risk is not None:
        mean = math.fsum(way.value for way in ways.values())
        tail = expected - mean + worst_mean(statement, risk, ways)
        value = (1.0 - weight) * expected + weight * tail
    bound = max(found.bound, value)
    selection = Selection(choices=_choices(ways), payments=payments)
    wants_stop(progress, 1.0, value, bound)
    status = Status.STOPPED if found.status == "stopped" else Status(found.status)
    return Answer(
        status,
        value,
        bound,
        selection,
        _candidates(statement, ways, reasons(statement, ways, expected, seed, explaining)),
        _source_uses(statement, payments),
        _relation_uses(statement, ways),
        _package_uses(statement, ways),
        _flows(statement, ways),
        finance_plan(statement, ways, payments),
        prices(statement, explaining),
        expected,
        tail,
        stability(statement, ways, seed, Deadline(statement.options.seconds)) if statement.options.stability else None,
        frontier(statement, ways, seed, value=expected, bound=bound if risk is None else math.inf, progress=progress)
        if statement.options.frontier and status is not Status.STOPPED
        else (),
    )


def objective(statement: Statement, ways: Mapping[str, Way], payments: tuple[Payment, ...]) -> float:
    """Return the value of a portfolio: projects and relations less the cost of money, in currency units."""
    terms = [statement.worth(way) for way in ways.values()]
    terms += [float(use.amount) for use in _relation_uses(statement, ways)]
    terms.append(statement.saved_duty(ways))
    terms += [-statement.promised(package, ways) for package in statement.packages]
    used = set()
    for payment in payments:
        terms.append(-float(payment.amount) * float(statement.purse_of[payment.source].charge[payment.quarter]))
        used.add((payment.project, payment.source))
    for project, source in sorted(used):
        share = statement.purse_of[source].source.price.equity_share
        terms.append(-share * max(ways[project].returns, 0.0))
    return math.fsum(terms)


def _bound(statement: Statement) -> float:
    """Return a bound without a search: every project that is worth something, and every gain."""
    best = [max((statement.worth(way) for way in ways), default=0.0) for ways in statement.ways]
    gains = [float(r.total) for r in statement.case.relations if r.kind is not RelationKind.SUBSTITUTE]
    return math.fsum(max(value, 0.0) for value in best) + math.fsum(gains)


def _choices(ways: Mapping[str, Way]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            project=way.project,
            quarter=way.quarter,
            mode_class=way.mode_class,
            budget=Decimal(way.total).quantize(CENT, rounding=ROUND_CEILING),
        )
        for way in ways.values()
    )


def _candidates(statement: Statement, ways: Mapping[str, Way], why: Mapping[str, Reason]) -> tuple[Candidate, ...]:
    found = []
    refused: dict[str, list[Message]] = defaultdict(list)
    for (project_id, _), message in statement.refusals.items():
        refused[project_id].append(message)
    for project in statement.case.projects:
        way, reason = ways.get(project.id), why.get(project.id)
        shown = way or max(statement.ways_of(project.id), key=statement.worth, default=None)
        found.append(
            Candidate(
                project=project.id,
                chosen=way is not None,
                quarter=way.quarter if way else None,
                mode_class=shown.mode_class if shown else ModeClass.ECONOMICAL,
                finish_quarter=way.finish if way else None,
                cost=to_money(shown.total if shown else 0.0),
                value=to_money(statement.worth(shown) if shown else 0.0),
                success=shown.success if shown else 0.0,
                reason=reason.message if reason else None,
                refusals=tuple(refused[project.id]),
                change=reason.change if reason else None,
            )
        )
    return tuple(found)


def _source_uses(statement: Statement, payments: tuple[Payment, ...]) -> tuple[SourceUse, ...]:
    spent: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for payment in payments:
        spent[payment.source, payment.quarter] += payment.amount
        lender = statement.purse_of[payment.source].source
        if lender.guarantee is not None:
            covered = to_money(float(payment.amount) * lender.guaranteed_share)
            spent[lender.guarantee, payment.quarter] += covered
    uses = []
    for purse in statement.purses:
        carried = Decimal(0)
        last = max([statement.case.horizon - 1, *(quarter for source, quarter in spent if source == purse.id)])
        for quarter in range(last + 1):
            if quarter == purse.window(quarter).start:
                carried = Decimal(0)
            available = carried + to_money(float(purse.available[quarter]))
            used = spent[purse.id, quarter]
            uses.append(SourceUse(source=purse.id, quarter=quarter, available=max(available, Decimal(0)), used=used))
            carried = available - used
    return tuple(uses)


def _relation_uses(statement: Statement, ways: Mapping[str, Way]) -> tuple[RelationUse, ...]:
    uses = []
    for relation in statement.case.relations:
        chosen = [project in ways for project in relation.projects]
        if relation.kind in (RelationKind.COMPLEMENT, RelationKind.SHARED_FACILITY, RelationKind.SUBSTITUTE):
            amount = relation.total if all(chosen) else Decimal(0)
            amount = -amount if relation.kind is RelationKind.SUBSTITUTE else amount
            uses.append(RelationUse(relation=relation.id, active=all(chosen), amount=amount))
        else:
            active = chosen[-1] if relation.kind is RelationKind.PREREQUISITE else any(chosen)
            uses.append(RelationUse(relation=relation.id, active=active, amount=Decimal(0)))
    return tuple(uses)


def _package_uses(statement: Statement, ways: Mapping[str, Way]) -> tuple[PackageUse, ...]:
    return tuple(
        PackageUse(
            package=package.name,
            active=statement.comes(package, ways),
            most=package.most,
            expected=package.expected,
        )
        for package in statement.packages
    )


def _flows(statement: Statement, ways: Mapping[str, Way]) -> tuple[Flow, ...]:
    flows = []
    for project, way in ways.items():
        inflow = inflow_by_quarter(way, statement.projects[project], statement.case)
        for quarter in range(max(len(inflow), statement.quarters)):
            out = float(way.cost[quarter]) if quarter < statement.quarters else 0.0
            back = float(inflow[quarter]) if quarter < len(inflow) else 0.0
            if out > 0.005 or abs(back) > 0.005:
                flows.append(Flow(project=project, quarter=quarter, outlay=to_money(out), inflow=to_money(back)))
    return tuple(flows)
