"""Which roles a cluster lacks, and which nearby actor could fill them.

Textbook: ``network.md``, section "Missing roles".
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.roles import filled
from serpin.engines.network.problem.statement import ROLES_OF_KIND, Network, division_of, is_at_home, region_of
from serpin.engines.network.problem.terms import agreement
from serpin.engines.network.result import Candidate, Cluster, Reason, ReasonKind, Role, RoleState
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise, EnterpriseRole, TieKind

_NEAR, _FIELD, _KNOWN, _SERVES = 0.35, 0.3, 0.2, 0.15
"""Weights of a candidate: near, of the field, known through common partners, serving others already."""

_HALF_NEAR = 0.5
_LEAST = 0.3
_SHOWN = 3
_LOCAL, _FURTHER = 40, 12
_TRADE = frozenset({TieKind.BUYER, TieKind.EQUIPMENT_SUPPLIER, TieKind.INPUT_SUPPLIER})


class Diagnosis:
    """Looks at clusters one by one.

    Parameters
    ----------
    case, network, options
        What was asked.
    """

    def __init__(self, case: Case, network: Network, options: NetworkOptions) -> None:
        self._network = network
        self._options = options
        self._firms = [one for one in case.enterprises if is_at_home(one, case)]
        self._region = {one.id: region_of(one, options.region_digits) for one in self._firms}
        self._division = {one.id: division_of(one.activity) for one in case.enterprises}
        self._fields = {one.id: one.fields for one in case.enterprises}
        for offer in case.offers:
            self._fields[offer.owner] = (*self._fields[offer.owner], *offer.fields)

    @cached_property
    def _served(self) -> dict[TieKind, dict[str, int]]:
        """How many enterprises have each one as what."""
        found: dict[TieKind, dict[str, int]] = {kind: defaultdict(int) for kind in TieKind}
        for kinds in self._network.kinds.values():
            for kind, partners in kinds.items():
                for partner in partners:
                    found[kind][partner] += 1
        return found

    @cached_property
    def _trade(self) -> dict[tuple[str, str], float]:
        """Sales between divisions, by enterprises anywhere."""
        found: defaultdict[tuple[str, str], float] = defaultdict(float)
        for (seller, buyer), amount in self._network.sales.items():
            found[self._division[seller], self._division[buyer]] += amount
        return dict(found)

    @cached_property
    def _holding(self) -> dict[tuple[TieKind, str], list[Enterprise]]:
        """Enterprises that can be this to others, by kind and region, those who serve most first."""
        found: defaultdict[tuple[TieKind, str], list[Enterprise]] = defaultdict(list)
        for kind in TieKind:
            role = ROLES_OF_KIND[kind]
            served = self._served[kind]
            able = [one for one in self._firms if role in one.roles or (kind in _TRADE and served.get(one.id))]
            for one in sorted(able, key=lambda one: -served.get(one.id, 0)):
                found[kind, self._region[one.id]].append(one)
                found[kind, ""].append(one)
        return dict(found)

    def roles(self, cluster: Cluster) -> tuple[Role, ...]:
        """Return all roles of the source's list in a cluster, with who could fill what is missing or weak."""
        found = []
        for kind in TieKind:
            state, covered, strength, holders = filled(self._network, cluster.members, kind, self._options)
            candidates = () if state is RoleState.PRESENT else self._candidates(cluster, kind, state, holders)
            found.append(
                Role(
                    kind=kind,
                    state=state,
                    covered=covered,
                    strength=strength,
                    holders=holders,
                    candidates=candidates,
                )
            )
        return tuple(found)

    def _candidates(
        self, cluster: Cluster, kind: TieKind, state: RoleState, holders: tuple[str, ...]
    ) -> tuple[Candidate, ...]:
        pool = {
            one.id: one
            for one in (
                *self._holding.get((kind, cluster.region), [])[:_LOCAL],
                *self._holding.get((kind, ""), [])[:_FURTHER],
            )
        }
        inside, known = set(cluster.members), self._acquainted(cluster)
        rated = []
        for code, firm in pool.items():
            if code in holders or (code in inside and kind is not TieKind.COMPETITOR):
                continue
            candidate = self._rated(cluster, kind, firm, known.get(code, 0))
            if candidate is not None:
                gap = ReasonKind.FILLS_GAP if state is RoleState.MISSING else ReasonKind.STRENGTHENS
                first = Reason(kind=gap, value=float(len(cluster.members)), about=kind.value)
                rated.append(candidate.model_copy(update={"reasons": (first, *candidate.reasons)}))
        rated.sort(key=lambda one: (-one.score, self._network.places[one.enterprise]))
        return tuple(rated[:_SHOWN])

    def _acquainted(self, cluster: Cluster) -> dict[str, int]:
        """Return how many partners of members each enterprise is tied to."""
        found: defaultdict[str, int] = defaultdict(int)
        partners = {
            partner
            for member in cluster.members
            for others in self._network.kinds[member].values()
            for partner in others
        }
        for partner in partners:
            for others in self._network.kinds[partner].values():
                for further in others:
                    found[further] += 1
        return found

    def _rated(self, cluster: Cluster, kind: TieKind, firm: Enterprise, known: int) -> Candidate | None:
        """Return an enterprise as a candidate for a role, or nothing where it does not fit."""
        reasons = []
        region = self._region[firm.id]
        near = 1.0 if region == cluster.region else _HALF_NEAR * (region[:2] == cluster.region[:2])
        if near == 1.0:
            reasons.append(Reason(kind=ReasonKind.SAME_REGION))
        field = self._fit(cluster, kind, firm)
        if field is not None and field > 0:
            exact = ReasonKind.SAME_FIELD if field >= 1 else ReasonKind.SIMILAR_FIELD
            reasons.append(Reason(kind=exact, value=field))
        served = self._served[kind].get(firm.id, 0)
        if served:
            reasons.append(Reason(kind=ReasonKind.SERVES_OTHERS, value=float(served), about=kind.value))
        if known:
            reasons.append(Reason(kind=ReasonKind.COMMON_PARTNERS, value=float(known)))
        if field == 0.0:
            return None
        score = (
            _NEAR * near
            + _FIELD * (0.5 if field is None else field)
            + _KNOWN * (1 - 0.5**known)
            + _SERVES * (1 - 0.7**served)
        )
        return Candidate(enterprise=firm.id, score=score, reasons=tuple(reasons)) if score >= _LEAST else None

    def _fit(self, cluster: Cluster, kind: TieKind, firm: Enterprise) -> float | None:
        """Return how well the field of an enterprise fits: trade by what is sold elsewhere, others by codes."""
        own = self._division[firm.id]
        if kind is TieKind.COMPETITOR:
            same = sum(self._division[code] == own for code in cluster.members if code != firm.id)
            return 1.0 if same else 0.0
        if kind in _TRADE:
            goes = [(code, own) if kind is TieKind.BUYER else (own, code) for code in cluster.activities]
            if any(self._trade.get(pair, 0.0) > 0 for pair in goes):
                return 1.0
            return None if ROLES_OF_KIND[kind] in firm.roles and EnterpriseRole.MANUFACTURER not in firm.roles else 0.0
        fields = self._fields[firm.id]
        return agreement(cluster.activities, fields) if fields else None
