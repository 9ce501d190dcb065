"""Puts the parts of the answer together: outcomes, classes, packages with guarantees, the budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.texts import mark
from serpin.engines.coordination.model.announce import Search, announce, promised_first
from serpin.engines.coordination.model.budget import corners, within
from serpin.engines.coordination.model.evidence import proof_of
from serpin.engines.coordination.model.kernel import gains_of
from serpin.engines.coordination.model.network import Flags, restrict
from serpin.engines.coordination.model.outcomes import Outcomes, all_equilibria, outcomes_of, value
from serpin.engines.coordination.model.package import Coalition, package_of, weak_parts
from serpin.engines.coordination.model.patrons import with_patrons
from serpin.engines.coordination.options import CoordinationOptions, Target
from serpin.engines.coordination.problem.game import Game
from serpin.engines.coordination.problem.proof import Proof
from serpin.engines.coordination.problem.statement import Statement
from serpin.engines.coordination.result import (
    Budgeted,
    BudgetPoint,
    Coordination,
    Effect,
    Package,
    ProjectClass,
    Standing,
)
from serpin.vocabulary.result import Ledger, Message, Status

_LEAST_SHARE = 0.1
_ORDER_SHARE = 0.7
"""Part of the time that is left for the orders of announcement; the rest is for dividing, the budget and the check."""


@dataclass(frozen=True)
class Answer:
    """The result with the proof of its optimum; the verb adds what the checker says."""

    result: Coordination
    proof: Proof | None


def answer(  # noqa: PLR0917 - parts of one story
    statement: Statement,
    options: CoordinationOptions,
    seed: int,
    limit: Deadline,
    progress: Progress | None,
    ledger: Callable[[], Ledger],
) -> Answer:
    """Solve the game.

    Parameters
    ----------
    statement
        The game and what surrounds it.
    options
        Target, limits, budget.
    seed
        Seed of draws and of the solver.
    limit
        Time limit.
    progress
        Listener.
    ledger
        Makes the ledger when all is done.
    """
    conflicts = conflicts_of(statement.game)
    if conflicts:
        return Answer(Coordination(status=Status.INFEASIBLE, conflicts=conflicts, ledger=ledger()), None)
    outcomes = outcomes_of(statement.game)
    names = np.array([player.id for player in outcomes.game.players], dtype=object)
    best = outcomes.best.included
    tipped = best if options.target is Target.OPTIMUM else outcomes.trusting & best
    tipped |= outcomes.waiting
    stopped = wants_stop(progress, 0.05)
    packages = _packages(statement, outcomes, tipped, options, Search(limit, seed, options.exact_members, progress))
    equilibria = None
    if options.all_equilibria:
        listed = all_equilibria(outcomes, options.all_equilibria)
        equilibria = None if listed is None else tuple(_named(names, members) for members in listed)
    curve, budgeted = _budget(outcomes, names, options, limit)
    proven = outcomes.exact and all(package.is_proven for package in packages)
    proven = proven and (budgeted is None or budgeted.proven)
    stopped = stopped or wants_stop(progress, 1.0)
    return Answer(
        Coordination(
            status=Status.STOPPED if stopped else Status.OPTIMAL if proven else Status.FEASIBLE,
            standings=_standings(statement, outcomes, names, tipped, packages),
            waiting=_named(names, outcomes.waiting),
            trusting=_named(names, outcomes.trusting),
            optimum=_named(names, best),
            tipped=_named(names, tipped),
            waiting_value=value(outcomes, outcomes.waiting),
            trusting_value=value(outcomes, outcomes.trusting),
            optimum_value=value(outcomes, best),
            tipped_value=value(outcomes, tipped),
            equilibria=equilibria,
            packages=packages,
            set_aside=outcomes.set_aside,
            budget_curve=curve,
            budgeted=budgeted,
            effects=_effects(statement, _named(names, outcomes.waiting), _named(names, tipped)),
            notes=statement.notes,
            ledger=ledger(),
        ),
        proof_of(outcomes.game, outcomes.network, outcomes.best),
    )


def conflicts_of(game: Game) -> tuple[Message, ...]:
    """Return which projects exclude each other although both are carried out in any case."""
    text = mark("projects {projects} exclude each other, and both are mandatory or under way")
    return tuple(
        Message(text=text, values={"projects": ", ".join(both)})
        for choice in game.exclusive
        if len(both := sorted(game.settled & set(choice))) > 1
    )


def _named(names: np.ndarray[tuple[int], np.dtype[np.object_]], members: Flags) -> tuple[str, ...]:
    return tuple(names[members].tolist())


def _packages(
    statement: Statement, outcomes: Outcomes, tipped: Flags, options: CoordinationOptions, search: Search
) -> tuple[Package, ...]:
    """Return the packages that the tipped outcome adds, the most valuable first, single projects last."""
    added = tipped & ~outcomes.waiting
    whole, numbers = restrict(outcomes.network, added, outcomes.waiting)
    parts = weak_parts(whole)
    nobody = np.zeros(whole.size, np.bool_)
    names = [player.id for player in outcomes.game.players]
    found = []
    done = 0
    # Small ones first, so that a large one takes only what time they leave.
    for part in sorted(parts, key=len):
        inside = nobody.copy()
        inside[part] = True
        network, members = restrict(whole, inside, nobody)
        left = search.limit.left * max(_LEAST_SHARE, len(part) / max(whole.size - done, 1))
        done += len(part)
        own = Search(Deadline(left * _ORDER_SHARE), search.seed, search.exact_members, search.progress)
        announcement = promised_first(network, announce(network, own))
        package = np.zeros(outcomes.network.size, np.bool_)
        package[numbers[members]] = True
        divided, sharers, bonus = with_patrons(outcomes.network, package, outcomes.waiting)
        coalition = Coalition(
            network,
            [names[number] for number in numbers[members]],
            announcement,
            divided,
            [names[number] for number in sharers],
            bonus,
        )
        found.append(package_of(0, coalition, statement, options, search.seed, left))
    found.sort(key=lambda package: (len(package.members) == 1, -package.gain, package.members))
    return tuple(package.model_copy(update={"number": number}) for number, package in enumerate(found, start=1))


def _effects(statement: Statement, alone: tuple[str, ...], together: tuple[str, ...]) -> tuple[Effect, ...]:
    """Return what the packages add to each indicator that projects contribute to."""
    sums: dict[str, list[float]] = {}
    for place, projects in enumerate((alone, together)):
        for project in projects:
            for indicator, amount in statement.owner(project).contributions:
                sums.setdefault(indicator, [0.0, 0.0])[place] += amount
    found = []
    for indicator, (without, with_them) in sums.items():
        year, target = statement.targets.get(indicator, (None, None))
        found.append(Effect(indicator=indicator, alone=without, together=with_them, target=target, year=year))
    return tuple(found)


def _standings(
    statement: Statement,
    outcomes: Outcomes,
    names: np.ndarray[tuple[int], np.dtype[np.object_]],
    tipped: Flags,
    packages: tuple[Package, ...],
) -> tuple[Standing, ...]:
    gained, _ = gains_of(outcomes.network, tipped)
    payoff = dict(zip(names.tolist(), (outcomes.network.base + gained).tolist(), strict=True))
    package = {member: one.number for one in packages for member in one.members}
    best, waiting = set(_named(names, outcomes.best.included)), set(_named(names, outcomes.waiting))
    trusting, inside = set(_named(names, outcomes.trusting)), set(_named(names, tipped))
    found = []
    for player in statement.game.players:
        kind = ProjectClass.REJECT
        if player.id in waiting:
            kind = ProjectClass.STARTS
        elif player.id in best:
            kind = ProjectClass.GUARANTEE if player.id in trusting else ProjectClass.TRANSFER
        # A project that cannot be carried out beside the others is shown at its value alone.
        gain = payoff.get(player.id, player.value)
        found.append(
            Standing(
                project=player.id,
                kind=kind,
                alone=player.value,
                payoff=gain if player.id in inside else max(gain, -(10**15)),
                package=package.get(player.id),
            )
        )
    return tuple(found)


def _budget(
    outcomes: Outcomes,
    names: np.ndarray[tuple[int], np.dtype[np.object_]],
    options: CoordinationOptions,
    limit: Deadline,
) -> tuple[tuple[BudgetPoint, ...], Budgeted | None]:
    cost = np.array([player.cost for player in outcomes.game.players], np.int64)
    if options.public_purse is None and not (cost.any() and options.budget_points):
        return (), None
    found = corners(outcomes.network, cost, max(2, options.budget_points))
    curve = tuple(
        BudgetPoint(cost=corner.cost, value=corner.value, projects=int(corner.included.sum())) for corner in found
    )
    if options.public_purse is None:
        return curve, None
    budget = int(options.public_purse)
    corner, bound, proven = within(outcomes.network, cost, budget, found, limit)
    return curve, Budgeted(
        budget=budget,
        cost=corner.cost,
        value=corner.value,
        bound=bound,
        projects=_named(names, corner.included),
        proven=proven,
    )
