"""The statement: the register before the law and in money, the courses of losses, and what offers promise.

Model and checker read these nouns; each applies them with its own arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.engines.insurance.options import InsuranceOptions, Sharing
from serpin.engines.insurance.problem.law import (
    PAYS_ALL,
    lacking,
    refuse_void_covers,
    suggested_class,
    verdict,
)
from serpin.engines.insurance.problem.money import Exposure, Money
from serpin.engines.insurance.result import Feature, Verdict
from serpin.vocabulary.case import Case
from serpin.vocabulary.cover import Cover, DeductibleKind
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.risk import InsuranceClass, Mitigation, Risk

Vector = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RiskLine:
    """A risk with its exposure, the expected number of events, and what the law says."""

    risk: Risk
    exposure: Exposure
    frequency: float
    lacking: tuple[Feature, ...]
    verdict: Verdict
    kind: InsuranceClass | None

    @property
    def projects(self) -> dict[str, float]:
        """Part of each project in the expected loss; parts sum to 1 where there is any."""
        found: dict[str, float] = {}
        for parts in self.exposure.impacts:
            for part in parts:
                found[part.project] = found.get(part.project, 0.0) + max(part.mean(), 0.0)
        total = sum(found.values())
        return {project: amount / total for project, amount in found.items()} if total > 0 else {}


@dataclass(frozen=True)
class Terms:
    """What a cover pays: ``share`` of the loss of an event beyond the deductible, up to ``limit`` in a year.

    Where a thing is insured below its value, the share is that of the contract times the insured part of the value.
    """

    cover: str
    perils: frozenset[str]
    conditional: bool
    deductible: float
    limit: float
    share: float
    pays_all: bool


@dataclass(frozen=True)
class Measure:
    """What is done about one risk: a mitigation with the part of events and of losses it leaves, and a sharing.

    ``cost`` is that of the mitigation, ``fee`` that of the sharing.
    """

    risk: str
    mitigation: str = ""
    events_left: float = 1.0
    impact_left: float = 1.0
    shared: float = 0.0
    cost: float = 0.0
    fee: float = 0.0


@dataclass(frozen=True)
class Events:
    """All events of all courses, one entry each, ordered by course.

    ``weights`` are the probabilities of the courses. An event stays under a mitigation that leaves the part *q* of the
    events when ``mark`` is below *q*. ``base`` is what each course costs beside these losses, where a simulation says
    so. Money in the currency of the case.
    """

    weights: Vector
    course: Numbers
    risk: Numbers
    year: Numbers
    damage: Vector
    other: Vector
    mark: Vector
    base: Vector | None = None
    exact: bool = False
    simulated: bool = False

    @property
    def courses(self) -> int:
        """Number of courses."""
        return len(self.weights)


@dataclass(frozen=True)
class Record:
    """What the checker looks at: the terms and measures that were chosen, and what became of every event."""

    terms: tuple[Terms, ...]
    measures: tuple[Measure, ...]
    avoided: Vector
    ceded: Vector
    shared: Vector
    retained: Vector
    outlay: float


@dataclass(frozen=True)
class Statement:
    """A register to be insured. ``years`` is the length of the plan, ``charge`` what a unit of capital costs in it."""

    case: Case
    options: InsuranceOptions
    lines: tuple[RiskLine, ...]
    years: float
    places: dict[str, int] = field(default_factory=dict)

    @property
    def charge(self) -> float:
        """Cost of a unit of capital over the whole plan."""
        return self.options.cost_of_capital * self.years

    def terms(self, cover: Cover, deductible: float | None = None, limit: float | None = None) -> Terms:
        """Return what a cover pays, at its own deductible and limit or at others."""
        most = float(cover.limit) if limit is None else limit
        if cover.sum_insured is not None:
            most = min(most, float(cover.sum_insured))
        return Terms(
            cover=cover.id,
            perils=frozenset(cover.perils),
            conditional=cover.deductible_kind is DeductibleKind.CONDITIONAL,
            deductible=float(cover.deductible) if deductible is None else deductible,
            limit=most,
            share=cover.share * cover.proportion,
            pays_all=cover.insurance in PAYS_ALL,
        )

    def cover_years(self, cover: Cover) -> int:
        """Return for how many whole years a cover has to run for its perils."""
        return self.window(cover.perils).cover_years

    def window(self, risks: Iterable[str]) -> Exposure:
        """Return from when until when some risks can happen."""
        lines = [self.lines[self.places[risk]] for risk in risks if risk in self.places]
        begin = min((line.exposure.begin for line in lines), default=0.0)
        end = max((line.exposure.end for line in lines), default=0.0)
        return Exposure(begin, end, ())

    def measures(self, risk: Risk) -> tuple[Measure, ...]:
        """Return what can be done about a risk, from nothing to every mitigation with every sharing."""
        offers: list[Sharing | None] = [None, *(one for one in self.options.sharing if one.risk == risk.id)]
        steps: list[Mitigation | None] = [None, *risk.mitigations]
        return tuple(_measure(risk, step, offer) for step in steps for offer in offers)


def _measure(risk: Risk, step: Mitigation | None, offer: Sharing | None) -> Measure:
    left = 1.0
    if step is not None and step.probability is not None and risk.probability:
        left = min(step.probability / risk.probability, 1.0)
    return Measure(
        risk=risk.id,
        mitigation=step.id if step else "",
        events_left=left,
        impact_left=step.impact if step else 1.0,
        shared=offer.share if offer else 0.0,
        cost=float(step.cost) if step else 0.0,
        fee=float(offer.cost) if offer else 0.0,
    )


def state(case: Case, losses: LossTable | None, options: InsuranceOptions) -> Statement:
    """Return the register in money and before the law.

    Parameters
    ----------
    case
        Risks, covers and the projects that are hit.
    losses
        Losses from a simulation, if there are any; risks that it does not name are left out.
    options
        Sharing and own decisions.

    Raises
    ------
    InputError
        If a cover is void, or an option names a risk that the case has not.
    """
    known = {risk.id for risk in case.risks}
    for place, name in enumerate(options.willed):
        if name not in known:
            raise refuse(mark("there is no risk {value}"), "options", "willed", place, value=name)
    for place, offer in enumerate(options.sharing):
        if offer.risk not in known:
            raise refuse(mark("there is no risk {value}"), "options", "sharing", place, value=offer.risk)
    for place, name in enumerate(losses.risks if losses is not None else ()):
        if name not in known:
            raise refuse(mark("there is no risk {value}"), "losses", "risks", place, value=name)
    money = Money(case)
    chosen = known if losses is None else set(losses.risks)
    lines, missing = [], {}
    for risk in case.risks:
        exposure = money.exposure(risk)
        unseen = bool(risk.impacts) and not any(exposure.impacts)
        loses = exposure.mean > 0 or unseen or (losses is not None and risk.id in chosen)
        lost = lacking(risk, loses=loses, options=options)
        missing[risk.id] = lost
        if risk.id not in chosen or not (any(exposure.impacts) or losses is not None):
            continue
        lines.append(
            RiskLine(
                risk=risk,
                exposure=exposure,
                frequency=money.frequency(risk, exposure),
                lacking=lost,
                verdict=verdict(risk, lost),
                kind=suggested_class(risk),
            )
        )
    refuse_void_covers(case, missing)
    places = {line.risk.id: place for place, line in enumerate(lines)}
    return Statement(case=case, options=options, lines=tuple(lines), years=money.years, places=places)
