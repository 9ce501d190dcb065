"""Tables of cooperation: clusters with their gaps, offers for requests, free capacity."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.network.result import Cluster, Partnerships, RoleState
from serpin.reports.network_reasons import reason_words
from serpin.reports.tables.table import Column, Kind, Table, Value

_WHY = mark("Why")
_CLUSTERS, _CLUSTER, _REGION, _MEMBERS, _QUOTIENT, _MISSING, _WEAK = (
    mark("Clusters and their gaps"),
    mark("Cluster"),
    mark("Region"),
    mark("Enterprises"),
    mark("Location quotient"),
    mark("Missing roles"),
    mark("Weak roles"),
)
_CAPACITY, _PROJECT, _WORK, _CONTRACTOR, _WAITS, _PRICE = (
    mark("Works that others could do"),
    mark("Project"),
    mark("Work"),
    mark("Performer"),
    mark("Working days it would wait"),
    mark("Price"),
)
_MATCHES, _REQUEST, _OFFER = mark("Offers for requests"), mark("Request"), mark("Offer")
_FROM_SEEKER, _FROM_OWNER = mark("Liked by the seeker"), mark("Liked by the owner")


def clusters(found: Partnerships, names: Names) -> Table:
    """Return the clusters: how large and special they are, which roles are missing or weak."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = [
        (
            str(cluster.number),
            cluster.region,
            len(cluster.members),
            cluster.quotient,
            _roles(cluster, RoleState.MISSING, names),
            _roles(cluster, RoleState.WEAK, names),
        )
        for cluster in found.clusters
    ]
    columns = (
        Column(say(_CLUSTER), Kind.CODE, 10),
        Column(say(_REGION), Kind.CODE, 14),
        Column(say(_MEMBERS), Kind.NUMBER, 12),
        Column(say(_QUOTIENT), Kind.DECIMAL, 12),
        Column(say(_MISSING), Kind.TEXT, 50),
        Column(say(_WEAK), Kind.TEXT, 50),
    )
    return Table("clusters", say(_CLUSTERS), columns, tuple(rows), engine="network")


def matches(found: Partnerships, names: Names) -> Table:
    """Return the offers that fit the requests, with the reasons."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = [
        (
            match.request,
            match.offer,
            match.liked_by_seeker,
            match.liked_by_owner,
            "; ".join(reason_words(reason, names) for reason in match.reasons),
        )
        for match in found.matches
    ]
    columns = (
        Column(say(_REQUEST), Kind.CODE, 14),
        Column(say(_OFFER), Kind.CODE, 14),
        Column(say(_FROM_SEEKER), Kind.PERCENT, 12),
        Column(say(_FROM_OWNER), Kind.PERCENT, 12),
        Column(say(_WHY), Kind.TEXT, 60),
    )
    return Table("matches", say(_MATCHES), columns, tuple(rows), engine="network")


def capacity(found: Partnerships, names: Names) -> Table:
    """Return the works that somebody else with free people could do sooner."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = [
        (
            names.project(one.project),
            names.work(one.project, one.work),
            names.other("enterprise", one.contractor),
            max(one.waits, 0),
            one.price,
        )
        for one in found.assignments
    ]
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_WORK), Kind.TEXT, 40),
        Column(say(_CONTRACTOR), Kind.TEXT, 34),
        Column(say(_WAITS), Kind.NUMBER, 12),
        Column(say(_PRICE), Kind.MONEY, 14),
    )
    return Table("capacity", say(_CAPACITY), columns, tuple(rows), engine="network")


def _roles(cluster: Cluster, state: RoleState, names: Names) -> str:
    return names.locale.listed(names.locale.choice(role.kind) for role in cluster.roles if role.state is state)
