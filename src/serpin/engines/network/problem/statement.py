"""Puts a case into a network: who is tied to whom, how strongly, and what flows in which direction.

Textbook: ``network.md``, section "From a case to a network".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.engines.network.options import NetworkOptions
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise, EnterpriseRole, SizeClass, TieKind

PRODUCING = frozenset(
    {
        EnterpriseRole.MANUFACTURER,
        EnterpriseRole.EQUIPMENT_SUPPLIER,
        EnterpriseRole.INPUT_SUPPLIER,
        EnterpriseRole.BUYER,
    }
)
"""Roles of enterprises that make up value chains; the others serve them."""

TRADE = frozenset({"45", "46", "47"})
"""Divisions of OKED that only buy and sell."""

PUBLIC = frozenset({EnterpriseRole.AUTHORITY, EnterpriseRole.ASSOCIATION, EnterpriseRole.FINANCIER})

GATHERING = PUBLIC | {
    EnterpriseRole.RESEARCH,
    EnterpriseRole.DESIGN_BUREAU,
    EnterpriseRole.EQUIPMENT_SUPPLIER,
    EnterpriseRole.BUYER,
}
"""Roles of those who deal with many."""

ROLES_OF_KIND = {
    TieKind.BUYER: EnterpriseRole.BUYER,
    TieKind.EQUIPMENT_SUPPLIER: EnterpriseRole.EQUIPMENT_SUPPLIER,
    TieKind.INPUT_SUPPLIER: EnterpriseRole.INPUT_SUPPLIER,
    TieKind.COMPETITOR: EnterpriseRole.MANUFACTURER,
    TieKind.DESIGN_BUREAU: EnterpriseRole.DESIGN_BUREAU,
    TieKind.RESEARCH: EnterpriseRole.RESEARCH,
    TieKind.ASSOCIATION: EnterpriseRole.ASSOCIATION,
    TieKind.FINANCIER: EnterpriseRole.FINANCIER,
}
"""What an enterprise must be, to be this to others."""

SEEN_FROM_THERE = {
    TieKind.BUYER: TieKind.INPUT_SUPPLIER,
    TieKind.EQUIPMENT_SUPPLIER: TieKind.BUYER,
    TieKind.INPUT_SUPPLIER: TieKind.BUYER,
    TieKind.COMPETITOR: TieKind.COMPETITOR,
}
"""What the enterprise is to its partner, where the tie says so: the seller's buyer has it as supplier."""

SALES = frozenset({TieKind.BUYER, TieKind.EQUIPMENT_SUPPLIER, TieKind.INPUT_SUPPLIER})


@dataclass(frozen=True)
class Network:
    """The network in codes.

    ``weights`` holds each pair once, in the order of the enterprises, with the sum of its ties; ``flows`` holds
    (from, to) in the direction in which goods, knowledge and money go; ``kinds`` what each partner is to an
    enterprise, with the strongest such tie.
    """

    enterprises: tuple[Enterprise, ...]
    weights: dict[tuple[str, str], float]
    flows: frozenset[tuple[str, str]]
    kinds: dict[str, dict[TieKind, dict[str, float]]]
    sales: dict[tuple[str, str], float]
    places: dict[str, int] = field(default_factory=dict)

    def tied(self, one: str, other: str) -> bool:
        """Tell whether two enterprises are tied."""
        return ordered(one, other, self.places) in self.weights


def ordered(one: str, other: str, places: dict[str, int]) -> tuple[str, str]:
    """Return a pair in the order of the enterprises."""
    return (one, other) if places[one] < places[other] else (other, one)


def state(case: Case, options: NetworkOptions) -> Network:
    """Put the enterprises and ties of a case into a network.

    Ties that have ended before the start of the plan are left out.

    Raises
    ------
    InputError
        If an input–output table sells to itself only, so that no chain can follow from it.
    """
    places = {enterprise.id: place for place, enterprise in enumerate(case.enterprises)}
    if options.flows and all(flow.seller == flow.buyer for flow in options.flows):
        raise refuse(mark("no activity sells to another one in the input–output table"), "options", "flows")
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    sales: defaultdict[tuple[str, str], float] = defaultdict(float)
    flows: set[tuple[str, str]] = set()
    kinds: dict[str, dict[TieKind, dict[str, float]]] = {enterprise.id: {} for enterprise in case.enterprises}
    for tie in case.ties:
        weight = tie.strength * options.tie_weights.get(tie.kind, 1.0)
        if weight <= 0 or not _holds(tie.until, case.start):
            continue
        weights[ordered(tie.of, tie.to, places)] += weight
        _note(kinds[tie.of], tie.kind, tie.to, tie.strength)
        back = SEEN_FROM_THERE.get(tie.kind)
        if back is not None:
            _note(kinds[tie.to], back, tie.of, tie.strength)
        if tie.kind is TieKind.COMPETITOR:
            flows |= {(tie.of, tie.to), (tie.to, tie.of)}
        else:
            goes = (tie.of, tie.to) if tie.kind is TieKind.BUYER else (tie.to, tie.of)
            flows.add(goes)
            if tie.kind in SALES:
                sales[goes] += weight
    return Network(case.enterprises, dict(weights), frozenset(flows), kinds, dict(sales), places)


def _note(kinds: dict[TieKind, dict[str, float]], kind: TieKind, partner: str, strength: float) -> None:
    partners = kinds.setdefault(kind, {})
    partners[partner] = max(partners.get(partner, 0.0), strength)


def _holds(until: date | None, start: date) -> bool:
    return until is None or until >= start


def division_of(activity: str) -> str:
    """Return the division of an activity: the two digits before the point."""
    return activity.replace(" ", "").split(".")[0][:2]


def is_producing(enterprise: Enterprise) -> bool:
    """Tell whether an enterprise belongs to value chains; one without roles does, pure trade does not."""
    if division_of(enterprise.activity) in TRADE:
        return EnterpriseRole.MANUFACTURER in enterprise.roles
    return not enterprise.roles or bool(PRODUCING & set(enterprise.roles))


def is_public(enterprise: Enterprise) -> bool:
    """Tell whether an enterprise acts for the public or for many: an authority, an association, a fund."""
    return bool(PUBLIC & set(enterprise.roles))


def region_of(enterprise: Enterprise, digits: int) -> str:
    """Return the region of an enterprise: the first digits of its code, filled with noughts; empty if unknown."""
    code = enterprise.region
    return code[:digits].ljust(len(code), "0") if code else ""


def can_bring_together(enterprise: Enterprise) -> bool:
    """Tell whether an enterprise can be a catalyst: it makes nothing itself and deals with many, or it is large."""
    roles = set(enterprise.roles)
    serves = bool(GATHERING & roles) and EnterpriseRole.MANUFACTURER not in roles
    return serves or enterprise.size is SizeClass.LARGE


def is_at_home(enterprise: Enterprise, case: Case) -> bool:
    """Tell whether an enterprise is in the country of the case."""
    return enterprise.country in ("", case.calendar.country)


def people_of(enterprise: Enterprise) -> int:
    """Return the headcount of an enterprise, one where it is not known."""
    return max(enterprise.headcount, 1)
