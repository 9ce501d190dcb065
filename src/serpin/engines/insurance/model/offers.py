"""Offers: which answers are open to each risk, what they cost and what is retained with them in every course."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from serpin.engines.insurance.model.table import sums
from serpin.engines.insurance.problem.statement import Events, Measure, Numbers, Statement, Terms, Vector
from serpin.vocabulary.cover import Cover

_MOST_OPTIONS = 600
_MOST_COMBINATIONS = 4096


@dataclass(frozen=True)
class Policy:
    """A cover at a deductible and a limit, with its price for the whole time that it runs."""

    terms: Terms
    cover: Cover
    price: float


@dataclass(frozen=True)
class Option:
    """One answer to the risks of a unit: policies and measures, and what they cost for sure."""

    policies: tuple[Policy, ...]
    measures: tuple[Measure, ...]

    @property
    def premium(self) -> float:
        """What insurers get."""
        return math.fsum(policy.price for policy in self.policies)

    @property
    def outlay(self) -> float:
        """Premiums, mitigations and sharing together."""
        return self.premium + math.fsum(measure.cost + measure.fee for measure in self.measures)


@dataclass(frozen=True)
class Unit:
    """Risks that covers tie together, and the answers that are open to them; the first is to retain everything."""

    risks: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Parted:
    """What becomes of each event of a unit, in money: the four parts sum to the event."""

    places: Numbers
    avoided: Vector
    ceded: Vector
    shared: Vector
    retained: Vector


def units_of(statement: Statement, policies: Mapping[str, Sequence[Policy]]) -> tuple[Unit, ...]:
    """Return the units of a register.

    Parameters
    ----------
    statement
        The register.
    policies
        For each cover the ways in which it may be bought.
    """
    names = [line.risk.id for line in statement.lines]
    home = {name: name for name in names}

    def root(name: str) -> str:
        while home[name] != name:
            name = home[name]
        return name

    perils = {code: [name for name in some[0].cover.perils if name in home] for code, some in policies.items() if some}
    for tied in perils.values():
        for name in tied[1:]:
            home[root(name)] = root(tied[0])
    members: dict[str, list[str]] = {}
    for name in names:
        members.setdefault(root(name), []).append(name)
    found = []
    for risks in members.values():
        covers = [code for code, tied in perils.items() if tied and tied[0] in risks]
        found.append(Unit(tuple(risks), tuple(_options(statement, risks, [policies[code] for code in covers]))))
    return tuple(found)


def _options(statement: Statement, risks: list[str], covers: list[Sequence[Policy]]) -> Iterator[Option]:
    bundles = list(itertools.islice(_bundles(covers), _MOST_OPTIONS))
    choices = [statement.measures(statement.lines[statement.places[risk]].risk) for risk in risks]
    if math.prod(len(choice) for choice in choices) * len(bundles) <= _MOST_OPTIONS:
        measures = list(itertools.product(*choices))
    else:
        measures = list(_single_changes(choices))
    for bundle in bundles:
        for chosen in measures:
            yield Option(bundle, tuple(one for one in chosen if one.mitigation or one.shared))


def _bundles(covers: list[Sequence[Policy]]) -> Iterator[tuple[Policy, ...]]:
    """Yield sets of policies without a peril in common: what is insured twice is paid once (article 821)."""
    for chosen in itertools.islice(itertools.product(*((None, *some) for some in covers)), _MOST_COMBINATIONS):
        bundle = tuple(policy for policy in chosen if policy is not None)
        perils = [peril for policy in bundle for peril in policy.terms.perils]
        if len(perils) == len(set(perils)):
            yield bundle


def _single_changes(choices: list[tuple[Measure, ...]]) -> Iterator[tuple[Measure, ...]]:
    """Yield nothing done, one thing done at a time, and the last offer of each risk all together."""
    nothing = tuple(choice[0] for choice in choices)
    yield nothing
    for place, choice in enumerate(choices):
        for measure in choice[1:]:
            yield (*nothing[:place], measure, *nothing[place + 1 :])
    if sum(len(choice) > 1 for choice in choices) > 1:
        yield tuple(choice[-1] for choice in choices)


class Ledgers:
    """Applies options to the events of a unit.

    Parameters
    ----------
    statement
        The register.
    events
        Events of all courses.
    """

    def __init__(self, statement: Statement, events: Events) -> None:
        self._statement = statement
        self._events = events
        self._years = int(events.year.max()) + 1 if len(events.year) else 1
        order = np.argsort(events.risk, kind="stable")
        edges = np.searchsorted(events.risk[order], np.arange(len(statement.lines) + 1))
        self._by_risk = [order[edges[place] : edges[place + 1]] for place in range(len(statement.lines))]

    def places(self, risks: Sequence[str]) -> Numbers:
        """Return the positions of the events of some risks."""
        found = [self._by_risk[self._statement.places[risk]] for risk in risks]
        return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def part(self, unit: Unit, option: Option) -> Parted:
        """Return what becomes of each event of a unit with one of its options."""
        events, places = self._events, self.places(unit.risks)
        risk = events.risk[places]
        damage, other = events.damage[places], events.other[places]
        gross = damage + other
        lent = np.zeros(len(places))
        for measure in option.measures:
            mine = risk == self._statement.places[measure.risk]
            left = np.where(events.mark[places] < measure.events_left, measure.impact_left, 0.0)
            damage, other = np.where(mine, damage * left, damage), np.where(mine, other * left, other)
            lent = np.where(mine, measure.shared, lent)
        ceded = np.zeros(len(places))
        for policy in option.policies:
            ceded += self._paid(policy.terms, places, damage, other)
        kept = damage + other - ceded
        shared = lent * kept
        return Parted(places, gross - damage - other, ceded, shared, kept - shared)

    def _paid(self, terms: Terms, places: Numbers, damage: Vector, other: Vector) -> Vector:
        perils = [self._statement.places[peril] for peril in terms.perils if peril in self._statement.places]
        loss = np.where(np.isin(self._events.risk[places], perils), damage + other if terms.pays_all else damage, 0.0)
        if terms.conditional:
            paid = np.where(loss > terms.deductible, loss, 0.0) * terms.share
        else:
            paid = np.maximum(loss - terms.deductible, 0.0) * terms.share
        year = self._events.course[places] * self._years + self._events.year[places]
        keys, place = np.unique(year, return_inverse=True)
        total = np.bincount(place, paid, minlength=len(keys))
        ratio = terms.limit / np.maximum(total, terms.limit)
        return np.asarray(paid * ratio[place])

    def by_course(self, places: Numbers, amounts: Vector) -> Vector:
        """Return the sum of amounts of events in each course."""
        return sums(self._events.course[places], amounts, self._events.courses)
