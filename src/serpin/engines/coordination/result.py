"""What coordination finds: classes, equilibria, packages with their guarantees, divisions and weak points.

Amounts are whole units of the currency; projects and groups are named by their codes.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result


class ProjectClass(StrEnum):
    """What a project needs.

    A ``starts``: it begins by itself, and support is wasted on it. B ``guarantee``: it pays if the others come, so a
    guarantee and an order are enough. C ``transfer``: good for all but not for its owner, so it needs a transfer. D
    ``reject``: it should not be built.
    """

    STARTS = "starts"
    GUARANTEE = "guarantee"
    TRANSFER = "transfer"
    REJECT = "reject"


class Instrument(StrEnum):
    """What a promise is made of."""

    OFF_TAKE = "off_take"
    LOAN_GUARANTEE = "loan_guarantee"
    MINIMUM_REVENUE = "minimum_revenue"
    SUBSIDY = "subsidy"


class DivisionRule(StrEnum):
    """How a fair division was found.

    ``shapley``: mean over all orders of joining; ``sampled``: over some of them, within an interval; ``core``: one
    division that no part of the members can improve on.
    """

    SHAPLEY = "shapley"
    SAMPLED = "sampled"
    CORE = "core"


class Standing(Noun):
    """Where a project stands: class, value alone, payoff in the tipped outcome, package (counted from 1)."""

    project: str
    kind: ProjectClass
    alone: int
    payoff: int
    package: int | None = None


class Reliance(Noun):
    """Inside a package one project gains from another; it binds when the gainer would not stay without it.

    ``group`` names the group that gains only together; ``needed`` says that the gainer cannot do without the giver.
    """

    gainer: str
    giver: str
    amount: int
    binding: bool
    group: str = ""
    needed: bool = False


class Part(Noun):
    """A part of a promise: by which instrument, how much, and on whose coming it depends."""

    instrument: Instrument
    amount: int
    giver: str = ""


class Guarantee(Noun):
    """What one project is promised, in its place in the order of announcement.

    ``amount`` is the most that it may cost; ``lasting`` of it is spent in any case, ``contingent`` only when others
    stay away; ``expected`` is the expected payment of the contingent part when projects fail as their odds say;
    ``wave`` is the round in which the project moves.
    """

    project: str
    rank: int
    wave: int
    amount: int
    lasting: int
    contingent: int
    expected: float = 0.0
    parts: tuple[Part, ...] = ()


class Division(Noun):
    """What one should end up with, within an interval, and what it gets from the others (or gives, below zero).

    ``nucleolus`` is another fair share, among few: the worst-off part of the members is as well off as can be.
    """

    project: str
    share: float
    low: float
    high: float
    transfer: float
    nucleolus: float | None = None


class Default(Noun):
    """Which other members a package loses when one falls out."""

    project: str
    lost: tuple[str, ...] = ()


class Package(Noun):
    """Projects that wait for each other, and what brings them about.

    ``gain`` is what the package adds to the value of all; ``exposure`` the sum of all promises and ``bound`` the least
    that any order can cost; ``naive`` covers every loss alone, ``equal`` gives everybody the same. ``critical_mass``
    counts the first members after whom nobody needs a promise any more. ``beneficiaries`` start by
    themselves and gain from the package; they share in the division. ``division_holds``: no part of those who share
    does better by itself. ``sponsors`` could carry all promises of the others out of their own gain.
    """

    number: int
    members: tuple[str, ...]
    enterprises: tuple[str, ...] = ()
    gain: int
    guarantees: tuple[Guarantee, ...]
    exposure: int
    lasting: int
    contingent: int
    bound: int
    naive: int
    equal: int
    expected: float = 0.0
    expected_low: float = 0.0
    expected_high: float = 0.0
    critical_mass: int = 0
    reliances: tuple[Reliance, ...] = ()
    defaults: tuple[Default, ...] = ()
    divisions: tuple[Division, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    division_rule: DivisionRule = DivisionRule.SHAPLEY
    division_holds: bool | None = None
    sponsors: tuple[str, ...] = ()
    contributions: dict[str, float] = Field(default={})

    @property
    def is_proven(self) -> bool:
        """Whether no order of announcement is cheaper, to a millionth."""
        return self.exposure - self.bound <= 1e-6 * self.exposure

    @property
    def first(self) -> Guarantee:
        """The guarantee to announce first."""
        return self.guarantees[0]


class Effect(Noun):
    """What the packages do to an indicator: yearly contributions of the projects without them and with them.

    ``target`` is what a strategy aims at in ``year``, where one does.
    """

    indicator: str
    alone: float
    together: float
    target: float | None = None
    year: int | None = None


class BudgetPoint(Noun):
    """The best joint outcome that a budget allows: a corner of the curve, which no mixture of budgets beats."""

    cost: int
    value: int
    projects: int


class Budgeted(Noun):
    """The best joint outcome found within the budget, and the most that any could be worth."""

    budget: int
    cost: int
    value: int
    bound: float
    projects: tuple[str, ...]
    proven: bool = False


class Coordination(Result):
    """What :func:`serpin.coordinate` returns.

    The name Agreement is that of a technology transfer between two firms; this is what many firms could agree on.
    ``waiting`` is the least equilibrium (everybody waits), ``trusting`` the greatest (everybody trusts), ``optimum``
    the best joint outcome and ``tipped`` the outcome that the guarantees bring about. ``equilibria`` lists all of them
    where there are few projects. Of exclusive projects the weaker ones are ``set_aside``. ``effects`` says what the
    packages do to the indicators of strategies.
    """

    standings: tuple[Standing, ...] = ()
    waiting: tuple[str, ...] = ()
    trusting: tuple[str, ...] = ()
    optimum: tuple[str, ...] = ()
    tipped: tuple[str, ...] = ()
    waiting_value: int = 0
    trusting_value: int = 0
    optimum_value: int = 0
    tipped_value: int = 0
    equilibria: tuple[tuple[str, ...], ...] | None = None
    packages: tuple[Package, ...] = ()
    set_aside: tuple[str, ...] = ()
    budget_curve: tuple[BudgetPoint, ...] = ()
    budgeted: Budgeted | None = None
    effects: tuple[Effect, ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def exposure(self) -> int:
        """Sum of all promises: what coordination may cost at worst."""
        return sum(package.exposure for package in self.packages)

    @property
    def lasting(self) -> int:
        """Part of all promises that is spent even when all goes well."""
        return sum(package.lasting for package in self.packages)

    @property
    def expected(self) -> float:
        """Expected payment of the contingent part of all promises."""
        return sum(package.expected for package in self.packages)

    def standing(self, project: str) -> Standing:
        """Return where a project stands.

        Raises
        ------
        KeyError
            If there is no such project.
        """
        for standing in self.standings:
            if standing.project == project:
                return standing
        raise KeyError(project)
