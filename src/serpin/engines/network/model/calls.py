"""Which partnerships are most worth a phone call: everything that was found, pair by pair.

Textbook: ``network.md``, section "Whom to call".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from serpin.engines.network.model.catalyst import worth_of_ties
from serpin.engines.network.model.graph import Graph
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.statement import Network
from serpin.engines.network.result import (
    Assignment,
    Call,
    Catalyst,
    Cluster,
    Match,
    Occasion,
    Reason,
    ReasonKind,
    RoleState,
    Team,
)
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise, EnterpriseRole, Tie, TieKind
from serpin.vocabulary.technology import TransferKind

_WEIGHTS = {
    Occasion.OFFER: 0.8,
    Occasion.RESEARCH: 0.8,
    Occasion.CAPACITY: 0.7,
    Occasion.ROLE: 0.6,
    Occasion.CATALYST: 0.5,
}
"""How sure an occasion is to come to something, at best; assumed, the same for all."""

_WEAK = 0.6
_RIVAL = {TieKind.COMPETITOR: 0.6}
"""Rivals give ideas, but a call to one is the hardest."""

_BRIDGE = 0.2
_CONSIDERED = 400
_MOST_OF_ONE = 2
_MOST_OF_OCCASION = 0.2
_MOST_REASONS = 5

_KIND_OF_ROLE = {
    EnterpriseRole.DESIGN_BUREAU: TieKind.DESIGN_BUREAU,
    EnterpriseRole.RESEARCH: TieKind.RESEARCH,
    EnterpriseRole.ASSOCIATION: TieKind.ASSOCIATION,
    EnterpriseRole.AUTHORITY: TieKind.ASSOCIATION,
    EnterpriseRole.FINANCIER: TieKind.FINANCIER,
    EnterpriseRole.INSURER: TieKind.FINANCIER,
    EnterpriseRole.BUYER: TieKind.BUYER,
    EnterpriseRole.EQUIPMENT_SUPPLIER: TieKind.EQUIPMENT_SUPPLIER,
}


@dataclass
class _Proposal:
    enterprise: str
    partner: str
    kind: TieKind
    missed: float = 1.0
    occasions: dict[Occasion, None] = field(default_factory=dict)
    reasons: dict[tuple[ReasonKind, str], Reason] = field(default_factory=dict)


def kind_of(partner: Enterprise) -> TieKind:
    """Return what an enterprise would be to others, by its first role."""
    return next((_KIND_OF_ROLE[role] for role in partner.roles if role in _KIND_OF_ROLE), TieKind.INPUT_SUPPLIER)


class Calls:
    """Puts everything that was found together, pair by pair.

    Parameters
    ----------
    case, network, graph, options
        What was asked.
    """

    def __init__(self, case: Case, network: Network, graph: Graph, options: NetworkOptions) -> None:
        self._network, self._graph, self._options = network, graph, options
        self._firms = {one.id: one for one in case.enterprises}
        self._requests = {one.id: one for one in case.requests}
        self._offers = {one.id: one for one in case.offers}
        self._owners = {one.id: one.enterprise for one in case.projects}
        self._found: dict[tuple[str, str], _Proposal] = {}

    def calls(
        self,
        matches: tuple[Match, ...],
        teams: tuple[Team, ...],
        assignments: tuple[Assignment, ...],
        clusters: tuple[Cluster, ...],
        catalysts: tuple[Catalyst, ...],
    ) -> tuple[Call, ...]:
        """Return the calls, most promising first; no enterprise and no occasion takes them all."""
        for match in matches:
            self._match(match)
        for team in teams:
            demand = self._requests[team.request]
            kind = kind_of(self._firms[team.enterprise])
            liked = (team.liked_by_seeker + team.liked_by_team) / 2
            self._add(demand.enterprise, team.enterprise, kind, Occasion.RESEARCH, liked, team.reasons)
        for owner, group in self._by_contractor(assignments):
            kind = kind_of(self._firms[group[0].contractor])
            reasons = tuple(reason for one in group[:2] for reason in one.reasons)
            self._add(owner, group[0].contractor, kind, Occasion.CAPACITY, group[0].score, reasons)
        for cluster in clusters:
            self._gaps(cluster)
        best = max((one.worth for one in catalysts), default=0.0)
        for catalyst in catalysts[:1]:
            first = catalyst.targets[0].worth if catalyst.targets else 1.0
            for target in catalyst.targets:
                reason = Reason(kind=ReasonKind.CATALYST, value=best)
                liked = target.worth / first if first else 0.0
                kind = kind_of(self._firms[catalyst.enterprise])
                self._add(target.partner, catalyst.enterprise, kind, Occasion.CATALYST, liked, (reason,))
        return self._chosen(self._rated())

    def _match(self, match: Match) -> None:
        request, offer = self._requests[match.request], self._offers[match.offer]
        owner = self._firms[offer.owner]
        kind = kind_of(owner)
        if kind is TieKind.INPUT_SUPPLIER and offer.kind is TransferKind.EQUIPMENT:
            kind = TieKind.EQUIPMENT_SUPPLIER
        about = Reason(kind=ReasonKind.DEMAND, value=float(request.budget or 0), about=request.id)
        liked = (match.liked_by_seeker + match.liked_by_owner) / 2
        self._add(request.enterprise, owner.id, kind, Occasion.OFFER, liked, (about, *match.reasons))

    def _by_contractor(self, assignments: tuple[Assignment, ...]) -> Iterator[tuple[str, list[Assignment]]]:
        groups: defaultdict[tuple[str, str], list[Assignment]] = defaultdict(list)
        for one in assignments:
            groups[self._owners[one.project], one.contractor].append(one)
        for (owner, _), group in groups.items():
            yield owner, group

    def _gaps(self, cluster: Cluster) -> None:
        """Propose to the best connected member of a cluster whoever could fill a missing or weak role."""
        places = self._network.places
        degrees = {code: int(np.diff(self._graph.start)[places[code]]) for code in cluster.members}
        for role in cluster.roles:
            if not role.candidates:
                continue
            candidate = role.candidates[0]
            members = [
                code
                for code in cluster.members
                if code != candidate.enterprise and not self._network.tied(code, candidate.enterprise)
            ]
            if members:
                leader = max(members, key=lambda code: (degrees[code], self._firms[code].headcount, -places[code]))
                share = (1.0 if role.state is RoleState.MISSING else _WEAK) * _RIVAL.get(role.kind, 1.0)
                self._add(
                    leader, candidate.enterprise, role.kind, Occasion.ROLE, share * candidate.score, candidate.reasons
                )

    def _add(  # noqa: PLR0917 - the parts of a proposal
        self,
        enterprise: str,
        partner: str,
        kind: TieKind,
        occasion: Occasion,
        liked: float,
        reasons: tuple[Reason, ...],
    ) -> None:
        key = (min(enterprise, partner), max(enterprise, partner))
        proposal = self._found.setdefault(key, _Proposal(enterprise, partner, kind))
        proposal.missed *= 1 - _WEIGHTS[occasion] * min(max(liked, 0.0), 1.0)
        proposal.occasions[occasion] = None
        for reason in reasons:
            same = (reason.kind, reason.about if reason.kind is not ReasonKind.SAME_FIELD else "")
            proposal.reasons.setdefault(same, reason)

    def _rated(self) -> list[Call]:
        """Return all proposals as calls; what connects more that is apart comes earlier."""
        proposals = sorted(self._found.values(), key=lambda one: (one.missed, one.enterprise, one.partner))
        worth = self._worth(proposals[:_CONSIDERED])
        most = max(worth, default=0.0)
        found = []
        for proposal, value in zip(proposals, worth, strict=False):
            reasons = list(proposal.reasons.values())[:_MOST_REASONS]
            if value > 0:
                reasons.append(Reason(kind=ReasonKind.BRIDGES, value=round(value, 4)))
            share = (1 - _BRIDGE) + _BRIDGE * (value / most if most else 0.0)
            found.append(
                Call(
                    enterprise=proposal.enterprise,
                    partner=proposal.partner,
                    kind=proposal.kind,
                    score=round((1 - proposal.missed) * share, 6),
                    occasions=tuple(proposal.occasions),
                    reasons=tuple(reasons),
                )
            )
        found.sort(key=lambda one: (-one.score, one.enterprise, one.partner))
        return found

    def _worth(self, proposals: list[_Proposal]) -> list[float]:
        """Return what a tie of each proposed pair would be worth; nothing where there is one."""
        places, graph = self._network.places, self._graph
        rows: dict[str, np.ndarray] = {}
        none = np.zeros(0, np.int64)
        values = []
        for one in proposals:
            if one.partner not in rows:
                rows[one.partner] = worth_of_ties(graph.start, graph.to, places[one.partner], none, self._options.decay)
            values.append(float(rows[one.partner][places[one.enterprise]]))
        return values

    def _chosen(self, calls: list[Call]) -> tuple[Call, ...]:
        """Return the best calls, first with a limit for each enterprise and occasion, then filled up."""
        most = self._options.calls
        limit = max(1, round(_MOST_OF_OCCASION * most))
        firms: Counter[str] = Counter()
        occasions: Counter[Occasion] = Counter()
        first, rest = [], []
        for call in calls:
            ends = (call.enterprise, call.partner)
            if any(firms[code] >= _MOST_OF_ONE for code in ends) or occasions[call.occasions[0]] >= limit:
                rest.append(call)
                continue
            firms.update(ends)
            occasions[call.occasions[0]] += 1
            first.append(call)
            if len(first) == most:
                break
        chosen = [*first, *rest[: most - len(first)]]
        return tuple(sorted(chosen, key=lambda one: (-one.score, one.enterprise, one.partner)))


def ties_of(calls: tuple[Call, ...], network: Network, case: Case) -> tuple[Tie, ...]:
    """Return the calls between enterprises without a tie as ties that could be, as strong as they are promising."""
    taken = {tie.id for tie in case.ties}
    found = []
    number = 0
    for call in calls:
        if network.tied(call.enterprise, call.partner):
            continue
        number += 1
        while f"NEW-{number}" in taken:
            number += 1
        found.append(
            Tie(
                id=f"NEW-{number}",
                of=call.enterprise,
                to=call.partner,
                kind=call.kind,
                strength=round(call.score, 4),
                evidence="proposed",
            )
        )
    return tuple(found)
