"""What the network engine finds: positions, communities, clusters with their gaps, the catalyst, matches, transfers.

Enterprises, offers, requests, projects and works are named by their codes. Nothing here is a sentence.
"""

from __future__ import annotations

from enum import StrEnum

from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import Tie, TieKind
from serpin.vocabulary.indicator import Indicator
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result
from serpin.vocabulary.technology import TransferKind
from serpin.vocabulary.work import Mode


class Community(Noun):
    """Enterprises with more ties among each other than chance would give; stability from 0 to 1."""

    number: int
    members: tuple[str, ...]
    stability: float


class Position(Noun):
    """Where an enterprise stands.

    ``partners`` counts ties by kind, as the enterprise sees them. ``betweenness`` counts shortest paths of others that
    pass through it, each pair once, within an interval where it was sampled. ``constraint`` and ``effective_size`` are
    Burt's. The five kinds of brokerage follow Gould and Fernandez. Without ``needed`` the network falls apart.
    """

    enterprise: str
    partners: dict[TieKind, int]
    degree: int
    strength: float
    betweenness: float
    low: float
    high: float
    constraint: float | None
    effective_size: float
    coordinator: int = 0
    itinerant: int = 0
    gatekeeper: int = 0
    representative: int = 0
    liaison: int = 0
    needed: bool = False
    community: int = 0
    stability: float = 1.0

    @property
    def brokerage(self) -> int:
        """Pairs that deal with each other only through this one, of all five kinds."""
        return self.coordinator + self.itinerant + self.gatekeeper + self.representative + self.liaison


class Quotient(Noun):
    """Location quotient of an activity in a region: its share there, against its share in the reference economy."""

    region: str
    activity: str
    enterprises: int
    headcount: int
    quotient: float


class Chain(Noun):
    """A value chain: activities that buy and sell alike, with their loadings; ``also`` belong in the second place.

    ``backward`` and ``forward`` are the power and the sensitivity of dispersion of its activities, on average.
    """

    number: int
    activities: dict[str, float]
    also: dict[str, float]
    backward: float = 1.0
    forward: float = 1.0


class RoleState(StrEnum):
    """How a role of the source's list is filled in a cluster."""

    PRESENT = "present"
    WEAK = "weak"
    MISSING = "missing"


class ReasonKind(StrEnum):
    """Why two should work with each other."""

    SAME_FIELD = "same_field"
    SIMILAR_FIELD = "similar_field"
    ALIKE = "alike"
    READY = "ready"
    WITHIN_BUDGET = "within_budget"
    SAME_REGION = "same_region"
    TIED = "tied"
    COMMON_PARTNERS = "common_partners"
    FILLS_GAP = "fills_gap"
    STRENGTHENS = "strengthens"
    SERVES_OTHERS = "serves_others"
    BRIDGES = "bridges"
    CATALYST = "catalyst"
    DAYS_SAVED = "days_saved"
    FREE_PEOPLE = "free_people"
    DEMAND = "demand"
    ONLY_ONE = "only_one"


class Reason(Noun):
    """One reason: its kind, its size where it has one, and what it is about, by code."""

    kind: ReasonKind
    value: float = 0.0
    about: str = ""


class Candidate(Noun):
    """Who could fill a role, how well, and why."""

    enterprise: str
    score: float
    reasons: tuple[Reason, ...] = ()


class Role(Noun):
    """A role in a cluster: how many members have such a tie, how strong it is, with whom, and who could fill it."""

    kind: TieKind
    state: RoleState
    covered: float
    strength: float
    holders: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Cluster(Noun):
    """Enterprises of one value chain in one region; ``number`` counts from 1, the largest first.

    ``inner`` is the share of possible pairs of members that are tied.
    """

    number: int
    region: str
    chain: int
    activities: tuple[str, ...]
    members: tuple[str, ...]
    headcount: int
    quotient: float
    inner: float
    roles: tuple[Role, ...] = ()

    @property
    def specialised(self) -> bool:
        """Whether the region has more of this chain than the reference economy."""
        return self.quotient > 1

    @property
    def gaps(self) -> tuple[Role, ...]:
        """Roles that are missing."""
        return tuple(role for role in self.roles if role.state is RoleState.MISSING)


class NewTie(Noun):
    """A tie that is not there, and what it would be worth: pairs of partners it makes, the indirect ones decayed."""

    enterprise: str
    partner: str
    worth: float


class Catalyst(Noun):
    """An actor with its best new ties, and what they are worth together."""

    enterprise: str
    public: bool
    targets: tuple[NewTie, ...]
    worth: float


class Spread(Noun):
    """How many enterprises cooperate after each round, without and with the catalyst, on the same random numbers.

    Means with the half-widths of their 95 % intervals; the last entry is the end of the spread.
    """

    starters: tuple[str, ...]
    without: tuple[float, ...]
    without_half: tuple[float, ...]
    with_catalyst: tuple[float, ...]
    with_half: tuple[float, ...]
    gain: float
    low: float
    high: float


class Match(Noun):
    """An offer for a request: how much either side likes it (0 … 1), the reasons, and the next best offers."""

    request: str
    offer: str
    liked_by_seeker: float
    liked_by_owner: float
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[str, ...] = ()


class Team(Noun):
    """A team for a registered research demand."""

    request: str
    enterprise: str
    liked_by_seeker: float
    liked_by_team: float
    reasons: tuple[Reason, ...] = ()


class StateOrder(Noun):
    """A state order and the registered demands that it can start from; none is a finding.

    ``project`` and ``work`` are given where a work is to be done on state order, ``source`` where money is set aside.
    """

    project: str = ""
    work: str = ""
    source: str = ""
    holders: tuple[str, ...] = ()


class Assignment(Noun):
    """A work that lacks capacity, and the one that has it: a new mode from a working day on.

    ``waits`` and ``saved`` are working days that the work would wait for its own people, and that it gains.
    """

    project: str
    work: str
    mode: Mode
    since: int
    waits: int
    price: float
    score: float
    reasons: tuple[Reason, ...] = ()

    @property
    def contractor(self) -> str:
        """Who would do it."""
        return self.mode.contractor or ""


class Shortage(Noun):
    """A work that would wait for a resource of its own, and for which nobody was found."""

    project: str
    work: str
    resource: str
    waits: int


class Occasion(StrEnum):
    """What a call is about."""

    OFFER = "offer"
    RESEARCH = "research"
    CAPACITY = "capacity"
    ROLE = "role"
    CATALYST = "catalyst"


class Call(Noun):
    """A partnership worth a phone call: who calls whom, about what, how promising it is, and why."""

    enterprise: str
    partner: str
    kind: TieKind
    score: float
    occasions: tuple[Occasion, ...]
    reasons: tuple[Reason, ...]


class Way(StrEnum):
    """Where a technology goes: within the country, into it or out of it."""

    DOMESTIC = "domestic"
    INWARD = "inward"
    OUTWARD = "outward"


class Transfers(Noun):
    """Agreements of a kind signed in a year in one direction, and what was paid for them in that year."""

    year: int
    kind: TransferKind
    way: Way
    agreements: int
    paid: float


class Balance(Noun):
    """Technology payments with abroad in a year: what came in less what went out."""

    year: int
    receipts: float
    payments: float

    @property
    def balance(self) -> float:
        """Receipts less payments."""
        return self.receipts - self.payments


class Partnerships(Result):
    """What :func:`serpin.connect` returns.

    ``worth`` is the closeness of the whole network: pairs of partners, and partners of partners decayed. ``indicators``
    are the transfers as nouns for the statistics. ``ties`` are the proposed partnerships as nouns, for ``coordinate``;
    assignments hold new modes for ``schedule``.
    """

    enterprises: int = 0
    connected: int = 0
    worth: float = 0.0
    modularity: float = 0.0
    agreement: float = 1.0
    sampled: bool = False
    positions: tuple[Position, ...] = ()
    communities: tuple[Community, ...] = ()
    quotients: tuple[Quotient, ...] = ()
    chains: tuple[Chain, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    catalysts: tuple[Catalyst, ...] = ()
    best_ties: tuple[NewTie, ...] = ()
    spread: Spread | None = None
    matches: tuple[Match, ...] = ()
    teams: tuple[Team, ...] = ()
    unmatched: tuple[str, ...] = ()
    orders: tuple[StateOrder, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    calls: tuple[Call, ...] = ()
    transfers: tuple[Transfers, ...] = ()
    balances: tuple[Balance, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    ties: tuple[Tie, ...] = ()
    notes: tuple[Message, ...] = ()

    def extended(self, case: Case) -> Case:
        """Return the case with the new modes of works, for ``schedule``, and the new ties, for ``coordinate``.

        Parameters
        ----------
        case
            The case that was asked about.
        """
        new = {(one.project, one.work): one.mode for one in self.assignments}
        projects = tuple(
            project.model_copy(
                update={
                    "works": tuple(
                        work.model_copy(update={"modes": (*work.modes, new[project.id, work.id])})
                        if (project.id, work.id) in new
                        else work
                        for work in project.works
                    )
                }
            )
            if any((project.id, work.id) in new for work in project.works)
            else project
            for project in case.projects
        )
        data = {name: getattr(case, name) for name in type(case).model_fields}
        return Case(**{**data, "projects": projects, "ties": (*case.ties, *self.ties)})
