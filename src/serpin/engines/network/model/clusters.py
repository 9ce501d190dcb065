"""Clusters by region and value chain, and location quotients.

Textbook: ``network.md``, section "Chains and clusters".
"""

from __future__ import annotations

from collections import Counter, defaultdict

from serpin.engines.network.model.chains import divided as by_division
from serpin.engines.network.model.chains import from_table, from_ties
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.statement import (
    Network,
    division_of,
    is_at_home,
    is_producing,
    people_of,
    region_of,
)
from serpin.engines.network.result import Chain, Cluster, Quotient
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Enterprise


def location_quotient(local: float, region: float, general: float, whole: float) -> float:
    """Return (local ÷ region) ÷ (general ÷ whole); 0 where nothing is known to compare with."""
    return (local / region) / (general / whole) if region and general and whole else 0.0


def counted(case: Case) -> tuple[Enterprise, ...]:
    """Return the enterprises that make up regions: producing, at home, with an activity."""
    return tuple(
        enterprise
        for enterprise in case.enterprises
        if is_producing(enterprise) and is_at_home(enterprise, case) and enterprise.activity
    )


def chains_of(case: Case, network: Network, options: NetworkOptions, seed: int) -> tuple[Chain, ...]:
    """Return the value chains: templates of the input–output table, else communities of the sales among enterprises."""
    divisions = {enterprise.id: division_of(enterprise.activity) for enterprise in counted(case)}
    if options.flows:
        table = by_division({(flow.seller, flow.buyer): flow.amount for flow in options.flows})
        known = from_table(table)
        missing = sorted(set(divisions.values()) - {code for chain in known for code in chain.activities})
        alone = (
            Chain(number=len(known) + place, activities={code: 1.0}, also={}) for place, code in enumerate(missing, 1)
        )
        return (*known, *alone)
    sales: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (seller, buyer), amount in network.sales.items():
        if seller in divisions and buyer in divisions:
            sales[divisions[seller], divisions[buyer]] += amount
    return from_ties(sales, list(divisions.values()), seed)


def quotients_of(case: Case, options: NetworkOptions) -> tuple[Quotient, ...]:
    """Return the location quotient of every division in every region, by region and code."""
    local: Counter[tuple[str, str]] = Counter()
    firms: Counter[tuple[str, str]] = Counter()
    for enterprise in counted(case):
        key = region_of(enterprise, options.region_digits), division_of(enterprise.activity)
        local[key] += people_of(enterprise)
        firms[key] += 1
    regions, general = _sums(local, options)
    whole = sum(general.values())
    return tuple(
        Quotient(
            region=region,
            activity=activity,
            enterprises=firms[region, activity],
            headcount=people,
            quotient=location_quotient(people, regions[region], general.get(activity, 0.0), whole),
        )
        for (region, activity), people in sorted(local.items())
    )


def _sums(local: Counter[tuple[str, str]], options: NetworkOptions) -> tuple[dict[str, int], dict[str, float]]:
    """Return the people of each region, and of each division in the reference economy."""
    regions: Counter[str] = Counter()
    general: defaultdict[str, float] = defaultdict(float)
    for (region, activity), people in local.items():
        regions[region] += people
        if not options.reference:
            general[activity] += people
    for activity, known in options.reference.items():
        general[division_of(activity)] += known
    return dict(regions), dict(general)


def clusters_of(
    case: Case, network: Network, options: NetworkOptions, chains: tuple[Chain, ...], quotients: tuple[Quotient, ...]
) -> tuple[Cluster, ...]:
    """Return enterprises of one chain in one region, where there are enough of them; the largest first."""
    chain_of = {activity: chain.number for chain in chains for activity in chain.activities}
    members: defaultdict[tuple[str, int], list[Enterprise]] = defaultdict(list)
    for enterprise in counted(case):
        region = region_of(enterprise, options.region_digits)
        if region:
            members[region, chain_of[division_of(enterprise.activity)]].append(enterprise)
    local: Counter[tuple[str, str]] = Counter({(one.region, one.activity): one.headcount for one in quotients})
    regions, general = _sums(local, options)
    whole = sum(general.values())
    pairs = _inner_pairs(network, {one.id: key for key, firms in members.items() for one in firms})
    found = []
    for (region, chain), firms in members.items():
        if len(firms) < options.least_members:
            continue
        people = sum(people_of(one) for one in firms)
        everywhere = sum(general.get(activity, 0.0) for activity in chains[chain - 1].activities)
        found.append(
            Cluster(
                number=1,
                region=region,
                chain=chain,
                activities=tuple(sorted({division_of(one.activity) for one in firms})),
                members=tuple(one.id for one in firms),
                headcount=people,
                quotient=location_quotient(people, regions[region], everywhere, whole),
                inner=2 * pairs[region, chain] / (len(firms) * (len(firms) - 1)),
            )
        )
    found.sort(key=lambda one: (-one.headcount, one.region, one.chain))
    return tuple(one.model_copy(update={"number": number}) for number, one in enumerate(found, start=1))


def _inner_pairs(network: Network, home: dict[str, tuple[str, int]]) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for one, other in network.weights:
        if one in home and home[one] == home.get(other):
            found[home[one]] += 1
    return found
