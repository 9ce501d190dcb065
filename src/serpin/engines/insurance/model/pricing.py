"""Prices: what an offer pays in a year, by compound distributions or from the courses, and what it should cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from serpin.base.money import to_money
from serpin.base.randomness import stream
from serpin.engines.insurance.model.compound import Frequency, capped, convolved, fourier, lattice
from serpin.engines.insurance.model.offers import Policy
from serpin.engines.insurance.model.premiums import (
    Spread,
    by_deviation,
    by_expected_value,
    deductible,
    insures_above,
    threshold,
)
from serpin.engines.insurance.model.severity import sizes_of, split
from serpin.engines.insurance.problem.statement import Events, RiskLine, Statement, Terms, Vector
from serpin.engines.insurance.result import DirectorRule, PremiumLine
from serpin.vocabulary.cover import Cover

_SIZES = 20_000
_POINTS = 2048


@dataclass(frozen=True)
class Quote:
    """An offer with its prices, and the ways in which it may be bought; the first is as offered."""

    line: PremiumLine
    policies: tuple[Policy, ...]


class Pricing:
    """Prices the offers of a register.

    Parameters
    ----------
    statement
        The register.
    events
        Events of all courses; they are the only witness where a simulation handed them over.
    seed
        Seed of the whole run.
    """

    def __init__(self, statement: Statement, events: Events, seed: int) -> None:
        self._statement = statement
        self._events = events
        self._seed = seed
        self._sizes: dict[str, tuple[Vector, Vector]] = {}

    def quote(self, cover: Cover) -> Quote | None:
        """Return an offer with its prices; nothing where none of its perils is in the register."""
        statement, options = self._statement, self._statement.options
        if not any(peril in statement.places for peril in cover.perils):
            return None
        years = statement.cover_years(cover)
        terms = statement.terms(cover)
        paid = self.yearly(terms, years)
        price = self._price(cover, paid, years)
        expected = paid.mean * years
        loading = price / expected - 1.0 if expected > 0 else None
        line = PremiumLine(
            cover=cover.id,
            deductible=to_money(terms.deductible),
            limit=to_money(terms.limit),
            years=years,
            expected_claims=to_money(expected),
            deviation=to_money(paid.deviation * math.sqrt(years)),
            by_expected_value=to_money(by_expected_value(paid.mean, cover.loading, float(cover.fee)) * years),
            by_deviation=to_money(by_deviation(paid.mean, paid.deviation, options.deviation_loading) * years),
            by_wang=to_money(paid.wang(options.wang_shift) * years),
            price=to_money(price),
            quoted=cover.premium is not None,
            loading=loading,
            times=None if loading is None else 1.0 + loading,
            rule=self._rule(terms, years, loading),
        )
        policies = [Policy(terms, cover, price)]
        if options.variants and cover.premium is None:
            policies += self._variants(cover, terms, years, line.rule)
        return Quote(line, tuple(policies))

    def yearly(self, terms: Terms, years: int, *, whole: bool = False) -> Spread:
        """Return what a cover pays in a year that it runs, or the whole loss of its perils that it looks at."""
        if self._events.exact or self._events.simulated:
            return self._witnessed(terms, years, whole=whole)
        size = _POINTS * 4
        lines = [self._statement.lines[self._statement.places[p]] for p in terms.perils if p in self._statement.places]
        amounts = [(line, self._amounts(line, terms, whole=whole)) for line in lines]
        largest = max((float(values.max(initial=0.0)) for _, values in amounts), default=0.0)
        top = largest * 2 if whole else min(terms.limit, largest * 2)
        if top <= 0:
            return Spread(np.zeros(1), np.ones(1))
        step = top / _POINTS
        total = np.ones(1)
        for line, values in amounts:
            severity = lattice(values, np.full(len(values), 1.0 / len(values)), step, size)
            total = convolved(total, fourier(_frequency(line, years), severity, size), size)
        if not whole:
            total = capped(total, step, top)
        values = np.arange(len(total), dtype=np.float64) * step
        return Spread(values, np.asarray(total / total.sum(), dtype=np.float64))

    def _amounts(self, line: RiskLine, terms: Terms, *, whole: bool) -> Vector:
        """Return what is lost, or paid, in each of many events of a risk."""
        name = line.risk.id
        if name not in self._sizes:
            numbers = stream(self._seed, f"insurance/severity/{name}")
            drawn = sizes_of(line.exposure.impacts, _SIZES, numbers)
            self._sizes[name] = split(line.exposure.impacts, drawn)
        damage, other = self._sizes[name]
        loss = damage + other if terms.pays_all else damage
        return loss if whole else paid_for(loss, terms)

    def _witnessed(self, terms: Terms, years: int, *, whole: bool) -> Spread:
        """Return the yearly distribution as the courses show it: each year of each course is one case."""
        events = self._events
        places = [self._statement.places[peril] for peril in terms.perils if peril in self._statement.places]
        mine = np.isin(events.risk, places)
        loss = events.damage[mine] + (events.other[mine] if terms.pays_all else 0.0)
        amounts = loss if whole else paid_for(loss, terms)
        span = int(events.year.max(initial=0)) + 1
        keys, place = np.unique(events.course[mine] * span + events.year[mine], return_inverse=True)
        total = np.bincount(place, amounts, minlength=len(keys))
        if not whole:
            total = np.minimum(total, terms.limit)
        chances = events.weights[keys // span] / years
        return Spread.of(np.append(total, 0.0), np.append(chances, max(0.0, 1.0 - chances.sum())))

    def _price(self, cover: Cover, paid: Spread, years: int) -> float:
        if cover.premium is not None:
            return (float(cover.premium) + float(cover.fee)) * years
        return by_expected_value(paid.mean, cover.loading, float(cover.fee)) * years

    def _rule(self, terms: Terms, years: int, loading: float | None) -> DirectorRule | None:
        options = self._statement.options
        if loading is None or loading <= 0 or options.cost_of_capital <= 0:
            return None
        chance = threshold(loading, options.cost_of_capital)
        loss = self.yearly(terms, years, whole=True)
        return DirectorRule(
            probability=chance,
            every_years=1.0 / chance,
            deductible=to_money(deductible(loss, loading, options.cost_of_capital, options.tail_level)),
            insure=insures_above(loading, options.cost_of_capital, options.tail_level),
        )

    def _variants(self, cover: Cover, terms: Terms, years: int, rule: DirectorRule | None) -> list[Policy]:
        """Return the cover at other deductibles and limits, where its loading gives their prices."""
        own, most = terms.deductible, terms.limit
        tried = {own, own * 2, own * 4, most * 0.25, float(rule.deductible) if rule else own}
        found = []
        for limit in (most, most / 2):
            for amount in sorted(tried):
                if (amount, limit) == (own, most) or amount >= limit * terms.share:
                    continue
                other = self._statement.terms(cover, deductible=amount, limit=limit)
                paid = self.yearly(other, years)
                if paid.mean > 0:
                    found.append(Policy(other, cover, self._price(cover, paid, years)))
        return found


def paid_for(loss: Vector, terms: Terms) -> Vector:
    """Return what is paid for each of some events, before the limit of the year (article 826)."""
    if terms.conditional:
        return np.asarray(np.where(loss > terms.deductible, loss, 0.0) * terms.share)
    return np.asarray(np.maximum(loss - terms.deductible, 0.0) * terms.share)


def _frequency(line: RiskLine, years: int) -> Frequency:
    """Return how often a risk happens in one of the years of a cover."""
    if line.risk.probability is not None:
        return Frequency.binomial(1, min(line.frequency / years, 1.0 - 1e-12))
    return Frequency.poisson(line.frequency / years)
