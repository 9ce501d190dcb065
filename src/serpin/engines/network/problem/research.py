"""Who can do research for others, in which fields, and which registered demands a state order can start from.

Textbook: ``network.md``, section "Research demand".
"""

from __future__ import annotations

from collections.abc import Sequence

from serpin.engines.network.problem.statement import is_at_home
from serpin.engines.network.problem.terms import agreement
from serpin.vocabulary.calendar import Resource, ResourceKind
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise, EnterpriseRole
from serpin.vocabulary.project import Project
from serpin.vocabulary.technology import TechnologyRequest

RESEARCHING = frozenset({EnterpriseRole.RESEARCH, EnterpriseRole.DESIGN_BUREAU})
EMPLOYEES_PER_DEMAND = 50
"""Where a team names no people as resources, it takes one demand for so many employees, and at least one."""


def teams_in(case: Case) -> tuple[Enterprise, ...]:
    """Return research organisations and design bureaus at home."""
    return tuple(one for one in case.enterprises if RESEARCHING & set(one.roles) and is_at_home(one, case))


def fields_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the fields of each enterprise: its own codes and those of what it offers."""
    found = {enterprise.id: enterprise.fields for enterprise in case.enterprises}
    for offer in case.offers:
        found[offer.owner] = (*found[offer.owner], *offer.fields)
    return found


def places_of_team(team: Enterprise, resources: Sequence[Resource], size: int) -> int:
    """Return how many demands a team can take at the same time."""
    people = [one.capacity for one in resources if one.kind in (ResourceKind.PEOPLE, ResourceKind.LABORATORY)]
    return sum(people) // size if people else max(1, team.headcount // EMPLOYEES_PER_DEMAND)


def holders_of(
    case: Case, project: Project, demands: Sequence[TechnologyRequest], least_field: float
) -> tuple[str, ...]:
    """Return the demands that research for a project would answer: of its own participants, or in its field.

    Parameters
    ----------
    case, project
        Where the research belongs.
    demands
        Registered research demands.
    least_field
        How far codes must agree.
    """
    innovation = next(one for one in case.innovations if one.id == project.innovation)
    owner = next(one for one in case.enterprises if one.id == project.enterprise)
    fields = innovation.fields or (owner.activity,)
    return tuple(demand.id for demand in demands if (agreement(demand.fields, fields) or 0.0) >= max(least_field, 1e-9))
