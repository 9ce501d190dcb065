"""The programme of the selection: columns, rows and how they are read back.

Formulas: textbook, ``portfolio.md``, section "The programme"; the letters here are those of that page.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from serpin.engines.portfolio.model.matrix import INFINITY, Matrix, Solution
from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.statement import TOKEN_SHARE, Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.vocabulary.relation import Relation, RelationKind

Group = tuple[str, str]
"""A named set of rows: (``mandatory``, project), (``budget``, source), (``rules``, source), (``capacity``, resource),
(``relation``, relation)."""


@dataclass
class Programme:
    """Builds the matrix for a choice of ways.

    Parameters
    ----------
    statement
        The problem.
    ways
        Open ways of each project; projects that are missing here are out.
    without
        Groups of rows that are left out.
    elastic
        Whether missing money may be bought: the objective then is the least money bought.
    must
        Projects that have to be chosen although they are not mandatory.
    slack
        Money by which limits are eased, where the search met them to its own accuracy only; in currency units.
    """

    statement: Statement
    ways: Mapping[str, tuple[Way, ...]]
    without: Collection[Group] = frozenset()
    elastic: bool = False
    must: Collection[str] = frozenset()
    slack: float = 0.0
    matrix: Matrix = field(default_factory=Matrix)
    chosen: dict[tuple[str, int], int] = field(default_factory=dict)
    paid: dict[tuple[str, str, int], int] = field(default_factory=dict)
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    extra: dict[tuple[str, int], int] = field(default_factory=dict)
    budget_rows: dict[tuple[str, int], int] = field(default_factory=dict)
    capacity_rows: dict[tuple[str, int], int] = field(default_factory=dict)
    together: dict[str, int] = field(default_factory=dict)
    unit: float = 1.0

    def __post_init__(self) -> None:
        largest = max((self._total(way) for ways in self.ways.values() for way in ways), default=1.0)
        self.unit = 10.0 ** max(0, math.floor(math.log10(max(largest, 1.0))) - 4)
        self._needs = {id(way): self.statement.need(way) for ways in self.ways.values() for way in ways}
        for project in self.ways:
            self._choice(project)
            self._payments(project)
        for purse in self.statement.purses:
            self._budget(purse)
            self._applicants(purse)
        self._capacities()
        for relation in self.statement.case.relations:
            if ("relation", relation.id) not in self.without:
                self._relation(relation)

    def _total(self, way: Way) -> float:
        return way.total * (1.0 + self.statement.options.contingency)

    # ---- projects

    def _choice(self, project: str) -> None:
        columns = []
        for position, way in enumerate(self.ways[project]):
            worth = 0.0 if self.elastic else self.statement.worth(way) / self.unit
            column = self.matrix.column(worth, 0.0, 1.0, integer=True)
            self.chosen[project, position] = column
            columns.append(column)
        mandatory = self.statement.is_decided(project) and ("mandatory", project) not in self.without
        least = 1.0 if mandatory or project in self.must else 0.0
        self.matrix.row(least, 1.0, columns, [1.0] * len(columns))

    def _columns(self, project: str) -> list[int]:
        return [self.chosen[project, position] for position in range(len(self.ways[project]))]

    # ---- money

    def _payments(self, project: str) -> None:
        ways = self.ways[project]
        needs = [self._needs[id(way)] for way in ways]
        quarters = sorted({int(quarter) for need in needs for quarter in np.flatnonzero(need)})
        columns = self._columns(project)
        eligible = [purse for purse in self.statement.purses if self.statement.may_pay(project, purse)]
        shared = {purse.id: [self.statement.eligible_cost(way, purse) for way in ways] for purse in eligible}
        for purse in eligible:
            is_free = ("budget", purse.id) in self.without or self.elastic
            for quarter in quarters:
                most = max(float(cost[quarter]) for cost in shared[purse.id])
                has_money = is_free or purse.most_until[quarter] > 0
                if most > 0 and has_money:
                    charge = 0.0 if self.elastic else -float(purse.charge[quarter])
                    self.paid[project, purse.id, quarter] = self.matrix.column(charge, 0.0, most / self.unit)
        for quarter in quarters:
            payers = [self.paid[key] for p in eligible if (key := (project, p.id, quarter)) in self.paid]
            need = [-float(n[quarter]) / self.unit for n in needs]
            self.matrix.row(0.0, 0.0, [*payers, *columns], [*[1.0] * len(payers), *need])
        for purse in eligible:
            if ("rules", purse.id) not in self.without:
                self._rules(project, purse, eligible, shared[purse.id])

    def _of(self, project: str, source: str) -> dict[int, int]:
        """Return the payment columns of a source for a project by quarter."""
        return {
            quarter: self.paid[project, source, quarter]
            for quarter in range(self.statement.quarters)
            if (project, source, quarter) in self.paid
        }

    def _rules(self, project: str, purse: Purse, eligible: list[Purse], shared: list[np.ndarray]) -> None:
        payments = self._of(project, purse.id)
        if not payments:
            return
        ways, columns, rules = self.ways[project], self._columns(project), purse.source.rules
        needs = [self._needs[id(way)] for way in ways]
        matrix, unit = self.matrix, self.unit
        if rules.work_kinds or rules.max_quarters is not None:
            for quarter, payment in payments.items():
                limit = [-float(cost[quarter]) / unit for cost in shared]
                matrix.row(-INFINITY, 0.0, [payment, *columns], [1.0, *limit])
        most = [self.statement.most_from(way, purse) for way in ways]
        if any(m < float(n.sum()) - 0.005 for m, n in zip(most, needs, strict=True)):
            values = [*[1.0] * len(payments), *[-(m + self.slack) / unit for m in most]]
            matrix.row(-INFINITY, 0.0, [*payments.values(), *columns], values)
        if rules.own_share > 0 or purse.source.price.equity_share > 0:
            self._use(project, purse, eligible, max(most))
        before = self.statement.needs_stage_of(project, purse)
        if before is not None:
            self._stage(project, purse, before, max(float(n.sum()) for n in needs))

    def _use(self, project: str, purse: Purse, eligible: list[Purse], most: float) -> None:
        """Add whether a source is used, what own funds must then pay, and what an investor then takes."""
        matrix, unit, ways = self.matrix, self.unit, self.ways[project]
        columns, payments = self._columns(project), self._of(project, purse.id)
        used = matrix.column(0.0, 0.0, 1.0, integer=True)
        self.used[project, purse.id] = used
        matrix.row(-INFINITY, 0.0, [*payments.values(), used], [*[1.0] * len(payments), -most / unit])
        matrix.row(-INFINITY, 0.0, [used, *columns], [1.0, *[-1.0] * len(columns)])
        own_share, equity = purse.source.rules.own_share, purse.source.price.equity_share
        if own_share > 0:
            own = [column for p in eligible if p.is_own for column in self._of(project, p.id).values()]
            wants = [(own_share * float(self._needs[id(way)].sum()) - self.slack) / unit for way in ways]
            largest = max(wants)
            values = [*[1.0] * len(own), *[-want for want in wants], -largest]
            matrix.row(-largest, INFINITY, [*own, *columns, used], values)
        if equity > 0 and not self.elastic:
            takes = [equity * max(way.returns, 0.0) / unit for way in ways]
            largest = max(takes)
            taken = matrix.column(-1.0)
            values = [1.0, *[-take for take in takes], -largest]
            matrix.row(-largest, INFINITY, [taken, *columns, used], values)

    def _stage(self, project: str, purse: Purse, before: str, most: float) -> None:
        """Let a source pay in a quarter only if the earlier stage has paid a real part in quarters before it."""
        earlier = self._of(project, before)
        for quarter, payment in self._of(project, purse.id).items():
            passed = [column for q, column in earlier.items() if q < quarter]
            if not passed:
                self.matrix.uppers[payment] = 0.0
                continue
            open_now = self.matrix.column(0.0, 0.0, 1.0, integer=True)
            limit = self.matrix.uppers[payment]
            self.matrix.row(-INFINITY, 0.0, [payment, open_now], [1.0, -limit])
            token = TOKEN_SHARE * most / self.unit
            self.matrix.row(0.0, INFINITY, [*passed, open_now], [*[1.0] * len(passed), -token])

    def _budget(self, purse: Purse) -> None:
        if ("budget", purse.id) in self.without:
            return
        by_quarter: dict[int, list[int]] = defaultdict(list)
        for (_, source, quarter), column in self.paid.items():
            if source == purse.id:
                by_quarter[quarter].append(column)
        limits = purse.most_until
        before, carried = 0.0, None
        for quarter in sorted(by_quarter):
            columns, limit = list(by_quarter[quarter]), float(limits[quarter])
            values = [1.0] * len(columns)
            if self.elastic:
                self.extra[purse.id, quarter] = self.matrix.column(-1.0)
                columns.append(self.extra[purse.id, quarter])
                values.append(-1.0)
            if carried is not None:
                columns.append(carried)
                values.append(-1.0)
            if purse.source.carry_over:
                carried = self.matrix.column()
                columns.append(carried)
                values.append(1.0)
            new = (limit - before + (self.slack if before == 0.0 else 0.0)) / self.unit
            lower = new if purse.source.carry_over else -INFINITY
            self.budget_rows[purse.id, quarter] = self.matrix.row(lower, new, columns, values)
            before = limit if purse.source.carry_over else 0.0

    def _applicants(self, purse: Purse) -> None:
        limit = purse.source.rules.per_applicant
        if limit is None or ("rules", purse.id) in self.without:
            return
        by_applicant: dict[str, list[int]] = defaultdict(list)
        for (project, source, _), column in self.paid.items():
            if source == purse.id:
                by_applicant[self.statement.projects[project].enterprise].append(column)
        for columns in by_applicant.values():
            self.matrix.row(-INFINITY, (float(limit) + self.slack) / self.unit, columns, [1.0] * len(columns))

    # ---- resources and relations

    def _capacities(self) -> None:
        terms: dict[tuple[str, int], tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for (project, position), column in self.chosen.items():
            for resource, demand in self.ways[project][position].demand.items():
                capacity = self.statement.capacity[resource]
                for quarter in map(int, np.flatnonzero(demand)):
                    columns, values = terms[resource, quarter]
                    columns.append(column)
                    # a project alone is never shut out by its own early placing: the schedule stretches it
                    values.append(min(float(demand[quarter]), float(capacity[quarter])))
        for (resource, quarter), (columns, values) in sorted(terms.items()):
            most = float(self.statement.capacity[resource][quarter])
            if ("capacity", resource) not in self.without and sum(values) > most:
                scale = max(most, 1.0)
                row = self.matrix.row(-INFINITY, most / scale, columns, [value / scale for value in values])
                self.capacity_rows[resource, quarter] = row

    def _relation(self, relation: Relation) -> None:
        present = [project for project in relation.projects if project in self.ways]
        complete = len(present) == len(relation.projects)
        if relation.kind is RelationKind.EXCLUSIVE:
            columns = [column for project in present for column in self._columns(project)]
            if len(present) > 1:
                self.matrix.row(-INFINITY, 1.0, columns, [1.0] * len(columns))
        elif relation.kind is RelationKind.PREREQUISITE:
            self._prerequisite(relation)
        elif complete and not self.elastic:
            self._gain(relation)

    def _gain(self, relation: Relation) -> None:
        gains = relation.kind is not RelationKind.SUBSTITUTE
        amount = float(relation.total) / self.unit
        joined = self.matrix.column(amount if gains else -amount, 0.0, 1.0)
        self.together[relation.id] = joined
        if gains:
            for project in relation.projects:
                columns = self._columns(project)
                self.matrix.row(-INFINITY, 0.0, [joined, *columns], [1.0, *[-1.0] * len(columns)])
        else:
            columns = [column for project in relation.projects for column in self._columns(project)]
            least = 1.0 - len(relation.projects)
            self.matrix.row(least, INFINITY, [joined, *columns], [1.0, *[-1.0] * len(columns)])

    def _prerequisite(self, relation: Relation) -> None:
        """Let the last project start only in quarters after the ends of the others."""
        last, others = relation.projects[-1], relation.projects[:-1]
        for quarter in sorted({way.quarter for way in self.ways.get(last, ())}):
            late = [self.chosen[last, k] for k, way in enumerate(self.ways[last]) if way.quarter <= quarter]
            for other in others:
                done = [
                    self.chosen[other, k]
                    for k, way in enumerate(self.ways.get(other, ()))
                    if self.statement.is_ready(way, last, quarter)
                ]
                self.matrix.row(-INFINITY, 0.0, [*late, *done], [*[1.0] * len(late), *[-1.0] * len(done)])

    # ---- reading

    def choices(self, solution: Solution) -> dict[str, Way]:
        """Return the chosen way of each chosen project."""
        return {
            project: self.ways[project][position]
            for (project, position), column in self.chosen.items()
            if solution.values[column] > 0.5
        }
