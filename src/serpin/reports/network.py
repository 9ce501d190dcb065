"""Cooperation in words: whom to call first and why, clusters with their gaps, the catalyst, matches, transfers."""

from __future__ import annotations

from collections.abc import Iterable

from serpin.base.texts import mark
from serpin.charts.activities import trades
from serpin.charts.names import Names
from serpin.engines.network.result import (
    Cluster,
    Partnerships,
    ReasonKind,
    Role,
    RoleState,
    StateOrder,
    Way,
)
from serpin.reports.blocks import Block, plain
from serpin.reports.network_reasons import call_line, reason_words
from serpin.reports.words import check_name, names_in, sentence
from serpin.vocabulary.case import Case

_MOST_LINES = 8
_FEW = 3
_HEAD = mark(
    "{enterprises} enterprises, {connected} of them hang together by ties. {clusters} clusters lack {missing} roles; "
    "{matches} requests have an offer, {teams} research demands have a team."
)
_WAYS = {
    Way.DOMESTIC: mark("within the country"),
    Way.INWARD: mark("from abroad"),
    Way.OUTWARD: mark("abroad"),
}


def network_summary(case: Case, found: Partnerships, language: str) -> str:
    """Return the page as plain text, about a hundred columns wide.

    Parameters
    ----------
    case
        Where the names stand.
    found
        What was found.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(found, names_in(case, language)))


def blocks(found: Partnerships, names: Names) -> list[Block]:
    """Return the parts of the page, in the order in which they are read.

    Parameters
    ----------
    found
        What was found.
    names
        Names of the case, in a language.
    """
    page = [
        Block(text=_headline(found, names)),
        _calls(found, names),
        _clusters(found, names),
        _catalyst(found, names),
        _brokers(found, names),
        _matches(found, names),
        _research(found, names),
        _capacity(found, names),
        _transfers(found, names),
        _trust(found, names),
    ]
    return [block for block in page if block.text or block.lines]


def _headline(found: Partnerships, names: Names) -> str:
    if not found.positions:
        return ""
    return names.locale.say(
        _HEAD,
        enterprises=found.enterprises,
        connected=found.connected,
        clusters=len(found.clusters),
        missing=sum(len(cluster.gaps) for cluster in found.clusters),
        matches=len(found.matches),
        teams=len(found.teams),
    )


def _calls(found: Partnerships, names: Names) -> Block:
    say = names.locale.say
    lines = [f"{number}. {call_line(call, names)}" for number, call in enumerate(found.calls, start=1)]
    return Block(say(mark("Partnerships most worth a phone call")), "", lines)


def _clusters(found: Partnerships, names: Names) -> Block:
    """Return the clusters with what they lack, and who could fill it."""
    say = names.locale.say
    lines = []
    for cluster in found.clusters[:_MOST_LINES]:
        parts = [
            say(
                mark("{cluster}: {count} enterprises, location quotient {quotient}"),
                cluster=_cluster_name(cluster, names),
                count=len(cluster.members),
                quotient=names.locale.number(cluster.quotient, 2),
            )
        ]
        for state, text in ((RoleState.MISSING, mark("missing: {roles}")), (RoleState.WEAK, mark("weak: {roles}"))):
            roles = [role for role in cluster.roles if role.state is state]
            if roles:
                parts.append(say(text, roles=", ".join(_role(role, names) for role in roles)))
        lines.append("; ".join(parts))
    return Block(say(mark("Clusters and their gaps")), say(mark("In brackets: who nearby could fill the role.")), lines)


def _role(role: Role, names: Names) -> str:
    words = names.locale.choice(role.kind)
    return f"{words} ({_firm(role.candidates[0].enterprise, names)})" if role.candidates else words


def _cluster_name(cluster: Cluster, names: Names) -> str:
    firms = {one.id: one for one in names.case.enterprises}
    text = trades([(firms[code].activity[:2], firms[code].headcount) for code in cluster.members], names.locale)
    return f"{cluster.region} {text}"


def _catalyst(found: Partnerships, names: Names) -> Block:
    """Return who would connect most, public and private, and what it changes."""
    locale, say = names.locale, names.locale.say
    lines = []
    for public, text in (
        (False, mark("Private catalyst: {actor}; its {count} best new ties are worth {worth} pairs: {partners}")),
        (True, mark("Public catalyst: {actor}; its {count} best new ties are worth {worth} pairs: {partners}")),
    ):
        first = next((one for one in found.catalysts if one.public is public), None)
        if first is not None:
            lines.append(
                say(
                    text,
                    actor=_firm(first.enterprise, names),
                    count=len(first.targets),
                    worth=locale.number(first.worth, 1),
                    partners=_listed((tie.partner for tie in first.targets), names),
                )
            )
    if found.spread is not None:
        course = found.spread
        lines.append(
            say(
                mark(
                    "Cooperation spreads to {without} enterprises without a catalyst and to {reached} with {actor}: "
                    "{gain} more (95 % interval {low} to {high})"
                ),
                actor=_firm(found.catalysts[0].enterprise, names),
                without=locale.number(course.without[-1], 1),
                reached=locale.number(course.with_catalyst[-1], 1),
                gain=locale.number(course.gain, 1),
                low=locale.number(course.low, 1),
                high=locale.number(course.high, 1),
            )
        )
    if found.best_ties:
        tie = found.best_ties[0]
        lines.append(
            say(
                mark("The single new tie that connects most: {actor} – {partner}, worth {worth} pairs"),
                actor=_firm(tie.enterprise, names),
                partner=_firm(tie.partner, names),
                worth=locale.number(tie.worth, 1),
            )
        )
    return Block(say(mark("The catalyst")), "", lines)


def _brokers(found: Partnerships, names: Names) -> Block:
    """Return who stands between the others, who is hemmed in, and how firm the communities are."""
    locale, say = names.locale, names.locale.say
    if not found.positions:
        return Block()
    between = sorted(found.positions, key=lambda one: -one.betweenness)[:_FEW]
    lines = []
    if between[0].betweenness > 0:
        shown = (f"{_firm(one.enterprise, names)} ({locale.number(one.betweenness, 0)})" for one in between)
        lines.append(say(mark("Most paths between others pass through: {actors}"), actors=", ".join(shown)))
    needed = [one.enterprise for one in found.positions if one.needed]
    if needed:
        lines.append(say(mark("Without one of these the network falls apart: {actors}"), actors=_listed(needed, names)))
    tied = [one for one in found.positions if one.constraint is not None and one.degree > 1]
    if tied:
        free = sorted(tied, key=lambda one: one.constraint or 0.0)[:_FEW]
        lines.append(
            say(
                mark("Free to choose among partners who do not know each other (least constraint): {actors}"),
                actors=", ".join(
                    f"{_firm(one.enterprise, names)} ({locale.number(one.constraint or 0, 2)})" for one in free
                ),
            )
        )
    groups = [one for one in found.communities if len(one.members) > 1]
    if groups:
        lines.append(
            say(
                mark("{count} communities, modularity {value}; stability {low} to {high} when some ties are left out"),
                count=len(groups),
                value=locale.number(found.modularity, 2),
                low=locale.percent(min(one.stability for one in groups)),
                high=locale.percent(max(one.stability for one in groups)),
            )
        )
    if found.sampled:
        lines.append(say(mark("Betweenness is estimated from a sample of paths, with intervals in the result")))
    return Block(say(mark("Positions")), "", lines)


def _matches(found: Partnerships, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    offers = {one.id: one for one in names.case.offers}
    requests = {one.id: one for one in names.case.requests}
    lines = []
    for match in found.matches[:_MOST_LINES]:
        offer, request = offers[match.offer], requests[match.request]
        reasons = "; ".join(reason_words(reason, names) for reason in match.reasons)
        ends = f"{_firm(request.enterprise, names)} ← {_firm(offer.owner, names)}"
        lines.append(f"{ends}, {locale.quoted(locale.name(offer.title))} ({match.request}, {match.offer}): {reasons}")
    if found.unmatched:
        lines.append(say(mark("Without an answer: {codes}"), codes=", ".join(found.unmatched[: 2 * _MOST_LINES])))
    return Block(say(mark("Technology offers for requests")), "", lines)


def _research(found: Partnerships, names: Names) -> Block:
    """Return the teams for research demands, and what state orders can start from."""
    say = names.locale.say
    requests = {one.id: one for one in names.case.requests}
    lines = []
    for team in found.teams[:_MOST_LINES]:
        reasons = "; ".join(reason_words(reason, names) for reason in team.reasons)
        ends = f"{_firm(requests[team.request].enterprise, names)} ← {_firm(team.enterprise, names)}"
        lines.append(f"{ends} ({team.request}): {reasons}")
    lines += [_order(order, names) for order in found.orders[:_MOST_LINES]]
    return Block(say(mark("Research demands and state orders")), "", lines)


def _order(order: StateOrder, names: Names) -> str:
    say = names.locale.say
    if order.source:
        name = names.locale.quoted(names.other("source", order.source))
    else:
        name = names.locale.quoted(f"{names.project(order.project)}: {names.work(order.project, order.work)}")
    if not order.holders:
        return say(mark("State order {name}: no registered demand, nobody waits for its results"), name=name)
    requests = {one.id: one for one in names.case.requests}
    holders = dict.fromkeys(requests[code].enterprise for code in order.holders)
    shown = _listed(list(holders)[:_MOST_LINES], names)
    text = mark("State order {name}: {count} registered demands, of {actors}")
    return say(text, name=name, count=len(order.holders), actors=shown)


def _capacity(found: Partnerships, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    if not found.assignments and not found.shortages:
        return Block()
    text = say(
        mark("If every project begins as early as it can, {count} works would wait too long; others can do {taken}."),
        count=len(found.assignments) + len(found.shortages),
        taken=len(found.assignments),
    )
    lines = [
        say(
            mark("{contractor} can do {work} of {project} from {day} for {price}, {days} working days sooner"),
            contractor=_firm(one.contractor, names),
            work=locale.quoted(names.work(one.project, one.work)),
            project=locale.quoted(names.project(one.project)),
            day=locale.day(names.day(one.since)),
            price=locale.money(one.price),
            days=locale.number(next(r.value for r in one.reasons if r.kind is ReasonKind.DAYS_SAVED)),
        )
        for one in found.assignments[:_MOST_LINES]
    ]
    return Block(say(mark("Works that lack capacity")), text, lines)


def _transfers(found: Partnerships, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    lines = [
        say(
            mark("{year}, {kind}, {way}: agreements signed {count}, paid {amount}"),
            year=row.year,
            kind=locale.choice(row.kind),
            way=say(_WAYS[row.way]),
            count=row.agreements,
            amount=locale.money(row.paid),
        )
        for row in found.transfers[-_MOST_LINES:]
    ]
    lines += [
        say(
            mark("{year}: balance of technology payments {balance} (received {receipts}, paid {payments})"),
            year=one.year,
            balance=locale.money(one.balance),
            receipts=locale.money(one.receipts),
            payments=locale.money(one.payments),
        )
        for one in found.balances
        if one.receipts or one.payments
    ]
    return Block(say(mark("Transfer register")), "", lines)


def _trust(found: Partnerships, names: Names) -> Block:
    say = names.locale.say
    lines = [sentence(note, names) for note in found.notes[:_MOST_LINES]]
    wrong = [check for check in found.self_checks if not check.passed]
    lines += [
        f"{say(mark('Check failed'))}: {check_name(check.name, names, 'network')} ({check.detail})" for check in wrong
    ]
    if found.self_checks and not wrong:
        lines.append(say(mark("Counted again from the case: all {count} checks passed"), count=len(found.self_checks)))
    return Block("", "", lines)


def _firm(code: str, names: Names) -> str:
    return names.other("enterprise", code)


def _listed(codes: Iterable[str], names: Names) -> str:
    return names.locale.listed(_firm(code, names) for code in codes)
