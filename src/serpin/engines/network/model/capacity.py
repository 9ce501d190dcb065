# ruff: noqa: PLR0917 - compiled functions take no keyword-only arguments
"""Works that would wait too long for their own people, and who has people free for them.

Textbook: ``network.md``, section "Works that lack capacity".
"""

from __future__ import annotations

import numpy as np

from serpin.engines.network.model.compile import compiled
from serpin.engines.network.model.graph import Ints
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.loads import (
    COMMISSIONED,
    Need,
    capacity_on,
    fields_of_project,
    is_own,
    needs_of,
    resources_by_owner,
)
from serpin.engines.network.problem.research import fields_of
from serpin.engines.network.problem.statement import Network, is_at_home, region_of
from serpin.engines.network.problem.terms import agreement
from serpin.engines.network.result import Assignment, Reason, ReasonKind, Shortage
from serpin.vocabulary.calendar import Resource, ResourceKind
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise, EnterpriseRole
from serpin.vocabulary.work import Mode, Performer

_BEYOND = 2000
_SAVED, _PRICE, _FIELD, _NEAR = 0.35, 0.25, 0.25, 0.15
_YEAR = 250.0


@compiled
def first_fit(free: Ints, units: int, days: int, begin: int) -> int:
    """Return the first day from which so many units are free for so many days; −1 when there is none."""
    run = 0
    for day in range(begin, len(free)):
        run = run + 1 if free[day] >= units else 0
        if run == days:
            return day - days + 1
    return -1


class Capacity:
    """Places works on resources one after the other, and looks for others where they would wait.

    Parameters
    ----------
    case, network, options
        What was asked.
    """

    def __init__(self, case: Case, network: Network, options: NetworkOptions) -> None:
        self._case, self._network, self._options = case, network, options
        self._needs = needs_of(case)
        horizon = max((need.begin + need.days for need in self._needs), default=0) + _BEYOND
        self._free = {one.id: np.array(capacity_on(one, case, horizon), np.int64) for one in case.resources}
        self._fields, self._wanted = fields_of(case), fields_of_project(case)
        self._homes = {one.id: region_of(one, options.region_digits) for one in case.enterprises}
        owned = resources_by_owner(case)
        self._firms = [
            (one, [r for r in owned[one.id] if r.kind in (ResourceKind.PEOPLE, ResourceKind.LABORATORY)])
            for one in case.enterprises
            if one.id in owned and is_at_home(one, case)
        ]

    def answer(self) -> tuple[tuple[Assignment, ...], tuple[Shortage, ...]]:
        """Return the works that others could do, most promising first, and those for which nobody was found."""
        short: list[tuple[Need, str, int]] = []
        for need in self._needs:
            waits, resource = self._place(need)
            if waits > self._options.patience and is_own(need):
                short.append((need, resource, waits))
        found: list[Assignment] = []
        left: list[Shortage] = []
        for need, resource, waits in short:
            best = self._best(need, waits)
            if best is None:
                left.append(Shortage(project=need.project.id, work=need.work.id, resource=resource, waits=waits))
                continue
            (taken,) = best.mode.demand.items()
            self._free[taken[0]][best.since : best.since + need.days] -= taken[1]
            found.append(best)
        found.sort(key=lambda one: (-one.score, one.project, one.work))
        left.sort(key=lambda one: (-one.waits, one.project, one.work))
        return tuple(found), tuple(left)

    def _place(self, need: Need) -> tuple[int, str]:
        """Place a work on its own resources, unless it would wait too long; return its wait and for what."""
        latest, scarce = need.begin, ""
        units = {code: count for code, count in need.mode.demand.items() if count}
        while True:
            moved = False
            for code, count in units.items():
                day = first_fit(self._free[code], count, need.days, latest)
                if day < 0:
                    return len(self._free[code]) - need.begin, code
                if day > latest:
                    latest, scarce, moved = day, code, True
            if not moved:
                break
        waits = latest - need.begin
        if waits <= self._options.patience or not is_own(need):
            for code, count in units.items():
                self._free[code][latest : latest + need.days] -= count
        return waits, scarce

    def _best(self, need: Need, waits: int) -> Assignment | None:
        """Return the most promising one who could do a work sooner."""
        rates = self._case.rates
        own = need.mode.expected_cost(rates)
        units = max(1, sum(need.mode.demand.values()))
        taken = {mode.contractor for mode in need.work.modes}
        found: list[Assignment] = []
        for firm, resources in self._firms:
            if firm.id == need.project.enterprise or firm.id in taken or not self._does(firm, need):
                continue
            field = agreement(self._wanted[need.project.id], self._fields[firm.id])
            if field is not None and field < self._options.least_field:
                continue
            for resource in resources:
                day = first_fit(self._free[resource.id], units, need.days, need.begin)
                if 0 <= day < need.begin + waits:
                    found.append(self._offered(need, firm, resource, units, day, waits, field, own))
        return max(found, key=lambda one: (one.score, -one.since, one.contractor), default=None)

    def _does(self, firm: Enterprise, need: Need) -> bool:
        return bool(set(COMMISSIONED[need.work.kind]) & set(firm.roles))

    def _offered(
        self,
        need: Need,
        firm: Enterprise,
        resource: Resource,
        units: int,
        day: int,
        waits: int,
        field: float | None,
        own: float,
    ) -> Assignment:
        """Return the work as the firm would do it: a new mode, its price, and what speaks for it."""
        busy = float(resource.cost_per_unit_day) * units * need.days
        beside = round(need.mode.cost.mean() + self._options.markup * busy)
        saved = need.begin + waits - day
        price = busy + beside
        bureau = EnterpriseRole.DESIGN_BUREAU in firm.roles
        mode = Mode(
            id=f"at-{firm.id}"[:40],
            performer=Performer.DESIGN_BUREAU if bureau else Performer.RESEARCH_CONTRACT,
            contractor=firm.id,
            duration=need.mode.duration,
            demand={resource.id: units},
            cost=beside,
            success=need.mode.success,
        )
        tied = self._network.tied(need.project.enterprise, firm.id)
        near = self._homes[firm.id] == self._homes[need.project.enterprise]
        reasons = [
            Reason(kind=ReasonKind.DAYS_SAVED, value=float(saved), about=f"{need.project.id}/{need.work.id}"),
            Reason(kind=ReasonKind.FREE_PEOPLE, value=float(units), about=str(self._case.days.date_of(day))),
        ]
        if field:
            exact = ReasonKind.SAME_FIELD if field >= 1 else ReasonKind.SIMILAR_FIELD
            reasons.append(Reason(kind=exact, value=field, about=self._wanted[need.project.id][0]))
        if tied or near:
            reasons.append(Reason(kind=ReasonKind.TIED if tied else ReasonKind.SAME_REGION))
        score = (
            _SAVED * (1 - 0.5 ** (saved / _YEAR * 2))
            + _PRICE * min(1.0, own / price if price else 1.0)
            + _FIELD * (0.5 if field is None else field)
            + _NEAR * float(tied or near)
        )
        return Assignment(
            project=need.project.id,
            work=need.work.id,
            mode=mode,
            since=day,
            waits=waits,
            price=round(price, 2),
            score=round(score, 6),
            reasons=tuple(reasons),
        )
