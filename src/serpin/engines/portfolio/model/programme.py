"""The programme of the selection: columns, rows and how they are read back.

Formulas: textbook, ``portfolio.md``, section "The programme"; the letters here are those of that page.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from serpin.engines.portfolio.model.matrix import INFINITY, Matrix, Solution
from serpin.engines.portfolio.model.money import add_money
from serpin.engines.portfolio.problem.law import Year, researched
from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.scenario import Scenarios
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.relation import Relation, RelationKind

Term = tuple[int, float]
"""A column and its factor."""

Group = tuple[str, str]
"""A named set of rows: (``mandatory``, project), (``budget``, source), (``rules``, source), (``capacity``, resource),
(``relation``, relation), (``least`` or ``most``, number of the share limit)."""


@dataclass
class Tail:
    """How risk counts: its weight, the scenarios, and the sets of worst ones that are known to matter."""

    weight: float
    scenarios: Scenarios
    known: list[npt.NDArray[np.intp]]
    _values: dict[int, Vector] = field(default_factory=dict)

    def of(self, way: Way) -> Vector:
        """Return the value of a way in each scenario."""
        if id(way) not in self._values:
            self._values[id(way)] = self.scenarios.values(way)
        return self._values[id(way)]


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
    shut
        Pairs of project and source that are left out although the source may pay.
    settled
        Whether every source that is open for a chosen project counts as used, which leaves only ways to decide.
    must
        Projects that have to be chosen although they are not mandatory.
    slack
        Money by which limits are eased, where the search met them to its own accuracy only; in currency units.
    spend
        Most that all chosen projects may need together, in currency units; nothing for no limit.
    tail
        How risk counts; nothing where the expected value alone is maximised.
    """

    statement: Statement
    ways: Mapping[str, tuple[Way, ...]]
    without: Collection[Group] = frozenset()
    elastic: bool = False
    shut: Collection[tuple[str, str]] = frozenset()
    settled: bool = False
    must: Collection[str] = frozenset()
    slack: float = 0.0
    spend: float | None = None
    tail: Tail | None = None
    matrix: Matrix = field(default_factory=Matrix)
    chosen: dict[tuple[str, int], int] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)
    paid: dict[tuple[str, str, int], list[Term]] = field(default_factory=dict)
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    extra: dict[tuple[str, int], int] = field(default_factory=dict)
    budget_rows: dict[tuple[str, int], int] = field(default_factory=dict)
    capacity_rows: dict[tuple[str, int], int] = field(default_factory=dict)
    together: dict[str, int] = field(default_factory=dict)
    tail_column: int = -1
    unit: float = 1.0

    def __post_init__(self) -> None:
        largest = max((self._total(way) for ways in self.ways.values() for way in ways), default=1.0)
        self.unit = 10.0 ** max(0, math.floor(math.log10(max(largest, 1.0))) - 4)
        for project in self.ways:
            self._choice(project)
        self._money()
        self._capacities()
        if not self.elastic:
            self._limits()
        if self.spend is not None:
            needs = [(c, self._total(self.ways[p][k]) / self.unit) for (p, k), c in self.chosen.items()]
            self.matrix.row(-INFINITY, self.spend / self.unit, [c for c, _ in needs], [need for _, need in needs])
        if self.tail is not None and not self.elastic:
            self._tail(self.tail)
        self._packages()
        if self.statement.duties and not self.elastic:
            self._duties()
        for relation in self.statement.case.relations:
            if ("relation", relation.id) not in self.without:
                self._relation(relation)

    def _money(self) -> None:
        """Add payments, the rules of sources, and what these have."""
        add_money(self)

    def _total(self, way: Way) -> float:
        return way.total * (1.0 + self.statement.options.contingency)

    # ---- projects

    def _choice(self, project: str) -> None:
        columns = []
        for position, way in enumerate(self.ways[project]):
            worth = 0.0 if self.elastic else self.statement.worth(way) / self.unit
            column = self.matrix.column(worth, 0.0, 1.0 if len(self.ways[project]) == 1 else INFINITY, integer=True)
            self.chosen[project, position] = column
            columns.append(column)
        decided = self.statement.is_decided(project) and ("mandatory", project) not in self.without
        least = 1.0 if decided or project in self.must else 0.0
        if len(columns) == 1:
            self.present[project] = columns[0]
            self.matrix.lowers[columns[0]] = least
            return
        self.present[project] = self.matrix.column(0.0, least, 1.0)
        self.matrix.row(0.0, 0.0, [*columns, self.present[project]], [*[1.0] * len(columns), -1.0])

    def lets(self, project: str, purse: Purse) -> bool:
        """Tell whether a source is open for a project in this programme."""
        return (project, purse.id) not in self.shut

    def columns(self, project: str) -> list[int]:
        """Return the columns of the ways of a project."""
        return [self.chosen[project, position] for position in range(len(self.ways[project]))]

    def needs(self, project: str) -> list[Vector]:
        """Return what each way of a project needs by quarter, in currency units."""
        return [self.statement.need(way) for way in self.ways[project]]

    def expression(self, project: str, values: list[float]) -> int:
        """Return a column that equals ``Σ values · ways`` of a project, so that many rows may name it."""
        column = self.matrix.column(0.0, 0.0, INFINITY)
        self.matrix.row(0.0, 0.0, [*self.columns(project), column], [*values, -1.0])
        return column

    # ---- shares and risk

    def _limits(self) -> None:
        """Keep shares of traits in the cost of all chosen projects."""
        for number, limit in enumerate(self.statement.options.limits):
            for name, bound, sign in (("least", limit.least, 1.0), ("most", limit.most, -1.0)):
                columns: list[int] = []
                values: list[float] = []
                if (name, str(number)) in self.without:
                    continue
                for (project, position), column in self.chosen.items():
                    way = self.ways[project][position]
                    columns.append(column)
                    values.append(sign * (self.statement.cost_with(way, limit) - bound * way.total) / self.unit)
                self.matrix.row(0.0, INFINITY, columns, values)

    def _tail(self, tail: Tail) -> None:
        """Mix the expected value with the mean of the worst scenarios, as far as sets of worst ones are known."""
        for (project, position), chosen in self.chosen.items():
            self.matrix.costs[chosen] -= tail.weight * self.ways[project][position].value / self.unit
        column = self.tail_column = self.matrix.column(tail.weight, -INFINITY, INFINITY)
        for worst in tail.known:
            columns, values = [column], [1.0]
            for (project, position), way_column in self.chosen.items():
                columns.append(way_column)
                values.append(-float(tail.of(self.ways[project][position])[worst].mean()) / self.unit)
            self.matrix.row(-INFINITY, 0.0, columns, values)

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
            if len(present) > 1:
                self.matrix.row(-INFINITY, 1.0, [self.present[name] for name in present], [1.0] * len(present))
        elif relation.kind is RelationKind.PREREQUISITE:
            self._prerequisite(relation)
        elif complete and not self.elastic:
            self._gain(relation)

    def _duties(self) -> None:
        """Count what research saves of each duty: no more than is due, and no more than is spent."""
        terms: dict[Year, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for (project, position), column in self.chosen.items():
            way, owner = self.ways[project][position], self.statement.projects[project]
            for year, amount in researched(way, owner, self.statement.case, self.statement.duties).items():
                columns, values = terms[year]
                columns.append(column)
                values.append(-amount / self.unit)
        for year, (columns, values) in sorted(terms.items()):
            duty = self.statement.duties[year]
            saves = self.matrix.column(duty.price, 0.0, duty.due / self.unit)
            self.matrix.row(-INFINITY, 0.0, [saves, *columns], [1.0, *values])

    def _packages(self) -> None:
        """Bring the waiting members of a package in together or not at all, for what its promises cost."""
        limit = self.statement.options.promises
        columns, values = [], []
        for package in self.statement.packages:
            waiting = self.statement.waiting(package)
            if not waiting:
                continue
            complete = all(member in self.ways for member in package.members)
            cost = 0.0 if self.elastic else -float(package.expected) / self.unit
            comes = self.matrix.column(cost, 0.0, 1.0 if complete else 0.0)
            for member in waiting:
                if member in self.ways:
                    self.matrix.row(0.0, 0.0, [self.present[member], comes], [1.0, -1.0])
            for member in package.members if complete else ():
                if member not in waiting:
                    self.matrix.row(-INFINITY, 0.0, [comes, self.present[member]], [1.0, -1.0])
            columns.append(comes)
            values.append(float(package.most) / self.unit)
        if limit is not None and columns and not self.elastic:
            self.matrix.row(-INFINITY, float(limit) / self.unit, columns, values)

    def _gain(self, relation: Relation) -> None:
        gains = relation.kind is not RelationKind.SUBSTITUTE
        amount = float(relation.total) / self.unit
        joined = self.matrix.column(amount if gains else -amount, 0.0, 1.0)
        self.together[relation.id] = joined
        if gains:
            for project in relation.projects:
                self.matrix.row(-INFINITY, 0.0, [joined, self.present[project]], [1.0, -1.0])
        else:
            columns = [self.present[project] for project in relation.projects]
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

    def start_from(self, ways: Mapping[str, Way]) -> list[float]:
        """Return the whole numbers of a known answer; the solver fills in the rest."""
        values = [math.inf] * len(self.matrix.costs)
        for (project, position), column in self.chosen.items():
            values[column] = float(ways.get(project) is self.ways[project][position])
        return values

    def value_of(self, ways: Mapping[str, Way]) -> float:
        """Return what chosen ways and their relations are worth, without the cost of money, in currency units."""
        value = math.fsum(self.statement.worth(way) for way in ways.values())
        for relation in self.statement.case.relations:
            if relation.amounts and all(project in ways for project in relation.projects):
                value += float(relation.total) * (-1.0 if relation.kind is RelationKind.SUBSTITUTE else 1.0)
        return (
            value
            + self.statement.saved_duty(ways)
            - math.fsum(self.statement.promised(package, ways) for package in self.statement.packages)
        )

    def amount(self, solution: Solution, project: str, source: str, quarter: int) -> float:
        """Return what a source pays for a project in a quarter, in currency units."""
        terms = self.paid[project, source, quarter]
        return self.unit * sum(max(float(solution.values[column]), 0.0) * factor for column, factor in terms)

    def choices(self, solution: Solution) -> dict[str, Way]:
        """Return the chosen way of each chosen project."""
        return {
            project: self.ways[project][position]
            for (project, position), column in self.chosen.items()
            if solution.values[column] > 0.5
        }
