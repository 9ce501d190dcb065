"""Where the actors of a network stand in its picture: regions side by side, clusters as rings with empty seats."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from serpin.engines.network.result import Cluster, Partnerships
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise, EnterpriseRole, TieKind

CELL_WIDTH, CELL_HEIGHT = 560.0, 350.0
RADIUS = 66.0
_COLUMNS, _MOST_CELLS = 2, 6
_CLUSTERS, _SEATS, _SERVANTS = 2, 9, 6
_RING_AT, _SHELF_AT = 0.44, 0.895
_MARGIN = 60.0

SERVING = {
    EnterpriseRole.DESIGN_BUREAU: "knowledge",
    EnterpriseRole.RESEARCH: "knowledge",
    EnterpriseRole.FINANCIER: "money",
    EnterpriseRole.INSURER: "money",
    EnterpriseRole.ASSOCIATION: "public",
    EnterpriseRole.AUTHORITY: "public",
    EnterpriseRole.EQUIPMENT_SUPPLIER: "trade",
    EnterpriseRole.INPUT_SUPPLIER: "trade",
    EnterpriseRole.BUYER: "trade",
}
"""Groups of those who make nothing themselves, by role."""


@dataclass(frozen=True)
class Spot:
    """Place of an actor, and on which side its label stands."""

    x: float
    y: float
    side: str
    beside: float
    above: float


@dataclass
class Plan:
    """Everything that is drawn: actors, empty seats, rings with their clusters, cells with their regions."""

    spots: dict[str, Spot] = field(default_factory=dict)
    empty: list[tuple[Cluster, TieKind, Spot]] = field(default_factory=list)
    rings: list[tuple[Cluster, float, float]] = field(default_factory=list)
    cells: list[tuple[str, float, float]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0

    def cell_of(self, code: str) -> tuple[int, int]:
        """Return column and row of the cell in which an actor stands."""
        spot = self.spots[code]
        return int(spot.x // CELL_WIDTH), int(spot.y // CELL_HEIGHT)


def group_of(enterprise: Enterprise) -> str:
    """Return the group of an enterprise: a maker, or one of those who serve makers."""
    return SERVING.get(enterprise.roles[0], "maker") if enterprise.roles else "maker"


def lay_out(case: Case, found: Partnerships) -> Plan:
    """Return where everybody stands; what is too much for a picture is left out, the smallest first."""
    plan = Plan()
    regions = _regions(found)
    if not regions:
        return plan
    rows = -(-len(regions) // _COLUMNS)
    columns = min(_COLUMNS, len(regions))
    plan.width, plan.height = columns * CELL_WIDTH, rows * CELL_HEIGHT
    degrees = {one.enterprise: one.degree for one in found.positions}
    inside = {code for cluster in found.clusters for code in cluster.members}
    catalyst = found.catalysts[0].enterprise if found.catalysts else ""
    wanted = {tie.partner for tie in found.catalysts[0].targets} if found.catalysts else set()
    for place, (region, clusters) in enumerate(regions):
        row, column = divmod(place, _COLUMNS)
        left, top = column * CELL_WIDTH, row * CELL_HEIGHT
        plan.cells.append((region, left, top))
        slot = CELL_WIDTH / len(clusters)
        for number, cluster in enumerate(clusters):
            _seat(plan, cluster, left + slot * (number + 0.5), top + CELL_HEIGHT * _RING_AT, degrees)
        firms = [
            one
            for one in case.enterprises
            if one.region
            and region.rstrip("0")
            and one.region.startswith(region.rstrip("0"))
            and one.id not in inside
            and (degrees.get(one.id) or one.id == catalyst)
        ]
        firms.sort(
            key=lambda one: (
                one.id != catalyst,
                one.id not in wanted,
                group_of(one) == "maker",
                -degrees.get(one.id, 0),
            )
        )
        _shelve(plan, firms[:_SERVANTS], left, top)
    if catalyst and catalyst not in plan.spots:
        plan.spots[catalyst] = _spot(plan.width / 2, plan.height / 2, 0.0, 1.0)
    return plan


def _regions(found: Partnerships) -> list[tuple[str, list[Cluster]]]:
    clusters: dict[str, list[Cluster]] = {}
    people: Counter[str] = Counter()
    for cluster in found.clusters:
        clusters.setdefault(cluster.region, []).append(cluster)
        people[cluster.region] += cluster.headcount
    chosen = sorted(clusters, key=lambda region: (-people[region], region))[:_MOST_CELLS]
    return [(region, clusters[region][:_CLUSTERS]) for region in chosen]


def _seat(plan: Plan, cluster: Cluster, x: float, y: float, degrees: dict[str, int]) -> None:
    """Seat the members of a cluster in a ring, and leave seats empty for the roles that are missing."""
    plan.rings.append((cluster, x, y))
    members = sorted(cluster.members, key=lambda code: -degrees.get(code, 0))[:_SEATS]
    gaps = [role.kind for role in cluster.gaps]
    seats = len(members) + len(gaps)
    for number in range(seats):
        angle = 2 * math.pi * number / seats
        sine, cosine = math.sin(angle), math.cos(angle)
        spot = _spot(x + RADIUS * sine, y - RADIUS * cosine, sine, -cosine)
        if number < len(members):
            plan.spots[members[number]] = spot
        else:
            plan.empty.append((cluster, gaps[number - len(members)], spot))


def _spot(x: float, y: float, across: float, down: float) -> Spot:
    gap = 11.0
    if abs(across) > 0.2:
        return Spot(x, y, "left" if across > 0 else "right", x + math.copysign(gap, across), y - 5)
    return Spot(x, y, "center", x, y + gap if down > 0 else y - gap - 20)


def _shelve(plan: Plan, firms: list[Enterprise], left: float, top: float) -> None:
    """Stand those who belong to no cluster in a row below the rings."""
    for number, firm in enumerate(firms):
        x = left + _MARGIN + (CELL_WIDTH - 2 * _MARGIN) * (number + 0.5) / max(len(firms), 1)
        plan.spots[firm.id] = _spot(x, top + CELL_HEIGHT * _SHELF_AT - 8, 0.0, 1.0)
