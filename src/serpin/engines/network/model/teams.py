"""Teams for registered research demands, and state orders with the demands that they start from.

Textbook: ``network.md``, section "Research demand".
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from serpin.engines.network.model.matching import deferred_acceptance, ranks
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.evidence import Market
from serpin.engines.network.problem.research import fields_of, holders_of, places_of_team, teams_in
from serpin.engines.network.problem.statement import Network, region_of
from serpin.engines.network.problem.terms import agreement
from serpin.engines.network.result import Reason, ReasonKind, StateOrder, Team
from serpin.vocabulary.calendar import Resource
from serpin.vocabulary.case import Case
from serpin.vocabulary.source import SourceKind
from serpin.vocabulary.work import Performer

_FIELD, _NEAR, _EXPERIENCE = 0.6, 0.2, 0.2
_MONEY, _INTEREST = 0.6, 0.4


def teams_for(case: Case, network: Network, options: NetworkOptions) -> tuple[tuple[Team, ...], Market]:
    """Return the stable matching of research demands with teams, and the market for the checker."""
    demands = [one for one in case.requests if one.is_research_demand]
    teams = teams_in(case)
    owned: defaultdict[str, list[Resource]] = defaultdict(list)
    for resource in case.resources:
        owned[resource.owner].append(resource)
    places = [places_of_team(team, owned[team.id], options.team) for team in teams]
    fields = fields_of(case)
    experience = Counter(one.giver for one in case.agreements) + Counter(one.owner for one in case.offers)
    homes = {one.id: region_of(one, options.region_digits) for one in case.enterprises}
    most = max((float(one.budget or 0) for one in demands), default=0.0) or 1.0
    rows = []
    for number, demand in enumerate(demands):
        for place, team in enumerate(teams):
            field = agreement(demand.fields, fields[team.id])
            if field is None or field < options.least_field or team.id == demand.enterprise or not places[place]:
                continue
            tied = network.tied(demand.enterprise, team.id)
            near = float(tied or homes[demand.enterprise] == homes[team.id])
            liked = _FIELD * field + _NEAR * near + _EXPERIENCE * (1 - 0.7 ** experience[team.id])
            purse = _MONEY * float(demand.budget or 0) / most + _INTEREST * field
            rows.append((number, place, liked, purse, field, near, tied))
    seeker = np.array([row[0] for row in rows], np.int64)
    giver = np.array([row[1] for row in rows], np.int64)
    likes, purses = (np.array([row[column] for row in rows], float) for column in (2, 3))
    market = Market(
        tuple(one.id for one in demands),
        tuple(one.id for one in teams),
        seeker,
        giver,
        ranks(seeker, giver, likes),
        ranks(giver, seeker, purses),
        np.array(places, np.int64),
    )
    chosen = deferred_acceptance(market)
    choices = Counter(row[0] for row in rows)
    found = []
    for row in rows:
        number, place, like, money, field, near, tied = row
        if chosen.get(number) != place:
            continue
        exact = ReasonKind.SAME_FIELD if field >= 1 else ReasonKind.SIMILAR_FIELD
        reasons = [Reason(kind=ReasonKind.DEMAND, value=float(demands[number].budget or 0), about=demands[number].id)]
        reasons.append(Reason(kind=exact, value=field, about=demands[number].fields[0]))
        if tied:
            reasons.append(Reason(kind=ReasonKind.TIED))
        elif near:
            reasons.append(Reason(kind=ReasonKind.SAME_REGION))
        if choices[number] == 1:
            reasons.append(Reason(kind=ReasonKind.ONLY_ONE))
        found.append(
            Team(
                request=demands[number].id,
                enterprise=teams[place].id,
                liked_by_seeker=round(float(like), 6),
                liked_by_team=round(float(money), 6),
                reasons=tuple(reasons),
            )
        )
    found.sort(key=lambda one: (-(one.liked_by_seeker + one.liked_by_team), one.request))
    return tuple(found), market


def orders_of(case: Case, options: NetworkOptions) -> tuple[StateOrder, ...]:
    """Return the state orders of a case with the registered demands behind them; none is a finding."""
    demands = [one for one in case.requests if one.is_research_demand]
    found = [
        StateOrder(project=project.id, work=work.id, holders=holders_of(case, project, demands, options.least_field))
        for project in case.projects
        for work in project.works
        if any(mode.performer is Performer.STATE_ORDER for mode in work.allowed_modes)
    ]
    found += [
        StateOrder(source=source.id, holders=tuple(one.id for one in demands))
        for source in case.sources
        if source.kind is SourceKind.STATE_ORDER
    ]
    return tuple(found)
