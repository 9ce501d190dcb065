"""What a right answer is: equilibria by best responses, the optimum by its proof, promises that bring everybody.

No solver here: everything is added up from the words of the game. Textbook: ``coordination.md``, section "How it is
checked".
"""

from __future__ import annotations

from collections.abc import Iterator

from serpin.engines.coordination.problem.game import Game, Payoffs
from serpin.engines.coordination.problem.proof import Proof, fault_of, left_to
from serpin.engines.coordination.result import Coordination, Package, ProjectClass
from serpin.vocabulary.result import SelfCheck


def check_coordination(game: Game, result: Coordination, proof: Proof) -> tuple[SelfCheck, ...]:
    """Check a result against its game.

    Parameters
    ----------
    game
        The whole game, with exclusive projects.
    result
        What was found.
    proof
        How gains can be handed out so that nobody outside the optimum is left with anything.
    """
    left = game.without(set(result.set_aside))
    payoffs = Payoffs(left)
    checks = (
        ("equilibria", _equilibria(payoffs, result)),
        ("optimum", _optimum(payoffs, result, proof)),
        ("exclusive", _exclusive(game, result)),
        ("classes", _classes(game, result)),
        ("promises", _promises(payoffs, result)),
        ("tipping", _tipping(payoffs, result)),
        ("division", _division(payoffs, result)),
        ("budget", _budget(payoffs, result)),
    )
    found = []
    for name, faults in checks:
        fault = next(faults, None)
        found.append(SelfCheck(name=name, passed=fault is None, detail=fault or ""))
    return tuple(found)


def _equilibria(payoffs: Payoffs, result: Coordination) -> Iterator[str]:
    """Yield what is wrong with the least, the greatest and all other equilibria."""
    if payoffs.rise() != set(result.waiting):
        yield "waiting"
    if payoffs.fall() != set(result.trusting):
        yield "trusting"
    for members in result.equilibria or ():
        inside = set(members)
        for player in payoffs.game.players:
            gain = payoffs.payoff(player.id, inside - {player.id})
            can = payoffs.can(player.id, inside)
            if player.id in inside and player.id not in payoffs.game.settled and (gain < 0 or not can):
                yield player.id
            if player.id not in inside and ((gain > 0 and can) or player.id in payoffs.game.settled):
                yield player.id


def _optimum(payoffs: Payoffs, result: Coordination, proof: Proof) -> Iterator[str]:
    """Yield what is wrong with the best joint outcome: its value, or the proof that none is better."""
    inside = set(result.optimum)
    for player in inside:
        if not payoffs.can(player, inside):
            yield player
    for name, members, value in (
        ("waiting", result.waiting, result.waiting_value),
        ("trusting", result.trusting, result.trusting_value),
        ("optimum", result.optimum, result.optimum_value),
        ("tipped", result.tipped, result.tipped_value),
    ):
        if payoffs.value(set(members)) != value:
            yield name
    fault = fault_of(payoffs.game, proof)
    if fault:
        yield fault
    most = 0
    for player, amount in left_to(payoffs.game, proof).items():
        most += amount if player in payoffs.game.settled else max(0, amount)
    if most != result.optimum_value:
        yield f"{most}"


def _exclusive(game: Game, result: Coordination) -> Iterator[str]:
    for choice in game.exclusive:
        if len(set(choice) & set(result.optimum)) > 1:
            yield " ".join(choice)


def _classes(game: Game, result: Coordination) -> Iterator[str]:
    """Yield projects whose class does not follow from the outcomes."""
    waiting, trusting, optimum = set(result.waiting), set(result.trusting), set(result.optimum)
    if {standing.project for standing in result.standings} != set(game.by_id):
        yield "standings"
    for standing in result.standings:
        right = ProjectClass.REJECT
        if standing.project in waiting:
            right = ProjectClass.STARTS
        elif standing.project in optimum:
            right = ProjectClass.GUARANTEE if standing.project in trusting else ProjectClass.TRANSFER
        if standing.kind is not right:
            yield standing.project


def _promises(payoffs: Payoffs, result: Coordination) -> Iterator[str]:
    """Yield promises that are too small or too large for their place in the order, and sums that do not add up."""
    for package in result.packages:
        inside = set(result.waiting)
        members = inside | set(package.members)
        for guarantee in package.guarantees:
            project = guarantee.project
            alone = payoffs.payoff(project, inside)
            if not payoffs.can(project, inside):
                yield project
            if guarantee.amount != max(0, -alone):
                yield project
            if guarantee.lasting != max(0, -payoffs.payoff(project, members)):
                yield project
            if sum(part.amount for part in guarantee.parts) != guarantee.amount:
                yield project
            inside.add(project)
        if inside != members or not _adds_up(package):
            yield str(package.number)


def _adds_up(package: Package) -> bool:
    return (
        package.exposure == sum(guarantee.amount for guarantee in package.guarantees)
        and package.lasting == sum(guarantee.lasting for guarantee in package.guarantees)
        and package.contingent == package.exposure - package.lasting
        and package.bound <= package.exposure <= package.naive
        and package.expected <= package.contingent + 1e-6 * max(1, package.contingent)
    )


def _tipping(payoffs: Payoffs, result: Coordination) -> Iterator[str]:
    """Yield members who would not come although one unit more than promised is given to each of them."""
    support = {
        guarantee.project: guarantee.amount + 1 for package in result.packages for guarantee in package.guarantees
    }
    yield from sorted(set(result.tipped) - payoffs.rise(support))
    if set(result.tipped) != set(result.waiting) | {member for one in result.packages for member in one.members}:
        yield "tipped"


def _division(payoffs: Payoffs, result: Coordination) -> Iterator[str]:
    """Yield packages whose shares do not add up to their gain, or in which somebody does better apart."""
    waiting = set(result.waiting)
    before = payoffs.value(waiting)
    for package in result.packages:
        if payoffs.value(waiting | set(package.members)) - before != package.gain:
            yield str(package.number)
        total = sum(division.share for division in package.divisions)
        if package.divisions and abs(total - package.gain) > 1e-6 * max(1.0, abs(package.gain)):
            yield f"{package.number} {total}"
        if package.division_holds is False:
            yield f"{package.number} core"


def _budget(payoffs: Payoffs, result: Coordination) -> Iterator[str]:
    """Yield what is wrong with the outcome within the budget, and corners that are out of order."""
    costs = [point.cost for point in result.budget_curve]
    values = [point.value for point in result.budget_curve]
    if costs != sorted(costs) or values != sorted(values):
        yield "curve"
    if result.budgeted is None:
        return
    inside = set(result.budgeted.projects)
    cost = sum(payoffs.game.by_id[project].cost for project in inside)
    if cost != result.budgeted.cost or payoffs.value(inside) != result.budgeted.value:
        yield "value"
    chosen = inside - payoffs.game.settled
    if cost > result.budgeted.budget and any(payoffs.game.by_id[project].cost for project in chosen):
        yield "cost"
    if result.budgeted.bound < result.budgeted.value - 1:
        yield "bound"
    yield from (project for project in sorted(inside) if not payoffs.can(project, inside))
