"""The portfolio: what is chosen, what is not and why, who pays, and how far it is from the best."""

from __future__ import annotations

from serpin.base.money import Money, SignedMoney
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result
from serpin.vocabulary.selection import ModeClass, Selection


class Candidate(Noun):
    """One project as it was judged. Money in the currency of the case; quarters are numbers from the start.

    ``cost`` is the full expected cost without contingency; ``value`` the expected net present value by itself, before
    the cost of money; ``reason`` says why it was left out, ``refusals`` which sources may not pay for it and why.
    """

    project: str
    chosen: bool
    quarter: int | None = None
    mode_class: ModeClass = ModeClass.ECONOMICAL
    finish_quarter: int | None = None
    cost: Money
    value: SignedMoney
    success: float
    reason: Message | None = None
    refusals: tuple[Message, ...] = ()


class SourceUse(Noun):
    """Money of a source in a quarter: what it has (carried over included) and what is used."""

    source: str
    quarter: int
    available: Money
    used: Money


class RelationUse(Noun):
    """A relation between projects and whether it came into force."""

    relation: str
    active: bool
    amount: SignedMoney


class Flow(Noun):
    """Expected cash of a project in a quarter: outlay for works, inflow after launch (success and tax included)."""

    project: str
    quarter: int
    outlay: Money
    inflow: SignedMoney


class Portfolio(Result):
    """What :func:`serpin.select` returns; value and bound are expected net present values after the cost of money."""

    selection: Selection = Selection()
    value: float = 0.0
    bound: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    sources: tuple[SourceUse, ...] = ()
    relations: tuple[RelationUse, ...] = ()
    flows: tuple[Flow, ...] = ()

    @property
    def gap(self) -> float:
        """Distance from the bound as a share of the value, 0 when proven."""
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1.0)
