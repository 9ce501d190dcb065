"""Puts a case into a game: what each project is worth alone, what it gains by others, what it cannot do without.

Textbook: ``coordination.md``, section "From a case to a game".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.game import LAST_DAY, Game, GroupGain, Need, PairGain, Player
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import TieKind
from serpin.vocabulary.project import Project
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import Message
from serpin.vocabulary.valuation import Valuation, valuation


@dataclass(frozen=True)
class Owner:
    """What the instruments must know of a project: its owner, its cost, its yearly contributions to indicators."""

    enterprise: str = ""
    cost: float = 0.0
    contributions: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Statement:
    """The game with what surrounds it.

    ``targets`` holds year and value of the last target of a strategy for each indicator.
    ``sells_to`` holds pairs of enterprises of which the second buys from the first; ``digest`` is the fingerprint of
    the input.
    """

    game: Game
    owners: dict[str, Owner]
    sells_to: frozenset[tuple[str, str]]
    digest: str
    notes: tuple[Message, ...] = ()
    targets: dict[str, tuple[int, float]] = field(default_factory=dict)

    def owner(self, project: str) -> Owner:
        """Return the owner of a project; an unknown one of an abstract game."""
        return self.owners.get(project, Owner())


def state(subject: Case | Game, options: CoordinationOptions) -> Statement:
    """Put a case into a game; a game stays as it is.

    Raises
    ------
    InputError
        If a weight names an indicator that the case does not have.
    """
    if isinstance(subject, Game):
        return Statement(subject, {}, frozenset(), subject.digest())
    indicators = {indicator.id for indicator in subject.indicators}
    for name in options.contribution_weights:
        if name not in indicators:
            raise refuse(mark("there is no indicator {value}"), "options", "contribution_weights", value=name)
    worth = {project.id: valuation(project, subject) for project in subject.projects}
    pairs, groups, needs, exclusive, notes = _relations(subject)
    return Statement(
        Game(
            players=tuple(_player(project, worth[project.id], subject, options) for project in subject.projects),
            pairs=pairs,
            groups=groups,
            needs=needs,
            exclusive=exclusive,
        ),
        {
            project.id: Owner(
                project.enterprise,
                worth[project.id].cost,
                tuple((item.indicator, item.amount) for item in project.contributions),
            )
            for project in subject.projects
        },
        _sales(subject),
        subject.digest(),
        notes,
        _targets(subject),
    )


def _targets(case: Case) -> dict[str, tuple[int, float]]:
    """Return year and value of the last target that a strategy sets for each indicator."""
    found: dict[str, tuple[int, float]] = {}
    for target in (one for strategy in case.strategies for goal in strategy.goals for one in goal.targets):
        if target.year >= found.get(target.indicator, (0, 0.0))[0]:
            found[target.indicator] = (target.year, target.value)
    return found


def _player(project: Project, worth: Valuation, case: Case, options: CoordinationOptions) -> Player:
    """Return a project as a player; the days between which it must be decided follow from its dates."""
    weights = options.contribution_weights
    opens = max(case.days.day_of(project.earliest_start), 0) if project.earliest_start else 0
    closes = LAST_DAY
    if project.deadline:
        closes = max(case.days.day_of(project.deadline) - (worth.finish - worth.start), opens)
    return Player(
        id=project.id,
        value=round(worth.value),
        public=max(0, round(sum(weights.get(item.indicator, 0.0) * item.amount for item in project.contributions))),
        cost=round(worth.cost * options.public_share),
        success=worth.success,
        committed=project.mandatory or any(work.progress is not None for work in project.works),
        opens=opens,
        closes=closes,
    )


def _relations(
    case: Case,
) -> tuple[
    tuple[PairGain, ...],
    tuple[GroupGain, ...],
    tuple[Need, ...],
    tuple[tuple[str, ...], ...],
    tuple[Message, ...],
]:
    """Return the relations of a case in the words of the game; what does not fit is noted."""
    pairs, groups, needs, exclusive, notes = [], [], [], [], []
    for relation in case.relations:
        amounts = {project: round(amount) for project, amount in relation.amounts.items() if amount > 0}
        if relation.kind in (RelationKind.COMPLEMENT, RelationKind.SHARED_FACILITY):
            if len(relation.projects) > 2:
                groups.append(GroupGain(id=relation.id, members=relation.projects, amounts=amounts))
            else:
                one, other = relation.projects
                pairs += [
                    PairGain(gainer=gainer, giver=other if gainer == one else one, amount=amount)
                    for gainer, amount in amounts.items()
                ]
        elif relation.kind is RelationKind.PREREQUISITE:
            needs.append(Need(player=relation.projects[-1], others=relation.projects[:-1]))
        elif relation.kind is RelationKind.EXCLUSIVE:
            exclusive.append(relation.projects)
        else:
            text = mark("relation {relation} is a loss; coordination looks at gains only and leaves it out")
            notes.append(Message(text=text, values={"relation": relation.id}))
    return tuple(pairs), tuple(groups), tuple(needs), tuple(exclusive), tuple(notes)


def _sales(case: Case) -> frozenset[tuple[str, str]]:
    """Return (seller, buyer) of all ties that say so."""
    found = set()
    for tie in case.ties:
        if tie.kind is TieKind.BUYER:
            found.add((tie.of, tie.to))
        elif tie.kind in (TieKind.INPUT_SUPPLIER, TieKind.EQUIPMENT_SUPPLIER):
            found.add((tie.to, tie.of))
    return frozenset(found)
