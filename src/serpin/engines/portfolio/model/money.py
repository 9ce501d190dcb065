"""Columns and rows of money: payments, rules of sources, budgets.

Formulas: textbook, ``portfolio.md``, section "The programme"; the letters here are those of that page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from serpin.engines.portfolio.model.matrix import INFINITY
from serpin.engines.portfolio.options import Financing
from serpin.engines.portfolio.problem.purse import Purse
from serpin.engines.portfolio.problem.statement import TOKEN_SHARE
from serpin.engines.portfolio.problem.worth import Vector

if TYPE_CHECKING:
    from serpin.engines.portfolio.model.programme import Programme, Term

_EARLY = 1e-5
"""What missing money costs more for each quarter in which it is needed earlier."""


def add_money(programme: Programme) -> None:
    """Add all columns and rows of money to a programme that has its ways."""
    for project in programme.ways:
        Payer(programme, project).add()
    add_limits(programme)


def add_limits(programme: Programme) -> None:
    """Add what each source has, and the most that it gives to one applicant, to a programme that has its payments."""
    taken = {**programme.paid, **_guaranteed(programme)}
    by_source: dict[str, dict[int, list[list[Term]]]] = defaultdict(lambda: defaultdict(list))
    for (_, source, quarter), terms in taken.items():
        by_source[source][quarter].append(terms)
    for purse in programme.statement.purses:
        if ("budget", purse.id) not in programme.without:
            _add_budget(programme, purse, by_source[purse.id])
        _add_applicants(programme, purse, taken)
        if not purse.source.pays:
            _add_most_covered(programme, purse, taken)


class Payer:
    """The payments for one project."""

    def __init__(self, programme: Programme, project: str) -> None:
        self.programme, self.project = programme, project
        self.matrix, self.unit, self.statement = programme.matrix, programme.unit, programme.statement
        self.ways = programme.ways[project]
        self.needs = programme.needs(project)
        self.totals = [float(need.sum()) for need in self.needs]
        self.eligible = [
            purse
            for purse in self.statement.purses
            if self.statement.may_pay(project, purse) and programme.lets(project, purse)
        ]
        self.amounts: dict[str, int] = {}
        self.payments: dict[str, dict[int, list[Term]]] = defaultdict(dict)
        self._total = -1
        self._own = -1

    def add(self) -> None:
        """Add payments, the balance of every quarter, and the rules of every source that may pay."""
        shared = {p.id: [self.statement.eligible_cost(way, p) for way in self.ways] for p in self.eligible}
        if self.statement.options.financing is Financing.CONSTANT:
            self._mixed_payments(shared)
        else:
            self._free_payments(shared)
        for purse in self.eligible:
            if ("rules", purse.id) not in self.programme.without and self._pays(purse.id):
                self._rules(purse, shared[purse.id])
        self._least_own()

    def _free_payments(self, shared: Mapping[str, list[Vector]]) -> None:
        """Let every source pay any part of any quarter."""
        quarters = sorted({int(quarter) for need in self.needs for quarter in np.flatnonzero(need)})
        for purse in self.eligible:
            self._quarterly(purse, quarters, np.max(shared[purse.id], axis=0, initial=0.0))
        columns = self.programme.columns(self.project)
        for quarter in quarters:
            keys = [(self.project, purse.id, quarter) for purse in self.eligible]
            payers = [self.programme.paid[key][0][0] for key in keys if key in self.programme.paid]
            need = [-float(n[quarter]) / self.unit for n in self.needs]
            self.matrix.row(0.0, 0.0, [*payers, *columns], [*[1.0] * len(payers), *need])

    def _mixed_payments(self, shared: Mapping[str, list[Vector]]) -> None:
        """Let every source pay one share of the need of all quarters of a way."""
        for position, column in enumerate(self.programme.columns(self.project)):
            need, total = self.needs[position], self.totals[position]
            quarters = [int(quarter) for quarter in np.flatnonzero(need)]
            if not quarters:
                continue
            shares = []
            for purse in self.eligible:
                keeps = ("rules", purse.id) not in self.programme.without
                limits = [shared[purse.id][position][quarter] / need[quarter] for quarter in quarters]
                limits.append(self.statement.most_from(self.ways[position], purse) / total)
                most = float(min(limits)) if keeps else 1.0
                has_money = self._is_free(purse) or all(purse.most_until[quarter] > 0 for quarter in quarters)
                if most <= 0 or not has_money:
                    continue
                charge = 0.0 if self.programme.elastic else -float(purse.charge @ need) / self.unit
                share = self.matrix.column(charge, 0.0, most)
                if most < 1.0:
                    self.matrix.row(-INFINITY, 0.0, [share, column], [1.0, -most])
                shares.append(share)
                for quarter in quarters:
                    self._pay(purse.id, quarter, (share, float(need[quarter]) / self.unit))
            self.matrix.row(0.0, 0.0, [*shares, column], [*[1.0] * len(shares), -1.0])

    def _quarterly(self, purse: Purse, quarters: list[int], most: Vector) -> None:
        """Add the payments of a source, quarter by quarter."""
        for quarter in quarters:
            if most[quarter] > 0 and (self._is_free(purse) or purse.most_until[quarter] > 0):
                charge = 0.0 if self.programme.elastic else -float(purse.charge[quarter])
                column = self.matrix.column(charge, 0.0, float(most[quarter]) / self.unit)
                self._pay(purse.id, quarter, (column, 1.0))

    def _pays(self, source: str) -> bool:
        """Tell whether a source has any column for the project."""
        return bool(self._of(source))

    def _is_free(self, purse: Purse) -> bool:
        return ("budget", purse.id) in self.programme.without or self.programme.elastic

    def _pay(self, source: str, quarter: int, term: Term) -> None:
        """Add a column to what a source pays in a quarter."""
        terms = self.programme.paid.setdefault((self.project, source, quarter), [])
        terms.append(term)
        self.payments[source][quarter] = terms

    def _of(self, source: str) -> dict[int, list[Term]]:
        """Return the payments of a source by quarter."""
        return self.payments.get(source, {})

    def _amount(self, source: str) -> int:
        """Return the column of all that a source pays for the project."""
        if source not in self.amounts:
            self.amounts[source] = self.matrix.column()
            terms = added_up(self._of(source).values())
            self.matrix.row(0.0, 0.0, [*terms, self.amounts[source]], [*terms.values(), -1.0])
        return self.amounts[source]

    def _whole(self) -> int:
        """Return the column of all that the project needs."""
        if self._total < 0:
            self._total = self.programme.expression(self.project, [total / self.unit for total in self.totals])
        return self._total

    def _own_money(self) -> int:
        """Return the column of all own money in the project."""
        if self._own < 0:
            amounts = [self._amount(p.id) for p in self.eligible if p.is_own and self._pays(p.id)]
            self._own = self.matrix.column()
            self.matrix.row(0.0, 0.0, [*amounts, self._own], [*[1.0] * len(amounts), -1.0])
        return self._own

    def _rules(self, purse: Purse, shared: list[Vector]) -> None:
        rules, slack = purse.rules, self.programme.slack
        columns = self.programme.columns(self.project)
        if self.statement.options.financing is Financing.FREE:
            if has_window(purse):
                for quarter, terms in self._of(purse.id).items():
                    limit = [-float(cost[quarter]) / self.unit for cost in shared]
                    self.matrix.row(-INFINITY, 0.0, [terms[0][0], *columns], [1.0, *limit])
            most = [self.statement.most_from(way, purse) for way in self.ways]
            if any(abs(m - rules.max_share * total) > 0.005 for m, total in zip(most, self.totals, strict=True)):
                limit = [-(m + slack) / self.unit for m in most]
                self.matrix.row(-INFINITY, 0.0, [self._amount(purse.id), *columns], [1.0, *limit])
            elif rules.max_share < 1.0:
                row = [self._amount(purse.id), self._whole()]
                self.matrix.row(-INFINITY, slack / self.unit, row, [1.0, -rules.max_share])
        if rules.own_share > self._kept() or purse.source.price.equity_share > 0:
            self._use(purse, max(self.statement.most_from(way, purse) for way in self.ways))
        before = self.statement.needs_stage_of(self.project, purse)
        if before is not None:
            self._stage(purse, before)
        if purse.source.tranches:
            self._tranches(purse)

    def _use(self, purse: Purse, most: float) -> None:
        """Add whether a source is used, what own funds must then pay, and what an investor then takes."""
        if self.programme.settled:
            self._use_settled(purse)
            return
        matrix, unit = self.matrix, self.unit
        used = matrix.column(0.0, 0.0, 1.0, integer=True)
        self.programme.used[self.project, purse.id] = used
        matrix.row(-INFINITY, 0.0, [self._amount(purse.id), used], [1.0, -most / unit])
        matrix.row(-INFINITY, 0.0, [used, self.programme.present[self.project]], [1.0, -1.0])
        own_share = purse.rules.own_share
        if own_share > self._kept():
            largest = own_share * max(self.totals) / unit
            row = [self._own_money(), self._whole(), used]
            matrix.row(-largest - self.programme.slack / unit, INFINITY, row, [1.0, -own_share, -largest])
        if purse.source.price.equity_share > 0 and not self.programme.elastic:
            takes = self._takes(purse)
            taken = matrix.column(-1.0)
            values = [1.0, *[-take for take in takes], -max(takes)]
            matrix.row(-max(takes), INFINITY, [taken, *self.programme.columns(self.project), used], values)
            # for the bound: who pays less than the most takes no smaller part of the returns
            limits = [self.statement.most_from(way, purse) / unit for way in self.ways]
            least = min((take / limit for take, limit in zip(takes, limits, strict=True) if limit > 0), default=0.0)
            matrix.row(0.0, INFINITY, [taken, self._amount(purse.id)], [1.0, -least])

    def _use_settled(self, purse: Purse) -> None:
        """Add what own funds must pay and what an investor takes when the source counts as used."""
        if purse.rules.own_share > self._kept():
            row = [self._own_money(), self._whole()]
            share = purse.rules.own_share
            self.matrix.row(-self.programme.slack / self.unit, INFINITY, row, [1.0, -share])
        if not self.programme.elastic:
            for column, take in zip(self.programme.columns(self.project), self._takes(purse), strict=True):
                self.matrix.costs[column] -= take

    def _takes(self, purse: Purse) -> list[float]:
        """Return what an investor takes of the returns of each way."""
        return [purse.source.price.equity_share * max(way.returns, 0.0) / self.unit for way in self.ways]

    def _asked(self) -> dict[str, float]:
        """Return the own share that each source but own money asks for."""
        others = [purse for purse in self.eligible if not purse.is_own and self._pays(purse.id)]
        return {p.id: 0.0 if ("rules", p.id) in self.programme.without else p.rules.own_share for p in others}

    def _kept(self) -> float:
        """Return the own share that holds whichever source is used."""
        return min(self._asked().values(), default=0.0)

    def _least_own(self) -> None:
        """Add, for the bound, what the own shares of all sources ask for together.

        Own money is at least the least share of the whole, and more by what each stricter source pays times its excess.
        """
        asked, kept = self._asked(), self._kept()
        stricter = {source: share - kept for source, share in asked.items() if share > kept}
        if kept > 0 or stricter:
            row = [self._own_money(), self._whole(), *(self._amount(source) for source in stricter)]
            values = [1.0, -kept, *(-excess for excess in stricter.values())]
            self.matrix.row(-self.programme.slack / self.unit, INFINITY, row, values)

    def _stage(self, purse: Purse, before: str) -> None:
        """Let a source pay in a quarter only if the earlier stage has paid a real part in quarters before it."""
        token = TOKEN_SHARE * max(self.totals) / self.unit
        earlier = self._of(before)
        for quarter, terms in self._of(purse.id).items():
            passed = added_up(found for q, found in earlier.items() if q < quarter)
            most = sum(self.matrix.uppers[column] * factor for column, factor in terms)
            open_now = self.matrix.column(0.0, 0.0, 1.0, integer=True)
            row = added_up([terms])
            self.matrix.row(-INFINITY, 0.0, [*row, open_now], [*row.values(), -most])
            self.matrix.row(0.0, INFINITY, [*passed, open_now], [*passed.values(), -token])

    def _tranches(self, purse: Purse) -> None:
        """Let no more flow until a quarter than the tranches whose gates are passed by then."""
        released = [self.statement.released(way, purse) for way in self.ways]
        columns, payments = self.programme.columns(self.project), self._of(purse.id)
        most = max(self.statement.most_from(way, purse) for way in self.ways) / self.unit
        for quarter in payments:
            levels = {round(float(share[quarter]), 9) for share in released}
            for level in sorted(level for level in levels if level < 1 - 1e-9):
                held = [c for c, share in zip(columns, released, strict=True) if share[quarter] <= level + 1e-9]
                row = added_up(terms for q, terms in payments.items() if q <= quarter)
                amount = self._amount(purse.id)
                row[amount] = row.get(amount, 0.0) - level
                for column in held:
                    row[column] = row.get(column, 0.0) + most
                slack = self.programme.slack / self.unit
                self.matrix.row(-INFINITY, most + slack, list(row), list(row.values()))


def added_up(payments: Iterable[list[Term]]) -> dict[int, float]:
    """Return the factors of each column in a sum of payments."""
    factors: dict[int, float] = defaultdict(float)
    for terms in payments:
        for column, factor in terms:
            factors[column] += factor
    return factors


def has_window(purse: Purse) -> bool:
    """Tell whether the rules of a source name works or quarters, so that it may not pay all of a quarter."""
    return bool(purse.rules.work_kinds) or purse.rules.max_quarters is not None


def _add_budget(programme: Programme, purse: Purse, by_quarter: Mapping[int, list[list[Term]]]) -> None:
    """Add what a source has: what is left is carried to the next quarter until it lapses."""
    limits, matrix, quarters = purse.most_until, programme.matrix, sorted(by_quarter)
    before, carried, window = 0.0, None, range(0)
    for quarter in quarters:
        opens = quarter not in window
        if opens:
            before, carried, window = 0.0, None, purse.window(quarter)
            last = max(other for other in quarters if other in window)
        factors, limit = added_up(by_quarter[quarter]), float(limits[quarter])
        columns, values = list(factors), list(factors.values())
        if programme.elastic:
            # of equal amounts the later one is named: until then the project does not wait for it
            programme.extra[purse.id, quarter] = matrix.column(-1.0 - _EARLY * (max(by_quarter) - quarter))
            columns.append(programme.extra[purse.id, quarter])
            values.append(-1.0)
        if carried is not None:
            columns.append(carried)
            values.append(-1.0)
        if quarter < last:
            carried = matrix.column()
            columns.append(carried)
            values.append(1.0)
        new = (limit - before + (programme.slack if opens else 0.0)) / programme.unit
        lower = new if quarter < last else -INFINITY
        programme.budget_rows[purse.id, quarter] = matrix.row(lower, new, columns, values)
        before = limit


def _guaranteed(programme: Programme) -> dict[tuple[str, str, int], list[Term]]:
    """Return which part of what is lent each guarantee covers, by project and quarter."""
    found: dict[tuple[str, str, int], list[Term]] = defaultdict(list)
    for (project, source, quarter), terms in programme.paid.items():
        lender = programme.statement.purse_of[source].source
        if lender.guarantee is not None:
            found[project, lender.guarantee, quarter] += [(c, f * lender.guaranteed_share) for c, f in terms]
    return found


def _add_most_covered(programme: Programme, guarantee: Purse, taken: Mapping[tuple[str, str, int], list[Term]]) -> None:
    """Add the most that a guarantee covers of all debts of one project."""
    if ("rules", guarantee.id) in programme.without:
        return
    by_project: dict[str, list[list[Term]]] = defaultdict(list)
    for (project, source, _), terms in taken.items():
        if source == guarantee.id:
            by_project[project].append(terms)
    for project, parts in by_project.items():
        most = programme.statement.most_covered(project, guarantee)
        if most < INFINITY:
            factors = added_up(parts)
            limit = (most + programme.slack) / programme.unit
            programme.matrix.row(-INFINITY, limit, list(factors), list(factors.values()))


def _add_applicants(programme: Programme, purse: Purse, taken: Mapping[tuple[str, str, int], list[Term]]) -> None:
    """Add the most that a source gives to one applicant."""
    limit = purse.rules.per_applicant
    if limit is None or ("rules", purse.id) in programme.without:
        return
    most = (float(limit) + programme.slack) / programme.unit
    by_applicant: dict[str, list[list[Term]]] = defaultdict(list)
    for (project, source, _), terms in taken.items():
        if source == purse.id:
            by_applicant[programme.statement.projects[project].enterprise].append(terms)
    for payments in by_applicant.values():
        factors = added_up(payments)
        programme.matrix.row(-INFINITY, most, list(factors), list(factors.values()))
