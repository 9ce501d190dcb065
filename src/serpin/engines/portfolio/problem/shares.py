"""Least and largest shares of the portfolio: which way of a project counts for how much, and limits in words.

Textbook: ``portfolio.md``, section "Shares of the portfolio".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from serpin.base.texts import mark
from serpin.engines.portfolio.options import ShareLimit, Trait
from serpin.engines.portfolio.problem.way import KINDS, Way
from serpin.vocabulary.case import Case
from serpin.vocabulary.innovation import InnovationType, Novelty
from serpin.vocabulary.labels import label
from serpin.vocabulary.project import Project
from serpin.vocabulary.result import Message
from serpin.vocabulary.work import WorkKind

LEAST = mark("of the cost of all chosen projects at least {share} is for {part}")
MOST = mark("of the cost of all chosen projects at most {share} is for {part}")
_PARTS = {
    Trait.TYPE: mark("innovations of the type “{value}”"),
    Trait.NOVELTY: mark("innovations of the novelty “{value}”"),
    Trait.REGION: mark("enterprises of region {value}"),
    Trait.ENTERPRISE: mark("enterprise {enterprise}"),
    Trait.WORK_KIND: mark("works of the kind “{value}”"),
}
_CHOICES = {Trait.TYPE: InnovationType, Trait.NOVELTY: Novelty, Trait.WORK_KIND: WorkKind}

_SMALL = 1e-6
"""Part of the cost by which rounding may pass a share."""


def part_of(way: Way, project: Project, case: Case, limit: ShareLimit) -> float:
    """Return the part of the cost of a way that has the trait of a limit: all or nothing, or its works of a kind.

    Parameters
    ----------
    way, project
        The way and its project.
    case
        Innovations and enterprises.
    limit
        The trait and its value.
    """
    if limit.trait is Trait.WORK_KIND:
        return float(way.by_kind[[kind == limit.value for kind in KINDS]].sum())
    innovation = next(item for item in case.innovations if item.id == project.innovation)
    leader = next(item for item in case.enterprises if item.id == project.enterprise)
    has = {
        Trait.TYPE: innovation.type == limit.value,
        Trait.NOVELTY: innovation.novelty == limit.value,
        Trait.REGION: leader.region.startswith(limit.value),
        Trait.ENTERPRISE: leader.id == limit.value,
    }[limit.trait]
    return way.total if has else 0.0


def is_known(limit: ShareLimit, case: Case) -> bool:
    """Tell whether the value of a limit is one that its trait can have."""
    if limit.trait in _CHOICES:
        return limit.value in tuple(_CHOICES[limit.trait])
    return limit.trait is Trait.REGION or any(limit.value == enterprise.id for enterprise in case.enterprises)


def broken(limit: ShareLimit, ways: Mapping[str, Way], projects: Mapping[str, Project], case: Case) -> Iterator[str]:
    """Yield ``least`` or ``most``, where chosen ways break that bound of a limit."""
    total = math.fsum(way.total for way in ways.values())
    part = math.fsum(part_of(way, projects[name], case, limit) for name, way in ways.items())
    if part < (limit.least - _SMALL) * total:
        yield "least"
    if part > (limit.most + _SMALL) * total:
        yield "most"


def in_words(limit: ShareLimit, bound: str) -> Message:
    """Return the sentence of one bound of a limit, ``least`` or ``most``."""
    value: Any = limit.value
    if limit.trait in _CHOICES and limit.value in tuple(_CHOICES[limit.trait]):
        value = {"text": label(_CHOICES[limit.trait](limit.value))}
    key = "enterprise" if limit.trait is Trait.ENTERPRISE else "value"
    part = {"text": _PARTS[limit.trait], "values": {key: value}}
    share = limit.least if bound == "least" else limit.most
    return Message(text=LEAST if bound == "least" else MOST, values={"share": share, "part": part})
