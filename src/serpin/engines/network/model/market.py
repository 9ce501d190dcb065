"""Offers and requests: which can meet at all, how much either side likes it, and who gets whom.

Textbook: ``network.md``, sections "Offers and requests" and "Stable matching".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from serpin.engines.network.model.graph import Flags, Floats, Ints
from serpin.engines.network.model.matching import deferred_acceptance, ranks
from serpin.engines.network.model.texts import likeness
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.evidence import Market
from serpin.engines.network.problem.statement import Network, region_of
from serpin.engines.network.problem.terms import covers, leaves_of, places_of
from serpin.engines.network.result import Match, Reason, ReasonKind
from serpin.vocabulary.case import Case
from serpin.vocabulary.technology import TransferKind

_UNWRITTEN = 1 << 40
_SHOWN = 3
_MOST_TEXTS = 4_000_000
_ALIKE = 0.5
_HALF = 0.5


@dataclass(frozen=True)
class Pairs:
    """Possible pairs of requests and offers, with what speaks for them; −1 where codes cannot be compared."""

    request: Ints
    offer: Ints
    field: Floats
    text: Floats
    room: Floats
    ready: Floats
    near: Floats


def by_field(wanted: Sequence[tuple[str, ...]], offered: Sequence[tuple[str, ...]]) -> tuple[Ints, Ints, Floats]:
    """Return all pairs whose codes agree in some level, and how far the offered reach into the wanted ones.

    Parameters
    ----------
    wanted, offered
        Codes of each request and of each offer.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, codes in enumerate(offered):
        for level in {level for levels in leaves_of(codes) for level in levels}:
            holders[level].append(place)
    known = {level: np.array(places) for level, places in holders.items()}
    seekers: defaultdict[tuple[str, float], list[int]] = defaultdict(list)
    for place, codes in enumerate(wanted):
        best: dict[str, float] = {}
        for levels in leaves_of(codes):
            for depth, level in enumerate(levels, start=1):
                best[level] = max(best.get(level, 0.0), depth / len(levels))
        for level, value in best.items():
            if level in known:
                seekers[level, value].append(place)
    left: list[Ints] = []
    right: list[Ints] = []
    shares: list[Floats] = []
    for (level, share), rows in seekers.items():
        left.append(np.repeat(np.array(rows), len(known[level])))
        right.append(np.tile(known[level], len(rows)))
        shares.append(np.full(len(left[-1]), share))
    if not left:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    keys, values = np.concatenate(left) * len(offered) + np.concatenate(right), np.concatenate(shares)
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[first] // len(offered), keys[first] % len(offered), np.maximum.reduceat(values, first)


def _uncoded(wanted: Sequence[tuple[str, ...]], offered: Sequence[tuple[str, ...]]) -> tuple[Ints, Ints]:
    """Return the pairs whose codes belong to no common system."""

    def systems(codes: tuple[str, ...]) -> frozenset[str]:
        return frozenset(levels[0][0] for levels in leaves_of(codes))

    ours, theirs = defaultdict(list), defaultdict(list)
    for place, codes in enumerate(wanted):
        ours[systems(codes)].append(place)
    for place, codes in enumerate(offered):
        theirs[systems(codes)].append(place)
    left, right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, places in ours.items():
        for other, others in theirs.items():
            if not one & other:
                left.append(np.repeat(np.array(places), len(others)))
                right.append(np.tile(np.array(others), len(places)))
    return np.concatenate(left), np.concatenate(right)


class Exchange:
    """The market of a case.

    Parameters
    ----------
    case, network, options
        What was asked.
    """

    def __init__(self, case: Case, network: Network, options: NetworkOptions) -> None:
        self._case, self._network, self._options = case, network, options
        self.left_out = False

    def pairs(self) -> Pairs:
        """Return the pairs that no hard constraint keeps apart, and whose fields or texts fit."""
        case, options = self._case, self._options
        wanted, offered = [one.fields for one in case.requests], [one.fields for one in case.offers]
        left, right, field = by_field(wanted, offered)
        more, others = _uncoded(wanted, offered)
        if len(more) > _MOST_TEXTS:
            self.left_out = True
            more, others = more[:0], others[:0]
        left, right = np.concatenate((left, more)), np.concatenate((right, others))
        field = np.concatenate((field, np.full(len(more), -1.0)))
        kept = self._possible(left, right) & ((field < 0) | (field >= options.least_field))
        left, right, field = left[kept], right[kept], field[kept]
        text = likeness([one.title for one in case.requests], [one.title for one in case.offers], left, right)
        kept = (field >= 0) | (text >= options.least_text)
        left, right, field, text = left[kept], right[kept], field[kept], text[kept]
        return Pairs(left, right, field, text, *self._merits(left, right))

    def _possible(self, left: Ints, right: Ints) -> Flags:
        """Tell which pairs no hard constraint keeps apart: the rules of the problem, on numbers."""
        requests, offers = self._case.requests, self._case.offers
        places = self._network.places
        kinds = list(TransferKind)
        accepted = np.array([[not one.kinds or kind in one.kinds for kind in kinds] for one in requests], bool)
        accepted = accepted.reshape(-1, len(kinds))
        regions = sorted({one.region for one in requests})
        areas = sorted({one.regions for one in offers})
        reach = [[not a or not r or any(covers(part, r) for part in a) for r in regions] for a in areas]
        held = np.array(reach, bool).reshape(len(areas), len(regions))
        region = np.array([regions.index(one.region) for one in requests], np.int64)
        area = np.array([areas.index(one.regions) for one in offers], np.int64)
        inf = np.inf

        def column(nouns: Sequence[Any], value: Any, kind: Any = float) -> np.ndarray:
            return np.array([value(one) for one in nouns], kind)

        return np.asarray(
            (
                column(requests, lambda one: places[one.enterprise], int)[left]
                != column(offers, lambda one: places[one.owner], int)[right]
            )
            & (column(requests, lambda one: one.readiness)[left] <= column(offers, lambda one: one.readiness)[right])
            & accepted[left, column(offers, lambda one: kinds.index(one.kind), int)[right]]
            & (
                ~column(requests, lambda one: one.exclusive, bool)[left]
                | column(offers, lambda one: one.exclusive, bool)[right]
            )
            & held[area[right], region[left]]
            & (
                column(requests, lambda one: one.until.toordinal() if one.until else inf)[left]
                >= column(offers, lambda one: one.since.toordinal() if one.since else -inf)[right]
            )
            & (
                column(requests, lambda one: float(one.budget) if one.budget is not None else inf)[left]
                >= column(offers, lambda one: float(one.price) if one.price is not None else -inf)[right]
            )
        )

    def _merits(self, left: Ints, right: Ints) -> tuple[Floats, Floats, Floats]:
        """Return room in the budget, readiness to spare and nearness of pairs, each from 0 to 1."""
        requests, offers, network = self._case.requests, self._case.offers, self._network
        budget = np.array([float(one.budget) if one.budget is not None else np.nan for one in requests])
        price = np.array([float(one.price) if one.price is not None else np.nan for one in offers])
        with np.errstate(invalid="ignore", divide="ignore"):
            room = 1 - price[right] / budget[left]
        room = np.nan_to_num(room, nan=_HALF, posinf=_HALF, neginf=_HALF)
        needed = np.array([one.readiness for one in requests], float)[left]
        spare = np.array([one.readiness for one in offers], float)[right] - needed
        ready = spare / np.maximum(9 - needed, 1)
        digits = self._options.region_digits
        homes = {one.id: region_of(one, digits) for one in self._case.enterprises}
        codes = {code: place for place, code in enumerate(sorted(set(homes.values())))}
        seeker = np.array([network.places[one.enterprise] for one in requests], np.int64)[left]
        owner = np.array([network.places[one.owner] for one in offers], np.int64)[right]
        home = np.array([codes[homes[one.id]] for one in self._case.enterprises], np.int64)
        known = np.array([network.places[a] * len(home) + network.places[b] for a, b in network.weights], np.int64)
        low, high = np.minimum(seeker, owner), np.maximum(seeker, owner)
        near = (home[seeker] == home[owner]) | np.isin(low * len(home) + high, known)
        return room, ready, near.astype(float)

    def market(self, pairs: Pairs) -> tuple[Market, Floats, Floats]:
        """Return the market with both orders, and how much either side likes each pair."""
        case, terms = self._case, self._options.terms
        weights = np.array([terms.field, terms.text, terms.readiness, terms.price, terms.nearness])
        weights = weights / weights.sum() if weights.sum() > 0 else np.full(5, 0.2)
        field = np.where(pairs.field < 0, _HALF * pairs.text, pairs.field)
        liked = weights @ np.stack((field, pairs.text, pairs.ready, pairs.room, pairs.near))
        budget = np.array([float(one.budget) if one.budget is not None else 0.0 for one in case.requests])
        most = budget.max(initial=0.0)
        purse = budget[pairs.request] / most if most > 0 else np.zeros(len(pairs.request))
        owner_likes = weights @ np.stack((field, pairs.text, np.full(len(field), _HALF), purse, pairs.near))
        requests = {one.id: place for place, one in enumerate(case.requests)}
        offers = {one.id: place for place, one in enumerate(case.offers)}
        market = Market(
            tuple(requests),
            tuple(offers),
            pairs.request,
            pairs.offer,
            ranks(pairs.request, pairs.offer, liked, _written(pairs.request, pairs.offer, case.requests, offers)),
            ranks(pairs.offer, pairs.request, owner_likes, _written(pairs.offer, pairs.request, case.offers, requests)),
            np.array([places_of(one) for one in case.offers], np.int64),
        )
        return market, liked, owner_likes

    def matches(self) -> tuple[tuple[Match, ...], Market]:
        """Return the stable matching of requests with offers, best first, and the market for the checker."""
        pairs = self.pairs()
        market, liked, owner_likes = self.market(pairs)
        found = deferred_acceptance(market)
        at = {}
        chosen = np.flatnonzero(
            np.array([found.get(one, -1) for one in range(len(market.seekers))], np.int64)[pairs.request] == pairs.offer
        )
        for place in chosen.tolist():
            at[int(pairs.request[place])] = place
        others: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        near_top = np.flatnonzero(market.seeker_rank <= _SHOWN)
        for place in near_top.tolist():
            others[int(pairs.request[place])].append((int(market.seeker_rank[place]), int(pairs.offer[place])))
        matches = [
            Match(
                request=market.seekers[request],
                offer=market.givers[found[request]],
                liked_by_seeker=round(float(liked[place]), 6),
                liked_by_owner=round(float(owner_likes[place]), 6),
                reasons=self._reasons(pairs, place),
                alternatives=tuple(
                    market.givers[offer] for _, offer in sorted(others[request]) if offer != found[request]
                )[:_SHOWN],
            )
            for request, place in at.items()
        ]
        matches.sort(key=lambda one: (-(one.liked_by_seeker + one.liked_by_owner), one.request))
        return tuple(matches), market

    def _reasons(self, pairs: Pairs, place: int) -> tuple[Reason, ...]:
        request, offer = self._case.requests[pairs.request[place]], self._case.offers[pairs.offer[place]]
        found = []
        field, text = float(pairs.field[place]), float(pairs.text[place])
        if field > 0:
            exact = ReasonKind.SAME_FIELD if field >= 1 else ReasonKind.SIMILAR_FIELD
            found.append(Reason(kind=exact, value=field, about=request.fields[0]))
        if text >= _ALIKE:
            found.append(Reason(kind=ReasonKind.ALIKE, value=text))
        found.append(Reason(kind=ReasonKind.READY, value=float(offer.readiness), about=str(request.readiness)))
        if offer.price is not None and request.budget is not None:
            found.append(Reason(kind=ReasonKind.WITHIN_BUDGET, value=float(offer.price), about=str(request.budget)))
        if self._network.tied(request.enterprise, offer.owner):
            found.append(Reason(kind=ReasonKind.TIED))
        elif pairs.near[place]:
            found.append(Reason(kind=ReasonKind.SAME_REGION))
        return tuple(found)


def _written(side: Ints, other: Ints, nouns: Sequence[Any], places: dict[str, int]) -> Ints:
    """Return the place of each pair in the written order of its side."""
    found = np.full(len(side), _UNWRITTEN, np.int64)
    for place, noun in enumerate(nouns):
        if noun.prefers:
            rows = np.flatnonzero(side == place)
            order = {places[code]: number for number, code in enumerate(noun.prefers)}
            found[rows] = [order.get(int(one), _UNWRITTEN) for one in other[rows]]
    return found
