"""When an offer can answer a request at all: field, readiness, kind of transfer, region, time, price, exclusivity.

Codes of fields are compared level by level, from the broad to the narrow. Textbook: ``network.md``, section
"Offers and requests".
"""

from __future__ import annotations

import re
from functools import lru_cache

from serpin.vocabulary.technology import TechnologyOffer, TechnologyRequest

_OKED = re.compile(r"(\d{2})(?:\.(\d{1,2})(?:\.(\d))?)?$")
_IPC = re.compile(r"([A-H]\d{2})([A-Z])?(?:(\d{1,4})(?:/(\d{2,6}))?)?$")
_HS = re.compile(r"(\d{4})(\d{2})?(\d{2,4})?$")


@lru_cache(maxsize=65_536)
def levels_of(code: str) -> tuple[str, ...]:
    """Return the levels of a code from the broad to the narrow; unknown systems have one level.

    ``24.44`` (OKED) gives division, group and class; ``C22B 15/00`` (IPC) class, subclass, group and subgroup.
    """
    text = code.replace(" ", "").upper()
    found = _OKED.match(text)
    if found:
        division, rest = found[1], found[2] or ""
        parts = ["O" + division] + [f"O{division}.{rest[:size]}" for size in range(1, len(rest) + 1)]
        return (*parts, f"{parts[-1]}.{found[3]}") if found[3] else tuple(parts)
    found = _IPC.match(text)
    if found:
        parts, whole = [], "I"
        for part in found.groups():
            if part is None:
                break
            whole += part + " "
            parts.append(whole)
        return tuple(parts)
    found = _HS.match(text)
    if found:
        return tuple("H" + text[:size] for size in (4, 6, 10) if size <= len(text)) or ("H" + text,)
    return ("X" + text,)


@lru_cache(maxsize=65_536)
def leaves_of(codes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the levels of all codes of a noun."""
    return tuple(levels_of(code) for code in codes)


def agreement(wanted: tuple[str, ...], offered: tuple[str, ...]) -> float | None:
    """Return how far offered codes reach into wanted ones, from 0 to 1; nothing where they cannot be compared.

    Parameters
    ----------
    wanted, offered
        Codes; those of the same system are compared, and the best pair counts.
    """
    best = None
    for levels in leaves_of(wanted):
        for others in leaves_of(offered):
            if levels[0][0] != others[0][0]:
                continue
            shared = sum(1 for one, other in zip(levels, others, strict=False) if one == other)
            best = max(best or 0.0, shared / len(levels))
    return best


def covers(region: str, other: str) -> bool:
    """Tell whether a region of the classifier KATO holds another, or is it: ``350000000`` holds ``351000000``."""
    return other.startswith(region.rstrip("0")) if region and other else not region


def obstacles(offer: TechnologyOffer, request: TechnologyRequest) -> tuple[str, ...]:
    """Return the names of the hard constraints that keep an offer from a request; none when it can answer it.

    The field is judged by :func:`agreement` and is not among them.
    """
    found = []
    if offer.owner == request.enterprise:
        found.append("owner")
    if offer.readiness < request.readiness:
        found.append("readiness")
    if request.kinds and offer.kind not in request.kinds:
        found.append("kind")
    if request.exclusive and not offer.exclusive:
        found.append("exclusive")
    if offer.regions and request.region and not any(covers(region, request.region) for region in offer.regions):
        found.append("region")
    if offer.since and request.until and offer.since > request.until:
        found.append("time")
    if offer.price is not None and request.budget is not None and offer.price > request.budget:
        found.append("price")
    return tuple(found)


def places_of(offer: TechnologyOffer) -> int:
    """Return how many requests an offer can serve: one when it is exclusive."""
    return 1 if offer.exclusive else offer.takers
