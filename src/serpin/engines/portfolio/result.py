"""The portfolio: what is chosen, what is not and why, who pays, and how far it is from the best."""

from __future__ import annotations

from typing import Literal

from serpin.base.money import Money, SignedMoney
from serpin.vocabulary.noun import Day, Name, Noun
from serpin.vocabulary.result import Message, Result
from serpin.vocabulary.selection import ModeClass, Selection


class Need(Noun):
    """Money that is missing: how much more a source would have to have in a quarter."""

    source: str
    quarter: int
    amount: Money


class Change(Noun):
    """The cheapest changes that would bring a project in that was left out.

    Either more money beside all that is chosen (``money``), or as things are, without other projects (``without``) and
    with a loss of expected value, which may be a gain where risk has a weight; an empty list of projects means that the
    rest only moves.
    """

    money: tuple[Need, ...] | None = None
    without: tuple[str, ...] | None = None
    loss: SignedMoney | None = None


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
    change: Change | None = None


class SourceUse(Noun):
    """Money of a source in a quarter: what it has (carried over included) and what is used or covered."""

    source: str
    quarter: int
    available: Money
    used: Money


class RelationUse(Noun):
    """A relation between projects and whether it came into force."""

    relation: str
    active: bool
    amount: SignedMoney


class PackageUse(Noun):
    """A package and whether it comes about, with the most that its promises may cost and what they cost on average."""

    package: str
    active: bool
    most: Money
    expected: Money


class Flow(Noun):
    """Expected cash of a project in a quarter: outlay for works, inflow after launch (success and tax included)."""

    project: str
    quarter: int
    outlay: Money
    inflow: SignedMoney


class FinanceLine(Noun):
    """Uses and sources of a project in a quarter: works and contingency, and what each source pays."""

    project: str
    quarter: int
    works: Money
    contingency: Money
    sources: dict[str, Money]


class DebtLine(Noun):
    """A debt of a project in a quarter: what is drawn, paid back and paid as interest, and what is owed at its end."""

    project: str
    source: str
    quarter: int
    drawn: Money
    repaid: Money
    interest: Money
    owed: Money


class GuaranteeLine(Noun):
    """A guarantee of a debt in a quarter: what it covers at the end, and the fee on what it covered before."""

    project: str
    source: str
    debt: str
    quarter: int
    covered: Money
    fee: Money


class TrancheLine(Noun):
    """A part of a source's money for a project: from which quarter it may flow, and after which gate, if any."""

    project: str
    source: str
    gate: str | None
    quarter: int
    amount: Money


class Worth(Noun):
    """Net present value, internal rate of return and payback of a project, or of all (``project`` empty).

    ``view``: the project by itself, or its owner after all that others pay, take and get back. With or without tax,
    with or without support (money that is not paid back). Flows are expected ones; paybacks are years from the start
    of the case; cash is cumulated, undiscounted, and its lowest point is given with its quarter.
    """

    project: str
    view: Literal["project", "owner"]
    taxed: bool
    supported: bool
    npv: SignedMoney
    irr: float | None
    payback: float | None
    discounted_payback: float | None
    lowest_cash: SignedMoney
    lowest_quarter: int


class CashPoint(Noun):
    """Expected cash of the owners in a quarter, after tax and with support, and cumulated."""

    quarter: int
    cash: SignedMoney
    cumulated: SignedMoney


class Owed(Noun):
    """What is promised in return for a source, and the projects for which it is owed."""

    source: str
    text: Name
    indicator: str | None = None
    amount: float | None = None
    until: Day | None = None
    projects: tuple[str, ...] = ()


class Duty(Noun):
    """The research duty of a subsoil user in a year: due, spent here, and the penalty for what is missing."""

    enterprise: str
    year: int
    due: Money
    spent: Money
    penalty: Money


class Price(Noun):
    """What one unit more would be worth at the margin of the relaxation: a unit of money, or a unit-day of a resource.

    ``kind`` is ``source`` or ``resource``; ``name`` its code.
    """

    kind: Literal["source", "resource"]
    name: str
    quarter: int
    price: float


class Standing(Noun):
    """How sure the place of a project is: the share of scenarios of values and budgets in whose best portfolio it is.

    ``core`` is in all of them, ``exterior`` in none; more should be learned about what is between.
    """

    project: str
    share: float
    place: Literal["core", "borderline", "exterior"]


class Stability(Noun):
    """How the choice stands up to other values and budgets; regret is what the best would bring more, in money."""

    scenarios: int
    standings: tuple[Standing, ...]
    mean_regret: Money
    largest_regret: Money


class FrontierPoint(Noun):
    """A best portfolio for a budget or a weight of risk: its value with the bound, and its tail."""

    budget: Money | None = None
    risk_weight: float | None = None
    value: float
    bound: float
    tail: float | None = None
    projects: tuple[str, ...] = ()


class FinancePlan(Noun):
    """Who pays what and when, what is owed to whom, and what it is worth to whom."""

    lines: tuple[FinanceLine, ...] = ()
    debts: tuple[DebtLine, ...] = ()
    guarantees: tuple[GuaranteeLine, ...] = ()
    tranches: tuple[TrancheLine, ...] = ()
    worth: tuple[Worth, ...] = ()
    cash: tuple[CashPoint, ...] = ()
    owed: tuple[Owed, ...] = ()
    duties: tuple[Duty, ...] = ()


class Portfolio(Result):
    """What :func:`serpin.select` returns; value and bound are net present values after the cost of money.

    They are expected values where risk has no weight, else the mix that was maximised; ``expected`` and ``tail`` (the
    mean of the worst scenarios) are its parts.
    """

    selection: Selection = Selection()
    value: float = 0.0
    bound: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    sources: tuple[SourceUse, ...] = ()
    relations: tuple[RelationUse, ...] = ()
    packages: tuple[PackageUse, ...] = ()
    flows: tuple[Flow, ...] = ()
    finance: FinancePlan = FinancePlan()
    prices: tuple[Price, ...] = ()
    expected: float = 0.0
    tail: float | None = None
    stability: Stability | None = None
    frontier: tuple[FrontierPoint, ...] = ()

    @property
    def gap(self) -> float:
        """Distance from the bound as a share of the value, 0 when proven."""
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1.0)
