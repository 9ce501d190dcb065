"""What a right answer is: sums over paths, partitions, quotients, feasible and stable pairs, a register that adds up.

No solver here: everything is counted again from the case. Textbook: ``network.md``, section "How it is checked".
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator

from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.closeness import closeness
from serpin.engines.network.problem.evidence import Market, blocking
from serpin.engines.network.problem.loads import COMMISSIONED
from serpin.engines.network.problem.register import IN_BALANCE
from serpin.engines.network.problem.roles import filled
from serpin.engines.network.problem.statement import Network, division_of, people_of, region_of
from serpin.engines.network.problem.terms import agreement, obstacles, places_of
from serpin.engines.network.result import Partnerships, Way
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import SelfCheck

_SMALL = 300
_SAMPLE = 40
_TOLERANCE = 1e-6


def check_network(  # noqa: PLR0917 - the case, the answer, and what proves it
    case: Case,
    network: Network,
    options: NetworkOptions,
    result: Partnerships,
    offers: Market | None,
    teams: Market | None,
) -> tuple[SelfCheck, ...]:
    """Check a result against its case.

    Parameters
    ----------
    case, network, options
        What was asked.
    result
        What was found.
    offers, teams
        All possible pairs of the two markets with the orders of both sides.
    """
    checks = (
        ("paths", _paths(network, result)),
        ("holes", _holes(network, result)),
        ("communities", _communities(network, options, result)),
        ("clusters", _clusters(case, options, result)),
        ("roles", _roles(network, options, result)),
        ("catalyst", _catalyst(network, options, result)),
        ("spread", _spread(case, result)),
        ("feasible", _feasible(case, options, result)),
        ("stable", _stable(result, offers, teams)),
        ("capacity", _capacity(case, result)),
        ("register", _register(case, result)),
    )
    found = []
    for name, faults in checks:
        fault = next(faults, None)
        found.append(SelfCheck(name=name, passed=fault is None, detail=fault or ""))
    return tuple(found)


def _neighbours(network: Network) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {firm.id: {} for firm in network.enterprises}
    for (one, other), weight in network.weights.items():
        found[one][other] = found[other][one] = weight
    return found


def _paths(network: Network, result: Partnerships) -> Iterator[str]:
    """Betweenness of all together is the sum, over connected pairs, of their distance less one."""
    if result.sampled or len(network.enterprises) > _SMALL:
        for position in result.positions:
            if not position.low <= position.betweenness <= position.high:
                yield position.enterprise
        return
    near = _neighbours(network)
    inner = 0
    for source in near:
        distance = {source: 0}
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for other in near[node]:
                if other not in distance:
                    distance[other] = distance[node] + 1
                    waiting.append(other)
        inner += sum(steps - 1 for steps in distance.values() if steps)
    total = sum(position.betweenness for position in result.positions)
    if abs(total - inner / 2) > _TOLERANCE * max(inner, 1):
        yield "betweenness"


def _holes(network: Network, result: Partnerships) -> Iterator[str]:
    """Burt's constraint by its definition, for some enterprises."""
    near = _neighbours(network)
    step = max(1, len(result.positions) // _SAMPLE)
    for position in result.positions[::step]:
        own = near[position.enterprise]
        if position.degree != len(own):
            yield position.enterprise
        if not own:
            continue
        whole = sum(own.values())
        constraint = 0.0
        for partner, weight in own.items():
            through = sum(
                own[between] / whole * near[between].get(partner, 0.0) / sum(near[between].values())
                for between in own
                if between != partner
            )
            constraint += (weight / whole + through) ** 2
        if position.constraint is None or abs(position.constraint - constraint) > _TOLERANCE:
            yield position.enterprise


def _communities(network: Network, options: NetworkOptions, result: Partnerships) -> Iterator[str]:
    """Every enterprise belongs to one community, and the modularity is that of the communities."""
    members = [code for community in result.communities for code in community.members]
    if sorted(members) != sorted(firm.id for firm in network.enterprises):
        yield "members"
    home = {code: community.number for community in result.communities for code in community.members}
    if any(position.community != home[position.enterprise] for position in result.positions):
        yield "positions"
    total = sum(network.weights.values())
    if total:
        inside = sum(weight for (one, other), weight in network.weights.items() if home[one] == home[other])
        degrees: defaultdict[int, float] = defaultdict(float)
        for (one, other), weight in network.weights.items():
            degrees[home[one]] += weight
            degrees[home[other]] += weight
        chance = sum((degree / (2 * total)) ** 2 for degree in degrees.values())
        if abs(inside / total - options.resolution * chance - result.modularity) > _TOLERANCE:
            yield "modularity"


def _clusters(case: Case, options: NetworkOptions, result: Partnerships) -> Iterator[str]:
    """Members are of the region and chain; the quotients of a region, weighted, give what they should."""
    firms = {firm.id: firm for firm in case.enterprises}
    for cluster in result.clusters:
        allowed = set(result.chains[cluster.chain - 1].activities)
        for code in cluster.members:
            if region_of(firms[code], options.region_digits) != cluster.region:
                yield code
            if division_of(firms[code].activity) not in allowed:
                yield code
        if cluster.headcount != sum(people_of(firms[code]) for code in cluster.members):
            yield str(cluster.number)
    if not options.reference:
        # With the case itself as reference, quotients weighted by the general shares sum to one in each region.
        general: Counter[str] = Counter()
        for one in result.quotients:
            general[one.activity] += one.headcount
        whole = sum(general.values())
        shares: defaultdict[str, float] = defaultdict(float)
        for one in result.quotients:
            shares[one.region] += one.quotient * general[one.activity] / whole
        yield from (region for region, share in shares.items() if abs(share - 1) > _TOLERANCE)


def _roles(network: Network, options: NetworkOptions, result: Partnerships) -> Iterator[str]:
    for cluster in result.clusters[:_SMALL]:
        for role in cluster.roles:
            state, covered, _, holders = filled(network, cluster.members, role.kind, options)
            if (state, holders) != (role.state, role.holders) or abs(covered - role.covered) > _TOLERANCE:
                yield f"{cluster.number} {role.kind.value}"
            if {one.enterprise for one in role.candidates} & set(holders):
                yield f"{cluster.number} {role.kind.value}"


def _catalyst(network: Network, options: NetworkOptions, result: Partnerships) -> Iterator[str]:
    """Take the worth of new ties as the closeness of the network with them, less that without."""
    if len(network.enterprises) > _SMALL:
        return
    nodes, pairs = [firm.id for firm in network.enterprises], list(network.weights)
    before = closeness(nodes, pairs, options.decay)
    if abs(before - result.worth) > _TOLERANCE:
        yield "worth"
    for catalyst in result.catalysts:
        new = [(tie.enterprise, tie.partner) for tie in catalyst.targets]
        after = closeness(nodes, [*pairs, *new], options.decay)
        if abs(after - before - catalyst.worth) > _TOLERANCE * max(after, 1):
            yield catalyst.enterprise
    for tie in result.best_ties:
        after = closeness(nodes, [*pairs, (tie.enterprise, tie.partner)], options.decay)
        if abs(after - before - tie.worth) > _TOLERANCE * max(after, 1):
            yield f"{tie.enterprise} {tie.partner}"


def _spread(case: Case, result: Partnerships) -> Iterator[str]:
    """More ties and one more starter never reach fewer, round by round; nobody is lost."""
    course = result.spread
    if course is None:
        return
    for without, with_catalyst in zip(course.without, course.with_catalyst, strict=True):
        if with_catalyst < without - _TOLERANCE:
            yield "rounds"
    for values in (course.without, course.with_catalyst):
        if list(values) != sorted(values) or values[-1] > len(case.enterprises):
            yield "growth"
    if not course.low <= course.gain <= course.high:
        yield "interval"


def _feasible(case: Case, options: NetworkOptions, result: Partnerships) -> Iterator[str]:
    """No hard constraint stands against a match, and no offer or request is used more often than it can be."""
    requests = {one.id: one for one in case.requests}
    offers = {one.id: one for one in case.offers}
    used: Counter[str] = Counter()
    seen: set[str] = set()
    for match in result.matches:
        request, offer = requests[match.request], offers[match.offer]
        used[offer.id] += 1
        fit = agreement(request.fields, offer.fields)
        if obstacles(offer, request) or match.request in seen or used[offer.id] > places_of(offer):
            yield match.request
        if fit is not None and fit < options.least_field:
            yield match.request
        seen.add(match.request)


def _stable(result: Partnerships, offers: Market | None, teams: Market | None) -> Iterator[str]:
    """No possible pair likes each other better than what both have."""
    held = {match.request: match.offer for match in result.matches}
    given = {team.request: team.enterprise for team in result.teams}
    for market, matched in ((offers, held), (teams, given)):
        pair = blocking(market, matched) if market is not None else None
        if pair is not None:
            yield f"{pair[0]} {pair[1]}"


def _capacity(case: Case, result: Partnerships) -> Iterator[str]:
    """Those who take works have the role, and at no time more to do than they have people."""
    firms = {firm.id: firm for firm in case.enterprises}
    works = {(project.id, work.id): work for project in case.projects for work in project.works}
    resources = {resource.id: resource for resource in case.resources}
    changes: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in result.assignments:
        work = works[one.project, one.work]
        if not set(COMMISSIONED[work.kind]) & set(firms[one.contractor].roles):
            yield one.contractor
        for code, units in one.mode.demand.items():
            if resources[code].owner != one.contractor:
                yield code
            changes[code] += [(one.since, units), (one.since + max(one.mode.planned_days, 1), -units)]
    for code, steps in changes.items():
        most = max([resources[code].capacity, *(change.capacity for change in resources[code].changes)])
        busy = 0
        for _, units in sorted(steps):
            busy += units
            if busy > most:
                yield code


def _register(case: Case, result: Partnerships) -> Iterator[str]:
    """Every agreement is counted once, all payments are there, and balances follow from the directions."""
    if sum(row.agreements for row in result.transfers) != len(case.agreements):
        yield "agreements"
    paid = float(sum(sum(one.paid.values()) for one in case.agreements))
    if abs(sum(row.paid for row in result.transfers) - paid) > _TOLERANCE * max(paid, 1):
        yield "payments"
    for balance in result.balances:
        rows = [row for row in result.transfers if row.year == balance.year and row.kind in IN_BALANCE]
        receipts = sum(row.paid for row in rows if row.way is Way.OUTWARD)
        payments = sum(row.paid for row in rows if row.way is Way.INWARD)
        if abs(receipts - balance.receipts) + abs(payments - balance.payments) > _TOLERANCE:
            yield str(balance.year)
