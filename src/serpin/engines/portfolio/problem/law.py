"""What rules of law do to the value: tax that research saves, and the research duty of subsoil users.

Textbook: ``portfolio.md``, section "Tax and duty in the value".
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from serpin.engines.portfolio.options import Rule
from serpin.engines.portfolio.problem.rulebook import parameter
from serpin.engines.portfolio.problem.way import KINDS, Calendar, Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.case import Case
from serpin.vocabulary.innovation import PropertyKind
from serpin.vocabulary.project import Project
from serpin.vocabulary.work import WorkKind

_INDUSTRIAL_PROPERTY = (PropertyKind.INVENTION, PropertyKind.UTILITY_MODEL, PropertyKind.INDUSTRIAL_DESIGN)
_RESEARCH = KINDS.index(WorkKind.RESEARCH)

Year = tuple[str, int]
"""An enterprise and a calendar year."""


@dataclass(frozen=True)
class ResearchDuty:
    """What a subsoil user owes for research in a year, and what one unit that is missing costs today."""

    due: float
    price: float


def relief(way: Way, project: Project, case: Case, rulebook: tuple[Rule, ...]) -> Vector:
    """Return the tax that research saves by quarter: deducted once, and again where industrial property arises.

    Parameters
    ----------
    way
        How the project is done.
    project
        The project.
    case
        Innovations and the rate of tax.
    rulebook
        Rules of law; TX-1 and TX-2 say how much is deducted.
    """
    innovation = next(item for item in case.innovations if item.id == project.innovation)
    deducted = parameter(rulebook, "TX-1", "deducted")
    if any(right.kind in _INDUSTRIAL_PROPERTY for right in innovation.properties):
        deducted += parameter(rulebook, "TX-2", "deducted")
    total = way.cost
    share = np.divide(way.by_kind[_RESEARCH], total, out=np.zeros(len(total)), where=total > 0)
    return np.asarray(way.outlay * share * deducted * case.tax_rate)


def duties(case: Case, calendar: Calendar, rulebook: tuple[Rule, ...]) -> dict[Year, ResearchDuty]:
    """Return the research duty of every subsoil user in every year of the horizon.

    The duty is a share of the turnover, for want of the mining cost of the year before; what is missing is paid as a
    penalty at the end of the year.

    Parameters
    ----------
    case
        Enterprises, horizon and calendar.
    calendar
        Discount factors of the quarters.
    rulebook
        Rules of law; SB-1 says which share is due and what a missing unit costs.
    """
    share, penalty = parameter(rulebook, "SB-1", "share_of_cost"), parameter(rulebook, "SB-1", "penalty_share")
    last = {case.quarters.first_date(quarter).year: quarter for quarter in range(case.horizon)}
    return {
        (enterprise.id, year): ResearchDuty(
            float(enterprise.turnover) * share, penalty * float(calendar.discount[quarter])
        )
        for enterprise in case.enterprises
        if enterprise.subsoil_user and share > 0
        for year, quarter in last.items()
    }


def researched(way: Way, project: Project, case: Case, years: Iterable[Year]) -> dict[Year, float]:
    """Return what each enterprise spends on research in each of the years, by a way of a project."""
    wanted = set(years)
    spent: dict[Year, float] = defaultdict(float)
    for quarter in map(int, np.flatnonzero(way.by_kind[_RESEARCH])):
        year = case.quarters.first_date(quarter).year
        for enterprise in {name for name, number in wanted if number == year}:
            part = project.share_of(enterprise)
            if part > 0:
                spent[enterprise, year] += part * float(way.by_kind[_RESEARCH][quarter])
    return spent


def saved(owed: Mapping[Year, ResearchDuty], spent: Mapping[Year, float]) -> float:
    """Return today's worth of the penalties that research saves."""
    return math.fsum(duty.price * min(duty.due, spent.get(year, 0.0)) for year, duty in owed.items())
